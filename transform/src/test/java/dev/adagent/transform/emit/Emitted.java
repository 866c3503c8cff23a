package dev.adagent.transform.emit;

import dev.adagent.transform.ir.IrParser;
import dev.adagent.transform.ir.Module;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.util.CheckClassAdapter;

/** Runs IR as emitted host code, after ASM's own verification of the class. */
public final class Emitted {
    private Emitted() {}

    /** An object for tests of fields. */
    static final class Box {
        static int count;
        double x;
        byte b;

        Box(double x, byte b) {
            this.x = x;
            this.b = b;
        }
    }

    public static MethodHandle handle(Module module) {
        byte[] bytes = HiddenClasses.hostBytes(module, "dev/adagent/transform/emit/Emitted");
        verify(bytes);
        return HiddenClasses.host(MethodHandles.lookup(), module);
    }

    public static Object run(String text, Object... args) throws Throwable {
        return run(IrParser.parseModule(text), args);
    }

    public static Object run(Module module, Object... args) throws Throwable {
        return handle(module).invokeWithArguments(args);
    }

    /** @throws AssertionError with ASM's report if the class does not verify */
    public static void verify(byte[] bytes) {
        StringWriter report = new StringWriter();
        CheckClassAdapter.verify(new ClassReader(bytes), false, new PrintWriter(report));
        if (!report.toString().isEmpty()) {
            throw new AssertionError(report.toString());
        }
    }
}
