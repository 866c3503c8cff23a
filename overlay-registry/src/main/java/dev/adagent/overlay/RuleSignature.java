package dev.adagent.overlay;

import java.util.ArrayList;
import java.util.List;

/**
 * The parameters of a static method that computes a derivative rule, worked out from the method that the rule is for. All types are
 * descriptors (JVMS §4.3).
 *
 * @param parameters in order
 * @param result its result
 */
public record RuleSignature(List<Parameter> parameters, String result) {
    private static final String CONFIG = "Ldev/adagent/RuleConfig;";

    /** What a parameter stands for. */
    public enum Role {
        /** What the rule is asked for, of the type {@link dev.adagent.RuleConfig}. */
        CONFIG,
        /** What the augmented primal returned. */
        TAPE,
        /** An argument of the method. */
        PRIMAL,
        /** The tangent of a scalar argument, or the shadow of an array or object. */
        SHADOW,
        /** The adjoint of the method's result. */
        ADJOINT
    }

    /**
     * A parameter.
     *
     * @param argument number of the method's argument, the receiver counted; −1 where there is none
     */
    public record Parameter(Role role, int argument, String type) {}

    /** Which of a rule's methods. */
    public enum Part {
        FORWARD,
        AUGMENTED,
        REVERSE
    }

    /**
     * The signature of a rule's method.
     *
     * @param body the rule's method; its descriptor says whether it wants a configuration
     * @param arguments types of the arguments of the method that the rule is for, the receiver first
     * @param result type of that method's result
     * @throws IllegalArgumentException if the descriptor of {@code body} is another than such a rule has; the message says which is
     */
    public static RuleSignature of(
            Part part, MethodKey body, List<String> arguments, String result, DerivativeRule rule) {
        List<Parameter> out = new ArrayList<>();
        List<String> have = Descriptors.parameters(body.descriptor());
        String returned = Descriptors.result(body.descriptor());
        boolean config = !have.isEmpty() && have.get(0).equals(CONFIG);
        if (config) {
            out.add(new Parameter(Role.CONFIG, -1, CONFIG));
        }
        if (part == Part.REVERSE && rule instanceof DerivativeRule.Reverse r && r.tape()) {
            out.add(new Parameter(
                    Role.TAPE, -1, Descriptors.result(r.augmented().descriptor())));
        }
        for (int k = 0; k < arguments.size(); k++) {
            String type = arguments.get(k);
            out.add(new Parameter(Role.PRIMAL, k, type));
            boolean shadowed = varies(k, type, rule) && (part == Part.FORWARD || type.length() > 1);
            if (shadowed) {
                out.add(new Parameter(Role.SHADOW, k, type));
            }
        }
        if (part == Part.REVERSE && isFloating(result)) {
            out.add(new Parameter(Role.ADJOINT, -1, result));
        }
        String wanted = String.join("", out.stream().map(Parameter::type).toList());
        if (!have.equals(out.stream().map(Parameter::type).toList())) {
            throw new IllegalArgumentException(
                    body + " cannot be a " + name(part) + ": its parameters would be (" + wanted + ")");
        }
        String problem = resultProblem(part, returned, result, gradients(arguments, rule));
        if (problem != null) {
            throw new IllegalArgumentException(body + " cannot be a " + name(part) + ": it would return " + problem);
        }
        return new RuleSignature(List.copyOf(out), returned);
    }

    /**
     * Checks all methods of a rule.
     *
     * @throws IllegalArgumentException as {@link #of}
     */
    static void check(List<String> arguments, String result, DerivativeRule rule) {
        boolean reference = result.startsWith("L") || result.startsWith("[");
        if (reference && !(rule instanceof DerivativeRule.Inactive)) {
            throw new IllegalArgumentException(
                    rule + " cannot be a rule: the method returns " + result + ", which is no number");
        }
        if (rule instanceof DerivativeRule.Forward f) {
            of(Part.FORWARD, f.body(), arguments, result, rule);
        } else if (rule instanceof DerivativeRule.Reverse r) {

            of(Part.REVERSE, r.body(), arguments, result, rule);
            if (r.augmented() != null) {
                of(Part.AUGMENTED, r.augmented(), arguments, result, rule);
            }
        }
    }

    /** Whether an argument can carry a derivative under the rule. */
    public static boolean varies(int argument, String type, DerivativeRule rule) {
        return Descriptors.canVary(type) && !rule.constants().contains(argument);
    }

    /** How many gradients a reverse rule returns. */
    private static long gradients(List<String> arguments, DerivativeRule rule) {
        long n = 0;
        for (int k = 0; k < arguments.size(); k++) {
            n += isFloating(arguments.get(k)) && varies(k, arguments.get(k), rule) ? 1 : 0;
        }
        return n;
    }

    static boolean isFloating(String type) {
        return type.equals("D") || type.equals("F");
    }

    private static String name(Part part) {
        return switch (part) {
            case FORWARD -> "forward rule";
            case AUGMENTED -> "augmented primal";
            case REVERSE -> "reverse rule";
        };
    }

    /** What the result should be, null if it is right. Records are told by the engine, which reads their classes. */
    private static String resultProblem(Part part, String have, String result, long gradients) {
        boolean object = have.startsWith("L");
        return switch (part) {
            case FORWARD -> {
                if (!isFloating(result)) {
                    yield have.equals("V") ? null : "nothing";
                }
                yield have.equals(result) || object
                        ? null
                        : "the tangent, of type " + result + ", or a record of result and tangent";
            }
            case AUGMENTED ->
                have.equals(result) || object
                        ? null
                        : "the method's result, of type " + result + ", or a record that begins with it";
            case REVERSE -> {
                boolean ok = gradients == 0 ? have.equals("V") : gradients == 1 ? isFloating(have) : object;
                yield ok
                        ? null
                        : gradients == 0
                                ? "nothing"
                                : gradients == 1 ? "the gradient, a number" : "a record of " + gradients + " gradients";
            }
        };
    }
}
