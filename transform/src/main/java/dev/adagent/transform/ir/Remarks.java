package dev.adagent.transform.ir;

import java.util.Set;
import java.util.function.Supplier;

/**
 * What passes say of their decisions, for people who ask why; LLVM calls them optimisation remarks. A pass speaks where it decides, and only
 * to the thread that asked: {@code if (Remarks.areWanted()) Remarks.add(…)}. Nothing in the compiler reads them.
 */
public final class Remarks {
    private static final ThreadLocal<Set<Remark>> COLLECTING = new ThreadLocal<>();

    private Remarks() {}

    /** What a remark is about. */
    public enum Kind {
        /** A check of an index that is left to LLVM; {@code number} is its site. */
        CHECK,
        /** An addition to the shadow of an array. */
        SHADOW,
        /** A value that the reverse of a loop needs; {@code number} is its bytes on a tape for an iteration, 0 if it is not there. */
        LOOP,
        /** A value of the forward sweep that the reverse sweep needs; the decision is how it is had. */
        VALUE,
        /** An operation that was differentiated by its rule, the subject, in the mode that the decision names; {@code number} is the operand. */
        RULE,
        /** What {@code Kernel.printf} records for the host, which prints it; {@code number} is its bytes for a call. */
        PRINT
    }

    /**
     * A decision.
     *
     * @param at the place in the source that it concerns
     * @param subject what was decided on, in the words of the source as far as they are known
     * @param decision what will be done
     * @param reason why, or what was known
     */
    public record Remark(Kind kind, Loc at, String subject, String decision, String reason, int number) {}

    /** Does some work; what the passes remark in this thread meanwhile comes into the set, each remark once. */
    public static <T> T collect(Set<Remark> into, Supplier<T> work) {
        Set<Remark> outer = COLLECTING.get();
        COLLECTING.set(into);
        try {
            return work.get();
        } finally {
            if (outer == null) {
                COLLECTING.remove();
            } else {
                COLLECTING.set(outer);
            }
        }
    }

    /** Whether anybody asked. */
    public static boolean areWanted() {
        return COLLECTING.get() != null;
    }

    /** Says something to whoever asked, if anybody did. */
    public static void add(Remark remark) {
        Set<Remark> collecting = COLLECTING.get();
        if (collecting != null) {
            collecting.add(remark);
        }
    }
}
