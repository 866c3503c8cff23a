package dev.adagent.fuzzing.language;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What the JVM does with a program: each row by itself, in plain Java. */
final class Reference {
    private final Object[] before;
    private final Object[] after;
    private final Thrown[] thrown = new Thrown[Inputs.ROWS];

    private Reference(Object[] before) {
        this.before = before;
        this.after = Inputs.copy(before);
    }

    static Reference of(String program, ClassLoader loader, Object... inputs) throws ReflectiveOperationException {
        Reference out = new Reference(inputs);
        Class<?> c = Class.forName(program, true, loader);
        Method kernel = Arrays.stream(c.getDeclaredMethods())
                .filter(m -> m.getName().equals(ProgramGenerator.KERNEL))
                .findFirst()
                .orElseThrow();
        kernel.setAccessible(true);
        for (int row = 0; row < Inputs.ROWS; row++) {
            out.after[Inputs.BASE] = row;
            try {
                kernel.invoke(null, out.after);
            } catch (InvocationTargetException e) {
                out.thrown[row] = Thrown.of(e.getCause(), program);
            }
        }
        return out;
    }

    /** New copies of the inputs. */
    Object[] inputs() {
        return Inputs.copy(before);
    }

    /** Rows that end, then rows that throw. */
    List<Integer> order() {
        List<Integer> out = new ArrayList<>();
        for (boolean throwing : new boolean[] {false, true}) {
            for (int row = 0; row < Inputs.ROWS; row++) {
                if ((thrown[row] != null) == throwing) {
                    out.add(row);
                }
            }
        }
        return out;
    }

    /** What the row threw; null if it ended. */
    Thrown thrown(int row) {
        return thrown[row];
    }

    /** The first difference between the arrays and what they should hold once these rows have run; null if there is none. */
    String difference(Object[] actual, List<Integer> ran) {
        for (int a = Inputs.ORDER + 1; a < actual.length; a++) {
            int width = Array.getLength(actual[a]) / Inputs.ROWS;
            for (int row = 0; row < Inputs.ROWS; row++) {
                Object[] expected = ran.contains(row) ? after : before;
                for (int k = row * width; k < (row + 1) * width; k++) {
                    Object want = Array.get(expected[a], k);
                    Object got = Array.get(actual[a], k);
                    boolean near =
                            a == Inputs.BOUNDED && Elementary.agree(k - row * width, (Double) want, (Double) got);
                    String d = near ? null : element(want, got);
                    if (d != null) {
                        return "argument " + a + " row " + row + " element " + (k - row * width) + d;
                    }
                }
            }
        }
        return null;
    }

    private static String element(Object expected, Object actual) {
        if (expected != null && expected.getClass().isArray()) {
            for (int k = 0; k < Array.getLength(expected); k++) {
                String d = element(Array.get(expected, k), Array.get(actual, k));
                if (d != null) {
                    return " at " + k + d;
                }
            }
            return null;
        }
        // boxed numbers are equal where their bits are, and all NaNs are
        boolean same = expected == null || expected.equals(actual);
        return same ? null : ": " + actual + ", not " + expected;
    }

    /** The inputs of a row, as Java. */
    String row(int row) {
        StringBuilder out = new StringBuilder();
        for (int a = Inputs.ORDER + 1; a < before.length; a++) {
            int width = Array.getLength(before[a]) / Inputs.ROWS;
            Object part = Array.newInstance(before[a].getClass().getComponentType(), width);
            System.arraycopy(before[a], row * width, part, 0, width);
            String text = Arrays.deepToString(new Object[] {part});
            out.append(a).append(": ").append(text, 1, text.length() - 1).append("  ");
        }
        return out.toString();
    }
}
