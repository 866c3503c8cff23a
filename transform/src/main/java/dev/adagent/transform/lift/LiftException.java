package dev.adagent.transform.lift;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Loc;
import java.util.ArrayList;
import java.util.List;

/**
 * A method cannot be compiled. The message is a block as javac writes it: the place in the user's source, the construct, the calls
 * that lead there from the entry method, why, and what to write instead.
 */
public final class LiftException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Loc loc;
    private final String construct;
    private final String why;
    private final String hint;
    private final transient List<Loc> callPath;

    /**
     * @param construct what is not supported
     * @param why the reason, a sentence without its full stop
     * @param hint what to write instead, a sentence without its full stop
     * @param callPath the place of the construct first, then the call that leads there, and so on to the entry method; not empty
     */
    public LiftException(String construct, String why, String hint, List<Loc> callPath) {
        super(block(construct, why, hint, callPath));
        this.loc = userPlace(callPath);
        this.construct = construct;
        this.why = why;
        this.hint = hint;
        this.callPath = List.copyOf(callPath);
    }

    /** A place and those that it was inlined at, each as a frame of its own: a call path. */
    public static List<Loc> path(Loc loc) {
        List<Loc> out = new ArrayList<>();
        for (Loc l = loc; l != null; l = l.inlinedAt()) {
            out.add(new Loc(l.className(), l.method(), l.file(), l.line(), null));
        }
        return out;
    }

    /** What is left of synchronized in a job. @param path the place, then the calls that lead there */
    public static LiftException monitor(List<Loc> path) {
        return Refusal.monitor().at(path);
    }

    /** A class that is used as a value. */
    public static LiftException classConstant(String name, List<Loc> path) {
        return Refusal.classConstant(name).at(path);
    }

    /** A call of the JDK's that leads nowhere in compiled code; null if the method is none of those. */
    public static LiftException ofJdk(MethodKey called, List<Loc> path) {
        Jdk.Refused refused = Jdk.refused(called.owner());
        return refused == null ? null : Refusal.jdk(called, refused).at(path);
    }

    /** That a method of a generator of the JDK's leads to what other threads see; null if the path goes through none. */
    public static LiftException ofSharedGenerator(List<Loc> path) {
        Loc last = null;
        for (Loc l : path) {
            last = Jdk.isGenerator(l.className()) ? l : last;
        }
        return last == null ? null : ofJdk(new MethodKey(last.className(), last.method(), "()V"), path);
    }

    /** The innermost place outside the JDK and the api, which is where the user can change something. */
    public Loc loc() {
        return loc;
    }

    public String construct() {
        return construct;
    }

    public String why() {
        return why;
    }

    public String hint() {
        return hint;
    }

    /** The place of the construct first, the entry method's call last. */
    public List<Loc> callPath() {
        return callPath;
    }

    /** The first place of a call path that lies outside the JDK, the api and what stands for the JDK's classes. */
    public static Loc userPlace(List<Loc> path) {
        return path.stream()
                .filter(l -> !Jdk.isJdk(l.className()) && !isOfApi(l.className()))
                .findFirst()
                .orElse(path.get(0));
    }

    private static boolean isOfApi(String className) {
        return className != null
                && className.matches(
                        "dev/adagent/([A-Z]\\w*|overlay/((Int|Long|Double)?Elements|OutsideList|FixedList|ObjectSorting|ListBodies|AtomicBodies|ArrayBodies|Made\\w+))");
    }

    /**
     * What cannot be compiled, as a block like those of javac.
     *
     * @param why the reason, null if the construct says it
     * @param path the place of the construct first, then the calls that lead there
     */
    public static String block(String construct, String why, String hint, List<Loc> path) {
        Loc user = userPlace(path);
        StringBuilder s = new StringBuilder();
        s.append(user.file() == null ? user.className().replace('/', '.') : user.file());
        if (user.line() >= 0) {
            s.append(':').append(user.line());
        }
        s.append(": error: cannot compile ").append(construct);
        s.append("\n    in ").append(path.get(0));
        for (Loc l : path.subList(1, path.size())) {
            s.append("\n    called from ").append(l);
        }
        if (why != null) {
            s.append("\n  why: ").append(why);
        }
        s.append("\n  instead: ").append(hint);
        return s.toString();
    }
}
