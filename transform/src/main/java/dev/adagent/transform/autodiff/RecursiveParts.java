package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tangent functions of recursive functions, inside a function that is differentiated again. They cannot be put into it, and what they give, a tuple,
 * has no derivative; so they are made ordinary functions, which give the value and store each tangent to an array of one element that
 * the caller makes.
 */
final class RecursiveParts {
    private static final String PLAIN = "plain ";

    private RecursiveParts() {}

    /** Whether a function of the module is a tangent function that calls itself, perhaps by way of others. */
    static boolean isRecursiveTangent(String name, Module module) {
        return name.startsWith(Derivatives.TANGENT) && isRecursive(name, module);
    }

    /** Whether a function of the module calls itself, perhaps by way of others. */
    static boolean isRecursive(String name, Module module) {
        return callees(module.get(name), module).contains(name);
    }

    /** Whether a function calls, perhaps by way of others, one that calls itself. */
    static boolean reachesRecursion(Function f, Module module) {
        return callees(f, module).stream()
                .anyMatch(g -> callees(module.get(g), module).contains(g));
    }

    private static Set<String> callees(Function f, Module module) {
        Set<String> seen = new HashSet<>();
        Deque<Function> work = new ArrayDeque<>(List.of(f));
        while (!work.isEmpty()) {
            for (Block b : work.poll().blocks()) {
                for (Insn i : b.insns()) {
                    String name = i.op() == Op.CALL && i.attr() instanceof Callee c ? c.function() : null;
                    if (name != null && module.get(name) != null && seen.add(name)) {
                        work.add(module.get(name));
                    }
                }
            }
        }
        return seen;
    }

    /** Replaces a call of such a function; the tuple that it gave is put together from what its plain form gives. */
    static void replace(Function f, Block b, int index, Module module) {
        Insn call = b.insns().get(index);
        Callee callee = (Callee) call.attr();
        Function plain = plain(module.get(callee.function()), module);
        Block made = new Function("call", Type.VOID).newBlock();
        int own = call.args().length;
        int[] args = Arrays.copyOf(call.args(), plain.params().size());
        for (int k = own; k < args.length; k++) {
            Type array = plain.paramTypes().get(k);
            args[k] = f.append(made, Op.NEWARRAY, array, null, call.loc(), f.constant(made, 1, call.loc()));
        }
        Callee to = callee.withFunction(plain.name());
        if (!call.type().isTuple()) {
            made.insns().add(new Insn(Op.CALL, call.type(), call.result(), args, to, call.loc()));
        } else {
            int[] members = new int[call.type().parts().size()];
            members[0] = f.append(made, Op.CALL, plain.result(), to, call.loc(), args);
            for (int m = 1; m < members.length; m++) {
                Type type = call.type().parts().get(m);
                int zero = f.constant(made, 0, call.loc());
                members[m] = f.append(made, Op.ALOAD, type, null, call.loc(), args[own + m - 1], zero);
            }
            made.insns().add(new Insn(Op.TUPLE, call.type(), call.result(), members, null, call.loc()));
        }
        b.insns().remove(index);
        b.insns().addAll(index, made.insns());
    }

    private static Function plain(Function tangent, Module module) {
        String name = PLAIN + tangent.name();
        if (module.get(name) != null) {
            return module.get(name);
        }
        List<Type> parts = tangent.result().isTuple() ? tangent.result().parts() : List.of();
        Function f = tangent.copy(name, parts.isEmpty() ? tangent.result() : parts.get(0));
        List<Integer> outs = new ArrayList<>();
        for (int m = 1; m < parts.size(); m++) {
            outs.add(f.addParam(f.entry(), Type.array(parts.get(m))));
        }
        module.add(f);
        for (Block b : f.blocks()) {
            if (b.term().kind() == Term.Kind.RET && !parts.isEmpty()) {
                returnPlain(f, b, parts, outs);
            }
            for (int k = 0; k < b.insns().size(); k++) {
                Insn i = b.insns().get(k);
                String callee = i.op() == Op.CALL ? ((Callee) i.attr()).function() : null;
                if (callee != null && isRecursiveTangent(callee, module)) {
                    replace(f, b, k, module);
                }
            }
        }
        Tuples.run(f);
        return f;
    }

    private static void returnPlain(Function f, Block b, List<Type> parts, List<Integer> outs) {
        Term ret = b.term();
        int tuple = ret.args()[0];
        for (int m = 1; m < parts.size(); m++) {
            int member = f.append(b, Op.EXTRACT, parts.get(m), m, ret.loc(), tuple);
            f.append(b, Op.ASTORE, Type.VOID, null, ret.loc(), outs.get(m - 1), f.constant(b, 0, ret.loc()), member);
        }
        b.setTerm(Term.ret(ret.loc(), f.append(b, Op.EXTRACT, parts.get(0), 0, ret.loc(), tuple)));
    }
}
