package dev.adagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.Test;

/** What the transformer leaves alone; what it rewrites is seen in the forked JVMs of the integration tests. */
class KernelTransformerTest {
    private final Failures failures = new Failures();
    private final KernelTransformer transformer = new KernelTransformer(
            Session.forTest(failures),
            new OptIn(AgentOptions.parse("kernels=a.B;dev.adagent.Gpu", new Properties()), failures));

    @Test
    void garbageIsLeftAloneAndRecorded() {
        assertThat(transformer.transform(getClass().getClassLoader(), "a/B", null, null, new byte[3]))
                .isNull();
        assertThat((String) failures.why("a.B")[2]).contains("a.B").contains("not a class file");
    }

    @Test
    void platformAndApiClassesAreNotLookedAt() {
        assertThat(transformer.transform(null, "a/B", null, null, new byte[3])).isNull();
        assertThat(transformer.transform(getClass().getClassLoader(), "dev/adagent/Gpu", null, null, new byte[3]))
                .isNull();
        assertThat(failures.why(null)).isNull();
    }
}
