package dev.adagent.overlay;

import java.util.List;
import java.util.Objects;

/**
 * What a method table says about the derivative of a method. The static methods that rules name have the parameters that
 * {@link RuleSignature} gives.
 */
public sealed interface DerivativeRule {
    /** The modes of differentiation that rules are for. */
    enum Mode {
        FORWARD,
        REVERSE
    }

    /** Arguments of the method (the receiver is number 0, if it has one) that must be constant for the rule to fit; ascending. */
    List<Integer> constants();

    /** Whether the rule is for derivatives of that mode. */
    boolean isFor(Mode mode);

    /** A Jacobian-vector product, computed by a static Java method. */
    record Forward(MethodKey body, List<Integer> constants) implements DerivativeRule {
        public Forward {
            Objects.requireNonNull(body);
            constants = constants.stream().sorted().distinct().toList();
        }

        @Override
        public boolean isFor(Mode mode) {
            return mode == Mode.FORWARD;
        }

        @Override
        public String toString() {
            return "forward rule " + body + constant(constants);
        }
    }

    /**
     * A vector-Jacobian product, computed by a static Java method.
     *
     * @param augmented what runs in place of the method in the forward pass, or null for the method itself
     * @param tape whether {@code body} takes the record that {@code augmented} returns
     */
    record Reverse(MethodKey body, MethodKey augmented, boolean tape, List<Integer> constants)
            implements DerivativeRule {
        public Reverse {
            Objects.requireNonNull(body);
            constants = constants.stream().sorted().distinct().toList();
            if (tape && augmented == null) {
                throw new IllegalArgumentException(
                        body + " takes a tape, but there is no augmented primal that makes one");
            }
        }

        @Override
        public boolean isFor(Mode mode) {
            return mode == Mode.REVERSE;
        }

        @Override
        public String toString() {
            return "reverse rule " + body
                    + (augmented == null ? "" : " with " + (tape ? "the tape of " : "") + augmented)
                    + constant(constants);
        }
    }

    /** No derivative flows through the method. */
    record Inactive() implements DerivativeRule {
        @Override
        public List<Integer> constants() {
            return List.of();
        }

        @Override
        public boolean isFor(Mode mode) {
            return true;
        }

        @Override
        public String toString() {
            return "inactive";
        }
    }

    private static String constant(List<Integer> constants) {
        return constants.isEmpty() ? "" : " for constant arguments " + constants;
    }
}
