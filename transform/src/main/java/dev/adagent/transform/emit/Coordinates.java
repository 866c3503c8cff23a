package dev.adagent.transform.emit;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Intrinsics;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which coordinates of the thread each function needs, itself or for those that it calls; they become extra parameters. */
public final class Coordinates {
    /** Names of the coordinates, in the order of the extra parameters. */
    public static final List<String> NAMES = List.of(
            "tid.x",
            "tid.y",
            "tid.z",
            "ctaid.x",
            "ctaid.y",
            "ctaid.z",
            "ntid.x",
            "ntid.y",
            "ntid.z",
            "nctaid.x",
            "nctaid.y",
            "nctaid.z");

    private final Map<String, BitSet> needs = new HashMap<>();

    Coordinates(Module module, boolean kernel) {
        module.functions().forEach(f -> needs.put(f.name(), kernel ? own(f) : new BitSet()));
        boolean changed = kernel;
        while (changed) {
            changed = false;
            for (Function f : module.functions()) {
                BitSet mine = needs.get(f.name());
                int before = mine.cardinality();
                for (Block b : f.blocks()) {
                    for (Insn insn : b.insns()) {
                        if (insn.op() == Op.CALL && ((Callee) insn.attr()).function() != null) {
                            mine.or(needs.get(((Callee) insn.attr()).function()));
                        }
                    }
                }
                changed |= mine.cardinality() != before;
            }
        }
    }

    private static BitSet own(Function f) {
        BitSet set = new BitSet();
        for (Block b : f.blocks()) {
            for (Insn insn : b.insns()) {
                if (insn.op() == Op.INTRINSIC && Intrinsics.kind((String) insn.attr()) == Intrinsics.Kind.THREAD) {
                    set.set(NAMES.indexOf((String) insn.attr()));
                }
            }
        }
        return set;
    }

    /** Indices into {@link #NAMES} of what the function needs, ascending. */
    public List<Integer> of(String function) {
        List<Integer> out = new ArrayList<>();
        needs.get(function).stream().forEach(out::add);
        return out;
    }
}
