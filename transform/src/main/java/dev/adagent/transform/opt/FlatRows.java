package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Operands;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts the elements of a {@link RowWeb} into one array, row after row. A row is its index then: nothing refers to rows any more, so that they can be what a tape
 * holds, and a method that makes such an array can be differentiated as a call. What checked an index checks it against an array of
 * that length which nobody reads.
 */
final class FlatRows {
    private final Function f;
    private final RowWeb web;
    private final Type type;
    private final int columns;
    private final int flat;
    /** Arrays of the outer one's length, and of a row's. */
    private final int outerLength;

    private final int rowLength;
    /** For each row that is a parameter of a block its index. */
    private final Map<Integer, Integer> indices = new HashMap<>();

    private FlatRows(Function f, RowWeb web) {
        this.f = f;
        this.web = web;
        columns = web.columns();
        type = f.typeOf(web.array()).element();
        flat = f.newValue(type);
        outerLength = f.newValue(Type.array(Type.I8));
        rowLength = f.newValue(Type.array(Type.I8));
    }

    /** Flattens every array of rows that can be. @return whether anything changed */
    static boolean run(Function f) {
        boolean any = false;
        for (RowWeb web = RowWeb.next(f); web != null; web = RowWeb.next(f)) {
            new FlatRows(f, web).replace();
            any = Rewrite.ROWS_JOINED.happened();
        }
        return any;
    }

    private void replace() {
        for (Block b : f.blocks()) {
            for (int p : List.copyOf(b.params())) {
                if (web.isRow(p)) {
                    int index = f.newValue(Type.I32);
                    indices.put(p, index);
                    b.params().add(index);
                }
            }
        }
        f.blocks()
                .forEach(b -> Operands.passAlso(f, b, web::isRow, row ->
                        new int[] {index(b, row, b.term().loc())}));
        f.blocks().forEach(b -> Operands.removeParams(f, b, web::isRow));
        f.blocks().forEach(this::rewrite);
    }

    /** Which row a value is, at the end of a block. */
    private int index(Block b, int row, Loc loc) {
        Integer param = indices.get(row);
        if (param != null) {
            return param;
        }
        Integer constant = web.made(row);
        return constant != null ? f.constant(b, constant, loc) : web.indexOf(row);
    }

    private void rewrite(Block b) {
        List<Insn> old = List.copyOf(b.insns());
        b.insns().clear();
        for (Insn i : old) {
            if (i.result() == web.array() && i.op() == Op.NEWARRAY) {
                allocate(b, i.loc());
            } else if (i.result() >= 0 && web.isRow(i.result())) {
                continue; // made or loaded: an index now
            } else if (i.args().length > 0 && i.arg(0) == web.array()) {
                ofOuter(b, i);
            } else if (i.args().length > 0 && web.isRow(i.arg(0))) {
                ofRow(b, i);
            } else {
                b.insns().add(i);
            }
        }
    }

    private void allocate(Block b, Loc loc) {
        array(b, flat, web.rows() * columns, loc);
        array(b, outerLength, web.rows(), loc);
        array(b, rowLength, columns, loc);
    }

    private void array(Block b, int result, int length, Loc loc) {
        int[] args = {f.constant(b, length, loc)};
        b.insns().add(new Insn(Op.NEWARRAY, f.typeOf(result), result, args, null, loc));
    }

    private void ofOuter(Block b, Insn i) {
        switch (i.op()) {
            case ALEN -> length(b, i, web.rows());
            case CHECK_BOUNDS -> b.insns().add(i.withArgs(outerLength, i.arg(1)));
            case ASTORE, CHECK_NULL -> {}
            default -> throw new IllegalStateException(i + " of an array of rows");
        }
    }

    private void ofRow(Block b, Insn i) {
        switch (i.op()) {
            case ALEN -> length(b, i, columns);
            case CHECK_BOUNDS -> b.insns().add(i.withArgs(rowLength, i.arg(1)));
            case CHECK_NULL -> {}
            default -> {
                int[] args = i.args().clone();
                args[0] = flat;
                args[1] = place(b, i);
                b.insns().add(i.withArgs(args));
            }
        }
    }

    private int place(Block b, Insn i) {
        int row = index(b, i.arg(0), i.loc());
        int start = f.append(b, Op.MUL, Type.I32, null, i.loc(), row, f.constant(b, columns, i.loc()));
        return f.append(b, Op.ADD, Type.I32, null, i.loc(), start, i.arg(1));
    }

    private void length(Block b, Insn i, int length) {
        b.insns().add(new Insn(Op.CONST, Type.I32, i.result(), new int[0], length, i.loc()));
    }
}
