package dev.adagent.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Properties;
import org.junit.jupiter.api.Test;

class AgentOptionsTest {
    private final Properties system = new Properties();

    @Test
    void readsArgumentsAndSystemProperties() {
        system.setProperty("adagent.device", "cpu");
        AgentOptions o = AgentOptions.parse("device=cuda, dump=out/d,kernels=a.B;a.C#run", system);
        assertThat(o.get("device")).isEqualTo("cpu");
        assertThat(o.get("dump")).isEqualTo("out/d");
        assertThat(o.kernels()).containsExactly("a.B", "a.C#run");
        assertThat(AgentOptions.parse(null, new Properties()).get("device")).isNull();
        assertThat(AgentOptions.parse("", new Properties()).kernels()).isEmpty();
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> AgentOptions.parse("colour=blue", system))
                .hasMessageContaining("colour=blue")
                .hasMessageContaining("kernels");
        assertThatThrownBy(() -> AgentOptions.parse("quiet", system)).hasMessageContaining("name=value");
        assertThatThrownBy(() -> AgentOptions.parse("device=gpu", system))
                .hasMessageContaining("[auto, cpu, cuda, cuda-code, llvm-host]");
        assertThatThrownBy(() -> AgentOptions.parse("cache-size=much", system)).hasMessageContaining("number of MiB");
        assertThat(AgentOptions.parse("cache-size=0", system).get("cache-size")).isEqualTo("0");
        assertThat(AgentOptions.parse("check=races,device=cpu", system).get("check"))
                .isEqualTo("races");
        assertThat(AgentOptions.parse("deterministic=true", system).get("deterministic"))
                .isEqualTo("true");
        assertThatThrownBy(() -> AgentOptions.parse("deterministic=yes", system))
                .hasMessageContaining("write true or false");
        assertThatThrownBy(() -> AgentOptions.parse("check=all", system)).hasMessageContaining("write races");
        assertThatThrownBy(() -> AgentOptions.parse("check=races,device=cuda", system))
                .hasMessageContaining("racecheck");
    }
}
