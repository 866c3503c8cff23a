package dev.adagent.transform.ir.analysis;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which arrays a reference in a kernel may be: parameters by their value, shared arrays by the first value of each name, rows of parameters by
 * the load that gave them. Arrays that the thread made are none of these.
 */
final class ArrayRoots {
    /** A row of a parameter, where it is loaded. */
    record Row(int table, int index, int block) {}

    private static final BitSet NONE = new BitSet();

    private final Function f;
    private final boolean distinct;
    private final int unknown;
    private final Map<Integer, BitSet> roots = new HashMap<>();
    private final Map<String, Integer> shared = new LinkedHashMap<>();
    private final Map<Integer, Row> rows = new LinkedHashMap<>();

    /** @param distinct whether no two of the launch's arrays are the same, rows included */
    ArrayRoots(Function kernel, boolean distinct) {
        f = kernel;
        this.distinct = distinct;
        unknown = f.valueCount();
        for (int p : f.params()) {
            root(p).set(f.typeOf(p).isArray() ? p : unknown);
        }
        boolean grown;
        do {
            grown = false;
            for (Block b : f.blocks()) {
                for (Insn i : b.insns()) {
                    if (i.result() >= 0 && i.type().isReference()) {
                        grown |= grow(b, i);
                    }
                }
                for (Edge e : b.term().edges()) {
                    for (int k = 0; k < e.args().length; k++) {
                        grown |= flow(e.args()[k], f.block(e.target()).params().get(k));
                    }
                }
            }
        } while (grown);
    }

    /** The roots of a reference; none if it is an array of the thread's own. */
    BitSet of(int value) {
        return roots.getOrDefault(value, NONE);
    }

    /** Whether anything was found out of a reference at all. */
    boolean has(int value) {
        return roots.containsKey(value);
    }

    /** Whether the value may be an array that is not known here. */
    boolean mayBeAny(int value) {
        return of(value).get(unknown);
    }

    /** One root for each shared array. */
    Iterable<Integer> shared() {
        return shared.values();
    }

    boolean isShared(int root) {
        return shared.containsValue(root);
    }

    /** The row that a root is; null if it is a whole array. */
    Row row(int root) {
        return rows.get(root);
    }

    private BitSet root(int value) {
        return roots.computeIfAbsent(value, v -> new BitSet());
    }

    private boolean flow(int from, int to) {
        if (!roots.containsKey(from)) {
            return false;
        }
        int before = root(to).cardinality();
        root(to).or(root(from));
        return root(to).cardinality() > before;
    }

    private boolean grow(Block b, Insn i) {
        return switch (i.op()) {
            case NEWARRAY, CONST -> false;
            case SHARED -> mark(i.result(), shared.computeIfAbsent((String) i.attr(), n -> i.result()));
            case INTRINSIC -> ((String) i.attr()).equals("tape.load") && mark(i.result(), unknown);
            case SELECT -> flow(i.arg(1), i.result()) | flow(i.arg(2), i.result());
            case CHECK_CAST -> flow(i.arg(0), i.result());
            case ALOAD -> {
                if (!distinct || !f.params().contains(i.arg(0))) {
                    yield mark(i.result(), unknown);
                }
                // a row, which is no argument itself: the launch says that all its arrays are different
                rows.putIfAbsent(i.result(), new Row(i.arg(0), i.arg(1), b.id()));
                yield mark(i.result(), i.result());
            }
            default -> mark(i.result(), unknown);
        };
    }

    private boolean mark(int value, int root) {
        boolean there = root(value).get(root);
        root(value).set(root);
        return !there;
    }
}
