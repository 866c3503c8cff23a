package dev.adagent;

import dev.adagent.spi.EngineClient;
import java.util.function.BiFunction;

/** {@link Autodiff#autodiff} on the host: the arguments go to the engine as JDK types, gradients come back into them. */
final class HostAutodiff {
    private HostAutodiff() {}

    static Result run(Mode mode, Object function, Arg<?>... args) {
        BiFunction<String, Object[], Object> engine = EngineClient.find();
        if (engine == null) {
            throw AgentMissingException.notRunning("Autodiff.autodiff");
        }
        if (mode == null || function == null) {
            throw new NullPointerException("autodiff without a " + (mode == null ? "mode" : "function"));
        }
        int n = args.length;
        String[] kinds = new String[n];
        Object[] values = new Object[n];
        Object[] shadows = new Object[n];
        for (int i = 0; i < n; i++) {
            flatten(args[i], i, kinds, values, shadows);
        }
        Object reply =
                Replies.check(engine.apply("autodiff", new Object[] {mode.name(), function, kinds, values, shadows}));
        Object[] parts = (Object[]) reply;
        Object[] grads = (Object[]) parts[2];
        for (int i = 0; i < n; i++) {
            if (args[i] instanceof Active a && grads[i] != null) {
                a.grad += ((Number) grads[i]).doubleValue();
            } else if (args[i] instanceof ActiveFloat a && grads[i] != null) {
                a.grad += ((Number) grads[i]).floatValue();
            }
        }
        return Result.of(toDouble(parts[0]), toDouble(parts[1]));
    }

    private static void flatten(Arg<?> arg, int i, String[] kinds, Object[] values, Object[] shadows) {
        if (arg instanceof Active a) {
            kinds[i] = "active";
            values[i] = a.value;
        } else if (arg instanceof ActiveFloat a) {
            kinds[i] = "active";
            values[i] = a.value;
        } else if (arg instanceof DuplicatedDouble a) {
            kinds[i] = "duplicated";
            values[i] = a.value;
            shadows[i] = a.tangent;
        } else if (arg instanceof DuplicatedFloat a) {
            kinds[i] = "duplicated";
            values[i] = a.value;
            shadows[i] = a.tangent;
        } else if (arg instanceof Duplicated<?> a) {
            kinds[i] = "duplicated";
            values[i] = a.value;
            shadows[i] = a.shadow;
        } else {
            kinds[i] = "constant";
            values[i] = constant(arg, i);
        }
    }

    private static Object constant(Arg<?> arg, int i) {
        if (arg instanceof Const<?> a) {
            return a.value;
        } else if (arg instanceof ConstDouble a) {
            return a.value;
        } else if (arg instanceof ConstFloat a) {
            return a.value;
        } else if (arg instanceof ConstInt a) {
            return a.value;
        } else if (arg instanceof ConstLong a) {
            return a.value;
        } else if (arg instanceof ConstBoolean a) {
            return a.value;
        }
        throw new NullPointerException(
                "argument " + (i + 1) + " of autodiff is null: use active, duplicated or constant");
    }

    private static Double toDouble(Object number) {
        return number == null ? null : ((Number) number).doubleValue();
    }
}
