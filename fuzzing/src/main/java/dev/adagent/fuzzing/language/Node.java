package dev.adagent.fuzzing.language;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A piece of Java source as a tree: text with pieces between. Immutable. What a tree can be made smaller to follows from its form alone;
 * a smaller tree need not compile, javac is asked.
 */
final class Node {
    enum Form {
        /** Its type is that of its value. */
        EXPRESSION,
        STATEMENT,
        /** All its parts are nodes: statements or members, of which any may be left out. */
        LIST,
        /** Text that stays. */
        FIXED
    }

    private final Form form;
    private final JavaType type;
    private final List<Object> parts;

    private Node(Form form, JavaType type, List<Object> parts) {
        this.form = form;
        this.type = type;
        this.parts = parts;
    }

    /** @param parts texts and nodes */
    static Node expression(JavaType type, Object... parts) {
        return new Node(Form.EXPRESSION, type, List.of(parts));
    }

    /** @param parts texts and nodes; lines end where a text does so */
    static Node statement(Object... parts) {
        return new Node(Form.STATEMENT, null, List.of(parts));
    }

    static Node fixed(Object... parts) {
        return new Node(Form.FIXED, null, List.of(parts));
    }

    static Node list(List<Node> nodes) {
        return new Node(Form.LIST, null, Collections.unmodifiableList(new ArrayList<>(nodes)));
    }

    JavaType type() {
        return type;
    }

    /** The source text. */
    String text() {
        StringBuilder out = new StringBuilder();
        write(out);
        return out.toString();
    }

    private void write(StringBuilder out) {
        for (Object p : parts) {
            if (p instanceof Node n) {
                n.write(out);
            } else {
                out.append(p);
            }
        }
    }

    /** Number of nodes: what a smaller tree has fewer of. */
    int size() {
        int n = 1;
        for (Object p : parts) {
            n += p instanceof Node node ? node.size() : 0;
        }
        return n;
    }

    /** Trees with one piece left out or replaced by something simpler, the largest steps first. */
    Stream<Node> smaller() {
        return Stream.concat(here(), inside());
    }

    private Stream<Node> here() {
        return switch (form) {
            case FIXED -> Stream.empty();
            case LIST -> withoutParts();
            case STATEMENT ->
                parts.stream()
                        .filter(p -> p instanceof Node n && n.form == Form.LIST)
                        .map(p -> statement("{\n", p, "}\n"))
                        .filter(n -> n.size() < size());
            case EXPRESSION -> simplerExpressions();
        };
    }

    private Stream<Node> withoutParts() {
        int n = parts.size();
        return Stream.iterate(n, width -> width > 0, width -> width / 2)
                .flatMap(width -> IntStream.iterate(0, at -> at < n, at -> at + width)
                        .mapToObj(at -> without(at, Math.min(n, at + width))));
    }

    private Node without(int from, int to) {
        List<Object> left = new ArrayList<>(parts.subList(0, from));
        left.addAll(parts.subList(to, parts.size()));
        return new Node(form, type, left);
    }

    private Stream<Node> simplerExpressions() {
        Stream<Node> children = nodes().filter(n -> n.form == Form.EXPRESSION && n.type == type);
        boolean simple = nodes().findAny().isEmpty();
        return simple ? Stream.empty() : Stream.concat(Stream.of(expression(type, type.zero())), children);
    }

    private Stream<Node> nodes() {
        return parts.stream().filter(Node.class::isInstance).map(Node.class::cast);
    }

    private Stream<Node> inside() {
        return IntStream.range(0, parts.size())
                .boxed()
                .filter(k -> parts.get(k) instanceof Node)
                .flatMap(k -> ((Node) parts.get(k)).smaller().map(s -> with(k, s)));
    }

    private Node with(int at, Node part) {
        List<Object> changed = new ArrayList<>(parts);
        changed.set(at, part);
        return new Node(form, type, changed);
    }
}
