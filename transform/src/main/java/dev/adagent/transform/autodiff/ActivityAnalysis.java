package dev.adagent.transform.autodiff;

import dev.adagent.overlay.Overlay;
import dev.adagent.transform.autodiff.rules.Rule;
import dev.adagent.transform.autodiff.rules.RuledCall;
import dev.adagent.transform.autodiff.rules.Rules;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.KnownClass;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which values carry derivatives: those that depend on an active argument (<em>varied</em>) and on which a result depends
 * (<em>useful</em>). Zero is a property found here, not the number 0.0. After Hascoët and Pascual, "The Tapenade Automatic
 * Differentiation Tool" (2013), §3; memory is seen root by root.
 */
final class ActivityAnalysis {
    private final Shape shape;
    private final Function f;
    private final Memory memory;
    private final Callees callees;
    private final Uses uses;
    private final BitSet varied = new BitSet();
    private final BitSet useful = new BitSet();
    private final BitSet variedRoots = new BitSet();
    private final BitSet usefulRoots = new BitSet();
    private final BitSet constantRoots = new BitSet();
    private final BitSet duplicatedRoots = new BitSet();
    private final BitSet activeRoots = new BitSet();
    /** Integers that hold bits of a varied value. */
    private final BitSet bits = new BitSet();
    /** For a constant root into which a varied value is stored: where. */
    private final Map<Integer, Loc> stores = new HashMap<>();

    private final boolean reverse;
    private final boolean runtime;
    private final RuledActivity ruled;
    private boolean changed;

    /**
     * @param reverse whether values flow backwards, which is refused across barriers and for some operations on memory
     * @param active parameters that vary: active scalars, duplicated scalars and arrays
     * @param resultWanted whether the derivative of the function's result is asked for
     * @param runtime whether a reference that is its own shadow is constant
     */
    ActivityAnalysis(
            Shape shape,
            Memory memory,
            Callees callees,
            boolean reverse,
            BitSet active,
            boolean resultWanted,
            boolean runtime) {
        this.runtime = runtime;
        this.shape = shape;
        this.reverse = reverse;
        this.memory = memory;
        this.callees = callees;
        f = shape.function;
        uses = Uses.of(f);
        ruled = new RuledActivity(f, uses, memory, varied, useful, variedRoots, usefulRoots, constantRoots, this::set);
        active.stream().filter(v -> !f.typeOf(v).isReference()).forEach(varied::set);
        for (int r = 0; r < memory.rootCount(); r++) {
            classify(r, active);
        }
        variedRoots.or(duplicatedRoots);
        usefulRoots.or(duplicatedRoots);
        fixpoint(this::spreadVaried);
        if (resultWanted && shape.exit >= 0) {
            for (int v : f.block(shape.exit).term().args()) {
                useful.set(v);
            }
            usefulRoots.or(memory.returned());
        }
        fixpoint(this::spreadUseful);
        activeRoots.or(variedRoots);
        activeRoots.and(usefulRoots);
        if (resultWanted) {
            activeRoots.or(memory.returned()); // the caller may make what it gets active
        }
        activeRoots.andNot(constantRoots);
        fixpoint(this::joinRoots);
        new ActivityChecks(shape, memory, callees, this, reverse).run();
    }

    private void classify(int r, BitSet active) {
        Memory.Root root = memory.root(r);
        while (root.kind() == Memory.Kind.ELEMENT) {
            root = memory.root((Integer) root.source());
        }
        switch (root.kind()) {
            case PARAMETER -> (active.get((Integer) root.source()) ? duplicatedRoots : constantRoots).set(r);
            case ALLOCATION, SHARED, TAPE, EMPTY -> {}
            case GIVEN -> constantRoots.set(r, !memory.isMadeByCall(r));
            default -> constantRoots.set(r);
        }
    }

    private void fixpoint(java.util.function.Consumer<Block> step) {
        do {
            changed = false;
            shape.liveBlocks().forEach(step);
        } while (changed);
    }

    private void set(BitSet set, int i) {
        if (!set.get(i)) {
            set.set(i);
            changed = true;
        }
    }

    private boolean any(BitSet roots, int array) {
        return memory.of(array).intersects(roots);
    }

    private void mark(BitSet roots, int array) {
        memory.of(array).stream().forEach(r -> set(roots, r));
    }

    private void spreadVaried(Block b) {
        for (Insn i : b.insns()) {
            switch (i.op()) {
                case ALOAD -> {
                    boolean holds = i.type().isFloating() || i.type().kind() == Type.Kind.OBJECT;
                    if (holds && any(variedRoots, i.arg(0))) {
                        set(varied, i.result());
                    }
                }
                case GETFIELD -> {
                    boolean fromBox = anyVaried(i) && i.type().kind() == Type.Kind.OBJECT;
                    boolean number = i.type().isFloating() && !isCapturedByLambda(i);
                    if (fromBox || (number && (anyVaried(i) || any(variedRoots, i.arg(0))))) {
                        set(varied, i.result());
                    }
                }
                case ASTORE, ACCUM, ATOMIC, PUTFIELD -> spreadStore(i);
                case INTRINSIC -> {
                    if ("tape.store".equals(i.attr())) {
                        spreadStore(i);
                    } else if ("tape.load".equals(i.attr())) {
                        if (i.type().isFloating() && any(variedRoots, i.arg(0))) {
                            set(varied, i.result());
                        }
                    } else if (i.type().isFloating()) {
                        spreadRule(i);
                    } else if (i.result() >= 0) {
                        for (int a : i.args()) {
                            if (bits.get(a)) {
                                set(bits, i.result());
                            }
                        }
                    }
                }
                case BITCAST -> spreadBits(i);
                default -> {
                    if (isKnownCall(i)) {
                        spreadKnownCall(i);
                        continue;
                    }
                    if (i.op() == Op.CALL && !Effects.isPure(i)) {
                        spreadCall(i);
                    }
                    if (i.type().isFloating()) {
                        spreadRule(i);
                    } else if (i.type().kind() == Type.Kind.OBJECT || i.type().isTuple()) {
                        // objects that hold varied values have no derivative, but what comes out of them is noticed
                        if (anyVaried(i)) {
                            set(varied, i.result());
                        }
                    } else if (i.type().isInteger() && i.op() != Op.CMP && i.op() != Op.CMP3) {
                        for (int a : BitPatterns.dropsMantissa(i, uses) ? new int[0] : i.args()) {
                            if (bits.get(a) || (varied.get(a) && givesBits(i))) {
                                set(bits, i.result());
                            }
                        }
                    }
                }
            }
        }
        for (Edge e : b.term().edges()) {
            List<Integer> params = f.block(e.target()).params();
            for (int k = 0; k < params.size(); k++) {
                if (varied.get(e.args()[k])) {
                    set(varied, params.get(k));
                }
                if (bits.get(e.args()[k])) {
                    set(bits, params.get(k));
                }
            }
        }
    }

    private void spreadStore(Insn i) {
        int v = i.arg(i.args().length - 1);
        if (bits.get(v)) {
            throw new DifferentiationException(
                    i.loc(),
                    "the bits of an active floating-point value are stored in an array",
                    "keep bits in local variables, or pass the argument as constant");
        }
        if (varied.get(v)) {
            spreadTo(i.arg(0), i.loc());
        }
        if (i.op() == Op.ATOMIC && i.type().isFloating() && any(variedRoots, i.arg(0))) {
            set(varied, i.result());
        }
    }

    private boolean anyVaried(Insn i) {
        for (int a : i.args()) {
            if (varied.get(a)) {
                return true;
            }
        }
        return false;
    }

    /** An unknown method may put what it gets, or can read, into any object or array that it gets, and give it back. */
    private void spreadCall(Insn i) {
        if (RuledCall.of(i) != null) {
            ruled.spreadVaried(i);
            return;
        }
        boolean scalars = anyVaried(i);
        if (isInactive(i) && scalars) {
            spreadKept(i);
        }
        if (!isUnknownCall(i) || !scalars && !anyReachable(variedRoots, i)) {
            return;
        }
        for (int a : i.args()) {
            if (scalars && f.typeOf(a).kind() == Type.Kind.OBJECT) {
                set(varied, a);
            }
            if (f.typeOf(a).isReference()) {
                memory.reachable(a).stream().forEach(r -> spreadToRoot(r, i.loc()));
            }
        }
        spreadElsewhere(i);
        if (i.type().isFloating() || i.type().isTuple()) {
            set(varied, i.result());
        } else if (i.type().isReference()) {
            memory.reachable(i.result()).stream().filter(memory::isGiven).forEach(r -> spreadToRoot(r, i.loc()));
        }
    }

    /**
     * What an unknown method gives among several values, or puts into what it gets, is found as a reference that may be any; what it puts
     * elsewhere, in static fields.
     */
    private void spreadElsewhere(Insn call) {
        Callees.Summary s = callees.of(call);
        boolean fields = s != null && s.elsewhere();
        for (int r = 0; r < memory.rootCount(); r++) {
            if (memory.mayBeAny(memory.root(r)) || fields && memory.isOfField(r)) {
                spreadToRoot(r, call.loc());
            }
        }
    }

    /** The host keeps what it is given, the keys of a set, in an object that it is given too, and gives it back. */
    private void spreadKept(Insn i) {
        for (int a : i.args()) {
            if (f.typeOf(a).kind() == Type.Kind.OBJECT) {
                set(varied, a);
            }
        }
        if (i.type().isReference()) {
            memory.reachable(i.result()).stream().filter(memory::isGiven).forEach(r -> spreadToRoot(r, i.loc()));
        }
    }

    private static boolean isInactive(Insn i) {
        return i.op() == Op.CALL && ((Callee) i.attr()).overlay() instanceof Overlay.HostCall h && h.inactive();
    }

    /** What an unknown method reads may come out as its result, and wherever it can write. */
    private void useUnknownCall(Insn i) {
        boolean out = i.result() >= 0 && useful.get(i.result());
        if (!out && !anyReachable(usefulRoots, i)) {
            return;
        }
        for (int a : i.args()) {
            if (f.typeOf(a).isFloating()) {
                set(useful, a);
            } else if (f.typeOf(a).isReference()) {
                memory.reachable(a).stream().forEach(r -> set(usefulRoots, r));
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

    /** Whether it is a call of which it is not known what it does to memory. */
    private boolean isUnknownCall(Insn i) {
        return i.op() == Op.CALL
                && !isKnownCall(i)
                && !Effects.isPure(i)
                && !Effects.synchronises(i)
                && !Effects.isOfTexts(i)
                && RuledCall.of(i) == null
                && !isInactive(i);
    }

    private void spreadTo(int array, Loc loc) {
        memory.of(array).stream().forEach(r -> spreadToRoot(r, loc));
    }

    private void spreadToRoot(int root, Loc loc) {
        if (constantRoots.get(root)) {
            if (runtime && !memory.isOfCall(root)) {
                return;
            }
            stores.putIfAbsent(root, loc);
        }
        set(variedRoots, root);
    }

    /** Whether the instruction calls a function whose derivative can be made. */
    boolean isKnownCall(Insn i) {
        Callees.Summary s = callees.of(i);
        return s != null && !s.isOpaque();
    }

    /** Whatever the function reads may come out wherever it writes. */
    private void spreadKnownCall(Insn i) {
        Callees.Summary s = callees.of(i);
        boolean in = false;
        for (int k = 0; k < i.args().length; k++) {
            in |= varied.get(i.arg(k))
                    || (s.reads().get(k) && memory.reachable(i.arg(k)).intersects(variedRoots));
            if (bits.get(i.arg(k))) {
                throw new DifferentiationException(
                        i.loc(),
                        "the bits of an active floating-point value are passed to " + ((Callee) i.attr()).original(),
                        "keep bits in local variables, or pass the argument as constant");
            }
        }
        if (in) {
            if (i.type().isFloating()) {
                set(varied, i.result());
            } else if (i.type().isReference()) {
                memory.reachable(i.result()).stream()
                        .filter(memory::isMadeByCall)
                        .forEach(r -> set(variedRoots, r));
            }
            s.writes().stream()
                    .forEach(k -> memory.reachable(i.arg(k)).stream().forEach(r -> spreadToRoot(r, i.loc())));
        }
    }

    private void useKnownCall(Insn i) {
        Callees.Summary s = callees.of(i);
        boolean out = i.result() >= 0 && useful.get(i.result());
        out |= s.writes().stream().anyMatch(k -> memory.reachable(i.arg(k)).intersects(usefulRoots));
        out |= i.type().isReference() && memory.reachable(i.result()).intersects(usefulRoots);
        for (int k = 0; out && k < i.args().length; k++) {
            if (f.typeOf(i.arg(k)).isFloating()) {
                set(useful, i.arg(k));
            } else if (s.reads().get(k)) {
                memory.reachable(i.arg(k)).stream().forEach(r -> set(usefulRoots, r));
            }
        }
    }

    /**
     * Whether the call has a derivative that is wanted: its result is active, or it writes to an array that has a shadow, be it a
     * constant.
     */
    boolean isActiveCall(Insn i) {
        return i.op() == Op.CALL
                && isKnownCall(i)
                && (active(i.result())
                        || i.type().isReference() && isActiveArray(i.result())
                        || callees.of(i).writes().stream().anyMatch(k -> hasShadow(i.arg(k))));
    }

    /** Whether an array value, or what it holds, has a shadow. */
    boolean hasShadow(int value) {
        return f.typeOf(value).isReference() && memory.reachable(value).intersects(activeRoots);
    }

    private void spreadBits(Insn i) {
        if (varied.get(i.arg(0)) && i.type().isInteger()) {
            set(bits, i.result());
        }
        if (bits.get(i.arg(0)) && i.type().isFloating()) {
            set(varied, i.result());
        }
    }

    private void spreadRule(Insn i) {
        Rule rule = Rules.find(i);
        for (int k = 0; k < i.args().length; k++) {
            if (bits.get(i.arg(k)) || (varied.get(i.arg(k)) && (rule == null || rule.partial(k) != null))) {
                set(varied, i.result());
            }
        }
    }

    /** {@code Double.doubleToRawLongBits} and its like, where they are still calls. */
    private static boolean givesBits(Insn i) {
        return i.op() == Op.CALL && ((Callee) i.attr()).original().name().endsWith("Bits");
    }

    private void spreadUseful(Block b) {
        for (Edge e : b.term().edges()) {
            List<Integer> params =
                    shape.isLive(e.target()) ? f.block(e.target()).params() : List.of();
            for (int k = 0; k < params.size(); k++) {
                if (useful.get(params.get(k))) {
                    set(useful, e.args()[k]);
                }
            }
        }
        for (int n = b.insns().size() - 1; n >= 0; n--) {
            Insn i = b.insns().get(n);
            switch (i.op()) {
                case ALOAD, GETFIELD -> {
                    if (useful.get(Math.max(0, i.result())) && i.type().isFloating() && !isCapturedByLambda(i)) {
                        mark(usefulRoots, i.arg(0));
                    }
                }
                case ASTORE, ACCUM, ATOMIC, PUTFIELD -> {
                    if (any(usefulRoots, i.arg(0))) {
                        set(useful, i.arg(i.args().length - 1));
                    }
                    if (i.op() == Op.ATOMIC && useful.get(i.result())) {
                        mark(usefulRoots, i.arg(0));
                    }
                }
                case INTRINSIC -> {
                    if ("tape.store".equals(i.attr())) {
                        if (any(usefulRoots, i.arg(0))) {
                            set(useful, i.arg(2));
                        }
                    } else if ("tape.load".equals(i.attr())) {
                        if (useful.get(i.result())) {
                            mark(usefulRoots, i.arg(0));
                        }
                    } else {
                        useOperands(i);
                    }
                }
                default -> {
                    if (isKnownCall(i)) {
                        useKnownCall(i);
                    } else {
                        useOperands(i);
                        ruled.spreadUseful(i);
                        if (isUnknownCall(i)) {
                            useUnknownCall(i);
                        }
                    }
                }
            }
        }
    }

    private void useOperands(Insn i) {
        if (i.result() >= 0 && useful.get(i.result())) {
            Rule rule = Rules.find(i);
            for (int k = 0; k < i.args().length; k++) {
                if (f.typeOf(i.arg(k)).isFloating() && (rule == null || rule.partial(k) != null)) {
                    set(useful, i.arg(k));
                }
            }
        }
    }

    /** An array value has a shadow for all of its roots or for none. */
    private void joinRoots(Block b) {
        // what holds something with a shadow has a shadow that holds that
        for (int r = 0; r < memory.rootCount(); r++) {
            if (!constantRoots.get(r) && memory.held(r).intersects(activeRoots)) {
                set(activeRoots, r);
            }
        }
        for (Insn i : b.insns()) {
            if (i.type().isReference()) {
                joinRoots(i.result(), i.loc());
            }
        }
        for (int p : b.params()) {
            if (f.typeOf(p).isReference()) {
                joinRoots(p, b.term().loc());
            }
        }
    }

    private void joinRoots(int value, Loc loc) {
        if (!any(activeRoots, value)) {
            return;
        }
        memory.of(value).stream().forEach(r -> {
            if (constantRoots.get(r) && runtime) {
                return;
            }
            if (constantRoots.get(r) && memory.mayBeAny(value)) {
                throw new DifferentiationException(
                        loc,
                        "an array or object that a method which stays a call may have stored where it is read",
                        "let methods that call themselves store references only in what they make, and give that back");
            }
            if (constantRoots.get(r) && !isTable(r)) {
                throw new DifferentiationException(
                        loc,
                        "an array that is a constant on one way and has a shadow on another",
                        "pass both arrays as duplicated(x, dx)");
            }
            set(activeRoots, r);
        });
    }

    /** Whether an instruction reads what a lambda captured, which is constant. */
    private static boolean isCapturedByLambda(Insn i) {
        return i.op() == Op.GETFIELD && KnownClass.isOfLambdas(((FieldRef) i.attr()).owner());
    }

    /** Whether a root is numbers in a static field, of known length, to which nothing active is stored: zeros will do as its shadow. */
    private boolean isTable(int root) {
        Memory.Root r = memory.root(root);
        return r.kind() == Memory.Kind.FIELD
                && r.type().isArray()
                && r.type().element().isFloating()
                && !stores.containsKey(root)
                && callees.length((FieldRef) r.source()) >= 0;
    }

    /** Length of the array in a static field that has a shadow of zeros beside it. */
    int tableLength(FieldRef field) {
        return callees.length(field);
    }

    /** Whether the scalar value carries a derivative. */
    boolean active(int value) {
        return value >= 0
                && varied.get(value)
                && useful.get(value)
                && f.typeOf(value).isFloating();
    }

    /** Whether the value depends on an active argument. */
    boolean varied(int value) {
        return value >= 0 && varied.get(value);
    }

    boolean isFloating(int value) {
        return f.typeOf(value).isFloating();
    }

    /** Whether the array or object has a shadow. */
    boolean isActiveArray(int value) {
        return f.typeOf(value).isReference() && any(activeRoots, value) && !isTape(value);
    }

    /** Whether the reference may be another than null. */
    boolean mayBeThere(int value) {
        return !memory.of(value).isEmpty();
    }

    /** Whether the reference may be one that the function was passed, or that such an object holds. */
    boolean isPassed(int value) {
        return !memory.parametersOf(value).isEmpty();
    }

    /** Whether the value is a tape on which active values lie. */
    boolean isActiveTape(int value) {
        return f.typeOf(value).isArray() && any(activeRoots, value) && isTape(value);
    }

    /** The one tape that the value is. */
    int tapeRoot(int value, Loc loc) {
        if (memory.of(value).cardinality() != 1) {
            throw new DifferentiationException(
                    loc, "a tape that may be one of several", "ask for the derivative in one place of the function");
        }
        return memory.of(value).nextSetBit(0);
    }

    /** Whether the value is a tape of numbers; one of references has a shadow as an array of references has. */
    private boolean isTape(int value) {
        return memory.of(value).stream()
                .mapToObj(memory::root)
                .anyMatch(
                        r -> r.kind() == Memory.Kind.TAPE && !r.type().element().isReference());
    }

    /** The blocks that a return can follow. */
    List<Block> liveBlocks() {
        return shape.liveBlocks();
    }

    /** Whether the value is an active number or an array with a shadow. */
    boolean carries(int value) {
        return active(value) || isActiveArray(value);
    }

    /** The members of the tuple that a call gives, by their index. */
    Map<Integer, Integer> extracts(Insn call) {
        return ruled.extracts(call);
    }

    /** The number that a call of a ruled method gives, −1 if none. */
    int resultOf(Insn call) {
        return ruled.result(call);
    }

    /** Whether a result depends on the value. */
    boolean useful(int value) {
        return value >= 0 && useful.get(value);
    }

    /** Whether the integer holds bits of the mantissa of a varied value. */
    boolean holdsBits(int value) {
        return bits.get(value);
    }

    /** Where a varied value is stored in memory that is passed as a constant, null if that does not happen. */
    Loc storeTo(int constantRoot) {
        return stores.get(constantRoot);
    }
}
