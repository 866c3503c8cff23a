package dev.adagent.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each method of {@link Numbers} gives what the JDK's of the same name and types gives. */
class NumbersTest {
    private static final Map<Class<?>, List<Object>> VALUES = Map.of(
            int.class,
            List.of(0, 1, -1, 7, -9, Integer.MAX_VALUE, Integer.MIN_VALUE),
            long.class,
            List.of(0L, 1L, -1L, 7L, -9L, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 40),
            float.class,
            List.of(0f, -0f, 1f, Float.MAX_VALUE, Float.MIN_VALUE, Float.NaN, 1 / 0f, -1 / 0f),
            double.class,
            List.of(0.0, -0.0, 1.0, Double.MAX_VALUE, Double.MIN_VALUE, Double.NaN, 1 / 0.0, -1 / 0.0));

    private static final List<Class<?>> OWNERS =
            List.of(Math.class, StrictMath.class, Integer.class, Long.class, Float.class, Double.class);

    @Test
    void areTheJdks() throws ReflectiveOperationException {
        for (Method m : Numbers.class.getDeclaredMethods()) {
            int compared = 0;
            for (Class<?> owner : OWNERS) {
                compared += compare(m, owner);
            }
            assertThat(compared).as(m.toString()).isPositive();
        }
    }

    private static int compare(Method m, Class<?> owner) throws IllegalAccessException, InvocationTargetException {
        Method jdk;
        try {
            jdk = owner.getMethod(m.getName(), m.getParameterTypes());
        } catch (NoSuchMethodException e) {
            return 0;
        }
        int compared = 0;
        List<Object> values = VALUES.get(m.getParameterTypes()[0]);
        for (Object x : values) {
            for (Object y : m.getParameterCount() == 1 ? List.of(0) : values) {
                Object[] args = m.getParameterCount() == 1 ? new Object[] {x} : new Object[] {x, y};
                assertThat(m.invoke(null, args)).as("%s of %s %s", jdk, x, y).isEqualTo(jdk.invoke(null, args));
                compared++;
            }
        }
        return compared;
    }
}
