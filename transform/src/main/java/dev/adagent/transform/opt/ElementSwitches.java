package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Short private arrays of objects, lambdas or texts that are indexed by what is computed: each such access becomes a switch with one
 * access for each element, so that the array can be taken apart and with it the objects in it.
 */
final class ElementSwitches {
    private static final int LONGEST = 16;
    /** Accesses that the switches of one array may come to. */
    private static final int MOST = 512;

    private final Function f;
    private final Map<Integer, Integer> lengths = new HashMap<>();

    private ElementSwitches(Function f) {
        this.f = f;
    }

    /** Writes the switches of one function. @return whether anything changed */
    static boolean run(Function f) {
        ElementSwitches s = new ElementSwitches(f);
        s.find();
        return !s.lengths.isEmpty() && s.rewrite();
    }

    private void find() {
        Uses uses = Uses.of(f);
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                boolean objects = i.op() == Op.NEWARRAY && i.type().element().kind() == Type.Kind.OBJECT;
                Insn length = objects ? uses.insn(i.arg(0)) : null;
                if (length != null
                        && length.op() == Op.CONST
                        && length.attr() instanceof Integer n
                        && n > 0
                        && n <= LONGEST
                        && isTakenApart(uses, i.result(), n)) {
                    lengths.put(i.result(), n);
                }
            }
        }
    }

    private static boolean isTakenApart(Uses uses, int array, int length) {
        int computed = 0;
        for (Uses.Use u : uses.of(array)) {
            Insn i = u.insn();
            if (i == null || (u.operand() != 0 && i.op() != Op.CMP)) {
                return false;
            }
            switch (i.op()) {
                case ALOAD, ASTORE, CHECK_BOUNDS -> computed += isConstant(uses.insn(i.arg(1))) ? 0 : 1;
                case ALEN, CHECK_NULL, CMP -> {}
                default -> {
                    return false;
                }
            }
        }
        return computed > 0 && computed * length <= MOST;
    }

    private static boolean isConstant(Insn i) {
        return i != null && i.op() == Op.CONST;
    }

    private boolean rewrite() {
        boolean changed = false;
        Defs defs = Defs.of(f);
        for (Block start : f.blocks()) {
            Block b = start;
            for (int k = 0; b != null && k < b.insns().size(); k++) {
                Insn i = b.insns().get(k);
                boolean access = i.op() == Op.ALOAD || i.op() == Op.ASTORE || i.op() == Op.CHECK_BOUNDS;
                if (access && lengths.containsKey(i.arg(0)) && defs.constant(i.arg(1)) == null) {
                    b = i.op() == Op.CHECK_BOUNDS ? check(b, k) : split(b, k);
                    k = -1;
                    changed = Rewrite.ELEMENT_CHOSEN.happened();
                }
            }
        }
        return changed;
    }

    private Block check(Block b, int index) {
        Insn check = b.insns().get(index);
        Loc loc = check.loc();
        int length = lengths.get(check.arg(0));
        Block rest = f.splitInPlaceOf(b, index);
        Block fails = f.newBlock();
        int n = f.append(b, Op.CONST, Type.I32, length, loc);
        int zero = f.append(b, Op.CONST, Type.I32, 0, loc);
        int negative = f.append(b, Op.CMP, Type.I32, Cond.LT, loc, check.arg(1), zero);
        int above = f.append(b, Op.CMP, Type.I32, Cond.GE, loc, check.arg(1), n);
        int outside = f.append(b, Op.OR, Type.I32, null, loc, negative, above);
        b.setTerm(Term.br(outside, Edge.to(fails.id()), Edge.to(rest.id()), loc));
        Term.Raise raise = new Term.Raise(
                "java/lang/ArrayIndexOutOfBoundsException", "Index \u0001 out of bounds for length " + length);
        fails.setTerm(Term.raise(raise, loc, check.arg(1)));
        return rest;
    }

    private Block split(Block b, int index) {
        Insn access = b.insns().get(index);
        Loc loc = access.loc();
        int length = lengths.get(access.arg(0));
        Block rest = f.splitInPlaceOf(b, index);
        if (access.result() >= 0) {
            rest.params().add(access.result());
        }
        List<Edge> edges = new ArrayList<>();
        for (int k = 0; k < length; k++) {
            Block one = f.newBlock();
            int[] args = access.args().clone();
            args[1] = f.append(one, Op.CONST, Type.I32, k, loc);
            int result = f.append(one, access.op(), access.type(), access.attr(), loc, args);
            one.setTerm(Term.jump(result < 0 ? Edge.to(rest.id()) : Edge.to(rest.id(), result), loc));
            edges.add(Edge.to(one.id()));
        }
        int[] keys = new int[length - 1];
        Arrays.setAll(keys, k -> k);
        b.setTerm(length == 1 ? Term.jump(edges.get(0), loc) : Term.switchOn(access.arg(1), keys, edges, loc));
        return rest;
    }
}
