package dev.adagent.transform.autodiff.rules;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * The derivative of one primitive operation {@code y = f(x0, x1, …)}. It is the sum of one linear map for each operand: in forward
 * mode {@code dy = Σ Li(dxi)}. Each map is from one scalar to one scalar, so it is its own transpose, and reverse mode uses the same
 * one: {@code adj(xi) += Li(adj(y))}.
 *
 * @param partials the maps; null where the derivative is zero everywhere or the operand is no floating-point value
 * @param auxiliary builds a value right after the primal instruction for the maps to use (such as which operand a maximum took), or
 *     null; it sees operands and result only
 */
public record Rule(List<Linear> partials, ToIntFunction<Emitter> auxiliary) {
    /** A map that is linear in its argument. */
    @FunctionalInterface
    public interface Linear {
        /** Builds the map's value for the tangent or adjoint {@code t}. */
        int apply(Emitter e, int t);
    }

    public static Rule of(Linear... partials) {
        return new Rule(Collections.unmodifiableList(Arrays.asList(partials)), null);
    }

    public Rule withAuxiliary(ToIntFunction<Emitter> build) {
        return new Rule(partials, build);
    }

    /** The map of operand {@code i}, null if the derivative by it is zero. */
    public Linear partial(int i) {
        return i < partials.size() ? partials.get(i) : null;
    }
}
