package dev.adagent.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.codegen.HostJit;
import dev.adagent.codegen.LlvmLowering;
import dev.adagent.codegen.PtxCompiler;
import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.OverlayRegistry;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.cpu.CpuDevice;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.job.Job;
import dev.adagent.transform.job.KernelCompiler;
import dev.adagent.transform.job.StageListener;
import dev.adagent.transform.lift.ClassSource;
import dev.adagent.transform.lift.StaticValues;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Every public method of {@code Math} and {@code StrictMath} of the JDK that runs the test, found by reflection, compiles in a kernel for
 * a GPU, and gives the JVM's result over edge values on host-lowered LLVM and the CPU device; the elementary functions of {@code Math} within its bounds.
 */
class MathMethodsTest {
    /** {@code random} gives another number at each call, from a generator that threads share: nothing that a kernel can have. */
    private static final Set<String> REFUSED = Set.of("random");

    /** Twice the bounds of {@code Math}'s documentation, in ulps, since the JVM's result may be off by as much: all others give Java's bits. */
    private static final Map<String, Double> BOUNDS = Map.ofEntries(
            Map.entry("sin", 2.0),
            Map.entry("cos", 2.0),
            Map.entry("tan", 2.0),
            Map.entry("asin", 2.0),
            Map.entry("acos", 2.0),
            Map.entry("atan", 2.0),
            Map.entry("exp", 2.0),
            Map.entry("log", 2.0),
            Map.entry("log10", 2.0),
            Map.entry("cbrt", 2.0),
            Map.entry("atan2", 4.0),
            Map.entry("pow", 2.0),
            Map.entry("sinh", 5.0),
            Map.entry("cosh", 5.0),
            Map.entry("tanh", 5.0),
            Map.entry("hypot", 2.0),
            Map.entry("expm1", 2.0),
            Map.entry("log1p", 2.0));

    private static final String OWNER = "generated/MathKernel";
    private static final OverlayRegistry TABLES = OverlayRegistry.discover(MathMethodsTest.class.getClassLoader());
    private static final CpuDevice CPU = new CpuDevice(1);

    static Stream<Arguments> methods() {
        return Stream.of(Math.class, StrictMath.class)
                .flatMap(c -> Arrays.stream(c.getDeclaredMethods()))
                .filter(m -> Modifier.isPublic(m.getModifiers()) && !REFUSED.contains(m.getName()))
                .sorted(Comparator.comparing(Method::toString))
                .map(m -> Arguments.of(
                        m.getDeclaringClass().getSimpleName() + "." + m.getName()
                                + MethodType.methodType(m.getReturnType(), m.getParameterTypes()),
                        m));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("methods")
    void givesTheJvmsResult(String name, Method m) throws Exception {
        Kernel kernel = compile(m, CudaTarget.NAME);
        Object[] in = edges(m.getParameterTypes());
        int n = Array.getLength(in[0]);

        assertThat(PtxCompiler.compile(kernel.module(), "sm_80", LlvmLowering.Options.DEFAULT)
                        .cubin())
                .isNotEmpty();

        Object want = Array.newInstance(m.getReturnType(), n);
        boolean[] throwing = new boolean[n];
        for (int i = 0; i < n; i++) {
            call(m, in, want, throwing, i);
        }
        in = without(in, throwing);
        want = without(new Object[] {want}, throwing)[0];
        for (boolean cpu : new boolean[] {false, true}) {
            Object got = Array.newInstance(m.getReturnType(), Array.getLength(want));
            run(cpu ? compile(m, CPU.target()) : kernel, cpu, in, got);
            compare(m, in, want, got);
        }
    }

    private static void call(Method m, Object[] in, Object want, boolean[] throwing, int i) throws Exception {
        Object[] args = new Object[in.length];
        for (int k = 0; k < in.length; k++) {
            args[k] = Array.get(in[k], i);
        }
        try {
            Array.set(want, i, m.invoke(null, args));
        } catch (InvocationTargetException e) {
            assertThat(e.getCause()).isInstanceOfAny(ArithmeticException.class, IllegalArgumentException.class);
            throwing[i] = true;
        }
    }

    private static void run(Kernel kernel, boolean cpu, Object[] in, Object got) throws KernelFailure {
        Object[] args = Arrays.copyOf(in, in.length + 1);
        args[in.length] = got;
        int[] grid = {Array.getLength(got), 1, 1, 1, 1, 1};
        if (cpu) {
            CPU.launch(kernel, grid, args);
        } else {
            HostJit.run(kernel.module(), grid, args, 0);
        }
    }

    private static void compare(Method m, Object[] in, Object want, Object got) {
        double bound = m.getDeclaringClass() == Math.class && m.getReturnType() == double.class
                ? BOUNDS.getOrDefault(m.getName(), 0.0)
                : 0.0;
        for (int i = 0; i < Array.getLength(want); i++) {
            Object w = Array.get(want, i);
            Object g = Array.get(got, i);
            if (bound > 0 && Double.isFinite((Double) w) && (Double) w != 0) {
                double ulps = Math.abs((Double) g - (Double) w) / Math.ulp((Double) w);
                assertThat(ulps).as("%s at %s: %s, not %s", m, at(in, i), g, w).isLessThanOrEqualTo(bound);
            } else {
                assertThat(g).as("%s at %s", m, at(in, i)).isEqualTo(w);
            }
        }
    }

    private static String at(Object[] in, int i) {
        return Arrays.toString(Arrays.stream(in).map(a -> Array.get(a, i)).toArray());
    }

    private static Object[] without(Object[] arrays, boolean[] left) {
        return Arrays.stream(arrays)
                .map(a -> {
                    int n = 0;
                    Object out = Array.newInstance(a.getClass().componentType(), Array.getLength(a));
                    for (int i = 0; i < left.length; i++) {
                        if (!left[i]) {
                            Array.set(out, n++, Array.get(a, i));
                        }
                    }
                    Object shorter = Array.newInstance(a.getClass().componentType(), n);
                    System.arraycopy(out, 0, shorter, 0, n);
                    return shorter;
                })
                .toArray();
    }

    /** One array for each parameter: all combinations of edge values. */
    private static Object[] edges(Class<?>[] types) {
        List<List<?>> values = Arrays.stream(types)
                .<List<?>>map(
                        t -> t == double.class ? DOUBLES : t == float.class ? FLOATS : t == long.class ? LONGS : INTS)
                .map(v -> types.length > 2 ? v.subList(0, Math.min(v.size(), 12)) : v)
                .toList();
        int n = values.stream().mapToInt(List::size).reduce(1, (a, b) -> a * b);
        Object[] out = new Object[types.length];
        int stride = 1;
        for (int k = 0; k < types.length; k++) {
            out[k] = Array.newInstance(types[k], n);
            for (int i = 0; i < n; i++) {
                Array.set(
                        out[k], i, values.get(k).get(i / stride % values.get(k).size()));
            }
            stride *= values.get(k).size();
        }
        return out;
    }

    private static final List<Integer> INTS =
            List.of(0, 1, -1, 7, -7, Integer.MAX_VALUE, Integer.MIN_VALUE, 2, 31, 46341, -46341, 1000);
    private static final List<Long> LONGS = List.of(
            0L,
            1L,
            -1L,
            7L,
            -7L,
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            2L,
            63L,
            3037000500L,
            -3037000500L,
            1L << 32,
            12345678901L);
    private static final List<Double> DOUBLES = List.of(
            0.0,
            -0.0,
            1.0,
            -1.5,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.MIN_VALUE,
            Double.MAX_VALUE,
            -2.5,
            0.49999999999999994,
            1e10,
            -1.0,
            0.5,
            2.0,
            3.0,
            4503599627370497.5,
            9007199254740993.0,
            Double.MIN_NORMAL,
            0x1.6ac5b262ca1ffp849,
            709.782712893384,
            -745.1332191019411,
            22.0,
            1e-9,
            1.0000000000000002,
            0.9999999999999999,
            100.0);
    private static final List<Float> FLOATS = List.of(
            0.0f,
            -0.0f,
            1.0f,
            -1.5f,
            Float.NaN,
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY,
            Float.MIN_VALUE,
            Float.MAX_VALUE,
            -2.5f,
            0.49999997f,
            1e10f,
            8388609.0f,
            Float.MIN_NORMAL,
            2.1474836e9f);

    /** A kernel of the method on elements of arrays. */
    private static Kernel compile(Method m, String target) {
        Class<?>[] types = m.getParameterTypes();
        Class<?>[] params = new Class<?>[types.length + 1];
        for (int k = 0; k < types.length; k++) {
            params[k] = types[k].arrayType();
        }
        params[types.length] = m.getReturnType().arrayType();
        String descriptor = MethodType.methodType(void.class, params).toMethodDescriptorString();
        ClassWriter c = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        c.visit(Opcodes.V1_6, Opcodes.ACC_PUBLIC, OWNER, null, "java/lang/Object", null);
        MethodVisitor v = c.visitMethod(Opcodes.ACC_STATIC, "kernel", descriptor, null, null);
        v.visitCode();
        int index = params.length;
        v.visitMethodInsn(Opcodes.INVOKESTATIC, "dev/adagent/Kernel", "globalIdX", "()I", false);
        v.visitVarInsn(Opcodes.ISTORE, index);
        v.visitVarInsn(Opcodes.ALOAD, types.length);
        v.visitVarInsn(Opcodes.ILOAD, index);
        for (int k = 0; k < types.length; k++) {
            v.visitVarInsn(Opcodes.ALOAD, k);
            v.visitVarInsn(Opcodes.ILOAD, index);
            v.visitInsn(Type.getType(types[k]).getOpcode(Opcodes.IALOAD));
        }
        v.visitMethodInsn(
                Opcodes.INVOKESTATIC,
                Type.getInternalName(m.getDeclaringClass()),
                m.getName(),
                Type.getMethodDescriptor(m),
                false);
        v.visitInsn(Type.getType(m.getReturnType()).getOpcode(Opcodes.IASTORE));
        v.visitInsn(Opcodes.RETURN);
        v.visitMaxs(0, 0);
        v.visitEnd();
        c.visitEnd();
        TableView view = TABLES.view(target);
        ClassLoader loader = MathMethodsTest.class.getClassLoader();
        ClassSource source = ClassSource.of(Map.of(OWNER, c.toByteArray())).orElse(ClassSource.of(loader));
        Job job = new Job(
                new MethodKey(OWNER, "kernel", descriptor),
                source,
                StaticValues.of(loader),
                view,
                true,
                Kernel.Options.DEFAULT);
        return KernelCompiler.compile(job, StageListener.NONE);
    }
}
