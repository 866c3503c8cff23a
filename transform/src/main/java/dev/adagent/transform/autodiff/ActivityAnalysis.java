package dev.adagent.transform.autodiff;

import dev.adagent.transform.autodiff.rules.Rule;
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
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

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
    private final ActivitySets sets;
    private final CallActivity calls;
    private final BitSet varied;
    private final BitSet useful;
    private final BitSet variedRoots;
    private final BitSet usefulRoots;
    private final BitSet constantRoots;
    private final BitSet duplicatedRoots = new BitSet();
    private final BitSet activeRoots;
    /** Roots that are {@link #isTable tables}. */
    private final BitSet tables = new BitSet();

    private final BitSet bits;
    private final Map<Integer, Loc> stores;

    private final boolean reverse;
    private final boolean runtime;
    private final RuledActivity ruled;

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
        sets = new ActivitySets(f, memory, runtime);
        varied = sets.varied;
        useful = sets.useful;
        variedRoots = sets.variedRoots;
        usefulRoots = sets.usefulRoots;
        constantRoots = sets.constantRoots;
        activeRoots = sets.activeRoots;
        bits = sets.bits;
        stores = sets.stores;
        ruled = new RuledActivity(sets, uses);
        calls = new CallActivity(sets, callees, ruled);
        active.stream().filter(v -> !f.typeOf(v).isReference()).forEach(varied::set);
        for (int r = 0; r < memory.rootCount(); r++) {
            classify(r, active);
        }
        variedRoots.or(duplicatedRoots);
        usefulRoots.or(duplicatedRoots);
        List<Block> blocks = shape.liveBlocks();
        List<Block> backwards = new ArrayList<>(blocks);
        Collections.reverse(backwards);
        fixpoint(blocks, () -> {}, this::spreadVaried);
        if (resultWanted && shape.exit >= 0) {
            for (int v : f.block(shape.exit).term().args()) {
                useful.set(v);
            }
            memory.returned().stream().forEach(sets::useRoot);
        }
        fixpoint(backwards, this::useStored, this::spreadUseful);
        activeRoots.or(variedRoots);
        activeRoots.and(usefulRoots);
        if (resultWanted) {
            activeRoots.or(memory.returned()); // the caller may make what it gets active
        }
        activeRoots.andNot(constantRoots);
        constantRoots.stream().filter(this::isTable).forEach(tables::set);
        fixpoint(blocks, this::joinHeld, this::joinRoots);
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

    /** Until nothing changes: what goes from root to root, and then what each block does, in the order in which most is found in one round. */
    private void fixpoint(List<Block> order, Runnable roots, Consumer<Block> step) {
        do {
            roots.run();
            order.forEach(step);
        } while (sets.hasChanged());
    }

    private void set(BitSet set, int i) {
        sets.set(set, i);
    }

    private boolean any(BitSet roots, int array) {
        return sets.any(roots, array);
    }

    private boolean anyVaried(Insn i) {
        return sets.anyVaried(i);
    }

    private void spreadVaried(Block b) {
        for (Insn i : b.insns()) {
            if (i.op() != Op.CALL && callees.isEnum(i.type())) {
                continue; // constant, whatever held it
            }
            switch (i.op()) {
                case ALOAD -> {
                    boolean holds = i.type().isFloating() || callees.mayBeItsOwnShadow(i.type()); // a boxed number
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
                    calls.spreadVaried(i);
                    if (isKnownCall(i)) {
                        continue;
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
            sets.spreadTo(i.arg(0), i.loc());
        }
        if (i.op() == Op.ATOMIC && i.type().isFloating() && any(variedRoots, i.arg(0))) {
            set(varied, i.result());
        }
    }

    /** Whether the instruction calls a function whose derivative can be made. */
    boolean isKnownCall(Insn i) {
        return calls.isKnown(i);
    }

    /** Whether the function that is called reads, beside what it gets, where there may be varied values. */
    boolean readsVariedElsewhere(Insn call) {
        return calls.readsVariedElsewhere(call);
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

    /** Whether the array or object, which has a shadow, may hold numbers that are constant and so have none: there it has what itself holds. */
    boolean holdsConstants(int value) {
        return memory.reachable(value).stream()
                .anyMatch(r -> !activeRoots.get(r)
                        && memory.mayHoldNumbers(memory.root(r).type()));
    }

    /** Whether the value may be a constant array of numbers, of arrays of numbers and so on, and constants are known when compiling. */
    boolean isConstantArray(int value) {
        return !runtime
                && memory.of(value).stream()
                        .anyMatch(r -> constantRoots.get(r)
                                && Memory.isOfNumbers(memory.root(r).type()));
    }

    /** Whether an array value, or what it holds, has a shadow. */
    boolean hasShadow(int value) {
        return f.typeOf(value).isReference() && anyShadow(memory.reachable(value));
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

    /** The caller reads what is stored in what it passes. */
    private void useStored() {
        for (int r = 0; r < memory.rootCount(); r++) {
            if (usefulRoots.get(r) && memory.base(r).kind() == Memory.Kind.PARAMETER) {
                memory.held(r).stream().filter(h -> !constantRoots.get(h)).forEach(sets::useRoot);
            }
        }
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
                        sets.use(i.arg(0));
                    }
                }
                case ASTORE, ACCUM, ATOMIC, PUTFIELD -> {
                    if (any(usefulRoots, i.arg(0))) {
                        set(useful, i.arg(i.args().length - 1));
                    }
                    if (i.op() == Op.ATOMIC && useful.get(i.result())) {
                        sets.use(i.arg(0));
                    }
                }
                case INTRINSIC -> {
                    if ("tape.store".equals(i.attr())) {
                        if (any(usefulRoots, i.arg(0))) {
                            set(useful, i.arg(2));
                        }
                    } else if ("tape.load".equals(i.attr())) {
                        if (useful.get(i.result())) {
                            sets.use(i.arg(0));
                        }
                    } else {
                        useOperands(i);
                    }
                }
                default -> {
                    if (!isKnownCall(i)) {
                        useOperands(i);
                        ruled.spreadUseful(i);
                    }
                    calls.spreadUseful(i);
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

    /** What holds something with a shadow has a shadow that holds that. */
    private void joinHeld() {
        for (int r = 0; r < memory.rootCount(); r++) {
            if (!constantRoots.get(r) && memory.held(r).intersects(activeRoots)) {
                set(activeRoots, r);
            }
            if (activeRoots.get(r) && memory.base(r).kind() == Memory.Kind.PARAMETER) { // the caller reads the shadow
                memory.held(r).stream().filter(h -> !constantRoots.get(h)).forEach(h -> set(activeRoots, h));
            }
        }
    }

    /** An array value has a shadow for all of its roots or for none. */
    private void joinRoots(Block b) {
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
        if (!anyShadow(memory.of(value))) {
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
            if (constantRoots.get(r) && !tables.get(r)) {
                throw new DifferentiationException(
                        loc,
                        "an array that is a constant on one way and has a shadow on another",
                        "pass both arrays as duplicated(x, dx), or take a copy of the constant one, clone()");
            }
            set(activeRoots, r);
        });
    }

    /**
     * Whether references with these roots have shadows. Zeros stand beside a table wherever it may be an array with a shadow; that it is there at one
     * place says nothing of other places, where it may be an array without.
     */
    private boolean anyShadow(BitSet roots) {
        if (!roots.intersects(activeRoots)) {
            return false;
        }
        BitSet others = (BitSet) roots.clone();
        others.andNot(tables);
        return others.isEmpty() || others.intersects(activeRoots);
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
        return f.typeOf(value).isReference() && anyShadow(memory.of(value)) && !isTape(value);
    }

    /** Whether the reference may be another than null. */
    boolean mayBeThere(int value) {
        return !memory.of(value).isEmpty();
    }

    /** Whether the reference may be one that the function was passed, or that such an object holds. */
    boolean isPassed(int value) {
        return !memory.parametersOf(value).isEmpty();
    }

    /** Whether an object of the value's type may rightly be its own shadow, as far as the type tells. */
    boolean mayBeItsOwnShadow(int value) {
        return callees.mayBeItsOwnShadow(f.typeOf(value));
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
