package dev.adagent.transform.opt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.IrParser;
import dev.adagent.transform.ir.IrPrinter;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is inlined in one place is optimised there, and not before. */
class CallSizesTest {
    /** The entry calls {@code once} once and {@code twice} in two places; nothing calls {@code alone}. */
    private static final String MODULE = """
            func @t/K.entry(D)D (%0: f64) -> f64 {
            b0(%0: f64):
              %1: f64 = call static t/K.once(D)D [fn "t/K.once(D)D"] (%0)
              %2: f64 = call static t/K.twice(D)D [fn "t/K.twice(D)D"] (%1)
              %3: f64 = call static t/K.twice(D)D [fn "t/K.twice(D)D"] (%2)
              %4: f64 = call static t/K.itself(D)D [fn "t/K.itself(D)D"] (%3)
              ret %4
            }

            func @t/K.once(D)D (%0: f64) -> f64 {
            b0(%0: f64):
              %1: f64 = mul %0, %0
              %2: f64 = mul %0, %0
              %3: f64 = add %1, %2
              ret %3
            }

            func @t/K.twice(D)D (%0: f64) -> f64 {
            b0(%0: f64):
              %1: f64 = add %0, %0
              ret %1
            }

            func @t/K.itself(D)D (%0: f64) -> f64 {
            b0(%0: f64):
              %1: f64 = call static t/K.itself(D)D [fn "t/K.itself(D)D"] (%0)
              ret %1
            }

            func @t/K.alone(D)D (%0: f64) -> f64 {
            b0(%0: f64):
              ret %0
            }
            """;

    private static boolean goesIntoOne(Module module, String name) {
        CallSizes sizes = new CallSizes();
        sizes.countPlaces(module);
        return sizes.goesIntoOne(module.get("t/K." + name + "(D)D"));
    }

    @Test
    void whatIsCalledInOnePlace() {
        Module m = IrParser.parseModule(MODULE);
        assertThat(goesIntoOne(m, "once")).isTrue();
        assertThat(goesIntoOne(m, "twice")).isFalse();
        assertThat(goesIntoOne(m, "itself")).isFalse();
        assertThat(goesIntoOne(m, "alone")).isFalse();
        assertThat(goesIntoOne(m, "entry")).isFalse();
    }

    @Test
    void notWhatMayNotBeInlined() {
        Module m = IrParser.parseModule(MODULE);
        m.get("t/K.once(D)D").setNoInline(true);
        assertThat(goesIntoOne(m, "once")).isFalse();
    }

    @Test
    void notWhatTheCallerHasNoRoomFor() {
        assertThat(goesIntoOne(IrParser.parseModule(large()), "once")).isFalse();
    }

    /** A caller takes it however large both are. */
    @Test
    void whatTakesObjectsGoesWhateverTheRoom() {
        String module = large().replace("func @t/K.once(D)D (%0: f64) -> f64 {\nb0(%0: f64):", """
                func @t/K.once(D)D (%0: f64, %2000: Lt/P;) -> f64 {
                b0(%0: f64, %2000: Lt/P;):""");
        assertThat(goesIntoOne(IrParser.parseModule(module), "once")).isTrue();
    }

    /** The method that is called once has more instructions than a caller has room for. */
    private static String large() {
        StringBuilder sums = new StringBuilder();
        for (int k = 4; k < 1_600; k++) {
            sums.append("  %").append(k).append(": f64 = add %").append(k - 1).append(", %0\n");
        }
        return MODULE.replace("  ret %3\n", sums + "  ret %1599\n");
    }

    /** Two methods that call each other, each in one place, stay, and are optimised. */
    @Test
    void aCycleIsOptimised() {
        Module m = IrParser.parseModule(MODULE.replace("""
                            b0(%0: f64):
                              %1: f64 = call static t/K.itself(D)D [fn "t/K.itself(D)D"] (%0)
                              ret %1
                            """, """
                            b0(%0: f64):
                              %1: f64 = call static t/K.back(D)D [fn "t/K.back(D)D"] (%0)
                              %2: f64 = mul %1, %1
                              %3: f64 = mul %1, %1
                              %4: f64 = add %2, %3
                              ret %4
                            }

                            func @t/K.back(D)D (%0: f64) -> f64 {
                            b0(%0: f64):
                              %1: f64 = call static t/K.itself(D)D [fn "t/K.itself(D)D"] (%0)
                              %2: f64 = mul %1, %1
                              %3: f64 = mul %1, %1
                              %4: f64 = add %2, %3
                              ret %4
                            """));
        OptPipeline.expand(m, Hierarchy.JDK, false);
        for (String name : List.of("itself", "back")) {
            assertThat(m.get("t/K." + name + "(D)D").blocks().get(0).insns())
                    .filteredOn(i -> i.op() == Op.MUL)
                    .as(name)
                    .hasSize(1);
        }
    }

    /** It is inlined all the same, and what comes of it is optimised. */
    @Test
    void theCallerIsOptimisedWithIt() {
        Module m = IrParser.parseModule(MODULE);
        OptPipeline.expand(m, Hierarchy.JDK, false);
        assertThat(m.functions()).extracting(Function::name).isEqualTo(List.of("t/K.entry(D)D", "t/K.itself(D)D"));
        assertThat(IrPrinter.print(m).split(" mul ", -1)).hasSize(2);
    }
}
