package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Makes ordinary functions of functions that give a tuple, which has no derivative: they give the first member and store each other to an array
 * of one element that the caller makes. Arrays and objects they give together, as one array of their own: references are stored only in what a
 * function makes itself (ADR 51). Such are methods that call themselves and may throw what a caller catches: they give their value and what they
 * throw, as numbers; and tangent functions of recursive functions, where these are differentiated again.
 */
final class ResultArrays {
    private static final String PLAIN = "plain ";

    private final Module module;
    private final Predicate<String> which;

    /** @param which by name: the functions of the module that are replaced, and those that call them */
    ResultArrays(Module module, Predicate<String> which) {
        this.module = module;
        this.which = which;
    }

    /** A function to differentiate, or a copy of it in which no function of the module gives a tuple but derivatives do. */
    static Function in(Function primal, Module module) {
        Set<String> affected = new HashSet<>();
        while (affected.addAll(module.functions().stream()
                .filter(g -> !Parts.isPart(g.name()) && (isTuple(g) || callsOneOf(g, affected)))
                .map(Function::name)
                .toList())) {}
        if (!callsOneOf(primal, affected)) {
            return primal;
        }
        Function f = primal.copy(primal.name());
        ResultArrays arrays = new ResultArrays(module, affected::contains);
        arrays.replaceCalls(f);
        Tuples.run(f);
        return f;
    }

    private static boolean isTuple(Function g) {
        return g.result().isTuple() && !(g.origin() instanceof ForwardOverReverse.Origin);
    }

    private static boolean callsOneOf(Function g, Set<String> names) {
        return g.blocks().stream().flatMap(b -> b.insns().stream()).anyMatch(i -> names.contains(callee(i)));
    }

    private static String callee(Insn i) {
        return i.op() == Op.CALL && i.attr() instanceof Callee c ? c.function() : null;
    }

    private void replaceCalls(Function f) {
        for (Block b : f.blocks()) {
            for (int k = 0; k < b.insns().size(); k++) {
                String callee = callee(b.insns().get(k));
                if (callee != null && module.get(callee) != null && which.test(callee)) {
                    replace(f, b, k);
                }
            }
        }
    }

    /** Replaces a call of such a function; the tuple that it gave is put together from what its plain form gives. */
    void replace(Function f, Block b, int index) {
        Insn call = b.insns().get(index);
        Callee callee = (Callee) call.attr();
        Function plain = plain(module.get(callee.function()));
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
            List<Type> parts = call.type().parts();
            int[] members = new int[parts.size()];
            int given = f.append(made, Op.CALL, plain.result(), to, call.loc(), args);
            members[0] = given;
            int out = own;
            for (int m = isTogether(parts, 0) ? 0 : 1; m < members.length; m++) {
                boolean together = isTogether(parts, m);
                int array = together ? given : args[out++];
                int at = f.constant(made, together ? m : 0, call.loc());
                members[m] = f.append(made, Op.ALOAD, parts.get(m), null, call.loc(), array, at);
            }
            made.insns().add(new Insn(Op.TUPLE, call.type(), call.result(), members, null, call.loc()));
        }
        b.insns().remove(index);
        b.insns().addAll(index, made.insns());
    }

    private Function plain(Function g) {
        String name = PLAIN + g.name();
        if (module.get(name) != null) {
            return module.get(name);
        }
        List<Type> parts = g.result().isTuple() ? g.result().parts() : List.of();
        boolean together = !parts.isEmpty() && isTogether(parts, 0);
        Type first = parts.isEmpty() ? g.result() : parts.get(0);
        Function f = g.copy(name, together ? Type.array(first) : first);
        List<Integer> outs = new ArrayList<>();
        for (int m = 1; m < parts.size(); m++) {
            if (!isTogether(parts, m)) {
                outs.add(f.addParam(f.entry(), Type.array(parts.get(m))));
            }
        }
        module.add(f);
        for (Block b : f.blocks()) {
            if (b.term().kind() == Term.Kind.RET && !parts.isEmpty()) {
                returnPlain(f, b, parts, outs);
            }
        }
        replaceCalls(f);
        Tuples.run(f);
        return f;
    }

    /** Whether a member of the tuple is given in one array with others: references of the first one's type, by their numbers. */
    private static boolean isTogether(List<Type> parts, int member) {
        return parts.get(0).isReference()
                && parts.get(member).equals(parts.get(0))
                && parts.lastIndexOf(parts.get(0)) > 0;
    }

    private static void returnPlain(Function f, Block b, List<Type> parts, List<Integer> outs) {
        Term ret = b.term();
        int tuple = ret.args()[0];
        int together = -1;
        if (isTogether(parts, 0)) {
            int length = f.constant(b, parts.lastIndexOf(parts.get(0)) + 1, ret.loc());
            together = f.append(b, Op.NEWARRAY, f.result(), null, ret.loc(), length);
        }
        int out = 0;
        for (int m = together < 0 ? 1 : 0; m < parts.size(); m++) {
            int member = f.append(b, Op.EXTRACT, parts.get(m), m, ret.loc(), tuple);
            boolean apart = !isTogether(parts, m);
            int array = apart ? outs.get(out++) : together;
            f.append(b, Op.ASTORE, Type.VOID, null, ret.loc(), array, f.constant(b, apart ? 0 : m, ret.loc()), member);
        }
        int given = together < 0 ? f.append(b, Op.EXTRACT, parts.get(0), 0, ret.loc(), tuple) : together;
        b.setTerm(Term.ret(ret.loc(), given));
    }
}
