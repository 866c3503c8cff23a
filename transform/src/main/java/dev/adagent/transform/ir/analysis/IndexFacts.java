package dev.adagent.transform.ir.analysis;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Intrinsics;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is known of an array index where it is checked: the range of its value, the conditions on the way there, and the checks of the same
 * index before. An interval analysis without widening: what is not obvious is any {@code int}.
 */
public final class IndexFacts {
    private static final int DEEPEST = 8;
    private static final long MOST = Integer.MAX_VALUE;

    /** An interval of integers. */
    record Range(long low, long high) {
        static final Range ANY = new Range(Integer.MIN_VALUE, MOST);
        static final Range NATURAL = new Range(0, MOST);

        boolean isAny() {
            return equals(ANY);
        }

        /** This range if arithmetic on {@code int} cannot have wrapped, else any. */
        Range wrapped() {
            return low < Integer.MIN_VALUE || high > MOST ? ANY : this;
        }

        Range join(Range o) {
            return new Range(Math.min(low, o.low), Math.max(high, o.high));
        }
    }

    private final Function f;
    private final Uses uses;
    private final Cfg cfg;
    private final Dominators dominators;
    private final LoopForest loops;
    private final SourceText text;
    private final Guards guards;

    public IndexFacts(Function f) {
        this.f = f;
        uses = Uses.of(f);
        cfg = Cfg.of(f);
        dominators = Dominators.of(cfg);
        loops = LoopForest.of(f);
        text = new SourceText(f);
        guards = new Guards(f, uses, cfg, dominators);
    }

    /** Values in the words of the source. */
    public SourceText text() {
        return text;
    }

    /**
     * What is known of an index.
     *
     * @param array the array that it is for
     * @param block the block that checks it
     */
    public String known(int array, int index, int block) {
        List<String> facts = new ArrayList<>();
        Insn made = uses.insn(array);
        if (made != null
                && (made.op() == Op.NEWARRAY || made.op() == Op.SHARED)
                && uses.insn(made.arg(0)) != null
                && uses.insn(made.arg(0)).op() == Op.CONST) {
            facts.add("of length " + uses.insn(made.arg(0)).attr());
        }
        Range r = range(index, block, 0, new HashSet<>());
        facts.add(r.isAny() ? "any int" : r.low() == r.high() ? "" + r.low() : "from " + r.low() + " to " + r.high());
        List<String> conditions = conditions(index, block);
        if (conditions.isEmpty()) {
            facts.add("no condition on the way compares it");
        } else {
            facts.addAll(conditions);
        }
        return String.join("; ", facts);
    }

    /** Conditions that hold in a block because every way to it passes them, and that name the value; the nearest first. */
    private List<String> conditions(int value, int block) {
        List<String> out = new ArrayList<>();
        for (int b = block; b != Dominators.NONE; b = dominators.idom(b)) {
            for (Insn i : f.block(b).insns()) {
                if (i.op() == Op.CHECK_BOUNDS && i.arg(1) == value && b != block) {
                    out.add("checked for " + text.array(i.arg(0)) + " at " + SourceText.line(i.loc()));
                }
            }
            Guards.Guard g = guards.of(b, block);
            if (g != null && (g.left() == value || g.right() == value)) {
                out.add(text.of(g.left()) + " " + SourceText.sign(g.cond()) + " " + text.of(g.right()) + " at "
                        + SourceText.line(f.block(b).term().loc()));
            }
        }
        return out;
    }

    /** @param open the values on the way to this one, of which nothing is assumed */
    private Range range(int value, int block, int depth, Set<Integer> open) {
        if (depth > DEEPEST || !f.typeOf(value).equals(Type.I32) || !open.add(value)) {
            return Range.ANY;
        }
        Range own = ofDefinition(value, block, depth, open);
        open.remove(value);
        Range guarded = guarded(value, own, block, depth, open);
        return guarded.low() > guarded.high() ? own : guarded; // code that is never reached
    }

    private Range ofDefinition(int value, int block, int depth, Set<Integer> open) {
        Uses.Def d = uses.def(value);
        if (d.isParam()) {
            return f.params().contains(value) ? Range.ANY : ofVariable(d, value, depth, open);
        }
        Insn i = d.insn();
        if (i.op() == Op.CONST) {
            return i.attr() instanceof Integer n ? new Range(n, n) : Range.ANY;
        }
        String name = Intrinsics.of(i);
        if (name != null) {
            return ofIntrinsic(name);
        }
        if (text.globalIndex(i) != null || i.op() == Op.ALEN) {
            return Range.NATURAL; // a grid with more threads is refused
        }
        return switch (i.op()) {
            case ALOAD -> ofElement(f.typeOf(i.arg(0)).element());
            case ADD, SUB, MUL, AND, REM, SHR ->
                ofArithmetic(i.op(), range(i.arg(0), block, depth + 1, open), range(i.arg(1), block, depth + 1, open));
            default -> Range.ANY;
        };
    }

    private static Range ofIntrinsic(String name) {
        if (name.startsWith("tid.")) {
            return new Range(0, 1023);
        } else if (name.startsWith("ntid.")) {
            return new Range(1, 1024);
        }
        return name.startsWith("ctaid.") ? Range.NATURAL : name.startsWith("nctaid.") ? new Range(1, MOST) : Range.ANY;
    }

    private static Range ofElement(Type element) {
        return switch (element.kind()) {
            case BOOL -> new Range(0, 1);
            case I8 -> new Range(Byte.MIN_VALUE, Byte.MAX_VALUE);
            case I16 -> new Range(Short.MIN_VALUE, Short.MAX_VALUE);
            case U16 -> new Range(0, Character.MAX_VALUE);
            default -> Range.ANY;
        };
    }

    private static Range ofArithmetic(Op op, Range a, Range b) {
        return switch (op) {
            case ADD -> new Range(a.low() + b.low(), a.high() + b.high()).wrapped();
            case SUB -> new Range(a.low() - b.high(), a.high() - b.low()).wrapped();
            case MUL ->
                a.low() >= 0 && b.low() >= 0 ? new Range(a.low() * b.low(), a.high() * b.high()).wrapped() : Range.ANY;
            case AND ->
                a.low() >= 0 || b.low() >= 0
                        ? new Range(0, a.low() < 0 ? b.high() : b.low() < 0 ? a.high() : Math.min(a.high(), b.high()))
                        : Range.ANY;
            case REM -> b.low() > 0 ? new Range(a.low() >= 0 ? 0 : 1 - b.high(), b.high() - 1) : Range.ANY;
            case SHR -> a.low() >= 0 ? new Range(0, a.high()) : Range.ANY;
            default -> Range.ANY;
        };
    }

    /** A block's parameter: what comes in, and for a loop's counter no less than where it begins. */
    private Range ofVariable(Uses.Def d, int value, int depth, Set<Integer> open) {
        LoopForest.Loop l = loops.loopOf(d.block());
        boolean header = l != null && l.header() == d.block();
        Range out = null;
        for (int p : cfg.predecessors(d.block())) {
            for (Edge e : f.block(p).term().edges()) {
                if (e.target() != d.block()) {
                    continue;
                }
                int in = e.args()[d.index()];
                Insn step = uses.insn(in);
                boolean counts = header
                        && l.contains(p)
                        && step != null
                        && step.op() == Op.ADD
                        && (step.arg(0) == value || step.arg(1) == value);
                Range r;
                if (counts) {
                    Range by = range(step.arg(0) == value ? step.arg(1) : step.arg(0), p, depth + 1, open);
                    // its condition keeps it from wrapping, or the range of the condition does not hold either
                    r = by.low() >= 0 && isBounded(value, l) ? null : Range.ANY;
                } else {
                    r = in == value ? null : range(in, p, depth + 1, open);
                }
                out = r == null ? out : out == null ? r : out.join(r);
            }
        }
        return out == null ? Range.ANY : header ? new Range(out.low(), MOST) : out;
    }

    /** Whether every round of the loop begins by a comparison of its counter. */
    private boolean isBounded(int counter, LoopForest.Loop l) {
        Term t = f.block(l.header()).term();
        Insn cmp = t.kind() == Term.Kind.BR ? uses.insn(t.args()[0]) : null;
        return cmp != null && cmp.op() == Op.CMP && (cmp.arg(0) == counter || cmp.arg(1) == counter);
    }

    private Range guarded(int value, Range own, int block, int depth, Set<Integer> open) {
        long low = own.low();
        long high = own.high();
        for (Guards.Guard g : guards.at(block)) {
            if (g.left() != value && g.right() != value) {
                continue;
            }
            boolean left = g.left() == value;
            open.add(value);
            Range other = range(left ? g.right() : g.left(), g.branch(), depth + 1, open);
            open.remove(value);
            Cond of = left ? g.cond() : Guards.mirrored(g.cond());
            switch (of) {
                case LT -> high = Math.min(high, other.high() - 1);
                case LE -> high = Math.min(high, other.high());
                case GT -> low = Math.max(low, other.low() + 1);
                case GE -> low = Math.max(low, other.low());
                case EQ -> {
                    low = Math.max(low, other.low());
                    high = Math.min(high, other.high());
                }
                default -> {}
            }
        }
        return new Range(low, high);
    }

    /** The block of an instruction; −1 if the function does not hold it. */
    public int blockOf(Insn insn) {
        for (Block b : f.blocks()) {
            if (b.insns().contains(insn)) {
                return b.id();
            }
        }
        return -1;
    }
}
