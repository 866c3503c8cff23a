package dev.adagent.transform.lift;

import dev.adagent.transform.ir.KnownClass;
import dev.adagent.transform.ir.Lambda;
import java.util.List;

/**
 * What is known of an argument that an entry is called with: nothing, the class of the object, or which lambda it is. In the place of a
 * lambda comes what it captured.
 *
 * @param type null if the class is not known
 * @param lambda null if it is none that is known
 */
public record KnownArgument(KnownClass type, Made lambda) {
    /** Nothing is known. */
    public static final KnownArgument ANY = new KnownArgument(null, null);

    /**
     * A lambda, as {@link java.lang.invoke.SerializedLambda} tells it.
     *
     * @param lambda what it is made of
     * @param reference kind of the reference to its implementation (JVMS §5.4.3.5)
     * @param captured of what it captured, the receiver of an instance method first
     */
    public record Made(Lambda lambda, int reference, List<KnownArgument> captured) {
        public Made {
            captured = List.copyOf(captured);
        }
    }

    /** Whether something is known, of what a lambda captured too. */
    public boolean isKnown() {
        return type != null || lambda != null;
    }
}
