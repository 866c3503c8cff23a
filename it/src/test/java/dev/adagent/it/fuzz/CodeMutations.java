package dev.adagent.it.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.objectweb.asm.Attribute;
import org.objectweb.asm.ByteVector;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.AnnotationNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodNode;

/** Class files that are well-formed and yet unlike what javac makes: other instructions, modifiers, kernels where none can be. */
final class CodeMutations {
    private static final int[] SIMPLE = {
        Opcodes.NOP,
        Opcodes.POP,
        Opcodes.DUP,
        Opcodes.ICONST_0,
        Opcodes.ACONST_NULL,
        Opcodes.RETURN,
        Opcodes.DADD,
        Opcodes.SWAP,
        Opcodes.DCONST_1,
        Opcodes.POP2,
        Opcodes.ATHROW
    };

    private CodeMutations() {}

    static byte[] apply(byte[] file, SplittableRandom r) {
        ClassNode c = new ClassNode();
        new ClassReader(file).accept(c, 0);
        for (int n = 1 + r.nextInt(3); n > 0 && !c.methods.isEmpty(); n--) {
            change(c, c.methods.get(r.nextInt(c.methods.size())), r);
        }
        ClassWriter w = new ClassWriter(0);
        try {
            c.accept(w);
        } catch (RuntimeException e) {
            return ByteMutations.apply(file, r); // ASM does not write it, for example two frames at one place
        }
        byte[] changed = w.toByteArray();
        if (r.nextInt(16) == 0) {
            changed[7] = (byte) (44 + r.nextInt(30)); // the version
        }
        return changed;
    }

    private static void change(ClassNode c, MethodNode m, SplittableRandom r) {
        switch (r.nextInt(12)) {
            case 0, 1, 2 -> instructions(m, r);
            case 3, 4, 5 -> mark(m);
            case 6 -> m.access ^= 1 << r.nextInt(13);
            case 7 -> c.access ^= 1 << r.nextInt(16);
            case 8 -> {
                m.maxStack = r.nextInt(10);
                m.maxLocals = r.nextBoolean() ? m.maxLocals : r.nextInt(10);
            }
            case 9 -> m.visitAttribute(new Unknown(ByteMutations.random(r.nextInt(40), r)));
            case 10 -> {
                mark(m);
                c.methods.remove(r.nextInt(c.methods.size()));
            }
            default -> {
                List<MethodNode> same = new ArrayList<>(c.methods);
                same.removeIf(o -> !o.desc.equals(m.desc));
                MethodNode other = same.get(r.nextInt(same.size()));
                MethodNode copy = new MethodNode(Opcodes.ASM9, m.access, m.name, m.desc, m.signature, null);
                other.accept(copy); // the other's code under this name
                c.methods.set(c.methods.indexOf(m), copy);
            }
        }
    }

    private static void mark(MethodNode m) {
        if (m.invisibleAnnotations == null || m.visibleAnnotations == null) {
            m.visibleAnnotations = new ArrayList<>(List.of(new AnnotationNode("Ldev/adagent/GpuKernel;")));
        }
    }

    private static void instructions(MethodNode m, SplittableRandom r) {
        if (m.instructions.size() == 0) {
            return;
        }
        AbstractInsnNode at = m.instructions.get(r.nextInt(m.instructions.size()));
        switch (r.nextInt(5)) {
            case 0 -> {
                if (at.getOpcode() >= 0 || at instanceof LineNumberNode || at instanceof FrameNode) {
                    m.instructions.remove(at);
                }
            }
            case 1, 2 -> m.instructions.insert(at, new InsnNode(SIMPLE[r.nextInt(SIMPLE.length)]));
            case 3 -> {
                AbstractInsnNode next = at.getNext();
                if (next != null && at.getOpcode() >= 0) {
                    m.instructions.remove(at);
                    m.instructions.insert(next, at);
                }
            }
            default -> {
                // Harmless: a pair that does nothing, so that many of the changed classes still verify.
                m.instructions.insertBefore(at, new InsnNode(Opcodes.ICONST_1));
                m.instructions.insertBefore(at, new InsnNode(Opcodes.POP));
                m.maxStack++;
            }
        }
    }

    /** An attribute that nobody knows, as other compilers write them. */
    private static final class Unknown extends Attribute {
        private final byte[] content;

        Unknown(byte[] content) {
            super("adagent.test.Unknown");
            this.content = content;
        }

        @Override
        protected ByteVector write(ClassWriter w, byte[] code, int length, int maxStack, int maxLocals) {
            return new ByteVector().putByteArray(content, 0, content.length);
        }
    }
}
