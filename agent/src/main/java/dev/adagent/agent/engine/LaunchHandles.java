package dev.adagent.agent.engine;

import dev.adagent.overlay.Descriptors;
import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.emit.Members;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.LaunchCall;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Launches in host derivatives. A kernel's derivative overwrites arrays as the kernel does, and so gets copies of them: in forward mode the
 * kernel itself is launched after it, in reverse mode it has run long ago. One array passed twice is one copy.
 */
final class LaunchHandles {
    private final BiFunction<String, Object[], Object> engine;
    private final Trusted trusted;

    /** @param engine answers the request {@code "launch"} */
    LaunchHandles(BiFunction<String, Object[], Object> engine, Trusted trusted) {
        this.engine = engine;
        this.trusted = trusted;
    }

    /** These members, and launches of kernels that the loader finds. */
    Members with(Members members, ClassLoader loader) {
        return new Members() {
            @Override
            public MethodHandle field(FieldRef field, FieldAccess access) {
                return members.field(field, access);
            }

            @Override
            public MethodHandle method(MethodKey method, Callee.Kind kind) {
                return members.method(method, kind);
            }

            @Override
            public MethodHandle allocate(String internalName) {
                return members.allocate(internalName);
            }

            @Override
            public boolean canName(String internalName) {
                return members.canName(internalName);
            }

            @Override
            public MethodHandle launch(LaunchCall call, String descriptor) {
                return handle(call, descriptor, loader);
            }
        };
    }

    private MethodHandle handle(LaunchCall call, String descriptor, ClassLoader loader) {
        try {
            Class<?> owner = Class.forName(call.kernel().owner().replace('/', '.'), false, loader);
            Class<?> replies = Class.forName("dev.adagent.Replies", true, owner.getClassLoader());
            MethodHandle check = trusted.lookup(replies)
                    .findStatic(replies, "check", MethodType.methodType(Object.class, Object.class));
            MethodType type = MethodType.fromMethodDescriptorString(descriptor, loader);
            MethodHandle run = MethodHandles.lookup()
                    .findVirtual(Launch.class, "run", MethodType.methodType(Object.class, Object[].class))
                    .bindTo(new Launch(call, owner, check));
            return run.asCollector(Object[].class, type.parameterCount()).asType(type);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the kernel " + call.kernel() + " cannot be launched", e);
        }
    }

    /** One call. */
    private final class Launch {
        private final LaunchCall call;
        private final Class<?> owner;
        private final MethodHandle check;
        /** Types of the kernel's arguments, the receiver first. */
        private final List<String> types;

        Launch(LaunchCall call, Class<?> owner, MethodHandle check) {
            this.call = call;
            this.owner = owner;
            this.check = check;
            types = new ArrayList<>(Descriptors.parameters(call.kernel().descriptor()));
            for (Method m : owner.getDeclaredMethods()) {
                if (MethodKey.of(m).equals(call.kernel()) && !Modifier.isStatic(m.getModifiers())) {
                    types.add(0, owner.descriptorString());
                }
            }
        }

        /** Does what {@link LaunchCall.Operation} says. */
        Object run(Object[] operands) throws Throwable {
            return switch (call.operation()) {
                case PRIMAL -> launch(null, grid(operands), kernelArguments(operands));
                case AUGMENTED -> {
                    Object[] kept = (Object[]) new Copies().of(operands);
                    launch(null, grid(operands), kernelArguments(operands));
                    yield kept;
                }
                case FORWARD -> launch(call, grid(operands), tangents(operands));
                case REVERSE -> launch(call, grid((Object[]) operands[0]), adjoints(operands));
            };
        }

        private boolean varies(int k) {
            return call.varies(LaunchCall.GRID + k, types.get(k));
        }

        private Object[] tangents(Object[] operands) {
            Copies copies = new Copies();
            List<Object> out = new ArrayList<>();
            int next = LaunchCall.GRID;
            for (int k = 0; k < types.size(); k++) {
                out.add(copies.of(operands[next++]));
                if (varies(k)) {
                    out.add(operands[next++]);
                }
            }
            return out.toArray();
        }

        private Object[] adjoints(Object[] operands) {
            Object[] kept = (Object[]) new Copies().of(operands[0]);
            List<Object> out = new ArrayList<>();
            int next = 1;
            for (int k = 0; k < types.size(); k++) {
                out.add(kept[LaunchCall.GRID + k]);
                if (varies(k) && types.get(k).length() > 1) {
                    out.add(operands[next++]);
                }
            }
            out.addAll(Arrays.asList(operands).subList(next, operands.length));
            return out.toArray();
        }

        private Object launch(LaunchCall derivative, int[] grid, Object[] arguments) throws Throwable {
            MethodKey k = call.kernel();
            Object reply =
                    engine.apply("launch", new Object[] {owner, k.name(), k.descriptor(), arguments, grid, derivative});
            return check.invoke(reply);
        }
    }

    private static int[] grid(Object[] operands) {
        int[] out = new int[LaunchCall.GRID];
        Arrays.setAll(out, k -> (Integer) operands[k]);
        return out;
    }

    private static Object[] kernelArguments(Object[] operands) {
        return Arrays.copyOfRange(operands, LaunchCall.GRID, operands.length);
    }

    /** Copies of arrays, and of the arrays in them; what is one array stays one. Other objects are kept. */
    private static final class Copies {
        private final Map<Object, Object> made = new IdentityHashMap<>();

        Object of(Object x) {
            if (x == null || !x.getClass().isArray()) {
                return x;
            }
            Object known = made.get(x);
            if (known != null) {
                return known;
            }
            int n = Array.getLength(x);
            Object copy = Array.newInstance(x.getClass().getComponentType(), n);
            made.put(x, copy);
            if (x instanceof Object[] rows) {
                for (int i = 0; i < n; i++) {
                    ((Object[]) copy)[i] = of(rows[i]);
                }
            } else {
                System.arraycopy(x, 0, copy, 0, n);
            }
            return copy;
        }
    }
}
