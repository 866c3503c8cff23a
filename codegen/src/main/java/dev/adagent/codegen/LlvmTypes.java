package dev.adagent.codegen;

import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.List;

/**
 * How the IR's types are laid out in LLVM. A scalar is one LLVM value; an array is two, the address of its first element and its length
 * (null is address null with length 0); a tuple is one structure of its members' parts.
 */
final class LlvmTypes {
    private LlvmTypes() {}

    /** An array as an element of another: its address and its length. */
    static final String REFERENCE = "{ ptr, i32 }";

    /** What lies on a tape of references: an array of any type, since all are laid out alike and a device has nothing else that is referred to. */
    static final Type ANY_ARRAY = Type.object("java/lang/Object");

    private static final List<String> ARRAY = List.of("ptr", "i32");

    /** Bytes of an array as an element of another. */
    static final int REFERENCE_BYTES = 16;

    /** Bytes of an array element in memory. */
    static long elementBytes(Type element) {
        return element.isArray() ? REFERENCE_BYTES : element.byteSize();
    }

    /** The LLVM types of the values that make up one value of this type. */
    static List<String> parts(Type type) {
        return switch (type.kind()) {
            case VOID -> List.of();
            case I32, BOOL, I8, U16, I16 -> List.of("i32");
            case I64 -> List.of("i64");
            case F32 -> List.of("float");
            case F64 -> List.of("double");
            case ARRAY -> ARRAY;
            case TUPLE -> List.of(struct(type));
            case OBJECT -> {
                if (!type.equals(ANY_ARRAY)) {
                    throw new IllegalArgumentException("an object has no place on a device: " + type);
                }
                yield ARRAY;
            }
        };
    }

    /** The one LLVM type of a scalar or tuple. */
    static String of(Type type) {
        List<String> parts = parts(type);
        if (parts.size() != 1) {
            throw new IllegalArgumentException(type + " is not one LLVM value");
        }
        return parts.get(0);
    }

    private static String struct(Type tuple) {
        List<String> members = new ArrayList<>();
        tuple.parts().forEach(t -> members.addAll(parts(t)));
        return members.isEmpty() ? "{}" : "{ " + String.join(", ", members) + " }";
    }

    /** Index of a tuple member's first part in the structure. */
    static int offset(Type tuple, int member) {
        return tuple.parts().subList(0, member).stream()
                .mapToInt(t -> parts(t).size())
                .sum();
    }

    /** The LLVM type of an array element in memory. */
    static String element(Type element) {
        return switch (element.kind()) {
            case BOOL, I8 -> "i8";
            case U16, I16 -> "i16";
            case ARRAY -> REFERENCE;
            default -> of(element);
        };
    }

    /** Whether the type, or a part of it, is an object, which no device has. */
    static boolean holdsObject(Type type) {
        return type.kind() == Type.Kind.OBJECT
                || (type.isArray() && holdsObject(type.element()))
                || (type.isTuple() && type.parts().stream().anyMatch(LlvmTypes::holdsObject));
    }

    /** Whether an array is a tape of references, or would be one if it were a tape. */
    static boolean isReferenceTape(Type type) {
        return type.isArray() && type.element().equals(ANY_ARRAY);
    }

    /** A constant in LLVM assembly, exact to the bit. */
    static String constant(Object value) {
        if (value instanceof Double d) {
            return hex(Double.doubleToRawLongBits(d));
        }
        if (value instanceof Float f) {
            // LLVM writes a float as the double of the same value; a NaN's payload would not survive that, its sign and
            // quiet bit do
            return f.isNaN()
                    ? "bitcast (i32 " + Float.floatToRawIntBits(f) + " to float)"
                    : hex(Double.doubleToRawLongBits(f));
        }
        return value.toString();
    }

    private static String hex(long bits) {
        return String.format("0x%016X", bits);
    }
}
