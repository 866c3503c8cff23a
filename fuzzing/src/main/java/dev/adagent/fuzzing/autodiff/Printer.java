package dev.adagent.fuzzing.autodiff;

import java.util.List;
import java.util.stream.Collectors;

/** Generated programs as Java. */
final class Printer {
    private final StringBuilder out = new StringBuilder();

    private Printer() {}

    /** The class, with the kernels that {@link Kernels} names. */
    static String print(Program program) {
        Printer p = new Printer();
        p.line(0, "final class " + program.className() + " {");
        p.line(1, "record Pair(double u, double v) {");
        p.line(2, "double product() { return u * v; }");
        p.line(1, "}");
        p.line(1, "static final class Sum {");
        p.line(2, "double s;");
        p.line(2, "Sum(double s) { this.s = s; }");
        p.line(2, "void add(double v) { s += v; }");
        p.line(1, "}");
        p.line(1, "static final class Holder {");
        p.line(2, "double[] w;");
        p.line(2, "Holder(double[] w) { this.w = w; }");
        p.line(1, "}");
        Tables.print().forEach(l -> p.line(1, l));
        program.methods().forEach(p::method);
        Kernels.print(program).forEach(l -> p.line(1, l));
        p.line(0, "}");
        return p.out.toString();
    }

    /** The methods that were generated, without the rest of the class. */
    static String methods(Program program) {
        Printer p = new Printer();
        program.methods().forEach(p::method);
        return p.out.toString();
    }

    private void line(int depth, String text) {
        out.append("    ".repeat(depth)).append(text).append('\n');
    }

    private void method(Method m) {
        String parameters = m.parameters().stream()
                .map(q -> q.type().java + "[]".repeat(q.dimensions()) + " " + q.name())
                .collect(Collectors.joining(", "));
        line(
                1,
                "static " + (m.result() == null ? "void" : m.result().java) + " " + m.name() + "(" + parameters
                        + ") {");
        block(2, m.body());
        line(1, "}");
    }

    private void block(int depth, List<Stmt> statements) {
        statements.forEach(s -> statement(depth, s));
    }

    private void statement(int depth, Stmt s) {
        String name = s.name();
        switch (s.kind()) {
            case DECLARE, FINAL ->
                line(
                        depth,
                        (s.kind() == Stmt.Kind.FINAL ? "final " : "") + s.type().java + " " + name + " = " + text(s, 0)
                                + ";");
            case ASSIGN -> line(depth, text(s, 0) + " " + name + " " + text(s, 1) + ";");
            case IF -> {
                line(depth, "if (" + text(s, 0) + ") {");
                block(depth + 1, s.blocks().get(0));
                if (s.blocks().size() > 1) {
                    line(depth, "} else {");
                    block(depth + 1, s.blocks().get(1));
                }
                line(depth, "}");
            }
            case FOR_UP -> loop(depth, s, "int %1$s = %2$s; %1$s < %3$s; %1$s++");
            case FOR_BY_TWO -> loop(depth, s, "int %1$s = %2$s; %1$s < %3$s; %1$s += 2");
            case FOR_DOWN -> loop(depth, s, "int %1$s = %3$s - 1; %1$s >= %2$s; %1$s--");
            case WHILE -> {
                line(depth, "int " + name + " = 0;");
                line(
                        depth,
                        label(name) + "while (" + name + " < "
                                + operand(s.exprs().get(0)) + " && "
                                + operand(s.exprs().get(1)) + ") {");
                line(depth + 1, name + "++;");
                block(depth + 1, s.blocks().get(0));
                line(depth, "}");
            }
            case DO_WHILE -> {
                line(depth, "int " + name + " = 0;");
                line(depth, label(name) + "do {");
                line(depth + 1, name + "++;");
                block(depth + 1, s.blocks().get(0));
                line(
                        depth,
                        "} while (" + name + " < " + operand(s.exprs().get(0)) + " && "
                                + operand(s.exprs().get(1)) + ");");
            }
            case SWITCH -> {
                line(depth, "switch (" + text(s, 0) + ") {");
                for (int k = 0; k < s.blocks().size(); k++) {
                    line(depth + 1, (k == s.blocks().size() - 1 ? "default" : "case " + k) + " -> {");
                    block(depth + 2, s.blocks().get(k));
                    line(depth + 1, "}");
                }
                line(depth, "}");
            }
            case BREAK -> line(depth, "break L" + name + ";");
            case CONTINUE -> line(depth, "continue L" + name + ";");
            case RETURN -> line(depth, s.exprs().isEmpty() ? "return;" : "return " + text(s, 0) + ";");
            case NEW_ARRAY ->
                line(depth, s.type().java + "[] " + name + " = new " + s.type().java + "[" + text(s, 0) + "];");
            case NEW_MATRIX ->
                line(depth, "double[][] " + name + " = new double[" + Program.ROWS + "][" + Program.LENGTH + "];");
            case CHOSEN_ARRAY ->
                line(
                        depth,
                        "double[] " + name + " = " + operand(s.exprs().get(0)) + " ? " + text(s, 1) + " : " + text(s, 2)
                                + ";");
            case NEW_HOLDER -> line(depth, "Holder " + name + " = new Holder(" + text(s, 0) + ");");
            case CHOSEN_HOLDER ->
                line(
                        depth,
                        "Holder " + name + " = " + operand(s.exprs().get(0)) + " ? " + text(s, 1) + " : " + text(s, 2)
                                + ";");
            case HOLD -> line(depth, name + ".w = " + text(s, 0) + ";");
            case NEW_RECORDS -> line(depth, "Pair[] " + name + " = {" + pairs(s.exprs()) + "};");
            case STORE_RECORD ->
                line(depth, name + "[" + text(s, 0) + "] = " + pairs(s.exprs().subList(1, 3)) + ";");
            case TRY, TRY_DIVISION -> attempt(depth, s);
            case NEW_RECORD -> line(depth, "Pair " + name + " = new Pair(" + text(s, 0) + ", " + text(s, 1) + ");");
            case NEW_OBJECT -> line(depth, "Sum " + name + " = new Sum(" + text(s, 0) + ");");
            case ADD_TO_OBJECT -> line(depth, name + ".add(" + text(s, 0) + ");");
            case LAMBDA ->
                line(
                        depth,
                        "java.util.function.DoubleUnaryOperator " + name + " = " + name + "_t -> " + text(s, 0) + ";");
            case CALL -> line(depth, text(s, 0) + ";");
        }
    }

    private static String pairs(List<Expr> numbers) {
        StringBuilder out = new StringBuilder();
        for (int k = 0; k < numbers.size(); k += 2) {
            out.append(k == 0 ? "" : ", ")
                    .append("new Pair(")
                    .append(text(numbers.get(k)))
                    .append(", ");
            out.append(text(numbers.get(k + 1))).append(")");
        }
        return out.toString();
    }

    private void attempt(int depth, Stmt s) {
        boolean division = s.kind() == Stmt.Kind.TRY_DIVISION;
        line(depth, "try {");
        block(depth + 1, s.blocks().get(0));
        line(
                depth + 1,
                division
                        ? "int " + s.name() + "_q = 7 / " + operand(s.exprs().get(0)) + ";"
                        : "if (" + text(s, 0) + ") {");
        if (!division) {
            line(depth + 2, "throw new IllegalStateException();");
            line(depth + 1, "}");
        }
        block(depth + 1, s.blocks().get(1));
        line(depth, "} catch (" + (division ? "ArithmeticException " : "IllegalStateException ") + s.name() + "_e) {");
        block(depth + 1, s.blocks().get(2));
        line(depth, "}");
    }

    private static String label(String counter) {
        return "L" + counter + ": ";
    }

    private void loop(int depth, Stmt s, String header) {
        String head = String.format(
                header, s.name(), operand(s.exprs().get(0)), operand(s.exprs().get(1)));
        line(depth, label(s.name()) + "for (" + head + ") {");
        block(depth + 1, s.blocks().get(0));
        line(depth, "}");
    }

    private static String text(Stmt s, int k) {
        return text(s.exprs().get(k));
    }

    /** As an operand: in parentheses unless it needs none anywhere. */
    private static String operand(Expr e) {
        return switch (e.kind()) {
            case BINARY, COMPARE, LOGIC, NEGATE, CAST, CHOICE, HASH -> "(" + text(e) + ")";
            case MATH -> e.type() == Type.INT ? "(" + text(e) + ")" : text(e);
            case CONSTANT -> e.name().startsWith("-") ? "(" + e.name() + ")" : e.name();
            default -> text(e);
        };
    }

    static String text(Expr e) {
        List<Expr> args = e.args();
        String name = e.name();
        return switch (e.kind()) {
            case CONSTANT, VARIABLE, ARRAY -> name;
            case MEMBER -> args.isEmpty() ? name : name.replaceFirst("[.]", "[" + text(args.get(0)) + "].");
            case HASH -> "(int) (" + operand(args.get(0)) + " * " + name + "L >>> 7 & 3)";
            case ELEMENT -> name + "[" + text(args.get(0)) + "]";
            case CELL -> name + "[" + text(args.get(0)) + "][" + text(args.get(1)) + "]";
            case LENGTH -> name + ".length";
            case BINARY, COMPARE -> operand(args.get(0)) + " " + name + " " + operand(args.get(1));
            case LOGIC ->
                args.size() == 1
                        ? "!" + operand(args.get(0))
                        : operand(args.get(0)) + " " + name + " " + operand(args.get(1));
            case NEGATE -> "-" + operand(args.get(0));
            case CAST -> "(" + e.type().java + ") " + operand(args.get(0));
            case CHOICE -> operand(args.get(0)) + " ? " + operand(args.get(1)) + " : " + operand(args.get(2));
            case MATH -> (e.type() == Type.INT ? "(int) " : "") + called(e); // Math.round gives a long
            case CALL -> called(e);
            case APPLY -> name + ".applyAsDouble(" + text(args.get(0)) + ")";
        };
    }

    private static String called(Expr e) {
        return e.name() + "(" + e.args().stream().map(Printer::text).collect(Collectors.joining(", ")) + ")";
    }
}
