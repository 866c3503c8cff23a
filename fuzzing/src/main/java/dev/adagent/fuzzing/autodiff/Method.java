package dev.adagent.fuzzing.autodiff;

import java.util.List;

/** A static method of a generated program. @param result null for {@code void} */
record Method(String name, Type result, List<Parameter> parameters, List<Stmt> body) {
    /** @param dimensions 0 for a number */
    record Parameter(Type type, int dimensions, String name) {}

    Method with(List<Stmt> otherBody) {
        return new Method(name, result, parameters, otherBody);
    }

    int size() {
        return body.stream().mapToInt(Stmt::size).sum();
    }
}
