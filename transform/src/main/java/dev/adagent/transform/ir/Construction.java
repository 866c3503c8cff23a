package dev.adagent.transform.ir;

import java.util.ArrayList;
import java.util.List;

/**
 * How to make an exception outside the compiled code: the constructor to call, and what to pass it. A device records the numbers that go
 * into its slots; the host runs the constructor.
 *
 * <p>Text form, parts in prefix order: {@code new C (desc)V [ … ]}, {@code %D} for a slot of a primitive type, {@code box %D},
 * {@code text DESCS "recipe"}, {@code null}, {@code static O.NAME:D}, {@code array D [ … ]}, {@code call O.NAME (desc)R [ … ]},
 * {@code lost D}. In front may stand {@code suppressing}.
 *
 * @param root the exception
 * @param suppresses whether it suppresses exceptions that are known to the device only
 */
public record Construction(New root, boolean suppresses) {
    private static final String SUPPRESSING = "suppressing ";

    /** An exception that suppresses none. */
    public Construction(New root) {
        this(root, false);
    }

    /** The same exception, which suppresses one that only the device knew. */
    public Construction suppressing() {
        return new Construction(root, true);
    }

    /** A value that is passed to a constructor. */
    public sealed interface Part permits Slot, Text, Null, Box, Static, ArrayOf, New, Call, Lost {}

    /** A number that the thread recorded. @param descriptor of a primitive type */
    public record Slot(char descriptor) implements Part {}

    /**
     * A text.
     *
     * @param recipe text with one {@code \u0001} for each slot; as it stands if there is none
     * @param descriptors the slots' primitive types
     */
    public record Text(String recipe, String descriptors) implements Part {}

    /** The null reference. */
    public record Null() implements Part {}

    /** A wrapper object of a slot's number. */
    public record Box(Slot slot) implements Part {}

    /** What a static field holds. */
    public record Static(FieldRef field) implements Part {}

    /** A new array. @param element descriptor of its elements */
    public record ArrayOf(String element, List<Part> parts) implements Part {
        public ArrayOf {
            parts = List.copyOf(parts);
        }
    }

    /** A new object. */
    public record New(String className, String descriptor, List<Part> parts) implements Part {
        public New {
            parts = List.copyOf(parts);
        }
    }

    /** The result of a static method of the JDK that makes a text. */
    public record Call(String owner, String name, String descriptor, List<Part> parts) implements Part {
        public Call {
            parts = List.copyOf(parts);
        }
    }

    /** An object that is known to the device only: null stands in its place, and the exception says so. */
    public record Lost(String descriptor) implements Part {}

    /** The number of slots. */
    public int slots() {
        return slots(root);
    }

    private static int slots(Part p) {
        if (p instanceof Slot || p instanceof Box) {
            return 1;
        } else if (p instanceof Text t) {
            return t.descriptors().length();
        } else if (p instanceof ArrayOf a) {
            return a.parts().stream().mapToInt(Construction::slots).sum();
        } else if (p instanceof New n) {
            return n.parts().stream().mapToInt(Construction::slots).sum();
        } else if (p instanceof Call c) {
            return c.parts().stream().mapToInt(Construction::slots).sum();
        }
        return 0;
    }

    /** The text form. */
    public String text() {
        StringBuilder out = new StringBuilder();
        write(root, out);
        return (suppresses ? SUPPRESSING : "") + out;
    }

    private static void write(Part p, StringBuilder out) {
        if (!out.isEmpty()) {
            out.append(' ');
        }
        if (p instanceof Slot s) {
            out.append('%').append(s.descriptor());
        } else if (p instanceof Box b) {
            out.append("box %").append(b.slot().descriptor());
        } else if (p instanceof Text t) {
            out.append("text ").append(t.descriptors().isEmpty() ? "-" : t.descriptors());
            out.append(' ').append(IrPrinter.quote(t.recipe()));
        } else if (p instanceof Null) {
            out.append("null");
        } else if (p instanceof Static s) {
            out.append("static ").append(s.field());
        } else if (p instanceof ArrayOf a) {
            out.append("array ").append(a.element());
            write(a.parts(), out);
        } else if (p instanceof New n) {
            out.append("new ").append(n.className()).append(' ').append(n.descriptor());
            write(n.parts(), out);
        } else if (p instanceof Call c) {
            out.append("call ")
                    .append(c.owner())
                    .append(' ')
                    .append(c.name())
                    .append(' ')
                    .append(c.descriptor());
            write(c.parts(), out);
        } else if (p instanceof Lost l) {
            out.append("lost ").append(l.descriptor());
        }
    }

    private static void write(List<Part> parts, StringBuilder out) {
        out.append(" [");
        parts.forEach(p -> write(p, out));
        out.append(" ]");
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Construction parse(String text) {
        boolean suppresses = text.startsWith(SUPPRESSING);
        Reader r = new Reader(suppresses ? text.substring(SUPPRESSING.length()) : text);
        if (r.part() instanceof New n && r.atEnd()) {
            return new Construction(n, suppresses);
        }
        throw new IllegalArgumentException("not the construction of an object: " + text);
    }

    @Override
    public String toString() {
        return text();
    }

    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        boolean atEnd() {
            return at >= text.length();
        }

        private String word() {
            int end = text.indexOf(' ', at);
            end = end < 0 ? text.length() : end;
            String w = text.substring(at, end);
            at = Math.min(text.length(), end + 1);
            return w;
        }

        Part part() {
            String w = word();
            if (w.startsWith("%") && w.length() == 2) {
                return new Slot(w.charAt(1));
            }
            return switch (w) {
                case "box" -> new Box(new Slot(word().charAt(1)));
                case "text" -> {
                    String descriptors = word();
                    yield new Text(quoted(), descriptors.equals("-") ? "" : descriptors);
                }
                case "null" -> new Null();
                case "static" -> new Static(FieldRef.parse(word()));
                case "array" -> new ArrayOf(word(), parts());
                case "new" -> new New(word(), word(), parts());
                case "call" -> new Call(word(), word(), word(), parts());
                case "lost" -> new Lost(word());
                default -> throw new IllegalArgumentException("no part of a construction: " + w + " in " + text);
            };
        }

        private List<Part> parts() {
            if (!word().equals("[")) {
                throw new IllegalArgumentException("'[' expected in " + text);
            }
            List<Part> out = new ArrayList<>();
            while (!text.startsWith("]", at)) {
                if (atEnd()) {
                    throw new IllegalArgumentException("']' expected in " + text);
                }
                out.add(part());
            }
            word();
            return out;
        }

        private String quoted() {
            IrScanner s = new IrScanner(text.substring(at), 1);
            String out = s.string();
            at += IrPrinter.quote(out).length();
            at = Math.min(text.length(), at + 1);
            return out;
        }
    }
}
