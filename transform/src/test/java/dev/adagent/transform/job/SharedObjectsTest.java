package dev.adagent.transform.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.adagent.ActivityException;
import dev.adagent.RuleException;
import dev.adagent.overlay.GlobalTable;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.autodiff.DerivativeMode;
import dev.adagent.transform.job.SharedObjects.Ball;
import dev.adagent.transform.job.SharedObjects.Box;
import dev.adagent.transform.job.SharedObjects.Material;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A shadow that shares an object with its primal would have derivatives added to the primal: refused, but where no number of it is read. */
class SharedObjectsTest {
    private static final TableView VIEW = TableView.of(new HostTable().table(), GlobalTable.get());

    private final Box constant = new Box(5);
    private final Box object = new Box(3);
    private final Box shadow = new Box(0);

    private double derivative(String name, DerivativeMode mode) {
        HostDerivative d = HostRuns.compile(
                VIEW, HostRuns.method(SharedObjects.class, name), mode, mode.isReverse() ? "dca" : "dcd");
        shadow.a = new double[2];
        return HostRuns.run(d.module(), object, shadow, constant, 7.0, 1.0)[
                0]; // the last: the seed, or the tangent of x
    }

    @ParameterizedTest
    @ValueSource(strings = {"field", "array", "written", "list", "recursive"})
    void areRefused(String name) {
        object.next = constant;
        shadow.next = constant;
        for (DerivativeMode mode : new DerivativeMode[] {DerivativeMode.REVERSE, DerivativeMode.FORWARD}) {
            assertThatThrownBy(() -> derivative(name, mode))
                    .isInstanceOf(ActivityException.class)
                    .hasMessageContaining("of the shadow of a dev.adagent.transform.job.SharedObjects$Box")
                    .hasMessageContaining("makeZero(object)");
            assertThat(constant.v).isEqualTo(5);
            assertThat(constant.a).containsExactly(2, 3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"field", "array", "list", "recursive", "kind", "byRule"})
    void areNotWhereTheShadowHasItsOwn(String name) {
        object.next = new Box(5);
        shadow.next = new Box(0);
        shadow.next.a = new double[2];
        double reverse = derivative(name, DerivativeMode.REVERSE);
        double byNumber = shadow.v;
        shadow.v = 0;
        shadow.next.v = 0;
        shadow.next.a = new double[2];
        double forward = derivative(name, DerivativeMode.FORWARD);
        assertThat(forward).isCloseTo(reverse, within(1e-9)); // with respect to x
        assertThat(byNumber)
                .isEqualTo(
                        name.equals("kind") ? 14 : name.matches("field|array") ? 0 : name.equals("byRule") ? 245 : 35);
    }

    /** Each object and its shadow have one and the same constants, as {@code makeZero} makes it. */
    @ParameterizedTest
    @CsvSource({
        "number, 8",
        "numbers, 4",
        "elements, 30",
        "byBody, 8",
        "casts, 8",
        "recursiveNumber, 64",
        "recursiveCast, 64",
        "storedMaterial, 4"
    })
    void enumConstantsAreConstant(String name, double factor) {
        assertThat(derivative(name, DerivativeMode.REVERSE)).isEqualTo(3 * factor);
        assertThat(shadow.v).isEqualTo(7 * factor);
        shadow.v = 2;
        assertThat(derivative(name, DerivativeMode.FORWARD)).isEqualTo((3 + 2 * 7) * factor);
        assertThat(Material.STEEL.density).isEqualTo(8);
        assertThat(Material.WOOD.density).isEqualTo(2);
        assertThat(Material.STEEL.table).containsExactly(3, 4);
    }

    @Test
    void areRefusedWhereACastShowsThatTheyHoldNumbers() {
        Ball ball = new Ball();
        object.any = ball;
        shadow.any = ball;
        for (DerivativeMode mode : new DerivativeMode[] {DerivativeMode.REVERSE, DerivativeMode.FORWARD}) {
            assertThatThrownBy(() -> derivative("recursiveCast", mode))
                    .isInstanceOf(ActivityException.class)
                    .hasMessageContaining("SharedObjects$Ball, its shadow has what the object itself has there");
            assertThat(ball.density).isEqualTo(5);
        }
    }

    @Test
    void storedConstantsHaveNoDerivative() {
        assertThat(derivative("stored", DerivativeMode.REVERSE)).isEqualTo(15);
        assertThat(shadow.v).isEqualTo(35);
        assertThat(constant.v).isEqualTo(5);
    }

    @Test
    void rulesAreNotGivenThem() {
        for (DerivativeMode mode : new DerivativeMode[] {DerivativeMode.REVERSE, DerivativeMode.FORWARD}) {
            assertThatThrownBy(() -> derivative("byRuleWithConstant", mode))
                    .isInstanceOf(RuleException.class)
                    .hasMessageContaining("an object that holds constants")
                    .hasMessageContaining("SharedObjects.java:");
            assertThat(constant.v).isEqualTo(5);
        }
    }
}
