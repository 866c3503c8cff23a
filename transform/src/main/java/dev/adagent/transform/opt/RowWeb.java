package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An array of rows such as {@code new double[2][4]} makes, with every value that is one of its rows: of constant lengths, filled where it is made and
 * not changed, of which only elements of rows are used. Other names of the array itself, and rows that are compared, passed on or stored elsewhere, are
 * not followed.
 */
final class RowWeb {
    private final Function f;
    private final Uses uses;
    private final Map<Integer, List<Incoming>> incoming;
    private final Insn outer;
    private final Uses.Def place;
    /** The rows as they are made, with their indices. */
    private final Map<Integer, Integer> made = new HashMap<>();

    private final Set<Integer> rows = new HashSet<>();
    private int columns;

    private RowWeb(Function f, Uses uses, Map<Integer, List<Incoming>> incoming, Insn outer) {
        this.f = f;
        this.uses = uses;
        this.incoming = incoming;
        this.outer = outer;
        place = uses.def(outer.result());
    }

    /** The first array of rows of a function; null if there is none. */
    static RowWeb next(Function f) {
        Uses uses = null;
        Map<Integer, List<Incoming>> incoming = null;
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                if (i.op() == Op.NEWARRAY && i.type().element().isArray()) {
                    uses = uses == null ? Uses.of(f) : uses;
                    incoming = incoming == null ? Incoming.of(f) : incoming;
                    RowWeb web = new RowWeb(f, uses, incoming, i);
                    if (web.isFilled() && web.isKnown()) {
                        return web;
                    }
                }
            }
        }
        return null;
    }

    int array() {
        return outer.result();
    }

    /** Number of rows. */
    int rows() {
        return made.size();
    }

    /** Length of each row. */
    int columns() {
        return columns;
    }

    boolean isRow(int value) {
        return rows.contains(value);
    }

    /** The index of a row where it is made; null of others. */
    Integer made(int row) {
        return made.get(row);
    }

    /** The index that a row is loaded from. */
    int indexOf(int loaded) {
        return uses.insn(loaded).arg(1);
    }

    private Integer constant(int value) {
        Insn i = uses.insn(value);
        return i != null && i.op() == Op.CONST && i.attr() instanceof Integer n ? n : null;
    }

    /** Whether each element gets a fresh row of the same constant length, right after the array is made. */
    private boolean isFilled() {
        Integer length = constant(outer.arg(0));
        if (length == null) {
            return false;
        }
        int last = -1;
        BitSet filled = new BitSet();
        for (Uses.Use u : uses.of(outer.result())) {
            if (u.insn() != null && u.insn().op() == Op.ASTORE && u.operand() == 0) {
                if (u.block() != place.block() || !isFresh(u.insn(), filled)) {
                    return false;
                }
                last = u.index();
            }
        }
        return filled.cardinality() == length && length > 0 && isUntouchedUntil(last) && fits(length);
    }

    private boolean isFresh(Insn store, BitSet filled) {
        Insn row = uses.insn(store.arg(2));
        Integer index = constant(store.arg(1));
        Integer length = row == null || row.op() != Op.NEWARRAY ? null : constant(row.arg(0));
        boolean first = made.isEmpty();
        if (length == null
                || length < 0
                || index == null
                || index < 0
                || filled.get(index)
                || (!first && length != columns)
                || uses.def(row.result()).block() != place.block()
                || uses.def(row.result()).index() < place.index()
                || made.putIfAbsent(row.result(), index) != null) {
            return false;
        }
        columns = length;
        filled.set(index);
        return true;
    }

    private boolean fits(int length) {
        return (long) length * columns <= Integer.MAX_VALUE;
    }

    /** Whether nothing but the stores uses the array before the last of them. */
    private boolean isUntouchedUntil(int last) {
        return uses.of(outer.result()).stream()
                .allMatch(u -> u.block() != place.block()
                        || u.index() > last
                        || (u.insn() != null && u.insn().op() == Op.ASTORE)
                        || (u.insn() != null && u.insn().op() == Op.CHECK_BOUNDS));
    }

    // ---- what is a row, and what is done with it

    private boolean isKnown() {
        Deque<Integer> work = new ArrayDeque<>(made.keySet());
        rows.addAll(made.keySet());
        for (Uses.Use u : uses.of(outer.result())) {
            if (!isKnownOfOuter(u)) {
                return false;
            }
            if (u.insn().op() == Op.ALOAD && rows.add(u.insn().result())) {
                work.add(u.insn().result());
            }
        }
        while (!work.isEmpty()) {
            for (Uses.Use u : uses.of(work.pop())) {
                if (!isKnownOfRow(u, work)) {
                    return false;
                }
            }
        }
        return rows.stream().allMatch(this::comesFromRows);
    }

    private static boolean isKnownOfOuter(Uses.Use u) {
        return u.insn() != null
                && u.operand() == 0
                && switch (u.insn().op()) {
                    case ALEN, CHECK_NULL, CHECK_BOUNDS, ALOAD, ASTORE -> true;
                    default -> false;
                };
    }

    private boolean isKnownOfRow(Uses.Use u, Deque<Integer> work) {
        if (u.insn() == null) {
            if (u.edge() < 0) {
                return false;
            }
            int target = f.block(u.block()).term().edges().get(u.edge()).target();
            int param = f.block(target).params().get(u.operand());
            if (rows.add(param)) {
                work.add(param);
            }
            return true;
        }
        return switch (u.insn().op()) {
            case ALEN, CHECK_NULL -> true;
            case CHECK_BOUNDS, ALOAD, ACCUM -> u.operand() == 0;
            // into the outer array where that is made, or into the row
            case ASTORE -> u.operand() == 0 || u.insn().arg(0) == outer.result();
            default -> false;
        };
    }

    /**
     * Whether a row is one of these on every way. Where the array is made anew in a loop, a row of the one before could go on only as a parameter of the block
     * that makes it, or of one before that; but there comes something else on the first way in.
     */
    private boolean comesFromRows(int row) {
        if (uses.insn(row) != null) {
            return true;
        }
        List<Incoming> ways = f.params().contains(row) ? null : incoming.get(row);
        return ways != null && ways.stream().allMatch(in -> rows.contains(in.value()));
    }
}
