package dev.adagent.transform.autodiff;

import dev.adagent.transform.autodiff.rules.CustomRules;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The derivatives of a module's functions that other derivatives call: one for each function and each choice of activities. A function
 * that is being differentiated is known by name already, so that it can call itself.
 */
final class Derivatives {
    /** How the names of these functions begin: they are parts of derivatives, which take and give tapes. */
    static final String AUGMENTED = "augmented ";

    static final String ADJOINT = "adjoint ";
    static final String TANGENT = "tangent ";

    /**
     * Reverse mode in two functions. The augmented primal takes the primal's parameters with their shadows, then array and top of each
     * tape; it gives the primal's result and the tapes. The adjoint takes the references among the parameters with their shadows, the
     * adjoint of the result if the spec is seeded, and the tapes; it gives the gradients and the tops.
     *
     * @param later what may be written after the augmented primal has ended and before the adjoint begins
     */
    record Split(String augmented, String adjoint, Spec spec, Later later, List<Type> kinds) {
        Type augmentedResult(Type primal) {
            List<Type> out = new ArrayList<>();
            if (!primal.equals(Type.VOID)) {
                out.add(primal);
            }
            if (spec.givesShadow(primal)) {
                out.addAll(Collections.nCopies(spec.width(), primal));
            }
            out.addAll(TapeStack.operandTypes(kinds));
            return out.isEmpty() ? Type.VOID : Type.tuple(out);
        }

        Type adjointResult(List<Type> gradients) {
            List<Type> out = new ArrayList<>(gradients);
            kinds.forEach(k -> out.add(Type.I32));
            return out.isEmpty() ? Type.VOID : Type.tuple(out);
        }
    }

    private record Key(String function, Spec spec, Later later) {}

    final Module module;
    final CustomRules rules;
    final Callees callees;
    private final Map<Key, Split> splits = new LinkedHashMap<>();
    /** What augmented primals were made of. */
    private final Map<String, Function> primals = new HashMap<>();

    Derivatives(Module module, CustomRules rules) {
        this.module = module;
        this.rules = rules;
        callees = new Callees(module, rules);
    }

    /** The tangent function of a function; its parameters and result are as the spec says. */
    String tangent(Function primal, Spec spec) {
        String name = TANGENT + spec.key() + " of " + primal.name();
        if (module.get(name) == null) {
            // a stand-in under that name, for calls of it in itself
            module.add(new Function(name, spec.resultType(primal)));
            try {
                module.put(Reverse.mark(new Forward(this).make(primal, spec, name, false), primal));
            } catch (RuntimeException e) {
                module.remove(name);
                throw e;
            }
        }
        return name;
    }

    /** Whether a call neither keeps nor gives back the arrays that it gets; of an augmented primal, whether the primal does. */
    boolean keepsNothing(Insn call) {
        Function primal = primals.get(((Callee) call.attr()).function());
        return primal == null ? callees.keepNothing(call) : callees.keepsNothing(primal);
    }

    /** Augmented primal and adjoint of a function; the spec is seeded if the result's derivative is wanted. */
    Split split(Function primal, Spec spec, Later later) {
        Key key = new Key(primal.name(), spec, later);
        Split known = splits.get(key);
        if (known != null) {
            return known;
        }
        String name = spec.key() + later.key() + " of " + primal.name();
        List<Type> kinds = List.of();
        while (true) {
            Split assumed = new Split(AUGMENTED + name, ADJOINT + name, spec, later, kinds);
            List<Key> before = List.copyOf(splits.keySet());
            splits.put(key, assumed);
            primals.put(assumed.augmented(), primal);
            try {
                new Reverse(this).makeSplit(primal, assumed);
                return assumed;
            } catch (RuntimeException failure) {
                // what was made meanwhile may call this one, which is not there or has too few tapes
                List<Key> made = splits.keySet().stream()
                        .filter(k -> !before.contains(k))
                        .toList();
                made.forEach(this::forget);
                if (!(failure instanceof Cut.MissingTape e)) {
                    throw failure;
                }
                List<Type> had = kinds;
                kinds = TapeStack.KINDS.stream()
                        .filter(t -> had.contains(t) || t.equals(e.kind))
                        .toList();
            }
        }
    }

    private void forget(Key key) {
        Split s = splits.remove(key);
        module.remove(s.augmented());
        module.remove(s.adjoint());
    }
}
