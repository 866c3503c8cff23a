package dev.adagent.transform.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.IrParser;
import dev.adagent.transform.ir.Op;
import java.util.List;
import org.junit.jupiter.api.Test;

class FirstStoresTest {
    private static final String MAKE = "  %2: i32 = const 2\n  %3: [[f64 = newarray %2\n";
    private static final String STORE = "  astore %3, %1, %0\n";
    private static final String READ = "  %4: [f64 = aload %3, %1\n";

    @Test
    void storesToWhatWasJustMadeAreFirst() {
        assertThat(areFirst("b0(%0: [f64, %1: i32):\n" + MAKE + STORE + STORE + READ + "  ret %0\n"))
                .containsExactly(true, true);
    }

    @Test
    void aStoreAfterAReadIsNotFirst() {
        assertThat(areFirst("b0(%0: [f64, %1: i32):\n" + MAKE + STORE + READ + STORE + "  ret %0\n"))
                .containsExactly(true, false);
    }

    @Test
    void norIsAStoreToAnArrayOfUnknownOrigin() {
        assertThat(areFirst("b0(%0: [f64, %1: i32):\n" + MAKE + STORE + "  jump b1(%3)\nb1(%5: [[f64):\n"
                        + "  astore %5, %1, %0\n  ret %0\n"))
                .containsExactly(true, false);
    }

    /** The row that was read in one round is replaced in the next, also of an array that each round makes: it may be made once. */
    @Test
    void norIsAStoreInALoopWithARead() {
        String loop = STORE + READ + "  br %1, b1(), b2()\nb2():\n  ret %0\n";
        assertThat(areFirst("b0(%0: [f64, %1: i32):\n" + MAKE + "  jump b1()\nb1():\n" + loop))
                .containsExactly(false);
        assertThat(areFirst("b0(%0: [f64, %1: i32):\n  jump b1()\nb1():\n" + MAKE + loop))
                .containsExactly(false);
    }

    @Test
    void aStoreInALoopInFrontOfAllReadsIsFirst() {
        assertThat(areFirst("b0(%0: [f64, %1: i32):\n" + MAKE + "  jump b1()\nb1():\n" + STORE
                        + "  br %1, b1(), b2()\nb2():\n" + READ + "  ret %0\n"))
                .containsExactly(true);
    }

    private static List<Boolean> areFirst(String blocks) {
        Function f = IrParser.parseFunction("func @f (%0: [f64, %1: i32) -> [f64 {\n" + blocks + "}\n");
        FirstStores first = new FirstStores(f);
        List<Insn> stores = f.blocks().stream()
                .flatMap(b -> b.insns().stream())
                .filter(i -> i.op() == Op.ASTORE)
                .toList();
        return stores.stream().map(first::isFirst).toList();
    }
}
