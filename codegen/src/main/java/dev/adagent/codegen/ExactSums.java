package dev.adagent.codegen;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.LoopForest;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds the sums and differences of which LLVM may think that they do not wrap: those that are used as indices of accesses alone, without
 * a check, and have a summand that is not negative. An access is inside its array, so the 32-bit index is not negative; but where a sum
 * with such a summand wraps, it does so to a negative number. LLVM then sees that neighbouring indices are neighbouring addresses.
 *
 * <p>An index that is checked is not among them: the check must see it wrap. Nor is one that is compared or kept.
 */
final class ExactSums {
    private static final int DEEPEST = 6;

    private final Function f;
    private final Map<Integer, Insn> definitions = new HashMap<>();
    private final BitSet counters = new BitSet();
    private final BitSet exact = new BitSet();

    ExactSums(Function f) {
        this.f = f;
        BitSet indices = new BitSet();
        BitSet others = new BitSet();
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                definitions.put(i.result(), i);
                for (int a = 0; a < i.args().length; a++) {
                    (isIndex(i, a) ? indices : others).set(i.arg(a));
                }
            }
            use(others, b.term().args());
            b.term().edges().forEach(e -> use(others, e.args()));
        }
        LoopForest.of(f).loops().forEach(this::addCounters);
        indices.andNot(others);
        indices.stream().filter(this::isExact).forEach(exact::set);
    }

    /** Whether the instruction is such a sum or difference. */
    boolean contains(Insn i) {
        return i.result() >= 0 && exact.get(i.result());
    }

    /** The summand that is a loop's counter, where such a sum has one; else −1. */
    int counter(int value) {
        Insn i = exact.get(value) ? definitions.get(value) : null;
        if (i == null || i.op() != Op.ADD) {
            return -1;
        }
        return counters.get(i.arg(0)) ? i.arg(0) : counters.get(i.arg(1)) ? i.arg(1) : -1;
    }

    private static void use(BitSet uses, int[] args) {
        for (int a : args) {
            uses.set(a);
        }
    }

    private static boolean isIndex(Insn i, int operand) {
        return operand == 1 && (i.op() == Op.ALOAD || i.op() == Op.ASTORE || i.op() == Op.ACCUM || i.op() == Op.ATOMIC);
    }

    private boolean isExact(int value) {
        Insn i = definitions.get(value);
        if (i == null || !i.type().equals(Type.I32)) {
            return false;
        }
        return switch (i.op()) {
            case ADD -> isNonNegative(i.arg(0), DEEPEST) || isNonNegative(i.arg(1), DEEPEST);
            case SUB -> isNonNegative(i.arg(0), DEEPEST);
            default -> false;
        };
    }

    private boolean isNonNegative(int value, int depth) {
        Insn i = definitions.get(value);
        if (i == null) {
            return counters.get(value);
        }
        if (depth == 0) {
            return false;
        }
        return switch (i.op()) {
            case CONST -> i.attr() instanceof Integer c && c >= 0;
            case ALEN -> true;
            case INTRINSIC -> {
                String name = (String) i.attr();
                yield name.startsWith("tid.") || name.startsWith("ctaid.") || name.startsWith("ntid.");
            }
            case AND -> isNonNegative(i.arg(0), depth - 1) || isNonNegative(i.arg(1), depth - 1);
            case SHR, DIV, REM ->
                isNonNegative(i.arg(0), depth - 1) && (i.op() == Op.SHR || isNonNegative(i.arg(1), depth - 1));
            default -> false;
        };
    }

    /** The header's parameters that count by one from a constant that is not negative, while they are below something. */
    private void addCounters(LoopForest.Loop loop) {
        Block header = f.block(loop.header());
        Term t = header.term();
        if (t.kind() != Term.Kind.BR
                || loop.contains(t.edges().get(0).target())
                        == loop.contains(t.edges().get(1).target())) {
            return;
        }
        Insn test = definitions.get(t.args()[0]);
        if (test == null || test.op() != Op.CMP || !f.typeOf(test.arg(0)).equals(Type.I32)) {
            return;
        }
        // javac tests whether to leave: if_icmpge
        boolean stays = loop.contains(t.edges().get(0).target());
        Cond less = stays ? Cond.LT : Cond.GE;
        Cond greater = stays ? Cond.GT : Cond.LE;
        int counter = test.attr() == less ? test.arg(0) : test.attr() == greater ? test.arg(1) : -1;
        int position = header.params().indexOf(counter);
        if (position >= 0 && counts(loop, counter, position)) {
            counters.set(counter);
        }
    }

    private boolean counts(LoopForest.Loop loop, int counter, int position) {
        for (Block b : f.blocks()) {
            for (Edge e : b.term().edges()) {
                if (e.target() != loop.header()) {
                    continue;
                }
                Insn value = definitions.get(e.args()[position]);
                boolean right = loop.contains(b.id()) ? isNext(value, counter) : isNonNegative(e.args()[position], 1);
                if (!right) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean isNext(Insn i, int counter) {
        return i != null
                && i.op() == Op.ADD
                && ((i.arg(0) == counter && isOne(i.arg(1))) || (i.arg(1) == counter && isOne(i.arg(0))));
    }

    private boolean isOne(int value) {
        Insn i = definitions.get(value);
        return i != null && i.op() == Op.CONST && Integer.valueOf(1).equals(i.attr());
    }
}
