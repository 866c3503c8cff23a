package dev.adagent.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What hangs is found, and ended. */
class ChildJvmTest {
    static final class Main {
        public static void main(String[] args) throws InterruptedException {
            System.out.println("began");
            while (args[0].equals("hang")) {
                Thread.sleep(1000);
            }
            System.exit(args[0].equals("fail") ? 3 : 0);
        }
    }

    @Test
    void endsWhatHangs() throws Exception {
        assertThat(ChildJvm.run(Main.class, Duration.ofSeconds(60), "end")).contains("began");
        assertThatThrownBy(() -> ChildJvm.run(Main.class, Duration.ofSeconds(60), "fail"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("status 3");
        assertThatThrownBy(() -> ChildJvm.run(Main.class, Duration.ofSeconds(3), "hang"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("it hangs");
    }
}
