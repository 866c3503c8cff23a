package dev.adagent.transform.opt;

import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The kinds of change that the passes make, counted for whoever asks what a set of programs reaches; LLVM calls such counts statistics.
 * Only the thread that asked is told, and nothing in the compiler reads it.
 */
public enum Rewrite {
    /** {@link Simplify}: an operation on constants. */
    CONSTANT_FOLDED,
    /** {@link Simplify}: an operation is another, simpler one, or one of its operands. */
    IDENTITY,
    /** {@link Simplify}: a check that cannot fail. */
    CHECK_NEVER_FAILS,
    BRANCH_FOLDED,
    CONSTANTS_RAISED,
    JUMP_THREADED,
    BRANCH_TO_SELECT,
    BLOCKS_MERGED,
    UNREACHABLE_REMOVED,
    /** A block parameter that always receives the same. */
    PARAMETER_REMOVED,
    TUPLE_SPLIT,
    /** {@link ValueNumbering}: computed before. */
    VALUE_NUMBERED,
    /** {@link ValueNumbering}: loaded or stored before, and not changed since. */
    LOAD_NUMBERED,
    /** {@link ValueNumbering}: passed before. */
    CHECK_NUMBERED,
    /** {@link ValueNumbering}: decided by a branch that leads here. */
    CONDITION_KNOWN,
    INVARIANT_MOVED,
    /** {@link LoopVersioning}: a copy without checks. */
    LOOP_VERSIONED,
    /** {@link CheckGroups}: several checks in one. */
    CHECKS_GROUPED,
    /** {@link CarriedAdds}: what a loop adds to one element, in a variable. */
    ADDS_CARRIED,
    DEAD_REMOVED,
    CALL_INLINED,
    /** {@link Unfolding}: of a recursive method, which descends something that is known. */
    RECURSION_UNFOLDED,
    /** {@link CallsApart}: stays a call. */
    CALL_APART,
    LAMBDA_FOLDED,
    /** A virtual call whose targets are known. */
    CALL_LINKED,
    OVERLAY_EXPANDED,
    OBJECT_TAKEN_APART,
    /** {@link ChosenObjects}: one of several is taken apart, as its number and fields. */
    CHOSEN_OBJECT_TAKEN_APART,
    /** {@link ElementSwitches}. */
    ELEMENT_CHOSEN,
    /** {@link RowLoops}. */
    ROW_LOOP_UNROLLED,
    /** {@link StructureOfArrays}. */
    ARRAY_TAKEN_APART,
    /** {@link FlatRows}. */
    ROWS_JOINED,
    EXCEPTION_DESCRIBED,
    THROW_SEPARATED,
    /** {@link ChosenCauses}. */
    CAUSE_MADE_AGAIN,
    /** {@link Rematerialisation}. */
    REMATERIALISED,
    EXCEPTION_REMOVED,
    CAST_REMOVED,
    TYPE_TEST_DECIDED,
    /** {@link OutsideValues}. */
    OUTSIDE_KNOWN,
    /** {@link ShadowAdds}, of derivatives only. */
    SHADOW_ADD,
    /** {@link UncheckedAccess}, where checks are off only. */
    CHECK_DROPPED;

    private static final ThreadLocal<Consumer<Rewrite>> OBSERVER = new ThreadLocal<>();

    /** Does some work and tells of each rewrite that the passes make meanwhile in this thread. */
    public static <T> T observe(Consumer<Rewrite> observer, Supplier<T> work) {
        Consumer<Rewrite> outer = OBSERVER.get();
        OBSERVER.set(observer);
        try {
            return work.get();
        } finally {
            if (outer == null) {
                OBSERVER.remove();
            } else {
                OBSERVER.set(outer);
            }
        }
    }

    /** For the passes: it has happened once more. Gives {@code true}, as their flags want. */
    boolean happened() {
        Consumer<Rewrite> observer = OBSERVER.get();
        if (observer != null) {
            observer.accept(this);
        }
        return true;
    }

    /** As {@link #happened}, if it has. */
    boolean happened(boolean changed) {
        return changed && happened();
    }
}
