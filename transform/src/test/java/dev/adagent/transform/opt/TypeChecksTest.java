package dev.adagent.transform.opt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.IrParser;
import dev.adagent.transform.ir.IrPrinter;
import dev.adagent.transform.ir.Verifier;
import org.junit.jupiter.api.Test;

/** What is decided of a value that may be one of several objects that the function makes. */
class TypeChecksTest {
    private static final String ARITHMETIC = "%2: Ljava/lang/ArithmeticException; = new";
    private static final String NULL = "%2: Ljava/lang/RuntimeException; = const null";

    @Test
    void eachIsOfTheType() {
        assertThat(decided(ARITHMETIC, "instanceof Ljava/lang/RuntimeException; %4"))
                .contains("%6: i32 = const 1")
                .doesNotContain("instanceof");
    }

    @Test
    void exactlyIsNotBelow() {
        assertThat(decided(ARITHMETIC, "instanceof exactly Ljava/lang/RuntimeException; %4"))
                .contains("instanceof exactly");
        String same = "%2: Ljava/lang/IllegalArgumentException; = new";
        assertThat(decided(same, "instanceof exactly Ljava/lang/RuntimeException; %4"))
                .contains("%6: i32 = const 0");
        assertThat(decided(same, "instanceof exactly Ljava/lang/IllegalArgumentException; %4"))
                .contains("%6: i32 = const 1");
    }

    @Test
    void eachIsOfTheTypeOrNull() {
        assertThat(decided(NULL, "instanceof Ljava/lang/IllegalArgumentException; %4"))
                .containsPattern("%6: i32 = cmp ne %4, %\\d+")
                .doesNotContain("instanceof");
    }

    @Test
    void noneIsOfTheType() {
        assertThat(decided(ARITHMETIC, "instanceof Ljava/lang/ClassCastException; %4"))
                .contains("%6: i32 = const 0");
    }

    @Test
    void someAreOfTheType() {
        String test = "instanceof Ljava/lang/ArithmeticException; %4";
        assertThat(decided(ARITHMETIC, test)).contains(test);
    }

    @Test
    void noneIsNull() {
        assertThat(decided(ARITHMETIC, "cmp ne %4, %5")).contains("%6: i32 = const 1");
        assertThat(decided(ARITHMETIC, "cmp eq %5, %4")).contains("%6: i32 = const 0");
    }

    @Test
    void oneMayBeNull() {
        assertThat(decided(NULL, "cmp ne %4, %5")).contains("%6: i32 = cmp ne %4, %5");
    }

    @Test
    void oneComesFromElsewhere() {
        String test = "instanceof Ljava/lang/RuntimeException; %4";
        String outside = "%2: Ljava/lang/Throwable; = aload %1, %0";
        assertThat(decided(outside, test)).contains(test);
        assertThat(decided(outside, "cmp ne %4, %5")).contains("cmp ne %4, %5");
    }

    @Test
    void rowsThatAreStoredAreWhatIsStored() {
        assertThat(rowStore("%7: i32 = const 0")).doesNotContain("ArrayStoreException");
        assertThat(rowStore("%7: [Ljava/lang/Throwable; = aload %2, %0\n  astore %2, %0, %7"))
                .doesNotContain("ArrayStoreException");
        assertThat(rowStore("%7: [Ljava/lang/Exception; = newarray %0\n  astore %2, %0, %7"))
                .contains("ArrayStoreException");
    }

    @Test
    void rowsOfAnArrayThatOthersKnowMayBeAny() {
        String passed = "call static t/K.f([[Ljava/lang/Throwable;)V (%2)";
        assertThat(rowStore(passed)).contains("ArrayStoreException");
        assertThat(rowStore("astore %1, %0, %2")).contains("ArrayStoreException");
    }

    /** @param more is done with the array %2, whose row is stored to */
    private static String rowStore(String more) {
        Function f = IrParser.parseFunction("""
                func @A.f(I[Ljava/lang/Object;)V (%0: i32, %1: [Ljava/lang/Object;) -> void {
                b0(%0: i32, %1: [Ljava/lang/Object;):
                  %2: [[Ljava/lang/Throwable; = newarray %0
                  %4: [Ljava/lang/Throwable; = newarray %0
                  astore %2, %0, %4
                  MORE
                  %5: [Ljava/lang/Throwable; = aload %2, %0
                  %6: Ljava/lang/Error; = new
                  call static java/lang/ArrayStoreException.check([Ljava/lang/Object;Ljava/lang/Object;)V (%5, %6)
                  astore %5, %0, %6
                  ret
                }
                """.replace("MORE", more));
        Verifier.verify(f);
        TypeChecks.run(f, Hierarchy.JDK);
        Verifier.verify(f);
        return IrPrinter.print(f);
    }

    /** @param first makes %2, which or an IllegalArgumentException is %4; %5 is null */
    private static String decided(String first, String test) {
        Function f = IrParser.parseFunction("""
                func @A.f(I[Ljava/lang/Throwable;)I (%0: i32, %1: [Ljava/lang/Throwable;) -> i32 {
                b0(%0: i32, %1: [Ljava/lang/Throwable;):
                  br %0, b1(), b2()
                b1():
                  FIRST
                  jump b3(%2)
                b2():
                  %3: Ljava/lang/IllegalArgumentException; = new
                  jump b3(%3)
                b3(%4: Ljava/lang/Throwable;):
                  %5: Ljava/lang/Throwable; = const null
                  %6: i32 = TEST
                  ret %6
                }
                """.replace("FIRST", first).replace("TEST", test));
        Verifier.verify(f);
        TypeChecks.run(f, Hierarchy.JDK);
        Verifier.verify(f);
        return IrPrinter.print(f);
    }
}
