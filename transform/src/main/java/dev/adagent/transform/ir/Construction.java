package dev.adagent.transform.ir;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * How to make an exception outside the compiled code: the constructor to call, and what to pass it. A device records the numbers that go
 * into its slots; the host runs the constructor, and then what the program calls on the exception before it lets it go.
 *
 * <p>Text form, parts in prefix order: {@code new C (desc)V [ … ]}, with {@code at "place"} behind it for an exception in another, {@code %D} for a slot of a primitive type, {@code box %D},
 * {@code text DESCS "recipe"}, {@code null}, {@code static O.NAME:D}, {@code array D [ … ]}, {@code call O.NAME (desc)R [ … ]},
 * {@code lost D}. In front may stand {@code suppressing}, behind
 * it {@code then ON OWNER NAME DESC [ … ]} for each call.
 *
 * @param root the exception
 * @param suppresses whether it suppresses exceptions that are known to the device only
 * @param steps the calls on it, in order
 */
public record Construction(New root, boolean suppresses, List<Step> steps) {
    private static final String SUPPRESSING = "suppressing ";
    private static final String THEN = "then ";

    public Construction {
        steps = List.copyOf(steps);
    }

    /** An exception that suppresses none, and on which nothing is called. */
    public Construction(New root) {
        this(root, false, List.of());
    }

    /** The same exception, which suppresses one that only the device knew. */
    public Construction suppressing() {
        return new Construction(root, true, steps);
    }

    /** The same exception, and these calls on it. */
    public Construction then(List<Step> calls) {
        return new Construction(root, suppresses, calls);
    }

    /** The same with the places of the exceptions in it mapped, as those of instructions are where a body is copied. */
    public Construction withPlaces(UnaryOperator<Loc> places) {
        List<Step> mapped =
                steps.stream().map(s -> s.withParts(mapped(s.parts(), places))).toList();
        return new Construction((New) mapped(root, places), suppresses, mapped);
    }

    /**
     * A call of a method on the exception, or on what an earlier call gave.
     *
     * @param on index of that earlier call, −1 for the exception itself
     * @param owner internal name of the class by which the program names the method
     */
    public record Step(int on, String owner, String name, String descriptor, List<Part> parts) {
        public Step {
            parts = List.copyOf(parts);
        }

        private Step withParts(List<Part> others) {
            return new Step(on, owner, name, descriptor, others);
        }
    }

    private static Part mapped(Part p, UnaryOperator<Loc> places) {
        if (p instanceof New n) {
            Loc at = n.at().equals(Loc.NONE) ? n.at() : places.apply(n.at());
            return new New(n.className(), n.descriptor(), mapped(n.parts(), places), at);
        } else if (p instanceof ArrayOf a) {
            return new ArrayOf(a.element(), mapped(a.parts(), places));
        } else if (p instanceof Call c) {
            return new Call(c.owner(), c.name(), c.descriptor(), mapped(c.parts(), places));
        }
        return p;
    }

    private static List<Part> mapped(List<Part> parts, UnaryOperator<Loc> places) {
        return parts.stream().map(p -> mapped(p, places)).toList();
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

    /**
     * A new object.
     *
     * @param at for an exception within another: where it is made, which its stack trace says; else {@link Loc#NONE}
     */
    public record New(String className, String descriptor, List<Part> parts, Loc at) implements Part {
        public New {
            parts = List.copyOf(parts);
        }

        /** An object that has no stack trace of its own. */
        public New(String className, String descriptor, List<Part> parts) {
            this(className, descriptor, parts, Loc.NONE);
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
        return descriptors().length();
    }

    /** The number of slots of calls. */
    public static int slots(List<Step> steps) {
        return descriptorsOf(steps).length();
    }

    /** The slots' primitive types, in their order. */
    public String descriptors() {
        return descriptors(root) + descriptorsOf(steps);
    }

    private static String descriptorsOf(List<Step> steps) {
        return steps.stream().map(s -> descriptors(s.parts())).collect(Collectors.joining());
    }

    private static String descriptors(Part p) {
        if (p instanceof Slot s) {
            return String.valueOf(s.descriptor());
        } else if (p instanceof Box b) {
            return String.valueOf(b.slot().descriptor());
        } else if (p instanceof Text t) {
            return t.descriptors();
        } else if (p instanceof ArrayOf a) {
            return descriptors(a.parts());
        } else if (p instanceof New n) {
            return descriptors(n.parts());
        } else if (p instanceof Call c) {
            return descriptors(c.parts());
        }
        return "";
    }

    private static String descriptors(List<Part> parts) {
        return parts.stream().map(Construction::descriptors).collect(Collectors.joining());
    }

    /** The text form. */
    public String text() {
        StringBuilder out = new StringBuilder();
        write(root, out);
        return (suppresses ? SUPPRESSING : "") + out + (steps.isEmpty() ? "" : " " + text(steps));
    }

    /** The text form of calls. */
    public static String text(List<Step> steps) {
        StringBuilder out = new StringBuilder();
        for (Step s : steps) {
            out.append(out.isEmpty() ? "" : " ").append(THEN).append(s.on());
            out.append(' ').append(s.owner()).append(' ').append(s.name());
            out.append(' ').append(s.descriptor());
            write(s.parts(), out);
        }
        return out.toString();
    }

    /** Reads the text form of calls. @throws IllegalArgumentException if it is none */
    public static List<Step> parseSteps(String text) {
        Reader r = new Reader(text);
        List<Step> out = r.steps();
        if (!r.atEnd()) {
            throw new IllegalArgumentException("no calls on an exception: " + text);
        }
        return out;
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
            if (!n.at().equals(Loc.NONE)) {
                out.append(" at ").append(IrPrinter.quote(IrPrinter.places(n.at())));
            }
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
        if (r.part() instanceof New n) {
            List<Step> steps = r.steps();
            if (r.atEnd()) {
                return new Construction(n, suppresses, steps);
            }
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
                case "new" -> {
                    New made = new New(word(), word(), parts());
                    yield !text.startsWith("at ", at) ? made : placed(made);
                }
                case "call" -> new Call(word(), word(), word(), parts());
                case "lost" -> new Lost(word());
                default -> throw new IllegalArgumentException("no part of a construction: " + w + " in " + text);
            };
        }

        List<Step> steps() {
            List<Step> out = new ArrayList<>();
            while (text.startsWith(THEN, at)) {
                word();
                out.add(new Step(Integer.parseInt(word()), word(), word(), word(), parts()));
            }
            return out;
        }

        private New placed(New made) {
            word();
            return new New(made.className(), made.descriptor(), made.parts(), IrParser.places(quoted()));
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
