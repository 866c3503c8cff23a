package dev.adagent.fuzzing.autodiff;

import dev.adagent.fuzzing.Coverage;
import dev.adagent.fuzzing.FuzzOptions;
import java.util.List;
import java.util.Set;

/** What a run must have reached. */
final class Requirements {
    private static final int TIMES = 100;
    private static final List<String> STORAGE = List.of("register", "recomputed", "array", "tape");

    private static final List<String> OPERATIONS = List.of("add", "sub", "mul", "div", "rem", "neg", "select", "conv");
    private static final Set<String> CONSTANT =
            Set.of("floor", "ceil", "rint", "round", "getExponent", "signum", "ulp");
    private static final Set<String> THROUGH_BODY = Set.of("toRadians", "toDegrees");

    private Requirements() {}

    static void add(Coverage coverage, FuzzOptions options) {
        for (Program.Trait t : Program.Trait.values()) {
            coverage.require("programs", t.name(), TIMES);
        }
        for (String storage : STORAGE) {
            coverage.require("storage", storage, TIMES);
        }
        for (String mode : List.of("rules in forward mode", "rules in reverse mode")) {
            OPERATIONS.forEach(o -> coverage.require(mode, o, TIMES));
            for (String method : MathForms.METHODS) {
                if (CONSTANT.contains(method)) {
                    coverage.exclude(mode, method, "its derivative is zero everywhere: no rule is applied");
                } else if (THROUGH_BODY.contains(method)) {
                    coverage.exclude(mode, method, "it is differentiated through its body");
                } else {
                    coverage.require(mode, method, TIMES);
                }
            }
        }
    }

    /** The storage choice that a name of {@code ValuePlan.How} stands for. */
    static String storage(String how) {
        return switch (how) {
            case "DIRECT", "VARIABLE" -> "register";
            case "RECOMPUTE", "COPY", "INDUCTION", "INVERSION" -> "recomputed";
            case "RELOAD" -> "array";
            case "FRAME" -> "tape";
            default -> throw new IllegalArgumentException("a new way to have a value: " + how);
        };
    }
}
