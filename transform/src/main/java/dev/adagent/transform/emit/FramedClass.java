package dev.adagent.transform.emit;

import org.objectweb.asm.ClassTooLargeException;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodTooLargeException;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Writes a class whose methods bring a stack map frame for every label that is jumped to. So the depth of the operand stack is known
 * everywhere from what comes before, and is counted: ASM's own {@code COMPUTE_MAXS} follows an edge from each part of each range of the
 * exception table, of which kernels have thousands, and gives up on large methods.
 */
public final class FramedClass extends ClassVisitor {
    /** A method or class is larger than a class file can hold (JVMS §4.7.3, §4.1). */
    public static final class TooLarge extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLarge(String what, RuntimeException cause) {
            super(what, cause);
        }
    }

    private final ClassWriter writer;

    public FramedClass() {
        this(new ClassWriter(0));
    }

    private FramedClass(ClassWriter writer) {
        super(Opcodes.ASM9, writer);
        this.writer = writer;
        // against hostile class files, which this is not: long jumps make ASM compute frames of its own
        writer.setComputeLimits(Integer.MAX_VALUE, Long.MAX_VALUE);
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, String signature, String[] exceptions) {
        MethodVisitor mv = super.visitMethod(access, name, descriptor, signature, exceptions);
        return new StackCounter(mv, (access & Opcodes.ACC_STATIC) != 0, descriptor);
    }

    /** @throws TooLarge if it does not fit into a class file */
    public byte[] toByteArray() {
        try {
            return writer.toByteArray();
        } catch (MethodTooLargeException e) {
            throw new TooLarge("a method of " + e.getCodeSize() + " bytes of bytecode, of at most 65535", e);
        } catch (ClassTooLargeException e) {
            throw new TooLarge("a class of " + e.getConstantPoolCount() + " constants, of at most 65535", e);
        }
    }
}
