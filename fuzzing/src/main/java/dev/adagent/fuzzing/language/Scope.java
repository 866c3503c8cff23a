package dev.adagent.fuzzing.language;

import java.util.ArrayList;
import java.util.List;

/** What a statement can name: variables by type, arrays with how they are indexed, and where it can jump to. */
final class Scope {
    /**
     * A variable.
     *
     * @param constant whether statements must not assign it
     * @param captured whether lambdas may name it: nothing at all assigns it
     */
    record Variable(String name, JavaType type, boolean constant, boolean captured) {
        Variable(String name, JavaType type, boolean constant) {
            this(name, type, constant, constant);
        }

        /** Counts a loop: assigned by the loop only. */
        static Variable counter(String name, JavaType type) {
            return new Variable(name, type, true, false);
        }
    }

    /**
     * An array.
     *
     * @param offset text of the index at which its part for this thread begins, empty for 0
     * @param mask of a masked index within the part
     * @param readOnly whether it is a constant table
     */
    record Array(String name, JavaType element, String offset, int mask, boolean readOnly) {}

    /** A local of a class that the program declares. @param cls number of the class in {@link Members} */
    record Item(String name, int cls) {}

    /** An array of objects of a class that the program declares. @param cls number of the class in {@link Members} */
    record Row(String name, int cls, int length) {}

    final List<Variable> variables = new ArrayList<>();
    final List<Array> arrays = new ArrayList<>();
    final List<Item> items = new ArrayList<>();
    final List<Row> rows = new ArrayList<>();
    /** Labels of loops around, null for one without; empty where no jump is allowed. */
    final List<String> loops = new ArrayList<>();
    /** Whether {@code return} is allowed. */
    boolean returns = true;
    /** Whether the row of the thread is known by its name. */
    boolean knowsThread;
    /** What {@code return} gives; null for void. */
    JavaType result;

    Scope(JavaType result) {
        this.result = result;
    }

    /** A scope inside this one. */
    Scope inner() {
        Scope s = new Scope(result);
        s.variables.addAll(variables);
        s.arrays.addAll(arrays);
        s.items.addAll(items);
        s.rows.addAll(rows);
        s.loops.addAll(loops);
        s.returns = returns;
        s.knowsThread = knowsThread;
        return s;
    }

    /** A scope that cannot be left by jumps: of a switch expression. */
    Scope closed() {
        Scope s = inner();
        s.loops.clear();
        s.returns = false;
        return s;
    }

    /** A scope that sees only what is never assigned: of a lambda. */
    Scope captured(JavaType gives) {
        Scope s = closed();
        s.result = gives;
        s.variables.removeIf(v -> !v.captured());
        s.items.clear();
        s.rows.clear();
        return s;
    }

    List<Variable> of(JavaType t) {
        return variables.stream().filter(v -> v.type() == t).toList();
    }

    List<Variable> assignable(JavaType t) {
        return variables.stream().filter(v -> v.type() == t && !v.constant()).toList();
    }

    List<Array> arraysOf(JavaType t) {
        return arrays.stream().filter(a -> a.element() == t).toList();
    }

    List<Array> writable() {
        return arrays.stream().filter(a -> !a.readOnly()).toList();
    }
}
