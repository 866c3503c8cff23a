package dev.adagent.fuzzing.autodiff;

import static dev.adagent.fuzzing.autodiff.Type.DOUBLE;

import dev.adagent.fuzzing.Draw;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Statements after which it depends on the way through the program which array a name stands for. */
final class HeldArrays {
    private static final String FIELD = ".w";

    private final Draw draw;
    private final Expressions expressions;
    private final UnaryOperator<String> names;
    private final Set<Program.Trait> traits;

    /**
     * @param names makes a name of a prefix
     * @param traits where to add what a program has by these statements
     */
    HeldArrays(Draw draw, Expressions expressions, UnaryOperator<String> names, Set<Program.Trait> traits) {
        this.draw = draw;
        this.expressions = expressions;
        this.names = names;
        this.traits = traits;
    }

    private static Expr reference(String name) {
        return new Expr(Expr.Kind.ARRAY, Type.REFERENCE, name, List.of());
    }

    private Expr array(Scope s) {
        return reference(draw.pick(s.arrays(DOUBLE, 1, true)).name());
    }

    /** One of two arrays under another name. */
    void chosenArray(Scope s, List<Stmt> out) {
        if (s.arrays(DOUBLE, 1, true).size() >= 2) {
            String w = names.apply("w");
            out.add(Stmt.of(Stmt.Kind.CHOSEN_ARRAY, w, expressions.condition(s, 1), array(s), array(s)));
            s.arrays.add(new Scope.Array(w, DOUBLE, 1, true));
        }
    }

    /** An object that holds an array, or another array in one. @param loop whether there may be a loop */
    void statement(Scope s, List<Stmt> out, boolean loop) {
        if (s.arrays(DOUBLE, 1, true).isEmpty()) {
            return;
        }
        if (s.holders.isEmpty() || draw.oneIn(4)) {
            holder(s, out);
        }
        if (loop && draw.flip()) {
            exchange(s, out);
        } else {
            hold(s, out);
        }
    }

    /** An object that holds an array, or one of two such objects under another name. */
    private void holder(Scope s, List<Stmt> out) {
        String h = names.apply("h");
        boolean chosen = !s.holders.isEmpty() && draw.flip();
        out.add(
                chosen
                        ? Stmt.of(
                                Stmt.Kind.CHOSEN_HOLDER,
                                h,
                                expressions.condition(s, 1),
                                reference(draw.pick(s.holders)),
                                reference(draw.pick(s.holders)))
                        : Stmt.of(Stmt.Kind.NEW_HOLDER, h, array(s)));
        s.holders.add(h);
        s.arrays.add(new Scope.Array(h + FIELD, DOUBLE, 1, true));
    }

    /** Lets an object hold another array, perhaps one that a loop makes anew in each round, in an object from outside of the loop. */
    private void hold(Scope s, List<Stmt> out) {
        traits.add(Program.Trait.HELD);
        out.add(Stmt.of(Stmt.Kind.HOLD, draw.pick(s.holders), array(s)));
    }

    /** A loop in which an object comes to hold another array between a write to what it holds and a read. */
    private void exchange(Scope s, List<Stmt> out) {
        String i = names.apply("i");
        Scope inner = s.inner();
        inner.ints.add(i);
        inner.indices.add(i);
        inner.loops.add(i);
        Expr held = Expr.element(DOUBLE, draw.pick(s.holders) + FIELD, expressions.index(inner));
        List<Stmt> body = new ArrayList<>();
        body.add(Stmt.assign(held, draw.pick("=", "+=", "*="), expressions.bounded(expressions.value(inner, 2))));
        List<Stmt> another = new ArrayList<>();
        hold(inner, another);
        body.addAll(
                draw.flip()
                        ? another
                        : List.of(Stmt.blocks(
                                Stmt.Kind.IF, "", List.of(expressions.condition(inner, 1)), List.of(another))));
        Expr element = expressions.element(inner, DOUBLE, true);
        Expr product = Expr.binary("*", held, expressions.bounded(expressions.value(inner, 1)));
        body.add(Stmt.assign(element, draw.pick("=", "+=", "-="), expressions.bounded(product)));
        out.add(Stmt.blocks(
                draw.pick(Stmt.Kind.FOR_UP, Stmt.Kind.FOR_DOWN),
                i,
                List.of(Expr.integer(0), Expr.integer(draw.between(2, Program.LENGTH))),
                List.of(body)));
    }

    /** Names a static table, or an array that may be it: to be read only. */
    void table(Scope s, List<Stmt> out) {
        traits.add(Program.Trait.TABLE);
        if (s.arrays.stream().noneMatch(a -> a.name().equals(Tables.NUMBERS))) {
            s.arrays.add(new Scope.Array(Tables.NUMBERS, DOUBLE, 1, false));
            s.arrays.add(new Scope.Array(Tables.ROWS, DOUBLE, 2, false));
        }
        String w = names.apply("w");
        Expr other = reference(draw.pick(s.arrays(DOUBLE, 1, false)).name());
        out.add(Stmt.of(Stmt.Kind.CHOSEN_ARRAY, w, expressions.condition(s, 1), reference(Tables.NUMBERS), other));
        s.arrays.add(new Scope.Array(w, DOUBLE, 1, false));
    }
}
