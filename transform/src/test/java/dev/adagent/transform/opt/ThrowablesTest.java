package dev.adagent.transform.opt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Interpreter;
import dev.adagent.transform.ir.IrParser;
import dev.adagent.transform.ir.IrPrinter;
import dev.adagent.transform.ir.Verifier;
import org.junit.jupiter.api.Test;

class ThrowablesTest {
    /** One run leaves neither the constructor's call nor the message that only it used: no later stage could lower it. */
    @Test
    void aThrownMessageLeavesNoConcatenation() {
        Function f = IrParser.parseFunction("""
                func @A.f(I)V (%0: i32) -> void {
                b0(%0: i32):
                  %1: Ljava/lang/IllegalArgumentException; = new
                  %2: Ljava/lang/String; = const "element \\u0001 is bad"
                  %3: Ljava/lang/String; = call static java/lang/invoke/StringConcatFactory.makeConcatWithConstants(Ljava/lang/String;I)Ljava/lang/String; (%2, %0)
                  call special java/lang/IllegalArgumentException.<init>(Ljava/lang/String;)V (%1, %3)
                  throw %1
                }
                """);
        assertThat(Throwables.run(f)).isTrue();
        assertThat(IrPrinter.print(f))
                .contains("raise java/lang/IllegalArgumentException \"element \\u0001 is bad\" %0")
                .doesNotContain("call");
    }

    /** {@code new AssertionError(null)} shows "null"; an exception made with a null message has none. */
    @Test
    void aNullMessageIsTextInAnAssertionErrorAlone() {
        assertThat(thrown("java/lang/AssertionError", "Ljava/lang/Object;")).contains("AssertionError \"null\"");
        assertThat(thrown("java/lang/IllegalStateException", "Ljava/lang/String;"))
                .contains("raise java/lang/IllegalStateException")
                .doesNotContain("\"");
    }

    /** As on the JVM, whose exceptions say where they were made: what is caught and thrown again, by {@code finally} too, keeps that. */
    @Test
    void theTraceIsThatOfThePlaceWhereTheExceptionIsMade() {
        Function f = IrParser.parseFunction("""
                func @A.f(I)V (%0: i32) -> void {
                b0(%0: i32):
                  %1: Ljava/lang/IllegalStateException; = new !A.f(A.java:4)
                  call special java/lang/IllegalStateException.<init>()V (%1) !A.f(A.java:4)
                  throw %1 !A.f(A.java:9)
                }
                """);
        assertThat(Throwables.run(f)).isTrue();
        assertThat(IrPrinter.print(f)).containsPattern("raise java/lang/IllegalStateException +!A.f\\(A.java:4\\)");
    }

    @Test
    void soIsThatOfOneOfSeveral() {
        Function f = IrParser.parseFunction("""
                func @A.f([II)V (%0: [i32, %1: i32) -> void {
                b0(%0: [i32, %1: i32):
                  br %1, b1(), b2()
                b1():
                  %2: Ljava/lang/IllegalStateException; = new !A.f(A.java:4)
                  call special java/lang/IllegalStateException.<init>()V (%2) !A.f(A.java:4)
                  jump b3(%2)
                b2():
                  %3: Ljava/lang/ArithmeticException; = new !A.f(A.java:5)
                  call special java/lang/ArithmeticException.<init>()V (%3) !A.f(A.java:5)
                  jump b3(%3)
                b3(%4: Ljava/lang/Throwable;):
                  %5: i32 = const 0
                  check_bounds %0, %5 !A.f(A.java:7)
                  astore %0, %5, %5 !A.f(A.java:7)
                  throw %4 !A.f(A.java:8)
                }
                """);
        OptPipeline.optimise(f, Hierarchy.JDK);
        assertThat(IrPrinter.print(f))
                .containsPattern("raise java/lang/IllegalStateException +!A.f\\(A.java:4\\)")
                .containsPattern("raise java/lang/ArithmeticException +!A.f\\(A.java:5\\)");
    }

    /** Found by random programs: a constant text may hold the character that stands for a slot in recipes. */
    @Test
    void aConstantMayHoldTheCharacterOfASlot() {
        Function f = IrParser.parseFunction("""
                func @A.f()V () -> void {
                b0():
                  %0: Ljava/lang/IllegalArgumentException; = new
                  %1: Ljava/lang/String; = const "seen \\u0001"
                  call special java/lang/IllegalArgumentException.<init>(Ljava/lang/String;)V (%0, %1)
                  throw %0
                }
                """);
        assertThat(Throwables.run(f)).isTrue();
        assertThat(IrPrinter.print(f)).contains("raise");
        assertThatThrownBy(() -> Interpreter.of(f).run())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("seen \u0001");
    }

    private static String thrown(String exception, String parameter) {
        Function f = IrParser.parseFunction("""
                func @A.f()V () -> void {
                b0():
                  %%0: L%s; = new
                  %%1: %s = const null
                  call special %s.<init>(%s)V (%%0, %%1)
                  throw %%0
                }
                """.formatted(exception, parameter, exception, parameter));
        Throwables.run(f);
        return IrPrinter.print(f);
    }

    /** A handler that wraps what one of several places threw is copied to each: the cause is a known exception there. */
    @Test
    void aCauseThatSeveralPlacesMakeIsMadeAtEach() {
        Function f = IrParser.parseFunction("""
                func @A.f(II)V (%0: i32, %1: i32) -> void {
                b0(%0: i32, %1: i32):
                  %7: i32 = add %0, %1
                  br %0, b1(), b2()
                b1():
                  %2: Ljava/lang/ArithmeticException; = new
                  call special java/lang/ArithmeticException.<init>()V (%2)  !A.f(A.java:3)
                  jump b3(%2)
                b2():
                  %3: Ljava/lang/ClassCastException; = new
                  call special java/lang/ClassCastException.<init>()V (%3)  !A.f(A.java:4)
                  jump b3(%3)
                b3(%4: Ljava/lang/RuntimeException;):
                  %5: Lapp/Own; = new
                  call special app/Own.<init>(ILjava/lang/Throwable;)V (%5, %7, %4)
                  throw %5
                }
                """);
        assertThat(Throwables.run(f, false)).isTrue();
        Verifier.verify(f);
        String own = "raise app/Own by \"new app/Own (ILjava/lang/Throwable;)V [ %I new java/lang/";
        assertThat(IrPrinter.print(f))
                .contains(own + "ArithmeticException ()V [ ] at \\\"A.f(A.java:3)\\\" ]\" %7")
                .contains(own + "ClassCastException ()V [ ] at \\\"A.f(A.java:4)\\\" ]\" %7")
                .doesNotContain("lost");
    }
}
