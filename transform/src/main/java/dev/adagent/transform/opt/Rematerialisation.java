package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Print;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Cfg;
import dev.adagent.transform.ir.analysis.Dominators;
import dev.adagent.transform.ir.analysis.LoopForest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PrimitiveIterator;

/**
 * Gives texts and lambdas that come by several ways back to where they are used: the parameter that merges them becomes a number that
 * says which instruction made it, with that instruction's operands, and each use becomes a switch with one copy of the instruction
 * and of the use for each. So a switch on a constant string, a message put together in branches, and a call of one of several
 * lambdas compile. (Briggs, Cooper and Torczon, "Rematerialization", 1992, repeat such values to save registers.)
 */
final class Rematerialisation {
    private static final int MOST_ROUNDS = 64;
    /** Instructions that may be copied at a use. */
    private static final int MOST_COPIED = 400;

    private final Function f;
    private final Recipes recipes;
    private final LoopForest loops;
    private final Dominators dominators;
    private final Map<Integer, Integer> tags = new HashMap<>();
    private static final int AT_HAND = -1;
    private static final int CONSTANT = -2;
    /** By parameter and recipe: the operands; {@link #AT_HAND} where the recipe's own can be used, {@link #CONSTANT} where it is made anew. */
    private final Map<Integer, List<int[]>> slots = new HashMap<>();

    private Rematerialisation(Recipes recipes) {
        this.recipes = recipes;
        f = recipes.function;
        Cfg cfg = Cfg.of(f);
        dominators = Dominators.of(cfg);
        loops = LoopForest.of(cfg, dominators);
    }

    /** Replaces all such parameters of one function. @return whether anything changed */
    static boolean run(Function f, Hierarchy hierarchy) {
        boolean any = sinkExceptions(f);
        for (int round = 0; round < MOST_ROUNDS; round++) {
            Recipes r = Recipes.next(f, hierarchy);
            if (r == null || !new Rematerialisation(r).replace()) {
                return any;
            }
            Branches.removeUnreachable(f);
            DeadCode.run(f);
            any = Rewrite.REMATERIALISED.happened();
        }
        return any;
    }

    /** Puts each exception's allocation directly before its constructor: it may stand before the branches that choose the message. */
    private static boolean sinkExceptions(Function f) {
        Map<Integer, Insn> early = new HashMap<>();
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                if (i.op() == Op.NEW) {
                    early.put(i.result(), i);
                }
            }
        }
        boolean changed = false;
        for (Block b : f.blocks()) {
            for (int k = 0; k < b.insns().size(); k++) {
                Insn call = b.insns().get(k);
                Insn made = Throwables.isConstructor(call) ? early.remove(call.arg(0)) : null;
                if (made != null && !isBefore(b, k, made)) {
                    f.blocks().forEach(o -> o.insns().removeIf(i -> i == made));
                    b.insns().add(b.insns().indexOf(call), made);
                    changed = Rewrite.REMATERIALISED.happened();
                }
            }
        }
        return changed;
    }

    private static boolean isBefore(Block b, int index, Insn made) {
        return index > 0 && b.insns().get(index - 1) == made;
    }

    private boolean replace() {
        if (!isSmall()) {
            return false;
        }
        recipes.params().forEach(this::addParams);
        for (Block b : f.blocks()) {
            b.setTerm(b.term()
                    .withEdges(
                            b.term().edges().stream().map(e -> extended(b, e)).toList()));
        }
        for (Block b : f.blocks()) {
            b.insns().removeIf(i -> i.op() == Op.CHECK_CAST && recipes.param(i.result()) != null);
        }
        for (Block b : f.blocks()) {
            split(b, 0);
        }
        return true;
    }

    private boolean isSmall() {
        int copied = 0;
        for (Block b : f.blocks()) {
            if (b.insns().stream().anyMatch(this::usesOne)) {
                copied += b.insns().size() * recipes.sites().size();
            }
        }
        return copied <= MOST_COPIED * 4 || copied <= f.valueCount();
    }

    private boolean usesOne(Insn i) {
        return Arrays.stream(i.args()).anyMatch(v -> recipes.param(v) != null);
    }

    // ---- parameters

    private void addParams(int param) {
        Block b = f.block(recipes.uses.def(param).block());
        tags.put(param, f.addParam(b, Type.I32));
        List<int[]> operands = new ArrayList<>();
        for (Insn site : recipes.sites()) {
            int[] at = recipes.operands(site);
            for (int k = 0; k < at.length; k++) {
                Insn operand = recipes.uses.insn(at[k]);
                boolean constant = operand != null && operand.op() == Op.CONST;
                at[k] = constant ? CONSTANT : isAtHand(at[k], b) ? AT_HAND : f.addParam(b, f.typeOf(at[k]));
            }
            operands.add(at);
        }
        slots.put(param, operands);
    }

    /** Whether a value has been computed, once and for all, where the parameter's block begins. */
    private boolean isAtHand(int value, Block at) {
        int block = recipes.uses.def(value).block();
        return block != at.id() && dominators.dominates(block, at.id()) && loops.loopOf(block) == null
                || f.params().contains(value);
    }

    private Edge extended(Block from, Edge e) {
        List<Integer> params = f.block(e.target()).params();
        List<Integer> args = new ArrayList<>();
        Arrays.stream(e.args()).forEach(args::add);
        for (int k = 0; k < e.args().length; k++) {
            int param = params.get(k);
            if (recipes.params().contains(param)) {
                args.set(k, recipes.base(e.args()[k]));
                pass(from, param, e.args()[k], args);
            }
        }
        return new Edge(e.target(), args.stream().mapToInt(Integer::intValue).toArray());
    }

    private void pass(Block from, int param, int value, List<Integer> args) {
        Loc loc = from.term().loc();
        int base = recipes.base(value);
        boolean merged = recipes.params().contains(base);
        int site = merged ? -1 : recipes.site(base);
        args.add(merged ? tags.get(base) : f.append(from, Op.CONST, Type.I32, site, loc));
        for (int s = 0; s < recipes.sites().size(); s++) {
            Insn made = recipes.sites().get(s);
            int[] at = slots.get(param).get(s);
            int[] operands = recipes.operands(made);
            for (int k = 0; k < at.length; k++) {
                if (at[k] >= 0) {
                    int passed = merged ? slots.get(base).get(s)[k] : -1;
                    args.add(
                            passed >= 0
                                    ? passed
                                    : merged || s == site ? operands[k] : zero(from, f.typeOf(at[k]), loc));
                }
            }
        }
    }

    private int zero(Block b, Type type, Loc loc) {
        return f.append(b, Op.CONST, type, Facts.zero(type), loc);
    }

    // ---- uses

    /** Splits a block at its first use from an index on. */
    private void split(Block b, int from) {
        for (int k = from; k < b.insns().size(); k++) {
            Insn use = b.insns().get(k);
            if (usesOne(use)) {
                int value = Arrays.stream(use.args())
                        .filter(v -> recipes.param(v) != null)
                        .findFirst()
                        .orElseThrow();
                split(b, k, recipes.param(value));
                return;
            }
        }
    }

    private void split(Block b, int at, int param) {
        Insn first = b.insns().get(at);
        boolean makes = Throwables.isConstructor(first)
                && at > 0
                && b.insns().get(at - 1).op() == Op.NEW
                && b.insns().get(at - 1).result() == first.arg(0);
        boolean shows = at + 1 < b.insns().size() && isShown(first, b.insns().get(at + 1));
        int index = makes ? at - 1 : at; // the exception is made with its message
        int repeated = makes || shows ? 2 : 1;
        List<Insn> rest = new ArrayList<>(b.insns().subList(index, b.insns().size()));
        b.insns().subList(index, b.insns().size()).clear();
        Term end = b.term();
        Loc loc = rest.get(0).loc();
        boolean last = end.edges().isEmpty();
        Block join = last ? null : f.newBlock();
        List<Edge> edges = new ArrayList<>();
        List<Block> copies = new ArrayList<>();
        for (int s = 0; s < recipes.sites().size(); s++) {
            Block copy = f.newBlock();
            edges.add(Edge.to(copy.id()));
            copies.add(copy);
            Map<Integer, Integer> renamed = new LinkedHashMap<>();
            int made = repeated(copy, param, s, loc);
            recipes.names().stream().filter(v -> recipes.param(v) == param).forEach(v -> renamed.put(v, made));
            if (last) {
                rest.forEach(i -> copy(copy, i, renamed));
                copy.setTerm(end.withArgs(mapped(end.args(), renamed)));
            } else {
                rest.subList(0, repeated).forEach(i -> copy(copy, i, renamed));
                int result = shows ? -1 : renamed.getOrDefault(rest.get(0).result(), -1);
                copy.setTerm(Term.jump(result < 0 ? Edge.to(join.id()) : Edge.to(join.id(), result), loc));
            }
        }
        int[] keys = new int[edges.size() - 1];
        Arrays.setAll(keys, k -> k);
        b.setTerm(Term.switchOn(tags.get(param), keys, edges, loc));
        if (last) {
            copies.forEach(c -> split(c, 0));
        } else {
            if (rest.get(0).result() >= 0 && !shows) {
                join.params().add(rest.get(0).result());
            }
            join.insns().addAll(rest.subList(repeated, rest.size()));
            join.setTerm(end);
            copies.forEach(c -> split(c, 0));
            split(join, 0);
        }
    }

    /** Whether an instruction makes the array that the next one prints, which nobody else uses. */
    private static boolean isShown(Insn array, Insn next) {
        return Facts.isArrayOf(array) && Print.isCall(next) && next.arg(1) == array.result();
    }

    private int repeated(Block b, int param, int site, Loc loc) {
        Insn made = recipes.sites().get(site);
        int[] at = slots.get(param).get(site);
        int[] operands = recipes.operands(made);
        for (int k = 0; k < operands.length; k++) {
            operands[k] = at[k] >= 0 ? at[k] : at[k] == CONSTANT ? constant(b, operands[k], loc) : operands[k];
        }
        int[] args = remade(b, made, Arrays.stream(operands).iterator(), loc);
        Type type = made.op() == Op.CONST && made.attr() == null ? f.typeOf(param) : made.type();
        return f.append(b, made.op(), type, made.attr(), loc, args);
    }

    /** The arguments of an instruction that is repeated, made of the operands that {@link Recipes#operands} found. */
    private int[] remade(Block b, Insn made, PrimitiveIterator.OfInt operands, Loc loc) {
        int[] args = made.args().clone();
        for (int k = 0; k < args.length; k++) {
            Insn part = recipes.partOf(args[k]);
            args[k] = part == null
                    ? operands.nextInt()
                    : f.append(b, part.op(), part.type(), part.attr(), loc, remade(b, part, operands, loc));
        }
        return args;
    }

    private int constant(Block b, int value, Loc loc) {
        Insn made = recipes.uses.insn(value);
        return f.append(b, Op.CONST, made.type(), made.attr(), loc);
    }

    private int copy(Block b, Insn i, Map<Integer, Integer> renamed) {
        int result = f.append(b, i.op(), i.type(), i.attr(), i.loc(), mapped(i.args(), renamed));
        if (i.result() >= 0) {
            renamed.put(i.result(), result);
        }
        return result;
    }

    private static int[] mapped(int[] values, Map<Integer, Integer> renamed) {
        return Arrays.stream(values).map(v -> renamed.getOrDefault(v, v)).toArray();
    }
}
