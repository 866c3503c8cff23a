package dev.adagent.fuzzing.autodiff;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Smaller variants of a program: without a method or statement, with a block in place of its statement, with simpler expressions. */
final class Smaller {
    private Smaller() {}

    static Stream<Program> variants(Program p) {
        Stream<Program> methods = IntStream.range(1, p.methods().size()).mapToObj(k -> {
            List<Method> rest = new ArrayList<>(p.methods());
            rest.remove(k);
            return p.with(rest);
        });
        Stream<Program> bodies = IntStream.range(0, p.methods().size())
                .boxed()
                .flatMap(k -> block(p.methods().get(k).body())
                        .map(b -> p.with(k, p.methods().get(k).with(b))));
        return Stream.concat(methods, bodies);
    }

    private static Stream<List<Stmt>> block(List<Stmt> block) {
        Stream<List<Stmt>> shorter = IntStream.range(0, block.size())
                .map(k -> block.size() - 1 - k)
                .mapToObj(k -> replaced(block, k, List.of()));
        Stream<List<Stmt>> changed = IntStream.range(0, block.size())
                .boxed()
                .flatMap(k -> statement(block.get(k)).map(s -> replaced(block, k, s)));
        return Stream.concat(shorter, changed);
    }

    private static <T> List<T> replaced(List<T> list, int k, List<T> by) {
        List<T> out = new ArrayList<>(list.subList(0, k));
        out.addAll(by);
        out.addAll(list.subList(k + 1, list.size()));
        return out;
    }

    private static Stream<List<Stmt>> statement(Stmt s) {
        // the contents without what is around them
        Stream<List<Stmt>> inner = s.blocks().stream();
        Stream<List<Stmt>> blocks = IntStream.range(0, s.blocks().size())
                .boxed()
                .flatMap(k -> block(s.blocks().get(k))
                        .map(b -> List.of(s.with(s.exprs(), replaced(s.blocks(), k, List.of(b))))));
        Stream<List<Stmt>> exprs = IntStream.range(0, s.exprs().size())
                .boxed()
                .filter(k -> !(s.kind() == Stmt.Kind.ASSIGN && k == 0) && s.kind() != Stmt.Kind.NEW_ARRAY)
                .flatMap(k -> expression(s.exprs().get(k))
                        .map(e -> List.of(s.with(replaced(s.exprs(), k, List.of(e)), s.blocks()))));
        return Stream.of(inner, blocks, exprs).flatMap(Function.identity());
    }

    private static Stream<Expr> expression(Expr e) {
        Stream<Expr> operands = e.args().stream().filter(a -> a.type() == e.type());
        Stream<Expr> constants = e.kind() == Expr.Kind.CONSTANT || e.args().isEmpty() && e.kind() != Expr.Kind.MEMBER
                ? Stream.empty()
                : switch (e.type()) {
                    case DOUBLE, FLOAT -> Stream.of(Expr.real(e.type(), 0.5), Expr.real(e.type(), 1));
                    case INT -> Stream.of(Expr.integer(0), Expr.integer(1));
                    default -> Stream.empty();
                };
        Stream<Expr> inner = IntStream.range(0, e.args().size())
                .boxed()
                .flatMap(k -> expression(e.args().get(k)).map(a -> e.with(replaced(e.args(), k, List.of(a)))));
        return Stream.of(constants, operands, inner).flatMap(Function.identity());
    }
}
