package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Intrinsics;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.analysis.Cfg;
import dev.adagent.transform.ir.analysis.LoopForest;
import dev.adagent.transform.ir.analysis.Operands;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives an innermost counted loop a second copy without the checks of those accesses whose index is linear in the counter. In front of both a
 * guard tests the first and the last index, in exact arithmetic, and if it fails the copy with the checks runs: so an exception comes
 * in the iteration, after the effects and with the message that Java says. After R. Gupta, Optimizing array bound checks using flow
 * analysis (1993), and the loop predication of compilers since.
 *
 * <p>For back ends that gain from it: it makes code larger.
 */
public final class LoopVersioning {
    /** Loops with more instructions than this are left alone. */
    private static final int LARGEST = 400;

    /** Bound on the loops of a function that are copied. */
    private static final int MOST = 32;

    /** A check, and its index in terms of the counter. */
    record Check(Insn insn, AffineIndex index) {}

    private final Function f;
    private final LoopForest.Loop loop;
    private final Defs defs;
    private final Set<Integer> inside = new HashSet<>();

    private LoopVersioning(Function f, LoopForest.Loop loop) {
        this.f = f;
        this.loop = loop;
        defs = Defs.of(f);
        for (int b : loop.blocks()) {
            inside.addAll(f.block(b).params());
            f.block(b).insns().forEach(i -> inside.add(i.result()));
        }
    }

    /** @return whether any loop was copied */
    public static boolean run(Function f) {
        return !version(f).isEmpty();
    }

    /** As {@link #run}. @return the headers of the copies that keep their checks, which run before an exception at most, or where the guard cannot tell */
    public static Set<Integer> version(Function f) {
        if (f.blocks().stream().flatMap(b -> b.insns().stream()).noneMatch(i -> i.op() == Op.CHECK_BOUNDS)) {
            return Set.of();
        }
        Branches.removeUnreachable(f);
        Set<Integer> seen = new HashSet<>();
        Set<Integer> copied = new HashSet<>();
        boolean again = true;
        while (again && copied.size() < MOST) {
            again = false;
            for (LoopForest.Loop l : LoopForest.of(f).loops()) {
                if (l.children().isEmpty() && seen.add(l.header())) {
                    int copy = new LoopVersioning(f, l).version();
                    if (copy >= 0) {
                        seen.add(copy);
                        copied.add(l.header());
                        again = Rewrite.LOOP_VERSIONED.happened();
                        break;
                    }
                }
            }
        }
        return copied;
    }

    /** Whether a value is the same in every iteration and can be had in front of the loop. */
    private boolean isInvariant(int value) {
        return !inside.contains(value)
                || defs.is(value, Op.CONST)
                || (defs.is(value, Op.ALEN) && !inside.contains(defs.insn(value).arg(0)));
    }

    /** @return the header of the copy, −1 if there is none */
    private int version() {
        List<Insn> all =
                loop.blocks().stream().flatMap(b -> f.block(b).insns().stream()).toList();
        if (all.size() > LARGEST || !all.stream().allMatch(LoopVersioning::mayBeCopied)) {
            return -1;
        }
        CountedLoop counted = CountedLoop.of(f, loop, this::isInvariant, defs);
        if (counted == null) {
            return -1;
        }
        List<Check> provable = provable(counted);
        if (provable.isEmpty() || !closeOver()) {
            return -1;
        }
        Block guard = entry();
        Map<Integer, Integer> blocks = copy(provable);
        int[] params = guard.params().stream().mapToInt(p -> p).toArray();
        int holds = new LoopGuard(f, guard, defs, inside).emit(counted, params[counted.position()], provable);
        guard.setTerm(Term.br(
                holds,
                new Edge(blocks.get(loop.header()), params),
                new Edge(loop.header(), params),
                f.block(loop.header()).term().loc()));
        f.reorder(Cfg.of(f).reversePostOrder());
        return blocks.get(loop.header());
    }

    /** Threads that wait for each other must do so at one place, which a copy would be a second of. */
    private static boolean mayBeCopied(Insn i) {
        if (i.op() == Op.CALL && !Facts.isPureTargetIntrinsic(i) || i.op() == Op.LAMBDA) {
            return false;
        }
        if (i.op() != Op.INTRINSIC) {
            return true;
        }
        Intrinsics.Kind k = Intrinsics.kind((String) i.attr());
        return k != Intrinsics.Kind.BARRIER && k != Intrinsics.Kind.WARP;
    }

    /** The checks behind the header, whose test has passed there, that the guard can make. */
    private List<Check> provable(CountedLoop counted) {
        List<Check> out = new ArrayList<>();
        for (int b : loop.blocks()) {
            if (b == loop.header()) {
                continue;
            }
            for (Insn i : f.block(b).insns()) {
                if (i.op() == Op.CHECK_BOUNDS && !inside.contains(i.arg(0))) {
                    AffineIndex index = AffineIndex.of(i.arg(1), counted.counter(), this::isInvariant, defs);
                    if (index != null) {
                        out.add(new Check(i, index));
                    }
                }
            }
        }
        return out;
    }

    /**
     * Makes the values of the loop that are used behind it parameters of one block that all exits lead to.
     *
     * @return whether that is so now; not if there are such values and exits to several blocks
     */
    private boolean closeOver() {
        Set<Integer> live = new LinkedHashSet<>();
        for (Block b : f.blocks()) {
            if (!loop.contains(b.id())) {
                b.insns().forEach(i -> addInside(live, i.args()));
                addInside(live, b.term().args());
                b.term().edges().forEach(e -> addInside(live, e.args()));
            }
        }
        Set<Integer> targets = new HashSet<>();
        loop.exits().forEach(e -> targets.add(e.to()));
        if (live.isEmpty() || targets.isEmpty()) {
            return live.isEmpty();
        }
        if (targets.size() > 1) {
            return false;
        }
        close(f.block(targets.iterator().next()), live.stream().mapToInt(v -> v).toArray());
        return true;
    }

    private void addInside(Set<Integer> live, int[] args) {
        for (int a : args) {
            if (inside.contains(a)) {
                live.add(a);
            }
        }
    }

    private void close(Block target, int[] live) {
        Block exit = f.newBlock();
        int[] passed = target.params().stream()
                .mapToInt(p -> f.addParam(exit, f.typeOf(p)))
                .toArray();
        Map<Integer, Integer> outside = new HashMap<>();
        for (int v : live) {
            outside.put(v, f.addParam(exit, f.typeOf(v)));
        }
        for (Block b : f.blocks()) {
            if (b == exit) {
                continue;
            }
            if (loop.contains(b.id())) {
                redirect(b, target.id(), exit.id(), live);
            } else {
                b.insns().replaceAll(i -> i.withArgs(mapped(i.args(), outside)));
                b.setTerm(Operands.map(b.term(), v -> outside.getOrDefault(v, v)));
            }
        }
        exit.setTerm(Term.jump(
                new Edge(target.id(), passed), f.block(loop.header()).term().loc()));
    }

    private static void redirect(Block from, int target, int exit, int[] more) {
        from.setTerm(from.term()
                .withEdges(from.term().edges().stream()
                        .map(e -> {
                            if (e.target() != target) {
                                return e;
                            }
                            int[] args = Arrays.copyOf(e.args(), e.args().length + more.length);
                            System.arraycopy(more, 0, args, e.args().length, more.length);
                            return new Edge(exit, args);
                        })
                        .toList()));
    }

    private static int[] mapped(int[] args, Map<Integer, Integer> map) {
        return Arrays.stream(args).map(a -> map.getOrDefault(a, a)).toArray();
    }

    /** A block, still without its end, that everything which entered the loop now leads to, with the header's parameters. */
    private Block entry() {
        Block header = f.block(loop.header());
        Block guard = f.newBlock();
        header.params().forEach(p -> f.addParam(guard, f.typeOf(p)));
        for (Block b : f.blocks()) {
            if (b != guard && !loop.contains(b.id())) {
                redirect(b, header.id(), guard.id(), new int[0]);
            }
        }
        return guard;
    }

    /** Copies the loop's blocks without these checks. @return the copy of each block */
    private Map<Integer, Integer> copy(List<Check> provable) {
        Set<Insn> without = Collections.newSetFromMap(new IdentityHashMap<>());
        provable.forEach(c -> without.add(c.insn()));
        Map<Integer, Integer> blocks = new HashMap<>();
        Map<Integer, Integer> values = new HashMap<>();
        for (int b : loop.blocks()) {
            Block to = f.newBlock();
            blocks.put(b, to.id());
            f.block(b).params().forEach(p -> values.put(p, f.addParam(to, f.typeOf(p))));
            for (Insn i : f.block(b).insns()) {
                if (i.result() >= 0) {
                    values.put(i.result(), f.newValue(i.type()));
                }
            }
        }
        for (int b : loop.blocks()) {
            Block from = f.block(b);
            Block to = f.block(blocks.get(b));
            List<Insn> kept = new ArrayList<>(from.insns());
            kept.removeIf(without::contains);
            for (Insn i : kept) {
                int result = i.result() < 0 ? -1 : values.get(i.result());
                to.insns().add(new Insn(i.op(), i.type(), result, mapped(i.args(), values), i.attr(), i.loc()));
            }
            Term t = Operands.map(from.term(), v -> values.getOrDefault(v, v));
            to.setTerm(t.withEdges(t.edges().stream()
                    .map(e -> new Edge(blocks.getOrDefault(e.target(), e.target()), e.args()))
                    .toList()));
        }
        return blocks;
    }
}
