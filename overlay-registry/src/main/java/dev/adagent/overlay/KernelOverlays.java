package dev.adagent.overlay;

import dev.adagent.Autodiff;
import dev.adagent.Kernel;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;

/**
 * The entries that the table of every device starts from: the methods of {@link Kernel} are operations of the device, and
 * {@link Autodiff}'s {@code autodiff} is redirected to its deferred form, which is the compiler's marker for a derivative that is
 * compiled together with its caller. Only api types are named here, so that a back end can bring its own table without the engine.
 */
public final class KernelOverlays {
    private static final String[][] SPECIAL_REGISTERS = {
        {"threadIdx", "tid."}, {"blockIdx", "ctaid."}, {"blockDim", "ntid."}, {"gridDim", "nctaid."}
    };

    private KernelOverlays() {}

    /** Adds all entries to a device's table. */
    public static MethodTable.Builder addTo(MethodTable.Builder table) {
        return addDeferral(addKernel(table));
    }

    /** Adds the entries for {@link Kernel}'s methods. */
    public static MethodTable.Builder addKernel(MethodTable.Builder table) {
        String kernel = internalName(Kernel.class);
        for (String[] register : SPECIAL_REGISTERS) {
            for (String axis : new String[] {"x", "y", "z"}) {
                String name = register[0] + axis.toUpperCase(java.util.Locale.ROOT);
                table.put(kernel, name, "()I", new Overlay.Intrinsic(register[1] + axis));
            }
        }
        table.put(kernel, "syncThreads", "()V", new Overlay.Intrinsic("barrier"));
        for (String type : new String[] {"D", "F", "I", "J"}) {
            table.put(kernel, "atomicAdd", "([" + type + "I" + type + ")" + type, new Overlay.Intrinsic("atomic.add"));
        }
        return table;
    }

    /**
     * Adds the redirect of {@code autodiff} to its deferred form, the marker, and the rule of {@code stopGradient}: what a job on the host
     * needs too.
     */
    public static MethodTable.Builder addDeferral(MethodTable.Builder table) {
        Method[] methods = Autodiff.class.getMethods();
        Arrays.sort(methods, Comparator.comparing(Method::toString));
        for (Method m : methods) {
            MethodKey key = key(m);
            if (m.getName().equals("autodiff")) {
                table.put(key, new Overlay.Body(new MethodKey(key.owner(), "autodiffDeferred", key.descriptor())));
            } else if (m.getName().equals("autodiffDeferred")) {
                table.put(key, new Overlay.Deferred());
            } else if (m.getName().equals("stopGradient")) {
                table.rule(key, new DerivativeRule.Inactive());
            }
        }
        return table;
    }

    private static MethodKey key(Method m) {
        return new MethodKey(
                internalName(m.getDeclaringClass()),
                m.getName(),
                MethodType.methodType(m.getReturnType(), m.getParameterTypes()).toMethodDescriptorString());
    }

    private static String internalName(Class<?> c) {
        return c.getName().replace('.', '/');
    }
}
