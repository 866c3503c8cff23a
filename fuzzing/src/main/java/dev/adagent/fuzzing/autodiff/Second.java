package dev.adagent.fuzzing.autodiff;

import dev.adagent.transform.autodiff.Activity;
import dev.adagent.transform.autodiff.DerivativeMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A derivative of {@link Kernels#GRADIENT} or {@link Kernels#TANGENT}: what is passed to it, and where the second derivative of
 * {@code f}'s result in two directions is then found.
 */
final class Second {
    /** A way to a second derivative. @param forward whether the method, a derivative itself, is differentiated in forward mode */
    record Kind(String method, boolean forward) {
        /** {@code forwardOverGradient} and its like. */
        String text() {
            return (forward ? "forward" : "reverse") + "Over"
                    + method.substring(0, 1).toUpperCase(Locale.ROOT) + method.substring(1);
        }
    }

    /** A parameter of the method. @param type in Java */
    record Taken(String type, Activity activity) {}

    /** An argument with what belongs to it. */
    private record Slot(Object value, Object shadow, Activity activity) {}

    private final Program program;
    private final boolean gradient;
    private final boolean forward;
    private final List<Slot> slots = new ArrayList<>();
    /** What the results and shadows are multiplied with. */
    private final Arguments weights;

    /** What comes out for arrays: tangents of the gradient, or gradients of it or of the tangent; null for the tangent's tangent. */
    private final Arguments found;

    private final double[] ofNumbers = new double[2];

    /** The ways that a program's second derivatives are made in. */
    static List<Kind> kinds(Program program) {
        List<Kind> out = new ArrayList<>();
        for (String method : List.of(Kernels.GRADIENT, Kernels.TANGENT)) {
            out.add(new Kind(method, true));
            // refused where the recursion changes arrays: docs/autodiff.md
            if (!program.has(Program.Trait.RECURSION) || !method.equals(Kernels.GRADIENT)) {
                out.add(new Kind(method, false));
            }
        }
        return out;
    }

    /** What the method takes, in order. */
    static List<Taken> taken(Program program, Kind kind) {
        boolean gradient = kind.method().equals(Kernels.GRADIENT);
        List<Taken> out = new ArrayList<>();
        for (Method.Parameter p : Program.PARAMETERS) {
            Taken t = new Taken(p.type().java + "[]".repeat(p.dimensions()), activity(program, p, kind.forward()));
            out.add(t);
            if (gradient ? p.dimensions() > 0 : p.type() != Type.INT) {
                out.add(t);
            }
        }
        if (gradient) {
            out.add(new Taken("double[]", Activity.DUPLICATED));
        }
        return out;
    }

    Second(Program program, Kind kind, Arguments point, Arguments v, Arguments u) {
        this.program = program;
        this.forward = kind.forward();
        gradient = kind.method().equals(Kernels.GRADIENT);
        Arguments at = point.copy();
        Arguments zero = Arguments.zero(program);
        weights = gradient && !forward ? v : u;
        if (gradient) {
            // forward: the gradient's tangent; reverse: its adjoint u, from which the arguments' adjoints come
            Arguments inner = Arguments.zero(program);
            Arguments beside = forward ? v.copy() : zero;
            found = forward ? zero : beside;
            Arguments ofInner = forward ? zero : u.copy();
            double[] g = new double[2];
            ofNumbers[0] = forward ? 0 : ((Number) u.values[0]).doubleValue();
            ofNumbers[1] = forward ? 0 : ((Number) u.values[1]).doubleValue();
            for (int k = 0; k < at.values.length; k++) {
                add(k, at.values[k], beside.values[k]);
                if (Program.PARAMETERS.get(k).dimensions() > 0) {
                    add(k, inner.values[k], ofInner.values[k]);
                }
            }
            slots.add(new Slot(g, ofNumbers, Activity.DUPLICATED));
        } else {
            Arguments tangents = v.copy();
            Arguments beside = forward ? u.copy() : zero;
            found = forward ? null : beside;
            Arguments ofTangents = Arguments.zero(program);
            for (int k = 0; k < at.values.length; k++) {
                add(k, at.values[k], beside.values[k]);
                if (Program.PARAMETERS.get(k).type() != Type.INT) {
                    add(k, tangents.values[k], ofTangents.values[k]);
                }
            }
        }
    }

    private void add(int parameter, Object value, Object shadow) {
        slots.add(new Slot(value, shadow, activity(program, Program.PARAMETERS.get(parameter), forward)));
    }

    private static Activity activity(Program program, Method.Parameter p, boolean forward) {
        return program.isConstant(p.name())
                ? Activity.CONST
                : p.dimensions() == 0 && !forward ? Activity.ACTIVE : Activity.DUPLICATED;
    }

    DerivativeMode mode() {
        return forward ? DerivativeMode.FORWARD : DerivativeMode.REVERSE;
    }

    List<Activity> activities() {
        return slots.stream().map(Slot::activity).toList();
    }

    Object[] arguments() {
        List<Object> out = new ArrayList<>();
        for (Slot s : slots) {
            out.add(s.value());
            if (s.activity() == Activity.DUPLICATED) {
                out.add(s.shadow());
            }
        }
        return out.toArray();
    }

    /** The second derivative. @param results what the call returned */
    double value(List<Double> results) {
        if (found == null) {
            return results.get(0);
        }
        double[] array = found.numbers(true);
        double[] weight = weights.numbers(true);
        double sum = 0;
        for (int k = 0; k < array.length; k++) {
            sum += array[k] * weight[k];
        }
        // the only number that is not constant is the first: these programs have no floats
        return program.isConstant("a")
                ? sum
                : sum + (Double) weights.get("a") * (forward ? ofNumbers[0] : results.get(0));
    }
}
