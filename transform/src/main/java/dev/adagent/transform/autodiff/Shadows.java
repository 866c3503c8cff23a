package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives each array or object that carries derivatives a shadow, defined beside it: a parameter beside a parameter, an allocation after
 * an allocation, a selection after a selection.
 */
final class Shadows {
    private final Shape shape;
    private final Function f;
    private final ActivityAnalysis activity;
    private final Map<Integer, Integer> shadows = new HashMap<>();
    private final Map<FieldRef, Integer> tables = new HashMap<>();
    private final List<Insn> atEntry = new ArrayList<>();
    private final List<ShadowFields.Read> fieldReads = new ArrayList<>();
    private final BitSet given = new BitSet();
    private final int lane;
    private final String sharedPrefix;

    /**
     * The shadows for each derivative of a batch.
     *
     * @param parameters for each, the shadows of the duplicated parameters
     */
    static List<Shadows> lanes(
            Shape shape, ActivityAnalysis activity, List<Map<Integer, Integer>> parameters, boolean reverse) {
        List<Shadows> out = new ArrayList<>();
        String prefix = SharedShadows.prefix(shape.function, reverse);
        for (Map<Integer, Integer> lane : parameters) {
            out.add(new Shadows(shape, activity, lane, prefix, out.size()));
        }
        return out;
    }

    /**
     * @param parameters shadow of each duplicated array parameter
     * @param sharedPrefix how the names of shared shadows begin, see {@link SharedShadows#prefix}
     * @param lane which derivative of a batch they are of
     */
    private Shadows(
            Shape shape, ActivityAnalysis activity, Map<Integer, Integer> parameters, String sharedPrefix, int lane) {
        this.lane = lane;
        this.shape = shape;
        this.activity = activity;
        f = shape.function;
        this.sharedPrefix = sharedPrefix;
        shadows.putAll(parameters);
        for (Block b : shape.liveBlocks()) {
            if (b != f.entry()) {
                for (int p : List.copyOf(b.params())) {
                    if (activity.isActiveArray(p)) {
                        shadows.put(p, f.addParam(b, f.typeOf(p)));
                    }
                }
            }
        }
        shape.liveBlocks().forEach(this::visit);
        f.entry().insns().addAll(0, atEntry);
        shape.liveBlocks().forEach(this::passOn);
    }

    /** How the names of the shadows of shared arrays begin. */
    String sharedPrefix() {
        return sharedPrefix;
    }

    /** The reads of references from shadows that the program made. */
    List<ShadowFields.Read> fieldReads() {
        return fieldReads;
    }

    /** Whether a value is the shadow of another. */
    boolean isShadow(int value) {
        return shadows.containsValue(value);
    }

    /** The shadow of an array value that has one. */
    int of(int value) {
        Integer s = shadows.get(value);
        if (s == null) {
            throw new IllegalStateException("%" + value + " of " + f.name() + " has no shadow");
        }
        return s;
    }

    private void visit(Block b) {
        List<Insn> out = new ArrayList<>();
        for (Insn i : b.insns()) {
            out.add(i);
            if (i.type().isReference() && activity.isActiveArray(i.result())) {
                if (i.op() == Op.CALL) {
                    out.add(placeholder(i));
                    continue;
                }
                if (i.op() == Op.GETSTATIC && activity.tableLength((FieldRef) i.attr()) != 0) {
                    shadows.put(i.result(), table(i));
                    continue;
                }
                out.add(shadow(i));
            } else if (i.op() == Op.ASTORE && f.typeOf(i.arg(2)).isReference() && activity.isActiveArray(i.arg(0))) {
                out.add(i.withArgs(of(i.arg(0)), i.arg(1), orNull(i.arg(2))));
            } else if (i.op() == Op.PUTFIELD && f.typeOf(i.arg(1)).isReference() && activity.isActiveArray(i.arg(0))) {
                out.add(i.withArgs(of(i.arg(0)), orNull(i.arg(1))));
            } else if (ReverseFlow.isTape(i) && !i.type().isReference() && activity.isActiveArray(i.arg(0))) {
                out.add(i.withArgs(beside(i)));
            }
        }
        b.insns().clear();
        b.insns().addAll(out);
    }

    /** A constant array where, on another way, an active one is: nothing active is in it, and what is added to its shadow is dropped. */
    private int table(Insn i) {
        return tables.computeIfAbsent((FieldRef) i.attr(), field -> {
            int length = f.newValue(Type.I32);
            int array = f.newValue(i.type());
            int[] none = {};
            atEntry.add(new Insn(Op.CONST, Type.I32, length, none, activity.tableLength(field), i.loc()));
            atEntry.add(new Insn(Op.NEWARRAY, i.type(), array, new int[] {length}, null, i.loc()));
            return array;
        });
    }

    /** The operands of an access to the shadow of a tape of references. */
    private int[] beside(Insn i) {
        int[] args = i.args().clone();
        if (args.length > 0) {
            args[0] = of(args[0]);
        }
        if (args.length > 2) {
            args[2] = orNull(args[2]);
        }
        return args;
    }

    /** Where the shadow of a call's result is defined until the call of the callee's derivative gives it. */
    private Insn placeholder(Insn call) {
        int value = f.newValue(call.type());
        shadows.put(call.result(), value);
        given.set(value);
        return new Insn(Op.NEW, call.type(), value, new int[0], null, call.loc());
    }

    /** Whether the instruction stands for a shadow that the derivative of the call in front of it gives. */
    boolean isPlaceholder(Insn i) {
        return i.op() == Op.NEW && given.get(i.result());
    }

    private Insn shadow(Insn i) {
        int[] args = switch (i.op()) {
            case NEWARRAY, NEW, SHARED -> i.args();
            case GETSTATIC -> i.args(); // an array without elements
            case SELECT -> new int[] {i.arg(0), orNull(i.arg(1)), orNull(i.arg(2))};
            case ALOAD -> new int[] {of(i.arg(0)), i.arg(1)};
            case CHECK_CAST -> new int[] {orNull(i.arg(0))};
            case GETFIELD -> new int[] {of(i.arg(0))};
            case INTRINSIC -> beside(i); // a tape of references, or what lies on one
            default ->
                throw new DifferentiationException(
                        i.loc(),
                        "an array or object that comes from " + i.op() + " carries derivatives",
                        "pass the array as an argument, duplicated(x, dx)");
        };
        int value = f.newValue(i.type());
        shadows.put(i.result(), value);
        if (i.op() == Op.GETFIELD && activity.isPassed(i.arg(0))) {
            boolean own = !activity.mayBeItsOwnShadow(i.result());
            fieldReads.add(new ShadowFields.Read(i.result(), value, (FieldRef) i.attr(), own, i.loc()));
        } else if (i.op() == Op.CHECK_CAST && activity.isPassed(i.arg(0)) && activity.mayBeItsOwnShadow(i.arg(0))) {
            boolean own = !activity.mayBeItsOwnShadow(i.result());
            fieldReads.add(new ShadowFields.Read(i.result(), value, null, own, i.loc()));
        }
        Object attr = i.op() == Op.SHARED ? sharedPrefix + SharedShadows.lane(lane) + i.attr() : i.attr();
        return new Insn(i.op(), i.type(), value, args, attr, i.loc());
    }

    /**
     * The shadow of what the function gives back; for null the value itself.
     *
     * @throws DifferentiationException if it is a constant
     */
    int ofResult(int value, Loc loc) {
        if (!shadows.containsKey(value) && activity.mayBeThere(value)) {
            throw new DifferentiationException(
                    loc,
                    "a method that calls itself gives back a constant array or object where its caller keeps active values",
                    "let it give back a copy");
        }
        return orNull(value);
    }

    /** The shadow; for a null reference, which has no root, the value itself. */
    private int orNull(int value) {
        return shadows.getOrDefault(value, value);
    }

    private void passOn(Block b) {
        List<Edge> edges = new ArrayList<>(b.term().edges());
        for (int k = 0; k < edges.size(); k++) {
            Edge e = edges.get(k);
            if (!shape.isLive(e.target())) {
                continue;
            }
            List<Integer> params = f.block(e.target()).params();
            int[] args = Arrays.copyOf(e.args(), params.size());
            int next = e.args().length;
            for (int n = 0; n < e.args().length; n++) {
                Type t = f.typeOf(params.get(n));
                if (t.isReference() && activity.isActiveArray(params.get(n))) {
                    args[next++] = orNull(e.args()[n]);
                }
            }
            edges.set(k, new Edge(e.target(), args));
        }
        b.setTerm(b.term().withEdges(edges));
    }
}
