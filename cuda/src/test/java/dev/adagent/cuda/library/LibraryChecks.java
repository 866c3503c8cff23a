package dev.adagent.cuda.library;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.transform.device.Exceptions;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.lift.CastMessage;
import dev.adagent.transform.lift.ClassSource;
import dev.adagent.transform.lift.NullMessage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Kernels that call a library give the JVM's results, bit for bit. */
abstract class LibraryChecks {
    private static final int N = 200;

    /** Name of the table that the kernels are compiled for. */
    abstract String target();

    abstract void launch(Kernel kernel, int[] grid, Object... inputs) throws KernelFailure;

    static Stream<Method> commonsMath() {
        return Stream.of(
                        CommonsMath.class,
                        CommonsMathMore.class,
                        CommonsMathGroups.class,
                        CommonsMathArrays.class,
                        CommonsMathTrial.class,
                        CommonsMathEveryday.class)
                .flatMap(LibraryKernels::functions)
                .filter(m -> !Modifier.isPrivate(m.getModifiers()));
    }

    @ParameterizedTest
    @MethodSource("commonsMath")
    void commonsMathGivesTheJvmsBits(Method f) throws Exception {
        check(f);
    }

    static Stream<Method> language() {
        return Stream.of(
                        LanguageSamples.class,
                        ObjectSamples.class,
                        TextSamples.class,
                        JdkSamples.class,
                        UtilSamples.class,
                        CollectionSamples.class,
                        ExceptionSamples.class,
                        CauseSamples.class)
                .flatMap(LibraryKernels::functions)
                .filter(m -> !Modifier.isPrivate(m.getModifiers()));
    }

    @ParameterizedTest
    @MethodSource("language")
    void theLanguageGivesTheJvmsResults(Method f) throws Exception {
        check(f);
    }

    /** Runs a function of two numbers in a kernel and as it is. */
    final void check(Method f) throws Exception {
        f.setAccessible(true);
        SplittableRandom random = new SplittableRandom(5);
        double[] x = random.doubles(N, -10, 10).toArray();
        double[] y = random.doubles(N, -10, 10).toArray();
        double[] expected = new double[N];
        Throwable first = null;
        int at = N;
        for (int i = 0; i < N && first == null; i++) {
            try {
                expected[i] = (Double) f.invoke(null, x[i], y[i]);
            } catch (InvocationTargetException e) {
                first = e.getCause();
                at = i;
            }
        }
        Kernel kernel = LibraryKernels.compile(f, target());
        double[] out = new double[N];
        Throwable thrown = null;
        try {
            launch(kernel, new int[] {(N + 31) / 32, 1, 1, 32, 1, 1}, kernel.arguments(x, y, out));
        } catch (KernelFailure e) {
            // as the engine does: a device need not see the app's classes
            ClassLoader loader = f.getDeclaringClass().getClassLoader();
            thrown = NullMessage.complete(Exceptions.resolve(e.exception(), loader), e.stack(), ClassSource.of(loader));
            thrown = CastMessage.complete(thrown, loader);
        }
        assertThat(text(thrown)).isEqualTo(text(first));
        for (int i = 0; i < at; i++) {
            assertThat(Double.doubleToLongBits(out[i]))
                    .as("%s(%s, %s) = %s, not %s", f.getName(), x[i], y[i], expected[i], out[i])
                    .isEqualTo(Double.doubleToLongBits(expected[i]));
        }
    }

    /** With the place in the samples that raised it. */
    private static String text(Throwable t) {
        if (t == null) {
            return "";
        }
        StringBuilder out = new StringBuilder(t.toString());
        Stream.of(t.getStackTrace())
                .filter(e -> e.getClassName().startsWith(LibraryChecks.class.getPackageName()))
                .findFirst()
                .ifPresent(e -> out.append(" at ").append(e));
        for (Throwable s : t.getSuppressed()) {
            out.append("; suppressed ").append(text(s));
        }
        return out + (t.getCause() == null ? "" : "; caused by " + text(t.getCause()));
    }
}
