package dev.adagent.fuzzing.autodiff;

import dev.adagent.transform.opt.Inlining;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A generated program: methods of one class, the first of them {@code f}, which is differentiated.
 *
 * @param constants the arguments of {@code f} that are not differentiated by
 * @param traits what {@code f} and its methods contain
 * @param inlining which calls stay calls
 */
record Program(long seed, List<Method> methods, Set<String> constants, Set<Trait> traits, Inlining inlining) {
    /** Elements of each array, and of each row of the matrix. */
    static final int LENGTH = 4;
    /** Rows of the matrix. */
    static final int ROWS = 2;
    /** How many calls of methods that call themselves are open at once, at most: of two methods, for each index. */
    static final int DEEPEST = 2 * LENGTH;

    /** What decides how a program is run, and how exactly it computes. */
    enum Trait {
        /** There are numbers of type float. */
        FLOATS,
        /** {@code f} uses its array of arrays. */
        MATRIX,
        /** The two arrays of doubles are one object. */
        ALIAS,
        /** A method calls itself. */
        RECURSION,
        /** Second derivatives are checked too. */
        SECOND_ORDER,
        /** A method makes arrays of records or of rows. */
        NESTED,
        /** A field that holds an array comes to hold another. */
        HELD,
        /** A method reads an array in a static field. */
        TABLE
    }

    /** Parameters of {@code f}. */
    static final List<Method.Parameter> PARAMETERS = List.of(
            new Method.Parameter(Type.DOUBLE, 0, "a"),
            new Method.Parameter(Type.FLOAT, 0, "b"),
            new Method.Parameter(Type.DOUBLE, 1, "x"),
            new Method.Parameter(Type.DOUBLE, 1, "y"),
            new Method.Parameter(Type.FLOAT, 1, "z"),
            new Method.Parameter(Type.DOUBLE, 2, "m"),
            new Method.Parameter(Type.INT, 0, "n"));

    boolean has(Trait trait) {
        return traits.contains(trait);
    }

    boolean isConstant(String parameter) {
        return constants.contains(parameter) || parameter.equals("n");
    }

    String className() {
        return "P" + seed;
    }

    Method entry() {
        return methods.get(0);
    }

    Method method(String name) {
        return methods.stream().filter(m -> m.name().equals(name)).findFirst().orElseThrow();
    }

    Program with(List<Method> others) {
        return new Program(seed, others, constants, traits, inlining);
    }

    Program with(int index, Method other) {
        List<Method> all = new ArrayList<>(methods);
        all.set(index, other);
        return with(all);
    }

    int size() {
        return methods.stream().mapToInt(m -> 1 + m.size()).sum();
    }

    /** How many threads run it in a kernel: an array of arrays is one for all. */
    int threads() {
        return has(Trait.MATRIX) ? 1 : 3;
    }
}
