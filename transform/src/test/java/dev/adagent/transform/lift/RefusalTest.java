package dev.adagent.transform.lift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.lift.samples.Refused;
import java.lang.reflect.Method;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is not supported is refused with class, method, line and a way out. */
class RefusalTest {
    private static LiftException refusal(Method m) {
        LiftException e = catchThrowableOfType(LiftException.class, () -> Lifts.compile(m));
        assertThat(e).as("%s is refused", m.getName()).isNotNull();
        return e;
    }

    @Test
    void textsOfAllRefusals() {
        StringBuilder all = new StringBuilder();
        for (Method m : Lifts.samples(Refused.class)) {
            LiftException e = refusal(m);
            assertThat(e.loc().className()).startsWith("dev/adagent/transform/lift/samples/Refused");
            assertThat(e.loc().line()).isPositive();
            assertThat(e.hint()).isNotBlank();
            // The lines below the JDK's own frames differ between JDKs.
            all.append("== ").append(m.getName()).append('\n');
            all.append(e.getMessage().replaceAll("(java\\.\\S+\\(\\w+\\.java):\\d+\\)", "$1)"))
                    .append('\n');
        }
        Lifts.assertGolden("refusals.txt", all.toString());
    }

    @Test
    void theCallPathLeadsToTheEntry() {
        LiftException e = refusal(Lifts.sample(Refused.class, "callPath"));
        assertThat(e.callPath()).extracting(l -> l.method()).containsExactly("level2", "level1", "callPath");
        assertThat(e.loc()).isEqualTo(e.callPath().get(0));
    }

    @Test
    void aClassThatIsNotThere() {
        MethodKey key = new MethodKey("no/Such", "method", "()V");
        assertThatThrownBy(() -> Lifter.lift(key, ClassSource.of(Map.of()), Lifts.deviceView()))
                .isInstanceOf(LiftException.class)
                .hasMessageContaining("the class file of no.Such is not found");
    }

    @Test
    void aMethodThatIsNotThere() {
        MethodKey key = new MethodKey("dev/adagent/transform/lift/samples/Refused", "nothing", "()V");
        assertThatThrownBy(() -> Lifter.lift(key, ClassSource.of((ClassLoader) null), Lifts.deviceView()))
                .isInstanceOf(LiftException.class)
                .hasMessageContaining("the class has no such method");
    }
}
