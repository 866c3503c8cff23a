package dev.adagent.transform.job;

import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.autodiff.Activity;
import dev.adagent.transform.autodiff.DerivativeMode;
import dev.adagent.transform.autodiff.Spec;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.emit.HiddenClasses;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.lift.ClassSource;
import dev.adagent.transform.lift.StaticValues;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** Compiles derivatives for the host and runs them as bytecode. */
final class HostRuns {
    private HostRuns() {}

    /** Compiles a derivative, reverse ones seeded. @param letters a active, d duplicated, c constant */
    static HostDerivative compile(TableView view, Method m, DerivativeMode mode, String letters) {
        return compile(view, m, mode, letters, s -> s);
    }

    /** The same, with what else is asked of the derivative. */
    static HostDerivative compile(
            TableView view, Method m, DerivativeMode mode, String letters, UnaryOperator<Spec> asked) {
        ClassLoader loader = HostRuns.class.getClassLoader();
        Job job = new Job(
                new MethodKey(
                        m.getDeclaringClass().getName().replace('.', '/'),
                        m.getName(),
                        MethodType.methodType(m.getReturnType(), m.getParameterTypes())
                                .toMethodDescriptorString()),
                ClassSource.of(loader).orElse(ClassSource.of((ClassLoader) null)),
                StaticValues.of(loader),
                view,
                false,
                Kernel.Options.DEFAULT);
        List<Activity> activities = new ArrayList<>();
        for (char c : letters.toCharArray()) {
            activities.add(c == 'a' ? Activity.ACTIVE : c == 'd' ? Activity.DUPLICATED : Activity.CONST);
        }
        Spec spec = asked.apply(Spec.of(mode, activities.toArray(new Activity[0])));
        return HostDerivative.compile(job, mode.isReverse() ? spec.withSeed() : spec, StageListener.NONE);
    }

    /** Runs a compiled derivative; gives the members of its result. */
    static double[] run(Module module, Object... args) {
        MethodHandle handle = HiddenClasses.host(MethodHandles.lookup(), module);
        try {
            Object carrier = handle.asType(handle.type().generic())
                    .asSpreader(Object[].class, handle.type().parameterCount())
                    .invoke(args);
            return numbers(carrier, module.entry().result());
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    static double[] numbers(Object carrier, Type result) {
        double[] out = new double[result.isTuple() ? result.parts().size() : 0];
        for (int i = 0; i < out.length; i++) {
            out[i] = carrier instanceof long[] bits
                    ? result.parts().get(i).equals(Type.F64)
                            ? Double.longBitsToDouble(bits[i])
                            : Float.intBitsToFloat((int) bits[i])
                    : ((Number) java.lang.reflect.Array.get(carrier, i)).doubleValue();
        }
        return out;
    }

    static Method method(Class<?> owner, String name, Class<?>... parameters) {
        return Arrays.stream(owner.getDeclaredMethods())
                .filter(m -> m.getName().equals(name)
                        && (parameters.length == 0 || Arrays.equals(m.getParameterTypes(), parameters)))
                .findFirst()
                .orElseThrow();
    }
}
