package dev.adagent.transform.ir;

import dev.adagent.transform.ir.analysis.Cfg;
import dev.adagent.transform.ir.analysis.Dominators;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks what every pass may rely on: one definition for each value, uses dominated by definitions, edges that fit their targets,
 * operand and result types, attributes. The rules are listed in {@code docs/ir.md}. A violation is a mistake of the compiler, never
 * of the user: {@link IllegalStateException}, which names function, block and instruction.
 *
 * <p>Reference types are compared only as far as their arrays go, since the IR knows no class hierarchy.
 */
public final class Verifier {
    private final Function f;
    private final Module module;
    private final Map<Integer, int[]> definitions = new HashMap<>();

    private Verifier(Function f, Module module) {
        this.f = f;
        this.module = module;
    }

    /**
     * Checks one function by itself.
     *
     * @throws IllegalStateException if a rule is broken
     */
    public static void verify(Function f) {
        new Verifier(f, null).run();
    }

    /**
     * Checks every function, and that calls and lambdas name functions of the module, calls with operands and results that fit.
     *
     * @throws IllegalStateException if a rule is broken
     */
    public static void verify(Module m) {
        if (m.functions().isEmpty()) {
            throw new IllegalStateException("a module without functions");
        }
        m.functions().forEach(f -> new Verifier(f, m).run());
    }

    /**
     * {@link #verify(Module)}, and no marker of a derivative is left.
     *
     * @throws IllegalStateException if a rule is broken
     */
    public static void verifyResolved(Module m) {
        verify(m);
        reject(m, "is left after resolve", i -> i.op() == Op.DEFERRED);
    }

    /**
     * {@link #verifyResolved}, and every call has a body in the module: what a back end can lower.
     *
     * @throws IllegalStateException if a rule is broken
     */
    public static void verifyExpanded(Module m) {
        verifyResolved(m);
        reject(
                m,
                "is left after expand",
                i -> i.op() == Op.LAMBDA || (i.op() == Op.CALL && isUnbound((Callee) i.attr())));
    }

    private static boolean isUnbound(Callee c) {
        return c.function() == null && !c.isTargetIntrinsic();
    }

    private static void reject(Module m, String why, java.util.function.Predicate<Insn> bad) {
        for (Function f : m.functions()) {
            for (Block b : f.blocks()) {
                for (Insn i : b.insns()) {
                    if (bad.test(i)) {
                        throw new Verifier(f, m).broken(b, i, why);
                    }
                }
            }
        }
    }

    private void run() {
        if (f.blocks().isEmpty()) {
            throw new IllegalStateException(f.name() + ": no blocks");
        }
        for (Block b : f.blocks()) {
            define(b);
        }
        for (Block b : f.blocks()) {
            if (b.term() == null) {
                throw broken(b, null, "no terminator");
            }
            for (Edge e : b.term().edges()) {
                edge(b, e);
            }
        }
        Cfg cfg = Cfg.of(f);
        Dominators dom = Dominators.of(cfg);
        for (Block b : f.blocks()) {
            for (int i = 0; i < b.insns().size(); i++) {
                Insn insn = b.insns().get(i);
                for (int v : insn.args()) {
                    use(b, i, insn, v, cfg, dom);
                }
                String fault = Signatures.fault(f, insn);
                if (fault == null && module != null) {
                    fault = link(insn);
                }
                if (fault != null) {
                    throw broken(b, insn, fault);
                }
            }
            int end = b.insns().size();
            for (int v : b.term().args()) {
                use(b, end, null, v, cfg, dom);
            }
            for (Edge e : b.term().edges()) {
                for (int v : e.args()) {
                    use(b, end, null, v, cfg, dom);
                }
                edgeTypes(b, e);
            }
            String fault = Signatures.fault(f, b.term());
            if (fault != null) {
                throw broken(b, null, fault);
            }
        }
    }

    private void define(Block b) {
        for (int p : b.params()) {
            define(b, null, p, -1);
        }
        for (int i = 0; i < b.insns().size(); i++) {
            Insn insn = b.insns().get(i);
            if (insn.result() >= 0) {
                define(b, insn, insn.result(), i);
                if (!insn.type().equals(f.typeOf(insn.result()))) {
                    throw broken(b, insn, "the function says that the result is " + f.typeOf(insn.result()));
                }
            }
        }
    }

    private void define(Block b, Insn insn, int value, int index) {
        if (value < 0 || value >= f.valueCount() || f.typeOf(value) == null) {
            throw broken(b, insn, "%" + value + " is no value of the function");
        }
        if (definitions.put(value, new int[] {b.id(), index}) != null) {
            throw broken(b, insn, "%" + value + " is defined twice");
        }
        Type t = f.typeOf(value);
        if (!t.equals(t.asValue()) || t.equals(Type.VOID)) {
            throw broken(b, insn, "no value has type " + t);
        }
    }

    private void use(Block b, int index, Insn insn, int value, Cfg cfg, Dominators dom) {
        int[] def = definitions.get(value);
        if (def == null) {
            throw broken(b, insn, "%" + value + " is used and never defined");
        }
        boolean before = def[0] == b.id() ? def[1] < index : dom.dominates(def[0], b.id());
        if (!before && cfg.isReachable(b.id())) {
            throw broken(b, insn, "%" + value + ", defined in b" + def[0] + ", does not dominate this use");
        }
    }

    private void edge(Block b, Edge e) {
        if (!f.hasBlock(e.target())) {
            throw broken(b, null, "there is no block b" + e.target());
        }
        if (e.target() == f.entry().id()) {
            throw broken(b, null, "an edge leads to the entry");
        }
        int wanted = f.block(e.target()).params().size();
        if (wanted != e.args().length) {
            throw broken(b, null, "b" + e.target() + " takes " + wanted + " arguments, not " + e.args().length);
        }
    }

    private void edgeTypes(Block b, Edge e) {
        List<Integer> params = f.block(e.target()).params();
        for (int i = 0; i < params.size(); i++) {
            if (!Signatures.fits(f.typeOf(e.args()[i]), f.typeOf(params.get(i)))) {
                throw broken(
                        b,
                        null,
                        "%" + e.args()[i] + ": " + f.typeOf(e.args()[i]) + " does not fit the parameter %"
                                + params.get(i) + ": " + f.typeOf(params.get(i)) + " of b" + e.target());
            }
        }
    }

    /** What is wrong between a call or lambda and the module, or null. */
    private String link(Insn insn) {
        String name = insn.attr() instanceof Callee c ? c.function() : null;
        name = insn.attr() instanceof Lambda l ? l.function() : name;
        if (name == null) {
            return null;
        }
        Function callee = module.get(name);
        if (callee == null) {
            return "the module has no function " + name;
        }
        if (insn.op() != Op.CALL) {
            return null;
        }
        List<Type> wanted = callee.paramTypes();
        boolean fits = wanted.size() == insn.args().length && Signatures.fits(callee.result(), insn.type());
        for (int i = 0; fits && i < wanted.size(); i++) {
            fits = Signatures.fits(f.typeOf(insn.arg(i)), wanted.get(i));
        }
        return fits ? null : "the call does not fit " + name + wanted + " → " + callee.result();
    }

    private IllegalStateException broken(Block b, Insn insn, String what) {
        String at = insn == null ? "" : ", " + IrPrinter.print(f, insn);
        if (insn == null && b.term() != null) {
            at = ", " + IrPrinter.print(f, b.term());
        }
        Loc loc = insn != null ? insn.loc() : b.term() != null ? b.term().loc() : Loc.NONE;
        return new IllegalStateException(
                f.name() + ", b" + b.id() + at + (loc.equals(Loc.NONE) ? "" : " at " + loc) + ": " + what);
    }
}
