package dev.adagent.transform.rewrite;

import static dev.adagent.Autodiff.REVERSE;
import static dev.adagent.Autodiff.active;
import static dev.adagent.Autodiff.autodiff;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adagent.AgentMissingException;
import dev.adagent.GpuKernel;
import dev.adagent.Kernel;
import dev.adagent.LaunchException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.Attribute;
import org.objectweb.asm.ByteVector;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Host copies are defined and run: the verifier checks their frames. */
class HostCopyTest {
    /** What a kernel can look like. */
    public static class Sample {
        @GpuKernel
        public static void many(
                boolean z, byte b, char c, short s, int i, long j, float f, double d, double[] out, Object o) {
            out[0] = b + c + s + i + j + f + d + (z ? 1 : 0);
        }

        /** A loop at the very start: the body's first instruction has a frame of its own. */
        @GpuKernel
        public static void loop(int[] n) {
            do {
                int local = n[0];
                n[0] = local - 1;
            } while (n[0] > 0);
        }

        @GpuKernel
        public void instance(double[] out, double x) {
            out[Kernel.globalIdX()] = x;
        }

        public static void plain(double[] out) {
            out[0] = 1;
        }

        @GpuKernel
        public static double result(double x) {
            return x;
        }

        @GpuKernel
        public static synchronized void locked(double[] x) {
            x[0] = 1;
        }

        public static double differentiates(double x) {
            var a = active(x);
            autodiff(REVERSE, Math::sin, a);
            return a.grad();
        }
    }

    private static byte[] bytes(Class<?> c) throws IOException {
        try (InputStream in = c.getResourceAsStream("/" + c.getName().replace('.', '/') + ".class")) {
            return in.readAllBytes();
        }
    }

    private static Class<?> define(Class<?> original, byte[] bytes) {
        return new ClassLoader(original.getClassLoader()) {
            Class<?> define() {
                return defineClass(original.getName(), bytes, 0, bytes.length);
            }
        }.define();
    }

    private static Method method(Class<?> c, String name) {
        return Arrays.stream(c.getMethods())
                .filter(m -> m.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void kernelsRunAsPlainJavaWhenNotLaunched() throws Exception {
        Class<?> c = define(
                Sample.class, HostCopy.make(bytes(Sample.class), Set.of()).bytes());
        double[] out = new double[1];
        method(c, "many").invoke(null, true, (byte) 1, 'a', (short) 2, 3, 4L, 5f, 6.0, out, null);
        assertThat(out[0]).isEqualTo(1 + 'a' + 2 + 3 + 4 + 5 + 6 + 1);
        int[] n = {5};
        method(c, "loop").invoke(null, (Object) n);
        assertThat(n).containsExactly(0);
        method(c, "instance").invoke(c.getConstructor().newInstance(), out, 9.0);
        assertThat(out).containsExactly(9);
    }

    @Test
    void differentiatingCallSiteLinksWithoutTheAgent() throws Exception {
        Class<?> c = define(
                Sample.class, HostCopy.make(bytes(Sample.class), Set.of()).bytes());
        assertThatThrownBy(() -> method(c, "differentiates").invoke(null, 1.0))
                .isInstanceOf(InvocationTargetException.class)
                .hasCauseInstanceOf(AgentMissingException.class);
    }

    @Test
    void membersAndRefusals() throws Exception {
        HostCopy copy = HostCopy.make(bytes(Sample.class), Set.of("plain"));
        assertThat(copy.kernels())
                .extracting(k -> k.name())
                .containsExactlyInAnyOrder("many", "loop", "instance", "plain");
        assertThat(copy.refusals()).hasSize(2);
        copy.refusals()
                .forEach((k, why) -> assertThat(why).contains(k.name().equals("locked") ? "synchronized" : "void"));
        Class<?> c = define(Sample.class, copy.bytes());
        assertThat(members(c)).isEqualTo(members(Sample.class));
    }

    private static String members(Class<?> c) {
        return Arrays.stream(c.getDeclaredMethods())
                        .map(Method::toString)
                        .sorted()
                        .toList() + ""
                + Arrays.stream(c.getDeclaredFields())
                        .map(Object::toString)
                        .sorted()
                        .toList();
    }

    @Test
    void aClassWithoutKernelsIsLeftAlone() throws Exception {
        assertThat(HostCopy.make(bytes(HostCopy.class), Set.of()).bytes()).isNull();
    }

    @Test
    void oldClassFilesAreLeftAloneAndSaidSo() throws Exception {
        ClassWriter w = new ClassWriter(0);
        new ClassReader(bytes(Sample.class))
                .accept(
                        new ClassVisitor(Opcodes.ASM9, w) {
                            @Override
                            public void visit(
                                    int v, int access, String name, String sig, String superName, String[] interfaces) {
                                super.visit(Opcodes.V1_6, access, name, sig, superName, interfaces);
                            }
                        },
                        0);
        HostCopy copy = HostCopy.make(w.toByteArray(), Set.of());
        assertThat(copy.bytes()).isNull();
        assertThat(copy.kernels()).isEmpty();
        assertThat(copy.refusals().values()).allMatch(s -> s.contains("version 50"));
    }

    /** Captures outside a launch cannot happen by themselves; the api says so. */
    @Test
    void captureOutsideALaunchIsRefused() {
        assertThatThrownBy(() -> dev.adagent.Launch.capture(Sample.class, "many", "()V", new Object[0]))
                .isInstanceOf(LaunchException.class);
    }

    /** Attributes that nobody knows, as other compilers write them, inside the code of every method and beside it. */
    @Test
    void changedCodeLosesItsUnknownAttributesAndNothingElseDoes() throws Exception {
        byte[] marked = withAttributes(bytes(Sample.class));
        Map<String, String> before = attributes(marked);
        Map<String, String> after = attributes(HostCopy.make(marked, Set.of()).bytes());
        assertThat(before.values()).containsOnly("beside inside ");
        assertThat(after)
                .containsEntry("loop", "beside ")
                .containsEntry("differentiates", "beside ")
                .containsEntry("plain", "beside inside ");
    }

    private static byte[] withAttributes(byte[] file) {
        ClassWriter w = new ClassWriter(0);
        new ClassReader(file)
                .accept(
                        new ClassVisitor(Opcodes.ASM9, w) {
                            @Override
                            public MethodVisitor visitMethod(int access, String name, String d, String s, String[] e) {
                                MethodVisitor next = super.visitMethod(access, name, d, s, e);
                                next.visitAttribute(new Note("beside", false));
                                next.visitAttribute(new Note("inside", true));
                                return next;
                            }
                        },
                        0);
        return w.toByteArray();
    }

    /** The notes of each method, those beside its code first. */
    private static Map<String, String> attributes(byte[] file) {
        Map<String, String> found = new TreeMap<>();
        new ClassReader(file)
                .accept(
                        new ClassVisitor(Opcodes.ASM9) {
                            @Override
                            public MethodVisitor visitMethod(int access, String name, String d, String s, String[] e) {
                                found.put(name, "");
                                return new MethodVisitor(Opcodes.ASM9) {
                                    private String where = "beside ";

                                    @Override
                                    public void visitCode() {
                                        where = "inside ";
                                    }

                                    @Override
                                    public void visitAttribute(Attribute a) {
                                        assertThat(a.type + " ").isEqualTo(where);
                                        found.merge(name, where, String::concat);
                                    }
                                };
                            }
                        },
                        0);
        return found;
    }

    private static final class Note extends Attribute {
        private final boolean ofCode;

        Note(String type, boolean ofCode) {
            super(type);
            this.ofCode = ofCode;
        }

        @Override
        public boolean isCodeAttribute() {
            return ofCode;
        }

        @Override
        protected ByteVector write(ClassWriter w, byte[] code, int length, int maxStack, int maxLocals) {
            return new ByteVector().putShort(7);
        }
    }
}
