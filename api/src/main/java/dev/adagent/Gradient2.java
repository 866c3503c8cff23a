package dev.adagent;

/**
 * The derivatives of a function of two arguments, each of its argument's type and shape.
 *
 * @param first with respect to the first argument
 * @param second with respect to the second argument
 */
public record Gradient2<A1, A2>(A1 first, A2 second) {}
