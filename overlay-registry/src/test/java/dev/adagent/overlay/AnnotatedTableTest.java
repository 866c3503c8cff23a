package dev.adagent.overlay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What {@code @Overlay} may replace, and how. */
class AnnotatedTableTest {
    private static final String HERE = "dev/adagent/overlay/AnnotatedTableTest$";

    /** What is replaced. */
    static class Original implements Comparable<Original> {
        Original(double start) {
            hidden(start);
        }

        private static double hidden(double x) {
            return x;
        }

        double grow(double x) {
            return x;
        }

        final double fixed(double x) {
            return x;
        }

        <T extends Number> double generic(T x) {
            return x.doubleValue();
        }

        @Override
        public int compareTo(Original o) {
            return 0;
        }
    }

    static final class All {
        @dev.adagent.Overlay(owner = Original.class, name = "<init>")
        static Original make(double start) {
            return new Original(start);
        }

        @dev.adagent.Overlay(owner = Original.class)
        static double hidden(double x) {
            return 1;
        }

        @dev.adagent.Overlay(owner = Original.class, instance = true, subclasses = true)
        static double grow(Original o, double x) {
            return 2;
        }

        @dev.adagent.Overlay(owner = Original.class, instance = true)
        static <T extends Number> double generic(Original o, T x) {
            return 3;
        }

        @dev.adagent.Overlay(owner = Comparable.class, instance = true)
        static <T> int compareTo(Comparable<T> c, T other) {
            return 4;
        }
    }

    static final class Initialiser {
        @dev.adagent.Overlay(owner = Original.class, name = "<init>", instance = true)
        static void init(Original o, double start) {}
    }

    @Test
    void privateGenericAbstractMethodsAndConstructorsCanBeReplaced() {
        MethodTable t = AnnotatedTable.of("ALL", All.class);
        assertThat(t.methods())
                .containsExactly(
                        HERE + "Original.<init>(D)V",
                        HERE + "Original.generic(Ljava/lang/Number;)D",
                        HERE + "Original.grow(D)D",
                        HERE + "Original.hidden(D)D",
                        "java/lang/Comparable.compareTo(Ljava/lang/Object;)I");
        assertThat(t.holdsForSubclasses(MethodKey.parse(HERE + "Original.grow(D)D")))
                .isTrue();
        assertThat(t.holdsForSubclasses(MethodKey.parse("java/lang/Comparable.compareTo(Ljava/lang/Object;)I")))
                .isTrue();
        assertThat(t.holdsForSubclasses(MethodKey.parse(HERE + "Original.hidden(D)D")))
                .isFalse();
        assertThat(t.withSignature("grow", "(D)D")).containsExactly(MethodKey.parse(HERE + "Original.grow(D)D"));
        assertThat(AnnotatedTable.of("INIT", Initialiser.class).lookup(MethodKey.parse(HERE + "Original.<init>(D)V")))
                .hasToString("body " + HERE + "Initialiser.init(L" + HERE + "Original;D)V");
    }

    @Test
    void theVersionTellsWhetherSubclassesCount() {
        MethodKey m = MethodKey.parse("a/A.f()V");
        Overlay body = new Overlay.Body(MethodKey.parse("a/B.f(La/A;)V"));
        assertThat(MethodTable.builder("T").put(m, body).build().version())
                .isNotEqualTo(MethodTable.builder("T")
                        .putForSubclasses(m, body)
                        .build()
                        .version());
    }

    @Test
    void onTheHostNothingIsReplacedButRulesHold() {
        MethodKey sin = MethodKey.parse("java/lang/Math.sin(D)D");
        MethodTable t = MethodTable.builder("T")
                .put(sin, new Overlay.Intrinsic("cos"))
                .rule(sin, new DerivativeRule.Inactive())
                .inactiveType("a/B")
                .build();
        assertThat(t.forHost().lookup(sin)).isNull();
        assertThat(t.forHost().rules(sin)).isEqualTo(t.rules(sin)).isNotEmpty();
        assertThat(t.forHost().inactiveTypes()).containsExactly("a/B");
        assertThat(t.forHost().version()).isNotEqualTo(t.version());
    }

    @Test
    void anEntryDoesNotHoldInItsOwnBody() {
        MethodKey exp = MethodKey.parse("java/lang/Math.exp(D)D");
        MethodKey body = MethodKey.parse("app/Fast.exp(D)D");
        TableView v = TableView.of(
                MethodTable.builder("APP").put(exp, new Overlay.Body(body)).build(), GlobalTable.get());
        assertThat(v.lookup(exp).table()).isEqualTo("APP");
        assertThat(v.lookup(exp, body).table()).isEqualTo("GLOBAL");
        assertThat(v.lookup(exp, MethodKey.parse("app/Fast.other(D)D")).table()).isEqualTo("APP");
    }

    static final class NotStatic {
        @dev.adagent.Overlay(owner = Original.class)
        double hidden(double x) {
            return 1;
        }
    }

    static final class NoReceiver {
        @dev.adagent.Overlay(owner = Original.class, instance = true)
        static double grow(Object o, double x) {
            return 1;
        }
    }

    static final class NotAFactory {
        @dev.adagent.Overlay(owner = Original.class, name = "<init>")
        static void init(double start) {}
    }

    static final class NoSuchConstructor {
        @dev.adagent.Overlay(owner = Original.class, name = "<init>")
        static Original make(int start) {
            return new Original(start);
        }
    }

    static final class FinalWithSubclasses {
        @dev.adagent.Overlay(owner = Original.class, instance = true, subclasses = true)
        static double fixed(Original o, double x) {
            return 1;
        }
    }

    static final class Bridge {
        @dev.adagent.Overlay(owner = Original.class, instance = true)
        static int compareTo(Original o, Object other) {
            return 1;
        }
    }

    static final class Twice {
        @dev.adagent.Overlay(owner = Math.class, name = "exp")
        static double one(double x) {
            return 1;
        }

        @dev.adagent.Overlay(owner = Math.class, name = "exp")
        static double two(double x) {
            return 1;
        }
    }

    private static void refused(Class<?> table, String... parts) {
        assertThatThrownBy(() -> AnnotatedTable.of("T", table))
                .isInstanceOf(OverlayDeclarationException.class)
                .hasMessageContainingAll(parts);
    }

    /** Another version's. */
    @java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME)
    @interface Marked {
        String name();
    }

    @Marked(name = "here")
    @Test
    void anElementThatIsMissingIsNamed() throws ReflectiveOperationException {
        Marked a = getClass().getDeclaredMethod("anElementThatIsMissingIsNamed").getAnnotation(Marked.class);
        assertThat(AnnotationElements.value("a.B", a, "name")).isEqualTo("here");
        assertThatThrownBy(() -> AnnotationElements.value("a.B", a, "owner"))
                .isInstanceOf(AnnotationException.class)
                .hasMessageContainingAll("@Marked on a.B", "its element owner is missing", "use the same version");
    }

    @Test
    void whatCannotReplaceIsRefusedByName() {
        refused(NotStatic.class, "NotStatic.hidden", "only a static method");
        refused(NoReceiver.class, "NoReceiver.grow", "its first parameter is the receiver");
        refused(NotAFactory.class, "NotAFactory.init", "a factory that returns");
        refused(NoSuchConstructor.class, "NoSuchConstructor.make", "has no constructor (I)V");
        refused(FinalWithSubclasses.class, "nothing overrides", "fixed", "leave out subclasses");
        refused(Bridge.class, "Bridge.compareTo", "is a bridge");
        assertThatThrownBy(() -> AnnotatedTable.of("T", Twice.class))
                .isInstanceOf(OverlayConflictException.class)
                .hasMessageContainingAll("Math.exp(D)D", "Twice.one(D)D", "Twice.two(D)D");
    }
}
