package dev.adagent.transform.opt;

import static dev.adagent.transform.opt.Passes.after;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScalarReplacementTest {
    private static String run(String text) {
        return after(text, f -> {
            ScalarReplacement.run(f);
            Simplify.run(f);
            DeadCode.run(f);
        });
    }

    @Test
    void nothingOfAnObjectIsLeft() {
        assertThat(run("""
                        func @f (%0: f64) -> f64 {
                        b0(%0: f64):
                          %1: Ldev/adagent/Active; = new
                          check_null %1
                          putfield dev/adagent/Active.value:D %1, %0
                          %2: f64 = getfield dev/adagent/Active.grad:D %1
                          %3: f64 = add %2, %0
                          putfield dev/adagent/Active.grad:D %1, %3
                          %4: f64 = getfield dev/adagent/Active.grad:D %1
                          ret %4
                        }
                        """)).isEqualTo("""
                        func @f (%0: f64) -> f64 {
                        b0(%0: f64):
                          %6: f64 = const 0.0
                          %3: f64 = add %0, %6
                          ret %3
                        }
                        """);
    }

    @Test
    void fieldsFlowThroughBranchesAndLoops() {
        String out = run("""
                func @f (%0: f64, %1: i32) -> f64 {
                b0(%0: f64, %1: i32):
                  %2: Lt/P; = new
                  putfield t/P.x:D %2, %0
                  %3: i32 = const 0
                  jump b1(%3)
                b1(%4: i32):
                  %5: i32 = cmp lt %4, %1
                  br %5, b2(), b5()
                b2():
                  %6: i32 = const 1
                  %7: i32 = and %4, %6
                  br %7, b3(), b4()
                b3():
                  %8: f64 = getfield t/P.x:D %2
                  %9: f64 = mul %8, %8
                  putfield t/P.x:D %2, %9
                  jump b4()
                b4():
                  %10: i32 = add %4, %6
                  jump b1(%10)
                b5():
                  %11: f64 = getfield t/P.x:D %2
                  ret %11
                }
                """);
        assertThat(out).doesNotContain("new").doesNotContain("field").contains("mul");
    }

    @Test
    void anObjectOfEachIterationIsTakenApart() {
        String out = run("""
                func @f (%0: f64, %1: i32) -> f64 {
                b0(%0: f64, %1: i32):
                  %2: Lt/P; = new
                  putfield t/P.x:D %2, %0
                  %3: i32 = const 0
                  %6: i32 = const 1
                  jump b1(%3, %2)
                b1(%4: i32, %12: Lt/P;):
                  %5: i32 = cmp lt %4, %1
                  br %5, b2(), b5()
                b2():
                  %8: f64 = getfield t/P.x:D %12
                  %9: f64 = mul %8, %8
                  %13: Lt/P; = new
                  putfield t/P.x:D %13, %9
                  %10: i32 = add %4, %6
                  jump b1(%10, %13)
                b5():
                  %11: f64 = getfield t/P.x:D %12
                  ret %11
                }
                """);
        assertThat(out).doesNotContain("new").doesNotContain("field").contains("mul");
    }

    @Test
    void aMergedObjectMayBeWritten() {
        String out = run("""
                func @f (%0: f64, %1: i32) -> f64 {
                b0(%0: f64, %1: i32):
                  br %1, b1(), b2()
                b1():
                  %2: Lt/P; = new
                  putfield t/P.x:D %2, %0
                  jump b3(%2)
                b2():
                  %3: Lt/P; = new
                  jump b3(%3)
                b3(%4: Lt/P;):
                  %5: f64 = getfield t/P.x:D %4
                  %6: f64 = mul %5, %0
                  putfield t/P.x:D %4, %6
                  %7: f64 = getfield t/P.x:D %4
                  ret %7
                }
                """);
        assertThat(out).doesNotContain("new").doesNotContain("field").contains("mul");
    }

    /** Both names of one object are live after the merge, and one is written. */
    @Test
    void anObjectWithTwoLiveNamesIsANumber() {
        String text = """
                func @f (%0: f64, %1: i32) -> f64 {
                b0(%0: f64, %1: i32):
                  %2: Lt/P; = new
                  %3: Lt/P; = new
                  putfield t/P.x:D %2, %0
                  br %1, b1(), b2()
                b1():
                  jump b3(%2)
                b2():
                  jump b3(%3)
                b3(%4: Lt/P;):
                  %5: f64 = const 5.0
                  putfield t/P.x:D %4, %5
                  %7: f64 = getfield t/P.x:D %2
                  ret %7
                }
                """;
        assertThat(run(text)).doesNotContain("new").doesNotContain("field").contains("select");
    }

    /** The negative control: two names for the object of the round before, when there is another of the same allocation. */
    @Test
    void anObjectOfAnEarlierRoundStays() {
        String text = """
                func @f (%0: f64, %1: i32) -> f64 {
                b0(%0: f64, %1: i32):
                  %2: Lt/P; = new
                  jump b1(%1, %2, %2)
                b1(%3: i32, %4: Lt/P;, %5: Lt/P;):
                  %6: Lt/P; = new
                  putfield t/P.x:D %4, %0
                  %7: f64 = getfield t/P.x:D %5
                  %8: i32 = const 1
                  %9: i32 = sub %3, %8
                  br %9, b1(%9, %6, %6), b2()
                b2():
                  ret %7
                }
                """;
        assertThat(run(text)).contains("new").contains("putfield");
        String before = text.replace("  %6: Lt/P; = new\n", "").replace("  %8: i32", "  %6: Lt/P; = new\n  %8: i32");
        assertThat(run(before)).doesNotContain("new").doesNotContain("field");
    }

    @Test
    void anObjectThatEscapesStays() {
        String text = """
                func @f (%0: [Lt/P;, %1: i32) -> f64 {
                b0(%0: [Lt/P;, %1: i32):
                  %2: Lt/P; = new
                  astore %0, %1, %2
                  %7: f64 = getfield t/P.x:D %2
                  ret %7
                }
                """;
        assertThat(run(text)).contains("new").contains("getfield");
    }

    @Test
    void nestedObjectsAndBoxesGo() {
        String out = run("""
                func @f (%0: f64) -> i32 {
                b0(%0: f64):
                  %1: Lt/Box; = new
                  %2: Ljava/lang/Double; = call static java/lang/Double.valueOf(D)Ljava/lang/Double; (%0)
                  putfield t/Box.value:Ljava/lang/Object; %1, %2
                  %3: Ljava/lang/Object; = getfield t/Box.value:Ljava/lang/Object; %1
                  %4: Ljava/lang/Double; = check_cast %3
                  check_null %4
                  %5: i32 = call special java/lang/Double.intValue()I (%4)
                  ret %5
                }
                """);
        assertThat(out).isEqualTo("""
                        func @f (%0: f64) -> i32 {
                        b0(%0: f64):
                          %7: i32 = conv %0
                          ret %7
                        }
                        """);
    }

    @Test
    void arraysOfConstantLengthGo() {
        String out = run("""
                func @f (%0: f64) -> f64 {
                b0(%0: f64):
                  %1: i32 = const 2
                  %2: i32 = const 0
                  %3: i32 = const 1
                  %4: [f64 = newarray %1
                  check_bounds %4, %2
                  astore %4, %2, %0
                  accum %4, %3, %0
                  %5: f64 = aload %4, %2
                  %6: f64 = aload %4, %3
                  %7: f64 = mul %5, %6
                  ret %7
                }
                """);
        assertThat(out).doesNotContain("array").doesNotContain("aload").contains("mul");
    }

    /** A byte field keeps eight bits, as putfield and getfield do. */
    @Test
    void narrowFieldsNarrow() {
        String out = run("""
                func @f () -> i32 {
                b0():
                  %0: i32 = const 511
                  %1: Lt/P; = new
                  putfield t/P.b:B %1, %0
                  %2: i32 = getfield t/P.b:B %1
                  ret %2
                }
                """);
        assertThat(out).contains("const -1").doesNotContain("511");
    }
}
