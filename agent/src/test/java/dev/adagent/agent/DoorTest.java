package dev.adagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DoorTest {
    @Test
    void isShutWhereTheAgentWasNotStarted() {
        assertThat(Door.engine()).isNull();
    }

    @Test
    void failuresAreFoundByClassThenByJar() {
        Failures f = new Failures();
        assertThat(f.why("a.B")).isNull();
        f.recordPlace("x.jar", new IllegalStateException("unreadable"));
        f.recordClass("a.B", new IllegalStateException());
        assertThat((String) f.why("a.B")[2]).contains("a.B").contains("IllegalStateException");
        assertThat((String) f.why("a.C")[2]).contains("x.jar").contains("unreadable");
        assertThat((String) f.why(null)[2]).contains("a.B");
    }
}
