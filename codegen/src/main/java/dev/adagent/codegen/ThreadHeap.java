package dev.adagent.codegen;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.LoopForest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which arrays of one function lie in the heap of its thread instead of having a place of their own on the stack: those whose length no
 * bound is known of, and those of which more than one may be alive at a time. The heap is one array on the kernel's stack; what is made in
 * it is given back all at once, at the end of a round of a loop or when the function returns, where nothing can refer to it any more (a region,
 * as in Tofte and Talpin, "Region-Based Memory Management", 1997, with loops and functions for scopes).
 */
final class ThreadHeap {
    /** Room for the arrays of a thread. Every thread that a GPU can hold at a time gets this from its driver. */
    static final int BYTES = LlvmLowering.HEAP;

    /** Name of the function that makes an array, given the heap and the number of bytes; null if there is no room. */
    static final String NEW = "adagent_new_array";

    /** The hidden parameter, and in the kernel the heap itself: the number of bytes in use as an {@code i64}, then these bytes. */
    static final String NAME = "%adagent.heap";

    private final Function f;
    private final Set<Integer> made = new LinkedHashSet<>();
    private final SameArrays same;
    private final LoopForest loops;
    private final Set<LoopForest.Loop> regions = new LinkedHashSet<>();

    /** @param mayReturn whether a call may leave arrays in the heap that its result refers to */
    ThreadHeap(Function f, Set<Integer> made, Predicate<Insn> mayReturn) {
        this.f = f;
        this.made.addAll(made);
        for (Block b : f.blocks()) {
            b.insns().stream()
                    .filter(i -> i.op() == Op.CALL && mayReturn.test(i))
                    .forEach(i -> this.made.add(i.result()));
        }
        loops = this.made.isEmpty() ? null : LoopForest.of(f);
        same = loops == null ? null : SameArrays.of(f);
        if (loops != null) {
            loops.loops().stream().filter(this::isRegion).forEach(regions::add);
        }
    }

    /** Whether what an instruction makes lies in the heap. */
    boolean has(Insn newArray) {
        return made.contains(newArray.result());
    }

    boolean isUsed() {
        return !made.isEmpty();
    }

    /** Whether all that the function makes may be given back when it returns: it cannot store an array into one of its caller's. */
    boolean endsWithFunction() {
        return isUsed() && !holdsArray(f.result());
    }

    /** The loops at the end of whose rounds all that was made in the round is given back, that a block jumps into from outside. */
    List<Integer> entered(Block b) {
        List<Integer> out = new ArrayList<>();
        for (LoopForest.Loop l : regions) {
            if (!l.contains(b.id()) && leadsTo(b, l.header())) {
                out.add(l.header());
            }
        }
        return out;
    }

    /** The loops of which a block ends a round. */
    List<Integer> ended(Block b) {
        List<Integer> out = new ArrayList<>();
        for (LoopForest.Loop l : regions) {
            if (l.latches().contains(b.id())) {
                out.add(l.header());
            }
        }
        return out;
    }

    private static boolean leadsTo(Block b, int header) {
        return b.term().edges().stream().anyMatch(e -> e.target() == header);
    }

    static boolean holdsArray(Type t) {
        return t.isReference() || t.isTuple() && t.parts().stream().anyMatch(ThreadHeap::holdsArray);
    }

    /** Whether all that a loop makes is neither known before a round nor after it. */
    private boolean isRegion(LoopForest.Loop loop) {
        Set<Integer> own = new HashSet<>();
        for (Block b : f.blocks()) {
            if (loop.contains(b.id())) {
                b.insns().stream().filter(i -> made.contains(i.result())).forEach(i -> own.add(same.of(i.result())));
            }
        }
        if (own.isEmpty()) {
            return false;
        }
        for (Block b : f.blocks()) {
            boolean inside = loop.contains(b.id());
            for (int p : b.params()) {
                if ((!inside || b.id() == loop.header()) && concerns(p, own)) {
                    return false;
                }
            }
            for (Insn i : b.insns()) {
                if (!inside && (concerns(i.result(), own) || concernsAny(i.args(), own))) {
                    return false;
                }
            }
            if (!inside && concernsAny(b.term().args(), own)) {
                return false;
            }
        }
        return true;
    }

    private boolean concerns(int value, Set<Integer> own) {
        return value >= 0 && holdsArray(f.typeOf(value)) && own.contains(same.of(value));
    }

    private boolean concernsAny(int[] values, Set<Integer> own) {
        for (int v : values) {
            if (concerns(v, own)) {
                return true;
            }
        }
        return false;
    }

    /** The heap's variable in the kernel. */
    static String type() {
        return "[" + (1 + (BYTES + 7) / 8) + " x i64]";
    }

    /** The function that makes an array: zeroed, at a multiple of 8 bytes. */
    static String text(LlvmTarget target) {
        return """
                define internal ptr @$NEW(ptr %heap, i64 %bytes) noinline $ATTRIBUTES {
                entry:
                  %used = load i64, ptr %heap
                  %more = add i64 %bytes, 7
                  %words = lshr i64 %more, 3
                  %some = icmp eq i64 %words, 0
                  %n = select i1 %some, i64 1, i64 %words
                  %now = add i64 %used, %n
                  %fits = icmp ule i64 %now, $WORDS
                  br i1 %fits, label %room, label %none
                none:
                  ret ptr null
                room:
                  store i64 %now, ptr %heap
                  %first = add i64 %used, 1
                  %p = getelementptr i64, ptr %heap, i64 %first
                  br label %zero
                zero:
                  %i = phi i64 [ 0, %room ], [ %next, %zero ]
                  %q = getelementptr i64, ptr %p, i64 %i
                  store i64 0, ptr %q
                  %next = add i64 %i, 1
                  %again = icmp ult i64 %next, %n
                  br i1 %again, label %zero, label %done
                done:
                  ret ptr %p
                }
                """.replace("$NEW", NEW)
                .replace("$WORDS", Integer.toString((BYTES + 7) / 8))
                .replace("$ATTRIBUTES", target.attributes());
    }
}
