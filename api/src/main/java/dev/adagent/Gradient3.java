package dev.adagent;

/**
 * The derivatives of a function of three arguments, each of its argument's type and shape.
 *
 * @param first with respect to the first argument
 * @param second with respect to the second argument
 * @param third with respect to the third argument
 */
public record Gradient3<A1, A2, A3>(A1 first, A2 second, A3 third) {}
