package dev.adagent.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.emit.RandomProgram;
import dev.adagent.transform.ir.Interpreter;
import dev.adagent.transform.ir.IrParser;
import dev.adagent.transform.ir.IrPrinter;
import dev.adagent.transform.ir.Module;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random programs: lowered code does what the interpreter does, bit for bit, exceptions and their lines included. */
class RandomLoweringTest {
    private static final int PROGRAMS = Integer.getInteger("adagent.random.programs", 60);

    /** Runs the program and keeps its result in the last array. */
    private static final String KERNEL = """
            func @t/K.k(IJDF[D[D[I[D)V (%0: i32, %1: i64, %2: f64, %3: f32, %4: [f64, %5: [f64, %6: [i32, %7: [f64) -> void {
            b0(%0: i32, %1: i64, %2: f64, %3: f32, %4: [f64, %5: [f64, %6: [i32, %7: [f64):
              %8: f64 = call static t/R.f()D [fn "t/R.f()D"] (%0, %1, %2, %3, %4, %5, %6)
              %9: i32 = const 0
              astore %7, %9, %8
              ret
            }

            """;

    private interface Way {
        void run(Object[] args) throws Throwable;
    }

    private static String outcome(long seed, Way way) {
        Random r = new Random(seed);
        double[] x = r.doubles(8, -2, 2).toArray();
        double[] y = r.doubles(9, -2, 2).toArray();
        int[] z = r.ints(8, -3, 9).toArray();
        boolean isNull = r.nextInt(20) == 0;
        boolean alias = r.nextInt(4) == 0;
        double[] result = {7};
        Object[] args = {
            r.nextInt(10) - 2, r.nextLong(), r.nextDouble(), r.nextFloat(), x, isNull ? null : alias ? x : y, z, result
        };
        String thrown = "";
        try {
            way.run(args);
        } catch (Interpreter.Fault e) {
            throw e;
        } catch (Throwable t) {
            Throwable e = t instanceof KernelFailure k ? k.exception() : t;
            thrown = e.getClass().getName() + ": "
                    + (e instanceof NullPointerException ? "" : e.getMessage()) + " at "
                    + e.getStackTrace()[0].getLineNumber();
        }
        return thrown + " " + result[0] + Arrays.toString(x) + Arrays.toString(y) + Arrays.toString(z);
    }

    @Test
    void loweredCodeDoesWhatTheInterpreterDoes() {
        int failed = 0;
        for (int seed = 0; seed < PROGRAMS; seed++) {
            Module program = RandomProgram.make(seed, 10 + seed % 60);
            String text = KERNEL + IrPrinter.print(program);
            Module m = IrParser.parseModule(text);
            for (int input = 0; input < 3; input++) {
                long s = 1000L * seed + input;
                String expected = outcome(s, a -> new Interpreter(m).run(a));
                String seen = outcome(s, a -> HostJit.run(m, Lowered.ONE_THREAD, a, 0));
                assertThat(seen).as("seed %d input %d\n%s", seed, input, text).isEqualTo(expected);
                failed += expected.startsWith(" ") ? 0 : 1;
            }
            if (seed % 10 == 0) {
                Lowered.ptx(text);
            }
        }
        assertThat(failed)
                .as("some programs end with an exception, most do not")
                .isBetween(PROGRAMS / 10, PROGRAMS * 2);
    }
}
