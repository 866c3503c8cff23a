package dev.adagent.transform.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.adagent.CompileException;
import dev.adagent.overlay.GlobalTable;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.autodiff.DerivativeMode;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.lift.LiftException;
import dev.adagent.transform.lift.RefusedWhenReached;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What cannot be compiled is refused, on the host, where the derivative comes to it. */
class ColdPathTest {
    private static final TableView VIEW = TableView.of(new HostTable().table(), GlobalTable.get());

    private static double[] gradient(String name, double... x) {
        HostDerivative d = HostRuns.compile(
                VIEW, HostRuns.method(ColdPathFunctions.class, name), DerivativeMode.REVERSE_WITH_PRIMAL, "d");
        double[] dx = new double[x.length];
        double value = HostRuns.run(d.module(), x, dx, 1.0)[0];
        return new double[] {value, dx[0], dx[1]};
    }

    private static double tangent(String name, double... x) {
        HostDerivative d =
                HostRuns.compile(VIEW, HostRuns.method(ColdPathFunctions.class, name), DerivativeMode.FORWARD, "d");
        return HostRuns.run(d.module(), x, new double[] {1, 10})[0];
    }

    @ParameterizedTest
    @CsvSource({
        "nativeMethod, 18, the native method",
        "randomNumber, 23, java.util.Random",
        "sleeps, 30, java.lang.Thread.sleep",
        "writesAStatic, 37, a write to the static field",
        "locks, 48, a class constant",
        "caught, 18, the native method",
        "handle, 82, reflection (java.lang.invoke.MethodHandle.invokeExact)"
    })
    void refuseWhereItIsReached(String name, int line, String construct) {
        assertThat(gradient(name, 3, 5)).containsExactly(15, 5, 3);
        assertThat(tangent(name, 3, 5)).isEqualTo(35);
        for (boolean reverse : new boolean[] {true, false}) {
            CompileException e = catchThrowableOfType(CompileException.class, () -> {
                if (reverse) {
                    gradient(name, 101, 5);
                } else {
                    tangent(name, 101, 5);
                }
            });
            assertThat(e).as(name).isNotNull();
            assertThat(e.className()).isEqualTo(ColdPathFunctions.class.getName());
            assertThat(e.line()).isEqualTo(line);
            assertThat(e.construct()).contains(construct);
            assertThat(e).hasMessageContaining("ColdPathFunctions.java:" + line).hasMessageContaining("instead: ");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DerivativeMode.class,
            names = {"FORWARD", "REVERSE"})
    void refuseAtOnceWhereThereIsNoOtherWay(DerivativeMode mode) {
        assertThatThrownBy(() -> HostRuns.compile(VIEW, HostRuns.method(ColdPathFunctions.class, "always"), mode, "d"))
                .isInstanceOf(LiftException.class)
                .hasMessageContaining("the native method");
    }

    @Test
    void messagesMayShowWhatIsActive() {
        assertThat(gradient("message", 3, 5)).containsExactly(15, 5, 3);
        assertThatThrownBy(() -> gradient("message", 101, 5))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("too far: ")
                .hasMessageEndingWith(", from 101.0");
    }

    @Test
    void textsAndTheClockAreTheJvms() {
        assertThat(gradient("texts", 3, 5)).containsExactly(ColdPathFunctions.texts(new double[] {3, 5}), 65, 39);
    }

    /** A way to a return that is missed would let a function be compiled that can only throw. */
    @Test
    void aFunctionThatOnlyThrowsDoesNotReturn() {
        Function f = new Function("t", Type.VOID);
        Block b = f.newBlock();
        b.setTerm(Term.ret(Loc.NONE));
        assertThat(RefusedWhenReached.mayReturn(f)).isTrue();
        Loc at = new Loc("t/T", "m", "T.java", 3, null);
        RefusedWhenReached.end(f, b, 0, new LiftException("it", "why", "hint", List.of(at)));
        assertThat(RefusedWhenReached.mayReturn(f)).isFalse();
    }
}
