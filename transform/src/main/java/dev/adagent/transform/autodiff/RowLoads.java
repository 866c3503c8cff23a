package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Operands;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps a row of an array of arrays as its index, where nothing stores rows: a choice among rows of one array becomes a load at the
 * choice among their indices, and a row that is used after the loop that loads it is loaded there again. What is then carried from
 * block to block, and may have to be kept for the reverse sweep, is a number: GPUs have no tape for references, and what a reference
 * from a tape refers to is not known to a further differentiation.
 *
 * <p>An array dominates its loads, and a value that is one of these loads on every way is dominated by what dominates them all: so the
 * array, and an index that they share, are at hand wherever the row is.
 */
final class RowLoads {
    private static final int VARIOUS = -1;
    private static final Row NONE = new Row(-1, VARIOUS);

    /** The array that a row was loaded from, and the index, or {@link #VARIOUS}. */
    private record Row(int array, int index) {
        Row join(Row other) {
            if (array != other.array) {
                return NONE;
            }
            return index == other.index ? this : new Row(array, VARIOUS);
        }
    }

    private final Shape shape;
    private final Function f;
    private final FixedRows fixed;
    private final Uses uses;
    /** Parameters and selections of references, by value; those not met yet are absent. */
    private final Map<Integer, Row> rows = new LinkedHashMap<>();
    /** For a parameter or selection whose index varies: the index. */
    private final Map<Integer, Integer> indices = new HashMap<>();

    private RowLoads(Shape shape, FixedRows fixed) {
        this.shape = shape;
        f = shape.function;
        this.fixed = fixed;
        uses = Uses.of(f);
    }

    static void run(Shape shape, FixedRows fixed) {
        RowLoads rows = new RowLoads(shape, fixed);
        rows.choices();
        new RowLoads(shape, fixed).outsideLoops();
    }

    private void choices() {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int b : shape.cfg.reversePostOrder()) {
                changed |= visit(f.block(b));
            }
        }
        rows.values().removeIf(NONE::equals);
        if (!rows.isEmpty()) {
            rows.forEach((v, r) -> indices.put(v, r.index == VARIOUS ? f.newValue(Type.I32) : r.index));
            f.blocks().forEach(this::passIndices);
            f.blocks().forEach(this::load);
        }
    }

    private boolean visit(Block b) {
        boolean changed = false;
        for (Insn i : b.insns()) {
            if (i.op() == Op.SELECT && i.type().isReference()) {
                changed |= meet(i.result(), i.arg(1)) | meet(i.result(), i.arg(2));
            }
        }
        for (Edge e : b.term().edges()) {
            List<Integer> params = f.block(e.target()).params();
            for (int k = 0; k < params.size(); k++) {
                if (f.typeOf(params.get(k)).isReference()) {
                    changed |= meet(params.get(k), e.args()[k]);
                }
            }
        }
        return changed;
    }

    private boolean meet(int value, int from) {
        Row r = row(from);
        if (r == null) {
            return false;
        }
        Row before = rows.get(value);
        Row now = before == null ? r : before.join(r);
        rows.put(value, now);
        return !now.equals(before);
    }

    /** What a value is known to be so far; null if nothing is. */
    private Row row(int value) {
        Insn i = uses.insn(value);
        if (isRow(i)) {
            return new Row(i.arg(0), i.arg(1));
        }
        boolean choice = i == null ? !f.params().contains(value) : i.op() == Op.SELECT;
        return choice ? rows.get(value) : NONE;
    }

    private boolean isRow(Insn i) {
        return i != null && i.op() == Op.ALOAD && i.type().isReference() && fixed.of(i.arg(0));
    }

    private int index(int value) {
        Integer choice = indices.get(value);
        return choice == null ? uses.insn(value).arg(1) : choice;
    }

    /** Passes indices that vary in place of rows, and no other. */
    private void passIndices(Block b) {
        if (b.term().edges().isEmpty()) {
            return;
        }
        List<Edge> edges = new ArrayList<>();
        for (Edge e : b.term().edges()) {
            List<Integer> params = f.block(e.target()).params();
            List<Integer> args = new ArrayList<>();
            for (int k = 0; k < params.size(); k++) {
                Row r = rows.get(params.get(k));
                if (r == null) {
                    args.add(e.args()[k]);
                } else if (r.index == VARIOUS) {
                    args.add(index(e.args()[k]));
                }
            }
            edges.add(new Edge(
                    e.target(), args.stream().mapToInt(Integer::intValue).toArray()));
        }
        b.setTerm(b.term().withEdges(edges));
    }

    /** Loads the rows that the block chooses or is given under the values that they had. */
    private void load(Block b) {
        List<Insn> out = new ArrayList<>();
        List<Integer> params = List.copyOf(b.params());
        b.params().clear();
        for (int p : params) {
            Row r = rows.get(p);
            if (r == null) {
                b.params().add(p);
                continue;
            }
            if (r.index == VARIOUS) {
                b.params().add(indices.get(p));
            }
            out.add(new Insn(
                    Op.ALOAD,
                    f.typeOf(p),
                    p,
                    new int[] {r.array, indices.get(p)},
                    null,
                    b.term().loc()));
        }
        for (Insn i : b.insns()) {
            Row r = i.op() == Op.SELECT ? rows.get(i.result()) : null;
            if (r == null) {
                out.add(i);
                continue;
            }
            int index = indices.get(i.result());
            if (r.index == VARIOUS) {
                int[] args = {i.arg(0), index(i.arg(1)), index(i.arg(2))};
                out.add(new Insn(Op.SELECT, Type.I32, index, args, null, i.loc()));
            }
            out.add(new Insn(Op.ALOAD, i.type(), i.result(), new int[] {r.array, index}, null, i.loc()));
        }
        b.insns().clear();
        b.insns().addAll(out);
    }

    private void outsideLoops() {
        for (Block b : shape.liveBlocks()) {
            BitSet left = new BitSet();
            b.insns().forEach(i -> addLeft(i.args(), b, left));
            addLeft(b.term().args(), b, left);
            b.term().edges().forEach(e -> addLeft(e.args(), b, left));
            if (left.isEmpty()) {
                continue;
            }
            Map<Integer, Integer> again = new HashMap<>();
            List<Insn> loads = new ArrayList<>();
            left.stream().forEach(v -> again(v, b, again, loads));
            b.insns().replaceAll(i -> {
                int[] args = i.args().clone();
                for (int k = 0; k < args.length; k++) {
                    args[k] = again.getOrDefault(args[k], args[k]);
                }
                return i.withArgs(args);
            });
            b.setTerm(Operands.map(b.term(), v -> again.getOrDefault(v, v)));
            b.insns().addAll(0, loads);
        }
    }

    private void addLeft(int[] used, Block at, BitSet left) {
        for (int v : used) {
            if (isLeft(v, at)) {
                left.set(v);
            }
        }
    }

    /** Whether the value is a row that was loaded in a loop which the block is not part of. */
    private boolean isLeft(int v, Block at) {
        Uses.Def d = uses.def(v);
        if (d == null || !isRow(d.insn())) {
            return false;
        }
        Shape.Loop l = shape.loopOf(d.block());
        return l != null && !l.blocks.get(at.id());
    }

    private int again(int v, Block at, Map<Integer, Integer> done, List<Insn> loads) {
        Integer known = done.get(v);
        if (known != null || !isLeft(v, at)) {
            return known == null ? v : known;
        }
        Insn i = uses.insn(v);
        int row = f.newValue(i.type());
        int[] args = {again(i.arg(0), at, done, loads), i.arg(1)};
        loads.add(new Insn(Op.ALOAD, i.type(), row, args, null, at.term().loc()));
        done.put(v, row);
        return row;
    }
}
