package dev.adagent.transform.link;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;

/** All checks of one class file; nothing of it is loaded. */
public final class ClassCheck {
    private static final String MALFORMED =
            "the JVM would refuse the class: compile it anew, without tools that rewrite it";

    private final Resolution resolution;

    /** @param resolution where other classes are looked up */
    public ClassCheck(Resolution resolution) {
        this.resolution = resolution;
    }

    /** What is wrong with a class file, in the order of the class file; empty if it links. */
    public List<Finding> findings(byte[] classFile) {
        ClassFormat.Problem problem = ClassFormat.problem(classFile);
        if (problem != null) {
            return List.of(malformed(problem));
        }
        LinkedClass self = LinkedClass.of(classFile);
        if (self.is(Opcodes.ACC_MODULE)) {
            return List.of();
        }
        Findings findings = new Findings(self.name);
        new ClassReader(classFile).accept(new ClassLinks(resolution, self, findings), 0);
        new PoolLinks(resolution, findings, classFile).check(self);
        DataFlow.check(classFile, resolution, findings);
        return findings.all();
    }

    /** {@link #findings(byte[])} of a rewritten class, and the members that its original has not. */
    public List<Finding> findings(byte[] original, byte[] rewritten) {
        List<Finding> all = new ArrayList<>();
        if (ClassFormat.problem(original) == null && ClassFormat.problem(rewritten) == null) {
            all.addAll(Additions.of(original, rewritten));
        }
        all.addAll(findings(rewritten));
        return all;
    }

    private static Finding malformed(ClassFormat.Problem p) {
        String where = p.offset() < 0 ? "" : " at bytecode " + p.offset();
        String name = p.className() == null ? "a class" : p.className();
        return new Finding(name, p.method(), 0, "it is no well-formed class file: " + p.what() + where, MALFORMED);
    }
}
