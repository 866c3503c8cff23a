package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.SsaBuilder;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/**
 * Cuts a derivative in two where its forward sweep ends: the augmented primal, which ends with pushing what is live across the cut,
 * and the adjoint, which begins with popping it. Constants and what follows from them and from the references, which the adjoint
 * gets again, are computed anew; {@linkplain LocalArrays arrays of the function itself} are made anew.
 */
final class Cut {
    /** Thrown when a function needs a kind of tape that it was not given; it is then built again with it. */
    static final class MissingTape extends RuntimeException {
        private static final long serialVersionUID = 1;

        final transient Type kind;

        MissingTape(Type kind) {
            super("a tape of " + kind, null, false, false);
            this.kind = kind;
        }
    }

    private static final int DEPTH = 6;

    private final Function f;
    private final List<Type> kinds;
    private final Parameters parameters;
    private final int exit;
    private final FixedRows fixedRows;
    private final Predicate<FieldRef> tables;
    private final Predicate<Insn> keepsNothing;
    private int first = -1;
    private final Map<Type, int[]> atExit = new LinkedHashMap<>();
    private final Map<Type, int[]> atStart = new LinkedHashMap<>();
    private final Map<Type, List<Integer>> pushed = new LinkedHashMap<>();
    /** Arrays whose elements are pushed, after {@link #pushed}. */
    private final Map<Type, List<Integer>> contents = new LinkedHashMap<>();

    private final List<Integer> again = new ArrayList<>();
    /** References of which the number among their origins is pushed. */
    private final Map<Integer, List<Integer>> choices = new LinkedHashMap<>();

    private final Map<Integer, Integer> numbers = new HashMap<>();
    private final BitSet reverse = new BitSet();
    private Uses uses;
    private LocalArrays locals;
    private ChosenArrays chosen;

    /**
     * @param kinds the tapes that both functions take
     * @param fixedRows of the function, until the adjoint has run
     * @param tables whether a static field holds an array that is there for good
     * @param keepsNothing whether a call neither keeps nor gives back the arrays that it gets
     */
    Cut(
            Function f,
            List<Type> kinds,
            Parameters parameters,
            int exit,
            FixedRows fixedRows,
            Predicate<FieldRef> tables,
            Predicate<Insn> keepsNothing) {
        this.fixedRows = fixedRows;
        this.tables = tables;
        this.keepsNothing = keepsNothing;
        this.f = f;
        this.kinds = kinds;
        this.parameters = parameters;
        this.exit = exit;
    }

    /** Takes the tapes from the parameters that the augmented primal gets. */
    void begin(TapeStack tapes) {
        for (Type t : kinds) {
            int array = f.addParam(f.entry(), Type.array(t));
            tapes.put(t, f.entry(), array, f.addParam(f.entry(), Type.I32));
        }
    }

    /** Parts the tapes: their state at the end of the forward sweep, and the one with which the reverse sweep begins. */
    void part(TapeStack tapes, Block start) {
        first = start.id();
        for (Type t : kinds) {
            atExit.put(t, new int[] {tapes.array(t, f.block(exit)), tapes.top(t, f.block(exit))});
            int[] fresh = {f.newValue(Type.array(t)), f.newValue(Type.I32)};
            atStart.put(t, fresh);
            tapes.put(t, start, fresh[0], fresh[1]);
        }
    }

    /** To be called once the builder has finished. */
    void resolve(SsaBuilder ssa) {
        atExit.values().forEach(v -> {
            v[0] = ssa.resolve(v[0]);
            v[1] = ssa.resolve(v[1]);
        });
    }

    /** What the augmented primal gives back of the tapes. */
    BitSet state() {
        BitSet out = new BitSet();
        atExit.values().forEach(v -> {
            out.set(v[0]);
            out.set(v[1]);
        });
        return out;
    }

    /** Looks what is live across the cut. @param isShadow whether a value is a shadow @throws MissingTape if there is no tape for it */
    void analyse(IntPredicate isShadow) {
        List<Integer> work = new ArrayList<>(List.of(first));
        while (!work.isEmpty()) {
            int b = work.remove(work.size() - 1);
            if (!reverse.get(b)) {
                reverse.set(b);
                f.block(b).term().edges().forEach(e -> work.add(e.target()));
            }
        }
        uses = Uses.of(f);
        chosen = new ChosenArrays(f, uses, reverse, parameters.references, exit, tables);
        locals = new LocalArrays(f, uses, reverse, isShadow, keepsNothing, chosen, fixedRows);
        Set<Integer> done = new LinkedHashSet<>();
        for (Block b : f.blocks()) {
            if (reverse.get(b.id())) {
                b.insns().forEach(i -> cross(i.args(), done));
                cross(b.term().args(), done);
                b.term().edges().forEach(e -> cross(e.args(), done));
            }
        }
    }

    private void cross(int[] used, Set<Integer> done) {
        for (int v : used) {
            Uses.Def d = uses.def(v);
            if (d == null
                    || reverse.get(d.block())
                    || parameters.seeds.contains(v)
                    || parameters.references.contains(v)) {
                continue;
            }
            if (canRepeat(v, DEPTH)) {
                repeat(v, done);
            } else if (isFixedRow(v)) {
                // read again, which no tape of references is needed for: of its operands, what must be is on a tape
                if (!done.contains(v)) {
                    cross(d.insn().args(), done);
                    done.add(v);
                    again.add(v);
                }
            } else if (locals.isOne(v)) {
                if (done.add(v)) {
                    repeat(d.insn().arg(0), done);
                    again.add(v);
                    if (locals.isRead(v)) {
                        onTape(contents, locals.tape(v), v);
                    }
                }
            } else if (locals.rows(v) != null) {
                if (done.add(v)) {
                    repeat(d.insn().arg(0), done);
                    cross(
                            locals.rows(v).values().stream()
                                    .mapToInt(Integer::intValue)
                                    .toArray(),
                            done);
                    again.add(v);
                }
            } else if (done.add(v)) {
                push(v, done);
            }
        }
    }

    private void push(int v, Set<Integer> done) {
        List<Integer> origins = chosen.origins(v);
        if (origins.isEmpty() || !origins.stream().allMatch(o -> chosen.isEverywhere(o) || locals.isOne(o))) {
            onTape(pushed, ValuePlan.tapeOf(f.typeOf(v)), v);
            return;
        }
        cross(origins.stream().mapToInt(Integer::intValue).toArray(), done);
        onTape(pushed, Type.I32, v);
        choices.put(v, origins);
        again.add(v);
    }

    private void onTape(Map<Type, List<Integer>> what, Type kind, int value) {
        if (!kinds.contains(kind)) {
            throw new MissingTape(kind);
        }
        what.computeIfAbsent(kind, k -> new ArrayList<>()).add(value);
    }

    /** The slots that this function takes on a tape. */
    private int slots(Type kind) {
        return pushed.getOrDefault(kind, List.of()).size()
                + contents.getOrDefault(kind, List.of()).stream()
                        .mapToInt(locals::length)
                        .sum();
    }

    private boolean isFixedRow(int v) {
        Insn i = uses.insn(v);
        return i != null && i.op() == Op.ALOAD && f.typeOf(v).isReference() && fixedRows.of(i.arg(0));
    }

    private boolean canRepeat(int v, int depth) {
        if (parameters.references.contains(v)) {
            return true;
        }
        Insn i = uses.insn(v);
        if (i != null && i.op() == Op.GETSTATIC && i.type().isArray()) {
            return tables.test((FieldRef) i.attr());
        }
        if (i == null || depth == 0 || i.op() == Op.CALL || (i.op() != Op.CONST && !Effects.isPure(i))) {
            return false;
        }
        for (int a : i.args()) {
            if (!canRepeat(a, depth - 1)) {
                return false;
            }
        }
        return true;
    }

    private void repeat(int v, Set<Integer> done) {
        if (!parameters.references.contains(v) && done.add(v)) {
            for (int a : uses.insn(v).args()) {
                repeat(a, done);
            }
            again.add(v);
        }
    }

    /** The augmented primal. @param values the primal's result, empty if it has none */
    Function augmented(String name, Type type, int[] values) {
        Function g = f.copy(name, type);
        g.reorder(
                f.blocks().stream().map(Block::id).filter(b -> !reverse.get(b)).toList());
        // the adjoint alone takes the adjoint of the result
        g.entry().params().removeIf(parameters.seeds::contains);
        Block b = g.block(exit);
        Loc loc = b.term().loc();
        List<Integer> members = new ArrayList<>();
        for (int v : values) {
            members.add(v);
        }
        for (Type t : kinds) {
            int[] state = atExit.get(t);
            List<Integer> own = pushed.getOrDefault(t, List.of());
            int slots = slots(t);
            if (slots == 0) {
                members.add(state[0]);
                members.add(state[1]);
                continue;
            }
            int end = add(g, b, state[1], slots, loc);
            int array = g.append(b, Op.INTRINSIC, Type.array(t), "tape.ensure", loc, state[0], end);
            for (int k = 0; k < own.size(); k++) {
                int v = own.get(k);
                int stored = slot(g, b, v, t, loc);
                g.append(b, Op.INTRINSIC, Type.VOID, "tape.store", loc, array, add(g, b, state[1], k, loc), stored);
            }
            int next = own.size();
            for (int v : contents.getOrDefault(t, List.of())) {
                b = locals.push(g, b, v, array, add(g, b, state[1], next, loc), loc);
                next += locals.length(v);
            }
            members.add(array);
            members.add(end);
        }
        if (type.equals(Type.VOID)) {
            b.setTerm(Term.ret(loc));
        } else {
            int[] all = members.stream().mapToInt(Integer::intValue).toArray();
            b.setTerm(Term.ret(loc, g.append(b, Op.TUPLE, type, null, loc, all)));
        }
        return g;
    }

    /** What lies on a tape for a value. */
    private int slot(Function g, Block b, int value, Type kind, Loc loc) {
        List<Integer> origins = choices.get(value);
        if (origins != null) {
            return chosen.number(g, b, value, origins, loc);
        }
        boolean same = g.typeOf(value).equals(kind) || g.typeOf(value).isReference();
        return same ? value : g.append(b, Op.CONV, kind, null, loc, value);
    }

    /** The adjoint. */
    Function adjoint(String name, Type type) {
        Function g = f.copy(name, type);
        Block b = g.newBlock();
        Loc loc = f.block(exit).term().loc();
        b.params().addAll(parameters.references);
        b.params().addAll(parameters.seeds);
        for (Type t : kinds) {
            b.params().add(atStart.get(t)[0]);
            int top = g.addParam(b, Type.I32);
            List<Integer> own = pushed.getOrDefault(t, List.of());
            int base = atStart.get(t)[1];
            int n = g.constant(b, slots(t), loc);
            b.insns().add(new Insn(Op.SUB, Type.I32, base, new int[] {top, n}, null, loc));
            for (int k = 0; k < own.size(); k++) {
                pop(g, b, t, own.get(k), add(g, b, base, k, loc), loc);
            }
        }
        for (int v : again) {
            if (choices.containsKey(v)) {
                ChosenArrays.choose(g, b, v, numbers.get(v), choices.get(v), loc);
            } else {
                b.insns().add(uses.insn(v));
                if (locals.rows(v) != null) {
                    LocalTables.fill(g, b, v, locals.rows(v), loc);
                }
            }
        }
        Block last = popContents(g, b, loc);
        last.setTerm(Term.jump(Edge.to(first), loc));
        List<Integer> order = new ArrayList<>(List.of(b.id()));
        g.blocks().stream()
                .map(Block::id)
                .filter(k -> reverse.get(k) || k > b.id())
                .forEach(order::add);
        g.reorder(order);
        return g;
    }

    private Block popContents(Function g, Block at, Loc loc) {
        Block b = at;
        for (Map.Entry<Type, List<Integer>> e : contents.entrySet()) {
            int next = pushed.getOrDefault(e.getKey(), List.of()).size();
            int[] start = atStart.get(e.getKey());
            for (int v : e.getValue()) {
                b = locals.pop(g, b, v, start[0], add(g, b, start[1], next, loc), loc);
                next += locals.length(v);
            }
        }
        return b;
    }

    /** Loads a value under the id that it has in the forward sweep. */
    private void pop(Function g, Block b, Type kind, int value, int slot, Loc loc) {
        int array = atStart.get(kind)[0];
        if (choices.containsKey(value)) {
            numbers.put(value, g.append(b, Op.INTRINSIC, kind, "tape.load", loc, array, slot));
        } else if (g.typeOf(value).equals(kind)) {
            b.insns().add(new Insn(Op.INTRINSIC, kind, value, new int[] {array, slot}, "tape.load", loc));
        } else {
            int wide = g.append(b, Op.INTRINSIC, kind, "tape.load", loc, array, slot);
            Op op = g.typeOf(value).isReference() ? Op.CHECK_CAST : Op.CONV;
            b.insns().add(new Insn(op, g.typeOf(value), value, new int[] {wide}, null, loc));
        }
    }

    private static int add(Function g, Block b, int base, int n, Loc loc) {
        return n == 0 ? base : g.append(b, Op.ADD, Type.I32, null, loc, base, g.constant(b, n, loc));
    }
}
