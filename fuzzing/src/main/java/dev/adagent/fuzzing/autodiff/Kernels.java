package dev.adagent.fuzzing.autodiff;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The methods that each program's class has besides what was generated: kernels that run {@code f} or a derivative of it, each thread
 * with arguments of its own, and derivatives as methods, to be differentiated again.
 */
final class Kernels {
    static final String PRIMAL = "primalKernel";
    static final String REVERSE = "reverseKernel";
    static final String FORWARD = "forwardKernel";
    /** The gradient: parameters of {@code f}, arrays followed by their shadow, last the gradients of the numbers. */
    static final String GRADIENT = "gradient";
    /** The tangent: parameters of {@code f}, each followed by its tangent. */
    static final String TANGENT = "tangent";

    /** Gives a lookup of the class's own: only that may define classes in its nest. */
    static final String LOOKUP = "lookup";

    private Kernels() {}

    static List<String> print(Program p) {
        List<String> out = new ArrayList<>();
        out.add("static java.lang.invoke.MethodHandles.Lookup " + LOOKUP + "() {");
        out.add("    return java.lang.invoke.MethodHandles.lookup();");
        out.add("}");
        out.add("static void " + PRIMAL + "(" + parameters(null, true) + ", double[] r) {");
        out.add("    int t = dev.adagent.Kernel.globalIdX();");
        out.add("    r[t] = f(" + names(q -> at(q, q.name())) + ");");
        out.add("}");
        out.add("static void " + REVERSE + "(" + parameters("d", true) + ", double w, double[] r) {");
        out.add("    int t = dev.adagent.Kernel.globalIdX();");
        reverse(
                p,
                out,
                true,
                "r[t] = dev.adagent.Autodiff.autodiff(dev.adagent.Autodiff.REVERSE_WITH_PRIMAL, " + p.className()
                        + "::f, dev.adagent.Autodiff.seed(w), ",
                ").primal();");
        out.add("    " + (p.isConstant("a") ? "" : "da[t] = ga.grad();"));
        out.add("    " + (p.isConstant("b") ? "" : "db[t] = gb.grad();"));
        out.add("}");
        out.add("static void " + FORWARD + "(" + parameters("d", true) + ", double[] r, double[] dr) {");
        out.add("    int t = dev.adagent.Kernel.globalIdX();");
        out.add("    var q = dev.adagent.Autodiff.autodiff(dev.adagent.Autodiff.FORWARD_WITH_PRIMAL, " + p.className()
                + "::f, " + names(q -> tangent(p, q, true)) + ");");
        out.add("    r[t] = q.primal();");
        out.add("    dr[t] = q.tangent();");
        out.add("}");
        if (p.has(Program.Trait.SECOND_ORDER)) {
            second(p, out);
        }
        return out;
    }

    private static void second(Program p, List<String> out) {
        out.add("static void " + GRADIENT + "(" + gradientParameters() + ") {");
        reverse(
                p,
                out,
                false,
                "dev.adagent.Autodiff.autodiff(dev.adagent.Autodiff.REVERSE, " + p.className() + "::f, ",
                ");");
        out.add("    " + (p.isConstant("a") ? "" : "g[0] = ga.grad();"));
        out.add("    " + (p.isConstant("b") ? "" : "g[1] = gb.grad();"));
        out.add("}");
        out.add("static double " + TANGENT + "(" + parameters("d", false) + ") {");
        out.add("    return dev.adagent.Autodiff.autodiff(dev.adagent.Autodiff.FORWARD, " + p.className() + "::f, "
                + names(q -> tangent(p, q, false)) + ").tangent();");
        out.add("}");
        Second.kinds(p).forEach(k -> second(p, k, out));
    }

    /** The kernel of one thread that differentiates one of the derivatives; what it takes is {@link Second#arguments()} and an array for the result. */
    private static void second(Program p, Second.Kind kind, List<String> out) {
        List<String> parameters = new ArrayList<>();
        List<String> arguments = new ArrayList<>();
        List<String> before = new ArrayList<>();
        String result = kind.method().equals(TANGENT) && kind.forward() ? "out[0] = " : "";
        String after = result.isEmpty() ? ");" : ").tangent();";
        List<Second.Taken> taken = Second.taken(p, kind);
        for (int k = 0; k < taken.size(); k++) {
            Second.Taken t = taken.get(k);
            parameters.add(t.type() + " p" + k);
            switch (t.activity()) {
                case CONST -> arguments.add("dev.adagent.Autodiff.constant(p" + k + ")");
                case ACTIVE -> {
                    before.add("    var g" + k + " = dev.adagent.Autodiff.active(p" + k + ");");
                    arguments.add("g" + k);
                }
                default -> {
                    parameters.add(t.type() + " s" + k);
                    arguments.add("dev.adagent.Autodiff.duplicated(p" + k + ", s" + k + ")");
                }
            }
        }
        out.add("static void " + kind.text() + "(" + String.join(", ", parameters) + ", double[] out) {");
        out.addAll(before);
        out.add("    " + result + "dev.adagent.Autodiff.autodiff(dev.adagent.Autodiff."
                + (kind.forward() ? "FORWARD" : "REVERSE") + ", " + p.className() + "::" + kind.method() + ", "
                + String.join(", ", arguments) + after);
        if (!before.isEmpty()) {
            out.add("    out[0] = g0.grad();"); // a number is the first argument, or constant
        }
        out.add("}");
    }

    private static void reverse(Program p, List<String> out, boolean kernel, String before, String after) {
        for (String s : List.of("a", "b")) {
            if (!p.isConstant(s)) {
                out.add("    var g" + s + " = dev.adagent.Autodiff.active(" + s + (kernel ? "[t]" : "") + ");");
            }
        }
        out.add("    " + before
                + names(q -> {
                    if (p.isConstant(q.name())) {
                        return constant(q, kernel);
                    }
                    return q.dimensions() == 0 ? "g" + q.name() : duplicated(q, kernel);
                })
                + after);
    }

    private static String tangent(Program p, Method.Parameter q, boolean kernel) {
        return p.isConstant(q.name()) ? constant(q, kernel) : duplicated(q, kernel);
    }

    private static String constant(Method.Parameter q, boolean kernel) {
        return "dev.adagent.Autodiff.constant(" + (kernel ? at(q, q.name()) : q.name()) + ")";
    }

    private static String duplicated(Method.Parameter q, boolean kernel) {
        String shadow = "d" + q.name();
        return "dev.adagent.Autodiff.duplicated("
                + (kernel ? at(q, q.name()) + ", " + at(q, shadow) : q.name() + ", " + shadow) + ")";
    }

    /** What the thread takes of a parameter. */
    private static String at(Method.Parameter q, String name) {
        return isShared(q) ? name : name + "[t]";
    }

    /** Whether all threads have one value of it: the matrix, and the integer. */
    static boolean isShared(Method.Parameter q) {
        return q.dimensions() == 2 || q.type() == Type.INT;
    }

    private static String names(Function<Method.Parameter, String> text) {
        return Program.PARAMETERS.stream().map(text).collect(Collectors.joining(", "));
    }

    private static String parameters(String shadow, boolean kernel) {
        return names(q -> {
            String type = q.type().java + "[]".repeat(q.dimensions() + (kernel && !isShared(q) ? 1 : 0)) + " ";
            return type + q.name() + (shadow == null || q.type() == Type.INT ? "" : ", " + type + shadow + q.name());
        });
    }

    private static String gradientParameters() {
        return names(q -> {
                    String type = q.type().java + "[]".repeat(q.dimensions()) + " ";
                    return type + q.name() + (q.dimensions() == 0 ? "" : ", " + type + "d" + q.name());
                })
                + ", double[] g";
    }
}
