package dev.adagent.transform.ir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.adagent.transform.ir.Interpreter.Fault;
import dev.adagent.transform.ir.Interpreter.GridException;
import java.util.List;
import org.junit.jupiter.api.Test;

class InterpreterTest {
    /** A function of those parameters whose first block is {@code body}; lines are parted by a bar. */
    private static Interpreter of(String params, String result, String body) {
        return new Interpreter(module(params, result, body));
    }

    private static Module module(String params, String result, String body) {
        Module m = IrParser.parseModule("func @f (" + params + ") -> " + result + " {\nb0(" + params + "):\n"
                + body.replace(" | ", "\n") + "\n}\n");
        Verifier.verify(m);
        return m;
    }

    private static Object eval(String params, String result, String expression, Object... args) {
        return of(params, result, "%9: " + result + " = " + expression + " | ret %9")
                .run(args);
    }

    private static Object ii(String op, int a, int b) {
        return eval("%0: i32, %1: i32", "i32", op + " %0, %1", a, b);
    }

    @Test
    void integersWrapAndShiftAsInJava() {
        assertThat(ii("add", Integer.MAX_VALUE, 1)).isEqualTo(Integer.MIN_VALUE);
        assertThat(ii("mul", 1 << 30, 4)).isEqualTo(0);
        assertThat(ii("div", Integer.MIN_VALUE, -1)).isEqualTo(Integer.MIN_VALUE);
        assertThat(ii("div", -7, 2)).isEqualTo(-3);
        assertThat(ii("rem", -7, 2)).isEqualTo(-1);
        assertThat(ii("shl", 1, 33)).isEqualTo(2);
        assertThat(ii("shr", -8, 1)).isEqualTo(-4);
        assertThat(ii("ushr", -8, 28)).isEqualTo(15);
        assertThat(ii("sub", 3, 5)).isEqualTo(-2);
        assertThat(ii("and", 12, 10)).isEqualTo(8);
        assertThat(ii("or", 12, 10)).isEqualTo(14);
        assertThat(ii("xor", 12, 10)).isEqualTo(6);
        assertThat(eval("%0: i64, %1: i32", "i64", "shl %0, %1", 1L, 65)).isEqualTo(2L);
        assertThat(eval("%0: i64, %1: i32", "i64", "ushr %0, %1", -1L, 60)).isEqualTo(15L);
        assertThat(eval("%0: i64", "i64", "neg %0", Long.MIN_VALUE)).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void floatingPointIsRoundedOnceAndKeepsSignedZeros() {
        assertThat(eval("%0: f64, %1: f64", "f64", "add %0, %1", 0.1, 0.2)).isEqualTo(0.1 + 0.2);
        assertThat(eval("%0: f32, %1: f32", "f32", "mul %0, %1", 0.1f, 0.2f)).isEqualTo(0.1f * 0.2f);
        assertThat(eval("%0: f64", "f64", "neg %0", 0.0)).isEqualTo(-0.0);
        assertThat(eval("%0: f64, %1: f64", "f64", "rem %0, %1", -7.5, 2.0)).isEqualTo(-1.5);
        assertThat(eval("%0: f64, %1: f64", "f64", "div %0, %1", 1, 0)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(eval("%0: f64, %1: f64, %2: f64", "f64", "intrinsic fma %0, %1, %2", 0.1, 10.0, -1.0))
                .isEqualTo(Math.fma(0.1, 10.0, -1.0));
    }

    @Test
    void comparisonsWithNaN() {
        String p = "%0: f64, %1: f64";
        for (String c : List.of("eq", "lt", "le", "gt", "ge")) {
            assertThat(eval(p, "i32", "cmp " + c + " %0, %1", Double.NaN, 1))
                    .as(c)
                    .isEqualTo(0);
        }
        for (String c : List.of("ne", "ult", "ule", "ugt", "uge")) {
            assertThat(eval(p, "i32", "cmp " + c + " %0, %1", Double.NaN, 1))
                    .as(c)
                    .isEqualTo(1);
        }
        assertThat(eval(p, "i32", "cmp ult %0, %1", 2, 1)).isEqualTo(0);
        assertThat(eval(p, "i32", "cmp eq %0, %1", 0.0, -0.0)).isEqualTo(1);
        assertThat(eval(p, "i32", "cmp3 -1 %0, %1", Double.NaN, 1)).isEqualTo(-1);
        assertThat(eval(p, "i32", "cmp3 1 %0, %1", Double.NaN, 1)).isEqualTo(1);
        assertThat(eval(p, "i32", "cmp3 1 %0, %1", 1, 2)).isEqualTo(-1);
        assertThat(eval("%0: i64, %1: i64", "i32", "cmp3 0 %0, %1", Long.MAX_VALUE, Long.MIN_VALUE))
                .isEqualTo(1);
    }

    @Test
    void conversionsSaturateAndNarrow() {
        assertThat(eval("%0: f64", "i32", "conv %0", 1e20)).isEqualTo(Integer.MAX_VALUE);
        assertThat(eval("%0: f64", "i64", "conv %0", Double.NaN)).isEqualTo(0L);
        assertThat(eval("%0: f32", "i64", "conv %0", -1e30f)).isEqualTo(Long.MIN_VALUE);
        assertThat(eval("%0: i64", "i32", "conv %0", 0x1_0000_0005L)).isEqualTo(5);
        assertThat(eval("%0: i64", "f32", "conv %0", Long.MAX_VALUE)).isEqualTo((float) Long.MAX_VALUE);
        assertThat(eval("%0: i32", "i32", "narrow i8 %0", 200)).isEqualTo(-56);
        assertThat(eval("%0: i32", "i32", "narrow u16 %0", -1)).isEqualTo(65535);
        assertThat(eval("%0: i32", "i32", "narrow i16 %0", 40000)).isEqualTo((int) (short) 40000);
        assertThat(eval("%0: i32", "i32", "narrow bool %0", 3)).isEqualTo(1);
        assertThat(eval("%0: f64", "i64", "bitcast %0", 1.0)).isEqualTo(Double.doubleToRawLongBits(1.0));
        assertThat(eval("%0: i32", "f32", "bitcast %0", 0x3f800000)).isEqualTo(1f);
    }

    @Test
    void arraysOfEveryElementType() {
        String body = "%9: i32 = const 1 | check_bounds %0, %9 | %8: i32 = aload %0, %9 | astore %0, %9, %1 | ret %8";
        byte[] b = {1, -2};
        assertThat(of("%0: [i8, %1: i32", "i32", body).run(b, 200)).isEqualTo(-2);
        assertThat(b[1]).isEqualTo((byte) 200);
        char[] c = {1, 65535};
        assertThat(of("%0: [u16, %1: i32", "i32", body).run(c, 65536 + 7)).isEqualTo(65535);
        assertThat(c[1]).isEqualTo((char) 7);
        boolean[] z = {false, true};
        assertThat(of("%0: [bool, %1: i32", "i32", body).run(z, 2)).isEqualTo(1);
        assertThat(z[1]).isFalse();
        short[] s = {0, -5};
        assertThat(of("%0: [i16, %1: i32", "i32", body).run(s, 65537)).isEqualTo(-5);
        assertThat(s[1]).isEqualTo((short) 1);

        Object made = of("%0: i32", "[[f64", "%1: [[f64 = newarray %0 | ret %1").run(3);
        assertThat(made).isInstanceOf(double[][].class);
        assertThat((double[][]) made).hasNumberOfRows(3);
    }

    @Test
    void failedChecksAreJavaExceptionsWithTheJavaStack() {
        Interpreter i = of(
                "%0: [f64, %1: i32",
                "f64", "check_bounds %0, %1 !t/G.g(G.java:3) <- t/F.f(F.java:9) | %2: f64 = aload %0, %1 | ret %2");
        Throwable t = catchThrowable(() -> i.run(new double[2], 2));
        assertThat(t)
                .isInstanceOf(ArrayIndexOutOfBoundsException.class)
                .hasMessage("Index 2 out of bounds for length 2");
        assertThat(t.getStackTrace())
                .containsExactly(
                        new StackTraceElement("t.G", "g", "G.java", 3), new StackTraceElement("t.F", "f", "F.java", 9));
        assertThatThrownBy(() -> i.run(null, 0)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> of("%0: i64", "void", "check_zero %0 | ret").run(0L))
                .isInstanceOf(ArithmeticException.class)
                .hasMessage("/ by zero");
        assertThatThrownBy(() -> of("%0: i32", "void", "check_size %0 | ret").run(-4))
                .isInstanceOf(NegativeArraySizeException.class)
                .hasMessage("-4");
        assertThatThrownBy(() -> of("%0: La;", "void", "check_null %0 | ret").run((Object) null))
                .isInstanceOf(NullPointerException.class);
        Interpreter cast = of("%0: Lo;", "Ljava/lang/String;", "%1: Ljava/lang/String; = check_cast %0 | ret %1");
        assertThat(cast.run("a")).isEqualTo("a");
        assertThat(cast.run((Object) null)).isNull();
        assertThatThrownBy(() -> cast.run(1.0)).isInstanceOf(ClassCastException.class);
        assertThatThrownBy(() -> of("%0: i32", "void", "raise java/lang/IllegalArgumentException \"n = \\u0001!\" %0")
                        .run(7))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("n = 7!");
    }

    @Test
    void whatChecksShouldHavePreventedIsAFault() {
        assertThatThrownBy(() -> of("%0: [f64, %1: i32", "f64", "%2: f64 = aload %0, %1 | ret %2")
                        .run(new double[1], 1))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("aload");
        assertThatThrownBy(() -> ii("div", 1, 0)).isInstanceOf(Fault.class);
        assertThatThrownBy(() -> of("%0: i32", "void", "unreachable").run(1)).isInstanceOf(Fault.class);
        assertThatThrownBy(() ->
                        of("%0: i32", "void", "call static t/A.b()V () | ret").run(1))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("no body in the module");
        assertThatThrownBy(() -> of("%0: La;", "void", "%1: Lr; = deferred static a/B.c(La;)Lr; (%0) | ret")
                        .run("x"))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("not resolved");
    }

    @Test
    void loopsCallsAndStepLimit() {
        Module m = IrParser.parseModule("""
                func @sum (%0: [f64) -> f64 {
                b0(%0: [f64):
                  %1: i32 = const 0
                  %2: f64 = const 0.0
                  check_null %0
                  %3: i32 = alen %0
                  jump b1(%1, %2)
                b1(%4: i32, %5: f64):
                  %6: i32 = cmp lt %4, %3
                  br %6, b2(), b3()
                b2():
                  check_bounds %0, %4
                  %7: f64 = aload %0, %4
                  %8: (f64,f64) = call static t/T.square(D)D [fn "square"] (%7)
                  %9: f64 = extract 1 %8
                  %10: f64 = add %5, %9
                  %11: i32 = const 1
                  %12: i32 = add %4, %11
                  jump b1(%12, %10)
                b3():
                  ret %5
                }

                func @square (%0: f64) -> (f64,f64) {
                b0(%0: f64):
                  %1: f64 = mul %0, %0
                  %2: (f64,f64) = tuple %0, %1
                  ret %2
                }
                """);
        Verifier.verify(m);

        assertThat(new Interpreter(m).run(new double[] {1, 2, 3})).isEqualTo(14.0);
        assertThat(new Interpreter(m).call("square", 3)).isEqualTo(List.of(3.0, 9.0));
        Interpreter counted = new Interpreter(m);
        counted.run(new double[0]);
        assertThat(counted.steps()).isEqualTo(5 + 2 + 1);
        assertThatThrownBy(() -> new Interpreter(m).maxSteps(20).run(new double[] {1, 2, 3}))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("20 steps");
        assertThatThrownBy(() -> new Interpreter(m).call("square")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Interpreter(m).call("square", "x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void edgeArgumentsMoveAtOnce() {
        Interpreter i = Interpreter.of(IrParser.parseFunction("""
                func @f (%0: i32, %1: i32, %2: i32) -> i32 {
                b0(%0: i32, %1: i32, %2: i32):
                  jump b1(%0, %1, %2)
                b1(%3: i32, %4: i32, %5: i32):
                  %6: i32 = const 1
                  %7: i32 = sub %5, %6
                  br %7, b1(%4, %3, %7), b2()
                b2():
                  switch %3, 10: b3(%4), 20: b3(%5), default: b3(%3)
                b3(%8: i32):
                  ret %8
                }
                """));
        assertThat(i.run(10, 99, 1)).isEqualTo(99);
        assertThat(i.run(10, 20, 2)).isEqualTo(1);
        assertThat(i.run(10, 30, 2)).isEqualTo(30);
    }

    /** As the lift writes a call of a lambda in a try block: the pair of result and exception, while the body still throws. */
    @Test
    void aCallThatWantsTheExceptionBackGetsIt() {
        Module m = IrParser.parseModule("""
                func @f(I)I (%0: i32) -> i32 {
                b0(%0: i32):
                  %1: Ljava/util/function/IntUnaryOperator; = lambda java/util/function/IntUnaryOperator.applyAsInt(I)I (I)I static t/A.g(I)I [fn "g"] ()
                  %2: (i32,Ljava/lang/Throwable;) = call interface java/util/function/IntUnaryOperator.applyAsInt(I)I (%1, %0)
                  %3: Ljava/lang/Throwable; = extract 1 %2
                  %4: Ljava/lang/Throwable; = const null
                  %5: i32 = cmp eq %3, %4
                  br %5, b1(), b2()
                b1():
                  %6: i32 = extract 0 %2
                  ret %6
                b2():
                  %7: i32 = instanceof Ljava/lang/ArithmeticException; %3
                  ret %7
                }

                func @g (%0: i32) -> i32 {
                b0(%0: i32):
                  %1: i32 = call static t/A.h(I)I [fn "h"] (%0)
                  ret %1
                }

                func @h (%0: i32) -> i32 {
                b0(%0: i32):
                  %1: i32 = const 100
                  check_zero %0
                  %2: i32 = div %1, %0
                  ret %2
                }
                """);
        Verifier.verify(m);
        assertThat(new Interpreter(m).run(4)).isEqualTo(25);
        assertThat(new Interpreter(m).run(0)).isEqualTo(1);
    }

    @Test
    void objectsLambdasAndTheJdk() {
        assertThat(of(
                                "%0: f64",
                                "f64",
                                "%1: Lt/P; = new | putfield t/P.x:D %1, %0 | %2: f64 = getfield t/P.x:D %1"
                                        + " | %3: f64 = getfield t/P.y:D %1 | %4: f64 = sub %2, %3 | ret %4")
                        .run(5))
                .isEqualTo(5.0);
        Module m = IrParser.parseModule("""
                func @f (%0: f64) -> f64 {
                b0(%0: f64):
                  %1: f64 = const 10.0
                  %2: Lt/Fn; = lambda t/Fn.call(Ljava/lang/Object;)Ljava/lang/Object; (Ljava/lang/Double;)Ljava/lang/Double; static t/T.times(DD)D [fn "times"] (%1)
                  %3: Ljava/lang/Double; = call static java/lang/Double.valueOf(D)Ljava/lang/Double; (%0)
                  %4: Ljava/lang/Object; = call interface t/Fn.call(Ljava/lang/Object;)Ljava/lang/Object; (%2, %3)
                  %5: Ljava/lang/Double; = check_cast %4
                  %6: f64 = call virtual java/lang/Double.doubleValue()D (%5)
                  %7: f64 = call static java/lang/Math.sqrt(D)D [intrinsic sqrt @GLOBAL] (%6)
                  ret %7
                }

                func @times (%0: f64, %1: f64) -> f64 {
                b0(%0: f64, %1: f64):
                  %2: f64 = mul %0, %1
                  ret %2
                }
                """);
        Verifier.verify(m);
        assertThat(new Interpreter(m).run(2.5)).isEqualTo(5.0);

        String thrown = "%1: Ljava/lang/IllegalStateException; = new | %2: Ljava/lang/String; = const \"no\""
                + " | call special java/lang/IllegalStateException.<init>(Ljava/lang/String;)V (%1, %2) !t/A.b(A.java:4) | throw %1 !t/A.b(A.java:9)";
        Throwable t = catchThrowable(() -> of("%0: i32", "void", thrown).run(1));
        assertThat(t).isExactlyInstanceOf(IllegalStateException.class).hasMessage("no");
        assertThat(t.getStackTrace()).containsExactly(new StackTraceElement("t.A", "b", "A.java", 4));

        assertThat(of("%0: i32", "i32", "%1: i32 = getstatic java/lang/Integer.MAX_VALUE:I | ret %1")
                        .run(0))
                .isEqualTo(Integer.MAX_VALUE);
        assertThat(of("%0: i32", "i32", "%1: i32 = getstatic t/A.b:I | ret %1")
                        .withStatic(new FieldRef("t/A", "b", "I"), 3)
                        .run(0))
                .isEqualTo(3);
        assertThat(of("%0: Lo;", "i32", "%1: i32 = instanceof Ljava/lang/Number; %0 | ret %1")
                        .run(1.5))
                .isEqualTo(1);
        String exact = "%1: i32 = instanceof exactly Ljava/lang/Number; %0 | ret %1";
        assertThat(of("%0: Lo;", "i32", exact).run(1.5)).isEqualTo(0);
        assertThat(of("%0: Lo;", "i32", exact.replace("Number", "Double")).run(1.5))
                .isEqualTo(1);
        assertThat(of("%0: Lo;, %1: Lo;", "i32", "%2: i32 = cmp eq %0, %1 | ret %2")
                        .run("a", new String("a")))
                .isEqualTo(0);
    }

    @Test
    void memoryUpdates() {
        double[] x = {1, 2};
        of("%0: [f64, %1: i32, %2: f64", "void", "accum %0, %1, %2 | accum %0, %1, %2 | ret")
                .run(x, 1, 0.5);
        assertThat(x).containsExactly(1, 3);
        int[] n = {5};
        String p = "%0: [i32, %1: i32, %2: i32";
        assertThat(eval(p, "i32", "atomic add %0, %1, %2", n, 0, 3)).isEqualTo(5);
        assertThat(eval(p, "i32", "atomic max %0, %1, %2", n, 0, 100)).isEqualTo(8);
        assertThat(eval(p, "i32", "atomic min %0, %1, %2", n, 0, 6)).isEqualTo(100);
        assertThat(eval(p, "i32", "atomic and %0, %1, %2", n, 0, 3)).isEqualTo(6);
        assertThat(eval(p, "i32", "atomic or %0, %1, %2", n, 0, 8)).isEqualTo(2);
        assertThat(eval(p, "i32", "atomic xor %0, %1, %2", n, 0, 15)).isEqualTo(10);
        assertThat(eval(p, "i32", "atomic exch %0, %1, %2", n, 0, 77)).isEqualTo(5);
        assertThat(eval(p, "i32", "atomic cas %0, %1, %2, %1", n, 0, 1)).isEqualTo(77);
        assertThat(eval(p, "i32", "atomic cas %0, %1, %2, %1", n, 0, 77)).isEqualTo(77);
        assertThat(n).containsExactly(0);
    }

    @Test
    void tapesGrowAndAreCounted() {
        Interpreter i = of(
                "%0: f64, %1: i32, %2: i32",
                "f64",
                "%3: [f64 = intrinsic tape.open | %4: [f64 = intrinsic tape.ensure %3, %1"
                        + " | intrinsic tape.store %4, %2, %0 | %5: [f64 = intrinsic tape.ensure %4, %1"
                        + " | %6: f64 = intrinsic tape.load %5, %2 | intrinsic tape.close %5, %2 | ret %6");
        assertThat(i.run(4.5, 3, 2)).isEqualTo(4.5);
        assertThat(i.openTapes()).isZero();
        assertThatThrownBy(() -> i.run(4.5, 3, 3)).isInstanceOf(Fault.class);
        assertThat(i.openTapes()).isEqualTo(1);
    }

    @Test
    void gridsRunFromBarrierToBarrier() {
        Module m = module(
                "%0: [i32, %1: [i32",
                "void",
                "%2: i32 = intrinsic tid.x | %3: i32 = intrinsic ctaid.x | %4: i32 = intrinsic ntid.x"
                        + " | %5: i32 = mul %3, %4 | %6: i32 = add %5, %2 | astore %0, %6, %6 | intrinsic barrier"
                        + " | %7: i32 = const 1 | %8: i32 = sub %4, %7 | %9: i32 = sub %8, %2 | %10: i32 = add %5, %9"
                        + " | check_bounds %0, %10 | %11: i32 = aload %0, %10 | astore %1, %6, %11 | ret");
        int[] out = new int[6];

        new Interpreter(m).runGrid("f", new int[] {2, 1, 1, 3, 1, 1}, new int[6], out);

        assertThat(out).containsExactly(2, 1, 0, 5, 4, 3);
    }

    @Test
    void theLowestThreadsExceptionIsReported() {
        Module m = IrParser.parseModule("""
                func @f (%0: [i32) -> void {
                b0(%0: [i32):
                  %1: i32 = intrinsic tid.y
                  %2: i32 = const 2
                  %3: i32 = cmp ge %1, %2
                  br %3, b1(), b2()
                b1():
                  raise java/lang/ArithmeticException "thread \\u0001" %1
                b2():
                  intrinsic barrier
                  %4: i32 = const 0
                  astore %0, %4, %2
                  ret
                }
                """);
        Verifier.verify(m);
        int[] seen = new int[1];

        GridException e = catchThrowableOfType(
                GridException.class,
                () -> new Interpreter(m).runGrid("f", new int[] {1, 1, 1, 1, 4, 1}, new Object[] {seen}));

        assertThat(e).hasCauseInstanceOf(ArithmeticException.class).hasMessageContaining("thread 2");
        assertThat(e.thread()).containsExactly(0, 2, 0);
        assertThat(e.block()).containsExactly(0, 0, 0);
        assertThat(seen).as("the barrier waits for no thread that has ended").containsExactly(2);
    }

    @Test
    void everyMathNameHasAMeaning() {
        for (String name : List.of(
                "sqrt",
                "abs",
                "floor",
                "ceil",
                "rint",
                "sin",
                "cos",
                "tan",
                "asin",
                "acos",
                "atan",
                "sinh",
                "cosh",
                "tanh",
                "exp",
                "expm1",
                "log",
                "log1p",
                "log10",
                "cbrt",
                "atan2",
                "pow",
                "hypot",
                "min",
                "max",
                "copySign")) {
            try {
                boolean two = List.of("atan2", "pow", "hypot", "min", "max", "copySign")
                        .contains(name);
                Object[] args = two ? new Object[] {0.5, 0.25} : new Object[] {0.5};
                for (String prefix : List.of("", "strict.")) {
                    Class<?> c = prefix.isEmpty() ? Math.class : StrictMath.class;
                    Object want = two
                            ? c.getMethod(name, double.class, double.class).invoke(null, args)
                            : c.getMethod(name, double.class).invoke(null, args);
                    assertThat(MathFunctions.eval(prefix + name, Type.F64, args))
                            .as(name)
                            .isEqualTo(want);
                }
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(name, e);
            }
        }
        assertThat(MathFunctions.eval("sin", Type.F32, 0.5f)).isEqualTo((float) Math.sin(0.5));
        assertThat(MathFunctions.eval("abs", Type.I32, -3)).isEqualTo(3);
        assertThat(MathFunctions.eval("bitCount", Type.I32, 7L)).isEqualTo(3);
        assertThat(MathFunctions.eval("multiplyHigh", Type.I64, 1L << 62, 8L)).isEqualTo(2L);
        assertThatThrownBy(() -> MathFunctions.eval("sin", Type.I32, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
