package dev.adagent.transform.ir;

import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * The instruction that ends a block.
 *
 * @param kind kind
 * @param args operands: the condition of BR (i32, taken if not 0), the i32 of SWITCH, the value of RET (none for void), the
 *     reference of THROW, the message values of RAISE
 * @param edges BR: then, else. SWITCH: one for each key, then the default. JUMP: one. Others: none
 * @param keys keys of SWITCH, ascending, else null
 * @param raise exception of RAISE, else null
 * @param loc source place, never null
 */
public record Term(Kind kind, int[] args, List<Edge> edges, int[] keys, Raise raise, Loc loc) {
    /** Kinds of terminator. */
    public enum Kind {
        JUMP,
        BR,
        SWITCH,
        RET,
        /** Throws the object in its operand. */
        THROW,
        /** Throws an exception that is described, not built: what a device can do. */
        RAISE,
        /** Never reached. */
        UNREACHABLE
    }

    /**
     * An exception by description.
     *
     * @param className internal name of the exception class
     * @param message message, with one {@code \u0001} for each operand of the terminator (as in string concatenation recipes), or null
     * @param construction how to make it where a message is not enough, its slots filled by the operands; then there is no message
     */
    public record Raise(String className, String message, Construction construction) {
        /** An exception with a message or none. */
        public Raise(String className, String message) {
            this(className, message, null);
        }

        /** An exception that is made by a constructor of its own. */
        public Raise(Construction construction) {
            this(construction.root().className(), null, construction);
        }

        /** The same with the places of the exceptions in it mapped. */
        public Raise withPlaces(UnaryOperator<Loc> places) {
            return construction == null ? this : new Raise(className, message, construction.withPlaces(places));
        }
    }

    public Term {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(loc);
        edges = List.copyOf(edges);
    }

    public static Term jump(Edge edge, Loc loc) {
        return new Term(Kind.JUMP, new int[0], List.of(edge), null, null, loc);
    }

    public static Term br(int condition, Edge then, Edge otherwise, Loc loc) {
        return new Term(Kind.BR, new int[] {condition}, List.of(then, otherwise), null, null, loc);
    }

    public static Term switchOn(int value, int[] keys, List<Edge> edges, Loc loc) {
        return new Term(Kind.SWITCH, new int[] {value}, edges, keys, null, loc);
    }

    public static Term ret(Loc loc, int... value) {
        return new Term(Kind.RET, value, List.of(), null, null, loc);
    }

    public static Term throwing(int exception, Loc loc) {
        return new Term(Kind.THROW, new int[] {exception}, List.of(), null, null, loc);
    }

    public static Term raise(Raise raise, Loc loc, int... messageArgs) {
        return new Term(Kind.RAISE, messageArgs, List.of(), null, raise, loc);
    }

    public static Term unreachable(Loc loc) {
        return new Term(Kind.UNREACHABLE, new int[0], List.of(), null, null, loc);
    }

    public Term withArgs(int... newArgs) {
        return new Term(kind, newArgs, edges, keys, raise, loc);
    }

    public Term withEdges(List<Edge> newEdges) {
        return new Term(kind, args, newEdges, keys, raise, loc);
    }

    public Term withLoc(Loc newLoc) {
        return new Term(kind, args, edges, keys, raise, newLoc);
    }
}
