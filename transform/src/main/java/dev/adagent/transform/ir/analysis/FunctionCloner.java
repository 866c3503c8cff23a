package dev.adagent.transform.ir.analysis;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Copies functions, whole or into another, and inlines a body at a call. */
public final class FunctionCloner {
    private final Function from;
    private final Function to;
    private final UnaryOperator<Loc> locs;
    private final int[] values;
    private final Map<Integer, Integer> blocks = new HashMap<>();

    /**
     * Prepares to copy the blocks of {@code from} into {@code to}.
     *
     * @param locs what to make of each source place
     */
    public FunctionCloner(Function from, Function to, UnaryOperator<Loc> locs) {
        this.from = from;
        this.to = to;
        this.locs = locs;
        values = new int[from.valueCount()];
        Arrays.fill(values, -1);
    }

    /** A copy under another name; block and value ids are the same. */
    public static Function copy(Function f, String name) {
        return f.copy(name);
    }

    /** Says that {@code value} of the source is {@code mapped} in the target, instead of a fresh id. */
    public FunctionCloner map(int value, int mapped) {
        values[value] = mapped;
        return this;
    }

    /** Id in the target of a value of the source; it is made if need be. */
    public int value(int value) {
        if (values[value] < 0) {
            values[value] = to.newValue(from.typeOf(value));
        }
        return values[value];
    }

    /** Id in the target of a block of the source; an empty block is made if need be. */
    public int block(int block) {
        return blocks.computeIfAbsent(block, k -> to.newBlock().id());
    }

    /** Copies every block, with its parameters. */
    public void copyBlocks() {
        for (Block b : from.blocks()) {
            copyBlock(b, to.block(block(b.id())));
        }
    }

    private void copyBlock(Block b, Block target) {
        for (int p : b.params()) {
            target.params().add(value(p));
        }
        copyBody(b, target);
    }

    private void copyBody(Block b, Block target) {
        for (Insn i : b.insns()) {
            target.insns().add(copy(i));
        }
        target.setTerm(copy(b.term()));
    }

    /** The instruction with ids and place mapped. */
    public Insn copy(Insn i) {
        int result = i.result() < 0 ? -1 : value(i.result());
        return new Insn(i.op(), i.type(), result, values(i.args()), i.attr(), locs.apply(i.loc()));
    }

    /** The terminator with ids and place mapped. */
    public Term copy(Term t) {
        List<Edge> edges = t.edges().stream()
                .map(e -> new Edge(block(e.target()), values(e.args())))
                .toList();
        Term.Raise raise = t.raise() == null ? null : t.raise().withPlaces(locs);
        return new Term(t.kind(), values(t.args()), edges, t.keys(), raise, locs.apply(t.loc()));
    }

    private int[] values(int[] args) {
        return Arrays.stream(args).map(this::value).toArray();
    }

    /**
     * Replaces the call by the callee's body. The call's block is split: what followed the call moves to a new block, whose
     * parameter is the call's result under the same id, so that no use changes. Each return becomes a jump there; a tuple is one
     * value like any other. Every copied place gets the call's place below it on the stack.
     *
     * @param block id of the block that holds the call
     * @param index index of the {@link Op#CALL} in it; its operands are the callee's parameters
     * @return the block with what followed the call
     * @throws IllegalArgumentException if there is no call, or the number of operands or the result differs
     */
    public static Block inline(Function caller, int block, int index, Function callee) {
        Block at = caller.block(block);
        Insn call = at.insns().get(index);
        Function body = callee == caller ? callee.copy(callee.name()) : callee;
        check(caller, call, body);
        Block rest = caller.splitInPlaceOf(at, index);
        if (call.result() >= 0) {
            rest.params().add(call.result());
        }

        FunctionCloner cloner = new FunctionCloner(body, caller, l -> l.inlinedInto(call.loc()));
        Block entry = body.entry();
        List<Block> copied = new ArrayList<>();
        for (int i = 0; i < call.args().length; i++) {
            cloner.map(entry.params().get(i), call.arg(i));
        }
        cloner.blocks.put(entry.id(), at.id());
        cloner.copyBody(entry, at);
        copied.add(at);
        for (Block b : body.blocks()) {
            if (b != entry) {
                Block target = caller.block(cloner.block(b.id()));
                cloner.copyBlock(b, target);
                copied.add(target);
            }
        }
        for (Block b : copied) {
            if (b.term().kind() == Term.Kind.RET) {
                int[] result = call.result() < 0 ? new int[0] : b.term().args();
                b.setTerm(Term.jump(new Edge(rest.id(), result), b.term().loc()));
            }
        }
        return rest;
    }

    private static void check(Function caller, Insn call, Function body) {
        if (call.op() != Op.CALL) {
            throw new IllegalArgumentException(
                    "no call to inline in " + caller.name() + " at " + call.loc() + ": " + call);
        }
        if (call.args().length != body.params().size()
                || call.type().kind() != body.result().kind()) {
            throw new IllegalArgumentException("call in " + caller.name() + " at " + call.loc() + " does not fit "
                    + body.name() + body.paramTypes() + " → " + body.result() + ": " + call);
        }
    }
}
