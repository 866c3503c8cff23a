package dev.adagent.transform.ir;

import dev.adagent.overlay.MethodKey;

/**
 * A lambda or method reference, as LambdaMetafactory sees it.
 *
 * @param interfaceMethod the functional interface's method, erased
 * @param instantiated descriptor of that method with the type arguments filled in
 * @param kind how {@code implementation} is invoked
 * @param implementation the method with the body
 * @param function name of the implementation's function in the module, or null
 */
public record Lambda(
        MethodKey interfaceMethod, String instantiated, Callee.Kind kind, MethodKey implementation, String function) {
    public Lambda withFunction(String name) {
        return new Lambda(interfaceMethod, instantiated, kind, implementation, name);
    }
}
