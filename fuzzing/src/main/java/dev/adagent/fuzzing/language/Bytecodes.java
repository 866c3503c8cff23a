package dev.adagent.fuzzing.language;

import dev.adagent.fuzzing.Coverage;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Counts the instructions of class files by opcode (JVMS §6.5), short forms with their long ones. */
final class Bytecodes {
    private static final String GROUP = "bytecode";

    private static final Map<Integer, String> NAMES = names();

    /** What a program cannot be asked to have, and why. */
    private static final Map<String, String> EXCLUDED = Map.of(
            "nop",
            "javac does not write it",
            "swap",
            "javac does not write it",
            "jsr",
            "not in class files since Java 6",
            "ret",
            "not in class files since Java 6",
            "monitorenter",
            "random programs have no objects that threads share, and no monitors",
            "monitorexit",
            "random programs have no objects that threads share, and no monitors",
            "putstatic",
            "writes to static fields are refused");

    private Bytecodes() {}

    private static Map<Integer, String> names() {
        Map<Integer, String> out = new TreeMap<>();
        boolean on = false;
        for (Field f : Opcodes.class.getFields()) {
            on |= f.getName().equals("NOP");
            if (on && Modifier.isStatic(f.getModifiers()) && f.getType() == int.class) {
                try {
                    out.put(f.getInt(null), f.getName().toLowerCase(java.util.Locale.ROOT));
                } catch (IllegalAccessException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        return out;
    }

    static void require(Coverage coverage, long times) {
        for (String name : NAMES.values()) {
            if (EXCLUDED.containsKey(name)) {
                coverage.exclude(GROUP, name, EXCLUDED.get(name));
            } else {
                coverage.require(GROUP, name, times);
            }
        }
    }

    static void count(byte[] classFile, Coverage coverage) {
        new ClassReader(classFile)
                .accept(
                        new ClassVisitor(Opcodes.ASM9) {
                            @Override
                            public MethodVisitor visitMethod(
                                    int access, String name, String desc, String sig, String[] ex) {
                                boolean enumsOwn = Set.of("values", "valueOf", "$values", "<clinit>")
                                        .contains(name);
                                return enumsOwn ? null : new Counter(coverage);
                            }
                        },
                        ClassReader.SKIP_DEBUG);
    }

    private static final class Counter extends MethodVisitor {
        private final Coverage coverage;

        Counter(Coverage coverage) {
            super(Opcodes.ASM9);
            this.coverage = coverage;
        }

        private void count(int opcode) {
            coverage.count(GROUP, NAMES.get(opcode));
        }

        @Override
        public void visitInsn(int opcode) {
            count(opcode);
        }

        @Override
        public void visitIntInsn(int opcode, int operand) {
            count(opcode);
        }

        @Override
        public void visitVarInsn(int opcode, int index) {
            count(opcode);
        }

        @Override
        public void visitTypeInsn(int opcode, String type) {
            count(opcode);
        }

        @Override
        public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
            count(opcode);
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            count(opcode);
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
            count(Opcodes.INVOKEDYNAMIC);
        }

        @Override
        public void visitJumpInsn(int opcode, Label label) {
            count(opcode);
        }

        @Override
        public void visitLdcInsn(Object value) {
            count(Opcodes.LDC);
        }

        @Override
        public void visitIincInsn(int index, int increment) {
            count(Opcodes.IINC);
        }

        @Override
        public void visitTableSwitchInsn(int min, int max, Label other, Label... labels) {
            count(Opcodes.TABLESWITCH);
        }

        @Override
        public void visitLookupSwitchInsn(Label other, int[] keys, Label[] labels) {
            count(Opcodes.LOOKUPSWITCH);
        }

        @Override
        public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
            count(Opcodes.MULTIANEWARRAY);
        }
    }
}
