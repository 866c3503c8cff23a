package dev.adagent.transform.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.transform.ir.IrParser;
import dev.adagent.transform.ir.Type;
import org.junit.jupiter.api.Test;

class RowStoresTest {
    private static final Type ROWS = Type.array(Type.array(Type.F64));
    private static final String MAKE = "  %2: i32 = const 2\n  %3: [[f64 = newarray %2\n";
    private static final String STORE = "  astore %3, %1, %0\n";
    private static final String READ = "  %4: [f64 = aload %3, %1\n";
    private static final String RETURN = "  ret %0\n";

    @Test
    void storesToWhatWasJustMadeAreFirst() {
        assertThat(stores(MAKE + STORE + STORE + READ + RETURN, ROWS)).isEqualTo(RowStores.FIRST);
    }

    @Test
    void aStoreAfterAReadIsNot() {
        assertThat(stores(MAKE + STORE + READ + STORE + RETURN, ROWS)).isEqualTo(RowStores.OWN);
    }

    @Test
    void norIsAStoreAfterTheArrayWasHandedOn() {
        String kept = "  %5: [[[f64 = newarray %2\n  astore %5, %1, %3\n";
        assertThat(stores(MAKE + STORE + kept + RETURN, ROWS)).isEqualTo(RowStores.FIRST);
        assertThat(stores(MAKE + STORE + kept + STORE + RETURN, ROWS)).isEqualTo(RowStores.OWN);
    }

    @Test
    void aStoreToAnArrayOfUnknownOriginIsNotOneToAnOwnArray() {
        String other = "  jump b1(%3)\nb1(%5: [[f64):\n  astore %5, %1, %0\n";
        assertThat(stores(MAKE + STORE + other + RETURN, ROWS)).isEqualTo(RowStores.ANY);
    }

    /** The row that was read in one round is replaced in the next, also of an array that each round makes: it may be made once. */
    @Test
    void norIsAStoreInALoopWithARead() {
        String loop = STORE + READ + "  br %1, b1(), b2()\nb2():\n" + RETURN;
        assertThat(stores(MAKE + "  jump b1()\nb1():\n" + loop, ROWS)).isEqualTo(RowStores.OWN);
        assertThat(stores("  jump b1()\nb1():\n" + MAKE + loop, ROWS)).isEqualTo(RowStores.OWN);
    }

    @Test
    void aStoreInALoopInFrontOfAllReadsIsFirst() {
        String loop = STORE + "  br %1, b1(), b2()\nb2():\n" + READ + RETURN;
        assertThat(stores(MAKE + "  jump b1()\nb1():\n" + loop, ROWS)).isEqualTo(RowStores.FIRST);
    }

    @Test
    void arraysOfOtherTypesDoNotCount() {
        assertThat(stores(MAKE + READ + STORE + RETURN, Type.array(Type.array(Type.F32))))
                .isEqualTo(RowStores.NONE);
    }

    private static RowStores stores(String blocks, Type array) {
        return RowStores.of(
                IrParser.parseFunction(
                        "func @f (%0: [f64, %1: i32) -> [f64 {\nb0(%0: [f64, %1: i32):\n" + blocks + "}\n"),
                array);
    }
}
