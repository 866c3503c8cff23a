package dev.adagent.transform.ir;

import dev.adagent.overlay.MethodKey;
import java.util.Arrays;
import java.util.Formatter;
import java.util.IllegalFormatException;
import java.util.List;

/**
 * What a call of {@code Kernel.printf} prints: an intrinsic of kind {@link Intrinsics.Kind#PRINT}, whose name is {@code print} and, as a
 * {@link Construction}, the call's arguments, and whose operands are the numbers for its slots. The host formats.
 */
public final class Print {
    /** How the intrinsic's name begins. */
    static final String PREFIX = "print ";

    /** The method. */
    public static final MethodKey METHOD =
            new MethodKey("dev/adagent/Kernel", "printf", "(Ljava/lang/String;[Ljava/lang/Object;)V");

    private Print() {}

    /** Whether an instruction calls the method, and is not yet described. */
    public static boolean isCall(Insn i) {
        return i.op() == Op.CALL
                && ((Callee) i.attr()).function() == null
                && ((Callee) i.attr()).original().equals(METHOD);
    }

    /** Whether an instruction prints. */
    public static boolean is(Insn i) {
        return i.op() == Op.INTRINSIC && ((String) i.attr()).startsWith(PREFIX);
    }

    /** Name of the intrinsic. @param arguments of the call: the format and the array of what it shows */
    public static String name(List<Construction.Part> arguments) {
        Construction.New call = new Construction.New(METHOD.owner(), METHOD.descriptor(), arguments);
        return PREFIX + new Construction(call).text();
    }

    /** The call's arguments. @throws IllegalArgumentException if the name is none that prints */
    static Construction construction(String name) {
        if (!name.startsWith(PREFIX)) {
            throw new IllegalArgumentException(name + " prints nothing");
        }
        return Construction.parse(name.substring(PREFIX.length()));
    }

    /** The primitive types of the intrinsic's operands. */
    public static String descriptors(String name) {
        return construction(name).descriptors();
    }

    /**
     * What is printed: for what cannot be shown, a line that says so and why.
     *
     * @param name the intrinsic's
     * @param operands the slots' numbers as the IR has them, in order
     * @param loader finds the app's classes
     */
    public static String text(String name, Object[] operands, ClassLoader loader) {
        try {
            Object[] a = ConstructionRun.arguments(construction(name), operands, loader);
            return String.format((String) a[0], (Object[]) a[1]);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            return "<Kernel.printf of " + name + ", " + Arrays.toString(operands) + ": " + e + ">\n";
        }
    }

    /**
     * Why the format does not fit the types of its arguments, in the words of the exception that the JVM throws whatever their values are; null if
     * it fits, or an object of the app's decides.
     */
    public static String fault(String name) {
        List<Construction.Part> parts = construction(name).root().parts();
        if (!(parts.get(0) instanceof Construction.Text format)) {
            return "java.lang.NullPointerException: the format is null";
        }
        List<Construction.Part> shown = parts.get(1) instanceof Construction.ArrayOf a ? a.parts() : List.of();
        boolean open = shown.stream().anyMatch(p -> p instanceof Construction.Static s && example(s) == null);
        Object[] examples = parts.get(1) instanceof Construction.ArrayOf
                ? shown.stream().map(Print::example).toArray()
                : null;
        try (Formatter formatter = new Formatter()) {
            formatter.format(format.recipe(), examples);
            return null;
        } catch (IllegalFormatException e) {
            return open ? null : e.toString();
        }
    }

    /** A value of the type that the part has: for integers one that is no code point, since others of its type are none. */
    private static Object example(Construction.Part p) {
        if (p instanceof Construction.Box b) {
            return example(b.slot().descriptor());
        } else if (p instanceof Construction.Static s) {
            String type = s.field().descriptor();
            boolean named = type.startsWith("L") && !type.startsWith("Ljava/");
            return named ? new Object() : null;
        } else if (p instanceof Construction.Null) {
            return null;
        }
        return p instanceof Construction.Text || p instanceof Construction.Call ? "" : new Object();
    }

    private static Object example(char descriptor) {
        return switch (descriptor) {
            case 'Z' -> false;
            case 'C' -> 'x';
            case 'B' -> (byte) -1;
            case 'S' -> (short) -1;
            case 'I' -> -1;
            case 'J' -> -1L;
            case 'F' -> 0f;
            default -> 0.0;
        };
    }
}
