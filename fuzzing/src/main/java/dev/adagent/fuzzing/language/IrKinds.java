package dev.adagent.fuzzing.language;

import dev.adagent.fuzzing.Coverage;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import java.util.Locale;
import java.util.Map;

/** Counts the kinds of instructions and terminators of the IR. */
final class IrKinds {
    private static final String GROUP = "ir";

    private static final Map<Op, String> EXCLUDED = Map.of(
            Op.ACCUM, "only differentiation makes it: the autodiff fuzzer's",
            Op.DEFERRED, "a derivative's marker: the autodiff fuzzer's",
            Op.CMP3, "javac branches on every comparison at once, and the lift makes one of both",
            Op.PUTSTATIC, "writes to static fields are refused");

    private IrKinds() {}

    static void require(Coverage coverage, long times) {
        for (Op op : Op.values()) {
            if (EXCLUDED.containsKey(op)) {
                coverage.exclude(GROUP, name(op), EXCLUDED.get(op));
            } else {
                coverage.require(GROUP, name(op), times);
            }
        }
        for (Term.Kind t : Term.Kind.values()) {
            if (t == Term.Kind.UNREACHABLE) {
                coverage.exclude(GROUP, name(t), "only differentiation makes it");
            } else {
                coverage.require(GROUP, name(t), times);
            }
        }
    }

    static void count(Module module, Coverage coverage) {
        for (Function f : module.functions()) {
            for (Block b : f.blocks()) {
                for (Insn i : b.insns()) {
                    coverage.count(GROUP, name(i.op()));
                }
                coverage.count(GROUP, name(b.term().kind()));
            }
        }
    }

    private static String name(Enum<?> kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
