package dev.adagent.overlay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adagent.AugmentedPrimal;
import dev.adagent.Constant;
import dev.adagent.ForwardRule;
import dev.adagent.Inactive;
import dev.adagent.ReverseRule;
import dev.adagent.RuleConfig;
import dev.adagent.Tape;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Derivative rules in method tables, and how annotated methods become them. */
class RuleTablesTest {
    private static final String OWNER = "dev/adagent/overlay/RuleTablesTest$Functions";
    private static final String RULES = "dev/adagent/overlay/RuleTablesTest$Rules";

    @SuppressWarnings("unused")
    static final class Functions {
        static double scale(double x, double k, int n) {
            return x * k * n;
        }

        static void square(double[] x) {
            x[0] *= x[0];
        }

        static double log(double x) {
            return x;
        }

        static double log(float x) {
            return x;
        }

        double instance(double x) {
            return x;
        }
    }

    static final class Plain {}

    record Kept(double result, double slope) {}

    record Two(double dx, double dk) {}

    @SuppressWarnings("unused")
    @Inactive(owner = Functions.class, method = "log")
    @Inactive(owner = Plain.class)
    static final class Rules {
        @ForwardRule(owner = Functions.class, name = "scale")
        static double forward(RuleConfig c, double x, double dx, double k, double dk, int n) {
            return 0;
        }

        @ForwardRule(owner = Functions.class, name = "scale")
        static double forwardByFirst(double x, double dx, @Constant double k, int n) {
            return 0;
        }

        @ReverseRule(owner = Functions.class, name = "scale")
        static Two both(double x, double k, int n, double dret) {
            return new Two(0, 0);
        }

        @AugmentedPrimal(owner = Functions.class, name = "scale")
        static Kept keeping(RuleConfig c, double x, @Constant double k, int n) {
            return new Kept(0, 0);
        }

        @ReverseRule(owner = Functions.class, name = "scale")
        static double reverse(RuleConfig c, @Tape Kept tape, double x, @Constant double k, int n, double dret) {
            return 0;
        }

        @ReverseRule(owner = Functions.class)
        static void square(double[] x, double[] dx) {}

        @ForwardRule(owner = Functions.class, instance = true)
        static double instance(@Constant Functions f, double x, double dx) {
            return 0;
        }

        @Inactive
        static double own(double x) {
            return x;
        }
    }

    private static MethodKey key(String method) {
        return MethodKey.parse(OWNER + "." + method);
    }

    private static MethodKey rule(String method) {
        return MethodKey.parse(RULES + "." + method);
    }

    @Test
    void annotatedMethodsBecomeRules() {
        MethodTable t = AnnotatedTable.of("APP", Rules.class);

        assertThat(t.rules(key("scale(DDI)D")))
                .containsExactlyInAnyOrder(
                        new DerivativeRule.Forward(rule("forward(Ldev/adagent/RuleConfig;DDDDI)D"), List.of()),
                        new DerivativeRule.Forward(rule("forwardByFirst(DDDI)D"), List.of(1)),
                        new DerivativeRule.Reverse(
                                rule("both(DDID)Ldev/adagent/overlay/RuleTablesTest$Two;"), null, false, List.of()),
                        new DerivativeRule.Reverse(
                                rule("reverse(Ldev/adagent/RuleConfig;Ldev/adagent/overlay/RuleTablesTest$Kept;DDID)D"),
                                rule("keeping(Ldev/adagent/RuleConfig;DDI)Ldev/adagent/overlay/RuleTablesTest$Kept;"),
                                true,
                                List.of(1)));
        assertThat(t.rules(key("square([D)V")))
                .containsExactly(new DerivativeRule.Reverse(rule("square([D[D)V"), null, false, List.of()));
        assertThat(t.rules(key("instance(D)D"))).hasSize(1);
        assertThat(t.rules(key("log(D)D"))).containsExactly(new DerivativeRule.Inactive());
        assertThat(t.rules(key("log(F)D"))).containsExactly(new DerivativeRule.Inactive());
        assertThat(t.rules(rule("own(D)D"))).containsExactly(new DerivativeRule.Inactive());
        assertThat(t.inactiveTypes()).containsExactly("dev/adagent/overlay/RuleTablesTest$Plain");
    }

    @Test
    void aMethodWithRulesStandsForItself() {
        TableView view = TableView.of(AnnotatedTable.of("APP", Rules.class), GlobalTable.get());
        MethodKey scale = key("scale(DDI)D");

        assertThat(view.lookup(scale)).isEqualTo(new TableView.Match(new Overlay.Body(scale), "APP"));
        assertThat(view.rules(scale, DerivativeRule.Mode.FORWARD))
                .as("the most special rule comes first")
                .extracting(DerivativeRule::constants)
                .containsExactly(List.of(1), List.of());
        assertThat(view.rules(key("square([D)V"), DerivativeRule.Mode.FORWARD)).isEmpty();
        assertThat(view.rules(key("log(D)D"), DerivativeRule.Mode.REVERSE)).hasSize(1);
        assertThat(view.isInactiveType("dev/adagent/overlay/RuleTablesTest$Plain"))
                .isTrue();
        assertThat(view.isInactiveType(OWNER)).isFalse();
        MethodKey sin = MethodKey.parse("java/lang/Math.sin(D)D");
        MethodTable ruled = MethodTable.builder("R")
                .rule(sin, new DerivativeRule.Inactive())
                .build();
        assertThat(TableView.of(ruled, GlobalTable.get()).lookup(sin).overlay())
                .as("what replaces the method stays")
                .isEqualTo(new Overlay.Intrinsic("sin"));
    }

    @Test
    void rulesCountForTheVersionAndTheTopmostTableWins() {
        MethodKey f = key("scale(DDI)D");
        DerivativeRule a = new DerivativeRule.Forward(rule("a(DDDDI)D"), List.of());
        DerivativeRule b = new DerivativeRule.Forward(rule("b(DDDDI)D"), List.of());
        MethodTable ta = MethodTable.builder("T").rule(f, a).build();
        MethodTable tb = MethodTable.builder("T").rule(f, b).build();
        MethodTable again = MethodTable.builder("T").rule(f, a).rule(f, a).build();

        assertThat(ta.version()).isEqualTo(again.version()).isNotEqualTo(tb.version());
        assertThat(MethodTable.builder("T").inactiveType("X").build().version())
                .isNotEqualTo(MethodTable.builder("T").build().version());
        assertThat(TableView.of(ta, tb).rules(f, DerivativeRule.Mode.FORWARD)).containsExactly(a);
        assertThatThrownBy(() -> MethodTable.builder("T").rule(f, a).rule(f, b))
                .isInstanceOf(OverlayConflictException.class)
                .hasMessageContaining("a(DDDDI)D")
                .hasMessageContaining("b(DDDDI)D");
        assertThatThrownBy(() -> new OverlayRegistry().view("cpu", ta, tb))
                .isInstanceOf(OverlayConflictException.class)
                .hasMessageContaining("different rules");
        assertThatThrownBy(() -> MethodTable.builder("T").rule(f, a).rule(f, new DerivativeRule.Inactive()))
                .isInstanceOf(OverlayConflictException.class);
    }

    @Test
    void stopGradientIsInactive() {
        MethodTable t = KernelOverlays.addDeferral(MethodTable.builder("T")).build();
        for (String type : List.of("D", "F")) {
            MethodKey k = new MethodKey("dev/adagent/Autodiff", "stopGradient", "(" + type + ")" + type);
            assertThat(t.rules(k)).containsExactly(new DerivativeRule.Inactive());
        }
    }

    @Test
    void theRulesMethodHasTheShapeOfItsMethod() {
        var b = MethodTable.builder("T");
        MethodKey f = key("scale(DDI)D");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> b.rule(f, new DerivativeRule.Forward(rule("r(DDDI)D"), List.of())))
                .withMessageContaining("its parameters would be (DDDDI)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> b.rule(f, new DerivativeRule.Forward(rule("r(DDDDI)F"), List.of())))
                .withMessageContaining("it would return the tangent, of type D");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> b.rule(f, new DerivativeRule.Reverse(rule("r(DDID)D"), null, false, List.of())))
                .withMessageContaining("a record of 2 gradients");
        b.rule(f, new DerivativeRule.Reverse(rule("r(DDID)D"), null, false, List.of(1)));
        b.rule(key("instance(D)D"), new DerivativeRule.Forward(rule("r(L" + OWNER + ";DD)D"), List.of(0)));
    }

    @SuppressWarnings("unused")
    static final class NoTangent {
        @ForwardRule(owner = Functions.class, name = "scale")
        static double forward(double x, int n) {
            return 0;
        }
    }

    @SuppressWarnings("unused")
    static final class NoTarget {
        @ReverseRule(owner = Functions.class, name = "scale")
        static double reverse(double x, double dret) {
            return 0;
        }
    }

    @SuppressWarnings("unused")
    static final class Unpaired {
        @AugmentedPrimal(owner = Functions.class, name = "scale")
        static double augmented(double x, double k, int n) {
            return 0;
        }
    }

    static final class Instance {
        @ForwardRule(owner = Functions.class, name = "log")
        double forward(double x, double dx) {
            return dx;
        }
    }

    @Test
    void whatIsNoRuleIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AnnotatedTable.of("APP", NoTangent.class))
                .withMessageContaining("@ForwardRule on " + OWNER.replace("Functions", "NoTangent"))
                .withMessageContaining("parameter 1 is not followed by its tangent");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AnnotatedTable.of("APP", NoTarget.class))
                .withMessageContaining("has no static method scale with the arguments DD");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AnnotatedTable.of("APP", Unpaired.class))
                .withMessageContaining("without the reverse rule");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AnnotatedTable.of("APP", Instance.class))
                .withMessageContaining("only a static method can be a rule");
    }
}
