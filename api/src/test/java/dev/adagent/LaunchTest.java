package dev.adagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.adagent.agent.Door;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LaunchTest {
    private Object why;
    private final AtomicReference<Object[]> launched = new AtomicReference<>();

    @BeforeEach
    void open() {
        Door.open((request, args) -> {
            if (request.equals("launch")) {
                launched.set(args);
            }
            return request.equals("why") ? why : null;
        });
    }

    @AfterEach
    void close() {
        Door.open(null);
    }

    /** As the agent rewrites it. */
    static void kernel(int n, double[] out) {
        if (Launch.armed()) {
            Launch.capture(LaunchTest.class, "kernel", "(I[D)V", new Object[] {n, out});
            return;
        }
        out[Kernel.globalIdX()] = n;
    }

    /** As javac leaves it. */
    static void notRewritten(double[] out) {
        out[Kernel.globalIdX()] = 1;
    }

    @Test
    void capturesTheKernelAndItsArguments() {
        double[] out = new double[1];
        Gpu.launch(Grid.covering(1000, 256), () -> kernel(7, out));
        assertThat(launched.get()[0]).isEqualTo(LaunchTest.class);
        assertThat(launched.get()[1]).isEqualTo("kernel");
        assertThat(launched.get()[2]).isEqualTo("(I[D)V");
        assertThat((Object[]) launched.get()[3]).containsExactly(7, out);
        assertThat((int[]) launched.get()[4]).containsExactly(4, 1, 1, 256, 1, 1);
        assertThat(out).containsExactly(0);
        assertThat(Launch.armed()).isFalse();
    }

    @Test
    void directCallIsPlainJava() {
        double[] out = new double[1];
        kernel(7, out);
        assertThat(out).containsExactly(7);
        assertThat(launched.get()).isNull();
    }

    @Test
    void noneTwoAndNestedAreRefused() {
        double[] out = new double[1];
        Grid g = Grid.of(1, 1);
        assertThatThrownBy(() -> Gpu.launch(g, () -> {}))
                .isInstanceOf(LaunchException.class)
                .hasMessageContaining("called no kernel")
                .hasMessageContaining("Adagent-Enabled: true");
        assertThatThrownBy(() -> Gpu.launch(g, () -> {
                    kernel(1, out);
                    kernel(2, out);
                }))
                .isInstanceOf(LaunchException.class)
                .hasMessageContaining("2 kernels");
        assertThatThrownBy(() -> Gpu.launch(g, () -> {
                    kernel(1, out);
                    try {
                        kernel(2, out);
                    } catch (LaunchException swallowed) {
                        assertThat(swallowed).isNotNull();
                    }
                }))
                .isInstanceOf(LaunchException.class);
        assertThatThrownBy(() -> Gpu.launch(g, () -> Gpu.launch(g, () -> kernel(1, out))))
                .isInstanceOf(LaunchException.class)
                .hasMessageContaining("inside");
        assertThat(launched.get()).isNull();
        assertThat(Launch.armed()).isFalse();
    }

    @Test
    void gridOrLambdaThatIsNullIsNamedBeforeAnythingRuns() {
        KernelCall never = () -> fail("was run");
        assertThatThrownBy(() -> Gpu.launch(null, never))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("grid");
        assertThatThrownBy(() -> Gpu.launch(Grid.of(1, 1), null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("call");
    }

    @Test
    void lambdaThatThrowsLeavesTheThreadUnarmed() {
        assertThatThrownBy(() -> Gpu.launch(Grid.of(1, 1), () -> {
                    throw new IllegalStateException("own");
                }))
                .hasMessage("own");
        assertThat(Launch.armed()).isFalse();
    }

    @Test
    void otherThreadsAreNotArmed() {
        Gpu.launch(Grid.of(1, 1), () -> {
            double[] out = new double[1];
            Thread t = new Thread(() -> kernel(5, out));
            t.start();
            try {
                t.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            assertThat(out).containsExactly(5);
            kernel(1, out);
        });
        assertThat(launched.get()).isNotNull();
    }

    @Test
    void kernelThatWasNotRewrittenNamesTheLineToAdd() {
        double[] out = new double[1];
        assertThatThrownBy(() -> Gpu.launch(Grid.of(1, 1), () -> notRewritten(out)))
                .isInstanceOf(AgentMissingException.class)
                .hasMessageContaining(LaunchTest.class.getName())
                .hasMessageContaining("Adagent-Enabled: true");
        assertThat(out).containsExactly(0);
    }

    @Test
    void whatTheAgentRecordedIsTheCause() {
        double[] out = new double[1];
        Exception recorded = new IllegalArgumentException("unreadable");
        why = new Object[] {"error", "LaunchException", "left as it is", recorded, null};
        assertThatThrownBy(() -> Gpu.launch(Grid.of(1, 1), () -> notRewritten(out)))
                .isInstanceOf(LaunchException.class)
                .hasCause(recorded);
        assertThatThrownBy(() -> Gpu.launch(Grid.of(1, 1), () -> {}))
                .isInstanceOf(LaunchException.class)
                .hasCause(recorded);
    }

    @Test
    void anAgentThatDidNotStartIsSaidBeforeTheLambdaRuns() {
        Exception recorded = new IllegalArgumentException("bad option");
        Door.open((r, a) -> new Object[] {"error", "LaunchException", "did not start", recorded, null});
        boolean[] ran = new boolean[1];
        assertThatThrownBy(() -> Gpu.launch(Grid.of(1, 1), () -> ran[0] = true))
                .isInstanceOf(LaunchException.class)
                .hasCause(recorded);
        assertThat(ran[0]).isFalse();
    }

    @Test
    void withoutAgentTheLambdaDoesNotRun() {
        Door.open(null);
        boolean[] ran = new boolean[1];
        assertThatThrownBy(() -> Gpu.launch(Grid.of(1, 1), () -> ran[0] = true))
                .isInstanceOf(AgentMissingException.class)
                .hasMessageContaining("-javaagent:adagent.jar");
        assertThat(ran[0]).isFalse();
        assertThatThrownBy(Gpu::device).isInstanceOf(AgentMissingException.class);
    }

    @Test
    void kernelExceptionCarriesBlockThreadAndCause() {
        var cause = new ArrayIndexOutOfBoundsException("Index 9 out of bounds for length 3");
        Door.open((r, a) -> r.equals("ready")
                ? null
                : new Object[] {
                    "error", "KernelException", "at it", cause, new Object[] {new int[] {1, 2, 3}, new int[] {4, 5, 6}}
                });
        assertThatThrownBy(() -> Gpu.launch(Grid.of(1, 1), () -> kernel(1, new double[1])))
                .isInstanceOfSatisfying(KernelException.class, e -> {
                    assertThat(e.block()).containsExactly(1, 2, 3);
                    assertThat(e.thread()).containsExactly(4, 5, 6);
                    assertThat(e).hasCause(cause);
                });
    }

    @Test
    void grids() {
        assertThat(Grid.covering(0, 128)).isEqualTo(Grid.of(1, 128));
        assertThat(Grid.covering(Integer.MAX_VALUE, 1024).gridX()).isEqualTo(1 << 21);
        assertThat(new Grid(2, 3, 4, 5, 6, 7).threads()).isEqualTo(2L * 3 * 4 * 5 * 6 * 7);
        assertThatThrownBy(() -> Grid.of(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Grid.of(1, 1025)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Grid(1, 65536, 1, 1, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Grid.covering(-1, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void atomicsAndIndicesAreThoseOfOneThread() {
        double[] d = {1};
        float[] f = {1};
        int[] i = {1};
        long[] l = {1};
        assertThat(Kernel.atomicAdd(d, 0, 2.0)).isEqualTo(1);
        assertThat(Kernel.atomicAdd(f, 0, 2f)).isEqualTo(1f);
        assertThat(Kernel.atomicAdd(i, 0, 2)).isEqualTo(1);
        assertThat(Kernel.atomicAdd(l, 0, 2L)).isEqualTo(1L);
        assertThat(d[0] + f[0] + i[0] + l[0]).isEqualTo(12);
        assertThat(Kernel.globalIdX() + Kernel.globalIdY() + Kernel.globalIdZ()).isZero();
        assertThat(Kernel.blockDimX() * Kernel.gridDimZ()).isEqualTo(1);
        Kernel.syncThreads();
    }
}
