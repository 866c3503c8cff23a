package dev.adagent.fuzzing.autodiff;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs a program in numbers of about 32 digits, a float being one too. It knows nothing of derivatives: those come from differences of
 * runs at neighbouring arguments, which must go the same way through the program.
 *
 * <p>A run can be made with <em>noise</em>: each operand and result is off by a random part of the rounding error that the
 * program has there. How much that moves a difference says how exactly the derivative can be computed in the program's own numbers
 * (stochastic arithmetic: J. Vignes, 1974).
 */
final class Evaluation {
    /** The arguments cannot be used to check the program. */
    static final class Unusable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unusable(String why) {
            super(why, null, false, false);
        }
    }

    private static final double LARGEST = 1e7;
    private static final int STEPS = 40_000;

    /** What a statement does to the flow of control: leaves a loop, goes on in one, or returns. */
    private record Jump(Stmt.Kind kind, String counter) {}

    private record Lambda(String parameter, Expr body) {}

    private final Program program;
    private final Noise noise;
    private final Decisions decisions;
    private final Functions functions;
    private Map<String, Object> frame = new HashMap<>();
    private DoubleDouble returned;
    private int steps;

    /** @param noise null for none, which is not noted either */
    Evaluation(Program program, Noise noise, Decisions decisions) {
        this.program = program;
        this.noise = noise;
        this.decisions = decisions;
        functions = new Functions(noise, decisions);
    }

    /** Runs {@code f}; gives its result, then the contents of all arrays as {@link Arguments#numbers} orders them. */
    List<DoubleDouble> run(Arguments at, Arguments direction, double h) {
        return run(at, direction, h, direction, 0);
    }

    /** As {@link #run(Arguments, Arguments, double)}, moved in two directions. */
    List<DoubleDouble> run(Arguments at, Arguments direction, double h, Arguments other, double k) {
        for (Method.Parameter p : Program.PARAMETERS) {
            Object v = at.get(p.name());
            frame.put(
                    p.name(),
                    v instanceof Integer ? v : Arguments.moved(v, direction.get(p.name()), h, other.get(p.name()), k));
        }
        if (program.has(Program.Trait.ALIAS)) {
            frame.put("y", frame.get("x"));
        }
        Map<String, Object> arguments = new HashMap<>(frame);
        block(program.entry().body());
        List<DoubleDouble> out = new ArrayList<>(List.of(returned));
        for (Method.Parameter p : Program.PARAMETERS) {
            boolean again = p.name().equals("y") && program.has(Program.Trait.ALIAS);
            if (p.dimensions() == 1 && !again) {
                out.addAll(List.of((DoubleDouble[]) arguments.get(p.name())));
            } else if (p.dimensions() == 2) {
                for (DoubleDouble[] row : (DoubleDouble[][]) arguments.get(p.name())) {
                    out.addAll(List.of(row));
                }
            }
        }
        return out;
    }

    private Jump block(List<Stmt> statements) {
        for (Stmt s : statements) {
            Jump j = statement(s);
            if (j != null) {
                return j;
            }
        }
        return null;
    }

    private Jump statement(Stmt s) {
        Expr first = s.exprs().isEmpty() ? null : s.exprs().get(0);
        switch (s.kind()) {
            case DECLARE, FINAL -> frame.put(s.name(), real(first));
            case ASSIGN -> assign(s);
            case IF -> {
                if (condition(first)) {
                    return block(s.blocks().get(0));
                }
                return s.blocks().size() > 1 ? block(s.blocks().get(1)) : null;
            }
            case FOR_UP, FOR_BY_TWO, FOR_DOWN, WHILE, DO_WHILE -> {
                return loop(s);
            }
            case SWITCH -> {
                int k = integer(first);
                int last = s.blocks().size() - 1;
                return block(s.blocks().get(k >= 0 && k < last ? k : last));
            }
            case BREAK, CONTINUE -> {
                return new Jump(s.kind(), s.name());
            }
            case RETURN -> {
                returned = first == null ? DoubleDouble.ZERO : real(first);
                return new Jump(s.kind(), "");
            }
            case NEW_ARRAY -> {
                DoubleDouble[] a = new DoubleDouble[integer(first)];
                java.util.Arrays.fill(a, DoubleDouble.ZERO);
                frame.put(s.name(), a);
            }
            case NEW_MATRIX -> {
                DoubleDouble[][] a = new DoubleDouble[Program.ROWS][Program.LENGTH];
                for (DoubleDouble[] row : a) {
                    java.util.Arrays.fill(row, DoubleDouble.ZERO);
                }
                frame.put(s.name(), a);
            }
            case CHOSEN_ARRAY ->
                frame.put(
                        s.name(), array(s.exprs().get(condition(first) ? 1 : 2).name()));
            case NEW_HOLDER -> frame.put(s.name(), new Object[] {array(first.name())});
            case CHOSEN_HOLDER ->
                frame.put(
                        s.name(),
                        frame.get(s.exprs().get(condition(first) ? 1 : 2).name()));
            case HOLD -> ((Object[]) frame.get(s.name()))[0] = array(first.name());
            case NEW_RECORDS -> {
                DoubleDouble[][] a = new DoubleDouble[s.exprs().size() / 2][];
                for (int k = 0; k < a.length; k++) {
                    a[k] = new DoubleDouble[] {
                        real(s.exprs().get(2 * k)), real(s.exprs().get(2 * k + 1))
                    };
                }
                frame.put(s.name(), a);
            }
            case STORE_RECORD -> {
                int k = integer(first);
                ((DoubleDouble[][]) frame.get(s.name()))[k] = new DoubleDouble[] {
                    real(s.exprs().get(1)), real(s.exprs().get(2))
                };
            }
            case TRY, TRY_DIVISION -> {
                Jump j = block(s.blocks().get(0));
                if (j != null) {
                    return j;
                }
                boolean thrown = s.kind() == Stmt.Kind.TRY ? condition(first) : integer(first) == 0;
                return block(s.blocks().get(thrown ? 2 : 1));
            }
            case NEW_RECORD ->
                frame.put(
                        s.name(),
                        new DoubleDouble[] {real(first), real(s.exprs().get(1))});
            case NEW_OBJECT -> frame.put(s.name(), new DoubleDouble[] {real(first)});
            case ADD_TO_OBJECT -> {
                DoubleDouble v = real(first);
                DoubleDouble[] o = (DoubleDouble[]) frame.get(s.name());
                o[0] = result(o[0].plus(v), Type.DOUBLE);
            }
            case LAMBDA -> frame.put(s.name(), new Lambda(s.name() + "_t", first));
            case CALL -> call(first);
        }
        return null;
    }

    private Jump loop(Stmt s) {
        Expr a = s.exprs().get(0);
        Expr b = s.exprs().get(1);
        boolean down = s.kind() == Stmt.Kind.FOR_DOWN;
        boolean counted = s.kind() != Stmt.Kind.WHILE && s.kind() != Stmt.Kind.DO_WHILE;
        int i = down ? integer(b) - 1 : counted ? integer(a) : 0;
        boolean first = s.kind() == Stmt.Kind.DO_WHILE;
        while (true) {
            frame.put(s.name(), i);
            boolean more =
                    first || (counted ? (down ? i >= integer(a) : i < integer(b)) : i < integer(a) && condition(b));
            first = false;
            if (!more) {
                return null;
            }
            if (!counted) {
                frame.put(s.name(), ++i);
            }
            Jump j = block(s.blocks().get(0));
            if (j != null && (j.kind() == Stmt.Kind.RETURN || !j.counter().equals(s.name()))) {
                return j;
            }
            if (j != null && j.kind() == Stmt.Kind.BREAK) {
                return null;
            }
            i += !counted ? 0 : s.kind() == Stmt.Kind.FOR_BY_TWO ? 2 : down ? -1 : 1;
        }
    }

    private void assign(Stmt s) {
        Expr target = s.exprs().get(0);
        DoubleDouble[] array = null;
        int index = 0;
        if (target.kind() == Expr.Kind.CELL) {
            array = ((DoubleDouble[][]) array(target.name()))
                    [integer(target.args().get(0))];
            index = integer(target.args().get(1));
        } else if (target.kind() == Expr.Kind.ELEMENT) {
            array = (DoubleDouble[]) array(target.name());
            index = integer(target.args().get(0));
        }
        DoubleDouble v;
        if (s.name().equals("=")) {
            v = real(s.exprs().get(1));
        } else {
            // the old value is read before the right-hand side runs (JLS §15.26.2)
            DoubleDouble old =
                    operand(array == null ? (DoubleDouble) frame.get(target.name()) : array[index], target.type());
            v = result(
                    functions.binary(
                            s.name().substring(0, 1), old, real(s.exprs().get(1)), target.type()),
                    target.type());
        }
        if (array == null) {
            frame.put(target.name(), v);
        } else {
            array[index] = v;
        }
    }

    /** An array by the name that it has in the program: of a variable, of a static field, or of the field of an object. */
    private Object[] array(String name) {
        Object[] table = Tables.get(name);
        if (table != null) {
            return table;
        }
        int dot = name.indexOf('.');
        return (Object[]) (dot < 0 ? frame.get(name) : ((Object[]) frame.get(name.substring(0, dot)))[0]);
    }

    private DoubleDouble operand(DoubleDouble v, Type t) {
        return noise == null ? v : noise.on(v, t, 1);
    }

    private DoubleDouble result(DoubleDouble v, Type t) {
        return result(v, t, 1);
    }

    private DoubleDouble result(DoubleDouble v, Type t, double roundings) {
        if (!v.isFinite() || Math.abs(v.hi()) > LARGEST) {
            throw new Unusable("too large");
        }
        return noise == null ? v : noise.on(v, t, roundings);
    }

    private void step() {
        if (++steps > STEPS) {
            throw new Unusable("too long");
        }
    }

    DoubleDouble real(Expr e) {
        step();
        List<Expr> args = e.args();
        return switch (e.kind()) {
            case CONSTANT ->
                DoubleDouble.of(e.type() == Type.FLOAT ? Float.parseFloat(e.name()) : Double.parseDouble(e.name()));
            case VARIABLE -> operand((DoubleDouble) frame.get(e.name()), e.type());
            case ELEMENT -> operand(((DoubleDouble[]) array(e.name()))[integer(args.get(0))], e.type());
            case CELL -> {
                DoubleDouble[] row = ((DoubleDouble[][]) array(e.name()))[integer(args.get(0))];
                yield operand(row[integer(args.get(1))], e.type());
            }
            case BINARY -> {
                DoubleDouble a = real(args.get(0));
                yield result(functions.binary(e.name(), a, real(args.get(1)), e.type()), e.type());
            }
            case NEGATE -> real(args.get(0)).negated();
            case CAST ->
                args.get(0).type() == Type.INT
                        ? DoubleDouble.of(integer(args.get(0)))
                        : result(real(args.get(0)), e.type());
            case CHOICE -> condition(args.get(0)) ? real(args.get(1)) : real(args.get(2));
            case MATH -> math(e);
            case CALL -> call(e);
            case MEMBER -> member(e);
            case APPLY -> {
                Lambda l = (Lambda) frame.get(e.name());
                DoubleDouble argument = real(args.get(0));
                Object outer = frame.put(l.parameter(), argument);
                DoubleDouble out = real(l.body());
                frame.put(l.parameter(), outer);
                yield out;
            }
            default -> throw new IllegalArgumentException(e.kind() + " is no number");
        };
    }

    private DoubleDouble math(Expr e) {
        DoubleDouble[] a = new DoubleDouble[e.args().size()];
        for (int k = 0; k < a.length; k++) {
            Expr x = e.args().get(k);
            a[k] = x.type() == Type.INT ? DoubleDouble.of(integer(x)) : real(x);
        }
        return result(functions.apply(method(e), e.type(), a), e.type(), Functions.roundings(method(e)));
    }

    /** The name without the class. */
    private static String method(Expr e) {
        return e.name().substring(e.name().indexOf('.') + 1);
    }

    private DoubleDouble member(Expr e) {
        int dot = e.name().indexOf('.');
        Object of = frame.get(e.name().substring(0, dot));
        DoubleDouble[] o = e.args().isEmpty()
                ? (DoubleDouble[]) of
                : ((DoubleDouble[][]) of)[integer(e.args().get(0))];
        return switch (e.name().substring(dot + 1)) {
            case "u()", "s" -> operand(o[0], Type.DOUBLE);
            case "v()" -> operand(o[1], Type.DOUBLE);
            default -> result(operand(o[0], Type.DOUBLE).times(operand(o[1], Type.DOUBLE)), Type.DOUBLE);
        };
    }

    private DoubleDouble call(Expr e) {
        Method m = program.method(e.name());
        Map<String, Object> inner = new HashMap<>();
        for (int k = 0; k < e.args().size(); k++) {
            Expr a = e.args().get(k);
            Object v = a.kind() == Expr.Kind.ARRAY
                    ? array(a.name())
                    : a.type() == Type.INT ? (Object) integer(a) : real(a);
            inner.put(m.parameters().get(k).name(), v);
        }
        Map<String, Object> outer = frame;
        frame = inner;
        block(m.body());
        frame = outer;
        return returned;
    }

    private int integer(Expr e) {
        step();
        List<Expr> args = e.args();
        return switch (e.kind()) {
            case CONSTANT -> Integer.parseInt(e.name());
            case VARIABLE -> (Integer) frame.get(e.name());
            case LENGTH -> array(e.name()).length;
            case HASH -> (int) (integer(args.get(0)) * Long.parseLong(e.name()) >>> 7 & 3);
            case CAST -> decisions.whole(real(args.get(0)), Math::floor, true);
            case MATH -> functions.integer(method(e), real(args.get(0)));
            case BINARY -> {
                int a = integer(args.get(0));
                int b = integer(args.get(1));
                yield switch (e.name()) {
                    case "+" -> a + b;
                    case "-" -> a - b;
                    case "*" -> a * b;
                    case "%" -> a % b;
                    default -> a & b;
                };
            }
            default -> throw new IllegalArgumentException(e.kind() + " is no integer");
        };
    }

    private boolean condition(Expr e) {
        step();
        List<Expr> args = e.args();
        if (e.kind() == Expr.Kind.LOGIC) {
            return switch (e.name()) {
                case "!" -> !condition(args.get(0));
                case "&&" -> condition(args.get(0)) && condition(args.get(1));
                default -> condition(args.get(0)) || condition(args.get(1));
            };
        }
        int c;
        if (args.get(0).type() == Type.INT) {
            int a = integer(args.get(0));
            c = Integer.compare(a, integer(args.get(1)));
        } else {
            DoubleDouble a = real(args.get(0));
            c = decisions.compare(a, real(args.get(1)));
        }
        return switch (e.name()) {
            case "<" -> c < 0;
            case "<=" -> c <= 0;
            case ">" -> c > 0;
            case ">=" -> c >= 0;
            case "==" -> c == 0;
            default -> c != 0;
        };
    }
}
