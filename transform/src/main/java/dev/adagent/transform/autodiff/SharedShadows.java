package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Intrinsics;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Shadows of the arrays that a block shares: shared arrays themselves, which all threads zero together before a derivative begins. What
 * the shared arrays hold then is a constant: their values come from outside the differentiated function.
 */
final class SharedShadows {
    private static final String SEPARATOR = " of ";

    private SharedShadows() {}

    /**
     * How the names of a derivative's shared shadows begin. The arrays of the derivatives that the function already holds have lower
     * numbers: a derivative of a derivative shares none with it.
     */
    static String prefix(Function f, boolean reverse) {
        int level = 1;
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                String name = i.op() == Op.SHARED ? (String) i.attr() : "";
                if (name.startsWith("adjoint ") || name.startsWith("tangent ")) {
                    int end = name.indexOf(SEPARATOR);
                    level = Math.max(level, 1 + Integer.parseInt(name.substring("adjoint ".length(), end)));
                }
            }
        }
        return (reverse ? "adjoint " : "tangent ") + level + SEPARATOR;
    }

    /** What follows the prefix in the name of a shadow: nothing for the first derivative of a batch. */
    static String lane(int lane) {
        return lane == 0 ? "" : "lane " + lane + SEPARATOR;
    }

    /** Whether all threads that return from the function have met at one of its barriers at least. */
    static boolean allMeet(Shape shape) {
        return shape.liveBlocks().stream()
                .filter(b -> shape.dominators.dominates(b.id(), shape.exit))
                .anyMatch(b -> b.insns().stream().anyMatch(Intrinsics::isBarrier));
    }

    /**
     * Lets the threads meet before a derivative returns: what they read again for it, others may overwrite afterwards, and what they add
     * to shadows is complete.
     */
    static void meetAtEnd(Function f) {
        for (Block b : f.blocks()) {
            if (b.term().kind() == Term.Kind.RET) {
                f.append(b, Op.INTRINSIC, Type.VOID, "barrier", b.term().loc());
            }
        }
    }

    /** Zeroes the shadows whose names begin so before anything else, between two barriers. */
    static void zero(Function f, String prefix) {
        Map<String, Insn> shadows = new LinkedHashMap<>();
        Map<Integer, Insn> constants = new LinkedHashMap<>();
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                if (i.op() == Op.CONST) {
                    constants.put(i.result(), i);
                }
                if (i.op() == Op.SHARED && ((String) i.attr()).startsWith(prefix)) {
                    shadows.putIfAbsent((String) i.attr(), i);
                }
            }
        }
        if (shadows.isEmpty()) {
            return;
        }
        Block entry = f.entry();
        Block body = f.newBlock();
        body.insns().addAll(entry.insns());
        body.setTerm(entry.term());
        entry.insns().clear();
        Loc loc = body.term().loc();
        f.append(entry, Op.INTRINSIC, Type.VOID, "barrier", loc);
        int thread = thread(f, entry, loc);
        int threads = threads(f, entry, loc);
        Block at = entry;
        for (Insn shadow : shadows.values()) {
            at = zero(f, at, shadow, constants.get(shadow.arg(0)), thread, threads);
        }
        f.append(at, Op.INTRINSIC, Type.VOID, "barrier", loc);
        at.setTerm(Term.jump(Edge.to(body.id()), loc));
    }

    private static int read(Function f, Block b, String name, Loc loc) {
        return f.append(b, Op.INTRINSIC, Type.I32, name, loc);
    }

    /** Number of this thread in its block. */
    static int thread(Function f, Block b, Loc loc) {
        int z = f.append(b, Op.MUL, Type.I32, null, loc, read(f, b, "tid.z", loc), read(f, b, "ntid.y", loc));
        int zy = f.append(b, Op.ADD, Type.I32, null, loc, z, read(f, b, "tid.y", loc));
        int row = f.append(b, Op.MUL, Type.I32, null, loc, zy, read(f, b, "ntid.x", loc));
        return f.append(b, Op.ADD, Type.I32, null, loc, row, read(f, b, "tid.x", loc));
    }

    private static int threads(Function f, Block b, Loc loc) {
        int xy = f.append(b, Op.MUL, Type.I32, null, loc, read(f, b, "ntid.x", loc), read(f, b, "ntid.y", loc));
        return f.append(b, Op.MUL, Type.I32, null, loc, xy, read(f, b, "ntid.z", loc));
    }

    /** Writes {@code for (k = thread; k < length; k += threads) shadow[k] = 0;} gives the block after it. */
    private static Block zero(Function f, Block before, Insn shadow, Insn length, int thread, int threads) {
        if (length == null) {
            throw new DifferentiationException(
                    shadow.loc(),
                    "a shared array whose length is not constant carries derivatives",
                    "use a constant length, the largest that a launch needs");
        }
        Loc loc = shadow.loc();
        Type element = shadow.type().element();
        int n = f.constant(before, (Integer) length.attr(), loc);
        int array = f.append(before, Op.SHARED, shadow.type(), shadow.attr(), loc, n);
        int zero = f.append(before, Op.CONST, element, Zeros.of(element), loc);
        Block head = f.newBlock();
        Block turn = f.newBlock();
        Block after = f.newBlock();
        int k = f.addParam(head, Type.I32);
        before.setTerm(Term.jump(new Edge(head.id(), new int[] {thread}), loc));
        int more = f.append(head, Op.CMP, Type.I32, Cond.LT, loc, k, n);
        head.setTerm(Term.br(more, Edge.to(turn.id()), Edge.to(after.id()), loc));
        f.append(turn, Op.ASTORE, Type.VOID, null, loc, array, k, zero);
        int next = f.append(turn, Op.ADD, Type.I32, null, loc, k, threads);
        turn.setTerm(Term.jump(new Edge(head.id(), new int[] {next}), loc));
        return after;
    }
}
