package dev.adagent.transform.emit;

import dev.adagent.transform.ir.Print;
import java.util.function.BiConsumer;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** What host code prints: it calls a function that the hidden class carries, with the text of the print and the numbers for its slots. */
final class AppPrints {
    private AppPrints() {}

    /** The function, for code of an app whose classes that loader finds. */
    private static BiConsumer<String, Object[]> printer(ClassLoader loader) {
        return (print, operands) -> System.out.print(Print.text(print, operands, loader));
    }

    /** Prints; {@code operands} pushes the {@code Object[]} of the numbers. */
    static void emit(MethodVisitor mv, ClassData data, ClassLoader loader, String print, Runnable operands) {
        data.push(mv, printer(loader), BiConsumer.class);
        JvmTypes.constant(mv, print);
        operands.run();
        mv.visitMethodInsn(
                Opcodes.INVOKEINTERFACE,
                "java/util/function/BiConsumer",
                "accept",
                "(Ljava/lang/Object;Ljava/lang/Object;)V",
                true);
    }
}
