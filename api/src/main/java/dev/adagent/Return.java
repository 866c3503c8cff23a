package dev.adagent;

/**
 * The activity of a differentiated function's result, made by {@link Autodiff#seed(double)} and {@link Autodiff#constantReturn()}.
 * Without one the result is active: reverse mode starts from the seed 1, forward mode gives the tangent.
 */
public sealed interface Return permits Seed, Seeds, ConstantReturn {}
