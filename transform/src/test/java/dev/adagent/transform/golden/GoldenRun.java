package dev.adagent.transform.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Interpreter;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Type;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;

/**
 * A line of a golden file that says what a function computes:
 *
 * <pre>
 * // run: (2.0, [1.0, 2.0]) = 5.0              the entry; bits must be equal (NaN equals NaN)
 * // run: (0.5) ~ 0.479425538604203            within 1e-12 relative
 * // run: "name" (3L) = (1.0, [2.0])           another function; a tuple
 * // run: ([1.0], $0, 4) = void after ([5.0])  the array passed twice; contents of arguments afterwards, "_" for any
 * // run: ([1.0], 3) throws java.lang.ArrayIndexOutOfBoundsException
 * // run-after: …                              only on what the pass gives
 * </pre>
 */
final class GoldenRun {
    private static final String BEFORE = "// run:";
    private static final String AFTER = "// run-after:";

    private final String line;
    private final boolean after;

    private GoldenRun(String line, boolean after) {
        this.line = line;
        this.after = after;
    }

    /** The lines of a file. @throws AssertionError if there is none: a pair that says nothing of meaning proves nothing */
    static List<GoldenRun> read(String file) {
        List<GoldenRun> out = new ArrayList<>();
        for (String l : file.lines().toList()) {
            if (l.startsWith(BEFORE)) {
                out.add(new GoldenRun(l.substring(BEFORE.length()).strip(), false));
            } else if (l.startsWith(AFTER)) {
                out.add(new GoldenRun(l.substring(AFTER.length()).strip(), true));
            }
        }
        if (out.isEmpty()) {
            throw new AssertionError("no line '// run: (arguments) = result' in the golden input");
        }
        return out;
    }

    boolean after() {
        return after;
    }

    /** Runs the function in the interpreter. @throws AssertionError if it computes something else */
    void check(Module m) {
        GoldenText t = new GoldenText(line);
        Function f = m.entry();
        if (t.at("\"")) {
            String name = t.quoted();
            f = m.get(name);
            assertThat(f).as("function %s of: %s", name, line).isNotNull();
        }
        List<Object> args = t.tuple(f.paramTypes(), List.of());
        Interpreter interpreter = new Interpreter(m);
        String name = f.name();
        if (t.accept("throws")) {
            String exception = t.word();
            Throwable thrown = catchThrowable(() -> interpreter.call(name, args.toArray()));
            assertThat(thrown).as(line).isNotNull();
            assertThat(thrown.getClass().getName()).as(line).isEqualTo(exception);
        } else {
            boolean exact = t.accept("=");
            if (!exact) {
                t.expect("~");
            }
            Object want = t.accept("void") ? null : t.value(f.result(), List.of());
            Object got = interpreter.call(name, args.toArray());
            assertThat(same(want, got, exact))
                    .as("%s, and it gives %s", line, text(got))
                    .isTrue();
            checkArguments(t, f.paramTypes(), args, exact);
        }
        t.expectEnd();
        assertThat(interpreter.openTapes()).as("tapes left open by: %s", line).isZero();
    }

    private void checkArguments(GoldenText t, List<Type> types, List<Object> args, boolean exact) {
        if (!t.accept("after")) {
            return;
        }
        t.expect("(");
        for (int i = 0; i < args.size() && !t.at(")"); i++) {
            if (!t.accept("_")) {
                Object want = t.value(types.get(i), args);
                assertThat(same(want, args.get(i), exact))
                        .as("%s: argument %d is %s", line, i, text(args.get(i)))
                        .isTrue();
            }
            if (!t.at(")")) {
                t.expect(",");
            }
        }
        t.expect(")");
    }

    private static boolean same(Object want, Object got, boolean exact) {
        if (want instanceof List<?> w) {
            return got instanceof List<?> g && sameElements(w.toArray(), g.toArray(), exact);
        }
        if (want != null && want.getClass().isArray()) {
            return got != null && got.getClass() == want.getClass() && sameElements(want, got, exact);
        }
        if (!exact && want instanceof Number w && got instanceof Number g) {
            double scale = Math.max(Math.abs(w.doubleValue()), Math.abs(g.doubleValue()));
            return w.getClass() == g.getClass()
                    && (w.equals(g) || Math.abs(w.doubleValue() - g.doubleValue()) <= 1e-12 * scale);
        }
        return want == null ? got == null : want.equals(got);
    }

    private static boolean sameElements(Object want, Object got, boolean exact) {
        int n = Array.getLength(want);
        boolean same = n == Array.getLength(got);
        for (int i = 0; same && i < n; i++) {
            same = same(Array.get(want, i), Array.get(got, i), exact);
        }
        return same;
    }

    private static String text(Object o) {
        if (o == null || !o.getClass().isArray()) {
            return String.valueOf(o);
        }
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < Array.getLength(o); i++) {
            parts.add(text(Array.get(o, i)));
        }
        return parts.toString();
    }
}
