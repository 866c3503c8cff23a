package dev.adagent.agent.engine;

import dev.adagent.transform.autodiff.Spec;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Calls of a thunk on the host: an augmented forward pass, which leaves a tape, and a reverse pass, which takes it. */
final class SplitCalls {
    /** Slots of a tape that nobody has used yet. */
    private static final int FIRST_SLOTS = 64;

    private final Classes classes;
    private final Derivatives derivatives;

    SplitCalls(Classes classes, Derivatives derivatives) {
        this.classes = classes;
        this.derivatives = derivatives;
    }

    /**
     * The request {@code "augmented"} of {@code dev.adagent.spi.EngineClient}.
     *
     * @return the primal's result or null, the tape, and what {@link #adjoint} is to be given as the option {@code form}: whether the arrays given were all different, and the classes that were met
     * @throws HostDerivatives.PrimalException with what the differentiated method throws as its cause
     */
    Object[] augmented(HostCall call) throws HostDerivatives.PrimalException {
        return refined(call).first(m -> augmented(m, call));
    }

    private Object[] augmented(FunctionalMethod method, HostCall call) throws HostDerivatives.PrimalException {
        Object[][] lanes = call.lanes();
        for (Object[] lane : lanes) {
            HostDerivatives.checkShadows(call.values(), lane, 0);
        }
        Spec spec = spec(method, call, lanes);
        Derivatives.Split split = split(call, method, spec);
        List<Object> arguments = HostDerivatives.arguments(method, call.kinds(), call.values(), lanes);
        Object[] tape = (Object[]) call.options().get("tape");
        int next = 0;
        for (Type t : split.tape()) {
            if (t.isArray()) {
                arguments.add(next < tape.length ? tape[next++] : empty(t.element()));
            }
        }
        Object carrier;
        try {
            carrier = split.augmented().spread().invoke(arguments.toArray());
        } catch (Throwable e) {
            throw new HostDerivatives.PrimalException(e);
        }
        Object[] members = HostDerivatives.members(carrier, split.augmented().members());
        int results = members.length - split.tape().size();
        Object primal = results > 0 && members[0] instanceof Number ? members[0] : null;
        return new Object[] {
            primal, Arrays.copyOfRange(members, results, members.length), new Object[] {spec.distinct(), method.met()}
        };
    }

    /**
     * The request {@code "adjoint"} of {@code dev.adagent.spi.EngineClient}.
     *
     * @return the gradients by argument, arrays of them in a batch
     */
    Object[] adjoint(HostCall call) {
        try {
            return refined(call).first(m -> adjoint(m, call));
        } catch (HostDerivatives.PrimalException e) {
            throw new IllegalStateException(e); // an adjoint runs no primal
        }
    }

    private Object[] adjoint(FunctionalMethod method, HostCall call) {
        Object[][] lanes = call.lanes();
        Map<?, ?> options = call.options();
        Spec asked = spec(method, call, lanes);
        Spec spec = asked.of(asked.activities(), Boolean.TRUE.equals(((Object[]) options.get("form"))[0]));
        Derivatives.Split split = split(call, method, spec);
        List<Type> types = split.augmented().parameters();
        List<Object> all = HostDerivatives.arguments(method, call.kinds(), call.values(), lanes);
        List<Object> arguments = new ArrayList<>();
        for (int k = 0; k < all.size(); k++) {
            if (types.get(k).isReference()) {
                arguments.add(all.get(k));
            }
        }
        if (split.adjoint().primalResult().isFloating()) {
            for (double s : (double[]) options.get("seeds")) {
                arguments.add(HostDerivatives.seed(s, split.adjoint().primalResult()));
            }
        }
        Collections.addAll(arguments, (Object[]) options.get("tape"));
        Object carrier;
        try {
            carrier = split.adjoint().spread().invoke(arguments.toArray());
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        Object[] members = HostDerivatives.members(carrier, split.adjoint().members());
        String[] kinds = call.kinds();
        Object[] gradients = new Object[kinds.length];
        int next = 0;
        for (int i = 0; i < kinds.length; i++) {
            if (kinds[i].equals("active")) {
                gradients[i] = HostDerivatives.numbers(members, next, call.isBatch() ? spec.width() : 0);
                next += spec.width();
            }
        }
        return gradients;
    }

    private Refinement refined(HostCall call) {
        return new Refinement(
                derivatives,
                call,
                HostDerivatives.method(classes, call.functional()).on(call.values()));
    }

    private static Spec spec(FunctionalMethod method, HostCall call, Object[][] lanes) {
        return HostDerivatives.spec(call.mode(), method, call.kinds(), call.values(), lanes)
                .withWidth(call.width());
    }

    private Derivatives.Split split(HostCall call, FunctionalMethod method, Spec spec) {
        int captured = method.captured().length;
        return derivatives.split(
                call.functional().getClass(),
                method.key(),
                method.known(),
                method.met(),
                spec,
                captured,
                HostDerivatives.records(call.options(), captured));
    }

    private static Object empty(Type slot) {
        return switch (slot.kind()) {
            case F64 -> new double[FIRST_SLOTS];
            case I64 -> new long[FIRST_SLOTS];
            case I32 -> new int[FIRST_SLOTS];
            default -> new Object[FIRST_SLOTS];
        };
    }
}
