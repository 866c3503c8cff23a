package dev.adagent.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.codegen.HostJit;
import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.OverlayRegistry;
import dev.adagent.transform.cpu.CpuDevice;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.ir.Interpreter;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.job.Job;
import dev.adagent.transform.job.KernelCompiler;
import dev.adagent.transform.job.StageListener;
import dev.adagent.transform.lift.ClassSource;
import dev.adagent.transform.lift.Lifter;
import dev.adagent.transform.lift.StaticValues;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Methods that return a boolean, byte, char or short of an int that is none: javac writes no such class file, {@code ireturn} narrows (JVMS §6.5). */
class NarrowResultsTest {
    private static final String OWNER = "generated/Narrow";
    private static final int[] VALUES = {
        0, 1, 2, -1, 127, 128, 255, 256, 32768, 65535, 65536, -129, 0x12345678, Integer.MIN_VALUE
    };
    private static final OverlayRegistry TABLES = OverlayRegistry.discover(NarrowResultsTest.class.getClassLoader());
    private static final CpuDevice CPU = new CpuDevice(1);

    /** A class that is loaded as it is. */
    private static final class Loader extends ClassLoader {
        Loader() {
            super(NarrowResultsTest.class.getClassLoader());
        }

        Class<?> define(byte[] code) {
            return defineClass(null, code, 0, code.length);
        }
    }

    /** {@code out[k] = f(in[k])} for all of {@code in}, where f returns what it is given, or its opposite where that is odd. */
    private static byte[] code(char result) {
        ClassWriter c = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
        c.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, OWNER, null, "java/lang/Object", null);
        MethodVisitor f = c.visitMethod(Opcodes.ACC_STATIC, "f", "(I)" + result, null, null);
        f.visitCode();
        Label even = new Label();
        f.visitVarInsn(Opcodes.ILOAD, 0);
        f.visitInsn(Opcodes.ICONST_1);
        f.visitInsn(Opcodes.IAND);
        f.visitJumpInsn(Opcodes.IFEQ, even);
        f.visitVarInsn(Opcodes.ILOAD, 0);
        f.visitInsn(Opcodes.INEG);
        f.visitInsn(Opcodes.IRETURN);
        f.visitLabel(even);
        f.visitVarInsn(Opcodes.ILOAD, 0);
        f.visitInsn(Opcodes.IRETURN);
        f.visitMaxs(0, 0);
        f.visitEnd();
        MethodVisitor k = c.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, "kernel", "([I[I)V", null, null);
        k.visitCode();
        Label head = new Label();
        Label end = new Label();
        k.visitInsn(Opcodes.ICONST_0);
        k.visitVarInsn(Opcodes.ISTORE, 2);
        k.visitLabel(head);
        k.visitVarInsn(Opcodes.ILOAD, 2);
        k.visitVarInsn(Opcodes.ALOAD, 0);
        k.visitInsn(Opcodes.ARRAYLENGTH);
        k.visitJumpInsn(Opcodes.IF_ICMPGE, end);
        k.visitVarInsn(Opcodes.ALOAD, 1);
        k.visitVarInsn(Opcodes.ILOAD, 2);
        k.visitVarInsn(Opcodes.ALOAD, 0);
        k.visitVarInsn(Opcodes.ILOAD, 2);
        k.visitInsn(Opcodes.IALOAD);
        k.visitMethodInsn(Opcodes.INVOKESTATIC, OWNER, "f", "(I)" + result, false);
        k.visitInsn(Opcodes.IASTORE);
        k.visitIincInsn(2, 1);
        k.visitJumpInsn(Opcodes.GOTO, head);
        k.visitLabel(end);
        k.visitInsn(Opcodes.RETURN);
        k.visitMaxs(0, 0);
        k.visitEnd();
        c.visitEnd();
        return c.toByteArray();
    }

    private static Job job(byte[] code, String target) {
        ClassLoader loader = NarrowResultsTest.class.getClassLoader();
        return new Job(
                new MethodKey(OWNER, "kernel", "([I[I)V"),
                ClassSource.of(Map.of(OWNER, code)).orElse(ClassSource.of(loader)),
                StaticValues.of(loader),
                TABLES.view(target),
                true,
                Kernel.Options.DEFAULT);
    }

    @ParameterizedTest
    @CsvSource({"Z", "B", "C", "S"})
    void asTheJvmDoes(char result) throws Exception {
        byte[] code = code(result);
        int[] want = new int[VALUES.length];
        new Loader().define(code).getMethod("kernel", int[].class, int[].class).invoke(null, VALUES, want);
        assertThat(want).isNotEqualTo(plain());

        int[] interpreted = new int[VALUES.length];
        Job job = job(code, CPU.target());
        Module lifted = Lifter.lift(job.entry(), job.source(), job.view(), StaticValues.NONE);
        new Interpreter(lifted).run(VALUES, interpreted);
        assertThat(interpreted).isEqualTo(want);

        int[] cpu = new int[VALUES.length];
        CPU.launch(
                KernelCompiler.compile(job, StageListener.NONE), new int[] {1, 1, 1, 1, 1, 1}, new Object[] {VALUES, cpu
                });
        assertThat(cpu).isEqualTo(want);

        int[] llvm = new int[VALUES.length];
        Kernel kernel = KernelCompiler.compile(job(code, CudaTarget.NAME), StageListener.NONE);
        HostJit.run(kernel.module(), new int[] {1, 1, 1, 1, 1, 1}, new Object[] {VALUES, llvm}, 0);
        assertThat(llvm).isEqualTo(want);
    }

    /** What the methods would give if nothing narrowed. */
    private static int[] plain() {
        int[] out = new int[VALUES.length];
        for (int k = 0; k < out.length; k++) {
            out[k] = VALUES[k] % 2 == 0 ? VALUES[k] : -VALUES[k];
        }
        return out;
    }

    /** What javac compiles has its narrowings already. */
    static final class Javac {
        private Javac() {}

        static boolean both(boolean a, boolean[] b, int x) {
            boolean c = x > 3;
            c |= a;
            return x < 9 ? c : b[x] && !a;
        }

        static byte loop(byte x, int n) {
            byte sum = 3;
            for (int k = 0; k < n; k++) {
                sum += x;
            }
            return sum;
        }

        static short wider(byte x, short y, boolean b) {
            return b ? x : y;
        }

        static char called(char c, int n) {
            return n == 0 ? c : called((char) (c + 1), n - 1);
        }
    }

    @ParameterizedTest
    @CsvSource({"both,(Z[ZI)Z,0", "loop,(BI)B,1", "wider,(BSZ)S,1", "called,(CI)C,1"})
    void leavesJavacsCodeAsItIs(String method, String descriptor, long narrowings) {
        ClassLoader loader = NarrowResultsTest.class.getClassLoader();
        MethodKey key = new MethodKey(Javac.class.getName().replace('.', '/'), method, descriptor);
        Module m = Lifter.lift(key, ClassSource.of(loader), TABLES.view(CPU.target()), StaticValues.NONE);
        assertThat(m.entry().blocks().stream().flatMap(b -> b.insns().stream()).filter(i -> i.op() == Op.NARROW))
                .hasSize((int) narrowings);
    }
}
