package dev.adagent.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LambdaClassesTest {
    private final LambdaClasses classes = new LambdaClasses(new HiddenLambdas(new Trusted((request, args) -> null)));

    /** Makes lambdas, of whatever loader it is in. */
    public static final class Maker implements Supplier<Object> {
        @Override
        public Object get() {
            return (DoubleUnaryOperator & Serializable) x -> 2 * x;
        }
    }

    private static Object lambdaOfNewLoader() throws ReflectiveOperationException {
        ClassLoader loader = new ClassLoader(LambdaClassesTest.class.getClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                if (!name.equals(Maker.class.getName()) || findLoadedClass(name) != null) {
                    return super.loadClass(name, resolve);
                }
                try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                    byte[] file = in.readAllBytes();
                    return defineClass(name, file, 0, file.length);
                } catch (IOException e) {
                    throw new ClassNotFoundException(name, e);
                }
            }
        };
        return ((Supplier<?>)
                        loader.loadClass(Maker.class.getName()).getConstructor().newInstance())
                .get();
    }

    @Test
    void lambdasOfTwoLoadersHaveTwoNames() throws ReflectiveOperationException {
        Object a = lambdaOfNewLoader();
        Object b = lambdaOfNewLoader();
        assertThat(classes.name(a)).isEqualTo(classes.name(a)).isNotEqualTo(classes.name(b));
        assertThat(classes.size()).isEqualTo(2);
    }

    @Test
    @Timeout(60)
    void filesGoWithTheirLoaders() throws ReflectiveOperationException, InterruptedException {
        for (int k = 0; k < 10; k++) {
            assertThat(classes.name(lambdaOfNewLoader())).isNotNull();
        }
        while (classes.size() > 5) {
            System.gc();
            Thread.sleep(10);
            assertThat(classes.name(lambdaOfNewLoader())).isNotNull();
        }
    }
}
