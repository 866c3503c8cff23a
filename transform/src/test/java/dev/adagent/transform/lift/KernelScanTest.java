package dev.adagent.transform.lift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.lift.samples.Arithmetic;
import dev.adagent.transform.lift.samples.Arrays;
import dev.adagent.transform.lift.samples.ControlFlow;
import dev.adagent.transform.lift.samples.Kernels;
import dev.adagent.transform.lift.samples.Objects;
import dev.adagent.transform.lift.samples.Protected;
import dev.adagent.transform.lift.samples.Refused;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** What is found in a kernel's own code while its class is loaded is what its compilation refuses, in the same words. */
class KernelScanTest {
    private static List<String> found(Method m) throws IOException {
        List<String> out = new ArrayList<>();
        MethodKey key = Lifts.key(m);
        String name = m.getDeclaringClass().getName();
        ClassReader reader = new ClassReader(ClassLoader.getSystemResourceAsStream(name.replace('.', '/') + ".class"));
        reader.accept(
                new ClassVisitor(Opcodes.ASM9) {
                    private String file;

                    @Override
                    public void visitSource(String source, String debug) {
                        file = source;
                    }

                    @Override
                    public MethodVisitor visitMethod(int access, String n, String d, String signature, String[] e) {
                        return n.equals(key.name()) && d.equals(key.descriptor())
                                ? new KernelScan(null, key, file, (text, replaceable) -> out.add(text))
                                : null;
                    }
                },
                0);
        return out;
    }

    @Test
    void findsWhatIsCertainAndSaysWhatALaunchThrows() throws IOException {
        TreeSet<String> names = new TreeSet<>();
        for (Method m : Lifts.samples(Refused.class)) {
            List<String> texts = found(m);
            if (!texts.isEmpty()) {
                names.add(m.getName());
                LiftException e = catchThrowableOfType(LiftException.class, () -> Lifts.compile(m));
                assertThat(texts.get(0)).isEqualTo(e.getMessage());
            }
        }
        assertThat(names).containsExactly("classConstant", "clock", "escapingNew", "print", "staticWrite", "thread");
    }

    @Test
    void findsNothingInWhatCompiles() throws IOException {
        for (Class<?> c : List.of(
                Arithmetic.class, Arrays.class, ControlFlow.class, Kernels.class, Objects.class, Protected.class)) {
            for (Method m : Lifts.samples(c)) {
                assertThat(found(m)).as(m.toString()).isEmpty();
            }
        }
    }
}
