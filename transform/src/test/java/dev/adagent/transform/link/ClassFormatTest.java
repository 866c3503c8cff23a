package dev.adagent.transform.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

class ClassFormatTest {
    @Test
    void theJdkIsWellFormed() throws IOException {
        Path util = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules/java.base/java/util");
        try (Stream<Path> files = Files.walk(util)) {
            List<Path> classes =
                    files.filter(f -> f.toString().endsWith(".class")).toList();
            assertThat(classes).hasSizeGreaterThan(1000);
            for (Path f : classes) {
                assertThat(ClassFormat.problem(Files.readAllBytes(f)))
                        .as(f.toString())
                        .isNull();
            }
        }
    }

    /** A method of {@code nop; nop; goto} over a table of locals, lines and frames. */
    private static byte[] sample() {
        ClassWriter w = new ClassWriter(0);
        w.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, "S", null, "java/lang/Object", null);
        MethodVisitor m = w.visitMethod(Opcodes.ACC_STATIC, "m", "()V", null, null);
        m.visitCode();
        Label start = new Label();
        Label end = new Label();
        m.visitLabel(start);
        m.visitLineNumber(7, start);
        m.visitInsn(Opcodes.NOP);
        m.visitInsn(Opcodes.NOP);
        m.visitJumpInsn(Opcodes.GOTO, end);
        m.visitLabel(end);
        m.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
        m.visitInsn(Opcodes.RETURN);
        Label after = new Label();
        m.visitLabel(after);
        m.visitLocalVariable("x", "I", null, start, after, 0);
        m.visitMaxs(1, 1);
        m.visitEnd();
        w.visitEnd();
        return w.toByteArray();
    }

    /** Where the code {@code 00 00 a7 00 03 b1} is. */
    private static int code(byte[] c) {
        return new String(c, StandardCharsets.ISO_8859_1).indexOf("\0\0\u00a7\0\3\u00b1");
    }

    private static String problem(UnaryOperator<byte[]> change) {
        ClassFormat.Problem p = ClassFormat.problem(change.apply(sample()));
        return p == null ? null : p.what();
    }

    private static UnaryOperator<byte[]> at(int offset, int value) {
        return c -> {
            c[code(c) + offset] = (byte) value;
            return c;
        };
    }

    @Test
    void theSampleIsWellFormed() {
        assertThat(code(sample())).isPositive();
        assertThat(problem(c -> c)).isNull();
    }

    /** 202 is breakpoint; ASM would take it for a jump of its own and write {@code ifeq}. */
    @Test
    void reservedOpcodesAreFound() {
        for (int opcode : new int[] {202, 203, 220, 254, 255}) {
            assertThat(problem(at(0, opcode))).isEqualTo("the reserved opcode " + opcode);
        }
        ClassFormat.Problem p = ClassFormat.problem(at(1, 254).apply(sample()));
        assertThat(p.className()).isEqualTo("S");
        assertThat(p.method()).isEqualTo("m()V");
        assertThat(p.offset()).isEqualTo(1);
    }

    @Test
    void codeThatIsNoSequenceOfInstructionsIsFound() {
        assertThat(problem(at(4, 1))).isEqualTo("a branch into an instruction");
        assertThat(problem(at(4, 99))).isEqualTo("a branch out of its method");
        assertThat(problem(at(0, 18))).contains("cannot be loaded");
        assertThat(problem(at(5, 178))).isEqualTo("an instruction that ends after its method");
        assertThat(problem(at(0, 196))).isEqualTo("wide in front of opcode 0");
        assertThat(problem(at(0, 184))).startsWith("opcode 184 with constant 167");
    }

    @Test
    void tablesBesideTheCodeAreChecked() {
        // Behind the code: counts of handlers and attributes; StackMapTable with one frame of a byte; LineNumberTable
        // with one entry.
        int frame = 6 + 2 + 2 + 6 + 2;
        assertThat(problem(c -> change(c, frame, 3))).isEqualTo("a frame inside an instruction");
        int line = frame + 1 + 6 + 2;
        assertThat(problem(c -> change(c, line + 1, 3))).isEqualTo("a line number inside an instruction");
        int local = line + 4 + 6 + 2;
        assertThat(problem(c -> change(c, local + 1, 3)))
                .isEqualTo("the scope of a local variable ends inside an instruction");
    }

    private static byte[] change(byte[] c, int behindCode, int value) {
        c[code(c) + behindCode] = (byte) value;
        return c;
    }

    @Test
    void whatEndsEarlyOrLateIsFound() throws IOException {
        byte[] whole;
        try (InputStream in = ClassFormatTest.class.getResourceAsStream("ClassFormatTest.class")) {
            whole = in.readAllBytes();
        }
        for (int length = 0; length < whole.length; length++) {
            assertThat(ClassFormat.problem(java.util.Arrays.copyOf(whole, length)))
                    .as("the first %d bytes", length)
                    .isNotNull();
        }
        assertThat(ClassFormat.problem(java.util.Arrays.copyOf(whole, whole.length + 1))
                        .what())
                .isEqualTo("1 bytes after the end");
    }

    @Test
    void descriptorsFollowTheGrammar() {
        for (String good : List.of("()V", "(I[[DLa/B;)[J", "()LA;")) {
            assertThat(Descriptors.isMethod(good)).as(good).isTrue();
        }
        for (String bad : List.of("", "(", "()", "(V)V", "()VV", "(I", "(L;)V", "(La.b;)V", "(L/a;)V", "([)V", "()[")) {
            assertThat(Descriptors.isMethod(bad)).as(bad).isFalse();
        }
        assertThat(Descriptors.isMethod("(" + "J".repeat(128) + ")V")).isFalse();
        assertThat(Descriptors.isField("[".repeat(256) + "I")).isFalse();
    }
}
