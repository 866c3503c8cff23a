package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.FunctionCloner;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Begins a derivative: a copy of the primal, with the parameters of the derivative. */
final class Parameters {
    /** Parameters that vary. */
    final BitSet active = new BitSet();
    /** The shadow or tangent of each duplicated parameter, for each derivative of the batch. */
    final List<Map<Integer, Integer>> shadows = new ArrayList<>();
    /** Parameters whose gradient is returned. */
    final List<Integer> gradients = new ArrayList<>();
    /** The primal's parameters, in order. */
    final List<Integer> primals = new ArrayList<>();
    /** References among the parameters, shadows included, in order. */
    final List<Integer> references = new ArrayList<>();
    /** The adjoints of the result, for each derivative of the batch; none if they are not given. */
    final List<Integer> seeds = new ArrayList<>();

    private Parameters(int width) {
        for (int k = 0; k < width; k++) {
            shadows.add(new HashMap<>());
        }
    }

    /**
     * Copies the primal into an empty function.
     *
     * @param checked whether the derivative checks what it is given, as one that users call does
     * @param callees tell what the primal's calls write to
     */
    static Parameters copy(Function primal, Spec spec, Function to, boolean checked, Callees callees) {
        Parameters out = new Parameters(spec.width());
        FunctionCloner cloner = new FunctionCloner(primal, to, l -> l);
        Block entry = to.newBlock();
        List<Integer> args = new ArrayList<>();
        for (int i = 0; i < primal.params().size(); i++) {
            args.add(out.add(primal.paramTypes().get(i), spec.activities().get(i), to));
            cloner.map(primal.params().get(i), args.get(i));
        }
        if (spec.hasSeed(primal)) {
            for (int k = 0; k < spec.width(); k++) {
                out.seeds.add(to.addParam(entry, primal.result()));
            }
        }
        cloner.copyBlocks();
        // the copied entry has the primal's parameters, which are mapped to those of the new one
        int first = cloner.block(primal.entry().id());
        to.block(first).params().clear();
        Loc loc = primal.entry().term().loc();
        Block last = entry;
        for (int p : args) {
            for (Map<Integer, Integer> lane : out.shadows) {
                if (checked && lane.containsKey(p) && to.typeOf(p).isReference()) {
                    last = new ShadowChecks(to, loc, spec.runtimeActivity()).emit(last, p, lane.get(p));
                }
            }
        }
        if (checked && !spec.runtimeActivity()) {
            last = out.checkLanes(to, last, args, loc);
        }
        if (checked && !spec.distinct()) {
            last = out.checkAliases(primal, to, last, args, callees, new ShadowChecks(to, loc, spec.runtimeActivity()));
        }
        last.setTerm(Term.jump(Edge.to(first), loc));
        return out;
    }

    private int add(Type type, Activity activity, Function to) {
        int p = to.addParam(to.entry(), type);
        primals.add(p);
        if (type.isReference()) {
            references.add(p);
        }
        switch (activity) {
            case ACTIVE -> {
                active.set(p);
                gradients.add(p);
            }
            case DUPLICATED -> {
                active.set(p);
                for (Map<Integer, Integer> lane : shadows) {
                    int shadow = to.addParam(to.entry(), type);
                    lane.put(p, shadow);
                    if (type.isReference()) {
                        references.add(shadow);
                    }
                }
            }
            case CONST -> {}
        }
        return p;
    }

    /**
     * An array that is passed as duplicated and as constant, or as duplicated with two shadows, has a derivative as long as nobody writes it; a shadow
     * that is another argument too has none.
     */
    private Block checkAliases(
            Function primal, Function to, Block first, List<Integer> args, Callees callees, ShadowChecks checks) {
        Block last = first;
        for (int a : args) {
            if (!active.get(a) || !to.typeOf(a).isArray()) {
                continue;
            }
            boolean written = writes(primal, to.typeOf(a), callees);
            for (int other : args) {
                if (other == a || !to.typeOf(other).equals(to.typeOf(a))) {
                    continue;
                }
                for (Map<Integer, Integer> lane : shadows) {
                    int shadow = lane.get(a);
                    last = checks.shadowIsNot(
                            last,
                            a,
                            shadow,
                            other,
                            "a shadow is passed as another argument too: give each argument arrays of its own");
                    if (written && active.get(other) && args.indexOf(a) < args.indexOf(other)) {
                        last = checks.correspond(last, a, shadow, other, lane.get(other));
                    } else if (written && !active.get(other)) {
                        last = checks.duplicatedIsNot(
                                last,
                                a,
                                shadow,
                                other,
                                "an array that is written is passed as duplicated and as constant: pass it as duplicated twice");
                    }
                }
            }
        }
        return last;
    }

    /** Two derivatives of a batch do not share a shadow. */
    private Block checkLanes(Function to, Block first, List<Integer> args, Loc loc) {
        Block last = first;
        for (int a : args) {
            for (int k = 1; k < shadows.size() && active.get(a) && to.typeOf(a).isArray(); k++) {
                for (int m = 0; m < k; m++) {
                    last = new ShadowChecks(to, loc)
                            .distinct(
                                    last,
                                    shadows.get(m).get(a),
                                    shadows.get(k).get(a),
                                    "two derivatives of a batch share a shadow: give each its own");
                }
            }
        }
        return last;
    }

    /** Whether the function may write an array of that type that it did not make itself. */
    private static boolean writes(Function f, Type array, Callees callees) {
        Uses uses = Uses.of(f);
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                boolean write = i.op() == Op.ASTORE || i.op() == Op.ATOMIC || i.op() == Op.ACCUM;
                if (write && f.typeOf(i.arg(0)).equals(array)) {
                    Insn made = uses.insn(i.arg(0));
                    if (made == null || made.op() != Op.NEWARRAY) {
                        return true;
                    }
                }
                if (i.op() == Op.CALL && !Effects.isPure(i)) {
                    Callees.Summary s = callees.of(i);
                    boolean known = s != null && !s.isOpaque();
                    for (int k = 0; k < i.args().length; k++) {
                        if (f.typeOf(i.arg(k)).equals(array)
                                && !(known && !s.writes().get(k))) {
                            return true;
                        }
                    }
                }
            }
        }
        return false;
    }
}
