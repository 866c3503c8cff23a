package dev.adagent.conformance;

import static dev.adagent.Autodiff.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.Fn1;
import dev.adagent.Kernel;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** What a differentiated function prints comes out once, as of the function alone; whatever the texts, and of its argument as an object too. */
@EnabledIfSystemProperty(named = "adagent.conformance.device", matches = "host")
class PrintingIT {
    /** Not a constant: known when it runs. */
    private static String name = "n" + 1;

    private static void printsOnce(String text, Fn1<Double, Double> square) {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            var x = active(0.5);
            autodiff(REVERSE, square, x);
            assertThat(x.grad()).isEqualTo(1);
            assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(text);
            out.reset();
            assertThat(derivative(square, 0.5)).isEqualTo(1);
            assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(text);
            out.reset();
            assertThat(derivative(y -> derivative(square, y), 0.5)).isEqualTo(2);
            assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(text);
        } finally {
            System.setOut(before);
        }
    }

    @Test
    void textsThatAreKnownWhenItRuns() {
        String captured = name.repeat(2);
        printsOnce("n1 0.50\n", x -> {
            Kernel.printf("%s %.2f\n", name, x);
            return x * x;
        });
        printsOnce("n1n1 0.50 3\n", x -> {
            Kernel.printf("%s %.2f %d\n", captured, x, 3);
            return x * x;
        });
        printsOnce("n1n1 0.5\n", x -> {
            Kernel.printf(captured + " %.1f\n", x);
            return x * x;
        });
    }

    @Test
    void byTheStreamsOfTheJdk() {
        printsOnce("x = 0.5\n", x -> {
            System.out.print("x = " + x + "\n");
            return x * x;
        });
        printsOnce("0.5", x -> {
            System.out.print(x);
            return x * x;
        });
        printsOnce("n1: 0.500", x -> {
            System.out.printf("%s: %.3f", name, x);
            return x * x;
        });
        printsOnce("0.500", x -> {
            System.out.print(String.format("%.3f", x));
            return x * x;
        });
    }
}
