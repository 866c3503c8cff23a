package dev.adagent.transform.job;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Captured;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.lift.LiftException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Checks that arrays which calls on the host gave are only read: in Java each thread might have got one of its own, and here all get the same.
 * For the same reason they are not compared with each other.
 */
final class HostResults {
    private record Value(Function function, int value) {}

    private final Module module;
    private final Set<Value> seen = new HashSet<>();
    private final Deque<Value> work = new ArrayDeque<>();

    private HostResults(Module module) {
        this.module = module;
    }

    /** @throws LiftException if one may be written, or told from another */
    static void requireRead(Module module, List<Captured> captured) {
        HostResults r = new HostResults(module);
        List<Integer> params = module.entry().params();
        for (int k = 0; k < captured.size(); k++) {
            boolean made = captured.get(k).path().stream().anyMatch(Captured::isCall);
            if (made && module.entry().typeOf(params.get(k)).isArray()) {
                r.add(module.entry(), params.get(k));
            }
        }
        while (!r.work.isEmpty()) {
            r.follow(r.work.pop());
        }
    }

    private void add(Function f, int value) {
        Value v = new Value(f, value);
        if (f.typeOf(value).isReference() && seen.add(v)) {
            work.push(v);
        }
    }

    private void follow(Value v) {
        Function f = v.function();
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                for (int k = 0; k < i.args().length; k++) {
                    if (i.arg(k) == v.value()) {
                        use(f, i, k);
                    }
                }
            }
            for (Edge e : b.term().edges()) {
                for (int k = 0; k < e.args().length; k++) {
                    if (e.args()[k] == v.value()) {
                        add(f, f.block(e.target()).params().get(k));
                    }
                }
            }
            for (int a : b.term().args()) {
                if (a == v.value()) {
                    throw refused(b.term().loc(), "given back by a method that stays one");
                }
            }
        }
    }

    private void use(Function f, Insn i, int operand) {
        switch (i.op()) {
            case ALOAD, SELECT, CHECK_CAST, EXTRACT -> {
                if (i.result() >= 0) {
                    add(f, i.result());
                }
            }
            case ALEN, CHECK_NULL, CHECK_BOUNDS, INSTANCEOF -> {}
            case CMP -> {
                int other = i.arg(1 - operand);
                boolean isNull = f.blocks().stream()
                        .flatMap(b -> b.insns().stream())
                        .anyMatch(d -> d.result() == other && d.op() == Op.CONST);
                if (!isNull) {
                    throw refused(i.loc(), "compared with another reference");
                }
            }
            case CALL -> {
                Function g = module.get(((Callee) i.attr()).function());
                if (g == null) {
                    throw refused(i.loc(), "passed to a method that is not compiled");
                }
                add(g, g.params().get(operand));
            }
            default -> throw refused(i.loc(), "written, or kept");
        }
    }

    private static LiftException refused(Loc loc, String what) {
        return new LiftException(
                "an array of a method that is called before the launch, " + what,
                "the method cannot be compiled, so the host calls it once and all threads get the same array",
                "copy the array and write to the copy",
                LiftException.path(loc));
    }
}
