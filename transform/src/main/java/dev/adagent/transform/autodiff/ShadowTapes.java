package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.SsaBuilder;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs a derivative's use of a tape backwards, for derivatives of derivatives. The adjoints of the slots lie on a second tape, which
 * lives as the first does, mirrored: it is opened, and set to zero, where the first is closed, and closed where the first is opened.
 * In between a load becomes an addition and a store a load.
 */
final class ShadowTapes {
    private record Shadow(int array, int slots) {}

    private final Function f;
    private final ActivityAnalysis activity;
    private final Values values;
    private final SsaBuilder ssa;
    /** Variables for the shadow of each tape, by the tape's root. */
    private final Map<Integer, Shadow> shadows = new HashMap<>();

    ShadowTapes(Function f, ActivityAnalysis activity, Values values, SsaBuilder ssa) {
        this.f = f;
        this.activity = activity;
        this.values = values;
        this.ssa = ssa;
    }

    /**
     * Every tape that holds active values is closed on each way to the return: its shadow is opened where it is closed. That of a derivative
     * whose exception a handler caught is not.
     *
     * @throws DifferentiationException if one may stay open
     */
    static void check(Shape shape, ActivityAnalysis activity) {
        for (Block b : shape.liveBlocks()) {
            for (Insn i : b.insns()) {
                if ("tape.open".equals(i.attr())
                        && activity.isActiveTape(i.result())
                        && mayStayOpen(shape, activity, b, activity.tapeRoot(i.result(), i.loc()))) {
                    throw new DifferentiationException(
                            i.loc(),
                            "reverse mode over a reverse derivative inside a try block, which keeps values on a tape",
                            "use forward mode for one of the two, or call autodiff outside the try block");
                }
            }
        }
    }

    private static boolean mayStayOpen(Shape shape, ActivityAnalysis activity, Block open, int root) {
        BitSet seen = new BitSet();
        Deque<Block> work = new ArrayDeque<>(List.of(open));
        while (!work.isEmpty()) {
            Block b = work.pop();
            boolean closes = b.insns().stream()
                    .anyMatch(i -> "tape.close".equals(i.attr()) && activity.tapeRoot(i.arg(0), i.loc()) == root);
            if (closes || seen.get(b.id())) {
                continue;
            }
            seen.set(b.id());
            if (b.id() == shape.exit) {
                return true;
            }
            b.term().edges().stream()
                    .filter(e -> shape.isLive(e.target()))
                    .forEach(e -> work.push(shape.function.block(e.target())));
        }
        return false;
    }

    private Shadow of(Insn i) {
        int tape = "tape.open".equals(i.attr()) ? i.result() : i.arg(0);
        return shadows.computeIfAbsent(activity.tapeRoot(tape, i.loc()), k -> {
            Type type = f.typeOf(tape);
            int none = f.newValue(type);
            f.entry().insns().add(0, new Insn(Op.CONST, type, none, new int[0], null, Loc.NONE));
            Shadow s = new Shadow(ssa.declareVariable(type), ssa.declareVariable(Type.I32));
            ssa.writeVariable(s.array(), f.entry(), none);
            ssa.writeVariable(s.slots(), f.entry(), values.zero(Type.I32));
            return s;
        });
    }

    /** Reverses the instruction; gives the block in which the sweep goes on. */
    Block reverse(Insn i, Block at, int b, Adjoints adjoints) {
        Shadow s = of(i);
        Loc loc = i.loc();
        switch ((String) i.attr()) {
            case "tape.close" -> {
                return open(s, f.typeOf(i.arg(0)), values.get(i.arg(1), at, b), at, loc);
            }
            case "tape.open" -> {
                int array = ssa.readVariable(s.array(), at);
                int slots = ssa.readVariable(s.slots(), at);
                f.append(at, Op.INTRINSIC, Type.VOID, "tape.close", loc, array, slots);
            }
            case "tape.load" -> {
                int a = adjoints.take(i.result(), at, b);
                if (a >= 0) {
                    int array = ssa.readVariable(s.array(), at);
                    int slot = values.get(i.arg(1), at, b);
                    int before = f.append(at, Op.INTRINSIC, i.type(), "tape.load", loc, array, slot);
                    int after = f.append(at, Op.ADD, i.type(), null, loc, before, a);
                    f.append(at, Op.INTRINSIC, Type.VOID, "tape.store", loc, array, slot, after);
                }
            }
            case "tape.store" -> {
                int array = ssa.readVariable(s.array(), at);
                int slot = values.get(i.arg(1), at, b);
                Type type = f.typeOf(i.arg(2));
                int a = f.append(at, Op.INTRINSIC, type, "tape.load", loc, array, slot);
                f.append(at, Op.INTRINSIC, Type.VOID, "tape.store", loc, array, slot, values.zero(type));
                adjoints.add(i.arg(2), a, at, b, loc);
            }
            default -> throw new IllegalStateException("no reverse of " + i);
        }
        return at;
    }

    private Block open(Shadow s, Type type, int slots, Block at, Loc loc) {
        int fresh = f.append(at, Op.INTRINSIC, type, "tape.open", loc);
        int array = f.append(at, Op.INTRINSIC, type, "tape.ensure", loc, fresh, slots);
        Block head = f.newBlock();
        Block body = f.newBlock();
        Block next = f.newBlock();
        int k = f.addParam(head, Type.I32);
        at.setTerm(Term.jump(Edge.to(head.id(), f.constant(at, 0, loc)), loc));
        int more = f.append(head, Op.CMP, Type.I32, Cond.LT, loc, k, slots);
        head.setTerm(Term.br(more, Edge.to(body.id()), Edge.to(next.id()), loc));
        f.append(body, Op.INTRINSIC, Type.VOID, "tape.store", loc, array, k, values.zero(type.element()));
        int one = f.constant(body, 1, loc);
        body.setTerm(Term.jump(Edge.to(head.id(), f.append(body, Op.ADD, Type.I32, null, loc, k, one)), loc));
        ssa.writeVariable(s.array(), at, array);
        ssa.writeVariable(s.slots(), at, slots);
        return next;
    }
}
