package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Cfg;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Arrays of rows that a function makes for itself, as {@code new double[2][4]} does, where its derivative is cut in two: {@link LocalArrays} of references.
 * The adjoint makes such a table again, and its rows with what they held. All of it happens once on every way to the cut, the rows are new
 * arrays of numbers, and what is stored is not replaced: so a row is the same whenever it is loaded.
 */
final class LocalTables {
    private final Function f;
    private final Uses uses;
    private final BitSet reverse;
    private final LocalArrays arrays;
    private final ChosenArrays chosen;
    private final FixedRows fixedRows;
    private final Cfg cfg;
    private final Map<Integer, Map<Integer, Integer>> known = new HashMap<>();

    LocalTables(Function f, Uses uses, BitSet reverse, LocalArrays arrays, ChosenArrays chosen, FixedRows fixedRows) {
        this.f = f;
        this.uses = uses;
        this.reverse = reverse;
        this.arrays = arrays;
        this.chosen = chosen;
        this.fixedRows = fixedRows;
        cfg = Cfg.of(f);
    }

    /** The rows by their indices; null if the value is no such table. */
    Map<Integer, Integer> rows(int value) {
        if (!known.containsKey(value)) {
            known.put(value, find(value));
        }
        return known.get(value);
    }

    /** Whether the array was stored to such a table as its row. */
    boolean isRow(int array) {
        return uses.of(array).stream()
                .anyMatch(u -> isStored(u) && rows(u.insn().arg(0)) != null);
    }

    private static boolean isStored(Uses.Use u) {
        return u.insn() != null && u.insn().op() == Op.ASTORE && u.operand() == 2;
    }

    private Map<Integer, Integer> find(int table) {
        Insn made = uses.insn(table);
        boolean isOne = made != null
                && made.op() == Op.NEWARRAY
                && Memory.holdsNumbers(made.type().element())
                && arrays.length(made) >= 0
                && isOnce(table)
                && fixedRows.of(table);
        Map<Integer, Integer> out = new TreeMap<>();
        return isOne && uses.of(table).stream().allMatch(u -> reverse.get(u.block()) || isFine(u, table, out))
                ? out
                : null;
    }

    private boolean isOnce(int value) {
        return chosen.isMadeBeforeCut(value) && isOutsideLoops(uses.def(value).block());
    }

    private boolean isOutsideLoops(int block) {
        return !cfg.reachableFrom(block, -1).get(block);
    }

    private boolean isFine(Uses.Use u, int table, Map<Integer, Integer> rows) {
        Insn i = u.insn();
        if (i == null) {
            return false;
        }
        return switch (i.op()) {
            case ASTORE -> u.operand() == 0 && isFirst(u, table, rows);
            case ALOAD -> u.operand() == 0 && staysKnown(i.result(), table);
            default -> arrays.leavesItKnown(u, arrays.isShadow(table));
        };
    }

    /** Whether a store puts a row where none is yet, on every way to the cut. */
    private boolean isFirst(Uses.Use u, int table, Map<Integer, Integer> rows) {
        int index = arrays.constant(u.insn().arg(1));
        int row = u.insn().arg(2);
        return index >= 0
                && arrays.isMade(row)
                && isOnce(row)
                && chosen.isBeforeCut(u.block())
                && isOutsideLoops(u.block())
                && staysKnown(row, table)
                && rows.put(index, row) == null;
    }

    private boolean staysKnown(int row, int table) {
        boolean shadow = arrays.isShadow(table);
        return uses.of(row).stream()
                .allMatch(u -> reverse.get(u.block())
                        || isStored(u) && u.insn().arg(0) == table
                        || arrays.leavesItKnown(u, shadow));
    }

    /** Stores the rows to the table, which the adjoint has made again. */
    static void fill(Function g, Block b, int table, Map<Integer, Integer> rows, Loc loc) {
        rows.forEach(
                (index, row) -> g.append(b, Op.ASTORE, Type.VOID, null, loc, table, g.constant(b, index, loc), row));
    }
}
