package dev.adagent.transform.emit;

import dev.adagent.transform.ir.Construction;
import dev.adagent.transform.ir.ConstructionRun;
import java.util.function.BiFunction;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Exceptions that host code cannot make by itself, because it cannot link their classes or what their constructors take: it calls a
 * function that the hidden class carries, with the {@link Construction} as text and the numbers for its slots.
 */
final class AppExceptions {
    private static final String FUNCTION = "java/util/function/BiFunction";

    private AppExceptions() {}

    /** The function, for code of an app whose classes that loader finds. */
    private static BiFunction<String, Object[], Object> maker(ClassLoader loader) {
        return (construction, operands) -> {
            try {
                return ConstructionRun.run(Construction.parse(construction), operands, loader);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("cannot make the exception " + construction, e);
            }
        };
    }

    /** Pushes the exception; {@code operands} pushes the {@code Object[]} of its numbers. */
    static void push(
            MethodVisitor mv, ClassData data, ClassLoader loader, Construction construction, Runnable operands) {
        data.push(mv, maker(loader), BiFunction.class);
        JvmTypes.constant(mv, construction.text());
        operands.run();
        mv.visitMethodInsn(
                Opcodes.INVOKEINTERFACE,
                FUNCTION,
                "apply",
                "(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;",
                true);
        mv.visitTypeInsn(Opcodes.CHECKCAST, "java/lang/Throwable");
    }
}
