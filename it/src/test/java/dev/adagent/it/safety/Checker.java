package dev.adagent.it.safety;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Something that reads, links or runs class files.
 *
 * @param name column of the matrix
 * @param missing why it cannot be used here, or null
 * @param check what it says of each subject; nothing for those that it accepts
 */
record Checker(String name, String missing, Check check) {
    /** A check of several subjects at once, which shares the start of a JVM. */
    interface Check {
        Map<Subject, String> complaints(List<Subject> subjects, Path folder) throws Exception;
    }

    /** A check of one subject; the answer is its complaint or null. */
    interface Single {
        String complaint(Subject subject, Path folder) throws Exception;
    }

    static Checker of(String name, String missing, Check check) {
        return new Checker(name, missing, check);
    }

    static Checker each(String name, String missing, Single single) {
        return new Checker(name, missing, (subjects, folder) -> {
            Map<Subject, String> all = new LinkedHashMap<>();
            for (Subject s : subjects) {
                String complaint = single.complaint(s, folder.resolve(s.name()));
                if (complaint != null) {
                    all.put(s, complaint);
                }
            }
            return all;
        });
    }
}
