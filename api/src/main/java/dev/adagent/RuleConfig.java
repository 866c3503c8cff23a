package dev.adagent;

/**
 * What a derivative rule is asked for. Each call of a rule sees constants here, so a branch on them costs nothing.
 *
 * @param needsPrimal whether the derivative needs the value that the method returns
 * @param width how many tangents or adjoints are propagated at once, at least 1
 * @param lane which of them this call of the rule is for, from 0
 * @param strongZero whether the mode is one {@linkplain Autodiff#withStrongZero with strong zeros}: a rule then gives zero for a zero tangent or
 *     adjoint, also where the slope is infinite
 * @param runtimeActivity whether a shadow may be its primal itself, which then belongs to a constant: a rule leaves it alone. So it is where the mode
 *     is one {@linkplain Autodiff#withRuntimeActivity with runtime activity}, and in methods that call themselves on what may hold constants. A
 *     rule that does not ask is not called with such a shadow ({@link RuleException})
 */
public record RuleConfig(boolean needsPrimal, int width, int lane, boolean strongZero, boolean runtimeActivity) {}
