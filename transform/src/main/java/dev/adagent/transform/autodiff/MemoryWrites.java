package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Which instructions of a function write to its {@linkplain Memory memory}, and what may have been written when the reverse sweep comes by. */
final class MemoryWrites {
    /** An instruction that may change array elements. */
    record Write(int block, int index, Insn insn, BitSet roots) {}

    private final Shape shape;
    private final Memory memory;
    private final Callees callees;
    private final Later later;
    private final List<Write> writes = new ArrayList<>();
    private final FixedRows fixedRows;
    /** Made when it is asked for first. */
    private Uses uses;

    /** @param later what may be written after the function has ended; of parameters, the indices in this function */
    MemoryWrites(Shape shape, Memory memory, Callees callees, Later later) {
        this.shape = shape;
        this.memory = memory;
        this.callees = callees;
        this.later = later;
        fixedRows = callees == null ? null : new FixedRows(callees, shape.function, later);
        collect();
        collectMeetings();
    }

    private void collect() {
        for (int b : shape.cfg.reversePostOrder()) {
            List<Insn> insns = shape.function.block(b).insns();
            for (int k = 0; k < insns.size(); k++) {
                Insn i = insns.get(k);
                switch (i.op()) {
                    case ASTORE, ACCUM, ATOMIC -> writes.add(new Write(b, k, i, memory.of(i.arg(0))));
                    case CALL, DEFERRED -> {
                        if (Effects.synchronises(i)) {
                            continue;
                        }
                        Callees.Summary s = callees.of(i);
                        if (s != null && !s.isOpaque()) {
                            BitSet written = new BitSet();
                            s.writes().stream().forEach(p -> written.or(memory.reachable(i.arg(p))));
                            writes.add(new Write(b, k, i, written));
                        } else if (!Effects.isPure(i)) {
                            writes.add(new Write(b, k, i, null));
                        }
                    }
                    default -> {}
                }
            }
        }
    }

    /** Instructions at which threads meet change what any of them writes somewhere: all run the same function. */
    private void collectMeetings() {
        BitSet written = new BitSet();
        boolean any = false;
        for (Write w : writes) {
            any |= w.roots() == null;
            if (w.roots() != null) {
                written.or(w.roots());
            }
        }
        for (int b : shape.cfg.reversePostOrder()) {
            List<Insn> insns = shape.function.block(b).insns();
            for (int k = 0; k < insns.size(); k++) {
                if (Effects.synchronises(insns.get(k))) {
                    writes.add(new Write(b, k, insns.get(k), any ? null : common(written)));
                }
            }
        }
    }

    /** The roots that other threads see. */
    private BitSet common(BitSet all) {
        BitSet out = new BitSet();
        all.stream()
                .filter(r -> memory.base(r).kind() != Memory.Kind.ALLOCATION
                        && memory.base(r).kind() != Memory.Kind.TAPE)
                .forEach(out::set);
        return out;
    }

    private boolean touches(Write w, BitSet set) {
        if (w.roots() != null) {
            return memory.mayAlias(w.roots(), set);
        }
        return set.stream().anyMatch(memory::mayBeSeen);
    }

    /** The writes that may change an element of the array after the given place, the end of the function among the places of writes. */
    List<Write> writesAfter(int block, int index, int array) {
        BitSet set = memory.of(array);
        Stream<Write> here = allWritesAfter(block, index).filter(w -> touches(w, set));
        Stream<Write> after =
                set.stream().anyMatch(this::isWrittenLater) ? Stream.of(new Write(-1, 0, null, set)) : Stream.empty();
        return Stream.concat(here, after).toList();
    }

    private Stream<Write> allWritesAfter(int block, int index) {
        BitSet reached = shape.reachableFrom(block);
        return writes.stream().filter(w -> (w.block() == block && w.index() > index) || reached.get(w.block()));
    }

    /**
     * The first write, after the given place, to what a reference reaches; null if there is none. Other arrays that may be the same one do not count, nor
     * what is written after the function has ended.
     */
    Insn overwrittenAfter(int block, int index, int reference) {
        for (int root : memory.reachable(reference).stream().toArray()) {
            BitSet reached = reachedBeforeMade(block, root);
            for (Write w : writes) {
                boolean after = w.block() == block && w.index() > index || reached.get(w.block());
                if (after && written(w).get(root)) {
                    return w.insn();
                }
            }
        }
        return null;
    }

    /** The blocks that come after a block while the array or object is the same: one that is made there is another one. */
    private BitSet reachedBeforeMade(int block, int root) {
        Memory.Root r = memory.base(root);
        if (r.kind() != Memory.Kind.ALLOCATION) {
            return shape.reachableFrom(block);
        }
        uses = uses == null ? Uses.of(shape.function) : uses;
        return shape.cfg.reachableFrom(block, uses.def((Integer) r.source()).block());
    }

    private BitSet written(Write w) {
        if (w.roots() != null) {
            return w.roots();
        }
        BitSet out = new BitSet();
        callees.writesOfRuled(w.insn()).stream()
                .forEach(k -> out.or(memory.reachable(w.insn().arg(k))));
        return out;
    }

    /** Whether someone may write to memory of the root after the function has ended. */
    private boolean isWrittenLater(int root) {
        return isAmong(later.parameters(), root);
    }

    private boolean isAmong(BitSet parameters, int root) {
        Memory.Root r = memory.base(root);
        return switch (r.kind()) {
            case PARAMETER -> parameters.get(shape.function.params().indexOf((Integer) r.source()));
            case ALLOCATION, TAPE -> memory.returned().get(root);
            case GIVEN -> memory.returned().get(root) || !memory.isMadeByCall(root) && later.others();
            default -> later.others();
        };
    }

    /** What may be written between the call at the given place and its reverse. */
    Later after(int block, int index, Insn call) {
        BitSet parameters = new BitSet();
        BitSet rows = new BitSet();
        for (int k = 0; k < call.args().length; k++) {
            Type t = shape.function.typeOf(call.arg(k));
            parameters.set(k, t.isReference() && isWritten(block, index, call.arg(k)));
            rows.set(k, parameters.get(k) && !Memory.holdsNumbers(t) && rowsAreReplaced(block, index, call.arg(k)));
        }
        boolean others = later.others()
                || allWritesAfter(block, index)
                        .anyMatch(w -> w.roots() == null || w.roots().stream().anyMatch(this::isOfOthers))
                || runsAfter(block, index, i -> i.op() == Op.PUTSTATIC);
        return new Later(parameters, rows, others);
    }

    private boolean isOfOthers(int root) {
        return switch (memory.base(root).kind()) {
            case PARAMETER, ALLOCATION, TAPE -> false;
            case GIVEN -> !memory.isMadeByCall(root);
            default -> true;
        };
    }

    private boolean isWritten(int block, int index, int value) {
        BitSet set = memory.reachable(value);
        boolean fields = set.stream().anyMatch(r -> memory.root(r).type().kind() == Type.Kind.OBJECT);
        return set.stream().anyMatch(this::isWrittenLater)
                || allWritesAfter(block, index).anyMatch(w -> touches(w, set))
                || fields && runsAfter(block, index, i -> i.op() == Op.PUTFIELD || callWritesObjects(i));
    }

    private boolean rowsAreReplaced(int block, int index, int value) {
        BitSet set = memory.reachable(value);
        return set.stream().anyMatch(r -> isAmong(later.rows(), r))
                || allWritesAfter(block, index).anyMatch(w -> mayReplaceRows(w) && touches(w, set));
    }

    /** Whether an array of references may get another one; a call that puts it there is opaque. */
    private boolean mayReplaceRows(Write w) {
        Insn i = w.insn();
        return switch (i.op()) {
            case ASTORE, ACCUM, ATOMIC ->
                shape.function.typeOf(i.arg(0)).element().isReference();
            default ->
                Effects.synchronises(i)
                        ? writes.stream().anyMatch(x -> !Effects.synchronises(x.insn()) && mayReplaceRows(x))
                        : w.roots() == null;
        };
    }

    /** Whether what an array of references holds stays the same until the reverse sweep has ended. */
    boolean hasFixedRows(int array) {
        return fixedRows != null && fixedRows.of(array);
    }

    /**
     * Whether a field may be written after the given place.
     *
     * @param object whose it is, −1 for a static field
     */
    boolean fieldWrittenAfter(int block, int index, Object field, int object) {
        return later.others()
                || later.parameters().stream()
                        .map(shape.function.params()::get)
                        .anyMatch(p -> !Memory.holdsNumbers(shape.function.typeOf(p)))
                || object >= 0 && memory.of(object).intersects(memory.returned())
                || runsAfter(
                        block,
                        index,
                        i -> ((i.op() == Op.PUTFIELD || i.op() == Op.PUTSTATIC) && Objects.equals(i.attr(), field))
                                || callWritesObjects(i));
    }

    private boolean runsAfter(int block, int index, Predicate<Insn> what) {
        BitSet reached = shape.reachableFrom(block);
        for (int b : shape.cfg.reversePostOrder()) {
            List<Insn> insns = shape.function.block(b).insns();
            for (int k = 0; k < insns.size(); k++) {
                if (((b == block && k > index) || reached.get(b)) && what.test(insns.get(k))) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean callWritesObjects(Insn i) {
        return i.op() == Op.CALL
                && !Effects.isPure(i)
                && !Effects.synchronises(i)
                && (callees.of(i) == null || callees.of(i).isOpaque() || writesObjects(i, callees.of(i)));
    }

    private boolean writesObjects(Insn call, Callees.Summary s) {
        return s.writes().stream().anyMatch(k -> !Memory.holdsNumbers(shape.function.typeOf(call.arg(k))));
    }
}
