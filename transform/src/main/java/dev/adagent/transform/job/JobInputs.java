package dev.adagent.transform.job;

import dev.adagent.overlay.Sha256;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.lift.ClassSource;
import dev.adagent.transform.lift.JdkAnswers;
import dev.adagent.transform.lift.OutsideObjects;
import dev.adagent.transform.lift.StaticValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a compilation read: the part of a job's key that shows while compiling. Whether it still holds can be asked without compiling
 * anything ({@link #hold}), so that a cache on disk answers before a single method is lifted.
 *
 * @param classes hash of each class file of the app by internal name, {@code absent} if there was none
 * @param statics text of each folded static value by field
 * @param answers what was learnt of JDK classes, by question ({@link JdkAnswers})
 * @param outside what was learnt of objects that static fields and arguments lead to, by question ({@link OutsideObjects#answers})
 * @param jdk the JDK's version if its code was lifted, else empty
 * @param stable whether all that was read has a text: a folded object of the app has none
 */
public record JobInputs(
        SortedMap<String, String> classes,
        SortedMap<String, String> statics,
        SortedMap<String, String> answers,
        SortedMap<String, String> outside,
        String jdk,
        boolean stable) {
    static final String ABSENT = "absent";

    /**
     * Whether a compilation with these sources would read the same.
     *
     * @param arguments the entry's at the launch that it is for, receiver first; none if they are not known
     */
    public boolean hold(ClassSource source, StaticValues values, Object... arguments) {
        OutsideObjects objects = new OutsideObjects(values, arguments);
        return stable
                && (jdk.isEmpty() || jdk.equals(Runtime.version().toString()))
                && classes.entrySet().stream()
                        .allMatch(e -> digest(source.find(e.getKey())).equals(e.getValue()))
                && answers.entrySet().stream()
                        .allMatch(e -> JdkAnswers.ask(e.getKey(), source).equals(e.getValue()))
                // all are read, also after one that differs: who asks learns of every class that is not initialised yet
                && statics.entrySet().stream()
                                .filter(e -> !StaticText.of(values.value(field(e.getKey())))
                                        .equals(e.getValue()))
                                .count()
                        == 0
                && outside.entrySet().stream()
                        .allMatch(e -> objects.answer(e.getKey()).equals(e.getValue()));
    }

    static String digest(byte[] classFile) {
        return classFile == null ? ABSENT : Sha256.hex(classFile);
    }

    static String name(FieldRef f) {
        return f.owner() + " " + f.name() + " " + f.descriptor();
    }

    private static FieldRef field(String name) {
        String[] words = name.split(" ");
        return new FieldRef(words[0], words[1], words[2]);
    }

    List<String> lines() {
        List<String> out = new ArrayList<>();
        classes.forEach((k, v) -> out.add("class " + k + " = " + v));
        statics.forEach((k, v) -> out.add("static " + k + " = " + v));
        answers.forEach((k, v) -> out.add("jdk " + k + " = " + v));
        outside.forEach((k, v) -> out.add("outside " + k + " = " + v));
        out.add("version " + jdk);
        out.add("stable " + stable);
        return out;
    }

    /** Reads what {@link #lines} wrote. @throws IllegalArgumentException if it is not that */
    static JobInputs parse(List<String> lines) {
        Map<String, SortedMap<String, String>> maps = Map.of(
                "class",
                new TreeMap<>(),
                "static",
                new TreeMap<>(),
                "jdk",
                new TreeMap<>(),
                "outside",
                new TreeMap<>());
        String jdk = null;
        Boolean stable = null;
        for (String line : lines) {
            int blank = line.indexOf(' ');
            int equals = line.indexOf(" = ");
            String kind = blank < 0 ? line : line.substring(0, blank);
            if (kind.equals("version")) {
                jdk = line.substring(blank + 1);
            } else if (kind.equals("stable")) {
                stable = Boolean.valueOf(line.substring(blank + 1));
            } else if (maps.containsKey(kind) && equals > 0) {
                maps.get(kind).put(line.substring(blank + 1, equals), line.substring(equals + 3));
            } else {
                throw new IllegalArgumentException("not an input of a job: " + line);
            }
        }
        if (jdk == null || stable == null) {
            throw new IllegalArgumentException("the inputs of a job are cut off");
        }
        return new JobInputs(maps.get("class"), maps.get("static"), maps.get("jdk"), maps.get("outside"), jdk, stable);
    }
}
