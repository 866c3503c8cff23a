package dev.adagent.it.safety;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.util.Textifier;
import org.objectweb.asm.util.TraceMethodVisitor;

/** What a rewrite changed. */
final class Rewritten {
    private Rewritten() {}

    /** Methods whose code is another than before, {@code name descriptor}. */
    static List<String> methods(byte[] original, byte[] copy) {
        Map<String, String> before = code(original);
        List<String> changed = new ArrayList<>();
        code(copy).forEach((method, text) -> {
            if (!text.equals(before.get(method))) {
                changed.add(method);
            }
        });
        return changed;
    }

    private static Map<String, String> code(byte[] file) {
        ClassNode c = new ClassNode();
        new ClassReader(file).accept(c, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        Map<String, String> all = new TreeMap<>();
        for (MethodNode m : c.methods) {
            Textifier text = new Textifier();
            m.accept(new TraceMethodVisitor(text));
            all.put(m.name + " " + m.desc, text.getText().toString());
        }
        return all;
    }
}
