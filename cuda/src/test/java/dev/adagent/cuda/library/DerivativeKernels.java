package dev.adagent.cuda.library;

import static dev.adagent.Autodiff.REVERSE;
import static dev.adagent.Autodiff.active;
import static dev.adagent.Autodiff.autodiff;
import static dev.adagent.Autodiff.constant;
import static dev.adagent.Autodiff.derivative;

import dev.adagent.Fn2;
import dev.adagent.Kernel;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Derivatives of functions of two numbers, asked for in compiled code. */
public final class DerivativeKernels {
    static final String CLASS = "dev/adagent/DerivativesOf";
    /** Numbers for each point: gradient, tangents, slope of the slope by x, by x and by y. */
    static final int NUMBERS = 6;

    private static final String OBJECT = "Ljava/lang/Object;";
    private static final String FN2 = "Ldev/adagent/Fn2;";

    private DerivativeKernels() {}

    /** The slope by x, in reverse mode. */
    public static double slope(Fn2<Double, Double, Double> f, double x, double y) {
        var a = active(x);
        autodiff(REVERSE, f, a, constant(y));
        return a.grad();
    }

    /** All derivatives at each point. */
    public static void all(Fn2<Double, Double, Double> f, double[] x, double[] y, double[] out) {
        int i = Kernel.globalIdX();
        if (i < x.length) {
            double u = x[i];
            double v = y[i];
            var a = active(u);
            var b = active(v);
            autodiff(REVERSE, f, a, b);
            out[NUMBERS * i] = a.grad();
            out[NUMBERS * i + 1] = b.grad();
            out[NUMBERS * i + 2] = derivative(q -> f.call(q, v), u);
            out[NUMBERS * i + 3] = derivative(q -> f.call(u, q), v);
            out[NUMBERS * i + 4] = derivative(q -> slope(f, q, v), u);
            out[NUMBERS * i + 5] = derivative(q -> slope(f, u, q), v);
        }
    }

    /** A class with {@code all} and {@code slope} of one function. */
    static byte[] classOf(String owner, String name) {
        ClassWriter cw = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        cw.visit(Opcodes.V17, Opcodes.ACC_FINAL, CLASS, null, "java/lang/Object", null);
        cw.visitSource("DerivativesOf.java", null);
        forward(cw, owner, name, "all", "[D[D[D", "V");
        forward(cw, owner, name, "slope", "DD", "D");
        cw.visitEnd();
        return cw.toByteArray();
    }

    /** A method that calls the one above with a reference to the function before its own arguments. */
    private static void forward(ClassWriter cw, String owner, String name, String to, String arguments, String result) {
        MethodVisitor m = cw.visitMethod(Opcodes.ACC_STATIC, to, "(" + arguments + ")" + result, null, null);
        String two = "(" + OBJECT + OBJECT + ")" + OBJECT;
        Handle metafactory = new Handle(
                Opcodes.H_INVOKESTATIC,
                "java/lang/invoke/LambdaMetafactory",
                "metafactory",
                "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;"
                        + "Ljava/lang/invoke/MethodType;Ljava/lang/invoke/MethodHandle;Ljava/lang/invoke/MethodType;)"
                        + "Ljava/lang/invoke/CallSite;",
                false);
        m.visitInvokeDynamicInsn(
                "call",
                "()" + FN2,
                metafactory,
                Type.getMethodType(two),
                new Handle(Opcodes.H_INVOKESTATIC, owner, name, "(DD)D", false),
                Type.getMethodType("(Ljava/lang/Double;Ljava/lang/Double;)Ljava/lang/Double;"));
        int local = 0;
        for (Type t : Type.getArgumentTypes("(" + arguments + ")V")) {
            m.visitVarInsn(t.getOpcode(Opcodes.ILOAD), local);
            local += t.getSize();
        }
        String self = Type.getInternalName(DerivativeKernels.class);
        m.visitMethodInsn(Opcodes.INVOKESTATIC, self, to, "(" + FN2 + arguments + ")" + result, false);
        m.visitInsn(Type.getType(result).getOpcode(Opcodes.IRETURN));
        m.visitMaxs(0, 0);
        m.visitEnd();
    }
}
