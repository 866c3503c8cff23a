package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Remarks;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.IndexForm;
import dev.adagent.transform.ir.analysis.IndexForm.Atom;
import dev.adagent.transform.ir.analysis.LaunchCondition;
import dev.adagent.transform.ir.analysis.OwnElements;
import dev.adagent.transform.ir.analysis.SourceText;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes additions to shadows plain where each thread has elements of its own ({@link OwnElements}). What that takes of the launch is computed
 * once, where the kernel begins: the same for all its threads, so that all add plainly or all atomically.
 */
public final class OwnAdds {
    private final Function f;
    private final OwnElements elements;
    private final SourceText text;
    /** The value that says whether a condition holds, in the block where the kernel's own code begins. */
    private final Map<LaunchCondition, Integer> flags = new LinkedHashMap<>();

    private OwnAdds(Function f, OwnElements elements) {
        this.f = f;
        this.elements = elements;
        text = new SourceText(f);
    }

    /**
     * Works on a kernel's entry, before its loops are taken apart.
     *
     * @param distinct whether no two of the launch's arrays are the same
     * @return what is known of the kernel's arrays
     */
    public static OwnElements run(Function entry, boolean distinct) {
        OwnElements elements = new OwnElements(entry, distinct);
        new OwnAdds(entry, elements).run();
        return elements;
    }

    private void run() {
        Map<Insn, LaunchCondition> plain =
                new IdentityHashMap<>(); // two that are alike may stand at places that differ
        Set<LaunchCondition> conditions = new LinkedHashSet<>();
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                OwnElements.Verdict v = i.op() == Op.ACCUM ? elements.of(i) : null;
                if (v != null && v.isOwn()) {
                    plain.put(i, reduced(v.condition()));
                    conditions.add(plain.get(i));
                    remark(i, v);
                }
            }
        }
        if (!plain.isEmpty()) {
            computeFlags(conditions);
            f.blocks().forEach(b -> lower(b, plain));
        }
    }

    private void remark(Insn i, OwnElements.Verdict v) {
        if (Remarks.areWanted()) {
            Remarks.add(new Remarks.Remark(Remarks.Kind.SHADOW, i.loc(), text.array(i.arg(0)), "plain", v.why(), 0));
        }
    }

    private static LaunchCondition reduced(LaunchCondition c) {
        return new LaunchCondition(
                c.single(), c.fits().stream().filter(x -> !x.isOfEveryLaunch()).toList());
    }

    private static boolean isAlways(LaunchCondition c) {
        return c.single().isEmpty() && c.fits().isEmpty();
    }

    private void computeFlags(Set<LaunchCondition> conditions) {
        conditions.removeIf(OwnAdds::isAlways);
        if (conditions.isEmpty()) {
            return;
        }
        Block entry = f.entry();
        Loc loc = Loc.NONE;
        Block body = f.newBlock();
        body.insns().addAll(entry.insns());
        body.setTerm(entry.term());
        entry.insns().clear();
        Set<Integer> measured = new LinkedHashSet<>();
        conditions.forEach(c -> c.atoms().stream()
                .filter(a -> a.kind() == IndexForm.Kind.LENGTH)
                .forEach(a -> measured.add(a.value())));
        Block at = entry;
        List<Integer> none = new ArrayList<>();
        if (!measured.isEmpty()) {
            // an array that is null has no length
            at = f.newBlock();
            int there = -1;
            for (int array : measured) {
                int nothing = f.append(entry, Op.CONST, f.typeOf(array), null, loc);
                int is = f.append(entry, Op.CMP, Type.I32, Cond.NE, loc, array, nothing);
                there = there < 0 ? is : f.append(entry, Op.AND, Type.I32, null, loc, there, is);
            }
            int no = f.constant(entry, 0, loc);
            conditions.forEach(c -> none.add(no));
            entry.setTerm(Term.br(there, Edge.to(at.id()), new Edge(body.id(), ints(none)), loc));
        }
        List<Integer> computed = new ArrayList<>();
        for (LaunchCondition c : conditions) {
            computed.add(flag(at, c));
            flags.put(c, f.addParam(body, Type.I32));
        }
        at.setTerm(Term.jump(new Edge(body.id(), ints(computed)), loc));
    }

    private static int[] ints(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).toArray();
    }

    private int flag(Block at, LaunchCondition c) {
        Map<Atom, Integer> atoms = new LinkedHashMap<>();
        int all = -1;
        for (String extent : c.single()) {
            int n = atom(at, new Atom(IndexForm.Kind.EXTENT, extent, -1), atoms);
            all = both(at, all, compared(at, Cond.EQ, n, f.constant(at, 1, Loc.NONE)));
        }
        for (LaunchCondition.Fits x : c.fits()) {
            all = both(at, all, fits(at, x, atoms));
        }
        return all;
    }

    private int both(Block at, int a, int b) {
        return a < 0 ? b : f.append(at, Op.AND, Type.I32, null, Loc.NONE, a, b);
    }

    private int compared(Block at, Cond c, int a, int b) {
        return f.append(at, Op.CMP, Type.I32, c, Loc.NONE, a, b);
    }

    /** Computes in 64 bits, where a product that has grown above all indices stays there. */
    private int fits(Block at, LaunchCondition.Fits x, Map<Atom, Integer> atoms) {
        Loc loc = Loc.NONE;
        int one = f.append(at, Op.CONST, Type.I64, 1L, loc);
        int most = f.append(at, Op.CONST, Type.I64, 2 * LaunchCondition.INDICES, loc);
        int product = one;
        int all = -1;
        for (IndexForm factor : x.factors()) {
            int wide = f.append(at, Op.CONV, Type.I64, null, loc, value(at, factor, atoms));
            all = both(at, all, compared(at, Cond.GE, wide, one));
            product = f.append(at, Op.MUL, Type.I64, null, loc, product, wide);
            int large = compared(at, Cond.GT, product, most);
            product = f.append(at, Op.SELECT, Type.I64, null, loc, large, most, product);
        }
        int added = f.append(at, Op.CONV, Type.I64, null, loc, value(at, x.added(), atoms));
        all = both(at, all, compared(at, Cond.GE, added, f.append(at, Op.CONST, Type.I64, 0L, loc)));
        int sum = f.append(at, Op.ADD, Type.I64, null, loc, product, added);
        int indices = f.append(at, Op.CONST, Type.I64, LaunchCondition.INDICES, loc);
        return both(at, all, compared(at, Cond.LE, sum, indices));
    }

    private int value(Block at, IndexForm form, Map<Atom, Integer> atoms) {
        int sum = -1;
        for (Map.Entry<List<Atom>, Integer> t : form.terms().entrySet()) {
            int product = -1;
            for (Atom a : t.getKey()) {
                int v = atom(at, a, atoms);
                product = product < 0 ? v : f.append(at, Op.MUL, Type.I32, null, Loc.NONE, product, v);
            }
            int factor = t.getValue();
            if (factor != 1 || product < 0) {
                int c = f.constant(at, factor, Loc.NONE);
                product = product < 0 ? c : f.append(at, Op.MUL, Type.I32, null, Loc.NONE, product, c);
            }
            sum = sum < 0 ? product : f.append(at, Op.ADD, Type.I32, null, Loc.NONE, sum, product);
        }
        return sum < 0 ? f.constant(at, 0, Loc.NONE) : sum;
    }

    private int atom(Block at, Atom a, Map<Atom, Integer> atoms) {
        Integer known = atoms.get(a);
        if (known == null) {
            known = switch (a.kind()) {
                case PARAMETER -> a.value();
                case LENGTH -> f.append(at, Op.ALEN, Type.I32, null, Loc.NONE, a.value());
                case EXTENT -> f.append(at, Op.INTRINSIC, Type.I32, a.name(), Loc.NONE);
                default -> throw new IllegalStateException(a + " is not of the launch");
            };
            atoms.put(a, known);
        }
        return known;
    }

    private void lower(Block b, Map<Insn, LaunchCondition> plain) {
        Block at = b;
        List<Insn> all = List.copyOf(b.insns());
        Term end = b.term();
        b.insns().clear();
        for (Insn i : all) {
            LaunchCondition c = plain.get(i);
            if (c == null) {
                at.insns().add(i);
            } else if (isAlways(c)) {
                add(at, i);
            } else {
                Block own = f.newBlock();
                Block shared = f.newBlock();
                Block rest = f.newBlock();
                at.setTerm(Term.br(flags.get(c), Edge.to(own.id()), Edge.to(shared.id()), i.loc()));
                add(own, i);
                own.setTerm(Term.jump(Edge.to(rest.id()), i.loc()));
                shared.insns().add(i);
                shared.setTerm(Term.jump(Edge.to(rest.id()), i.loc()));
                at = rest;
            }
        }
        at.setTerm(end);
    }

    private void add(Block at, Insn i) {
        Type type = f.typeOf(i.arg(2));
        int before = f.append(at, Op.ALOAD, type, null, i.loc(), i.arg(0), i.arg(1));
        int after = f.append(at, Op.ADD, type, null, i.loc(), before, i.arg(2));
        f.append(at, Op.ASTORE, Type.VOID, null, i.loc(), i.arg(0), i.arg(1), after);
    }
}
