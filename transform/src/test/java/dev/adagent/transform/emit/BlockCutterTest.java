package dev.adagent.transform.emit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Blocks are cut, but values stay with the stores that put them into the frame. */
class BlockCutterTest {
    @Test
    void aValueStaysWithItsStore() {
        for (int most = 4; most < 12; most++) {
            Function f = new Function("f", Type.F64);
            Block b = f.newBlock();
            int v = f.addParam(b, Type.F64);
            Frame frame = new Frame(f);
            for (int k = 0; k < 20; k++) {
                frame.add(v);
                frame.storeAtDefinition(
                        v, b, k == 0 ? frame.prefix() : b.insns().size());
                v = f.append(b, Op.ADD, Type.F64, null, Loc.NONE, v, v);
            }
            b.setTerm(Term.ret(Loc.NONE, v));
            new BlockCutter(f, frame, most).run(frame.prefix());
            assertThat(f.blocks()).hasSizeGreaterThan(4);
            f.blocks().forEach(BlockCutterTest::storesItsOwn);
        }
    }

    private static void storesItsOwn(Block b) {
        Set<Integer> own = new HashSet<>(b.params());
        for (Insn i : List.copyOf(b.insns())) {
            if (i.op() == Op.ASTORE) {
                assertThat(own).contains(i.arg(2));
            }
            own.add(i.result());
        }
    }
}
