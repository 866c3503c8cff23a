package dev.adagent.transform.ir.analysis;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Of which arrays of a kernel no two threads access the same element, whatever the order in which they run: there an addition needs no
 * atomic instruction. An array is one if all its accesses are here, and their indices say by one rule which thread it is: see {@link
 * ThreadIndex}. That two accesses are of different elements for one thread says nothing: {@code x[i]} and {@code x[i + 1]} are not such.
 * In an array that the threads of a block share, the accesses between two barriers are to be such; in the rows of an array of arrays, the row, the
 * element in it, or both may say which thread it is.
 */
public final class OwnElements {
    /**
     * What is known of an array.
     *
     * @param condition the launches in which each thread has elements of its own; null if none is known
     * @param why the reason, in the words of the source
     */
    public record Verdict(LaunchCondition condition, String why) {
        /** Whether there are launches in which each thread has elements of its own. */
        public boolean isOwn() {
            return condition != null;
        }
    }

    /** @param row the row that is accessed, by where it was loaded; null for an array that is no row */
    private record Access(int block, Insn insn, ArrayRoots.Row row) {}

    private final Function f;
    private final boolean distinct;
    private final SourceText text;
    private final IndexForms forms;
    private final ArrayRoots roots;
    private final BarrierIntervals intervals;
    /** By parameter, or by the root of a shared array. */
    private final Map<Integer, List<Access>> accesses = new HashMap<>();
    /** Those of the rows of a parameter. */
    private final Map<Integer, List<Access>> ofRows = new HashMap<>();

    private final Map<Integer, String> lost = new HashMap<>();
    private final Map<Insn, Verdict> ofAdditions = new IdentityHashMap<>();
    private final Map<Integer, Verdict> ofArrays = new HashMap<>();
    private final Map<Integer, Verdict> verdicts = new HashMap<>();

    /**
     * Looks at a kernel.
     *
     * @param kernel the function that a launch enters
     * @param distinct whether no two of the launch's arrays are the same, rows included
     */
    public OwnElements(Function kernel, boolean distinct) {
        f = kernel;
        this.distinct = distinct;
        text = new SourceText(f);
        forms = new IndexForms(f);
        roots = new ArrayRoots(f, distinct);
        intervals = roots.shared().iterator().hasNext() ? new BarrierIntervals(f) : null;
        f.blocks().forEach(this::note);
        // now: what is found holds for the kernel as it is, and passes change it
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                if (adds(i)) {
                    ofAdditions.put(i, of(i.arg(0), i));
                    ofArrays.computeIfAbsent(i.arg(0), a -> of(a, null));
                }
            }
        }
    }

    /** What is known of an array, a parameter or what may be one of several, wherever it is added to. */
    public Verdict of(int array) {
        Verdict known = ofArrays.get(array);
        return known != null ? known : of(array, null);
    }

    /** What is known of the array that an instruction of the kernel adds to, there. */
    public Verdict of(Insn addition) {
        return ofAdditions.get(addition);
    }

    /** What is known of the rows of a parameter that holds arrays. */
    public Verdict ofRows(int parameter) {
        return ofRows.containsKey(parameter)
                ? rows(parameter)
                : new Verdict(null, "it is not known which of its rows other threads add to");
    }

    private Verdict of(int array, Insn addition) {
        BitSet all = roots.of(array);
        if (all.isEmpty()) {
            return new Verdict(null, "other threads may add to the same element");
        }
        if (roots.mayBeAny(array)) {
            return new Verdict(null, "it is not known which array it is, and other threads may add to it");
        }
        LaunchCondition condition = LaunchCondition.ALWAYS;
        String why = null;
        for (int root : all.stream().toArray()) {
            Verdict v = roots.isShared(root)
                    ? shared(root, addition)
                    : roots.row(root) != null
                            ? verdicts.computeIfAbsent(
                                    root, r -> rows(roots.row(r).table()))
                            : verdicts.computeIfAbsent(root, this::verdict);
            if (!v.isOwn()) {
                return v;
            }
            condition = condition.and(v.condition());
            why = v.why();
        }
        return new Verdict(condition, why);
    }

    /** Whether the kernel itself adds to the array of a parameter. */
    public boolean isAddedTo(int parameter) {
        return accesses.getOrDefault(parameter, List.of()).stream().anyMatch(a -> adds(a.insn()));
    }

    private static boolean adds(Insn i) {
        return i.op() == Op.ACCUM || i.op() == Op.ATOMIC;
    }

    private void note(Block b) {
        for (Insn i : b.insns()) {
            boolean access = isAccess(i);
            boolean looks = switch (i.op()) {
                case ALEN, CHECK_BOUNDS, CHECK_NULL, INSTANCEOF, GETFIELD, PUTFIELD -> true;
                default -> false;
            };
            boolean passesOn = i.op() == Op.CMP || i.op() == Op.SELECT || i.op() == Op.CHECK_CAST;
            if (access) {
                note(i.arg(0), b, i);
            }
            for (int k = access || looks ? 1 : 0; k < i.args().length && !passesOn; k++) {
                lose(i.arg(k), "it leaves the kernel's own code at " + SourceText.line(i.loc()));
            }
        }
        for (int v : b.term().args()) {
            lose(
                    v,
                    "it leaves the kernel's own code at "
                            + SourceText.line(b.term().loc()));
        }
    }

    private static boolean isAccess(Insn i) {
        return i.op() == Op.ALOAD || i.op() == Op.ASTORE || i.op() == Op.ACCUM || i.op() == Op.ATOMIC;
    }

    private void note(int array, Block at, Insn insn) {
        for (int p : f.params()) {
            if (f.typeOf(p).isArray() && mayBe(array, p)) {
                accesses.computeIfAbsent(p, k -> new ArrayList<>()).add(new Access(at.id(), insn, null));
            }
            if (roots.mayBeAny(array) && isTableOf(p, f.typeOf(array))) {
                lost.putIfAbsent(p, "it is not known which row is used at " + SourceText.line(insn.loc()));
            }
        }
        for (int s : roots.shared()) {
            if (mayBe(array, s)) {
                accesses.computeIfAbsent(s, k -> new ArrayList<>()).add(new Access(at.id(), insn, null));
            }
        }
        for (int root : roots.of(array).stream().toArray()) {
            ArrayRoots.Row row = roots.row(root);
            if (row != null) {
                ofRows.computeIfAbsent(row.table(), k -> new ArrayList<>()).add(new Access(at.id(), insn, row));
            }
        }
        if (insn.op() == Op.ASTORE && f.typeOf(array).element().isReference()) {
            lose(array, "its rows are written at " + SourceText.line(insn.loc()));
        }
    }

    /** Whether a reference may be a whole array: a parameter, or one that is shared. */
    private boolean mayBe(int array, int root) {
        return roots.of(array).get(root)
                || roots.mayBeAny(array) && f.typeOf(root).equals(f.typeOf(array));
    }

    private boolean isTableOf(int param, Type row) {
        return f.typeOf(param).isArray() && f.typeOf(param).element().equals(row);
    }

    /** What is passed on may be used anywhere; an object or an array of arrays may lead to any array. */
    private void lose(int value, String why) {
        if (!f.typeOf(value).isReference() || !roots.has(value)) {
            return;
        }
        Type t = f.typeOf(value);
        boolean leadsOn = !t.isArray() || t.element().isReference();
        for (int p : f.params()) {
            if (roots.of(value).get(p)
                    || roots.mayBeAny(value) && (leadsOn || f.typeOf(p).equals(t) || isTableOf(p, t))) {
                lost.putIfAbsent(p, why);
            }
        }
        for (int s : roots.shared()) {
            if (mayBe(value, s) || roots.mayBeAny(value) && leadsOn) {
                lost.putIfAbsent(s, why);
            }
        }
        for (int root : roots.of(value).stream().toArray()) {
            if (roots.row(root) != null) {
                lost.putIfAbsent(roots.row(root).table(), why);
            }
        }
        if (leadsOn && !distinct) {
            f.params().forEach(p -> lost.putIfAbsent(p, why));
        }
    }

    private Verdict verdict(int param) {
        Set<Access> all = new LinkedHashSet<>();
        for (int p : f.params()) {
            if (p == param || !distinct && f.typeOf(p).equals(f.typeOf(param))) {
                if (lost.containsKey(p)) {
                    return new Verdict(null, lost.get(p));
                }
                all.addAll(accesses.getOrDefault(p, List.of()));
            }
        }
        return verdict(all);
    }

    private Verdict verdict(Set<Access> all) {
        return verdict(all, a -> ThreadIndex.of(forms, a.insn().arg(1), a.block()), false);
    }

    /** Barriers keep apart what the threads of a block do to an array that they share: at an addition, what is done between the same two. */
    private Verdict shared(int root, Insn addition) {
        if (lost.containsKey(root)) {
            return new Verdict(null, lost.get(root));
        }
        List<Access> all = accesses.getOrDefault(root, List.of());
        Set<Insn> together = Collections.newSetFromMap(new IdentityHashMap<>());
        all.stream()
                .filter(a -> addition == null ? adds(a.insn()) : a.insn() == addition)
                .map(Access::insn)
                .forEach(i -> together.addAll(intervals.with(i)));
        Set<Access> there = new LinkedHashSet<>();
        all.stream().filter(a -> together.contains(a.insn())).forEach(there::add);
        return there.isEmpty()
                ? new Verdict(null, "other threads of the block may add to the same element")
                : verdict(there, a -> ThreadIndex.of(forms, a.insn().arg(1), a.block()), true);
    }

    /** In the rows of one array, the row, the element, or both together tell the thread. */
    private Verdict rows(int table) {
        if (lost.containsKey(table)) {
            return new Verdict(null, lost.get(table));
        }
        Set<Access> all = new LinkedHashSet<>(ofRows.get(table));
        Verdict byRow =
                verdict(all, a -> ThreadIndex.of(forms, a.row().index(), a.row().block()), false);
        if (byRow.isOwn() && byRow.condition().single().isEmpty()) {
            return byRow;
        }
        Verdict byBoth = verdict(all, this::inRow, false);
        Verdict byElement = verdict(all);
        return byBoth.isOwn() ? byBoth : byRow.isOwn() ? byRow : byElement;
    }

    private ThreadIndex inRow(Access a) {
        ThreadIndex row = ThreadIndex.of(forms, a.row().index(), a.row().block());
        ThreadIndex element = ThreadIndex.of(forms, a.insn().arg(1), a.block());
        return row == null || element == null ? null : row.and(element);
    }

    private Verdict verdict(Set<Access> all, java.util.function.Function<Access, ThreadIndex> index, boolean inBlock) {
        LaunchCondition condition = LaunchCondition.ALWAYS;
        ThreadIndex first = null;
        Access of = null;
        for (Access a : all) {
            ThreadIndex t = index.apply(a);
            if (t == null) {
                return new Verdict(null, shares(a));
            }
            if (first != null && !t.rule().equals(first.rule())) {
                return new Verdict(
                        null, where(of) + " of one thread and " + where(a) + " of another may be the same element");
            }
            first = first != null ? first : t;
            of = of != null ? of : a;
            condition = condition.and(t.condition());
        }
        LaunchCondition uncovered = Objects.requireNonNull(first).uncovered(inBlock);
        return new Verdict(
                uncovered.and(condition),
                "each thread adds to elements of its own" + named(of, uncovered)
                        + (inBlock && intervals.areSeveral() ? ", between two barriers" : ""));
    }

    private String named(Access a, LaunchCondition uncovered) {
        return ", " + element(a) + wherever(uncovered.single());
    }

    private String element(Access a) {
        String index = "[" + text.of(a.insn().arg(1)) + "]";
        return a.row() == null ? index : "[" + text.of(a.row().index()) + "]" + index;
    }

    /** Which extents of the grid are to be 1. */
    private static String wherever(Set<String> single) {
        List<String> names = new ArrayList<>();
        for (char axis : new char[] {'x', 'y', 'z'}) {
            boolean threads = single.contains("ntid." + axis);
            boolean blocks = single.contains("nctaid." + axis);
            char name = Character.toUpperCase(axis);
            if (threads && blocks) {
                names.add("the extent along " + axis);
            } else if (threads || blocks) {
                names.add((threads ? "blockDim" : "gridDim") + name + "()");
            }
        }
        return names.isEmpty()
                ? ""
                : ", where " + String.join(" and ", names) + (names.size() > 1 ? " are 1" : " is 1");
    }

    private String where(Access a) {
        return element(a) + " at " + SourceText.line(a.insn().loc());
    }

    private String shares(Access a) {
        return "other threads of the launch may come to the same element, "
                + element(a)
                + (a.insn().op() == Op.ACCUM
                        ? ""
                        : " at " + SourceText.line(a.insn().loc()));
    }
}
