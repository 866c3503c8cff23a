package dev.adagent.overlay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class MethodKeyTest {
    private static final String TEXT = "java/lang/Math.sin(D)D";

    @Test
    void keysAreEqualByAllThreeParts() {
        MethodKey key = new MethodKey("java/lang/Math", "sin", "(D)D");
        assertThat(MethodKey.parse(TEXT)).isEqualTo(key).hasSameHashCodeAs(key).hasToString(TEXT);
        for (String other :
                List.of("java/lang/StrictMath.sin(D)D", "java/lang/Math.cos(D)D", "java/lang/Math.sin(F)D")) {
            assertThat(MethodKey.parse(other)).isNotEqualTo(key);
        }
        assertThat(key.equals(null)).isFalse();
        assertThat(key).isNotEqualTo(TEXT);
    }

    @Test
    void aTextWithoutADotBeforeItsParenthesisIsNoKey() {
        assertThatThrownBy(() -> MethodKey.parse("sin(D)D"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sin(D)D");
    }
}
