package dev.adagent.conformance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON (RFC 8259) into {@code Map}, {@code List}, {@code Double}, {@code Integer}, {@code Boolean} and {@code String}. A number
 * without point and exponent is an {@code Integer}; {@code Infinity}, {@code -Infinity} and {@code NaN}, which are not in the RFC but which
 * many writers write, are {@code Double}s.
 */
final class Json {
    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /** @throws IllegalArgumentException if it is no JSON object */
    static Map<String, Object> object(String text) {
        Json j = new Json(text);
        Object value = j.value();
        j.skip();
        if (j.at != text.length() || !(value instanceof Map<?, ?> map)) {
            throw j.broken("one object");
        }
        Map<String, Object> out = new LinkedHashMap<>();
        map.forEach((k, v) -> out.put((String) k, v));
        return out;
    }

    private IllegalArgumentException broken(String expected) {
        return new IllegalArgumentException("JSON: " + expected + " expected at character " + at + " of " + text);
    }

    private void skip() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() {
        skip();
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private boolean take(char c) {
        if (peek() == c) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char c) {
        if (!take(c)) {
            throw broken("'" + c + "'");
        }
    }

    private Object value() {
        switch (peek()) {
            case '{':
                return members();
            case '[':
                return elements();
            case '"':
                return string();
            case 't':
                return literal("true", true);
            case 'f':
                return literal("false", false);
            default:
                return number();
        }
    }

    private Map<String, Object> members() {
        Map<String, Object> out = new LinkedHashMap<>();
        expect('{');
        if (!take('}')) {
            do {
                skip();
                String name = string();
                expect(':');
                if (out.put(name, value()) != null) {
                    throw new IllegalArgumentException("JSON: " + name + " twice in " + text);
                }
            } while (take(','));
            expect('}');
        }
        return out;
    }

    private List<Object> elements() {
        List<Object> out = new ArrayList<>();
        expect('[');
        if (!take(']')) {
            do {
                out.add(value());
            } while (take(','));
            expect(']');
        }
        return out;
    }

    private String string() {
        expect('"');
        int end = text.indexOf('"', at);
        if (end < 0 || text.substring(at, end).indexOf('\\') >= 0) {
            throw broken("a string without escapes");
        }
        String s = text.substring(at, end);
        at = end + 1;
        return s;
    }

    private Boolean literal(String word, boolean value) {
        if (!text.startsWith(word, at)) {
            throw broken(word);
        }
        at += word.length();
        return value;
    }

    private Number number() {
        int start = at;
        for (String word : List.of("Infinity", "-Infinity", "NaN")) {
            if (text.startsWith(word, at)) {
                at += word.length();
                return Double.valueOf(word);
            }
        }
        while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String s = text.substring(start, at);
        try {
            return s.matches("-?\\d+") ? (Number) Integer.valueOf(s) : Double.valueOf(s);
        } catch (NumberFormatException e) {
            throw broken("a value");
        }
    }
}
