package dev.adagent.transform.lift;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.KnownClass;
import dev.adagent.transform.ir.Lambda;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * The class of a lambda, as compiled code knows it where the lambda is an element or lies in a field: its objects are of a hidden class, of which nobody has
 * the bytecode. This one has a field for each value captured, and does what the lambda does.
 */
public final class LambdaClass {
    private static final String FIELD = "captured$";
    private static final Handle FACTORY = new Handle(
            Opcodes.H_INVOKESTATIC,
            "java/lang/invoke/LambdaMetafactory",
            "metafactory",
            "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;"
                    + "Ljava/lang/invoke/MethodType;Ljava/lang/invoke/MethodHandle;Ljava/lang/invoke/MethodType;)"
                    + "Ljava/lang/invoke/CallSite;",
            false);

    private LambdaClass() {}

    /** Types of what a lambda captures. @param reference kind of the reference to its implementation (JVMS §5.4.3.5) */
    static List<Type> captured(MethodKey implementation, int reference, int count) {
        List<Type> types = new ArrayList<>(List.of(Type.getArgumentTypes(implementation.descriptor())));
        if (reference != Opcodes.H_INVOKESTATIC && reference != Opcodes.H_NEWINVOKESPECIAL) {
            types.add(0, Type.getObjectType(implementation.owner()));
        }
        return types.subList(0, count);
    }

    /** Which of the captured values a field of such a class holds, −1 if it is none. */
    public static int index(String field) {
        return field.startsWith(FIELD) ? Integer.parseInt(field.substring(FIELD.length())) : -1;
    }

    /**
     * The class file.
     *
     * @param name from {@link KnownClass#ofLambdas}
     * @param lambda what it is made of
     * @param reference kind of the reference to its implementation (JVMS §5.4.3.5)
     * @param count how many values it captures
     * @param bridges descriptors of further methods of that name which do the same (JLS §15.12.4.5)
     */
    public static byte[] write(String name, Lambda lambda, int reference, int count, List<String> bridges) {
        MethodKey itf = lambda.interfaceMethod();
        ClassWriter cw = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        cw.visit(Opcodes.V17, Opcodes.ACC_FINAL | Opcodes.ACC_SUPER, name, null, "java/lang/Object", new String[] {
            itf.owner()
        });
        List<Type> captured = captured(lambda.implementation(), reference, count);
        for (int k = 0; k < count; k++) {
            cw.visitField(Opcodes.ACC_PRIVATE, FIELD + k, captured.get(k).getDescriptor(), null, null)
                    .visitEnd();
        }
        body(cw, name, lambda, reference, captured);
        bridges.stream().filter(d -> !d.equals(itf.descriptor())).forEach(d -> bridge(cw, name, itf, d));
        cw.visitEnd();
        return cw.toByteArray();
    }

    /** Makes the lambda anew of what was captured, and calls it: so types are adapted as the JVM adapts them. */
    private static void body(ClassWriter cw, String name, Lambda lambda, int reference, List<Type> captured) {
        MethodKey itf = lambda.interfaceMethod();
        MethodVisitor mv = cw.visitMethod(Opcodes.ACC_PUBLIC, itf.name(), itf.descriptor(), null, null);
        mv.visitCode();
        for (int k = 0; k < captured.size(); k++) {
            mv.visitVarInsn(Opcodes.ALOAD, 0);
            mv.visitFieldInsn(Opcodes.GETFIELD, name, FIELD + k, captured.get(k).getDescriptor());
        }
        make(mv, lambda, reference, captured);
        arguments(mv, itf.descriptor(), itf.descriptor());
        mv.visitMethodInsn(Opcodes.INVOKEINTERFACE, itf.owner(), itf.name(), itf.descriptor(), true);
        mv.visitInsn(Type.getReturnType(itf.descriptor()).getOpcode(Opcodes.IRETURN));
        mv.visitMaxs(0, 0);
        mv.visitEnd();
    }

    /** Makes a lambda of the captured values on the stack. */
    static void make(MethodVisitor mv, Lambda lambda, int reference, List<Type> captured) {
        MethodKey itf = lambda.interfaceMethod();
        MethodKey m = lambda.implementation();
        mv.visitInvokeDynamicInsn(
                itf.name(),
                Type.getMethodDescriptor(Type.getObjectType(itf.owner()), captured.toArray(new Type[0])),
                FACTORY,
                Type.getMethodType(itf.descriptor()),
                new Handle(reference, m.owner(), m.name(), m.descriptor(), reference == Opcodes.H_INVOKEINTERFACE),
                Type.getMethodType(lambda.instantiated()));
    }

    private static void bridge(ClassWriter cw, String name, MethodKey to, String descriptor) {
        int access = Opcodes.ACC_PUBLIC | Opcodes.ACC_SYNTHETIC | Opcodes.ACC_BRIDGE;
        MethodVisitor mv = cw.visitMethod(access, to.name(), descriptor, null, null);
        mv.visitCode();
        mv.visitVarInsn(Opcodes.ALOAD, 0);
        arguments(mv, descriptor, to.descriptor());
        mv.visitMethodInsn(Opcodes.INVOKEVIRTUAL, name, to.name(), to.descriptor(), false);
        mv.visitInsn(Type.getReturnType(descriptor).getOpcode(Opcodes.IRETURN));
        mv.visitMaxs(0, 0);
        mv.visitEnd();
    }

    private static void arguments(MethodVisitor mv, String from, String to) {
        Type[] given = Type.getArgumentTypes(from);
        Type[] taken = Type.getArgumentTypes(to);
        int local = 1;
        for (int k = 0; k < given.length; k++) {
            mv.visitVarInsn(given[k].getOpcode(Opcodes.ILOAD), local);
            local += given[k].getSize();
            if (!given[k].equals(taken[k])) {
                mv.visitTypeInsn(Opcodes.CHECKCAST, taken[k].getInternalName());
            }
        }
    }
}
