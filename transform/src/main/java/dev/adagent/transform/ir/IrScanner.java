package dev.adagent.transform.ir;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Reads tokens from one line of IR text. */
final class IrScanner {
    private static final Pattern SOURCE = Pattern.compile("(\\?|[A-Za-z0-9_$./<>-]+):");

    private final String text;
    private final int line;
    private int pos;

    IrScanner(String text, int line) {
        this.text = text;
        this.line = line;
        skip();
    }

    IrParseException error(String what) {
        return error(what, null);
    }

    IrParseException error(String what, Throwable cause) {
        return new IrParseException(line, pos + 1, what + " in: " + text.strip(), cause);
    }

    int line() {
        return line;
    }

    private void skip() {
        while (pos < text.length() && text.charAt(pos) <= ' ') {
            pos++;
        }
        if (text.startsWith("//", pos)) {
            pos = text.length();
        }
    }

    boolean atEnd() {
        return pos >= text.length();
    }

    boolean at(String token) {
        return text.startsWith(token, pos);
    }

    boolean accept(String token) {
        if (!at(token)) {
            return false;
        }
        pos += token.length();
        skip();
        return true;
    }

    void expect(String token) {
        if (!accept(token)) {
            throw error("'" + token + "' expected");
        }
    }

    void expectEnd() {
        if (!atEnd()) {
            throw error("end of line expected");
        }
    }

    /** A name: quoted, or up to a space or one of {@code stops}. */
    String name(String stops) {
        if (at("\"")) {
            return string();
        }
        int start = pos;
        while (pos < text.length() && text.charAt(pos) > ' ' && stops.indexOf(text.charAt(pos)) < 0) {
            pos++;
        }
        if (pos == start) {
            throw error("a name expected");
        }
        String s = text.substring(start, pos);
        skip();
        return s;
    }

    /** Up to the last {@code stop} before the next space. */
    String nameToLast(char stop) {
        if (at("\"")) {
            return string();
        }
        int end = pos;
        int last = -1;
        while (end < text.length() && text.charAt(end) > ' ' && text.charAt(end) != '(' && text.charAt(end) != '"') {
            if (text.charAt(end) == stop) {
                last = end;
            }
            end++;
        }
        if (last <= pos) {
            throw error("a name and '" + stop + "' expected");
        }
        String s = text.substring(pos, last);
        pos = last;
        return s;
    }

    String string() {
        if (!at("\"")) {
            throw error("a string expected");
        }
        StringBuilder sb = new StringBuilder();
        int i = pos + 1;
        while (i < text.length() && text.charAt(i) != '"') {
            char c = text.charAt(i++);
            if (c != '\\') {
                sb.append(c);
                continue;
            }
            char e = i < text.length() ? text.charAt(i++) : 0;
            if (e == 'n') {
                sb.append('\n');
            } else if (e == '"' || e == '\\') {
                sb.append(e);
            } else if (e == 'u' && i + 4 <= text.length()) {
                sb.append((char) number(text.substring(i, i + 4), 16));
                i += 4;
            } else {
                throw error("unknown escape in a string");
            }
        }
        if (i >= text.length()) {
            throw error("a string without its closing quote");
        }
        pos = i + 1;
        skip();
        return sb.toString();
    }

    int integer() {
        int start = pos;
        if (at("-")) {
            pos++;
        }
        while (pos < text.length() && Character.isDigit(text.charAt(pos))) {
            pos++;
        }
        int n = number(text.substring(start, pos), 10);
        skip();
        return n;
    }

    private int number(String digits, int radix) {
        try {
            return Integer.parseInt(digits, radix);
        } catch (NumberFormatException e) {
            throw error("a number expected", e);
        }
    }

    int value() {
        expect("%");
        int v = integer();
        if (v < 0) {
            throw error("a value's number is not negative");
        }
        return v;
    }

    int block() {
        expect("b");
        int b = integer();
        if (b < 0) {
            throw error("a block's number is not negative");
        }
        return b;
    }

    /**
     * Values with commas between them, in parentheses or not.
     *
     * @param edgesFollow whether a comma may be followed by something else, which is left there
     */
    int[] values(boolean edgesFollow) {
        boolean parens = accept("(");
        List<Integer> out = new ArrayList<>();
        if (at("%")) {
            do {
                out.add(value());
            } while (accept(",") && (at("%") || !edgesFollow));
        }
        if (parens) {
            expect(")");
        }
        return out.stream().mapToInt(i -> i).toArray();
    }

    /** Whether {@code file:line} comes next. */
    boolean atSource() {
        return SOURCE.matcher(text).region(pos, text.length()).lookingAt();
    }

    Type type() {
        Type t = readType();
        skip();
        return t;
    }

    private Type readType() {
        if (at("[")) {
            pos++;
            return Type.array(readType());
        }
        if (at("L")) {
            int end = text.indexOf(';', pos);
            if (end < 0) {
                throw error("an object type ends with ';'");
            }
            String name = text.substring(pos + 1, end);
            pos = end + 1;
            return Type.object(name);
        }
        if (at("(")) {
            pos++;
            List<Type> members = new ArrayList<>();
            while (!at(")")) {
                members.add(readType());
                if (at(",")) {
                    pos++;
                } else if (!at(")")) {
                    throw error("',' or ')' expected in a tuple type");
                }
            }
            pos++;
            return Type.tuple(members);
        }
        int start = pos;
        while (pos < text.length() && Character.isLetterOrDigit(text.charAt(pos))) {
            pos++;
        }
        Type t = Type.simple(text.substring(start, pos));
        if (t == null) {
            pos = start;
            throw error("a type expected");
        }
        return t;
    }
}
