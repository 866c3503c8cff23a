package dev.adagent;

import dev.adagent.spi.EngineClient;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;

/** {@link Autodiff#autodiff} on the host: the arguments go to the engine as JDK types, gradients come back into them. */
final class HostAutodiff {
    private HostAutodiff() {}

    /** Runs a derivative by the way that is linked for the function's class, or else by the general one. */
    static Result run(Mode mode, Object function, Arg<?>... args) {
        if (mode == null || function == null || mode.isHolomorphic() || !Linked.exists(args.length)) {
            return general(mode, function, args);
        }
        return Linked.of(function.getClass(), args.length).call(mode, function, args);
    }

    /** Runs a derivative with an activity of the result. */
    static Result run(Mode mode, Object function, Return result, Arg<?>... args) {
        return general(mode, function, result, args);
    }

    /** Runs a derivative through the engine, whatever its arguments are. */
    static Result general(Mode mode, Object function, Arg<?>... args) {
        return general(mode, function, null, args);
    }

    private static Result general(Mode mode, Object function, Return result, Arg<?>... args) {
        BiFunction<String, Object[], Object> engine = EngineClient.find();
        if (engine == null) {
            throw AgentMissingException.notRunning("Autodiff.autodiff");
        }
        if (mode == null || function == null) {
            throw new NullPointerException("autodiff without a " + (mode == null ? "mode" : "function"));
        }
        return engine(engine, mode, function, options(mode, result, args), args);
    }

    /** Runs a derivative of a function that has an activity. */
    static Result closure(Mode mode, Arg<?> function, Return result, Arg<?>... args) {
        BiFunction<String, Object[], Object> engine = EngineClient.find();
        if (engine == null) {
            throw AgentMissingException.notRunning("Autodiff.autodiffClosure");
        }
        Map<String, Object> options = new HashMap<>(options(mode, result, args));
        if (function instanceof Duplicated<?> d) {
            options.put("function", "duplicated");
            options.put("functionShadow", d.shadow);
            return engine(engine, mode, d.value, options, args);
        } else if (function instanceof Const<?> c) {
            options.put("function", "constant");
            return engine(engine, mode, c.value, options, args);
        }
        throw new ActivityException("a function with another activity than constant(f) or duplicated(f, df)");
    }

    private static Result engine(
            BiFunction<String, Object[], Object> engine,
            Mode mode,
            Object function,
            Map<String, Object> options,
            Arg<?>... args) {
        Object[] request = Arrays.copyOf(flattened(mode, function, args), 6);
        request[5] = options;
        Object reply = Replies.check(engine.apply("autodiff", request));
        Object[] parts = (Object[]) reply;
        accumulate((Object[]) parts[2], args);
        return parts[1] instanceof Object[] tangents
                ? Result.ofBatch(toDouble(parts[0]), Batches.doubles(tangents))
                : Result.of(toDouble(parts[0]), toDouble(parts[1]));
    }

    /** Adds gradients to the holders that want them. */
    static void accumulate(Object[] grads, Arg<?>... args) {
        for (int i = 0; i < args.length; i++) {
            if (args[i] instanceof Active a && grads[i] != null) {
                a.grad += ((Number) grads[i]).doubleValue();
            } else if (args[i] instanceof ActiveBatch a && grads[i] != null) {
                Batches.add((Object[]) grads[i], a.grads);
            } else if (args[i] instanceof ActiveFloatBatch a && grads[i] != null) {
                Batches.add((Object[]) grads[i], a.grads);
            } else if (args[i] instanceof ActiveRecord<?> a && grads[i] != null) {
                a.set(grads[i]);
            } else if (args[i] instanceof ActiveFloat a && grads[i] != null) {
                a.grad += ((Number) grads[i]).floatValue();
            }
        }
    }

    /**
     * Asks for a direct way to a derivative that has run.
     *
     * @param api a lookup on this package with full access
     * @param type type of the way: mode, functional object, arguments to {@link Result}
     * @return a test whether a call is such a one, and the way; null if there is only the general one
     */
    static Object[] link(MethodHandles.Lookup api, MethodType type, Mode mode, Object function, Arg<?>... args) {
        String[] holders = new String[args.length];
        for (int i = 0; i < args.length; i++) {
            holders[i] = args[i].getClass().getSimpleName();
        }
        Object[] request = Arrays.copyOf(flattened(mode, function, args), 9);
        request[5] = holders;
        request[6] = api;
        request[7] = type;
        request[8] = Batches.width(mode, null, args);
        return (Object[]) Replies.check(EngineClient.find().apply("link", request));
    }

    private static Map<String, Object> options(Mode mode, Return result, Arg<?>... args) {
        int width = Batches.width(mode, result, args);
        Map<String, Object> out = new HashMap<>(options(mode, result));
        if (mode.isHolomorphic()) {
            out.put("holomorphic", true);
        }
        if (width > 0) {
            out.put("width", width);
            if (mode.isReverse()) {
                out.put("seeds", Batches.seeds(result, width));
            }
        }
        return out;
    }

    private static Map<String, Object> options(Mode mode, Return result) {
        if (result == null || result instanceof Seeds) {
            return Map.of();
        }
        if (result instanceof Seed s) {
            if (!mode.isReverse()) {
                throw new ActivityException("autodiff in mode " + mode + " with a seed: seeds are for reverse mode,"
                        + " in forward mode give the tangents with the arguments, duplicated(x, dx)");
            }
            return Map.of("seed", s.value);
        }
        return mode.isReverse() ? Map.of("seed", 0.0) : Map.of("constantReturn", true);
    }

    /** The arguments of the request {@code "autodiff"}. */
    static Object[] flattened(Mode mode, Object function, Arg<?>... args) {
        int n = args.length;
        String[] kinds = new String[n];
        Object[] values = new Object[n];
        Object[] shadows = new Object[n];
        for (int i = 0; i < n; i++) {
            flatten(mode, args[i], i, kinds, values, shadows);
        }
        return new Object[] {mode.request(), function, kinds, values, shadows};
    }

    private static void flatten(Mode mode, Arg<?> arg, int i, String[] kinds, Object[] values, Object[] shadows) {
        if (!mode.isReverse() && Activity.of(arg) == Activity.ACTIVE) {
            throw new ActivityException("argument " + (i + 1) + " of autodiff in mode " + mode
                    + " is active(x), which is for reverse mode: write duplicated(x, dx) with its tangent dx");
        }
        boolean tangents = arg instanceof DuplicatedDouble
                || arg instanceof DuplicatedFloat
                || arg instanceof DuplicatedDoubleBatch
                || arg instanceof DuplicatedFloatBatch;
        if (mode.isReverse() && tangents) {
            throw new ActivityException("argument " + (i + 1) + " of autodiff in mode " + mode
                    + " is a number given as duplicated(x, dx), which is for forward mode: write active(x), whose grad() is the"
                    + " gradient");
        }
        if (arg instanceof ActiveRecord<?> a) {
            kinds[i] = "record";
            values[i] = a.value;
            shadows[i] = a.grad();
            if (a.value instanceof Complex && !mode.isHolomorphic()) {
                throw new ActivityException("argument " + (i + 1) + " of autodiff in mode " + mode
                        + " is an active complex number, whose derivative there is not one complex number:"
                        + " use REVERSE_HOLOMORPHIC, or pass real and imaginary part as numbers");
            }
        } else if (arg instanceof Active a) {
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
        } else if (arg instanceof ActiveBatch a) {
            kinds[i] = "active";
            values[i] = a.value;
        } else if (arg instanceof ActiveFloatBatch a) {
            kinds[i] = "active";
            values[i] = a.value;
        } else if (arg instanceof DuplicatedDoubleBatch a) {
            kinds[i] = "duplicated";
            values[i] = a.value;
            shadows[i] = Batches.boxed(a.tangents);
        } else if (arg instanceof DuplicatedFloatBatch a) {
            kinds[i] = "duplicated";
            values[i] = a.value;
            shadows[i] = Batches.boxed(a.tangents);
        } else if (arg instanceof DuplicatedBatch<?> a) {
            kinds[i] = "duplicated";
            values[i] = a.value;
            shadows[i] = a.shadows;
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
