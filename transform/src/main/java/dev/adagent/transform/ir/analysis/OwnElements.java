package dev.adagent.transform.ir.analysis;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Of which arrays of a kernel no two threads access the same element, whatever the order in which they run: there an addition needs no
 * atomic instruction. An array is one if all its accesses are here, and their indices say by one rule which thread it is: see {@link
 * ThreadIndex}. That two accesses are of different elements for one thread says nothing: {@code x[i]} and {@code x[i + 1]} are not such.
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

    private record Access(int block, Insn insn) {}

    private final Function f;
    private final boolean distinct;
    private final SourceText text;
    private final IndexForms forms;
    /** For each array the parameters that it may be; the number of values stands for what is not known. */
    private final Map<Integer, BitSet> roots = new HashMap<>();

    private final Map<Integer, List<Access>> accesses = new HashMap<>();
    private final Map<Integer, String> lost = new HashMap<>();
    private final Map<Integer, Verdict> verdicts = new HashMap<>();
    private final int unknown;

    /**
     * Looks at a kernel.
     *
     * @param kernel the function that a launch enters
     * @param distinct whether no two of the launch's arrays are the same
     */
    public OwnElements(Function kernel, boolean distinct) {
        f = kernel;
        this.distinct = distinct;
        text = new SourceText(f);
        forms = new IndexForms(f);
        unknown = f.valueCount();
        findRoots();
        f.blocks().forEach(this::note);
    }

    /** What is known of an array, a parameter or what may be one of several. */
    public Verdict of(int array) {
        BitSet all = roots.getOrDefault(array, new BitSet());
        if (all.isEmpty()) {
            return new Verdict(null, "other threads may add to the same element");
        }
        if (all.get(unknown)) {
            return new Verdict(null, "it is not known which array it is, and other threads may add to it");
        }
        LaunchCondition condition = LaunchCondition.ALWAYS;
        String why = null;
        for (int p : all.stream().toArray()) {
            Verdict v = verdicts.computeIfAbsent(p, this::verdict);
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
        return accesses.getOrDefault(parameter, List.of()).stream()
                .anyMatch(a -> a.insn().op() == Op.ACCUM || a.insn().op() == Op.ATOMIC);
    }

    private void findRoots() {
        for (int p : f.params()) {
            root(p).set(f.typeOf(p).isArray() ? p : unknown);
        }
        boolean grown;
        do {
            grown = false;
            for (Block b : f.blocks()) {
                for (Insn i : b.insns()) {
                    if (i.result() >= 0 && i.type().isReference()) {
                        grown |= grow(i);
                    }
                }
                for (Edge e : b.term().edges()) {
                    for (int k = 0; k < e.args().length; k++) {
                        grown |= flow(e.args()[k], f.block(e.target()).params().get(k));
                    }
                }
            }
        } while (grown);
    }

    private BitSet root(int value) {
        return roots.computeIfAbsent(value, v -> new BitSet());
    }

    private boolean flow(int from, int to) {
        if (!roots.containsKey(from)) {
            return false;
        }
        int before = root(to).cardinality();
        root(to).or(root(from));
        return root(to).cardinality() > before;
    }

    private boolean grow(Insn i) {
        return switch (i.op()) {
            case NEWARRAY, SHARED, CONST -> false;
            case INTRINSIC -> ((String) i.attr()).equals("tape.load") && mark(i.result());
            case SELECT -> flow(i.arg(1), i.result()) | flow(i.arg(2), i.result());
            case CHECK_CAST -> flow(i.arg(0), i.result());
            // a row, which is no argument itself if the launch says that all its arrays are different
            case ALOAD -> !(distinct && f.params().contains(i.arg(0))) && mark(i.result());
            default -> mark(i.result());
        };
    }

    private boolean mark(int value) {
        boolean there = root(value).get(unknown);
        root(value).set(unknown);
        return !there;
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
                note(i.arg(0), new Access(b.id(), i));
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

    private void note(int array, Access access) {
        BitSet all = roots.getOrDefault(array, new BitSet());
        for (int p : f.params()) {
            boolean maybe = all.get(p) || all.get(unknown) && f.typeOf(p).equals(f.typeOf(array));
            if (maybe && f.typeOf(p).isArray()) {
                accesses.computeIfAbsent(p, k -> new ArrayList<>()).add(access);
            }
        }
    }

    /** What is passed on may be used anywhere; an object or an array of arrays may lead to any array. */
    private void lose(int value, String why) {
        if (!f.typeOf(value).isReference() || !roots.containsKey(value)) {
            return;
        }
        Type t = f.typeOf(value);
        boolean leadsOn = !t.isArray() || t.element().isReference();
        for (int p : f.params()) {
            if (root(value).get(p)
                    || root(value).get(unknown) && (leadsOn || f.typeOf(p).equals(t))) {
                lost.putIfAbsent(p, why);
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
        LaunchCondition condition = LaunchCondition.ALWAYS;
        ThreadIndex first = null;
        Access of = null;
        for (Access a : all) {
            int index = a.insn().arg(1);
            ThreadIndex t = ThreadIndex.of(forms, index, a.block());
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
        return new Verdict(
                Objects.requireNonNull(first).uncovered().and(condition),
                "each thread adds to elements of its own" + named(of, first));
    }

    private String named(Access a, ThreadIndex t) {
        return ", [" + text.of(a.insn().arg(1)) + "]" + wherever(t.uncovered().single());
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
        return "[" + text.of(a.insn().arg(1)) + "] at "
                + SourceText.line(a.insn().loc());
    }

    private String shares(Access a) {
        return "other threads of the launch may come to the same element, ["
                + text.of(a.insn().arg(1)) + "]"
                + (a.insn().op() == Op.ACCUM
                        ? ""
                        : " at " + SourceText.line(a.insn().loc()));
    }
}
