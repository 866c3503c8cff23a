package dev.adagent.transform.autodiff;

import dev.adagent.overlay.Overlay;
import dev.adagent.transform.autodiff.rules.CustomRules;
import dev.adagent.transform.autodiff.rules.RuledCall;
import dev.adagent.transform.autodiff.rules.Rules;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Intrinsics;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the functions that a differentiated function calls do to the arrays that they get: a summary for each function, found
 * bottom-up, in cycles of calls by a fixpoint (mod/ref analysis after Banning, "An efficient way to find the side effects of
 * procedure calls", POPL 1979).
 */
final class Callees {
    /**
     * What a call may do.
     *
     * @param reads parameters from whose arrays elements are read
     * @param writes parameters into whose arrays elements are written
     * @param returns parameters whose arrays and objects, or what these hold, it may give back, or give back something that holds them
     * @param readsElsewhere whether it reads arrays and objects that it does not get, those in static fields
     * @param elsewhere whether it may write into such; then it is opaque too
     * @param opaque what else it does that a derivative cannot follow; null if nothing
     */
    record Summary(
            BitSet reads, BitSet writes, BitSet returns, boolean readsElsewhere, boolean elsewhere, String opaque) {
        boolean isOpaque() {
            return opaque != null;
        }
    }

    /**
     * A call found in a function, with the parameters of that function whose arrays it passes on, for each operand.
     *
     * @param result the value that it gives, −1 if none
     */
    private record Inner(String callee, List<BitSet> passed, int result) {}

    /** What one function does itself, its calls apart. */
    private static final class Facts {
        final BitSet reads = new BitSet();
        final BitSet writes = new BitSet();
        final BitSet returns = new BitSet();
        /** Results of calls that are read, written, and given back. */
        final BitSet readResults = new BitSet();

        final BitSet writtenResults = new BitSet();
        final BitSet returnedResults = new BitSet();
        final List<Inner> calls = new ArrayList<>();
        boolean readsElsewhere;
        boolean elsewhere;
        String opaque;

        Summary summary() {
            return new Summary(reads, writes, returns, readsElsewhere, elsewhere, opaque);
        }

        int size() {
            int flags = (readsElsewhere ? 1 : 0) + (elsewhere ? 1 : 0) + (opaque == null ? 0 : 1);
            return reads.cardinality() + writes.cardinality() + returns.cardinality() + flags;
        }
    }

    private static final Set<Type> ABOVE_ARRAYS = Set.of(
            Type.object("java/lang/Object"), Type.object("java/lang/Cloneable"), Type.object("java/io/Serializable"));

    private final Module module;
    private final Map<String, Summary> summaries = new HashMap<>();
    private final CustomRules rules;
    private boolean handedOver;

    /** @param rules tells of the classes of the program */
    Callees(Module module, CustomRules rules) {
        this.module = module;
        this.rules = rules;
    }

    /** Whether all values of a type are enum constants, which are constant as what a static field holds is. */
    boolean isEnum(Type type) {
        return type.kind() == Type.Kind.OBJECT && rules.isEnum(type.name());
    }

    /** Whether {@code makeZero} may give an object of a type as its own shadow: a lambda, an enum constant, a boxed number, a text. */
    boolean mayBeItsOwnShadow(Type type) {
        return type.kind() == Type.Kind.OBJECT && rules.mayBeItsOwnShadow(type.name());
    }

    /** Whether a static field holds an array without elements. */
    boolean isEmptyArray(FieldRef field) {
        return length(field) == 0;
    }

    /** Length of the array that a static field holds; −1 if it is not known. */
    int length(FieldRef array) {
        return rules.length(array);
    }

    /** The function that a call enters, null if it is none of the module or has a derivative rule of its own. */
    Function function(Insn i) {
        if (i.op() != Op.CALL
                || ((Callee) i.attr()).function() == null
                || Rules.find(i) != null
                || RuledCall.of(i) != null) {
            return null;
        }
        return module.get(((Callee) i.attr()).function());
    }

    /** The summary of a call's function; null if that is not known. */
    Summary of(Insn i) {
        Function g = function(i);
        return g == null ? null : summary(g);
    }

    /** Whether a function, which need not be in the module, writes into none of the arrays that it gets, and nowhere else. */
    boolean changesNothing(Function g) {
        Summary s = summary(g);
        return !s.isOpaque() && s.writes().isEmpty();
    }

    /** The arguments that a method with rules of users writes to, as its body says; none if that is not known. */
    BitSet writesOfRuled(Insn call) {
        RuledCall r = RuledCall.of(call);
        Function body = r == null || r.plain().function() == null
                ? null
                : rules.body(r.plain().function());
        return body == null ? new BitSet() : summary(body).writes();
    }

    /** Whether the call of a function of the module neither keeps nor gives back the arrays that it gets. */
    boolean keepNothing(Insn call) {
        Function g = function(call);
        return g != null && keepsNothing(g);
    }

    /** The same of a function, which need not be in the module. */
    boolean keepsNothing(Function g) {
        Summary s = summary(g);
        return !s.isOpaque() && s.returns().isEmpty();
    }

    private Summary summary(Function g) {
        Summary known = summaries.get(g.name());
        if (known != null) {
            return known;
        }
        Map<String, Facts> facts = new LinkedHashMap<>();
        gather(g, facts);
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Facts f : facts.values()) {
                changed |= absorb(f, facts);
            }
        }
        facts.forEach((name, f) -> summaries.put(name, f.summary()));
        return summaries.get(g.name());
    }

    private void gather(Function g, Map<String, Facts> facts) {
        if (facts.containsKey(g.name()) || summaries.containsKey(g.name())) {
            return;
        }
        Facts out = new Facts();
        facts.put(g.name(), out);
        if (g.origin() instanceof ForwardOverReverse.Origin o && !g.result().isTuple()) {
            ofGradient(g, o, out, facts);
            return;
        }
        Shape shape;
        try {
            Function copy = g.copy(g.name());
            Parts.inline(copy, module);
            shape = Normalizer.run(copy);
        } catch (DifferentiationException e) {
            out.opaque = "has " + e.construct();
            out.elsewhere = true;
            return;
        }
        Memory memory = new Memory(shape, false, this, false);
        for (int b : shape.cfg.reversePostOrder()) {
            for (Insn i : shape.function.block(b).insns()) {
                visit(i, shape.function, memory, out, facts);
            }
        }
        out.returns.or(memory.parametersOf(memory.returned()));
        out.returnedResults.or(memory.callsOf(memory.returned()));
        if (g.result().isTuple()) {
            out.opaque = "gives several values";
        } else if (!memory.isOwn(memory.returned())) {
            out.opaque = "gives a reference that is neither one of its arguments nor made by it";
        }
    }

    /** A gradient writes what its primal writes, to shadows, and to the arrays that its results go to. */
    private void ofGradient(Function g, ForwardOverReverse.Origin o, Facts out, Map<String, Facts> facts) {
        gather(o.primal(), facts);
        List<BitSet> passed = new ArrayList<>();
        int at = 0;
        for (Activity a : o.spec().activities()) {
            BitSet own = new BitSet();
            own.set(at++);
            passed.add(own);
            if (a == Activity.DUPLICATED) {
                out.writes.set(at++);
            }
        }
        out.calls.add(new Inner(o.primal().name(), passed, -1));
        out.writes.set(g.params().size() - o.outs(), g.params().size());
        for (int k = 0; k < g.params().size(); k++) {
            out.reads.set(k, g.paramTypes().get(k).isReference());
        }
    }

    private void visit(Insn i, Function f, Memory memory, Facts out, Map<String, Facts> facts) {
        switch (i.op()) {
            case ALOAD, GETFIELD -> reads(i, memory, out);
            case ASTORE, ACCUM, ATOMIC, PUTFIELD -> {
                out.writes.or(memory.parametersOf(i.arg(0)));
                out.writtenResults.or(memory.callsOf(memory.of(i.arg(0))));
                if (i.op() == Op.ACCUM || i.op() == Op.ATOMIC) {
                    reads(i, memory, out);
                }
                out.elsewhere |= !memory.isOwn(i.arg(0));
                if (!memory.isOwn(i.arg(0))) {
                    out.opaque = "writes to an array that is no argument";
                } else if (f.typeOf(i.arg(i.args().length - 1)).isReference() && !memory.isMadeHere(i.arg(0))) {
                    out.opaque = "stores a reference in an array or object that it did not make";
                } else if (AtomicWinners.is(i)) {
                    out.opaque = "takes a minimum or maximum of what several threads give";
                }
            }
            case SHARED -> out.opaque = "has memory that threads share";
            case PUTSTATIC -> out.opaque = "writes to fields";
            case DEFERRED -> {
                out.opaque = "asks for a derivative of which it is a part";
                out.elsewhere = true;
            }
            case INTRINSIC -> {
                if (Effects.synchronises(i)) {
                    out.opaque = "waits for other threads";
                }
            }
            case CALL -> call(i, memory, out, facts);
            default -> {}
        }
    }

    private static void reads(Insn access, Memory memory, Facts out) {
        out.reads.or(memory.parametersOf(access.arg(0)));
        out.readResults.or(memory.callsOf(memory.of(access.arg(0))));
        out.readsElsewhere |= !memory.isOwn(access.arg(0));
    }

    private void call(Insn i, Memory memory, Facts out, Map<String, Facts> facts) {
        if (Effects.isPure(i)) {
            return;
        }
        Function g = function(i);
        if (g == null) {
            Callee c = (Callee) i.attr();
            boolean prints = c.overlay() instanceof Overlay.Intrinsic n
                    && Intrinsics.exists(n.name())
                    && Intrinsics.kind(n.name()) == Intrinsics.Kind.PRINT;
            if (!prints) {
                out.opaque = "calls " + c.original();
                out.elsewhere |= !Effects.isOfHost(i) && !Effects.isOfTexts(i);
            }
            return;
        }
        gather(g, facts);
        List<BitSet> passed = new ArrayList<>();
        for (int a : i.args()) {
            BitSet all = memory.reachable(a);
            passed.add(memory.parametersOf(all));
            // what a call gave and another gets may be read, written and given back by that
            BitSet results = memory.callsOf(all);
            out.readResults.or(results);
            out.writtenResults.or(results);
            out.returnedResults.or(results);
        }
        out.calls.add(new Inner(g.name(), passed, i.result()));
    }

    private boolean absorb(Facts f, Map<String, Facts> facts) {
        boolean changed = false;
        for (Inner c : f.calls) {
            Facts g = facts.get(c.callee());
            Summary s = g != null ? g.summary() : summaries.get(c.callee());
            int before = f.size();
            BitSet reads = (BitSet) s.reads().clone();
            BitSet writes = (BitSet) s.writes().clone();
            reads.stream().forEach(p -> f.reads.or(c.passed().get(p)));
            writes.stream().forEach(p -> f.writes.or(c.passed().get(p)));
            BitSet returns = (BitSet) s.returns().clone();
            for (int p = returns.nextSetBit(0); c.result() >= 0 && p >= 0; p = returns.nextSetBit(p + 1)) {
                into(f.reads, f.readResults.get(c.result()), c.passed().get(p));
                into(f.writes, f.writtenResults.get(c.result()), c.passed().get(p));
                into(f.returns, f.returnedResults.get(c.result()), c.passed().get(p));
            }
            f.elsewhere |= s.elsewhere();
            f.readsElsewhere |= s.readsElsewhere();
            if (f.opaque == null) {
                f.opaque = s.opaque();
            }
            changed |= f.size() != before;
        }
        return changed;
    }

    private static void into(BitSet set, boolean wanted, BitSet more) {
        if (wanted) {
            set.or(more);
        }
    }

    /** The adjoint of a derivative in split mode runs after code that is not in the module. */
    void handOver() {
        handedOver = true;
    }

    boolean isHandedOver() {
        return handedOver;
    }

    /** What {@code f}, which is being made, and the functions of the module store to arrays of a type whose elements are references. */
    RowStores rowStores(Type array, Function f) {
        RowStores most = RowStores.of(f, array);
        for (Function g : module.functions()) {
            if (most == RowStores.ANY) {
                break;
            }
            RowStores s = RowStores.of(g, array);
            most = s.compareTo(most) > 0 ? s : most;
        }
        return most;
    }

    /**
     * Whether one object may be of both types. Arrays are covariant (JLS §4.10.3): an array of rows is an array of objects too. Of classes
     * the IR knows no hierarchy, but above arrays there are these three alone.
     */
    static boolean mayBeOne(Type a, Type b) {
        if (a.isArray() && b.isArray()) {
            return mayBeOne(a.element(), b.element());
        } else if (a.isArray() || b.isArray()) {
            Type other = a.isArray() ? b : a;
            return ABOVE_ARRAYS.contains(other);
        }
        return a.equals(b) || a.isReference() && b.isReference();
    }
}
