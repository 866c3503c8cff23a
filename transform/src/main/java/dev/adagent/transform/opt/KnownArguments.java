package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.KnownClass;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import java.util.ArrayList;
import java.util.List;

/** Tells the passes on a function of which classes its arguments are. */
public final class KnownArguments {
    private KnownArguments() {}

    /** @param classes of each parameter, null where it is not known */
    public static void mark(Function f, List<KnownClass> classes, Loc loc) {
        Subst subst = new Subst();
        List<Insn> casts = new ArrayList<>();
        for (int k = 0; k < classes.size(); k++) {
            KnownClass c = classes.get(k);
            if (c != null) {
                int p = f.params().get(k);
                int cast = f.newValue(c.type());
                subst.replace(p, cast);
                casts.add(new Insn(Op.CHECK_CAST, c.type(), cast, new int[] {p}, c, loc));
            }
        }
        subst.apply(f);
        Block entry = f.entry();
        entry.insns().addAll(0, casts);
    }
}
