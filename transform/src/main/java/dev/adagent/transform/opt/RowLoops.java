package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Unrolls the loops that make the rows of an array of arrays, where their number turns out to be a small constant: {@code new double[m][n]} in a
 * method that was inlined. Then each row is an array of its own, which a device can keep.
 */
public final class RowLoops {
    /** Above this number of rows the loop stays; the front end has the same bound where it knows the number. */
    private static final int MOST_ROWS = 16;

    private final Function f;
    private final Uses uses;

    private RowLoops(Function f) {
        this.f = f;
        uses = Uses.of(f);
    }

    /** Unrolls one such loop. @return whether there was any */
    public static boolean run(Function f) {
        boolean changed = false;
        while (f.blocks().size() > 2 && new RowLoops(f).unrollOne()) {
            changed = Rewrite.ROW_LOOP_UNROLLED.happened();
        }
        return changed;
    }

    private boolean unrollOne() {
        for (Block header : f.blocks()) {
            int rows = rows(header);
            Block body = rows < 0 ? null : f.block(header.term().edges().get(0).target());
            Block before = body == null || !makesRows(body, header) ? null : entering(header, body);
            if (before != null) {
                unroll(before, header, body, rows);
                return true;
            }
        }
        return false;
    }

    /** The number of rounds of a loop that counts from its parameter's first value up to a constant; −1 if it is none. */
    private int rows(Block header) {
        if (header.params().size() != 1
                || header.insns().size() != 1
                || header.term().kind() != Term.Kind.BR) {
            return -1;
        }
        Insn cmp = header.insns().get(0);
        boolean counts = cmp.op() == Op.CMP
                && cmp.attr() == Cond.LT
                && cmp.arg(0) == header.params().get(0)
                && header.term().args()[0] == cmp.result()
                && uses.of(cmp.result()).size() == 1;
        Integer n = counts ? constant(cmp.arg(1)) : null;
        boolean plain = header.term().edges().get(0).args().length == 0;
        return n != null && plain && n >= 0 && n <= MOST_ROWS ? n : -1;
    }

    private Integer constant(int value) {
        Insn i = uses.insn(value);
        return i != null && i.op() == Op.CONST && i.attr() instanceof Integer n ? n : null;
    }

    /** Whether a block does nothing but make arrays, store them at the loop's index and count it up. */
    private boolean makesRows(Block body, Block header) {
        boolean makes = false;
        boolean back = body.term().kind() == Term.Kind.JUMP
                && body.params().isEmpty()
                && body.term().edges().get(0).target() == header.id();
        int next = back ? body.term().edges().get(0).args()[0] : -1;
        for (Insn i : body.insns()) {
            boolean fits = switch (i.op()) {
                case CONST, NEWARRAY -> true;
                case ASTORE -> f.typeOf(i.arg(0)).element().isArray();
                case ADD ->
                    i.result() == next
                            && i.arg(0) == header.params().get(0)
                            && Integer.valueOf(1).equals(constant(i.arg(1)));
                default -> false;
            };
            if (!fits) {
                return false;
            }
            makes |= i.op() == Op.NEWARRAY;
        }
        return back && makes && uses.insn(next) != null && uses.insn(next).op() == Op.ADD && isLocal(body, header);
    }

    /** Whether what the loop defines is used in it alone. */
    private boolean isLocal(Block body, Block header) {
        List<Integer> defined = new ArrayList<>(header.params());
        body.insns().stream().filter(i -> i.result() >= 0).forEach(i -> defined.add(i.result()));
        for (int v : header.term().edges().get(1).args()) {
            if (defined.contains(v)) {
                return false;
            }
        }
        return defined.stream()
                .flatMap(v -> uses.of(v).stream())
                .allMatch(u -> u.block() == body.id() || u.block() == header.id());
    }

    /** The block from which the loop is entered, with 0; null if there are others. */
    private Block entering(Block header, Block body) {
        Block found = null;
        for (Block b : f.blocks()) {
            for (Edge e : b.term().edges()) {
                if (e.target() == header.id() && b != body) {
                    boolean fits = found == null
                            && b.term().kind() == Term.Kind.JUMP
                            && Integer.valueOf(0).equals(constant(e.args()[0]));
                    if (!fits) {
                        return null;
                    }
                    found = b;
                } else if (e.target() == body.id() && b != header) {
                    return null;
                }
            }
        }
        return found;
    }

    private void unroll(Block before, Block header, Block body, int rows) {
        for (int k = 0; k < rows; k++) {
            Map<Integer, Integer> now = new HashMap<>();
            now.put(header.params().get(0), f.constant(before, k, before.term().loc()));
            for (Insn i : body.insns()) {
                if (i.op() == Op.ADD) {
                    continue;
                }
                int[] args = new int[i.args().length];
                for (int a = 0; a < args.length; a++) {
                    args[a] = now.getOrDefault(i.arg(a), i.arg(a));
                }
                int result = f.append(before, i.op(), i.type(), i.attr(), i.loc(), args);
                if (!i.type().equals(Type.VOID)) {
                    now.put(i.result(), result);
                }
            }
        }
        before.setTerm(Term.jump(header.term().edges().get(1), before.term().loc()));
        f.reorder(f.blocks().stream()
                .map(Block::id)
                .filter(id -> id != header.id() && id != body.id())
                .toList());
    }
}
