package dev.adagent.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adagent.overlay.OverlayRegistry;
import dev.adagent.transform.device.Device;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.lift.LiftException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What kernels print is what their threads print as plain Java, one after the other. */
abstract class PrintChecks {
    private static final OverlayRegistry TABLES = OverlayRegistry.discover(PrintChecks.class.getClassLoader());

    private static final int[] N = {3, 0, 7, -5, 6, 2, 12, 4};
    private static final double[] X = {0.5, -0.0, Double.NaN, 1e300, -1.25, 0.7, Double.MIN_VALUE, 2};

    /** Two blocks of four threads. */
    private static final int[] GRID = LaunchChecks.grid(2, 4);

    abstract Device device();

    final Kernel compile(String name, Kernel.Options options) {
        return TestKernels.compile(PrintKernels.class, name, TABLES.view(device().target()), options);
    }

    /** A piece of work that may print. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    static synchronized String printed(Work work) {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            work.run();
        } catch (Exception e) {
            throw new AssertionError(e);
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private String launched(Kernel kernel) {
        return printed(() -> kernel.launch(device(), GRID, N.clone(), X.clone()));
    }

    private static String java(String name) throws NoSuchMethodException {
        Method thread = PrintKernels.class.getDeclaredMethod(name + "OfThread", int.class, int[].class, double[].class);
        return printed(() -> {
            for (int i = 0; i < N.length; i++) {
                thread.invoke(null, i, N.clone(), X.clone());
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"types", "texts", "loops", "calls", "tried", "waiting", "reverse", "forward", "recursive"})
    void asPlainJava(String name) throws NoSuchMethodException {
        Kernel kernel = compile(name, Kernel.Options.DEFAULT.withRecursion(8));
        String expected = java(name);
        assertThat(launched(kernel)).isEqualTo(expected).isNotEmpty();
        assertThat(launched(kernel)).as("the second launch").isEqualTo(expected);
    }

    /** With checkpoints, loops of derivatives run twice; those that print do not. */
    @Test
    void oncePerCallWithCheckpointsToo() throws NoSuchMethodException {
        assertThat(launched(compile("reverse", Kernel.Options.DEFAULT.withCheckpoints())))
                .isEqualTo(java("reverse"));
    }

    @Test
    void withExactSumsAndWithoutChecksToo() throws NoSuchMethodException {
        Kernel.Options options = new Kernel.Options(Kernel.MathMode.STRICT, false).withDeterministic(true);
        assertThat(launched(compile("loops", options))).isEqualTo(java("loops"));
    }

    @Test
    void alsoIfAThreadFails() {
        Kernel kernel = compile("fails", Kernel.Options.DEFAULT);
        String printed = printed(() -> assertThatThrownBy(() -> kernel.launch(device(), GRID, N.clone(), X.clone()))
                .isInstanceOf(KernelFailure.class)
                .hasMessageContaining("five"));
        assertThat(printed.lines()).contains("thread 5").isSorted().doesNotHaveDuplicates();
    }

    @Test
    void whatDoesNotFitIsCountedAndAnnounced() throws Exception {
        int calls = 12_000; // 8 threads, 24 bytes a call, of 1 MiB
        Kernel kernel = compile("much", Kernel.Options.DEFAULT);
        List<String> said = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord r) {
                said.add(r.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger log = Logger.getLogger("dev.adagent.transform.device.Printed");
        log.addHandler(handler);
        log.setUseParentHandlers(false);
        String printed;
        try {
            printed = printed(() -> kernel.launch(device(), GRID, new int[] {calls}, X.clone()));
        } finally {
            log.removeHandler(handler);
            log.setUseParentHandlers(true);
        }
        int fit = (1 << 17) / 3;
        assertThat(printed.lines().count()).isEqualTo(fit);
        assertThat(said).hasSize(1);
        assertThat(said.get(0))
                .startsWith(
                        8 * calls - fit + " calls of Kernel.printf in a launch of dev/adagent/cuda/PrintKernels.much")
                .contains("did not fit in 1 MiB")
                .contains("-Dadagent.printf.memory");
    }

    /** A kernel that prints nothing has no buffer, in its code nor in a launch. */
    @Test
    void withoutPrintfNothingIsPaid() {
        Kernel kernel = compile("silent", Kernel.Options.DEFAULT);
        assertThat(kernel.printed()).isNull();
        assertThat(kernel.module().entry().params()).hasSize(2);
        assertThat(compile("loops", Kernel.Options.DEFAULT).module().entry().params())
                .hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({
        "wrongType, 'IllegalFormatConversionException: d != java.lang.Double', 'correct the format'",
        "tooFew, 'MissingFormatArgumentException: Format specifier ''%d''', 'correct the format'",
        "unknownConversion, 'UnknownFormatConversionException: Conversion = ''q''', 'correct the format'",
        "codePoint, 'IllegalFormatCodePointException', 'cast what %c shows to char'",
        "array, 'the host formats them', 'as arguments numbers, constant texts and enum constants'"
    })
    void whatTheJvmWouldRefuseIsRefused(String name, String why, String instead) {
        assertThatThrownBy(() -> compile(name, Kernel.Options.DEFAULT))
                .isInstanceOf(LiftException.class)
                .hasMessageContaining("PrintKernels.java:")
                .hasMessageContaining("a call of Kernel.printf")
                .hasMessageContaining(why)
                .hasMessageContaining(instead);
    }
}
