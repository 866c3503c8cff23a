package dev.adagent.agent.engine;

import dev.adagent.transform.lift.ClassSource;
import dev.adagent.transform.link.Finding;
import java.util.Optional;

/**
 * The running JVM's own verifier (JVMS §4.10) on class files: each class is defined and linked in a loader of its own, and never
 * initialised, so that no code of it runs. Stack map frames are checked here alone.
 */
final class JvmVerifier extends ClassLoader {
    private static final String ADVICE = "the JVM refuses the class: compile it anew, without tools that rewrite it";

    private final ClassSource classes;

    JvmVerifier(ClassSource classes) {
        super("adagent-verify", ClassLoader.getPlatformClassLoader());
        this.classes = classes;
    }

    /** What the JVM says of a class, or nothing. What is missing is not said: other checks say where it is named. */
    Optional<Finding> check(String internalName) {
        try {
            Class<?> c = Class.forName(internalName.replace('/', '.'), false, this);
            int linked = c.getDeclaredConstructors().length; // reflection on members links the class
            assert linked >= 0;
            return Optional.empty();
        } catch (VerifyError | ClassFormatError | IncompatibleClassChangeError e) {
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            return Optional.of(
                    new Finding(internalName, null, 0, e.getClass().getSimpleName() + ": " + reason, ADVICE));
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.empty();
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = classes.find(name.replace('.', '/'));
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }
}
