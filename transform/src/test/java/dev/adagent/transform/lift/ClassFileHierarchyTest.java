package dev.adagent.transform.lift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.transform.ir.Type;
import org.junit.jupiter.api.Test;

class ClassFileHierarchyTest {
    interface Shape {}

    static class Round implements Shape {}

    static final class Circle extends Round {}

    static final class OwnException extends IllegalStateException {
        private static final long serialVersionUID = 1;
    }

    private final ClassFileHierarchy classes =
            new ClassFileHierarchy(ClassSource.of(ClassFileHierarchyTest.class.getClassLoader()));

    private static String name(Class<?> c) {
        return c.getName().replace('.', '/');
    }

    @Test
    void followsSuperclassesAndInterfacesIntoTheJdk() {
        assertThat(classes.isSubclass(name(Circle.class), name(Shape.class))).isTrue();
        assertThat(classes.isSubclass(name(Shape.class), name(Circle.class))).isFalse();
        assertThat(classes.isSubclass(name(OwnException.class), "java/lang/RuntimeException"))
                .isTrue();
        assertThat(classes.isSubclass(name(OwnException.class), "java/lang/ArithmeticException"))
                .isFalse();
        assertThat(classes.isSubclass("java/lang/Double", name(Shape.class))).isFalse();
    }

    @Test
    void doesNotGuessWhereAClassIsMissing() {
        assertThat(classes.isSubclass("no/Such", name(Shape.class))).isNull();
        assertThat(classes.isSubclass("no/Such", "java/lang/Exception")).isNull();
    }

    @Test
    void arraysAreCovariantInReferencesAlone() {
        Type circles = Type.array(Type.object(name(Circle.class)));
        assertThat(classes.isSubtype(circles, Type.array(Type.object(name(Shape.class)))))
                .isTrue();
        assertThat(classes.isSubtype(Type.array(Type.I32), Type.array(Type.F64)))
                .isFalse();
        assertThat(classes.isSubtype(circles, Type.object("java/lang/Cloneable")))
                .isTrue();
        assertThat(classes.isSubtype(circles, Type.object(name(Shape.class)))).isFalse();
    }
}
