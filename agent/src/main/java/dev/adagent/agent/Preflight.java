package dev.adagent.agent;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.util.function.Function;

/**
 * Looks, before the lambda of a launch runs for the first time, whether the kernels that it calls belong to classes that opted in. A lambda
 * that cannot be looked into passes: the api notices while it runs that no kernel was captured.
 */
final class Preflight {
    /** A lambda's answer; an error is given at every launch. No lock is held while it is looked for: the app's class loaders run then. */
    private static final class Answer {
        private volatile boolean known;
        private volatile Object[] error;
    }

    private final Session session;
    private final ClassValue<Answer> answers = new ClassValue<>() {
        @Override
        protected Answer computeValue(Class<?> lambda) {
            return new Answer();
        }
    };

    Preflight(Session session) {
        this.session = session;
    }

    /** An error reply, or null if {@code call} may run. */
    Object[] check(Object call) {
        Answer a = answers.get(call.getClass());
        if (!a.known) {
            a.error = look(call);
            a.known = true;
        }
        return a.error;
    }

    private Object[] look(Object call) {
        ClassLoader loader = call.getClass().getClassLoader();
        try {
            SerializedLambda lambda = serialized(call);
            String owner = lambda == null ? call.getClass().getName().replace('.', '/') : lambda.getImplClass();
            String method = lambda == null ? "run" : lambda.getImplMethodName();
            String descriptor = lambda == null ? "()V" : lambda.getImplMethodSignature();
            Function<String, byte[]> classFiles = name -> classFile(loader, name);
            byte[] body = classFiles.apply(owner);
            if (body == null) {
                return null;
            }
            String[] kernelClasses = (String[])
                    session.rewriter().apply("kernelsCalled", new Object[] {body, method, descriptor, classFiles});
            for (String c : kernelClasses) {
                Object[] error = checkClass(Class.forName(c.replace('/', '.'), false, loader));
                if (error != null) {
                    return error;
                }
            }
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            return null; // only an early diagnosis is lost
        }
        return null;
    }

    private Object[] checkClass(Class<?> kernelClass) {
        if (session.transformer().concerns(kernelClass)) {
            return null;
        }
        Object[] why = session.failures().why(kernelClass.getName());
        return why != null
                ? why
                : new Object[] {"error", "AgentMissingException", null, null, new Object[] {kernelClass.getName()}};
    }

    private SerializedLambda serialized(Object call) throws ReflectiveOperationException {
        if (!call.getClass().isHidden()) {
            return null;
        }
        session.opener().open(call.getClass(), Preflight.class.getModule());
        Method replace = call.getClass().getDeclaredMethod("writeReplace");
        replace.setAccessible(true);
        return (SerializedLambda) replace.invoke(call);
    }

    private static byte[] classFile(ClassLoader loader, String name) {
        String resource = name + ".class";
        try (InputStream in = loader == null
                ? ClassLoader.getSystemResourceAsStream(resource)
                : loader.getResourceAsStream(resource)) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            return null;
        }
    }
}
