package dev.adagent.transform.emit;

import java.util.function.IntFunction;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Texts of a recipe, put together by a {@code StringBuilder}: the code needs no bootstrap, and works in the engine's classes as in an app's. */
final class TextBuilding {
    private static final String BUILDER = "java/lang/StringBuilder";
    private static final String TEXT = "Ljava/lang/String;";

    private TextBuilding() {}

    /**
     * Pushes the text.
     *
     * @param recipe the text, with {@code \u0001} in the place of each value
     * @param values how many there are; one that the recipe has no place for is left out
     * @param value pushes one of them, and gives the descriptor of the type as which it is shown
     */
    static void emit(MethodVisitor mv, String recipe, int values, IntFunction<String> value) {
        mv.visitTypeInsn(Opcodes.NEW, BUILDER);
        mv.visitInsn(Opcodes.DUP);
        mv.visitMethodInsn(Opcodes.INVOKESPECIAL, BUILDER, "<init>", "()V", false);
        String[] parts = recipe.split("\u0001", -1);
        for (int k = 0; k < parts.length; k++) {
            if (!parts[k].isEmpty()) {
                JvmTypes.constant(mv, parts[k]);
                append(mv, TEXT);
            }
            if (k < values) {
                append(mv, parameter(value.apply(k)));
            }
        }
        mv.visitMethodInsn(Opcodes.INVOKEVIRTUAL, BUILDER, "toString", "()" + TEXT, false);
    }

    private static void append(MethodVisitor mv, String descriptor) {
        mv.visitMethodInsn(Opcodes.INVOKEVIRTUAL, BUILDER, "append", "(" + descriptor + ")L" + BUILDER + ";", false);
    }

    /** The parameter of {@code append} that shows a type as concatenation does (JLS §5.1.11). */
    private static String parameter(String descriptor) {
        return switch (descriptor) {
            case "B", "S" -> "I";
            case "I", "J", "F", "D", "C", "Z", TEXT -> descriptor;
            default -> "Ljava/lang/Object;";
        };
    }
}
