package dev.adagent.transform.lift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.OverlayRegistry;
import dev.adagent.transform.cpu.CpuDevice;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.job.CpuTable;
import dev.adagent.transform.job.Job;
import dev.adagent.transform.job.KernelCompiler;
import dev.adagent.transform.job.StageListener;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Switches over patterns, which a compiler for Java 17 does not write. The numbers of the labels are those of SwitchBootstraps' Javadoc. */
class PatternSwitchTest {
    /** A class like those that are switched over. */
    record Leaf(double v) {}

    record Branch(double v) {}

    enum Side {
        LEFT,
        RIGHT
    }

    static Object object(int k) {
        return k == 0 ? new Leaf(1) : k == 1 ? new Branch(2) : null;
    }

    static Side side(int k) {
        return k == 0 ? Side.LEFT : k == 1 ? Side.RIGHT : null;
    }

    static String text(int k) {
        return k == 0 ? "left" : k == 1 ? "right" : "neither";
    }

    private static final String SELF = "dev/adagent/transform/lift/PatternSwitchTest";
    private static final String KERNEL = "dev/adagent/transform/lift/PatternKernel";

    /** {@code out[i] = switch number of method(in[i]), labels tried from the given one on}. */
    private static byte[] kernel(String method, String type, String bootstrap, int from, Object... labels) {
        ClassWriter cw = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
        cw.visit(Opcodes.V21, Opcodes.ACC_FINAL, KERNEL, null, "java/lang/Object", null);
        MethodVisitor m = cw.visitMethod(Opcodes.ACC_STATIC, "kernel", "([I[I)V", null, null);
        m.visitMethodInsn(Opcodes.INVOKESTATIC, "dev/adagent/Kernel", "globalIdX", "()I", false);
        m.visitVarInsn(Opcodes.ISTORE, 2);
        Label end = new Label();
        m.visitVarInsn(Opcodes.ILOAD, 2);
        m.visitVarInsn(Opcodes.ALOAD, 0);
        m.visitInsn(Opcodes.ARRAYLENGTH);
        m.visitJumpInsn(Opcodes.IF_ICMPGE, end);
        m.visitVarInsn(Opcodes.ALOAD, 1);
        m.visitVarInsn(Opcodes.ILOAD, 2);
        m.visitVarInsn(Opcodes.ALOAD, 0);
        m.visitVarInsn(Opcodes.ILOAD, 2);
        m.visitInsn(Opcodes.IALOAD);
        m.visitMethodInsn(Opcodes.INVOKESTATIC, SELF, method, "(I)" + type, false);
        m.visitIntInsn(Opcodes.BIPUSH, from);
        Handle b = new Handle(
                Opcodes.H_INVOKESTATIC,
                "java/lang/runtime/SwitchBootstraps",
                bootstrap,
                "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;[Ljava/lang/Object;)"
                        + "Ljava/lang/invoke/CallSite;",
                false);
        m.visitInvokeDynamicInsn(bootstrap, "(" + type + "I)I", b, labels);
        m.visitInsn(Opcodes.IASTORE);
        m.visitLabel(end);
        m.visitInsn(Opcodes.RETURN);
        m.visitMaxs(0, 0);
        m.visitEnd();
        cw.visitEnd();
        return cw.toByteArray();
    }

    private static int[] run(byte[] kernelClass) throws Exception {
        ClassLoader loader = PatternSwitchTest.class.getClassLoader();
        Job job = new Job(
                new MethodKey(KERNEL, "kernel", "([I[I)V"),
                ClassSource.of(Map.of(KERNEL, kernelClass)).orElse(ClassSource.of(loader)),
                StaticValues.of(loader),
                OverlayRegistry.discover(loader).view(CpuTable.TARGET),
                true,
                Kernel.Options.DEFAULT);
        Kernel k = KernelCompiler.compile(job, StageListener.NONE);
        int[] out = new int[3];
        Object[] arguments = k.arguments(new int[] {0, 1, 2}, out);
        new CpuDevice(1).launch(k, new int[] {1, 1, 1, 32, 1, 1}, arguments);
        return out;
    }

    @Test
    void overTypes() throws Exception {
        Object[] labels = {Type.getType(Leaf.class), Type.getType(Branch.class), Type.getType(Record.class)};
        assertThat(run(kernel("object", "Ljava/lang/Object;", "typeSwitch", 0, labels)))
                .containsExactly(0, 1, -1);
        assertThat(run(kernel("object", "Ljava/lang/Object;", "typeSwitch", 1, labels)))
                .containsExactly(2, 1, -1);
        assertThat(run(kernel("object", "Ljava/lang/Object;", "typeSwitch", 3, labels)))
                .containsExactly(3, 3, -1);
    }

    @Test
    void overConstantsOfAnEnum() throws Exception {
        String side = "L" + SELF + "$Side;";
        assertThat(run(kernel("side", side, "enumSwitch", 0, "RIGHT", Type.getType(Side.class))))
                .containsExactly(1, 0, -1);
    }

    @Test
    void overStrings() throws Exception {
        assertThat(run(kernel("text", "Ljava/lang/String;", "typeSwitch", 0, "right", "left")))
                .containsExactly(1, 0, 2);
    }
}
