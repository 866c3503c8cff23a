package dev.adagent.agent.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Names of a method's parameters. */
final class ParameterNames {
    private ParameterNames() {}

    /** The names, receiver first: from the table of local variables (JVMS §4.7.13), else {@code argument 1} and so on. */
    static List<String> of(byte[] classFile, String method, String descriptor) {
        Map<Integer, String> slots = new TreeMap<>();
        boolean[] isStatic = new boolean[1];
        new ClassReader(classFile)
                .accept(
                        new ClassVisitor(Opcodes.ASM9) {
                            @Override
                            public MethodVisitor visitMethod(
                                    int access, String name, String d, String signature, String[] exceptions) {
                                if (!name.equals(method) || !d.equals(descriptor)) {
                                    return null;
                                }
                                isStatic[0] = (access & Opcodes.ACC_STATIC) != 0;
                                return new MethodVisitor(Opcodes.ASM9) {
                                    @Override
                                    public void visitLocalVariable(
                                            String n, String t, String s, Label from, Label to, int slot) {
                                        slots.putIfAbsent(slot, n);
                                    }
                                };
                            }
                        },
                        ClassReader.SKIP_FRAMES);
        List<String> out = new ArrayList<>();
        int slot = 0;
        if (!isStatic[0]) {
            out.add("this");
            slot++;
        }
        int number = 1;
        for (Type t : Type.getArgumentTypes(descriptor)) {
            out.add(slots.getOrDefault(slot, "argument " + number));
            slot += t.getSize();
            number++;
        }
        return out;
    }
}
