package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Remarks;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.SourceText;
import java.util.List;

/**
 * Turns {@code ACCUM} into a load, an addition and a store where no other thread can add to the same element: on arrays made in the
 * function that do not leave it, and everywhere if the job runs in one thread.
 */
public final class ShadowAdds {
    private ShadowAdds() {}

    /** For code of which many threads run. @return whether anything changed */
    public static boolean run(Function f) {
        return run(f, false);
    }

    /**
     * Lowers the additions of one function.
     *
     * @param singleThread whether nothing else runs while the function does
     */
    public static boolean run(Function f, boolean singleThread) {
        PrivateArrays arrays = PrivateArrays.of(f);
        boolean changed = false;
        for (Block b : f.blocks()) {
            List<Insn> old = List.copyOf(b.insns());
            b.insns().clear();
            for (Insn i : old) {
                if (i.op() != Op.ACCUM || !(singleThread || arrays.isPrivate(i.arg(0)))) {
                    b.insns().add(i);
                    continue;
                }
                Type type = f.typeOf(i.arg(2));
                int before = f.append(b, Op.ALOAD, type, null, i.loc(), i.arg(0), i.arg(1));
                if (Remarks.areWanted()) {
                    remark(f, i, singleThread);
                }
                int after = f.append(b, Op.ADD, type, null, i.loc(), before, i.arg(2));
                f.append(b, Op.ASTORE, Type.VOID, null, i.loc(), i.arg(0), i.arg(1), after);
                changed = Rewrite.SHADOW_ADD.happened();
            }
        }
        return changed;
    }

    /** Says why an addition is plain. */
    static void remark(Function f, Insn i, boolean singleThread) {
        String why = singleThread
                ? "one thread runs the job"
                : "the thread made the array, and it does not leave the thread";
        Remarks.add(
                new Remarks.Remark(Remarks.Kind.SHADOW, i.loc(), new SourceText(f).array(i.arg(0)), "plain", why, 0));
    }
}
