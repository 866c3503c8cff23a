package dev.adagent.transform.ir;

import java.util.ArrayList;
import java.util.List;

/**
 * A value that lies outside the compiled code when it is launched: a static field, an argument, or a field of such an object, and so on.
 *
 * @param parameter index of the entry's parameter that the path begins at, −1 if it begins at a static field
 * @param path the fields to follow; the first is the static one if there is no parameter
 */
public record Captured(int parameter, List<FieldRef> path) {
    public Captured {
        path = List.copyOf(path);
        if (parameter < 0 && path.isEmpty()) {
            throw new IllegalArgumentException("neither a parameter nor a field");
        }
    }

    public static Captured ofStatic(FieldRef field) {
        return new Captured(-1, List.of(field));
    }

    public static Captured ofParameter(int index) {
        return new Captured(index, List.of());
    }

    /** Reads the text form. @throws IllegalArgumentException if it is none */
    public static Captured parse(String text) {
        List<String> words = List.of(text.split(" "));
        boolean isStatic = words.get(0).equals("static");
        if (!isStatic && (!words.get(0).equals("arg") || words.size() < 2)) {
            throw new IllegalArgumentException("not a captured value: " + text);
        }
        List<FieldRef> path = words.subList(isStatic ? 1 : 2, words.size()).stream()
                .map(FieldRef::parse)
                .toList();
        return new Captured(isStatic ? -1 : Integer.parseInt(words.get(1)), path);
    }

    /** How the owner of a step begins that goes through all elements of an array of objects. */
    private static final String ELEMENTS = "[]";

    /** What each element holds in a field: an array of these. */
    public static FieldRef ofElements(FieldRef field) {
        return new FieldRef(ELEMENTS + field.owner(), field.name(), "[" + field.descriptor());
    }

    /** An array of ints as long as the array of objects. */
    public static final FieldRef AS_LONG = new FieldRef(ELEMENTS, "length", "[I");

    /** One of the elements, if all are of one class and none is null; else null. */
    public static final FieldRef EACH = new FieldRef(ELEMENTS, "each", "Ljava/lang/Object;");

    /** How the owner of a step begins that is a call which the host makes; its name says which, with constant arguments. */
    public static final String CALLED = "$call/";

    /** Whether a step is such a call. */
    public static boolean isCall(FieldRef step) {
        return step.owner().startsWith(CALLED);
    }

    /** Whether a step goes through the elements of an array. */
    public static boolean isOfElements(FieldRef step) {
        return step.owner().startsWith(ELEMENTS);
    }

    /** The field that a step of {@link #ofElements} reads of each element. */
    public static FieldRef ofEach(FieldRef step) {
        return new FieldRef(
                step.owner().substring(ELEMENTS.length()),
                step.name(),
                step.descriptor().substring(1));
    }

    /** A field of the object that this is. */
    public Captured field(FieldRef field) {
        List<FieldRef> longer = new ArrayList<>(path);
        longer.add(field);
        return new Captured(parameter, longer);
    }

    public boolean isArgument() {
        return parameter >= 0 && path.isEmpty();
    }

    @Override
    public String toString() {
        StringBuilder s = new StringBuilder(parameter < 0 ? "static" : "arg " + parameter);
        path.forEach(f -> s.append(' ').append(f));
        return s.toString();
    }
}
