package dev.adagent.transform.autodiff;

import dev.adagent.overlay.Overlay;
import dev.adagent.transform.autodiff.rules.RuledCall;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import java.util.BitSet;

/**
 * How activity flows through calls: as its {@linkplain Callees.Summary summary} says through that of a function which is differentiated, and to wherever
 * they may write through all others.
 */
final class CallActivity {
    private final ActivitySets sets;
    private final Function f;
    private final Memory memory;
    private final Callees callees;
    private final RuledActivity ruled;
    /** An unknown method got varied values, which may now be in any static field. */
    private boolean anywhere;

    CallActivity(ActivitySets sets, Callees callees, RuledActivity ruled) {
        this.sets = sets;
        this.callees = callees;
        this.ruled = ruled;
        f = sets.f;
        memory = sets.memory;
    }

    /** Whether the instruction calls a function whose derivative can be made. */
    boolean isKnown(Insn i) {
        Callees.Summary s = callees.of(i);
        return s != null && !s.isOpaque();
    }

    /** Whether it is a call of which it is not known what it does to memory. */
    private boolean isUnknown(Insn i) {
        return i.op() == Op.CALL
                && !isKnown(i)
                && !Effects.isPure(i)
                && !Effects.synchronises(i)
                && !Effects.isOfTexts(i)
                && RuledCall.of(i) == null
                && !isInactive(i);
    }

    private static boolean isInactive(Insn i) {
        return i.op() == Op.CALL && ((Callee) i.attr()).overlay() instanceof Overlay.HostCall h && h.inactive();
    }

    void spreadVaried(Insn i) {
        if (isKnown(i)) {
            spreadKnown(i);
        } else if (i.op() == Op.CALL && !Effects.isPure(i)) {
            spreadOther(i);
        }
    }

    /** Whatever the function reads may come out wherever it writes. */
    private void spreadKnown(Insn i) {
        Callees.Summary s = callees.of(i);
        boolean in = s.readsElsewhere() && variesElsewhere();
        for (int k = 0; k < i.args().length; k++) {
            in |= sets.varied.get(i.arg(k))
                    || (s.reads().get(k) && memory.reachable(i.arg(k)).intersects(sets.variedRoots));
            if (sets.bits.get(i.arg(k))) {
                throw new DifferentiationException(
                        i.loc(),
                        "the bits of an active floating-point value are passed to " + ((Callee) i.attr()).original(),
                        "keep bits in local variables, or pass the argument as constant");
            }
        }
        if (in) {
            if (i.type().isFloating()) {
                sets.set(sets.varied, i.result());
            } else if (i.type().isReference()) {
                memory.reachable(i.result()).stream()
                        .filter(memory::isMadeByCall)
                        .forEach(r -> sets.spreadToRoot(r, i.loc()));
            }
            s.writes().stream().forEach(k -> spreadToReachable(i.arg(k), i.loc()));
        }
    }

    /** An unknown method may put what it gets, or can read, into any object or array that it gets, and give it back. */
    private void spreadOther(Insn i) {
        if (RuledCall.of(i) != null) {
            ruled.spreadVaried(i);
            return;
        }
        boolean scalars = sets.anyVaried(i);
        if (isInactive(i) && scalars) {
            spreadKept(i);
        }
        if (!isUnknown(i) || !scalars && !anyReachable(sets.variedRoots, i) && !(findsOthers(i) && variesElsewhere())) {
            return;
        }
        for (int a : i.args()) {
            if (scalars && f.typeOf(a).kind() == Type.Kind.OBJECT) {
                sets.set(sets.varied, a);
            }
            if (f.typeOf(a).isReference()) {
                spreadToReachable(a, i.loc());
            }
        }
        spreadElsewhere(i);
        if (i.type().isFloating() || i.type().isTuple()) {
            sets.set(sets.varied, i.result());
        } else if (i.type().isReference()) {
            spreadToGiven(i);
        }
    }

    private void spreadToReachable(int reference, Loc loc) {
        memory.reachable(reference).stream().forEach(r -> sets.spreadToRoot(r, loc));
    }

    private void spreadToGiven(Insn call) {
        memory.reachable(call.result()).stream().filter(memory::isGiven).forEach(r -> sets.spreadToRoot(r, call.loc()));
    }

    /** Whether the method may read and write more than it gets, and what the host is asked for. */
    private boolean findsOthers(Insn call) {
        Callees.Summary s = callees.of(call);
        return s == null ? isOfUnknownCode(call) : s.readsElsewhere() || s.elsewhere();
    }

    /** Virtual calls that are left are refused after the passes, and said to be; the host is asked for what it has. */
    private static boolean isOfUnknownCode(Insn call) {
        Callee.Kind kind = ((Callee) call.attr()).kind();
        return !Effects.isOfHost(call) && kind != Callee.Kind.VIRTUAL && kind != Callee.Kind.INTERFACE;
    }

    /**
     * What an unknown method gives among several values, or puts into what it gets, is found as a reference that may be any; what it puts
     * elsewhere, in static fields.
     */
    private void spreadElsewhere(Insn call) {
        Callees.Summary s = callees.of(call);
        boolean fields = s == null ? isOfUnknownCode(call) : s.elsewhere();
        anywhere |= fields;
        for (int r = 0; r < memory.rootCount(); r++) {
            if (memory.mayBeAny(memory.root(r)) || fields && memory.isOfField(r)) {
                sets.spreadToRoot(r, call.loc());
            }
        }
    }

    /** The host keeps what it is given, the keys of a set, in an object that it is given too, and gives it back. */
    private void spreadKept(Insn i) {
        for (int a : i.args()) {
            if (f.typeOf(a).kind() == Type.Kind.OBJECT) {
                sets.set(sets.varied, a);
            }
        }
        if (i.type().isReference()) {
            spreadToGiven(i);
        }
    }

    /** Whether there may be varied values where a method finds them without being passed them. */
    private boolean variesElsewhere() {
        return anywhere || sets.variesElsewhere();
    }

    /** Whether the call's function reads, beside what it gets, where there may be varied values. */
    boolean readsVariedElsewhere(Insn call) {
        return callees.of(call).readsElsewhere() && variesElsewhere();
    }

    void spreadUseful(Insn i) {
        if (isKnown(i)) {
            useKnown(i);
        } else if (isUnknown(i)) {
            useUnknown(i);
        }
    }

    private void useKnown(Insn i) {
        Callees.Summary s = callees.of(i);
        boolean out = i.result() >= 0 && sets.useful.get(i.result());
        out |= s.writes().stream().anyMatch(k -> memory.reachable(i.arg(k)).intersects(sets.usefulRoots));
        out |= i.type().isReference() && memory.reachable(i.result()).intersects(sets.usefulRoots);
        for (int k = 0; out && k < i.args().length; k++) {
            if (f.typeOf(i.arg(k)).isFloating()) {
                sets.set(sets.useful, i.arg(k));
            } else if (s.reads().get(k)) {
                memory.reachable(i.arg(k)).stream().forEach(sets::useRoot);
            }
        }
    }

    /** What an unknown method reads may come out as its result, and wherever it can write. */
    private void useUnknown(Insn i) {
        boolean out = i.result() >= 0 && sets.useful.get(i.result());
        if (!out && !anyReachable(sets.usefulRoots, i)) {
            return;
        }
        for (int a : i.args()) {
            if (f.typeOf(a).isFloating()) {
                sets.set(sets.useful, a);
            } else if (f.typeOf(a).isReference()) {
                memory.reachable(a).stream().forEach(sets::useRoot);
            }
        }
    }

    private boolean anyReachable(BitSet roots, Insn call) {
        for (int a : call.args()) {
            if (f.typeOf(a).isReference() && memory.reachable(a).intersects(roots)) {
                return true;
            }
        }
        return false;
    }
}
