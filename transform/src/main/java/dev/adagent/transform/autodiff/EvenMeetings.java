package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.AtomicKind;
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
import dev.adagent.transform.ir.analysis.Uniformity;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Lets all threads of a block come to as many barriers, before a function is differentiated in reverse. A barrier waits for threads that have
 * not ended; so threads may leave a function at different barriers, and those that stay go on by themselves. In its derivative nobody has
 * ended there: who leaves turns round. Its first barrier backwards would meet one that others come to forwards, and each of its
 * barriers the wrong one of theirs: what they add to shadows came too late.
 *
 * <p>So who leaves goes on coming to barriers until nobody else comes to one of the function's own. Backwards it begins with as many.
 * Each barrier becomes two: between them a word that the block shares says how many threads are at a barrier of the function's own, since it is
 * changed before the first and after the second only. A thread that fails in between, which none can, would be waited for for ever; one that
 * fails elsewhere is not counted. A second word has the sum of those barriers' numbers: it tells threads that have come to different ones,
 * which is no meeting, as it does not for the devices, to which all these barriers are one.
 */
public final class EvenMeetings {
    private static final String NAME = "meeting ";
    private static final String APART =
            "threads of a block wait in different calls of syncThreads(): all threads that have not ended must come to the same call";

    private final Function f;
    private final String name;
    private final Loc place;

    private EvenMeetings(Function f, Loc place) {
        this.f = f;
        this.place = place;
        name = NAME + (1 + level(f)) + " of " + f.name();
    }

    /**
     * Changes a function, if its threads may leave it after different barriers.
     *
     * @param varying the parameters, by number, that may differ between the threads of a block
     */
    public static void run(Function f, BitSet varying) {
        Optional<Insn> first = f.blocks().stream()
                .flatMap(b -> b.insns().stream())
                .filter(Intrinsics::isBarrier)
                .findFirst();
        if (first.isEmpty() || !new Uniformity(f, varying).mayLeaveAfterABarrier()) {
            return;
        }
        EvenMeetings pass = new EvenMeetings(f, first.get().loc());
        int number = 0;
        for (Block b : List.copyOf(f.blocks())) {
            for (int k = b.insns().size() - 1; k >= 0; k--) { // from the end: what follows goes to a block of its own
                if (Intrinsics.isBarrier(b.insns().get(k))) {
                    pass.count(b, k, ++number);
                }
            }
        }
        pass.wait(f.blocks().stream()
                .filter(b -> b.term().kind() == Term.Kind.RET)
                .toList());
    }

    /** How many derivatives the function holds that have such words already. */
    private static int level(Function f) {
        int level = 0;
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                String s = i.op() == Op.SHARED ? (String) i.attr() : "";
                if (s.startsWith(NAME)) {
                    level = Math.max(level, Integer.parseInt(s.substring(NAME.length(), s.indexOf(" of "))));
                }
            }
        }
        return level;
    }

    private int words(Block b, Loc loc) {
        return f.append(b, Op.SHARED, Type.array(Type.I32), name, loc, f.constant(b, 2, loc));
    }

    private void barrier(Block b) {
        f.append(b, Op.INTRINSIC, Type.VOID, "barrier", place);
    }

    private void add(Block b, int words, int index, int addend, Loc loc) {
        f.append(
                b,
                Op.ATOMIC,
                Type.I32,
                AtomicKind.ADD,
                loc,
                words,
                f.constant(b, index, loc),
                f.constant(b, addend, loc));
    }

    /** One of the function's own barriers: the instruction at that index. */
    private void count(Block b, int at, int number) {
        Insn barrier = b.insns().get(at);
        Block rest = f.splitInPlaceOf(b, at);
        Loc loc = barrier.loc();
        int words = words(b, loc);
        add(b, words, 0, 1, loc);
        add(b, words, 1, number, loc);
        barrier(b);
        int threads = f.append(b, Op.ALOAD, Type.I32, null, loc, words, f.constant(b, 0, loc));
        int sum = f.append(b, Op.ALOAD, Type.I32, null, loc, words, f.constant(b, 1, loc));
        barrier(b);
        add(b, words, 0, -1, loc);
        add(b, words, 1, -number, loc);
        int all = f.append(b, Op.MUL, Type.I32, null, loc, threads, f.constant(b, number, loc));
        int apart = f.append(b, Op.CMP, Type.I32, Cond.NE, loc, sum, all);
        Block refuse = f.newBlock();
        refuse.setTerm(Term.raise(new Term.Raise("java/lang/IllegalStateException", APART), loc));
        b.setTerm(Term.br(apart, Edge.to(refuse.id()), Edge.to(rest.id()), loc));
    }

    /** Where the function returns, waits with those that do not yet. */
    private void wait(List<Block> ends) {
        Type result = f.result();
        Block gather = f.newBlock();
        Block head = f.newBlock();
        Block end = f.newBlock();
        int[] value = result.equals(Type.VOID) ? new int[0] : new int[] {f.addParam(gather, result)};
        for (Block b : ends) {
            b.setTerm(Term.jump(new Edge(gather.id(), b.term().args()), b.term().loc()));
        }
        gather.setTerm(Term.jump(Edge.to(head.id()), place));
        int words = words(head, place);
        int zero = f.constant(head, 0, place);
        barrier(head);
        int others = f.append(head, Op.ALOAD, Type.I32, null, place, words, zero);
        barrier(head);
        int more = f.append(head, Op.CMP, Type.I32, Cond.NE, place, others, zero);
        head.setTerm(Term.br(more, Edge.to(head.id()), Edge.to(end.id()), place));
        end.setTerm(Term.ret(place, value));
    }
}
