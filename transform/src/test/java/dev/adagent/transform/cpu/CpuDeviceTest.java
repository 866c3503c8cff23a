package dev.adagent.transform.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.ir.IrParser;
import java.util.Arrays;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

class CpuDeviceTest {
    /** {@code out[bin] += w[i]} for each thread, bin = i % out.length. */
    private static final String HISTOGRAM = """
            func @t/K.histogram([D[D)V (%0: [f64, %1: [f64) -> void {
            b0(%0: [f64, %1: [f64):
              %2: i32 = intrinsic ctaid.x
              %3: i32 = intrinsic ntid.x
              %4: i32 = mul %2, %3
              %5: i32 = intrinsic tid.x
              %6: i32 = add %4, %5
              check_null %1
              %7: i32 = alen %1
              check_zero %7
              %8: i32 = rem %6, %7
              check_bounds %0, %6                       !t/K.histogram(K.java:5)
              %9: f64 = aload %0, %6
              check_bounds %1, %8
              accum %1, %8, %9
              ret
            }
            """;

    private final CpuDevice device = new CpuDevice(3);

    static Kernel kernel(String text) {
        return new Kernel(
                MethodKey.parse("t/K.k()V"),
                IrParser.parseModule(text),
                Integer.toHexString(text.hashCode()),
                Kernel.Options.DEFAULT);
    }

    private static double[] ones(int n) {
        double[] a = new double[n];
        Arrays.fill(a, 1);
        return a;
    }

    @Test
    void everyThreadRunsOnceWithItsCoordinates() throws KernelFailure {
        String text = """
                func @t/K.k([I)V (%0: [i32) -> void {
                b0(%0: [i32):
                  %1: i32 = intrinsic ctaid.z
                  %2: i32 = intrinsic nctaid.y
                  %3: i32 = mul %1, %2
                  %4: i32 = intrinsic ctaid.y
                  %5: i32 = add %3, %4
                  %6: i32 = intrinsic nctaid.x
                  %7: i32 = mul %5, %6
                  %8: i32 = intrinsic ctaid.x
                  %9: i32 = add %7, %8
                  %10: i32 = intrinsic ntid.z
                  %11: i32 = mul %9, %10
                  %12: i32 = intrinsic tid.z
                  %13: i32 = add %11, %12
                  %14: i32 = intrinsic ntid.y
                  %15: i32 = mul %13, %14
                  %16: i32 = intrinsic tid.y
                  %17: i32 = add %15, %16
                  %18: i32 = intrinsic ntid.x
                  %19: i32 = mul %17, %18
                  %20: i32 = intrinsic tid.x
                  %21: i32 = add %19, %20
                  check_bounds %0, %21
                  %22: i32 = aload %0, %21
                  %23: i32 = const 1
                  %24: i32 = add %22, %23
                  %25: i32 = add %24, %21
                  astore %0, %21, %25
                  ret
                }
                """;
        int[] grid = {3, 4, 5, 7, 8, 9};
        int n = 3 * 4 * 5 * 7 * 8 * 9;
        int[] out = new int[n];
        device.launch(kernel(text), grid, new Object[] {out});
        for (int i = 0; i < n; i++) {
            assertThat(out[i]).isEqualTo(i + 1);
        }
    }

    @Test
    void sharedSumsAreWholeAndAddUpToWhatWasThere() throws KernelFailure {
        int n = 300_000;
        double[] bins = {100, 0, 0, 0, 0, 0, 0};
        for (int launch = 1; launch <= 3; launch++) {
            device.launch(kernel(HISTOGRAM), new int[] {n / 100, 1, 1, 100, 1, 1}, new Object[] {ones(n), bins});
        }
        assertThat(Arrays.stream(bins).sum()).isEqualTo(100 + 3.0 * n);
        assertThat(bins[6]).isEqualTo(3.0 * 42857);
    }

    @Test
    void whatNobodyAddsToKeepsItsBits() throws KernelFailure {
        double[] bins = new double[1000];
        Arrays.fill(bins, -0.0);
        double[] weights = new double[300_000];
        Arrays.fill(weights, -0.0);
        for (int launch = 0; launch < 2; launch++) {
            device.launch(kernel(HISTOGRAM), new int[] {3000, 1, 1, 100, 1, 1}, new Object[] {weights, bins});
        }
        assertThat(Arrays.stream(bins).mapToLong(Double::doubleToRawLongBits)).containsOnly(Long.MIN_VALUE);
    }

    @Test
    void aliasesAreNotPrivate() throws KernelFailure {
        // read under one parameter and added to under the other: every thread must see one array
        int n = 200_000;
        double[] both = ones(n);
        device.launch(kernel(HISTOGRAM), new int[] {n / 100, 1, 1, 100, 1, 1}, new Object[] {both, both});
        assertThat(both[0]).isEqualTo(2);
        assertThat(both[n - 1]).isEqualTo(2);
        assertThat(AddOnly.parameters(IrParser.parseModule(HISTOGRAM))).isEqualTo(BitSet.valueOf(new long[] {2}));
    }

    /** A derivative compares its arrays and their lengths before it starts: that reads nothing of what they hold. */
    @Test
    void whatIsOnlyComparedStaysPrivate() {
        String compares = HISTOGRAM.replace(
                "  check_zero %7\n", "  check_zero %7\n  %10: i32 = cmp eq %0, %1\n  check_zero %10\n");
        assertThat(compares).isNotEqualTo(HISTOGRAM);
        assertThat(AddOnly.parameters(IrParser.parseModule(compares)).get(1)).isTrue();
    }

    @Test
    void whatIsReadTooIsAddedAtomically() throws KernelFailure {
        String reads = HISTOGRAM.replace("  ret\n", "  %10: f64 = aload %1, %8\n  astore %0, %6, %10\n  ret\n");
        assertThat(AddOnly.parameters(IrParser.parseModule(reads)).isEmpty()).isTrue();
        int n = 300_000;
        double[] bins = new double[1];
        double[] weights = ones(n);
        device.launch(kernel(reads), new int[] {n / 100, 1, 1, 100, 1, 1}, new Object[] {weights, bins});
        assertThat(bins[0]).isEqualTo(n);
    }

    @Test
    void theLowestFailingThreadIsReported() throws KernelFailure {
        int n = 120_000;
        double[] bins = new double[4];
        KernelFailure e = catchThrowableOfType(
                KernelFailure.class,
                () -> device.launch(
                        kernel(HISTOGRAM), new int[] {n / 100, 1, 1, 100, 1, 1}, new Object[] {ones(n / 2), bins}));
        assertThat(e.block()).containsExactly(n / 2 / 100, 0, 0);
        assertThat(e.thread()).containsExactly(0, 0, 0);
        assertThat(e.exception())
                .isExactlyInstanceOf(ArrayIndexOutOfBoundsException.class)
                .hasMessage("Index " + n / 2 + " out of bounds for length " + n / 2);
        assertThat(e.exception().getStackTrace()[0]).hasToString("t.K.histogram(K.java:5)");
        assertThat(e.stack().get(0).line()).isEqualTo(5);
        // what ran before is there, and the next launches are whole
        assertThat(Arrays.stream(bins).sum()).isBetween(n / 2.0, (double) n);
        Arrays.fill(bins, 0);
        device.launch(kernel(HISTOGRAM), new int[] {n / 100, 1, 1, 100, 1, 1}, new Object[] {ones(n), bins});
        assertThat(Arrays.stream(bins).sum()).isEqualTo(n);
    }

    @Test
    void failuresKeepTheirMessageHoweverOftenTheyCome() {
        for (int i = 0; i < 30_000; i++) {
            KernelFailure e = catchThrowableOfType(
                    KernelFailure.class,
                    () -> device.launch(
                            kernel(HISTOGRAM), new int[] {1, 1, 1, 4, 1, 1}, new Object[] {new double[2], new double[3]
                            }));
            assertThat(e.exception()).hasMessage("Index 2 out of bounds for length 2");
            assertThat(e.thread()[0]).isEqualTo(2);
            assertThat(e.exception().getStackTrace()).hasSize(1);
        }
    }

    /** Found by random programs: one instruction of the JVM's makes both checks, and each belongs to a line of its own. */
    @Test
    void theArrayAndTheIndexFailWhereEachIsChecked() {
        String text = """
                func @t/K.k([II)V (%0: [i32, %1: i32) -> void {
                b0(%0: [i32, %1: i32):
                  check_null %0                             !t/K.k(K.java:5)
                  check_bounds %0, %1                       !t/K.k(K.java:6)
                  %2: i32 = aload %0, %1                    !t/K.k(K.java:6)
                  %3: i32 = const 0
                  astore %0, %3, %2                         !t/K.k(K.java:6)
                  ret
                }
                """;
        int[] grid = {1, 1, 1, 1, 1, 1};
        for (int k = 0; k < 2; k++) { // with the JVM's own checks, then, once it has failed, with explicit ones
            KernelFailure index = catchThrowableOfType(
                    KernelFailure.class, () -> device.launch(kernel(text), grid, new Object[] {new int[3], 3}));
            assertThat(index.exception().getStackTrace()[0]).hasToString("t.K.k(K.java:6)");
        }
        for (int k = 0; k < 2; k++) {
            KernelFailure array = catchThrowableOfType(
                    KernelFailure.class, () -> new CpuDevice(1).launch(kernel(text), grid, new Object[] {null, 3}));
            assertThat(array.exception()).isInstanceOf(NullPointerException.class);
            assertThat(array.exception().getStackTrace()[0]).hasToString("t.K.k(K.java:5)");
        }
    }

    /** Found by random programs: the length, or an element on a condition, is read before the instruction that makes the first check. */
    @Test
    void anArrayThatIsMissingIsFoundWhereItIsUsedFirst() {
        String length = """
                func @t/K.k([II)V (%0: [i32, %1: i32) -> void {
                b0(%0: [i32, %1: i32):
                  check_bounds %0, %1                       !t/K.k(K.java:5)
                  %2: i32 = aload %0, %1                    !t/K.k(K.java:5)
                  %3: i32 = alen %0                         !t/K.k(K.java:6)
                  %4: i32 = const 0
                  check_bounds %0, %4                       !t/K.k(K.java:7)
                  astore %0, %4, %3                         !t/K.k(K.java:7)
                  jump b1(%2)
                b1(%5: i32):
                  %6: i32 = sub %5, %3
                  astore %0, %4, %6
                  ret
                }
                """;
        String choice = """
                func @t/K.k([II)V (%0: [i32, %1: i32) -> void {
                b0(%0: [i32, %1: i32):
                  check_bounds %0, %1                       !t/K.k(K.java:5)
                  %2: i32 = aload %0, %1                    !t/K.k(K.java:6)
                  %3: i32 = const 1
                  %4: i32 = select %1, %2, %3
                  %5: i32 = aload %0, %1                    !t/K.k(K.java:7)
                  %6: i32 = mul %5, %4
                  %7: i32 = mul %6, %4
                  astore %0, %1, %7                         !t/K.k(K.java:8)
                  ret
                }
                """;
        for (String text : new String[] {length, choice}) {
            KernelFailure e = catchThrowableOfType(
                    KernelFailure.class,
                    () -> new CpuDevice(1).launch(kernel(text), new int[] {1, 1, 1, 1, 1, 1}, new Object[] {null, 3}));
            assertThat(e.exception()).isInstanceOf(NullPointerException.class);
            assertThat(e.exception().getStackTrace()[0]).hasToString("t.K.k(K.java:5)");
        }
    }

    /** Found by a random program: HotSpot's interpreter runs the load of the index and that of the char as one instruction. */
    @Test
    void anIndexThatLeadsNowhereIsFoundWhereItIsUsed() {
        String text = """
                func @t/K.k([C[I)V (%0: [u16, %1: [i32) -> void {
                b0(%0: [u16, %1: [i32):
                  %2: i32 = intrinsic tid.x
                  check_bounds %1, %2                       !t/K.k(K.java:5)
                  %3: i32 = aload %1, %2                    !t/K.k(K.java:5)
                  check_bounds %0, %3                       !t/K.k(K.java:6)
                  %4: i32 = aload %0, %3                    !t/K.k(K.java:6)
                  %5: i32 = add %4, %3
                  astore %1, %2, %5                         !t/K.k(K.java:7)
                  ret
                }
                """;
        KernelFailure e = catchThrowableOfType(
                KernelFailure.class,
                () -> new CpuDevice(1).launch(kernel(text), new int[] {1, 1, 1, 3, 1, 1}, new Object[] {
                    new char[4], new int[] {0, 1, 9}
                }));
        assertThat(e.thread()).containsExactly(2, 0, 0);
        assertThat(e.exception().getStackTrace()).hasSize(1);
        assertThat(e.exception().getStackTrace()[0]).hasToString("t.K.k(K.java:6)");
    }
}
