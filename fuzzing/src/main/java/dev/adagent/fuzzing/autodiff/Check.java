package dev.adagent.fuzzing.autodiff;

import dev.adagent.fuzzing.Compiled;
import dev.adagent.fuzzing.Coverage;
import dev.adagent.transform.ir.Remarks;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/** Compares what one way of running a program gives with what its derivatives must be. */
final class Check {
    private final Program program;
    private Points points;
    private final Way way;
    private final List<String> names;

    Check(Program program, Points points, Way way) {
        this.program = program;
        this.points = points;
        this.way = way;
        names = Arguments.names(program, true);
    }

    /** What a failure is about: its text up to the colon. */
    static String kind(String failure) {
        int end = failure.indexOf(':');
        return end < 0 ? failure : failure.substring(0, end);
    }

    /**
     * What is wrong, or null.
     *
     * @param compiled has the program's class
     * @throws Evaluation.Unusable if what seems wrong is at a point where the program cannot be checked
     */
    String failure(Compiled compiled, Coverage coverage) {
        try {
            return compare(prepare(compiled, coverage), coverage);
        } catch (Evaluation.Unusable e) {
            throw e;
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            Throwable cause =
                    e instanceof java.lang.reflect.InvocationTargetException && e.getCause() != null ? e.getCause() : e;
            return cause.getClass().getSimpleName() + place(cause) + ": " + cause;
        }
    }

    /** Prepares the program's derivatives and counts what the engine says it did for them, once for the program. */
    private Way.Prepared prepare(Compiled compiled, Coverage coverage) throws Exception {
        Set<Remarks.Remark> remarks = new LinkedHashSet<>();
        Exception[] failure = new Exception[1];
        Way.Prepared prepared = Remarks.collect(remarks, () -> {
            try {
                return way.prepare(program, compiled);
            } catch (Exception e) {
                failure[0] = e;
                return null;
            }
        });
        if (failure[0] != null) {
            throw failure[0];
        }
        Set<List<String>> seen = new LinkedHashSet<>();
        for (Remarks.Remark r : remarks) {
            if (r.kind() == Remarks.Kind.VALUE) {
                seen.add(List.of("storage", Requirements.storage(r.decision())));
            } else if (r.kind() == Remarks.Kind.RULE) {
                seen.add(List.of("rules in " + r.decision() + " mode", r.subject()));
            }
        }
        seen.forEach(s -> coverage.count(s.get(0), s.get(1)));
        return prepared;
    }

    /** Where the engine threw it: two refusals of one kind are one only if they come from one place. */
    private static String place(Throwable t) {
        StackTraceElement[] stack = t.getStackTrace();
        return stack.length == 0 ? "" : " in " + stack[0].getClassName() + "." + stack[0].getMethodName();
    }

    private String compare(Way.Prepared prepared, Coverage coverage) throws Exception {
        List<Way.Outcome> primal = prepared.primal(points.at());
        List<Way.Outcome> forward = prepared.forward(points.at(), points.directions());
        List<Way.Outcome> reverse = prepared.reverse(points.at(), points.adjoint(), points.adjoints());
        if (!way.computes()) {
            second(prepared); // a refusal shows
            return null;
        }
        String changed = changed(primal, forward, reverse);
        if (changed != null) {
            return changed; // bits need no bound: whether the program can be checked there does not matter
        }
        if (compare(primal, forward, reverse) != null) {
            points = points.refined(program);
            String wrong = compare(primal, forward, reverse);
            if (wrong != null) {
                return wrong;
            }
        }
        Map<String, Double> second = second(prepared);
        if (!second.isEmpty()) {
            coverage.count("programs", "second derivatives on " + way.name());
            second.keySet().forEach(kind -> coverage.count("second derivatives", kind + " on " + way.name()));
        }
        if (compare(second) == null) {
            return null;
        }
        points = points.refined(program);
        return compare(second);
    }

    private Map<String, Double> second(Way.Prepared prepared) throws Exception {
        return points.second() == null
                ? Map.of()
                : prepared.second(points.at().get(0), points.directions().get(0), points.other());
    }

    /** Whether a derivative changes what the program computes. */
    private static String changed(List<Way.Outcome> primal, List<Way.Outcome> forward, List<Way.Outcome> reverse) {
        String found = null;
        for (int t = 0; t < primal.size() && found == null; t++) {
            found = sameBits("forward mode", primal.get(t), forward.get(t));
            if (found == null) {
                found = sameBits("reverse mode", primal.get(t), reverse.get(t));
            }
        }
        return found;
    }

    private String compare(List<Way.Outcome> primal, List<Way.Outcome> forward, List<Way.Outcome> reverse) {
        for (int t = 0; t < primal.size(); t++) {
            String found = compare(t, primal.get(t), forward.get(t), reverse.get(t));
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private String compare(Map<String, Double> second) {
        StringJoiner wrong = new StringJoiner("\n");
        second.forEach((how, value) -> {
            if (!near(value, points.second()[0], points.second()[1])) {
                wrong.add("second derivative: " + how + " gives " + value + ", differences " + points.second()[0]
                        + " within " + points.second()[1] + "; all: " + second);
            }
        });
        return wrong.length() == 0 ? null : wrong.toString();
    }

    /** False for NaN. */
    private static boolean near(double value, double expected, double error) {
        return Math.abs(value - expected) <= error;
    }

    private String compare(int t, Way.Outcome primal, Way.Outcome forward, Way.Outcome reverse) {
        Reference reference = points.references().get(t);
        String found =
                outputs("primal", primal.result(), primal.contents(), reference.outputs(), reference.outputErrors());
        if (found == null) {
            found = outputs(
                    "tangent",
                    forward.tangent(),
                    forward.derivative(),
                    reference.tangents(),
                    reference.tangentErrors());
        }
        return found == null ? product(t, reverse, reference) : found;
    }

    private static String sameBits(String mode, Way.Outcome primal, Way.Outcome with) {
        if (Double.compare(primal.result(), with.result()) != 0) {
            return "primal changed: " + primal.result() + " alone, " + with.result() + " with " + mode;
        }
        return primal.contents().sameBits(with.contents())
                ? null
                : "contents changed: " + primal.contents().text() + " alone, "
                        + with.contents().text() + " with " + mode;
    }

    private String outputs(String what, double result, Arguments contents, double[] expected, double[] errors) {
        if (!near(result, expected[0], errors[0])) {
            return what + " of the result: " + result + ", must be " + expected[0] + " within " + errors[0];
        }
        double[] numbers = contents.numbers(true);
        for (int k = 0; k < numbers.length; k++) {
            // shadows of constant arrays are not touched
            boolean counts =
                    what.equals("primal") || !program.isConstant(names.get(k).substring(0, 1));
            if (counts && !near(numbers[k], expected[k + 1], errors[k + 1])) {
                return what + " of an array: " + names.get(k) + " is " + numbers[k] + ", must be " + expected[k + 1]
                        + " within " + errors[k + 1];
            }
        }
        return null;
    }

    private String product(int t, Way.Outcome reverse, Reference reference) {
        double[] gradient = reverse.derivative().numbers(false);
        double[] direction = points.directions().get(t).numbers(false);
        double sum = 0;
        double size = 0;
        for (int k = 0; k < gradient.length; k++) {
            // where an argument is constant, nothing is known of what would be its gradient
            if (direction[k] != 0) {
                sum += gradient[k] * direction[k];
                size += Math.abs(gradient[k] * direction[k]);
            }
        }
        double rounding = (program.has(Program.Trait.FLOATS) ? Type.FLOAT : Type.DOUBLE).rounding;
        double error = reference.productError() + 64 * rounding * size;
        return near(sum, reference.product(), error)
                ? null
                : "gradient: in the direction " + sum + ", must be " + reference.product() + " within " + error
                        + "; it is " + reverse.derivative().text();
    }
}
