package dev.adagent.transform.job;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.autodiff.DifferentiationException;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.lift.HostCalls;
import dev.adagent.transform.lift.LiftException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The methods of a job that cannot be compiled but may be called on the host before a launch, where they are given constants: what makes tables,
 * coefficients and the like, and keeps them. They are found one after the other, from the place of a refusal outwards.
 */
final class HostMethods {
    private static final int MOST = 5;

    private final Job job;
    private final Set<MethodKey> methods = new LinkedHashSet<>();
    private final Set<String> tried = new HashSet<>();
    private LiftException first;
    private Set<MethodKey> foreseen;

    HostMethods(Job job) {
        this.job = job;
    }

    Set<MethodKey> methods() {
        return Set.copyOf(methods);
    }

    /**
     * Adds the methods that are called with constants as the bytecode has them, give objects, and reach what would be refused: compiling these first
     * takes long.
     *
     * @return whether there are any; they are not looked for twice
     */
    boolean foresee(Module lifted) {
        if (foreseen != null) {
            return false;
        }
        foreseen = new LinkedHashSet<>();
        for (Function f : lifted.functions()) {
            Map<Integer, Insn> constants = new HashMap<>();
            for (Block b : f.blocks()) {
                b.insns().stream()
                        .filter(i -> i.op() == Op.CONST && i.attr() != null)
                        .forEach(i -> constants.put(i.result(), i));
            }
            for (Block b : f.blocks()) {
                for (Insn i : b.insns()) {
                    if (isForeseen(lifted, i, constants.keySet())) {
                        Callee c = (Callee) i.attr();
                        foreseen.addAll(HostCalls.repeatable(
                                new Loc(c.original().owner(), c.original().name(), null, -1, null),
                                job.source(),
                                job.view()));
                    }
                }
            }
        }
        methods.addAll(foreseen);
        return !foreseen.isEmpty();
    }

    private static boolean isForeseen(Module lifted, Insn i, Set<Integer> constants) {
        return i.op() == Op.CALL
                && i.attr() instanceof Callee c
                && c.kind() == Callee.Kind.STATIC
                && c.overlay() == null
                && i.args().length > 0
                && i.type().kind() == Type.Kind.OBJECT
                && Arrays.stream(i.args()).allMatch(constants::contains)
                && lifted.get(c.function()) != null
                && Nowhere.isReachedFrom(lifted, c.function());
    }

    /** Adds the next method on the way to what is refused. @throws LiftException the first refusal, if there is none */
    void add(LiftException refusal) {
        if (foreseen != null && !foreseen.isEmpty()) {
            methods.removeAll(foreseen); // not with these
            foreseen.clear();
            return;
        }
        first = first == null ? refusal : first;
        List<Loc> path = refusal.callPath();
        for (Loc l : path.subList(0, path.size() - 1)) { // the entry is last
            if (tried.size() < MOST && tried.add(l.className() + "." + l.method())) {
                Set<MethodKey> found = HostCalls.repeatable(l, job.source(), job.view());
                if (!found.isEmpty()) {
                    methods.addAll(found);
                    return;
                }
            }
        }
        throw first;
    }

    /** Why a kernel cannot be differentiated: if for a method that was left to the host, what could not be compiled of that. */
    RuntimeException reason(DifferentiationException refusal) {
        return first != null
                        && methods.stream().anyMatch(m -> refusal.getMessage().contains(m.toString()))
                ? first
                : refusal;
    }
}
