package dev.adagent.fuzzing.autodiff;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Constant arrays in static fields of every program's class. */
final class Tables {
    /** The array of numbers. */
    static final String NUMBERS = "NUMBERS";
    /** The array of rows. */
    static final String ROWS = "ROWS";

    private static final double[][] VALUES = {{0.75, -1.5, 0.375, 1.25}, {-0.625, 0.5, 1.125, -0.25}};

    private Tables() {}

    /** What a field holds; null if there is none of that name. */
    static Object[] get(String name) {
        return switch (name) {
            case NUMBERS -> precise(VALUES[0]);
            case ROWS -> Arrays.stream(VALUES).map(Tables::precise).toArray(DoubleDouble[][]::new);
            default -> null;
        };
    }

    private static DoubleDouble[] precise(double[] row) {
        return Arrays.stream(row).mapToObj(DoubleDouble::of).toArray(DoubleDouble[]::new);
    }

    /** The fields in Java. */
    static List<String> print() {
        return List.of(
                "static final double[] " + NUMBERS + " = " + text(VALUES[0]) + ";",
                "static final double[][] " + ROWS + " = "
                        + Arrays.stream(VALUES).map(Tables::text).collect(Collectors.joining(", ", "{", "}")) + ";");
    }

    private static String text(double[] row) {
        return Arrays.stream(row).mapToObj(String::valueOf).collect(Collectors.joining(", ", "{", "}"));
    }
}
