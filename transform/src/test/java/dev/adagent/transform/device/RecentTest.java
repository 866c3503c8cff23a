package dev.adagent.transform.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentTest {
    private final List<String> made = new ArrayList<>();
    private final List<String> dropped = new ArrayList<>();
    private final Recent<String, String> recent = new Recent<>(2, dropped::add);

    private String get(String key) {
        return recent.get(key, k -> {
            made.add(k);
            return k.toUpperCase(java.util.Locale.ROOT);
        });
    }

    @Test
    void makesAValueOnceWhileItIsKept() {
        assertThat(List.of(get("a"), get("b"), get("a"), get("b"))).containsExactly("A", "B", "A", "B");
        assertThat(made).containsExactly("a", "b");
        assertThat(dropped).isEmpty();
    }

    @Test
    void dropsWhatWasUsedLongestAgo() {
        get("a");
        get("b");
        get("a");
        get("c");
        assertThat(dropped).containsExactly("B");
        assertThat(recent.values()).containsExactly("A", "C");
        get("b");
        assertThat(dropped).containsExactly("B", "A");
        assertThat(made).containsExactly("a", "b", "c", "b");
    }

    @Test
    void keepsNothingOfWhatCannotBeMade() {
        assertThatThrownBy(() -> recent.get("x", k -> {
                    throw new IllegalStateException("no");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(recent.values()).isEmpty();
        assertThat(get("x")).isEqualTo("X");
    }

    @Test
    void keepsAtLeastOne() {
        assertThatThrownBy(() -> new Recent<String, String>(0, v -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 entries");
    }
}
