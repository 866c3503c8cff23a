package dev.adagent.agent.engine;

import dev.adagent.transform.autodiff.CapturedWriteException;
import dev.adagent.transform.autodiff.DifferentiationException;
import dev.adagent.transform.lift.LiftException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * What a derivative must know of a call. It goes by the types of arguments alone; if that is refused, by what is known of these arguments; and
 * if that is too, by the classes of all objects that the call passes.
 */
record Refinement(Derivatives derivatives, HostCall call, FunctionalMethod method) {

    /** A derivative, or what uses it, of a method. */
    @FunctionalInterface
    interface Use<T> {
        T of(FunctionalMethod method) throws HostDerivatives.PrimalException;
    }

    /** What comes of the use of the first derivative that is not refused. */
    <T> T first(Use<T> use) throws HostDerivatives.PrimalException {
        try {
            return use.of(method);
        } catch (LiftException | DifferentiationException e) {
            if (e instanceof CapturedWriteException) {
                throw e;
            }
            FunctionalMethod knowing = method.knowing(
                    derivatives.objects(
                            call.functional().getClass(),
                            method.key(),
                            !call.options().containsKey("function")),
                    call.options().containsKey("records") ? null : call.values());
            return knowing == null ? meeting(method, use, e) : knowing(knowing, use);
        }
    }

    private <T> T knowing(FunctionalMethod knowing, Use<T> use) throws HostDerivatives.PrimalException {
        try {
            return use.of(knowing);
        } catch (LiftException | DifferentiationException e) {
            return meeting(knowing, use, e);
        }
    }

    /** Goes by the classes of all objects that the call passes. @param refusal of a derivative that does not */
    private <T> T meeting(FunctionalMethod knowing, Use<T> use, RuntimeException refusal)
            throws HostDerivatives.PrimalException {
        List<Object> objects = new ArrayList<>(Arrays.asList(method.captured()));
        objects.addAll(Arrays.asList(call.values()));
        Set<String> met = call.options().get("form") instanceof Object[] form && form[1] != null
                ? Set.copyOf((Set<String>) form[1])
                : derivatives.met(call.functional().getClass(), method.key(), objects);
        if (met.isEmpty()) {
            throw refusal;
        }
        return use.of(knowing.meeting(met));
    }
}
