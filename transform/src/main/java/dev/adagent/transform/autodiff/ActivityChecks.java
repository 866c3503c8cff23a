package dev.adagent.transform.autodiff;

import dev.adagent.overlay.Overlay;
import dev.adagent.transform.autodiff.rules.RuledCall;
import dev.adagent.transform.autodiff.rules.Rules;
import dev.adagent.transform.ir.AtomicKind;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.LaunchCall;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.analysis.Uses;

/** What cannot be differentiated is refused here, before anything is built: a derivative is right, or there is none. */
final class ActivityChecks {
    private final Shape shape;
    private final Function f;
    private final Memory memory;
    private final Callees callees;
    private final ActivityAnalysis activity;
    private final boolean reverse;

    ActivityChecks(Shape shape, Memory memory, Callees callees, ActivityAnalysis activity, boolean reverse) {
        this.shape = shape;
        this.memory = memory;
        this.callees = callees;
        this.activity = activity;
        this.reverse = reverse;
        f = shape.function;
    }

    /** @throws DifferentiationException if a live block holds something that has no derivative here and needs one */
    void run() {
        for (Block b : shape.liveBlocks()) {
            for (Insn i : b.insns()) {
                check(b, i);
            }
        }
    }

    private void check(Block at, Insn i) {
        checkKnown(i);
        checkStoredReference(i);
        switch (i.op()) {
            case ALOAD, GETFIELD -> {
                if (activity.active(i.result())) {
                    memory.of(i.arg(0)).stream().forEach(this::checkStore);
                    if (i.op() == Op.GETFIELD && !activity.isActiveArray(i.arg(0))) {
                        checkRule(i);
                    }
                }
            }
            case PUTFIELD, PUTSTATIC -> {
                int v = i.arg(i.args().length - 1);
                if (activity.varied(v) && (i.op() == Op.PUTSTATIC || !activity.isFloating(v))) {
                    throw new DifferentiationException(
                            i.loc(),
                            "an active value is stored in field " + i.attr(),
                            "keep it in a local variable, or as a number in an array or object that is passed as"
                                    + " duplicated(x, dx)");
                }
            }
            case ATOMIC -> {
                if (i.type().isFloating() && activity.isActiveArray(i.arg(0))) {
                    boolean winner = AtomicWinners.is(i);
                    if (winner && !reverse) {
                        throw new DifferentiationException(
                                i.loc(),
                                "an atomic " + i.attr() + " on active memory, in forward mode",
                                "use reverse mode: an element and its tangent cannot be changed as one, so that they might come"
                                        + " from different threads; or let one thread compare what the others wrote, after"
                                        + " a barrier");
                    }
                    if (winner) {
                        AtomicWinners.check(shape, memory, i, at);
                    } else if (i.attr() != AtomicKind.ADD) {
                        throw new DifferentiationException(
                                i.loc(),
                                "an atomic " + i.attr() + " on active memory",
                                "use atomicAdd, atomicMin or atomicMax, or a constant array: which thread came first is not"
                                        + " kept");
                    }
                    if (reverse && activity.useful(i.result())) {
                        throw new DifferentiationException(
                                i.loc(),
                                "the old value that an atomic "
                                        + (winner ? i.attr().toString() : "addition")
                                        + " to active memory returns is used",
                                "do not use the result of " + (winner ? "the operation" : "atomicAdd")
                                        + " on the way to the differentiated value");
                    }
                }
            }
            case INTRINSIC -> {
                if ("tape.load".equals(i.attr()) && activity.active(i.result())) {
                    memory.of(i.arg(0)).stream().forEach(this::checkStore);
                }
                checkRule(i);
            }
            case CALL -> checkCall(i);
            case EXTRACT -> checkMember(i);
            case BITCAST, CONV -> {
                if (i.type().isFloating() && activity.holdsBits(i.arg(0)) && activity.useful(i.result())) {
                    throw new DifferentiationException(
                            i.loc(),
                            "a floating-point value is made from the bits of an active one",
                            "use arithmetic, Math.abs, Math.copySign or Math.scalb");
                }
                if (i.op() == Op.CONV) {
                    checkRule(i);
                }
            }
            default -> checkRule(i);
        }
    }

    /** What may be any array may be one with a shadow, which is not known here. */
    private void checkKnown(Insn i) {
        boolean store = i.op() == Op.ASTORE || i.op() == Op.ACCUM || i.op() == Op.PUTFIELD || i.op() == Op.ATOMIC;
        if (store && activity.varied(i.arg(i.args().length - 1)) && memory.mayBeAny(i.arg(0))) {
            throw new DifferentiationException(
                    i.loc(),
                    "an active value is stored in an array or object of which it is not known where it comes from",
                    "pass the array as an argument, duplicated(x, dx), or make it in the function");
        }
    }

    /** The caller, who reads the shadow of what it passed, would find the numbers of a constant array there, for their derivatives. */
    private void checkStoredReference(Insn i) {
        boolean store = i.op() == Op.ASTORE || i.op() == Op.PUTFIELD;
        if (store
                && activity.isActiveArray(i.arg(0))
                && activity.isPassed(i.arg(0))
                && activity.isConstantArray(i.arg(i.args().length - 1))) {
            throw new DifferentiationException(
                    i.loc(),
                    "a constant array is stored in an array or object that is passed with a shadow",
                    "store a copy of it, clone(), or pass it as duplicated(x, dx), too");
        }
    }

    /** Members of a tuple come from a call with rules; of what else gives several values none has a derivative. */
    private void checkMember(Insn i) {
        if (!activity.active(i.result())) {
            return;
        }
        Insn from = Uses.of(f).insn(i.arg(0));
        if (from == null || RuledCall.of(from) == null) {
            throw new DifferentiationException(
                    i.loc(),
                    "an active value that is one of several that a function gives",
                    "let the function give one number, or store the others to an array that it gets");
        }
    }

    private void checkRule(Insn i) {
        boolean load = i.op() == Op.ALOAD || "tape.load".equals(i.attr());
        if (!load
                && i.op() != Op.CONST
                && !Effects.isShuffle(i)
                && activity.active(i.result())
                && Rules.find(i) == null) {
            throw new DifferentiationException(
                    i.loc(),
                    "no derivative is known for " + i.op() + (i.attr() == null ? "" : " " + i.attr()),
                    "pass its argument as constant, or compute it from operations that have one");
        }
    }

    private void checkCall(Insn i) {
        boolean inactive = ((Callee) i.attr()).overlay() instanceof Overlay.HostCall h && h.inactive();
        boolean text = Effects.isOfTexts(i) && !activity.active(i.result());
        if (inactive || text || RuledCall.of(i) != null || Effects.synchronises(i)) {
            return;
        }
        if (activity.isKnownCall(i)) {
            checkKnownCall(i);
            return;
        }
        if (LaunchCall.of(i) != null) {
            throw new DifferentiationException(
                    i.loc(),
                    "a second derivative of a launch, of " + LaunchCall.of(i).kernel(),
                    "differentiate twice inside the kernel, by autodiff there, or launch a kernel that computes the first"
                            + " derivative by autodiff and differentiate that launch");
        }
        boolean takesShadowed = false;
        for (int a : i.args()) {
            takesShadowed |= activity.hasShadow(a);
        }
        if (takesShadowed || (activity.active(i.result()) && Rules.find(i) == null)) {
            Callee c = (Callee) i.attr();
            Callees.Summary known = callees.of(i);
            if (known == null) {
                throw unknown(i, c);
            }
            throw new DifferentiationException(
                    i.loc(),
                    "a call, on the active path, of " + c.original() + ", which " + known.opaque(),
                    "let it work on its arguments alone, or pass the arguments as constants");
        }
    }

    private static DifferentiationException unknown(Insn i, Callee c) {
        String name =
                c.original().owner().replace('/', '.') + "." + c.original().name();
        if (c.original().owner().matches("java/lang/(Double|Float|Long|Integer|Short|Byte|Character|Boolean)")
                && c.original().name().endsWith("Value")) {
            return new DifferentiationException(
                    i.loc(),
                    "the number in a wrapper object (" + name
                            + "), of which it is not seen where it was made, on the active path",
                    "keep the number in a field or array of a primitive type, or pass it as an argument of its own");
        }
        boolean open = c.kind() == Callee.Kind.VIRTUAL || c.kind() == Callee.Kind.INTERFACE;
        return new DifferentiationException(
                i.loc(),
                (open ? "a virtual call of " + name : "a call of " + c.original())
                        + (open
                                ? ", the class of whose receiver is not known, on the active path"
                                : ", which has neither a body nor a derivative rule, on the active path"),
                open
                        ? "pass the receiver as an argument or capture it, itself or in what holds it; or seal its type"
                        : "call a method whose bytecode the compiler can read, or pass its arguments as constants");
    }

    /** What a callee reads of a constant array, into which an active value was stored, it would take for constant. */
    private void checkKnownCall(Insn i) {
        if (!activity.isActiveCall(i)) {
            return;
        }
        if (activity.readsVariedElsewhere(i)) {
            throw new DifferentiationException(
                    i.loc(),
                    "a call of " + ((Callee) i.attr()).original()
                            + ", which reads arrays or objects of static fields, where active values may be stored",
                    "pass what it reads as an argument, duplicated(x, dx)");
        }
        Callees.Summary s = callees.of(i);
        for (int k = 0; k < i.args().length; k++) {
            if (!f.typeOf(i.arg(k)).isReference()) {
                continue;
            }
            if (s.reads().get(k)) {
                if (!activity.isActiveArray(i.arg(k)) && activity.hasShadow(i.arg(k))) {
                    throw new DifferentiationException(
                            i.loc(),
                            "an array or object with a shadow, in an object or array that is a constant, is passed to "
                                    + ((Callee) i.attr()).original(),
                            "pass the object as duplicated(x, dx), or make it in the function");
                }
                memory.reachable(i.arg(k)).stream().forEach(this::checkStore);
            }
        }
    }

    private void checkStore(int root) {
        if (activity.storeTo(root) != null && memory.isOfCall(root)) {
            throw new DifferentiationException(
                    activity.storeTo(root),
                    "an array or object that holds active values, and that a method which stays a call gives back",
                    "let the method, which calls itself, write to an array that it gets as an argument, or give a number back");
        }
        if (activity.storeTo(root) != null) {
            throw new DifferentiationException(
                    activity.storeTo(root),
                    "an active value is stored in an array that is passed as a constant, and read back",
                    "pass the array as duplicated(x, dx)");
        }
    }
}
