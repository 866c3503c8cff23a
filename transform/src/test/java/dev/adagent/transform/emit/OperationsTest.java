package dev.adagent.transform.emit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Interpreter;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every operation on every pair of edge values: emitted code and interpreter give the same bits or the same exception. */
class OperationsTest {
    private static final Map<Type, Object[]> EDGES = Map.of(
            Type.I32, new Object[] {0, 1, -1, 2, 7, 31, 32, 33, -33, 255, 65536, Integer.MAX_VALUE, Integer.MIN_VALUE},
            Type.I64, new Object[] {0L, 1L, -1L, 3L, 63L, 64L, 1L << 40, -(1L << 33), Long.MAX_VALUE, Long.MIN_VALUE},
            Type.F32,
                    new Object[] {
                        0f,
                        -0f,
                        1f,
                        -1.5f,
                        1e-45f,
                        Float.MIN_NORMAL,
                        3e9f,
                        -1e30f,
                        Float.MAX_VALUE,
                        Float.POSITIVE_INFINITY,
                        Float.NEGATIVE_INFINITY,
                        Float.NaN
                    },
            Type.F64,
                    new Object[] {
                        0.0,
                        -0.0,
                        1.0,
                        -1.5,
                        4.9e-324,
                        Double.MIN_NORMAL,
                        2147483648.5,
                        -1e19,
                        1e300,
                        Double.POSITIVE_INFINITY,
                        Double.NEGATIVE_INFINITY,
                        Double.NaN
                    });
    private static final List<Type> NUMBERS = List.of(Type.I32, Type.I64, Type.F32, Type.F64);

    private interface Body {
        int emit(Function f, Block b, int x, int y);
    }

    private int compared;

    private void compare(String what, Type result, Type left, Type right, Body body) throws Throwable {
        Function f = new Function(what, result);
        Block b = f.newBlock();
        int x = f.addParam(b, left);
        int y = f.addParam(b, right);
        b.setTerm(Term.ret(Loc.NONE, body.emit(f, b, x, y)));
        Module m = new Module();
        m.add(f);
        MethodHandle emitted = Emitted.handle(m);
        Interpreter oracle = new Interpreter(m);
        for (Object p : EDGES.get(left)) {
            for (Object q : EDGES.get(right)) {
                assertThat(outcome(() -> emitted.invokeWithArguments(p, q)))
                        .as("%s(%s, %s)", what, p, q)
                        .isEqualTo(outcome(() -> oracle.run(p, q)));
                compared++;
            }
        }
    }

    private interface Call {
        Object run() throws Throwable;
    }

    static Object outcome(Call call) {
        try {
            return call.run();
        } catch (Interpreter.Fault e) {
            throw e;
        } catch (Throwable t) {
            return t.getClass() + ": " + (t instanceof NullPointerException ? "" : t.getMessage());
        }
    }

    @Test
    void arithmetic() throws Throwable {
        for (Type t : NUMBERS) {
            for (Op op : List.of(Op.ADD, Op.SUB, Op.MUL, Op.DIV, Op.REM)) {
                compare(op + " " + t, t, t, t, (f, b, x, y) -> {
                    if (t.isInteger() && (op == Op.DIV || op == Op.REM)) {
                        f.append(b, Op.CHECK_ZERO, Type.VOID, null, Loc.NONE, y);
                    }
                    return f.append(b, op, t, null, Loc.NONE, x, y);
                });
            }
            compare("neg " + t, t, t, t, (f, b, x, y) -> f.append(b, Op.NEG, t, null, Loc.NONE, x));
        }
        assertThat(compared).isGreaterThan(2000);
    }

    @Test
    void bitsAndShifts() throws Throwable {
        for (Type t : List.of(Type.I32, Type.I64)) {
            for (Op op : List.of(Op.AND, Op.OR, Op.XOR)) {
                compare(op + " " + t, t, t, t, (f, b, x, y) -> f.append(b, op, t, null, Loc.NONE, x, y));
            }
            for (Op op : List.of(Op.SHL, Op.SHR, Op.USHR)) {
                compare(op + " " + t, t, t, Type.I32, (f, b, x, y) -> f.append(b, op, t, null, Loc.NONE, x, y));
            }
        }
    }

    @Test
    void comparisonsInEveryPosition() throws Throwable {
        for (Type t : NUMBERS) {
            for (Cond c : Cond.values()) {
                if (!t.isFloating() && c.ordinal() > Cond.GE.ordinal()) {
                    continue;
                }
                compare(
                        "value " + c + t,
                        Type.I32,
                        t,
                        t,
                        (f, b, x, y) -> f.append(b, Op.CMP, Type.I32, c, Loc.NONE, x, y));
                compare("select " + c + t, t, t, t, (f, b, x, y) -> {
                    int cmp = f.append(b, Op.CMP, Type.I32, c, Loc.NONE, x, y);
                    return f.append(b, Op.SELECT, t, null, Loc.NONE, cmp, x, y);
                });
            }
            for (int unordered : t.isFloating() ? new int[] {-1, 1} : new int[] {0}) {
                compare(
                        "cmp3 " + unordered + t,
                        Type.I32,
                        t,
                        t,
                        (f, b, x, y) -> f.append(b, Op.CMP3, Type.I32, unordered, Loc.NONE, x, y));
            }
        }
    }

    @Test
    void branchesBothWaysRound() throws Throwable {
        for (Type t : NUMBERS) {
            for (Cond c : Cond.values()) {
                if (!t.isFloating() && c.ordinal() > Cond.GE.ordinal()) {
                    continue;
                }
                for (boolean swapped : new boolean[] {false, true}) {
                    Function f = new Function("br " + c + t, Type.I32);
                    Block b = f.newBlock();
                    Block yes = f.newBlock();
                    Block no = f.newBlock();
                    int x = f.addParam(b, t);
                    int y = f.addParam(b, t);
                    int cmp = f.append(b, Op.CMP, Type.I32, c, Loc.NONE, x, y);
                    b.setTerm(Term.br(
                            cmp, Edge.to((swapped ? no : yes).id()), Edge.to((swapped ? yes : no).id()), Loc.NONE));
                    yes.setTerm(Term.ret(Loc.NONE, f.constant(yes, 1, Loc.NONE)));
                    no.setTerm(Term.ret(Loc.NONE, f.constant(no, 0, Loc.NONE)));
                    Module m = new Module();
                    m.add(f);
                    MethodHandle emitted = Emitted.handle(m);
                    for (Object p : EDGES.get(t)) {
                        for (Object q : EDGES.get(t)) {
                            assertThat(emitted.invokeWithArguments(p, q))
                                    .as("%s %s %s %s", f.name(), swapped, p, q)
                                    .isEqualTo(new Interpreter(m).run(p, q));
                        }
                    }
                }
            }
        }
    }

    @Test
    void conversions() throws Throwable {
        for (Type from : NUMBERS) {
            for (Type to : NUMBERS) {
                compare(
                        "conv " + from + to,
                        to,
                        from,
                        from,
                        (f, b, x, y) -> f.append(b, Op.CONV, to, null, Loc.NONE, x));
            }
        }
        for (Type n : List.of(Type.BOOL, Type.I8, Type.I16, Type.U16)) {
            compare(
                    "narrow " + n,
                    Type.I32,
                    Type.I32,
                    Type.I32,
                    (f, b, x, y) -> f.append(b, Op.NARROW, Type.I32, n, Loc.NONE, x));
        }
        Map<Type, Type> bits = Map.of(Type.I32, Type.F32, Type.F32, Type.I32, Type.I64, Type.F64, Type.F64, Type.I64);
        for (Map.Entry<Type, Type> e : bits.entrySet()) {
            compare(
                    "bits " + e,
                    e.getValue(),
                    e.getKey(),
                    e.getKey(),
                    (f, b, x, y) -> f.append(b, Op.BITCAST, e.getValue(), null, Loc.NONE, x));
        }
    }

    @Test
    void constants() throws Throwable {
        List<Object> all = new ArrayList<>(List.of(-2, 6, 127, 128, -129, 40000, 2L, 2f, 0.5));
        EDGES.values().forEach(v -> all.addAll(List.of(v)));
        for (Object value : all) {
            Type t = value instanceof Integer
                    ? Type.I32
                    : value instanceof Long ? Type.I64 : value instanceof Float ? Type.F32 : Type.F64;
            compare("const " + value, t, Type.I32, Type.I32, (f, b, x, y) -> f.constant(b, value, Loc.NONE));
        }
    }

    @Test
    void mathByName() throws Throwable {
        List<String> one = List.of(
                "sqrt", "abs", "floor", "ceil", "rint", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh",
                "tanh", "exp", "expm1", "log", "log1p", "log10", "cbrt");
        for (String prefix : List.of("", "strict.")) {
            for (Type t : List.of(Type.F64, Type.F32)) {
                for (String name : one) {
                    compare(
                            prefix + name + t,
                            t,
                            t,
                            t,
                            (f, b, x, y) -> f.append(b, Op.INTRINSIC, t, prefix + name, Loc.NONE, x));
                }
                for (String name : List.of("min", "max", "copySign", "atan2", "pow", "hypot")) {
                    compare(
                            prefix + name + t,
                            t,
                            t,
                            t,
                            (f, b, x, y) -> f.append(b, Op.INTRINSIC, t, prefix + name, Loc.NONE, x, y));
                }
                compare(
                        prefix + "fma" + t,
                        t,
                        t,
                        t,
                        (f, b, x, y) -> f.append(b, Op.INTRINSIC, t, prefix + "fma", Loc.NONE, x, y, x));
            }
        }
        for (Type t : List.of(Type.I32, Type.I64)) {
            compare("abs" + t, t, t, t, (f, b, x, y) -> f.append(b, Op.INTRINSIC, t, "abs", Loc.NONE, x));
            for (String name : List.of("min", "max")) {
                compare(name + t, t, t, t, (f, b, x, y) -> f.append(b, Op.INTRINSIC, t, name, Loc.NONE, x, y));
            }
            for (String name : List.of("bitCount", "numberOfLeadingZeros", "numberOfTrailingZeros")) {
                compare(
                        name + t,
                        Type.I32,
                        t,
                        t,
                        (f, b, x, y) -> f.append(b, Op.INTRINSIC, Type.I32, name, Loc.NONE, x));
            }
        }
        compare(
                "multiplyHigh",
                Type.I64,
                Type.I64,
                Type.I64,
                (f, b, x, y) -> f.append(b, Op.INTRINSIC, Type.I64, "multiplyHigh", Loc.NONE, x, y));
    }

    @Test
    void arraysOfEveryElement() throws Throwable {
        for (Type e : List.of(Type.BOOL, Type.I8, Type.U16, Type.I16, Type.I32, Type.I64, Type.F32, Type.F64)) {
            Type v = e.asValue();
            compare("array " + e, v, Type.I32, v, (f, b, x, y) -> {
                int one = f.constant(b, 1, Loc.NONE);
                f.append(b, Op.CHECK_SIZE, Type.VOID, null, Loc.NONE, x);
                int length = f.append(b, Op.AND, Type.I32, null, Loc.NONE, x, f.constant(b, 255, Loc.NONE));
                int array = f.append(b, Op.NEWARRAY, Type.array(e), null, Loc.NONE, length);
                f.append(b, Op.CHECK_BOUNDS, Type.VOID, null, Loc.NONE, array, one);
                f.append(b, Op.ASTORE, Type.VOID, null, Loc.NONE, array, one, y);
                return f.append(b, Op.ALOAD, v, null, Loc.NONE, array, one);
            });
        }
    }
}
