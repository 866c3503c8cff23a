package dev.adagent.codegen;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Remarks;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * Where a function goes when an index is outside its array, or there is no array: one block for all its checks, with one call, as each call
 * costs dozens of instructions. What differs comes in phis.
 */
final class IndexFailures {
    private static final String LABEL = "outside";

    /** A check that failed: its block, its site, index and length; the length is −1 where there is no array. */
    private record Failure(String label, int site, String index, String length) {}

    private final FunctionLowering f;
    private final List<Failure> failures = new ArrayList<>();

    IndexFailures(FunctionLowering f) {
        this.f = f;
    }

    /** Ends the block that is being written: the index is outside the array, or the array is null, which Java looks at first (JLS §15.10.4). */
    void raise(int index, int array, Loc loc) {
        String missing = f.body.value("icmp eq ptr " + f.address(array) + ", null");
        String length = f.body.value("select i1 " + missing + ", i32 -1, i32 " + f.length(array));
        int site = f.lowering.site("java/lang/NullPointerException", null, List.of(), loc);
        f.lowering.site(
                "java/lang/ArrayIndexOutOfBoundsException",
                "Index \u0001 out of bounds for length \u0001",
                List.of(Type.I32, Type.I32),
                loc);
        if (Remarks.areWanted()) {
            remark(index, array, loc, site);
        }
        failures.add(new Failure(f.body.label(), site, f.value(index), length));
        f.body.line("br label %" + LABEL);
    }

    /** The block, or nothing if no check can fail. */
    String text() {
        if (failures.isEmpty()) {
            return "";
        }
        f.body = new Body(LABEL);
        f.place(Loc.NONE);
        String index = f.body.value("sext i32 %" + LABEL + ".index to i64");
        String length = f.body.value("sext i32 %" + LABEL + ".length to i64");
        f.body.line(f.lowering.support.raiseIndex("%" + LABEL + ".site", index, length));
        f.leave();
        return LABEL + ":\n"
                + phi("site", x -> "" + x.site())
                + phi("index", Failure::index)
                + phi("length", Failure::length)
                + f.body;
    }

    private String phi(String name, java.util.function.Function<Failure, String> value) {
        StringJoiner from = new StringJoiner(", ");
        failures.forEach(x -> from.add("[ " + value.apply(x) + ", %" + x.label() + " ]"));
        return "  %" + LABEL + "." + name + " = phi i32 " + from + "\n";
    }

    private void remark(int index, int array, Loc loc, int site) {
        Function function = f.function;
        int block = function.blocks().stream()
                .filter(b -> b.insns().stream()
                        .anyMatch(c -> c.op() == Op.CHECK_BOUNDS
                                && c.arg(0) == array
                                && c.arg(1) == index
                                && c.loc().equals(loc)))
                .mapToInt(Block::id)
                .findFirst()
                .orElse(function.entry().id());
        Remarks.add(new Remarks.Remark(
                Remarks.Kind.CHECK,
                loc,
                f.facts().text().array(array) + "[" + f.facts().text().of(index) + "]",
                "left to LLVM",
                f.facts().known(array, index, block),
                site));
    }
}
