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
    Object[] augmented(
            String mode, Object functional, String[] kinds, Object[] values, Object[] shadows, Map<?, ?> options)
            throws HostDerivatives.PrimalException {
        FunctionalMethod method = HostDerivatives.method(classes, functional).on(values);
        return HostDerivatives.known(
                derivatives,
                method,
                functional,
                values,
                options,
                m -> augmented(m, mode, functional, kinds, values, shadows, options));
    }

    private Object[] augmented(
            FunctionalMethod method,
            String mode,
            Object functional,
            String[] kinds,
            Object[] values,
            Object[] shadows,
            Map<?, ?> options)
            throws HostDerivatives.PrimalException {
        Object[][] lanes = HostDerivatives.lanes(kinds, shadows, options.containsKey("width"));
        for (Object[] lane : lanes) {
            HostDerivatives.checkShadows(values, lane, 0);
        }
        Spec spec = spec(mode, method, kinds, values, lanes, options);
        Derivatives.Split split = split(functional, method, spec, options);
        List<Object> arguments = HostDerivatives.arguments(method, kinds, values, lanes);
        Object[] tape = (Object[]) options.get("tape");
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
    Object[] adjoint(
            String mode, Object functional, String[] kinds, Object[] values, Object[] shadows, Map<?, ?> options) {
        FunctionalMethod method = HostDerivatives.method(classes, functional).on(values);
        try {
            return HostDerivatives.known(
                    derivatives,
                    method,
                    functional,
                    values,
                    options,
                    m -> adjoint(m, mode, functional, kinds, values, shadows, options));
        } catch (HostDerivatives.PrimalException e) {
            throw new IllegalStateException(e); // an adjoint runs no primal
        }
    }

    private Object[] adjoint(
            FunctionalMethod method,
            String mode,
            Object functional,
            String[] kinds,
            Object[] values,
            Object[] shadows,
            Map<?, ?> options) {
        boolean batch = options.containsKey("width");
        Object[][] lanes = HostDerivatives.lanes(kinds, shadows, batch);
        Spec asked = spec(mode, method, kinds, values, lanes, options);
        Spec spec = asked.of(asked.activities(), Boolean.TRUE.equals(((Object[]) options.get("form"))[0]));
        Derivatives.Split split = split(functional, method, spec, options);
        List<Type> types = split.augmented().parameters();
        List<Object> all = HostDerivatives.arguments(method, kinds, values, lanes);
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
        Object[] gradients = new Object[kinds.length];
        int next = 0;
        for (int i = 0; i < kinds.length; i++) {
            if (kinds[i].equals("active")) {
                gradients[i] = HostDerivatives.numbers(members, next, batch ? spec.width() : 0);
                next += spec.width();
            }
        }
        return gradients;
    }

    private static Spec spec(
            String mode,
            FunctionalMethod method,
            String[] kinds,
            Object[] values,
            Object[][] lanes,
            Map<?, ?> options) {
        int width = options.get("width") instanceof Integer w ? w : 1;
        return HostDerivatives.spec(mode, method, kinds, values, lanes).withWidth(width);
    }

    private Derivatives.Split split(Object functional, FunctionalMethod method, Spec spec, Map<?, ?> options) {
        int captured = method.captured().length;
        return derivatives.split(
                functional.getClass(),
                method.key(),
                method.known(),
                method.met(),
                spec,
                captured,
                HostDerivatives.records(options, captured));
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
