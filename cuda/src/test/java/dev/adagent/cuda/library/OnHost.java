package dev.adagent.cuda.library;

import dev.adagent.overlay.GlobalTable;
import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.autodiff.Activity;
import dev.adagent.transform.autodiff.DerivativeMode;
import dev.adagent.transform.autodiff.Spec;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.emit.HiddenClasses;
import dev.adagent.transform.emit.Members;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.job.HostDerivative;
import dev.adagent.transform.job.HostTable;
import dev.adagent.transform.job.Job;
import dev.adagent.transform.job.StageListener;
import dev.adagent.transform.lift.ClassSource;
import dev.adagent.transform.lift.StaticValues;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.util.Map;

/** A derivative of a function of two numbers on the host. */
final class OnHost {

    private final MethodHandle handle;
    private final Type result;

    OnHost(Method f, MethodKey entry, DerivativeMode mode, Activity activity) {
        ClassLoader loader = f.getDeclaringClass().getClassLoader();
        Job job = new Job(
                entry,
                source(f),
                StaticValues.of(loader),
                TableView.of(new HostTable().table(), GlobalTable.get()),
                false,
                Kernel.Options.DEFAULT);
        HostDerivative d = HostDerivative.compile(job, Spec.of(mode, activity, activity), StageListener.NONE);
        MethodHandles.Lookup nest = lookup(f.getDeclaringClass());
        Members members = Members.inNest(nest, OnHost::lookup);
        handle = HiddenClasses.host(nest, d.module(), loader, members);
        result = d.module().entry().result();
    }

    private static MethodHandles.Lookup lookup(Class<?> c) {
        try {
            return MethodHandles.privateLookupIn(c, MethodHandles.lookup());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    double[] numbers(Object... arguments) throws Throwable {
        Object carrier = handle.invokeWithArguments(arguments);
        double[] out = new double[result.parts().size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = carrier instanceof long[] bits
                    ? Double.longBitsToDouble(bits[i])
                    : ((Number) Array.get(carrier, i)).doubleValue();
        }
        return out;
    }

    static ClassSource source(Method f) {
        String owner = f.getDeclaringClass().getName().replace('.', '/');
        return ClassSource.of(Map.of(DerivativeKernels.CLASS, DerivativeKernels.classOf(owner, f.getName())))
                .orElse(ClassSource.of(f.getDeclaringClass().getClassLoader()));
    }
}
