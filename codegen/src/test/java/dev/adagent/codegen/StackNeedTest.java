package dev.adagent.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adagent.codegen.StackNeed.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The longest way through call graphs, against one that tries all ways. */
class StackNeedTest {
    /** All ways from a function, with {@code left} calls left of functions on a cycle. */
    private static long brute(StackNeed need, int f, int left) {
        boolean cyclic = reaches(need, f, f, new boolean[need.functions().size()]);
        long deepest = 0;
        for (int g : need.functions().get(f).callees()) {
            boolean same = reaches(need, g, g, new boolean[need.functions().size()]);
            if (cyclic && left == 0 && same) {
                continue; // it raises
            }
            deepest = Math.max(deepest, brute(need, g, cyclic ? Math.max(0, left - 1) : left));
        }
        return need.functions().get(f).bytes() + deepest;
    }

    private static boolean reaches(StackNeed need, int from, int to, boolean[] seen) {
        for (int g : need.functions().get(from).callees()) {
            if (g == to) {
                return true;
            }
            if (!seen[g]) {
                seen[g] = true;
                if (reaches(need, g, to, seen)) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void randomGraphs() {
        SplittableRandom random = new SplittableRandom(11);
        for (int round = 0; round < 300; round++) {
            int n = random.nextInt(1, 6);
            List<Frame> frames = new ArrayList<>();
            for (int f = 0; f < n; f++) {
                List<Integer> callees = random.ints(random.nextInt(0, 3), 0, n)
                        .filter(g -> g != 0) // nothing calls a kernel
                        .boxed()
                        .toList();
                frames.add(new Frame(random.nextInt(1, 200), callees));
            }
            StackNeed need = new StackNeed(frames);
            for (int calls = 0; calls < 8; calls++) {
                long bytes = need.bytes(calls);
                assertThat(bytes).as("%s, %s calls", need, calls).isEqualTo(brute(need, 0, calls));
                assertThat(need.deepest(bytes, 100)).isGreaterThanOrEqualTo(calls);
                assertThat(need.bytes(Math.max(0, need.deepest(bytes, 100)))).isEqualTo(bytes);
            }
            assertThat(StackNeed.parse(need.text())).isEqualTo(need);
        }
    }

    @Test
    void aDepthWithoutBoundTakesNoTime() {
        StackNeed loop = new StackNeed(List.of(new Frame(100, List.of(1)), new Frame(64, List.of(1))));
        assertThat(loop.bytes(Integer.MAX_VALUE)).isGreaterThan(StackNeed.MOST_BYTES);
        StackNeed none = new StackNeed(List.of(new Frame(100, List.of(1)), new Frame(64, List.of())));
        assertThat(none.bytes(Integer.MAX_VALUE)).isEqualTo(164);
        assertThat(none.deepest(164, Integer.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
        assertThat(none.deepest(163, Integer.MAX_VALUE)).isEqualTo(-1);
    }

    @Test
    void readsPtxAndWhatTheAssemblerSays() {
        String ptx = """
                .extern .func (.param .b32 func_retval0) vprintf
                (
                	.param .b64 vprintf_param_0
                )
                ;
                .func  (.param .align 8 .b8 func_retval0[16]) _t_f(
                	.param .b64 _t_f_param_0
                )
                ;
                .visible .entry _t_k(
                	.param .u64 _t_k_param_0
                )
                .maxntid 256
                {
                	{ // call _t_never
                	call.uni (retval0),
                	_t_f,
                	(
                	param0
                	);
                	}
                }
                .func  (.param .align 8 .b8 func_retval0[16]) _t_f(
                	.param .b64 _t_f_param_0
                )
                {
                	call.uni
                	_t_raise,
                	(
                	param0
                	);
                	call.uni (retval0), _t_f, (param0);
                	call.uni (retval0), vprintf, (param0, param1);
                }
                .func _t_raise(
                	.param .b64 _t_raise_param_0
                )
                .noinline
                {
                	ret;
                }
                .func _t_unused(
                	.param .b64 _t_unused_param_0
                )
                {
                	ret;
                }
                """;
        String log = """
                ptxas info    : Function properties for _t_f
                ptxas         .     96 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads
                ptxas info    : Function properties for _t_raise
                ptxas         .     8 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads
                ptxas info    : 0 bytes gmem
                ptxas info    : Compiling entry function '_t_k' for 'sm_90'
                ptxas info    : Function properties for _t_k
                ptxas         .     0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads
                """;
        assertThat(StackNeed.of(ptx, log).functions())
                .containsExactly(
                        new Frame(32, List.of(1)),
                        new Frame(128, List.of(2, 1, 3)),
                        new Frame(40, List.of()),
                        new Frame(1024 + 32, List.of()));
        assertThat(StackNeed.of(ptx, "").bytes(1)).isEqualTo(4 * (1024 + 32));
    }

    @Test
    void whatIsNoStackNeedIsNotRead() {
        for (String text : new String[] {"", "x", "12 1", "12 -1"}) {
            assertThatThrownBy(() -> StackNeed.parse(text)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
