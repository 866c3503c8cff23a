package dev.adagent.conformance;

import static dev.adagent.Autodiff.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.adagent.ActivityException;
import dev.adagent.CaptureException;
import dev.adagent.CompileException;
import dev.adagent.Fn1;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Table H: what cannot be meant, or not be differentiated, is refused with a typed exception that says where and what to write. */
@EnabledIfSystemProperty(named = "adagent.conformance.device", matches = "host")
class ErrorsIT {
    private static final String HERE = ErrorsIT.class.getName();

    static double square(double x) {
        return x * x;
    }

    static double sum(double[] x) {
        double s = 0;
        for (double e : x) {
            s += e;
        }
        return s;
    }

    static double third(double[] x) {
        return x[2] * x[2];
    }

    static double fails(double x) {
        throw new IllegalArgumentException("x is " + x);
    }

    static double throughMemory(double[] memory, int to, int from, double x) {
        memory[to] = x * x;
        return memory[from] * 2;
    }

    static double pastNative(double x, boolean take) {
        return take ? x * Double.parseDouble(Double.toString(x)) : 3 * x;
    }

    @Test
    void activeArgumentsAreForReverseMode() {
        assertThatThrownBy(() -> autodiff(FORWARD, ErrorsIT::square, active(1.0)))
                .isInstanceOf(ActivityException.class)
                .hasMessageContaining("argument 1 of autodiff in mode FORWARD is active(x)")
                .hasMessageContaining("write duplicated(x, dx)")
                .hasMessageContaining(HERE)
                .hasMessageContaining("ErrorsIT.java:");
    }

    @Test
    void duplicatedNumbersAreForForwardMode() {
        assertThatThrownBy(() -> autodiff(REVERSE, ErrorsIT::square, duplicated(1.0, 1.0)))
                .isInstanceOf(ActivityException.class)
                .hasMessageContaining("write active(x)")
                .hasMessageContaining("ErrorsIT.java:");
    }

    @Test
    void seedsAreForReverseMode() {
        assertThatThrownBy(() -> autodiff(FORWARD, ErrorsIT::square, seed(2), duplicated(1.0, 1.0)))
                .isInstanceOf(ActivityException.class)
                .hasMessageContaining("seeds are for reverse mode");
    }

    /** A duplicated result without need of the primal does not exist: javac says so. */
    @Test
    void theResultIsNoArgument() throws IOException {
        String call = "Autodiff.autodiff(Mode.FORWARD, (Double x) -> x * x, %s, Autodiff.duplicated(1.0, 1.0))";
        String good = call.formatted("Autodiff.constantReturn()");
        assertThat(messages(good)).isEmpty();
        assertThat(messages(call.formatted("Autodiff.duplicatedNoNeed(1.0, 1.0)")))
                .contains("error");
    }

    private static String messages(String expression) throws IOException {
        String text = "import dev.adagent.*; class Q { Object o() { return " + expression + "; } }";
        SimpleJavaFileObject source =
                new SimpleJavaFileObject(URI.create("string:///Q.java"), SimpleJavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreErrors) {
                        return text;
                    }
                };
        StringWriter out = new StringWriter();
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        List<String> options = List.of(
                "-proc:none",
                "-cp",
                java.nio.file.Path.of(dev.adagent.Autodiff.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .getPath())
                        .toString(),
                "-d",
                java.nio.file.Files.createTempDirectory("q").toString());
        javac.getTask(out, null, null, options, null, List.of(source)).call();
        return out.toString();
    }

    static double sumOfRows(double[][] x) {
        double s = 0;
        for (double[] row : x) {
            s += sum(row);
        }
        return s;
    }

    @Test
    void shadowsHaveTheirPrimalsShape() {
        assertThatThrownBy(() -> autodiff(REVERSE, ErrorsIT::sum, duplicated(new double[3], new double[2])))
                .isInstanceOf(ActivityException.class)
                .hasMessageContaining("argument 1 of autodiff: the shadow must have its primal's type and length, 3")
                .hasMessageContaining("ErrorsIT.java:");
        double[][] rows = {{1}, {2, 3}};
        for (double[][] shadow : new double[][][] {{{0}, {0}}, {{0}, rows[1]}, {{0}, null}}) {
            assertThatThrownBy(() -> autodiff(REVERSE, ErrorsIT::sumOfRows, duplicated(rows, shadow)))
                    .isInstanceOf(ActivityException.class)
                    .hasMessageContaining("shadow")
                    .hasMessageContaining("ErrorsIT.java:");
        }
        assertThatThrownBy(() -> autodiff(REVERSE, ErrorsIT::sum, duplicated(new double[3], null)))
                .isInstanceOf(ActivityException.class)
                .hasMessageContaining("has no shadow");
    }

    @Test
    void lanesOfABatchAgree() {
        assertThatThrownBy(() -> autodiff(REVERSE, ErrorsIT::square, seeds(1, 2), activeBatch(1.0, 3)))
                .isInstanceOf(ActivityException.class)
                .hasMessageContaining("argument 1 of autodiff has 3 lanes, the seeds have 2");
        assertThatThrownBy(() -> autodiff(REVERSE, ErrorsIT::square, seeds(), activeBatch(1.0, 0)))
                .isInstanceOf(ActivityException.class)
                .hasMessageContaining("a batch of 0 derivatives");
        assertThatThrownBy(() -> autodiff(REVERSE, ErrorsIT::square, seeds(1, 2), active(1.0)))
                .isInstanceOf(ActivityException.class)
                .hasMessageContaining("write activeBatch(x, 2)");
        assertThatThrownBy(() -> autodiff(
                        REVERSE,
                        ErrorsIT::sum,
                        seeds(1, 2),
                        duplicatedBatch(new double[2], new double[2], new double[1])))
                .isInstanceOf(ActivityException.class)
                .hasMessageContaining("the shadow must have its primal's type and length, 2");
    }

    @Test
    void whatTheFunctionThrowsIsItsOwn() {
        double[] shadow = new double[2];
        assertThatThrownBy(() -> autodiff(REVERSE, ErrorsIT::third, duplicated(new double[2], shadow)))
                .isInstanceOf(ArrayIndexOutOfBoundsException.class)
                .hasMessage("Index 2 out of bounds for length 2");
        assertThatThrownBy(() -> autodiff(REVERSE, ErrorsIT::fails, active(1.0)))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("x is 1.0");
        assertThatThrownBy(() -> autodiff(FORWARD, ErrorsIT::fails, duplicated(-1.0, 1.0)))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("x is -1.0");
    }

    @Test
    void activeValuesThroughConstantMemory() {
        CompileException e = catchThrowableOfType(
                CompileException.class,
                () -> autodiff(
                        REVERSE,
                        ErrorsIT::throughMemory,
                        constant(new double[1]),
                        constant(0),
                        constant(0),
                        active(3.0)));
        assertThat(e.className()).isEqualTo(HERE);
        assertThat(e.method()).isEqualTo("throughMemory");
        assertThat(e.line()).isEqualTo(lineOfTheStore());
        assertThat(e.construct()).contains("stored in an array that is passed as a constant, and read back");
        assertThat(e.hint()).contains("duplicated(x, dx)");
        var x = active(3.0);
        autodiff(
                REVERSE,
                ErrorsIT::throughMemory,
                duplicated(new double[1], new double[1]),
                constant(0),
                constant(0),
                x);
        assertThat(x.grad()).isEqualTo(12);
    }

    /** Without an array the store throws. */
    private static int lineOfTheStore() {
        return catchThrowableOfType(NullPointerException.class, () -> throughMemory(null, 0, 0, 1))
                .getStackTrace()[0]
                .getLineNumber();
    }

    @Test
    void nativeCallsOnTheActivePath() {
        CompileException e = catchThrowableOfType(
                CompileException.class, () -> autodiff(REVERSE, ErrorsIT::pastNative, active(3.0), constant(true)));
        assertThat(e.getMessage()).contains("Double").contains("ErrorsIT");
    }

    @Test
    void bareFunctionsThatWriteWhatTheyCaptured() {
        double[] captured = {4};
        Fn1<Double, Double> f = y -> {
            captured[0] *= y;
            return y;
        };
        CaptureException e = catchThrowableOfType(CaptureException.class, () -> autodiff(REVERSE, f, active(3.0)));
        assertThat(e.className()).isEqualTo(HERE);
        assertThat(e.line()).isPositive();
        assertThat(e.construct()).contains("writes an array that it captured");
        assertThat(e.hint()).contains("constant(f)").contains("duplicated(f, df)");
        assertThat(captured).containsExactly(4);
        assertThatThrownBy(() ->
                        autodiffClosure(REVERSE, duplicated(f, (Fn1<Double, Double>) y -> 2 * y), null, active(1.0)))
                .isInstanceOf(ActivityException.class)
                .hasMessageContaining("is another function");
    }
}
