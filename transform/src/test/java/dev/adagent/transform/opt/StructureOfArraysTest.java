package dev.adagent.transform.opt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Interpreter;
import dev.adagent.transform.ir.IrParser;
import dev.adagent.transform.ir.IrPrinter;
import dev.adagent.transform.ir.Verifier;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Arrays of objects that random programs made and that were left as they are. */
class StructureOfArraysTest {
    private static final Hierarchy RECORDS = new Hierarchy() {
        @Override
        public Boolean isSubclass(String sub, String sup) {
            return sub.equals(sup);
        }

        @Override
        public List<FieldRef> instanceFields(String owner) {
            return List.of(new FieldRef("t/R", "a", "I"));
        }
    };

    /** {@code for (k < 32) q[k] = new R(n > k ? n : 0); return q[n & 31].a;} @param fill what fills an element */
    private static Function records(String fill) {
        return IrParser.parseFunction("""
                func @t/K.k(I)I (%%1: i32) -> i32 {
                b0(%%1: i32):
                  %%2: i32 = const 32
                  %%3: [Lt/R; = newarray %%2
                  %%4: i32 = const 0
                  jump b1(%%4)
                b1(%%5: i32):
                  %%6: i32 = cmp lt %%5, %%2
                  br %%6, b2(), b4()
                b2():
                  %%7: Lt/R; = new
                  %%8: i32 = cmp gt %%1, %%5
                  br %%8, b3(%%1), b3(%%4)
                b3(%%9: i32):
                %s
                  %%10: i32 = const 1
                  %%11: i32 = add %%5, %%10
                  jump b1(%%11)
                b4():
                  %%12: i32 = const 31
                  %%13: i32 = and %%1, %%12
                  check_bounds %%3, %%13
                  %%14: Lt/R; = aload %%3, %%13
                  check_null %%14
                  %%15: i32 = getfield t/R.a:I %%14
                  ret %%15
                }
                """.formatted(fill));
    }

    @Test
    void aRecordMayBeMadeOfWhatBranchesChoose() {
        Function f = records("  putfield t/R.a:I %7, %9\n  check_bounds %3, %5\n  astore %3, %5, %7");
        assertThat(StructureOfArrays.run(f, RECORDS)).isTrue();
        Verifier.verify(f);
        assertThat(IrPrinter.print(f)).doesNotContain("Lt/R;");
        assertThat(Interpreter.of(f).run(40)).isEqualTo(40);
        assertThat(Interpreter.of(f).run(5)).isEqualTo(0);
    }

    @Test
    void whatIsWrittenOnceItIsStoredStays() {
        Function f = records("  check_bounds %3, %5\n  astore %3, %5, %7\n  putfield t/R.a:I %7, %9");
        assertThat(StructureOfArrays.run(f, RECORDS)).isFalse();
    }

    @Test
    void anArrayThatNothingIsLoadedFromLeavesItsChecks() {
        Function f = IrParser.parseFunction("""
                func @t/K.k(I)I (%0: i32) -> i32 {
                b0(%0: i32):
                  %1: i32 = const 32
                  %2: [Lt/R; = newarray %1
                  check_bounds %2, %0
                  %3: i32 = alen %2
                  ret %3
                }
                """);
        assertThat(StructureOfArrays.run(f, RECORDS)).isTrue();
        Verifier.verify(f);
        assertThat(IrPrinter.print(f)).doesNotContain("Lt/R;").contains("check_bounds");
        assertThat(Interpreter.of(f).run(3)).isEqualTo(32);
    }

    @Test
    void whatIsReadFromAnArrayOfNullsIsNull() {
        Function f = IrParser.parseFunction("""
                func @t/K.k(I)I (%0: i32) -> i32 {
                b0(%0: i32):
                  %1: i32 = const 32
                  %2: [Lt/R; = newarray %1
                  %3: [Lt/R; = newarray %1
                  %4: i32 = const 3
                  %5: Lt/R; = const null
                  astore %2, %4, %5
                  check_bounds %2, %0
                  %6: Lt/R; = aload %2, %0
                  astore %3, %4, %6
                  %7: Lt/R; = aload %3, %4
                  %8: i32 = cmp eq %7, %5
                  ret %8
                }
                """);
        assertThat(StructureOfArrays.run(f, RECORDS)).isTrue();
        Verifier.verify(f);
        assertThat(IrPrinter.print(f)).doesNotContain("[Lt/R;");
        assertThat(Interpreter.of(f).run(3)).isEqualTo(1);
    }

    /** {@code a[1][2] = new R(n); a[0] = a[1]; return a[0][2].a;} @param more is done with the object %7 */
    private static Function rows(String more) {
        return IrParser.parseFunction("""
                func @t/K.k(I)I (%%1: i32) -> i32 {
                b0(%%1: i32):
                  %%2: i32 = const 3
                  %%3: [[Lt/R; = newarray %%2
                  %%4: i32 = const 1
                  %%5: i32 = const 2
                  %%13: [Lt/R; = newarray %%2
                  astore %%3, %%4, %%13
                  %%6: [Lt/R; = aload %%3, %%4
                  %%7: Lt/R; = new
                  putfield t/R.a:I %%7, %%1
                  astore %%6, %%5, %%7
                  %s
                  %%8: i32 = const 0
                  astore %%3, %%8, %%6
                  %%9: [Lt/R; = aload %%3, %%8
                  %%10: Lt/R; = aload %%9, %%5
                  check_null %%10
                  %%11: i32 = getfield t/R.a:I %%10
                  ret %%11
                }
                """.formatted(more));
    }

    @Test
    void rowsOfObjectsBecomeRowsOfTheirFields() {
        Function f = rows("%12: i32 = alen %6");
        assertThat(StructureOfArrays.run(f, RECORDS)).isTrue();
        Verifier.verify(f);
        assertThat(IrPrinter.print(f)).doesNotContain("Lt/R;");
        assertThat(Interpreter.of(f).run(40)).isEqualTo(40);
    }

    @Test
    void objectsThatOthersMayWriteStay() {
        assertThat(StructureOfArrays.run(rows("call static t/K.f(Lt/R;)V (%7)"), RECORDS))
                .isFalse();
        assertThat(StructureOfArrays.run(rows("call static t/K.f([Lt/R;)V (%6)"), RECORDS))
                .isFalse();
    }

    /** The nodes of a list, each in an array behind the one that it holds: fields of such arrays would be such arrays again, without end. */
    @Test
    @Timeout(10)
    void arraysOfWhatHoldsTheirElementsAreLeft() {
        Function f = records("""
                  putfield t/R.a:I %7, %9
                  %16: Lt/R; = aload %3, %5
                  putfield t/R.next:Lt/R; %7, %16
                  astore %3, %5, %7
                """.stripTrailing());
        String before = IrPrinter.print(f);
        Hierarchy nodes = new Hierarchy() {
            @Override
            public Boolean isSubclass(String sub, String sup) {
                return sub.equals(sup);
            }

            @Override
            public List<FieldRef> instanceFields(String owner) {
                return List.of(new FieldRef("t/R", "a", "I"), new FieldRef("t/R", "next", "Lt/R;"));
            }

            @Override
            public boolean isFinal(FieldRef field) {
                return true;
            }
        };

        assertThat(StructureOfArrays.run(f, nodes)).isFalse();
        assertThat(IrPrinter.print(f)).isEqualTo(before);
    }
}
