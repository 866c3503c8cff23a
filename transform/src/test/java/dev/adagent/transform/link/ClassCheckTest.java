package dev.adagent.transform.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.transform.lift.ClassSource;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Each fault is planted in a class of its own and must be found; a class with many uses of names that resolve must be clean. */
class ClassCheckTest implements Opcodes {
    private static final JdkClasses JDK = new JdkClasses();
    private static final ClassSource TESTS = ClassSource.of(ClassCheckTest.class.getClassLoader());
    private static final String HELPER = "dev/adagent/transform/link/ClassCheckTest$Helper";
    private static final String LOOKUP =
            "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;)Ljava/lang/invoke/CallSite;";

    /** What the planted classes call. */
    @SuppressWarnings("unused")
    static class Helper {
        static final int CONSTANT = Integer.getInteger("none", 1);
        static int counter;
        private static int secret;
        int own;

        static void fine() {}

        void instance() {}

        private static void hidden() {}
    }

    abstract static class Bare {
        abstract void todo();
    }

    /** Clean by construction: javac made it. */
    sealed interface Shape permits Square, Disc {
        double area();

        default String text() {
            return getClass().getSimpleName() + area();
        }
    }

    record Square(double side) implements Shape {
        @Override
        public double area() {
            return side * side;
        }
    }

    record Disc(double radius, double[]... more) implements Shape {
        @Override
        public double area() {
            try {
                MethodHandles.Lookup l = MethodHandles.lookup();
                Runnable r = () -> System.out.println(l + text() + more.clone().length);
                synchronized (this) {
                    r.run();
                }
                return switch (more.length) {
                    case 0 -> Math.PI * radius * radius;
                    case 17 ->
                        (double) MethodHandles.constant(double.class, 1.0).invokeExact();
                    default -> throw new IllegalStateException(List.of(more).toString());
                };
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable t) {
                return Helper.secret + new int[2][3].length + t.hashCode();
            }
        }
    }

    private static byte[] classFile(Class<?> c) throws IOException {
        try (InputStream in = c.getResourceAsStream("/" + c.getName().replace('.', '/') + ".class")) {
            return in.readAllBytes();
        }
    }

    private static List<Finding> check(byte[] classFile) {
        ClassSource app = ClassSource.of(Map.of("dev/adagent/transform/link/Planted", classFile))
                .orElse(TESTS);
        return new ClassCheck(new Resolution(app, JDK)).findings(classFile);
    }

    /** A class with a static method {@code m()V}. */
    private static byte[] planted(Consumer<MethodVisitor> body) {
        ClassWriter w = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        w.visit(V17, ACC_PUBLIC, "dev/adagent/transform/link/Planted", null, "java/lang/Object", null);
        MethodVisitor m = w.visitMethod(ACC_STATIC, "m", "()V", null, null);
        m.visitCode();
        Label line = new Label();
        m.visitLabel(line);
        m.visitLineNumber(42, line);
        body.accept(m);
        m.visitInsn(RETURN);
        m.visitMaxs(0, 0);
        m.visitEnd();
        w.visitEnd();
        return w.toByteArray();
    }

    private static Arguments fault(String what, Consumer<MethodVisitor> body) {
        return Arguments.of(what, body);
    }

    private static Consumer<MethodVisitor> ldc(Object constant) {
        return m -> {
            m.visitLdcInsn(constant);
            m.visitInsn(POP);
        };
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                fault(
                        "the class no.Such is missing",
                        m -> m.visitMethodInsn(INVOKESTATIC, "no/Such", "f", "()V", false)),
                fault("Helper.f()V is missing", m -> m.visitMethodInsn(INVOKESTATIC, HELPER, "f", "()V", false)),
                fault(
                        "Helper.instance is not static",
                        m -> m.visitMethodInsn(INVOKESTATIC, HELPER, "instance", "()V", false)),
                fault(
                        "Helper.hidden()V is not accessible",
                        m -> m.visitMethodInsn(INVOKESTATIC, HELPER, "hidden", "()V", false)),
                fault("as that of an interface", m -> m.visitMethodInsn(INVOKESTATIC, HELPER, "fine", "()V", true)),
                fault("the class no.Such is missing", m -> {
                    m.visitInsn(ACONST_NULL);
                    m.visitMethodInsn(INVOKESTATIC, HELPER, "fine", "(Lno/Such;)V", false);
                }),
                fault("Helper.gone of type I is missing", m -> {
                    m.visitFieldInsn(GETSTATIC, HELPER, "gone", "I");
                    m.visitInsn(POP);
                }),
                fault("Helper.own is not static", m -> {
                    m.visitFieldInsn(GETSTATIC, HELPER, "own", "I");
                    m.visitInsn(POP);
                }),
                fault("Helper.secret of type I is not accessible", m -> {
                    m.visitFieldInsn(GETSTATIC, HELPER, "secret", "I");
                    m.visitInsn(POP);
                }),
                fault("the final field CONSTANT", m -> {
                    m.visitInsn(ICONST_0);
                    m.visitFieldInsn(PUTSTATIC, HELPER, "CONSTANT", "I");
                }),
                fault("is abstract and is instantiated", m -> {
                    m.visitTypeInsn(NEW, "dev/adagent/transform/link/ClassCheckTest$Bare");
                    m.visitInsn(POP);
                }),
                fault("does not export", m -> {
                    m.visitMethodInsn(
                            INVOKESTATIC,
                            "jdk/internal/misc/Unsafe",
                            "getUnsafe",
                            "()Ljdk/internal/misc/Unsafe;",
                            false);
                    m.visitInsn(POP);
                }),
                fault("the class no.Such is missing", ldc(Type.getObjectType("no/Such"))),
                fault("the class no.Such is missing", ldc(Type.getMethodType("()Lno/Such;"))),
                fault("Helper.f()V is missing", ldc(new Handle(H_INVOKESTATIC, HELPER, "f", "()V", false))),
                fault(
                        "Helper.gone()Ljava/lang/Object; is missing",
                        ldc(new ConstantDynamic(
                                "c",
                                "Ljava/lang/Object;",
                                new Handle(H_INVOKESTATIC, HELPER, "gone", "()Ljava/lang/Object;", false)))),
                fault(
                        "Helper.gone" + LOOKUP + " is missing",
                        m -> m.visitInvokeDynamicInsn(
                                "f", "()V", new Handle(H_INVOKESTATIC, HELPER, "gone", LOOKUP, false))),
                fault(
                        "does not begin with a lookup",
                        m -> m.visitInvokeDynamicInsn(
                                "f", "()V", new Handle(H_INVOKESTATIC, HELPER, "fine", "()V", false))),
                fault("is caught but is no Throwable", m -> {
                    Label start = new Label();
                    Label end = new Label();
                    m.visitTryCatchBlock(start, end, end, "java/lang/String");
                    m.visitLabel(start);
                    m.visitInsn(NOP);
                    m.visitInsn(RETURN);
                    m.visitLabel(end);
                    m.visitFrame(F_SAME1, 0, null, 1, new Object[] {"java/lang/String"});
                    m.visitInsn(POP);
                }),
                fault("the class no.Such is missing", m -> {
                    Label l = new Label();
                    m.visitInsn(ACONST_NULL);
                    m.visitVarInsn(ASTORE, 0);
                    m.visitInsn(ICONST_0);
                    m.visitJumpInsn(IFEQ, l);
                    m.visitLabel(l);
                    m.visitFrame(F_APPEND, 1, new Object[] {"no/Such"}, 0, null);
                }),
                fault("Expected an object reference", m -> {
                    m.visitInsn(ICONST_0);
                    m.visitInsn(MONITORENTER);
                }),
                fault("names the compiler's marker", ldc(Type.getObjectType("dev/adagent/compiler/Marker"))));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void everyFaultIsFoundOnce(String what, Consumer<MethodVisitor> body) {
        List<Finding> findings = check(planted(body));
        assertThat(findings).isNotEmpty().anySatisfy(f -> assertThat(f.what()).contains(what));
        assertThat(findings.stream().map(Finding::key)).doesNotHaveDuplicates();
    }

    @Test
    void aFindingSaysWhereAndWhatToDo() {
        List<Finding> findings = check(planted(m -> m.visitMethodInsn(INVOKESTATIC, HELPER, "f", "()V", false)));
        assertThat(findings).hasSize(1);
        assertThat(findings.get(0).toString())
                .startsWith("dev.adagent.transform.link.Planted#m()V:42: the method ")
                .endsWith("; compile the app against the version of the library that it runs with");
    }

    @Test
    void whatJavacMakesIsClean() throws IOException {
        for (Class<?> c : new Class<?>[] {
            Helper.class, Bare.class, Shape.class, Square.class, Disc.class, ClassCheckTest.class, ClassCheck.class
        }) {
            assertThat(check(classFile(c))).as(c.getName()).isEmpty();
        }
    }

    @Test
    void aConstantThatNothingUsesIsResolvedToo() {
        ClassWriter w = new ClassWriter(0);
        w.visit(V17, ACC_PUBLIC, "dev/adagent/transform/link/Planted", null, "java/lang/Object", null);
        w.newMethod(HELPER, "gone", "()V", false);
        w.visitEnd();
        assertThat(check(w.toByteArray()))
                .singleElement()
                .satisfies(f -> assertThat(f.what()).contains("Helper.gone()V is missing"));
    }

    @Test
    void superclassesNestsAndPermitsAreResolved() {
        ClassWriter w = new ClassWriter(0);
        w.visit(V17, ACC_PUBLIC, "dev/adagent/transform/link/Planted", null, "java/lang/String", new String[] {
            "java/lang/Object", "dev/adagent/transform/link/ClassCheckTest$Shape"
        });
        w.visitNestHost("dev/adagent/transform/link/ClassCheckTest");
        w.visitPermittedSubclass("no/Such");
        w.visitRecordComponent("r", "Lno/Component;", null).visitEnd();
        w.visitField(0, "f", "[Lno/Field;", null, null).visitEnd();
        w.visitMethod(ACC_ABSTRACT, "m", "(Lno/Parameter;)V", null, new String[] {"no/Exception"})
                .visitEnd();
        w.visitEnd();
        assertThat(check(w.toByteArray()).stream().map(Finding::what))
                .contains(
                        "its superclass java.lang.String is final",
                        "java.lang.Object is no interface",
                        "dev.adagent.transform.link.ClassCheckTest$Shape is sealed and does not permit it",
                        "its nest host dev.adagent.transform.link.ClassCheckTest does not name it",
                        "the class no.Such is missing",
                        "the class no.Component is missing",
                        "the class no.Field is missing",
                        "the class no.Parameter is missing",
                        "the class no.Exception is missing");
    }

    @Test
    void membersThatWereAddedAreFound() {
        byte[] before = planted(m -> {});
        ClassWriter w = new ClassWriter(0);
        w.visit(V17, ACC_PUBLIC, "dev/adagent/transform/link/Planted", null, "java/lang/Object", null);
        w.visitMethod(ACC_STATIC | ACC_NATIVE, "deferred", "(J)J", null, null).visitEnd();
        w.visitMethod(ACC_STATIC | ACC_PUBLIC | ACC_NATIVE, "m", "()V", null, null)
                .visitEnd();
        w.visitField(0, "f", "I", null, null).visitEnd();
        w.visitEnd();
        Resolution r = new Resolution(ClassSource.of(Map.of("dev/adagent/transform/link/Planted", before)), JDK);
        assertThat(new ClassCheck(r).findings(before, w.toByteArray()).stream().map(Finding::what))
                .containsExactlyInAnyOrder(
                        "the native method deferred(J)J was added",
                        "the member f:I was added",
                        "the member m()V has other modifiers than in the original");
        assertThat(new ClassCheck(r).findings(w.toByteArray(), before).stream().map(Finding::what))
                .contains("the member f:I was removed");
        assertThat(new ClassCheck(r).findings(before, before)).isEmpty();
    }
}
