package dev.adagent.agent.engine;

import dev.adagent.transform.autodiff.Activity;
import dev.adagent.transform.autodiff.DerivativeMode;
import dev.adagent.transform.autodiff.DifferentiationException;
import dev.adagent.transform.autodiff.Spec;
import dev.adagent.transform.device.Widened;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.lift.LiftException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Calls of {@code autodiff} on the host by the general way: the functional object says which method is meant, and what it captured is
 * constant; values come and go boxed.
 */
final class HostDerivatives {
    private final Classes classes;
    private final Derivatives derivatives;
    private final DirectCalls direct;
    private final DeferredJobs deferred;

    /** The differentiated method threw. */
    static final class PrimalException extends Exception {
        private static final long serialVersionUID = 1L;

        PrimalException(Throwable cause) {
            super(null, cause, false, false);
        }
    }

    HostDerivatives(Classes classes, Derivatives derivatives, DirectCalls direct, DeferredJobs deferred) {
        this.deferred = deferred;
        this.classes = classes;
        this.derivatives = derivatives;
        this.direct = direct;
    }

    /**
     * Runs a derivative; the request {@code "autodiff"} of {@code dev.adagent.spi.EngineClient}.
     *
     * @return primal or null, tangent or null, gradients by argument
     * @throws PrimalException with what the differentiated method throws as its cause
     */
    Object[] run(HostCall call) throws PrimalException {
        FunctionalMethod method = method(call.functional()).on(call.values());
        return new Refinement(derivatives, call, method).first(m -> run(m, call));
    }

    private Object[] run(FunctionalMethod named, HostCall call) throws PrimalException {
        Map<?, ?> options = call.options();
        Closure closure = Closure.of(named, Spec.parse(call.mode()).mode().isReverse(), options);
        FunctionalMethod method = named.open();
        String[] allKinds = closure.kinds(call.kinds());
        Object[] allValues = closure.values(call.values());
        Object[] allShadows = closure.shadows(call.shadows());
        int width = call.width();
        boolean batch = call.isBatch();
        Object[][] lanes = lanes(allKinds, allShadows, batch);
        for (Object[] lane : lanes) {
            checkShadows(allValues, lane, closure.values().length);
        }
        boolean seeded = options.containsKey("seed") || options.containsKey("seeds");
        Spec spec = spec(call.mode(), method, allKinds, allValues, lanes).withWidth(width);
        Spec inner = options.get("inner") instanceof String mode ? innermost(mode, named) : null;
        Set<Integer> records = records(options, closure.values().length);
        Derivative d = derivatives.get(
                call.functional().getClass(),
                method.key(),
                method.known(),
                method.met(),
                inner,
                seeded ? spec.withSeed() : spec,
                closure.bare(),
                records);
        List<Object> arguments = arguments(method, allKinds, allValues, lanes);
        if (seeded && d.primalResult().isFloating()) {
            double[] seeds = options.get("seeds") instanceof double[] s
                    ? s
                    : new double[] {((Number) options.get("seed")).doubleValue()};
            for (double s : seeds) {
                arguments.add(seed(s, d.primalResult()));
            }
        }
        Object carrier;
        try {
            carrier = d.spread().invoke(arguments.toArray());
        } catch (Throwable e) {
            throw new PrimalException(e);
        }
        Object[] reply = reply(spec.mode(), d, allKinds, members(carrier, d.members()), batch ? width : 0);
        Object[] gradients = (Object[]) reply[2];
        reply[2] = Arrays.copyOfRange(gradients, closure.values().length, gradients.length);
        if (Boolean.TRUE.equals(options.get("constantReturn"))) {
            reply[1] = null;
        }
        return reply;
    }

    /** The method's parameters in whose place components come. @param captured how many parameters are captured */
    static Set<Integer> records(Map<?, ?> options, int captured) {
        Set<Integer> out = new HashSet<>();
        if (options.get("records") instanceof Set<?> arguments) {
            arguments.forEach(i -> out.add(captured + (Integer) i));
        }
        return out;
    }

    /** The derivative with respect to one array, which takes the array and its shadow. */
    private static Spec innermost(String modeName, FunctionalMethod method) {
        List<Activity> activities = new ArrayList<>(Collections.nCopies(method.captured().length, Activity.CONST));
        activities.add(Activity.DUPLICATED);
        return Spec.parse(modeName).of(activities, true);
    }

    static Object seed(Number seed, Type type) {
        return type.equals(Type.F32) ? (Object) seed.floatValue() : seed.doubleValue();
    }

    /**
     * The request {@code "link"} of {@code dev.adagent.spi.EngineClient}.
     *
     * @param holders simple names of the arguments' classes
     * @param api a lookup on the api's package
     * @param type type of a call
     * @param width of the batch, 0 if it is none
     * @return two handles, or null if only the general way leads to the derivative
     */
    Object[] link(HostCall call, String[] holders, MethodHandles.Lookup api, MethodType type, int width) {
        Object functional = call.functional();
        FunctionalMethod method = method(functional).on(call.values());
        if (!method.itself()) {
            return null; // what its lambda captured is not in its fields
        }
        Object[][] lanes = lanes(call.kinds(), call.shadows(), width > 0);
        Spec spec =
                spec(call.mode(), method, call.kinds(), call.values(), lanes).withWidth(Math.max(1, width));
        if (width > 0 && spec.mode().isReverse()) {
            spec = spec.withSeed();
        }
        Derivative d;
        try {
            d = derivatives.get(
                    functional.getClass(),
                    method.key(),
                    List.of(),
                    null,
                    null,
                    spec,
                    method.captured().length,
                    Set.of());
        } catch (LiftException | DifferentiationException e) {
            return null; // the call that has run went by its arguments' classes
        }
        return direct.link(
                functional, d, method.captured().length, method.receiverClass(call.values()), holders, api, type);
    }

    /** The request {@code "id"} of {@code dev.adagent.spi.EngineClient}. */
    long id(HostCall call) {
        FunctionalMethod method = method(call.functional()).on(call.values());
        Spec spec = spec(call.mode(), method, call.kinds(), call.values(), new Object[][] {call.shadows()});
        return deferred.id(call.functional().getClass(), method.key(), spec);
    }

    private FunctionalMethod method(Object functional) {
        return method(classes, functional);
    }

    static FunctionalMethod method(Classes classes, Object functional) {
        classes.open(functional.getClass());
        return FunctionalMethod.of(functional, classes.lambdas());
    }

    static Spec spec(String modeName, FunctionalMethod method, String[] kinds, Object[] values, Object[][] lanes) {
        List<Activity> activities = new ArrayList<>(Collections.nCopies(method.captured().length, Activity.CONST));
        for (String kind : kinds) {
            activities.add(activity(kind));
        }
        List<Object[]> groups = new ArrayList<>(List.of(lanes));
        groups.add(method.captured());
        groups.add(values);
        boolean distinct = distinct(groups);
        return Spec.parse(modeName).of(activities, distinct);
    }

    private static Activity activity(String kind) {
        return switch (kind) {
            case "active" -> Activity.ACTIVE;
            case "duplicated" -> Activity.DUPLICATED;
            case "constant" -> Activity.CONST;
            case "record" ->
                throw new CallRefusal("a record given as active(x) where no record can be taken apart:"
                        + " pass its components, active(x.a()), or call autodiff");
            default -> throw new CallRefusal("unknown kind of argument: " + kind);
        };
    }

    /** Whether no array occurs twice among primals and shadows. */
    private static boolean distinct(List<Object[]> groups) {
        List<Object> arrays = groups.stream()
                .flatMap(Arrays::stream)
                .filter(o -> o != null && o.getClass().isArray())
                .toList();
        return arrays.stream().map(System::identityHashCode).distinct().count() == arrays.size();
    }

    /** The shadows of each derivative of a batch. */
    static Object[][] lanes(String[] kinds, Object[] shadows, boolean batch) {
        if (!batch) {
            return new Object[][] {shadows};
        }
        int width = 0;
        for (int i = 0; i < kinds.length; i++) {
            if (kinds[i].equals("duplicated")) {
                if (!(shadows[i] instanceof Object[])) {
                    throw new CallRefusal(
                            "a batch of derivatives of a duplicated function: pass what it captures as arguments");
                }
                width = Math.max(width, ((Object[]) shadows[i]).length);
            }
        }
        Object[][] out = new Object[Math.max(1, width)][kinds.length];
        for (int i = 0; i < kinds.length; i++) {
            for (int k = 0; kinds[i].equals("duplicated") && k < width; k++) {
                out[k][i] = ((Object[]) shadows[i])[k];
            }
        }
        return out;
    }

    static void checkShadows(Object[] values, Object[] shadows, int captured) {
        for (int i = 0; i < values.length; i++) {
            Object v = values[i];
            Object s = shadows[i];
            if (v != null && s != null && v.getClass().isArray()) {
                if (v.getClass() != s.getClass() || Array.getLength(v) != Array.getLength(s)) {
                    throw new CallRefusal(
                            (i < captured ? "an array that the function captured" : "argument " + (i + 1 - captured))
                                    + " of autodiff: the shadow must have its primal's"
                                    + " type and length, " + Array.getLength(v));
                }
            }
        }
    }

    static List<Object> arguments(FunctionalMethod method, String[] kinds, Object[] values, Object[][] lanes) {
        List<Object> out = new ArrayList<>();
        for (Object captured : method.captured()) {
            out.add(Widened.of(captured));
        }
        for (int i = 0; i < kinds.length; i++) {
            out.add(Widened.of(values[i]));
            if (kinds[i].equals("duplicated")) {
                for (Object[] lane : lanes) {
                    out.add(lane[i]);
                }
            }
        }
        return out;
    }

    static Object[] members(Object carrier, List<Type> types) {
        Object[] out = new Object[types.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = carrier instanceof long[] bits ? fromBits(bits[i], types.get(i)) : Array.get(carrier, i);
        }
        return out;
    }

    private static Object fromBits(long bits, Type type) {
        return switch (type.kind()) {
            case F64 -> Double.longBitsToDouble(bits);
            case F32 -> Float.intBitsToFloat((int) bits);
            case I64 -> bits;
            default -> (int) bits;
        };
    }

    /** @param width of the batch, whose numbers come as arrays; 0 if it is none */
    private static Object[] reply(DerivativeMode mode, Derivative d, String[] kinds, Object[] tuple, int width) {
        int lanes = Math.max(1, width);
        int next = 0;
        Object primal = null;
        Object tangent = null;
        Object[] gradients = new Object[kinds.length];
        boolean reverse = mode.isReverse();
        long active = Arrays.stream(kinds).filter("active"::equals).count();
        int rest = lanes * (reverse ? (int) active : d.primalResult().isFloating() ? 1 : 0);
        if (mode.withPrimal() && tuple.length > rest) {
            primal = tuple[next++] instanceof Number n ? n : null;
        }
        if (!reverse) {
            tangent = rest > 0 ? numbers(tuple, next, width) : null;
        } else {
            for (int i = 0; i < kinds.length; i++) {
                if (kinds[i].equals("active")) {
                    gradients[i] = numbers(tuple, next, width);
                    next += lanes;
                }
            }
        }
        return new Object[] {primal, tangent, gradients};
    }

    static Object numbers(Object[] tuple, int first, int width) {
        return width == 0 ? tuple[first] : Arrays.copyOfRange(tuple, first, first + width);
    }
}
