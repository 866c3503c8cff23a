package dev.adagent.transform.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.transform.emit.EmitOptions;
import dev.adagent.transform.emit.Emitted;
import dev.adagent.transform.emit.RandomProgram;
import dev.adagent.transform.ir.Interpreter;
import dev.adagent.transform.ir.IrPrinter;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Verifier;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Random programs: the emitted code does what the interpreter does, exceptions, their places and array contents included. */
class RandomProgramTest {
    private static final int PROGRAMS = 400;

    private record Outcome(Object result, double[] x, double[] y, int[] z) {
        boolean same(Outcome o) {
            return o.result.equals(result) && Arrays.equals(o.x, x) && Arrays.equals(o.y, y) && Arrays.equals(o.z, z);
        }

        @Override
        public String toString() {
            return result + " " + Arrays.toString(x) + Arrays.toString(y) + Arrays.toString(z);
        }
    }

    private interface Way {
        Object run(Object[] args) throws Throwable;
    }

    private static Outcome outcome(long seed, boolean withLine, Way way) {
        Random r = new Random(seed);
        double[] x = r.doubles(8, -2, 2).toArray();
        double[] y = r.doubles(9, -2, 2).toArray();
        int[] z = r.ints(8, -3, 9).toArray();
        boolean isNull = r.nextInt(20) == 0;
        boolean alias = r.nextInt(4) == 0;
        Object result;
        try {
            result = way.run(new Object[] {
                r.nextInt(10) - 2, r.nextLong(), r.nextDouble(), r.nextFloat(), x, isNull ? null : alias ? x : y, z
            });
        } catch (Interpreter.Fault e) {
            throw e;
        } catch (Throwable t) {
            result = t.getClass().getName() + ": "
                    + (t instanceof NullPointerException ? "" : t.getMessage())
                    + (withLine ? " at " + t.getStackTrace()[0].getLineNumber() : "");
        }
        return new Outcome(result, x, y, z);
    }

    private static Object throughKernel(Module m, EmitOptions.Checks checks, Object[] args) throws Throwable {
        KernelClass k = KernelClass.make(m, new EmitOptions(EmitOptions.Runtime.KERNEL, checks, Set.of(), true, false));
        Emitted.verify(k.bytes());
        Launch launch = new Launch(k, new int[] {1, 1, 1, 1, 1, 1});
        launch.run(0, 1, args);
        if (launch.hasFailed()) {
            throw launch.failure().exception();
        }
        return "ran";
    }

    @Test
    void emittedCodeDoesWhatTheInterpreterDoes() {
        int failed = 0;
        for (int seed = 0; seed < PROGRAMS; seed++) {
            Module m = RandomProgram.make(seed, 10 + seed % 60);
            Verifier.verify(m.entry());
            MethodHandle emitted = Emitted.handle(m);
            for (int input = 0; input < 6; input++) {
                long s = 1000L * seed + input;
                Outcome expected = outcome(s, false, a -> new Interpreter(m).run(a));
                Outcome seen = outcome(s, false, emitted::invokeWithArguments);
                assertThat(seen.same(expected))
                        .as(() -> "%s%nexpected %s%nseen     %s".formatted(IrPrinter.print(m.entry()), expected, seen))
                        .isTrue();
                failed += expected.result() instanceof String ? 1 : 0;
            }
        }
        assertThat(failed).isBetween(PROGRAMS / 4, PROGRAMS * 5);
    }

    @Test
    void kernelsFailAtTheSamePlace() {
        for (int seed = 0; seed < PROGRAMS / 4; seed++) {
            Module m = RandomProgram.make(seed, 10 + seed % 60);
            for (EmitOptions.Checks checks : EmitOptions.Checks.values()) {
                for (int input = 0; input < 3; input++) {
                    long s = 1000L * seed + input;
                    Outcome expected = outcome(s, true, a -> {
                        new Interpreter(m).run(a);
                        return "ran";
                    });
                    Outcome seen = outcome(s, true, a -> throughKernel(m, checks, a));
                    assertThat(seen.same(expected))
                            .as(() -> "%s%n%s%nexpected %s%nseen     %s"
                                    .formatted(checks, IrPrinter.print(m.entry()), expected, seen))
                            .isTrue();
                }
            }
        }
    }
}
