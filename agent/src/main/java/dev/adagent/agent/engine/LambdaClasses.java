package dev.adagent.agent.engine;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.emit.Members;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.KnownClass;
import dev.adagent.transform.ir.Lambda;
import dev.adagent.transform.ir.LaunchCall;
import dev.adagent.transform.lift.ClassSource;
import dev.adagent.transform.lift.LambdaClass;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The classes of lambdas, by names that are the same in every run: the JVM makes one hidden class for each place in the code, and compiled code knows those
 * that do the same as one class, whose file {@link LambdaClass} writes.
 */
final class LambdaClasses {
    private final HiddenLambdas lambdas;
    private final Map<String, Known> files = new ConcurrentHashMap<>();
    private final ReferenceQueue<ClassLoader> gone = new ReferenceQueue<>();
    /** One name for each hidden class; none until it is asked for, empty if it is no lambda of which enough is known. */
    private final ClassValue<String[]> names = new ClassValue<>() {
        @Override
        protected String[] computeValue(Class<?> c) {
            return new String[1];
        }
    };

    /** A class file, kept as long as the loader whose lambdas it stands for. */
    private static final class Known extends WeakReference<ClassLoader> {
        final String name;
        final byte[] file;

        Known(String name, byte[] file, ClassLoader loader, ReferenceQueue<ClassLoader> gone) {
            super(loader, gone);
            this.name = name;
            this.file = file;
        }
    }

    LambdaClasses(HiddenLambdas lambdas) {
        this.lambdas = lambdas;
    }

    /** The name of a lambda's class; null if it is none that is known. */
    String name(Object lambda) {
        if (lambda == null || !lambda.getClass().isHidden()) {
            return null;
        }
        String[] known = names.get(lambda.getClass());
        if (known[0] == null) {
            SerializedLambda l = lambdas.of(lambda);
            known[0] = l == null ? "" : named(lambda.getClass(), l);
        }
        return known[0].isEmpty() ? null : known[0];
    }

    private String named(Class<?> c, SerializedLambda l) {
        MethodKey itf = new MethodKey(
                l.getFunctionalInterfaceClass(),
                l.getFunctionalInterfaceMethodName(),
                l.getFunctionalInterfaceMethodSignature());
        MethodKey to = new MethodKey(l.getImplClass(), l.getImplMethodName(), l.getImplMethodSignature());
        Lambda lambda = new Lambda(itf, l.getInstantiatedMethodType(), Callee.Kind.STATIC, to, null);
        List<String> bridges = Arrays.stream(c.getDeclaredMethods())
                .filter(m -> m.getName().equals(itf.name()) && !Modifier.isStatic(m.getModifiers()))
                .map(LambdaClasses::descriptor)
                .sorted()
                .toList();
        String text = lambda + " " + l.getImplMethodKind() + " " + l.getCapturedArgCount() + bridges;
        String which =
                UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
        ClassLoader loader = c.getClassLoader() == null ? ClassLoader.getPlatformClassLoader() : c.getClassLoader();
        return named(
                which.replace('-', '_'),
                loader,
                name -> LambdaClass.write(name, lambda, l.getImplMethodKind(), l.getCapturedArgCount(), bridges));
    }

    /** Loaders may have classes of one name: the first has none to add. */
    private synchronized String named(String which, ClassLoader loader, Function<String, byte[]> file) {
        for (Reference<?> r = gone.poll(); r != null; r = gone.poll()) {
            files.remove(((Known) r).name, r);
        }
        for (int k = 0; ; k++) {
            String name = KnownClass.ofLambdas(k == 0 ? which : which + "_" + k);
            Known known = files.get(name);
            if (known == null) {
                files.put(name, new Known(name, file.apply(name), loader, gone));
                return name;
            } else if (known.refersTo(loader)) {
                return name;
            }
        }
    }

    /** How many classes are known. */
    int size() {
        return files.size();
    }

    private static String descriptor(Method m) {
        return MethodType.methodType(m.getReturnType(), m.getParameterTypes()).toMethodDescriptorString();
    }

    /** Class files for code that meets objects of some classes, those of lambdas among them. */
    ClassSource source(ClassSource app, Set<String> met) {
        return new ClassSource() {
            @Override
            public byte[] find(String internalName) {
                Known known = files.get(internalName);
                return known != null ? known.file.clone() : app.find(internalName);
            }

            @Override
            public Set<String> met() {
                return met;
            }
        };
    }

    private boolean isExactly(String name, Object o) {
        return name.equals(name(o));
    }

    private MethodHandle test(String name) {
        try {
            MethodType type = MethodType.methodType(boolean.class, String.class, Object.class);
            return MethodHandles.insertArguments(
                    MethodHandles.lookup().findVirtual(LambdaClasses.class, "isExactly", type), 0, this, name);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private MethodHandle captured(FieldRef field, ClassLoader loader) {
        try {
            MethodType type = MethodType.methodType(Object.class, int.class, Object.class);
            MethodHandle read = MethodHandles.lookup().findVirtual(HiddenLambdas.class, "captured", type);
            Class<?> held = MethodType.fromMethodDescriptorString("()" + field.descriptor(), loader)
                    .returnType();
            return MethodHandles.insertArguments(read, 0, lambdas, LambdaClass.index(field.name()))
                    .asType(MethodType.methodType(held, Object.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** These members, and those of the classes of lambdas. @param loader finds the classes that are named */
    Members with(Members members, ClassLoader loader) {
        return new Members() {
            @Override
            public MethodHandle field(FieldRef field, FieldAccess access) {
                return KnownClass.isOfLambdas(field.owner()) ? captured(field, loader) : members.field(field, access);
            }

            @Override
            public MethodHandle isExactly(String internalName) {
                return KnownClass.isOfLambdas(internalName) ? test(internalName) : members.isExactly(internalName);
            }

            @Override
            public MethodHandle method(MethodKey method, Callee.Kind kind) {
                return members.method(method, kind);
            }

            @Override
            public MethodHandle launch(LaunchCall call, String descriptor) {
                return members.launch(call, descriptor);
            }

            @Override
            public MethodHandle allocate(String internalName) {
                return members.allocate(internalName);
            }

            @Override
            public boolean canName(String internalName) {
                return members.canName(internalName);
            }
        };
    }
}
