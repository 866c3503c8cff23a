package dev.adagent.transform.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WorkersTest {
    /** Workers outlive the thread that makes them. */
    @Test
    void inheritNothing() {
        InheritableThreadLocal<String> local = new InheritableThreadLocal<>();
        String[] seen = new String[3];
        local.set("the app's");
        try {
            new Workers(3).run(3, w -> seen[w] = local.get());
        } finally {
            local.remove();
        }
        assertThat(seen).containsExactly("the app's", null, null);
    }
}
