package dev.adagent.transform.golden;

import dev.adagent.transform.ir.Type;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Reads the values of a run line; what a literal means is said by the type expected. */
final class GoldenText {
    private final String text;
    private int pos;

    GoldenText(String text) {
        this.text = text;
    }

    private void skip() {
        while (pos < text.length() && text.charAt(pos) == ' ') {
            pos++;
        }
    }

    boolean at(String token) {
        skip();
        return text.startsWith(token, pos);
    }

    boolean accept(String token) {
        boolean yes = at(token);
        pos += yes ? token.length() : 0;
        return yes;
    }

    void expect(String token) {
        if (!accept(token)) {
            throw new AssertionError("'" + token + "' expected at column " + (pos + 1) + " of: " + text);
        }
    }

    void expectEnd() {
        skip();
        if (pos < text.length()) {
            throw new AssertionError("nothing more expected at column " + (pos + 1) + " of: " + text);
        }
    }

    String quoted() {
        expect("\"");
        int end = text.indexOf('"', pos);
        String s = text.substring(pos, end);
        pos = end + 1;
        return s;
    }

    /** Up to a space, comma or closing bracket. */
    String word() {
        skip();
        int start = pos;
        while (pos < text.length() && " ,)]".indexOf(text.charAt(pos)) < 0) {
            pos++;
        }
        return text.substring(start, pos);
    }

    /** Values in parentheses, one for each type; {@code $i} is the i-th of them again. */
    List<Object> tuple(List<Type> types, List<Object> earlier) {
        expect("(");
        List<Object> out = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            if (i > 0) {
                expect(",");
            }
            out.add(value(types.get(i), earlier.isEmpty() ? out : earlier));
        }
        expect(")");
        return out;
    }

    Object value(Type type, List<Object> earlier) {
        if (accept("null")) {
            return null;
        }
        if (accept("$")) {
            return earlier.get(Integer.parseInt(word()));
        }
        if (type.isTuple()) {
            return Collections.unmodifiableList(tuple(type.parts(), List.of()));
        }
        if (type.isArray()) {
            return array(type);
        }
        if (at("\"")) {
            return quoted();
        }
        String w = word();
        return switch (type.kind()) {
            case I32, I16, U16, I8 -> Integer.valueOf(w);
            case BOOL -> Boolean.valueOf(w);
            case I64 -> Long.valueOf(w.replace("L", ""));
            case F32 -> Float.valueOf(w);
            case F64 -> Double.valueOf(w);
            default -> throw new AssertionError("no literals of " + type + " in: " + text);
        };
    }

    private Object array(Type type) {
        expect("[");
        List<Object> elements = new ArrayList<>();
        while (!accept("]")) {
            elements.add(value(type.element(), List.of()));
            if (!at("]")) {
                expect(",");
            }
        }
        Object out = Array.newInstance(javaClass(type.element()), elements.size());
        for (int i = 0; i < elements.size(); i++) {
            Object v = elements.get(i);
            switch (type.element().kind()) {
                case I8 -> Array.setByte(out, i, ((Integer) v).byteValue());
                case I16 -> Array.setShort(out, i, ((Integer) v).shortValue());
                case U16 -> Array.setChar(out, i, (char) (int) v);
                default -> Array.set(out, i, v);
            }
        }
        return out;
    }

    private static Class<?> javaClass(Type t) {
        return switch (t.kind()) {
            case BOOL -> boolean.class;
            case I8 -> byte.class;
            case U16 -> char.class;
            case I16 -> short.class;
            case I32 -> int.class;
            case I64 -> long.class;
            case F32 -> float.class;
            case F64 -> double.class;
            case ARRAY -> javaClass(t.element()).arrayType();
            default -> Object.class;
        };
    }
}
