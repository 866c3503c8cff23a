package dev.adagent.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.ir.IrParser;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Verifier;

/** Helpers of the tests: IR text lowered, assembled, and run on the host. */
final class Lowered {
    static final int[] ONE_THREAD = {1, 1, 1, 1, 1, 1};

    private Lowered() {}

    static Module module(String text) {
        Module m = IrParser.parseModule(text);
        m.functions().forEach(Verifier::verify);
        return m;
    }

    /** Compiles for the GPU (the assembler takes it), then runs on the host with one thread. */
    static PtxKernel run(String text, Object... args) throws KernelFailure {
        return runGrid(text, ONE_THREAD, args);
    }

    static PtxKernel runGrid(String text, int[] grid, Object... args) throws KernelFailure {
        PtxKernel ptx = ptx(text);
        HostJit.run(module(text), grid, args, 64);
        return ptx;
    }

    static PtxKernel ptx(String text) {
        PtxKernel k = PtxCompiler.compile(module(text), "sm_80", LlvmLowering.Options.DEFAULT);
        assertThat(k.ptx()).contains(".entry " + k.entry());
        assertThat(k.cubin()).hasSizeGreaterThan(100);
        assertThat(k.report().registers()).isPositive();
        return k;
    }

    /** A kernel that computes {@code result[i] = op(a[i], b[i])}; the operation's operands are %7 and %8, its result is %9. */
    static String elementwise(String a, String b, String result, String op) {
        return """
                func @t/K.op([$A[$B[$R)V (%0: [$A, %1: [$B, %2: [$R) -> void {
                b0(%0: [$A, %1: [$B, %2: [$R):
                  %3: i32 = const 0
                  %4: i32 = alen %2
                  jump b1(%3)
                b1(%5: i32):
                  %6: i32 = cmp lt %5, %4
                  br %6, b2(), b3()
                b2():
                  %7: $VA = aload %0, %5
                  %8: $VB = aload %1, %5
                  $OP
                  astore %2, %5, %9
                  %10: i32 = const 1
                  %11: i32 = add %5, %10
                  jump b1(%11)
                b3():
                  ret
                }
                """.replace("$VA", value(a))
                .replace("$VB", value(b))
                .replace("$A", a)
                .replace("$B", b)
                .replace("$R", result)
                .replace("$OP", op);
    }

    private static String value(String element) {
        return switch (element) {
            case "bool", "i8", "u16", "i16" -> "i32";
            default -> element;
        };
    }
}
