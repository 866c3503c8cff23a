package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Bounds how many calls of functions that can come to call themselves, directly or through others, a thread has open at once: the next
 * one raises a {@code StackOverflowError}. Each such function, and each that leads to one, is told as its last parameter how many more
 * there may be. On a device whose stacks are sized before a launch nothing else keeps a thread from running out of its own.
 */
public final class RecursionLimit {
    private static final Term.Raise OVERFLOW = new Term.Raise("java/lang/StackOverflowError", null);

    /** What the copy of a kernel that calls itself is called besides the kernel's name. */
    private static final String AGAIN = "$again";

    private final Module module = new Module();
    private final Integer most;
    private final CallGraph graph;
    /** What is entered from elsewhere too, and so begins to count anew: the kernel, and what a lambda that is still an object runs. */
    private final Set<String> roots = new HashSet<>();
    /** The functions that take the number of calls that may follow. */
    private final Set<String> counting = new HashSet<>();

    private RecursionLimit(Module from, Integer most) {
        this.most = most;
        from.functions().forEach(f -> module.add(f.copy(f.name())));
        this.graph = separateEntry();
        roots.add(module.entry().name());
        for (Function f : module.functions()) {
            f.blocks()
                    .forEach(b -> b.insns().stream()
                            .filter(i -> i.op() == Op.LAMBDA)
                            .forEach(i -> roots.add(CallGraph.named(i))));
        }
        for (Function f : module.functions()) {
            if (!roots.contains(f.name()) && graph.reachable(f.name()).stream().anyMatch(graph::isRecursive)) {
                counting.add(f.name());
            }
        }
    }

    /** A copy of the module that allows so many calls; the module itself if no function can come to call itself. */
    public static Module of(Module module, int most) {
        return isRecursive(module) ? new RecursionLimit(module, most).run() : module;
    }

    /**
     * A copy of the module whose entry takes the number of calls as one more parameter, an {@code i32}, the last; the module itself if no
     * function can come to call itself.
     */
    public static Module byParameter(Module module) {
        return isRecursive(module) ? new RecursionLimit(module, null).run() : module;
    }

    /** Whether a function of the module can come to call itself. */
    static boolean isRecursive(Module module) {
        CallGraph graph = CallGraph.ofCalls(module);
        return module.functions().stream().anyMatch(f -> graph.isRecursive(f.name()));
    }

    private Module run() {
        module.functions().forEach(this::tell);
        return module;
    }

    /** A kernel that calls itself calls a copy from then on: what a launch enters counts no calls. */
    private CallGraph separateEntry() {
        CallGraph calls = CallGraph.ofCalls(module);
        Function entry = module.entry();
        if (!calls.isRecursive(entry.name())) {
            return calls;
        }
        Function again = entry.copy(entry.name() + AGAIN);
        module.add(again);
        for (Function f : module.functions()) {
            for (Block b : f.blocks()) {
                b.insns()
                        .replaceAll(i -> i.op() == Op.CALL && entry.name().equals(((Callee) i.attr()).function())
                                ? i.withAttr(((Callee) i.attr()).withFunction(again.name()))
                                : i);
            }
        }
        return CallGraph.ofCalls(module);
    }

    private void tell(Function f) {
        if (f == module.entry() && most == null) {
            pass(f, f.addParam(f.entry(), Type.I32));
        } else if (roots.contains(f.name())) {
            pass(f, first(f, most == null ? 0 : most));
        } else if (counting.contains(f.name())) {
            int left = f.addParam(f.entry(), Type.I32);
            pass(f, graph.isRecursive(f.name()) ? take(f, left) : left);
        }
    }

    private static int first(Function f, int number) {
        int id = f.newValue(Type.I32);
        f.entry().insns().add(0, new Insn(Op.CONST, Type.I32, id, new int[0], number, place(f)));
        return id;
    }

    /** Raises if no call is left; gives how many are left after this one. */
    private static int take(Function f, int left) {
        Loc loc = place(f);
        Block entry = f.entry();
        Block rest = f.newBlock();
        rest.insns().addAll(entry.insns());
        rest.setTerm(entry.term());
        entry.insns().clear();
        Block over = f.newBlock();
        over.setTerm(Term.raise(OVERFLOW, loc));
        int any = f.append(entry, Op.CMP, Type.I32, Cond.GT, loc, left, f.constant(entry, 0, loc));
        int after = f.append(entry, Op.SUB, Type.I32, null, loc, left, f.constant(entry, 1, loc));
        entry.setTerm(Term.br(any, Edge.to(rest.id()), Edge.to(over.id()), loc));
        List<Integer> order = new ArrayList<>(List.of(entry.id(), rest.id()));
        f.blocks().stream().map(Block::id).filter(b -> !order.contains(b)).forEach(order::add);
        f.reorder(order);
        return after;
    }

    /** Hands the number on to the functions that count. */
    private void pass(Function f, int left) {
        for (Block b : f.blocks()) {
            b.insns().replaceAll(i -> {
                String name = i.op() == Op.CALL ? ((Callee) i.attr()).function() : null;
                if (!counting.contains(name)) {
                    return i;
                }
                int[] args = Arrays.copyOf(i.args(), i.args().length + 1);
                args[args.length - 1] = left;
                return i.withArgs(args);
            });
        }
    }

    /** The line at which the method begins, as far as its instructions show. */
    private static Loc place(Function f) {
        return f.blocks().stream()
                .flatMap(b -> b.insns().stream())
                .map(Insn::loc)
                .filter(l -> l.inlinedAt() == null && l.line() >= 0)
                .findFirst()
                .orElse(Loc.NONE);
    }
}
