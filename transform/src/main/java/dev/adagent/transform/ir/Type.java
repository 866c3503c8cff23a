package dev.adagent.transform.ir;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The type of a value: what the JVM computes with (int, long, float, double, references), plus tuples, which carry the several
 * results of a derivative. {@code boolean}, {@code byte}, {@code char} and {@code short} exist only as elements of arrays and as
 * field types; a value of theirs is an {@code i32} (JVMS §2.11.1).
 *
 * <p>The text form is {@code void i32 i64 f32 f64}, {@code bool i8 u16 i16} (elements only), {@code [T} for arrays,
 * {@code Lpkg/Name;} for objects and {@code (T,U)} for tuples.
 *
 * @param kind the kind
 * @param name internal class name of an object type, else null
 * @param parts element type of an array, members of a tuple, else empty
 */
public record Type(Kind kind, String name, List<Type> parts) {
    /** Kinds of type. */
    public enum Kind {
        VOID("void", "V"),
        I32("i32", "I"),
        I64("i64", "J"),
        F32("f32", "F"),
        F64("f64", "D"),
        BOOL("bool", "Z"),
        I8("i8", "B"),
        U16("u16", "C"),
        I16("i16", "S"),
        ARRAY("[", "["),
        OBJECT("L", "L"),
        TUPLE("(", null);

        final String text;
        final String descriptor;

        Kind(String text, String descriptor) {
            this.text = text;
            this.descriptor = descriptor;
        }
    }

    public static final Type VOID = new Type(Kind.VOID, null, List.of());
    public static final Type I32 = new Type(Kind.I32, null, List.of());
    public static final Type I64 = new Type(Kind.I64, null, List.of());
    public static final Type F32 = new Type(Kind.F32, null, List.of());
    public static final Type F64 = new Type(Kind.F64, null, List.of());
    public static final Type BOOL = new Type(Kind.BOOL, null, List.of());
    public static final Type I8 = new Type(Kind.I8, null, List.of());
    public static final Type U16 = new Type(Kind.U16, null, List.of());
    public static final Type I16 = new Type(Kind.I16, null, List.of());

    private static final List<Type> SIMPLE = List.of(VOID, I32, I64, F32, F64, BOOL, I8, U16, I16);

    @Override
    public boolean equals(Object o) {
        return this == o
                || o instanceof Type t && kind == t.kind && Objects.equals(name, t.name) && parts.equals(t.parts);
    }

    /** From the kind's place, which is the same in every run, and the text of the rest. */
    @Override
    public int hashCode() {
        return (31 * kind.ordinal() + Objects.hashCode(name)) * 31 + parts.hashCode();
    }

    public static Type array(Type element) {
        return new Type(Kind.ARRAY, null, List.of(element));
    }

    public static Type object(String internalName) {
        return new Type(Kind.OBJECT, internalName, List.of());
    }

    public static Type tuple(List<Type> members) {
        return new Type(Kind.TUPLE, null, List.copyOf(members));
    }

    /**
     * The type that a JVM descriptor names (JVMS §4.3.2); {@code Z B C S} give the element types of the same width.
     *
     * @throws IllegalArgumentException if it is no descriptor
     */
    public static Type ofDescriptor(String descriptor) {
        switch (descriptor.isEmpty() ? ' ' : descriptor.charAt(0)) {
            case '[':
                return array(ofDescriptor(descriptor.substring(1)));
            case 'L':
                if (descriptor.indexOf(';') != descriptor.length() - 1) {
                    throw new IllegalArgumentException("not a descriptor: " + descriptor);
                }
                return object(descriptor.substring(1, descriptor.length() - 1));
            default:
                for (Type t : SIMPLE) {
                    if (t.kind.descriptor.equals(descriptor)) {
                        return t;
                    }
                }
                throw new IllegalArgumentException("not a descriptor: " + descriptor);
        }
    }

    /**
     * Parameter types of a method descriptor, as values (a {@code boolean} parameter is an {@code i32}).
     *
     * @throws IllegalArgumentException if it is no method descriptor
     */
    public static List<Type> parameters(String methodDescriptor) {
        List<Type> out = new ArrayList<>();
        int close = methodDescriptor.indexOf(')');
        if (close < 0 || methodDescriptor.charAt(0) != '(') {
            throw new IllegalArgumentException("not a method descriptor: " + methodDescriptor);
        }
        int i = 1;
        while (methodDescriptor.charAt(i) != ')') {
            int start = i;
            while (methodDescriptor.charAt(i) == '[') {
                i++;
            }
            i = methodDescriptor.charAt(i) == 'L' ? methodDescriptor.indexOf(';', i) + 1 : i + 1;
            if (i <= start || i > close) {
                throw new IllegalArgumentException("not a method descriptor: " + methodDescriptor);
            }
            out.add(ofDescriptor(methodDescriptor.substring(start, i)).asValue());
        }
        return out;
    }

    /** Result type of a method descriptor, as a value. */
    public static Type result(String methodDescriptor) {
        return ofDescriptor(methodDescriptor.substring(methodDescriptor.indexOf(')') + 1))
                .asValue();
    }

    /** Reads the text form. @throws IrParseException if it is none */
    public static Type parse(String text) {
        IrScanner s = new IrScanner(text, 1);
        Type t = s.type();
        if (!s.atEnd()) {
            throw s.error("more than a type: " + text);
        }
        return t;
    }

    /** JVM descriptor. @throws IllegalStateException for a tuple, which has none */
    public String descriptor() {
        return switch (kind) {
            case ARRAY -> "[" + element().descriptor();
            case OBJECT -> "L" + name + ";";
            case TUPLE -> throw new IllegalStateException("a tuple has no descriptor");
            default -> kind.descriptor;
        };
    }

    /** As it stands in a Java program; the text form for a tuple, which Java has not. */
    public String javaName() {
        return switch (kind) {
            case ARRAY -> element().javaName() + "[]";
            case OBJECT -> name.replace('/', '.');
            case I32 -> "int";
            case I64 -> "long";
            case F32 -> "float";
            case F64 -> "double";
            case BOOL -> "boolean";
            case I8 -> "byte";
            case U16 -> "char";
            case I16 -> "short";
            default -> toString();
        };
    }

    /** The type that a value of this element type has once loaded: the narrow integers widen to {@code i32}. */
    public Type asValue() {
        return switch (kind) {
            case BOOL, I8, U16, I16 -> I32;
            default -> this;
        };
    }

    public Type element() {
        if (kind != Kind.ARRAY) {
            throw new IllegalStateException(this + " is no array");
        }
        return parts.get(0);
    }

    public boolean isArray() {
        return kind == Kind.ARRAY;
    }

    public boolean isReference() {
        return kind == Kind.ARRAY || kind == Kind.OBJECT;
    }

    public boolean isFloating() {
        return kind == Kind.F32 || kind == Kind.F64;
    }

    public boolean isInteger() {
        return kind == Kind.I32 || kind == Kind.I64;
    }

    public boolean isTuple() {
        return kind == Kind.TUPLE;
    }

    /** Bytes that an element of this type takes in an array. @throws IllegalStateException for a type without a fixed size */
    public int byteSize() {
        return switch (kind) {
            case BOOL, I8 -> 1;
            case U16, I16 -> 2;
            case I32, F32 -> 4;
            case I64, F64 -> 8;
            default -> throw new IllegalStateException(this + " has no fixed size");
        };
    }

    static Type simple(String text) {
        return SIMPLE.stream().filter(t -> t.kind.text.equals(text)).findFirst().orElse(null);
    }

    @Override
    public String toString() {
        return switch (kind) {
            case ARRAY -> "[" + element();
            case OBJECT -> "L" + name + ";";
            case TUPLE ->
                "(" + String.join(",", parts.stream().map(Type::toString).toList()) + ")";
            default -> kind.text;
        };
    }

    /** Shorthand for {@link #tuple(List)}. */
    public static Type tuple(Type... members) {
        return tuple(Arrays.asList(members));
    }
}
