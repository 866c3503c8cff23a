package dev.adagent.transform.lift;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Narrows what a method gives back that returns a boolean, byte, char or short, as {@code ireturn} does (JVMS §6.5). Compilers of Java narrow such a value before
 * they return it, so that nothing is left to do; others need not.
 */
final class NarrowResults {
    private final Function f;
    private final Type to;
    private final Uses uses;
    private final Map<Integer, Type> parameters = new HashMap<>();
    private final Map<Integer, List<Integer>> incoming = new HashMap<>();

    private NarrowResults(Function f, Type to) {
        this.f = f;
        this.to = to;
        uses = Uses.of(f);
    }

    /**
     * Narrows the results of a finished function.
     *
     * @param method its descriptor
     * @param paired whether each result is the first of a pair
     */
    static void run(Function f, String method, boolean paired) {
        org.objectweb.asm.Type result = org.objectweb.asm.Type.getReturnType(method);
        Type to = Type.ofDescriptor(result.getDescriptor());
        if (!to.asValue().equals(to)) {
            new NarrowResults(f, to).run(org.objectweb.asm.Type.getArgumentTypes(method), paired);
        }
    }

    private void run(org.objectweb.asm.Type[] types, boolean paired) {
        List<Integer> params = f.params();
        for (int k = 0; k < types.length; k++) {
            // the receiver comes first, if there is one
            parameters.put(params.get(params.size() - types.length + k), Type.ofDescriptor(types[k].getDescriptor()));
        }
        for (Block b : f.blocks()) {
            if (b.term() != null) {
                for (Edge e : b.term().edges()) {
                    List<Integer> to = f.block(e.target()).params();
                    for (int k = 0; k < to.size(); k++) {
                        incoming.computeIfAbsent(to.get(k), p -> new ArrayList<>())
                                .add(e.args()[k]);
                    }
                }
            }
        }
        for (Block b : f.blocks()) {
            if (b.term() != null && b.term().kind() == Term.Kind.RET) {
                narrow(b, paired);
            }
        }
    }

    private void narrow(Block b, boolean paired) {
        int returned = b.term().args()[0];
        Insn pair = paired ? uses.insn(returned) : null;
        int value = paired ? pair.arg(0) : returned;
        if (fits(value, new HashSet<>())) {
            return;
        }
        int narrowed = f.append(b, Op.NARROW, Type.I32, to, b.term().loc(), value);
        int result = paired ? f.append(b, Op.TUPLE, pair.type(), null, pair.loc(), narrowed, pair.arg(1)) : narrowed;
        b.setTerm(Term.ret(b.term().loc(), result));
    }

    /** Whether a value is one of the type, if those are that are looked at already. */
    private boolean fits(int value, Set<Integer> seen) {
        if (!seen.add(value)) {
            return true;
        }
        Insn d = uses.insn(value);
        if (d == null) {
            if (parameters.containsKey(value)) {
                return Narrow.holds(to, parameters.get(value));
            }
            List<Integer> from = incoming.get(value);
            return from != null && from.stream().allMatch(v -> fits(v, seen));
        }
        return switch (d.op()) {
            case CMP3 -> !to.equals(Type.BOOL) && !to.equals(Type.U16);
            case CALL -> givesNarrow(d);
            case EXTRACT -> {
                Insn call = uses.insn(d.arg(0)); // gives its exception beside the result
                yield call != null && call.op() == Op.CALL && d.attr().equals(0) && givesNarrow(call);
            }
            case AND, OR, XOR -> fits(d.arg(0), seen) && fits(d.arg(1), seen);
            case SELECT -> fits(d.arg(1), seen) && fits(d.arg(2), seen);
            default -> Narrow.gives(d, to, f::typeOf);
        };
    }

    private boolean givesNarrow(Insn call) {
        String called = ((Callee) call.attr()).original().descriptor();
        return Narrow.holds(to, Type.ofDescriptor(called.substring(called.indexOf(')') + 1)));
    }
}
