package dev.adagent.transform.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.adagent.transform.device.Exceptions;
import dev.adagent.transform.ir.IrParser;
import org.junit.jupiter.api.Test;

class BytecodeTest {
    private static final String SUM = """
            func @t/T.sum([D)D (%0: [f64) -> f64 {
            b0(%0: [f64):
              %1: i32 = const 0
              %2: f64 = const 0.0
              check_null %0                              !t/T.sum(T.java:3)
              %3: i32 = alen %0                          !t/T.sum(T.java:3)
              jump b1(%1, %2)
            b1(%4: i32, %5: f64):
              %6: i32 = cmp lt %4, %3
              br %6, b2(), b3()
            b2():
              check_bounds %0, %4                        !t/T.sum(T.java:4)
              %7: f64 = aload %0, %4
              %8: f64 = add %5, %7
              %9: i32 = const 1
              %10: i32 = add %4, %9
              jump b1(%10, %8)
            b3():
              ret %5
            }
            """;

    /** The frame after the test of the size and that of the next block fall on one instruction unless something stands between. */
    @Test
    void aCheckOfASizeAtTheEndOfABlock() throws Throwable {
        String text = """
                func @t/T.f(I)I (%0: i32) -> i32 {
                b0(%0: i32):
                  br %0, b1(), b2()
                b1():
                  check_size %0                              !t/T.f(T.java:3)
                  jump b2()
                b2():
                  %1: i32 = const 7
                  ret %1
                }
                """;
        assertThat(Emitted.run(text, 0)).isEqualTo(7);
        assertThat(Emitted.run(text, 3)).isEqualTo(7);
        assertThatThrownBy(() -> Emitted.run(text, -2)).isInstanceOf(NegativeArraySizeException.class);
    }

    @Test
    void loopOverAnArray() throws Throwable {
        assertThat(Emitted.run(SUM, (Object) new double[] {1, 2, 3.5})).isEqualTo(6.5);
        assertThatThrownBy(() -> Emitted.run(SUM, (Object) null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void parametersAreCopiedInParallel() throws Throwable {
        // (a, b) -> (b, a + b): a naive sequence of copies loses one of them
        String fib = """
                func @t/T.fib(I)I (%0: i32) -> i32 {
                b0(%0: i32):
                  %1: i32 = const 0
                  %2: i32 = const 1
                  jump b1(%1, %2, %1)
                b1(%3: i32, %4: i32, %5: i32):
                  %6: i32 = cmp lt %5, %0
                  br %6, b2(), b3()
                b2():
                  %7: i32 = add %3, %4
                  %8: i32 = add %5, %2
                  jump b1(%4, %7, %8)
                b3():
                  ret %3
                }
                """;
        assertThat(Emitted.run(fib, 10)).isEqualTo(55);
        String swap = """
                func @t/T.swap(IJD)J (%0: i32, %1: i64, %2: i64) -> i64 {
                b0(%0: i32, %1: i64, %2: i64):
                  %3: i32 = const 1
                  jump b1(%0, %1, %2)
                b1(%4: i32, %5: i64, %6: i64):
                  %7: i32 = sub %4, %3
                  %8: i32 = const 0
                  %9: i32 = cmp gt %4, %8
                  br %9, b1(%7, %6, %5), b2()
                b2():
                  %10: i64 = sub %5, %6
                  ret %10
                }
                """;
        assertThat(Emitted.run(swap, 3, 10L, 3L)).isEqualTo(-7L);
    }

    @Test
    void exceptionsAreTheJvmsOwn() {
        String at = """
                func @t/T.at([DI)D (%0: [f64, %1: i32) -> f64 {
                b0(%0: [f64, %1: i32):
                  check_bounds %0, %1
                  %2: f64 = aload %0, %1
                  ret %2
                }
                """;
        assertThatThrownBy(() -> Emitted.run(at, new double[4], 5))
                .isExactlyInstanceOf(ArrayIndexOutOfBoundsException.class)
                .hasMessage("Index 5 out of bounds for length 4");
        String dropped = at.replace("ret %2", "%3: f64 = const 1.0\n  ret %3");
        assertThatThrownBy(() -> Emitted.run(dropped, new double[4], -1))
                .isExactlyInstanceOf(ArrayIndexOutOfBoundsException.class)
                .hasMessage("Index -1 out of bounds for length 4");
        assertThatThrownBy(() -> Emitted.run(dropped, null, 0)).isExactlyInstanceOf(NullPointerException.class);
    }

    @Test
    void theFirstFailingCheckWins() {
        // the division is evaluated before the load, but its check comes second
        String order = """
                func @t/T.f([III)I (%0: [i32, %1: i32, %2: i32) -> i32 {
                b0(%0: [i32, %1: i32, %2: i32):
                  check_bounds %0, %1
                  check_zero %2
                  %3: i32 = aload %0, %1
                  %4: i32 = div %1, %2
                  %5: i32 = sub %4, %3
                  ret %5
                }
                """;
        assertThat(catchThrowable(() -> Emitted.run(order, new int[2], 7, 0)))
                .isInstanceOf(ArrayIndexOutOfBoundsException.class);
        assertThat(catchThrowable(() -> Emitted.run(order, new int[2], 1, 0)))
                .isInstanceOf(ArithmeticException.class)
                .hasMessage("/ by zero");
        String swapped = order.replace("  check_bounds %0, %1\n", "")
                .replace("  check_zero %2\n", "  check_zero %2\n  check_bounds %0, %1\n");
        assertThat(catchThrowable(() -> Emitted.run(swapped, new int[2], 7, 0)))
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void aCheckIsNotPostponedPastAStore() throws Throwable {
        String text = """
                func @t/T.f([D[DI)D (%0: [f64, %1: [f64, %2: i32) -> f64 {
                b0(%0: [f64, %1: [f64, %2: i32):
                  check_bounds %0, %2
                  %3: i32 = const 0
                  %4: f64 = const 5.0
                  astore %1, %3, %4
                  %5: f64 = aload %0, %2
                  ret %5
                }
                """;
        double[] seen = {0};
        assertThat(catchThrowable(() -> Emitted.run(text, new double[1], seen, 3)))
                .isInstanceOf(ArrayIndexOutOfBoundsException.class);
        assertThat(seen[0]).isZero();
        double[] same = {1};
        assertThat(Emitted.run(text, same, same, 0)).isEqualTo(5.0);
    }

    @Test
    void aLoadIsNotMovedPastAStore() throws Throwable {
        String text = """
                func @t/T.f([D)D (%0: [f64) -> f64 {
                b0(%0: [f64):
                  %1: i32 = const 0
                  check_bounds %0, %1
                  %2: f64 = aload %0, %1
                  %3: f64 = const 9.0
                  astore %0, %1, %3
                  ret %2
                }
                """;
        assertThat(Emitted.run(text, (Object) new double[] {4})).isEqualTo(4.0);
    }

    @Test
    void tuplesComeInCarriers() throws Throwable {
        String doubles = """
                func @t/T.f(D)V (%0: f64) -> (f64,f64) {
                b0(%0: f64):
                  %1: f64 = add %0, %0
                  %2: (f64,f64) = tuple %0, %1
                  ret %2
                }
                """;
        assertThat(Emitted.run(doubles, 3.0)).isEqualTo(new double[] {3, 6});
        String mixed = """
                func @t/T.main(DI)D (%0: f64, %1: f32) -> f64 {
                b0(%0: f64, %1: f32):
                  %2: (f64,f32,[f64) = call static t/T.g()V [fn "g"] (%0, %1)
                  %3: f64 = extract 0 %2
                  %4: f32 = extract 1 %2
                  %5: f64 = conv %4
                  %6: f64 = add %3, %5
                  %7: [f64 = extract 2 %2
                  %8: i32 = alen %7
                  %9: f64 = conv %8
                  %10: f64 = add %6, %9
                  ret %10
                }
                func @g (%0: f64, %1: f32) -> (f64,f32,[f64) {
                b0(%0: f64, %1: f32):
                  %2: i32 = const 7
                  %3: [f64 = newarray %2
                  %4: (f64,f32,[f64) = tuple %0, %1, %3
                  ret %4
                }
                """;
        assertThat(Emitted.run(mixed, 1.5, 2.5f)).isEqualTo(11.0);
        String bits = mixed.replace("(f64,f32,[f64)", "(f64,f32,i32)")
                .replace("%7: [f64 = extract", "%7: i32 = extract")
                .replace("%8: i32 = alen %7", "%8: i32 = neg %7")
                .replace("%3: [f64 = newarray %2", "%3: i32 = neg %2");
        assertThat(Emitted.run(bits, 1.5, 2.5f)).isEqualTo(11.0);
    }

    @Test
    void raiseBuildsItsMessage() {
        String text = """
                func @t/T.f(ID)V (%0: i32, %1: f64) -> void {
                b0(%0: i32, %1: f64):
                  raise java/lang/IllegalArgumentException "n=\\u0001, x=\\u0001!" %0, %1
                }
                """;
        assertThatThrownBy(() -> Emitted.run(text, 4, 0.5))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("n=4, x=0.5!");
    }

    /** An exception of the app, with nothing public about it. */
    static final class Broken extends Exception {
        private static final long serialVersionUID = 1L;

        Broken(String message) {
            super(message);
        }

        private Broken() {
            super("by itself");
        }
    }

    @Test
    void theAppsExceptionsAreMadeByName() {
        String text = """
                func @t/T.f(I)V (%0: i32) -> void {
                b0(%0: i32):
                  raise dev/adagent/transform/emit/BytecodeTest$Broken "n=\\u0001" %0
                }
                """;
        assertThatThrownBy(() -> Emitted.run(text, 4))
                .isExactlyInstanceOf(Broken.class)
                .hasMessage("n=4");
        assertThatThrownBy(() -> Emitted.run(text.replace(" \"n=\\u0001\" %0", ""), 4))
                .isExactlyInstanceOf(Broken.class)
                .hasMessage("by itself");
        Throwable described = Exceptions.make("dev/adagent/transform/emit/BytecodeTest$Broken", "m");
        assertThat(described).isInstanceOf(Exceptions.Described.class);
        assertThat(Exceptions.resolve(described, Broken.class.getClassLoader()))
                .isExactlyInstanceOf(Broken.class)
                .hasMessage("m");
        assertThat(Exceptions.resolve(described, null)).isInstanceOf(Exceptions.Described.class);
        assertThat(Exceptions.make("java/lang/ArithmeticException", "x"))
                .isExactlyInstanceOf(ArithmeticException.class)
                .hasMessage("x");
    }

    @Test
    void tapesGrow() throws Throwable {
        String text = """
                func @t/T.f(I)D (%0: i32) -> f64 {
                b0(%0: i32):
                  %1: [f64 = intrinsic tape.open
                  %2: i32 = const 0
                  jump b1(%2, %1)
                b1(%3: i32, %4: [f64):
                  %5: i32 = cmp lt %3, %0
                  br %5, b2(), b3()
                b2():
                  %6: i32 = const 1
                  %7: i32 = add %3, %6
                  %8: [f64 = intrinsic tape.ensure %4, %7
                  %9: f64 = conv %3
                  intrinsic tape.store %8, %3, %9
                  jump b1(%7, %8)
                b3():
                  %10: f64 = const 0.0
                  jump b4(%0, %10)
                b4(%11: i32, %12: f64):
                  %13: i32 = cmp gt %11, %2
                  br %13, b5(), b6()
                b5():
                  %14: i32 = const 1
                  %15: i32 = sub %11, %14
                  %16: f64 = intrinsic tape.load %4, %15
                  %17: f64 = add %12, %16
                  jump b4(%15, %17)
                b6():
                  intrinsic tape.close %4, %3
                  ret %12
                }
                """;
        assertThat(Emitted.run(text, 1000)).isEqualTo(499500.0);
    }

    @Test
    void whatHasNoBytecodeIsRefusedWithItsPlace() {
        String text = """
                func @t/T.f()V () -> void {
                b0():
                  %0: Lt/P; = new                            !t/T.f(T.java:7)
                  %1: i32 = const 1
                  putfield t/P.x:I %0, %1
                  ret
                }
                """;
        assertThatThrownBy(() -> Emitted.run(text))
                .isInstanceOf(EmitException.class)
                .hasMessageContaining("t.P")
                .hasMessageContaining("T.java:7");
        assertThat(IrParser.parseModule(text).entry()).isNotNull();
    }
}
