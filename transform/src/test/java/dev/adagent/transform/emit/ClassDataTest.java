package dev.adagent.transform.emit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.transform.ir.IrParser;
import dev.adagent.transform.ir.Module;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodNode;

class ClassDataTest {
    private static final String TAPED = """
            func @t/T.f(I)D (%0: i32) -> f64 {
            b0(%0: i32):
              %1: [f64 = intrinsic tape.open
              %2: i32 = const 1
              %3: i32 = add %0, %2
              %4: [f64 = intrinsic tape.ensure %1, %3
              %5: f64 = conv %0
              intrinsic tape.store %4, %0, %5
              %6: f64 = intrinsic tape.load %4, %0
              intrinsic tape.close %4, %3
              ret %6
            }
            """;

    @Test
    void theCodeItselfNamesNoDynamicConstant() {
        Module m = IrParser.parseModule(TAPED);
        ClassNode c = new ClassNode();
        new ClassReader(HiddenClasses.hostBytes(m, "dev/adagent/transform/emit/Emitted")).accept(c, 0);
        List<String> resolving = new ArrayList<>();
        for (MethodNode method : c.methods) {
            method.instructions.forEach(i -> {
                if (i instanceof LdcInsnNode ldc && ldc.cst instanceof ConstantDynamic) {
                    resolving.add(method.name);
                }
            });
        }
        assertThat(resolving)
                .as("opening and closing the tape")
                .containsOnly("<clinit>")
                .hasSize(2);
    }

    @Test
    void tapesOfTheHostAreUsedAgain() throws Throwable {
        assertThat(Emitted.run(TAPED, 5000)).isEqualTo(5000.0);
        double[] tape = Tapes.openD();
        assertThat(tape.length).isGreaterThan(5000);
        assertThat(tape[5000]).isEqualTo(5000.0);
        Tapes.close(tape);
        assertThat(Tapes.openD()).isSameAs(tape);
    }
}
