package dev.adagent.transform.ir.analysis;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Intrinsics;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Values in the words of the source, as far as the IR still knows them. */
public final class SourceText {
    private static final int DEEPEST = 4;

    private static final Map<String, String> INDICES =
            Map.of("tid", "threadIdx", "ctaid", "blockIdx", "ntid", "blockDim", "nctaid", "gridDim");

    private static final Map<Op, String> OPERATORS = Map.of(
            Op.ADD, " + ", Op.SUB, " - ", Op.MUL, " * ", Op.DIV, " / ", Op.REM, " % ", Op.AND, " & ", Op.SHL, " << ",
            Op.SHR, " >> ");

    private final Function f;
    private final Uses uses;

    public SourceText(Function f) {
        this.f = f;
        uses = Uses.of(f);
    }

    /** The name that stands for a parameter of a function until somebody knows a better one. */
    public static String parameter(Function f, int index) {
        return "parameter " + index + " of " + f.name();
    }

    /** The value's definition in the words of the source. */
    public String of(int value) {
        return of(value, 0);
    }

    private String of(int value, int depth) {
        int index = f.params().indexOf(value);
        if (index >= 0) {
            return parameter(f, index);
        }
        Uses.Def d = uses.def(value);
        Insn i = d.insn();
        if (i == null) {
            return f.typeOf(value).isArray() ? array(value) : "the variable of " + line(placed(d.block()));
        }
        String axis = globalIndex(i);
        if (axis != null) {
            return "globalId" + axis + "()";
        }
        if (i.op() == Op.CONST) {
            return String.valueOf(i.attr());
        }
        if (i.op() == Op.ALEN) {
            return of(i.arg(0), depth + 1) + ".length";
        }
        String name = Intrinsics.of(i);
        if (name != null && name.indexOf('.') > 0 && INDICES.containsKey(name.substring(0, name.indexOf('.')))) {
            return INDICES.get(name.substring(0, name.indexOf('.')))
                    + name.substring(name.length() - 1).toUpperCase(java.util.Locale.ROOT) + "()";
        }
        if (depth < DEEPEST && i.op() == Op.ALOAD) {
            return of(i.arg(0), depth + 1) + "[" + of(i.arg(1), depth + 1) + "]";
        }
        if (depth < DEEPEST && OPERATORS.containsKey(i.op())) {
            String text = of(i.arg(0), depth + 1) + OPERATORS.get(i.op()) + of(i.arg(1), depth + 1);
            return depth == 0 ? text : "(" + text + ")";
        }
        if (i.op() == Op.NEWARRAY) {
            return "the array made at " + line(i.loc());
        }
        if (i.op() == Op.SHARED) {
            return "the shared array of " + line(i.loc());
        }
        return "the value of " + line(i.loc());
    }

    /** The axis if the value is the thread's place in the whole grid, else null. */
    String globalIndex(Insn add) {
        if (add == null || add.op() != Op.ADD) {
            return null;
        }
        for (int k = 0; k < 2; k++) {
            Insn thread = uses.insn(add.arg(k));
            Insn product = uses.insn(add.arg(1 - k));
            String tid = thread == null ? null : Intrinsics.of(thread);
            if (tid == null || !tid.startsWith("tid.") || product == null || product.op() != Op.MUL) {
                continue;
            }
            String axis = tid.substring("tid".length());
            TreeSet<String> factors = new TreeSet<>();
            for (int a : product.args()) {
                String n = uses.insn(a) == null ? null : Intrinsics.of(uses.insn(a));
                factors.add(n == null ? "" : n);
            }
            if (factors.contains("ctaid" + axis) && factors.contains("ntid" + axis)) {
                return axis.substring(1).toUpperCase(java.util.Locale.ROOT);
            }
        }
        return null;
    }

    /** Every array that a value may be. */
    public String array(int value) {
        TreeSet<String> names = new TreeSet<>();
        collect(value, new BitSet(), names);
        return String.join(" or ", names);
    }

    private void collect(int value, BitSet seen, TreeSet<String> names) {
        if (seen.get(value)) {
            return;
        }
        seen.set(value);
        Uses.Def d = uses.def(value);
        if (f.params().contains(value) || (d.insn() != null && d.insn().op() != Op.SELECT)) {
            boolean isNull = d.insn() != null && d.insn().op() == Op.CONST;
            if (!isNull) {
                names.add(of(value, 1));
            }
        } else if (d.insn() != null) {
            collect(d.insn().arg(1), seen, names);
            collect(d.insn().arg(2), seen, names);
        } else {
            for (Block b : f.blocks()) {
                for (Edge e : b.term().edges()) {
                    if (e.target() == d.block()) {
                        collect(e.args()[d.index()], seen, names);
                    }
                }
            }
        }
    }

    /** The place of a block, or of the nearest after it that has one: what passes make has none of its own. */
    private Loc placed(int block) {
        Deque<Integer> work = new ArrayDeque<>(List.of(block));
        BitSet seen = new BitSet();
        while (!work.isEmpty()) {
            int id = work.poll();
            if (seen.get(id)) {
                continue;
            }
            seen.set(id);
            Block b = f.block(id);
            if (b.term().loc().file() != null) {
                return b.term().loc();
            }
            for (Insn i : b.insns()) {
                if (i.loc().file() != null) {
                    return i.loc();
                }
            }
            b.term().edges().forEach(e -> work.add(e.target()));
        }
        return f.block(block).term().loc();
    }

    /** File and line of a place. */
    public static String line(Loc loc) {
        return loc.file() == null ? "an unknown line" : loc.file() + ":" + loc.line();
    }

    /** The sign of a comparison. */
    static String sign(Cond c) {
        return switch (c) {
            case EQ -> "==";
            case NE -> "!=";
            case LT -> "<";
            case LE -> "<=";
            case GT -> ">";
            case GE -> ">=";
            default -> c.name();
        };
    }
}
