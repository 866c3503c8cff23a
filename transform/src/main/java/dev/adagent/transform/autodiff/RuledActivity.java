package dev.adagent.transform.autodiff;

import dev.adagent.transform.autodiff.rules.RuledCall;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How activity flows through calls with rules of users: from every number and array that goes in, and from what objects hold that go in, to
 * the result and to every array, but not into arrays that are passed as constants. Nothing flows through an inactive method.
 */
final class RuledActivity {
    private final ActivitySets sets;
    private final Function f;
    private final Uses uses;
    private final Memory memory;
    private final BitSet varied;
    private final BitSet useful;
    private final BitSet variedRoots;
    private final BitSet usefulRoots;
    private final BitSet constantRoots;

    RuledActivity(ActivitySets sets, Uses uses) {
        this.sets = sets;
        this.uses = uses;
        f = sets.f;
        memory = sets.memory;
        varied = sets.varied;
        useful = sets.useful;
        variedRoots = sets.variedRoots;
        usefulRoots = sets.usefulRoots;
        constantRoots = sets.constantRoots;
    }

    /** Whether the call has rules through which derivatives may flow. */
    private static boolean flows(Insn i) {
        RuledCall r = RuledCall.of(i);
        return r != null && !r.isInactive();
    }

    void spreadVaried(Insn call) {
        if (!flows(call) || !anyIn(call, varied, variedRoots)) {
            return;
        }
        if (call.type().isFloating() || call.type().isTuple()) {
            sets.set(varied, call.result());
        }
        spreadToArrays(call, variedRoots);
    }

    void spreadUseful(Insn call) {
        if (!flows(call)) {
            return;
        }
        int result = result(call);
        boolean wanted = (result >= 0 && useful.get(result)) || anyIn(call, new BitSet(), usefulRoots);
        if (!wanted) {
            return;
        }
        for (int a : call.args()) {
            if (f.typeOf(a).isFloating() || f.typeOf(a).kind() == Type.Kind.OBJECT) {
                sets.set(useful, a);
            }
            if (!f.typeOf(a).isArray()) {
                held(a).stream().filter(r -> !constantRoots.get(r)).forEach(r -> sets.set(usefulRoots, r));
            }
        }
        spreadToArrays(call, usefulRoots);
    }

    /** What a method can read through an argument: no rule has a derivative for what lies in an object. */
    private BitSet held(int argument) {
        Type t = f.typeOf(argument);
        if (!t.isReference()) {
            return new BitSet();
        }
        return t.isArray() ? memory.of(argument) : memory.reachable(argument);
    }

    private boolean anyIn(Insn call, BitSet values, BitSet roots) {
        for (int a : call.args()) {
            if (values.get(a) || held(a).intersects(roots)) {
                return true;
            }
        }
        return false;
    }

    private void spreadToArrays(Insn call, BitSet roots) {
        for (int a : call.args()) {
            if (f.typeOf(a).isArray() && holdsNumbers(f.typeOf(a))) {
                memory.of(a).stream().filter(r -> !constantRoots.get(r)).forEach(r -> sets.set(roots, r));
            }
        }
    }

    private static boolean holdsNumbers(Type array) {
        Type t = array;
        while (t.isArray()) {
            t = t.element();
        }
        return t.isFloating();
    }

    /** The floating-point number that the call gives, perhaps as the first member of a tuple; −1 if it gives none. */
    int result(Insn call) {
        if (call.type().isFloating()) {
            return call.result();
        }
        String descriptor = ((Callee) call.attr()).original().descriptor();
        return call.type().isTuple() && Type.result(descriptor).isFloating()
                ? extracts(call).getOrDefault(0, -1)
                : -1;
    }

    Map<Integer, Integer> extracts(Insn call) {
        Map<Integer, Integer> out = new HashMap<>();
        for (Uses.Use u : call.result() < 0 ? List.<Uses.Use>of() : uses.of(call.result())) {
            if (u.insn() != null && u.insn().op() == Op.EXTRACT) {
                out.put((Integer) u.insn().attr(), u.insn().result());
            }
        }
        return out;
    }

    /** Whether the derivative needs a rule for the call. */
    static boolean isActive(ActivityAnalysis activity, Insn call) {
        return flows(call) && (activity.active(activity.resultOf(call)) || passesShadow(activity, call));
    }

    /** Whether an array with a shadow goes into the call. */
    static boolean passesShadow(ActivityAnalysis activity, Insn call) {
        for (int a : call.args()) {
            if (activity.isActiveArray(a)) {
                return true;
            }
        }
        return false;
    }

    /** The active numbers among the arguments, by position. */
    static List<Integer> activeNumbers(ActivityAnalysis activity, Insn call) {
        List<Integer> out = new ArrayList<>();
        for (int k = 0; flows(call) && k < call.args().length; k++) {
            if (activity.active(call.arg(k))) {
                out.add(k);
            }
        }
        return out;
    }
}
