package dev.adagent.transform.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.adagent.ActivityException;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Interpreter;
import dev.adagent.transform.ir.IrParser;
import dev.adagent.transform.ir.IrPrinter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Aliases, atomics, exceptions; and what is refused, with a way out. */
class MemoryTest {
    private static Function lift(String name) {
        return Derive.lift(MorePrograms.class, name);
    }

    private static double[] of(double... values) {
        return values;
    }

    private static void agrees(String name, String letters, Object... args) {
        Function f = lift(name);
        double[] expected = Derive.differences(f, letters, args);
        ReverseTest.assertClose(Derive.gradient(f, letters, args), expected, 1e-7);
    }

    @Test
    void arraysThatAreDifferentObjects() {
        agrees("alias", "dd", of(1, 2, -.5), of(.3, .7, .9));
        agrees("selected", "ddc", of(1, 2, -.5), of(.3, .7, .9), 1);
        agrees("selected", "ddc", of(1, 2, -.5), of(.3, .7, .9), 0);
    }

    @Test
    void buffersUsedInTurn() {
        agrees("swapped", "ddc", of(.1, .5, -.5), of(.3, .7, .9), 4);
        agrees("swapped", "ddc", of(.1, .5, -.5), of(.3, .7, .9), 3);
        agrees("swapped", "ddc", of(.1, .5, -.5), of(.3, .7, .9), 0);
        agrees("swappedOwn", "dc", of(.1, .5, -.5), 4);
        agrees("swappedOwn", "dc", of(.1, .5, -.5), 1);
    }

    @Test
    void whatComesOutOfAnObjectThatAnActiveValueWentInto() {
        Function box = IrParser.parseFunction("func @f (%0: f64, %1: Ljava/util/List;) -> f64 {\n"
                + "b0(%0: f64, %1: Ljava/util/List;):\n"
                + "  %2: Ljava/lang/Object; = call static A.box(D)Ljava/lang/Object; (%0) !A.f(A.java:7)\n"
                + "  %3: i32 = call interface java/util/List.add(Ljava/lang/Object;)Z (%1, %2) !A.f(A.java:7)\n"
                + "  %4: f64 = call static A.first(Ljava/util/List;)D (%1) !A.f(A.java:8)\n  ret %4\n}\n");
        assertThatThrownBy(() -> Derive.reverse(box, "ac"))
                .isInstanceOf(DifferentiationException.class)
                .hasMessageContaining("A.first")
                .hasMessageContaining("A.java:8");
    }

    @Test
    void arraysThatAreTheSameObject() {
        Function f = lift("alias");
        double[] x = of(1, 2, -.5);
        double[] dx = new double[3];
        Function d = Differentiator.differentiate(f, Derive.spec(DerivativeMode.REVERSE, "dd"), "d");
        Interpreter.of(d).run(x, dx, x, dx);
        // x (x² + 1): 3x² + 1
        ReverseTest.assertClose(dx, of(4, 13, 1.75), 1e-12);
    }

    @Test
    void arraysThatAreWrittenHaveOneShadowEach() {
        Function d = Differentiator.differentiate(lift("alias"), Derive.spec(DerivativeMode.REVERSE, "dd"), "d");
        double[] x = of(1, 2, 3);
        double[] dx = new double[3];
        assertThatThrownBy(() -> Interpreter.of(d).run(x, dx, x, new double[3]))
                .isInstanceOf(ActivityException.class)
                .hasMessageContaining("one where their shadows are two");
        assertThatThrownBy(() -> Interpreter.of(d).run(x, dx, of(1, 2, 3), dx))
                .isInstanceOf(ActivityException.class)
                .hasMessageContaining("two where those are one");
        assertThat(x).containsExactly(1, 2, 3);
        Interpreter.of(d).run(x, dx, of(1, 2, 3), new double[3]);

        Function read = Differentiator.differentiate(lift("dotOf"), Derive.spec(DerivativeMode.REVERSE, "dd"), "d");
        double[] c = of(1, 2, 3);
        double[] first = new double[3];
        double[] second = new double[3];
        Interpreter.of(read).run(c, first, c, second);
        assertThat(first).as("the derivative by one argument alone").containsExactly(1, 2, 3);
        assertThat(second).containsExactly(1, 2, 3);
        double[] both = new double[3];
        Interpreter.of(read).run(c, both, of(4, 5, 6), both);
        assertThat(both).as("what is added to one shadow from two arrays").containsExactly(5, 7, 9);
    }

    @Test
    void anArrayThatIsDuplicatedAndConstantIsRefusedIfItIsWritten() {
        double[] x = of(1, 2, 3);
        double[] dx = new double[3];
        Function written = Differentiator.differentiate(lift("alias"), Derive.spec(DerivativeMode.REVERSE, "cd"), "d");
        assertThatThrownBy(() -> Interpreter.of(written).run(x, x, dx))
                .isInstanceOf(ActivityException.class)
                .hasMessageContaining("as duplicated and as constant");
        assertThat(x).containsExactly(1, 2, 3);
        Interpreter.of(written).run(of(1, 2, 3), x, dx);

        Function read = Differentiator.differentiate(lift("dotOf"), Derive.spec(DerivativeMode.REVERSE, "dc"), "d");
        double[] c = of(1, 2, 3);
        double[] dc = new double[3];
        Interpreter.of(read).run(c, dc, c);
        assertThat(dc).containsExactly(1, 2, 3);
        assertThatThrownBy(() -> Interpreter.of(read).run(c, dc, dc))
                .isInstanceOf(ActivityException.class)
                .hasMessageContaining("a shadow is passed as another argument");
    }

    @Test
    void atomicAdditionsPassTheShadowOn() {
        Function d = Differentiator.differentiate(lift("histogram"), Derive.spec(DerivativeMode.REVERSE, "dcd"), "d");
        Derive.verify(d);
        double[] dw = new double[4];
        double[] dout = {10, 100};
        double[] out = new double[2];
        dev.adagent.transform.ir.Module m = new dev.adagent.transform.ir.Module();
        m.add(d);
        int[] grid = {1, 1, 1, 4, 1, 1};
        new Interpreter(m).runGrid("d", grid, out, dout, new int[] {0, 1, 0, 1}, of(1, 2, 3, 4), dw);
        assertThat(out).containsExactly(10, 20);
        assertThat(dout).containsExactly(10, 100);
        assertThat(dw).containsExactly(20, 400, 60, 800);
    }

    @Test
    void longCountersSwitchesExceptionsAndFloats() {
        agrees("longLoop", "ac", .4, 8L);
        agrees("caught", "dc", of(1, 2, -.5), 5);
        agrees("throwing", "dc", of(1, 2, -.5), 1);
        agrees("switches", "dc", of(1.1, .7, .9, .4), new int[] {0, 1, 2, 5});
        agrees("switches", "dc", of(1.1, .7, .9, .4), new int[] {1, 5, 9, 1});
        float[] dx = new float[3];
        Function d = Differentiator.differentiate(lift("floats"), Derive.spec(DerivativeMode.REVERSE, "d"), "d");
        Derive.run(d, new float[] {.5f, 2, .3f}, dx);
        // s = (sin a · b + sin b) c + sin c
        assertThat(dx[0]).isCloseTo((float) (Math.cos(.5) * 2 * .3), within(1e-6f));
        assertThat(dx[1]).isCloseTo((float) ((Math.sin(.5) + Math.cos(2)) * .3), within(1e-6f));
        assertThat(dx[2]).isCloseTo((float) (Math.sin(.5) * 2 + Math.sin(2) + Math.cos(.3)), within(1e-6f));
    }

    @Test
    void thePrimalsExceptionsAreThrown() {
        Function d = Derive.reverse(lift("throwing"), "dc");
        assertThatThrownBy(() -> Derive.run(d, of(-1, 2), of(0, 0), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("negative");
        assertThatThrownBy(() -> Derive.run(d, of(1, 2), of(0, 0), 7))
                .isInstanceOf(ArrayIndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Derive.run(d, of(1, 2), of(0, 0), 0)).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void aStoreToConstantMemoryMattersOnlyIfItIsReadBack() {
        assertThat(Derive.gradient(lift("unreadSideChannel"), "ac", 2.0, new double[1]))
                .containsExactly(1);
        assertThat(Derive.gradient(lift("sideChannel"), "adc", 2.0, new double[1], 0))
                .containsExactly(12, 0);
    }

    @Test
    void aBarrierIsMirrored() {
        assertThat(Derive.gradient(lift("barrier"), "d", new double[] {3})).containsExactly(6);
    }

    @Test
    void whatIsReadThroughATableIsWhatWasPutIn() {
        Object[] args = {new double[] {.3, 1.2}, new double[] {-.8, .4}, 5};
        Function f = lift("rows");
        ReverseTest.assertClose(Derive.gradient(f, "ddc", args), Derive.differences(f, "ddc", args), 1e-8);
    }

    @Test
    void anotherArrayInEachIterationLiesOnATapeOfReferences() {
        double[] x = {.3, 1.2, -.8};
        Function f = lift("fresh");
        ReverseTest.assertClose(Derive.gradient(f, "dc", x, 4), Derive.differences(f, "dc", x, 4), 1e-8);
        assertThat(IrPrinter.print(Derive.reverse(f, "dc"))).contains("[Ljava/lang/Object; = intrinsic tape.open");
    }

    @ParameterizedTest
    @CsvSource({
        "sideChannel, acc, stored in an array that is passed as a constant, duplicated",
        "mixed, dcc, constant on one way and has a shadow on another, duplicated",
        "bits, a, bits of an active one, arithmetic",
        "exchanged, d, old value that an atomic addition, atomicAdd"
    })
    void isRefusedWithLineAndHint(String name, String letters, String what, String hint) {
        assertThatThrownBy(() -> Derive.reverse(lift(name), letters))
                .isInstanceOf(DifferentiationException.class)
                .hasMessageContaining(what)
                .hasMessageContaining(hint)
                .hasMessageMatching("(?s).*MorePrograms\\.java:\\d+.*");
    }

    @Test
    void fieldsAndUnknownMethodsAreRefused() {
        Function field = IrParser.parseFunction(
                "func @f (%0: f64) -> f64 {\nb0(%0: f64):\n" + "  putstatic A.b:D %0 !A.f(A.java:7)\n  ret %0\n}\n");
        assertThatThrownBy(() -> Derive.reverse(field, "a"))
                .isInstanceOf(DifferentiationException.class)
                .hasMessageContaining("field A.b:D");
        Function unknown = IrParser.parseFunction("func @f (%0: f64) -> f64 {\nb0(%0: f64):\n"
                + "  %1: f64 = call static A.b(D)D (%0) !A.f(A.java:7)\n  ret %1\n}\n");
        assertThatThrownBy(() -> Derive.reverse(unknown, "a"))
                .isInstanceOf(DifferentiationException.class)
                .hasMessageContaining("neither a body nor a derivative rule");
        assertThat(Derive.reverse(unknown, "c").result().parts()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"REVERSE", "FORWARD"})
    void activitiesThatDoNotFitAreRefused(DerivativeMode mode) {
        Function f = lift("unreadSideChannel");
        String letters = mode.isReverse() ? "dc" : "ac";
        assertThatThrownBy(() -> Differentiator.differentiate(f, Derive.spec(mode, letters)))
                .isInstanceOf(DifferentiationException.class)
                .hasMessageContaining("in mode " + mode);
        assertThatThrownBy(() -> Differentiator.differentiate(f, Derive.spec(mode, "c")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSeedTakesThePlaceOfOne() {
        Function f = lift("unreadSideChannel");
        Spec spec = Derive.spec(DerivativeMode.REVERSE, "ac").withSeed();
        assertThat(Derive.run(Differentiator.differentiate(f, spec, "d"), 2.0, new double[1], 5.0))
                .isEqualTo(List.of(5.0));
    }
}
