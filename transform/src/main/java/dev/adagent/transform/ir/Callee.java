package dev.adagent.transform.ir;

import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.Overlay;

/**
 * What a call names. The pair (original, overlay) is kept until overlay bodies are expanded, after differentiation, so that a
 * derivative rule can be looked up by either.
 *
 * @param kind how the call selects its method
 * @param original the method that the bytecode names
 * @param overlay what the job's view puts in its place, or null
 * @param table name of the method table that the overlay came from, or null
 * @param function name of the function in the module that holds the method's body, or null if there is none
 */
public record Callee(Kind kind, MethodKey original, Overlay overlay, String table, String function) {
    /** How a call selects its method. */
    public enum Kind {
        STATIC,
        /** Exactly the named method: constructors, private and super calls, and virtual calls whose target is proven. */
        SPECIAL,
        VIRTUAL,
        INTERFACE
    }

    /** Whether this is an operation of the job's target that code generation binds. */
    public boolean isTargetIntrinsic() {
        return overlay instanceof Overlay.TargetIntrinsic && function == null;
    }

    /** Whether this is such an operation that only gives a result, the same for the same operands in one thread. */
    public boolean isPureTargetIntrinsic() {
        return overlay instanceof Overlay.TargetIntrinsic t && t.effect() != Overlay.Effect.OTHER;
    }

    /** Stands for the overlay of a call that {@linkplain #apart() stays one}. */
    private static final Overlay APART = new Overlay.TargetIntrinsic("apart", Overlay.Effect.PURE);

    /**
     * The same callee for a call that is not inlined, of a function that only gives a result: it is an operation to all passes, and code generation compiles
     * the function once for all kernels.
     */
    public Callee apart() {
        return new Callee(kind, original, APART, null, function);
    }

    /** Whether the call stays one, though the module has the function. */
    public boolean isApart() {
        return function != null && APART.equals(overlay);
    }

    public Callee withFunction(String name) {
        return new Callee(kind, original, overlay, table, name);
    }
}
