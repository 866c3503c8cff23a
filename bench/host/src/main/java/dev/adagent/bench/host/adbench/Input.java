package dev.adagent.bench.host.adbench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.StringTokenizer;

/** An input file of ADBench: numbers in a row. */
final class Input {
    private final StringTokenizer numbers;

    /** @param file name of a resource beside this class */
    Input(String file) {
        try (InputStream in = Input.class.getResourceAsStream(file)) {
            numbers = new StringTokenizer(new String(in.readAllBytes(), StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int integer() {
        return Integer.parseInt(numbers.nextToken());
    }

    double number() {
        return Double.parseDouble(numbers.nextToken());
    }

    double[] numbers(int count) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = number();
        }
        return values;
    }
}
