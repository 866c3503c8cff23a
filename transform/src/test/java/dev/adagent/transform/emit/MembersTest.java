package dev.adagent.transform.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adagent.transform.ir.IrParser;
import dev.adagent.transform.ir.Module;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import org.junit.jupiter.api.Test;

/** Private members of the class's own nest, by name; those of others, by handles that the class carries. */
class MembersTest {
    private double own = 3;

    private static final MethodHandles.Lookup HERE = MethodHandles.lookup();

    private static String getter(String owner, String field) {
        return "func @t/T.f()V (%0: L" + owner + ";) -> f64 {\nb0(%0: L" + owner + ";):\n  %1: f64 = getfield " + owner
                + "." + field + ":D %0\n  ret %1\n}\n";
    }

    private static MethodHandle emitted(String text, Members members) {
        Module module = IrParser.parseModule(text);
        return HiddenClasses.host(HERE, module, MembersTest.class.getClassLoader(), members);
    }

    private static Members trusted() {
        return Members.inNest(HERE, MembersTest::lookup);
    }

    private static MethodHandles.Lookup lookup(Class<?> c) {
        try {
            return MethodHandles.privateLookupIn(c, MethodHandles.lookup());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void namesPrivateMembersOfItsNest() throws Throwable {
        String text = getter("dev/adagent/transform/emit/MembersTest", "own");
        assertThat((double) emitted(text, trusted()).invoke(this)).isEqualTo(3);
        assertThat((double) emitted(text, Members.DIRECT).invoke(this)).isEqualTo(own);
    }

    @Test
    void carriesHandlesOnPrivateMembersOfOtherClasses() throws Throwable {
        String text = getter("dev/adagent/transform/emit/PrivateMembers", "hidden");
        assertThat((double) emitted(text, trusted()).invoke(new PrivateMembers(7)))
                .isEqualTo(7);
        assertThatThrownBy(() -> emitted(text, Members.DIRECT).invoke(new PrivateMembers(7)))
                .as("what the handle is for")
                .isInstanceOf(IllegalAccessError.class);
        assertThatThrownBy(() -> emitted(text, trusted()).invoke((Object) null))
                .isInstanceOf(NullPointerException.class);
    }

    @Test
    void callsPrivateMethodsOfOtherClasses() throws Throwable {
        String text = """
                func @t/T.f()V (%0: Ldev/adagent/transform/emit/PrivateMembers;, %1: f64) -> f64 {
                b0(%0: Ldev/adagent/transform/emit/PrivateMembers;, %1: f64):
                  %2: f64 = call virtual dev/adagent/transform/emit/PrivateMembers.times(D)D (%0, %1)
                  %3: f64 = call static dev/adagent/transform/emit/PrivateMembers.plusOne(D)D (%2)
                  ret %3
                }
                """;
        assertThat((double) emitted(text, trusted()).invoke(new PrivateMembers(7), 2.0))
                .isEqualTo(15);
        assertThatThrownBy(() -> emitted(text, Members.DIRECT).invoke(new PrivateMembers(7), 2.0))
                .isInstanceOf(IllegalAccessError.class);
    }

    @Test
    void refusesCastsToClassesThatMayNotBeNamed() {
        String text = """
                func @t/T.f()V (%0: Ljava/lang/Object;) -> i32 {
                b0(%0: Ljava/lang/Object;):
                  %1: i32 = instanceof Ljava/util/ArrayList$Itr; %0
                  ret %1
                }
                """;
        assertThatThrownBy(() -> emitted(text, trusted()))
                .isInstanceOf(EmitException.class)
                .hasMessageContaining("java.util.ArrayList$Itr");
    }
}
