package dev.adagent.transform.emit;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Intrinsics;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides which instructions are roots, emitted as statements, and which are folded into the one place that uses them, and which
 * checks need no code because a JVM instruction that follows makes the same check before anything else can be observed.
 *
 * <p>It starts with the assumption that no check needs code, walks each block in the order of evaluation, and where a check turns
 * out to be needed starts again with that known, until nothing changes.
 */
final class TreePlan {
    private static final int MAX_DEPTH = 40;

    private final Function f;
    private final List<Block> order;
    private final CheckWalk walk;
    final Set<Place> explicit = new HashSet<>();

    private final Insn[] def;
    private final int[] defBlock;
    private final int[] defIndex;
    private final int[] uses;
    private final int[] userBlock;
    private final int[] userIndex;
    private final boolean[] folded;
    private final Map<Integer, List<In>> edgesInto = new HashMap<>();
    private final Map<Integer, boolean[]> roots = new HashMap<>();
    private final Map<Integer, Integer> paramIndex = new HashMap<>();

    /** An instruction's place: the same Insn object may stand in several. */
    record Place(int block, int index) {}

    private record In(Block from, Edge edge) {}

    TreePlan(Function f, List<Block> order, boolean dropChecks, Accumulation accumulation) {
        this.f = f;
        this.order = order;
        int n = f.valueCount();
        def = new Insn[n];
        defBlock = new int[n];
        defIndex = new int[n];
        uses = new int[n];
        userBlock = new int[n];
        userIndex = new int[n];
        folded = new boolean[n];
        for (Block b : order) {
            for (int k = 0; k < b.params().size(); k++) {
                defBlock[b.params().get(k)] = b.id();
                paramIndex.put(b.params().get(k), k);
            }
            for (int i = 0; i < b.insns().size(); i++) {
                Insn insn = b.insns().get(i);
                if (insn.result() >= 0) {
                    def[insn.result()] = insn;
                    defBlock[insn.result()] = b.id();
                    defIndex[insn.result()] = i;
                }
                if (insn.op().isCheck() && (!dropChecks || insn.op() == Op.CHECK_CAST)) {
                    explicit.add(new Place(b.id(), i));
                }
            }
            for (Edge e : b.term().edges()) {
                edgesInto.computeIfAbsent(e.target(), k -> new ArrayList<>()).add(new In(b, e));
            }
        }
        walk = new CheckWalk(this, f, accumulation);
        int known;
        do {
            known = explicit.size();
            countUses();
            order.forEach(this::fold);
            order.forEach(this::limitDepth);
            walk.clear();
            order.forEach(walk::block);
        } while (explicit.size() > known);
    }

    private void countUses() {
        Arrays.fill(uses, 0);
        Deque<Integer> work = new ArrayDeque<>();
        for (Block b : order) {
            boolean[] r = new boolean[b.insns().size()];
            roots.put(b.id(), r);
            for (int i = 0; i < r.length; i++) {
                Insn insn = b.insns().get(i);
                r[i] = insn.op().isCheck() ? isExplicit(b.id(), i) : hasEffect(insn);
                if (r[i]) {
                    use(insn.args(), b.id(), i, work);
                }
            }
            use(b.term().args(), b.id(), r.length, work);
        }
        while (!work.isEmpty()) {
            int v = work.pop();
            Insn d = def[v];
            if (d == null) {
                for (In in : edgesInto.getOrDefault(defBlock[v], List.of())) {
                    int arg = in.edge().args()[paramIndex.get(v)];
                    use(new int[] {arg}, in.from().id(), in.from().insns().size(), work);
                }
            } else if (!hasEffect(d)) {
                use(d.args(), defBlock[v], defIndex[v], work);
                roots.get(defBlock[v])[defIndex[v]] = true;
            }
        }
    }

    private void use(int[] args, int block, int index, Deque<Integer> work) {
        for (int a : args) {
            if (uses[a]++ == 0) {
                work.push(a);
            }
            userBlock[a] = block;
            userIndex[a] = index;
        }
    }

    /** Whether the instruction stays even if nobody uses its result. */
    static boolean hasEffect(Insn insn) {
        return switch (insn.op().effect()) {
            case NONE, READ, ALLOCATE -> false;
            case WRITE, THROW -> true;
            case CALL -> insn.op() != Op.INTRINSIC || !isPure(insn) && !isTapeLoad(insn);
        };
    }

    static boolean isPure(Insn insn) {
        if (insn.op() != Op.INTRINSIC) {
            return insn.op().effect() == Op.Effect.NONE;
        }
        Intrinsics.Kind kind = Intrinsics.kind((String) insn.attr());
        return kind == Intrinsics.Kind.PURE || kind == Intrinsics.Kind.THREAD;
    }

    static boolean isTapeLoad(Insn insn) {
        return insn.op() == Op.INTRINSIC && "tape.load".equals(insn.attr());
    }

    private static boolean isLoad(Insn insn) {
        return insn.op().effect() == Op.Effect.READ || isTapeLoad(insn);
    }

    /** A value that is pushed anew wherever it is used: a constant or a coordinate of the thread. */
    boolean isLeaf(int value) {
        Insn d = def[value];
        return d != null
                && (d.op() == Op.CONST
                        || d.op() == Op.INTRINSIC && Intrinsics.kind((String) d.attr()) == Intrinsics.Kind.THREAD);
    }

    private void fold(Block b) {
        List<Insn> insns = b.insns();
        int n = insns.size();
        boolean[] root = roots.get(b.id());
        int[] writesBefore = new int[n + 1];
        for (int i = 0; i < n; i++) {
            Insn insn = insns.get(i);
            boolean writes = hasEffect(insn) && !insn.op().isCheck();
            writesBefore[i + 1] = writesBefore[i] + (writes ? 1 : 0);
        }
        int[] rootPlace = new int[n + 1];
        rootPlace[n] = n;
        for (int i = n - 1; i >= 0; i--) {
            rootPlace[i] = i;
            Insn insn = insns.get(i);
            int v = insn.result();
            if (v < 0) {
                continue;
            }
            folded[v] = false;
            if (isLeaf(v)) {
                root[i] = false;
                continue;
            }
            if (uses[v] != 1 || userBlock[v] != b.id() || hasEffect(insn) || !mayFold(insn, v, b, userIndex[v])) {
                continue;
            }
            int place = rootPlace[userIndex[v]];
            if (isLoad(insn) && writesBefore[place] != writesBefore[i]) {
                continue;
            }
            folded[v] = true;
            root[i] = false;
            rootPlace[i] = place;
        }
    }

    private static boolean mayFold(Insn insn, int v, Block b, int userIndex) {
        boolean toTerm = userIndex == b.insns().size();
        Insn user = toTerm ? null : b.insns().get(userIndex);
        if (user != null && evaluatesTwice(user)) {
            return false;
        }
        return switch (insn.op()) {
            case CMP ->
                toTerm
                        ? b.term().kind() == Term.Kind.BR && b.term().args()[0] == v
                        : user.op() == Op.SELECT && user.arg(0) == v && user.arg(1) != v && user.arg(2) != v;
            case SELECT, NEW, NEWARRAY, TUPLE, LAMBDA -> false;
            default -> true;
        };
    }

    private static boolean evaluatesTwice(Insn user) {
        return user.op() == Op.CHECK_SIZE || user.op() == Op.INTRINSIC && "tape.ensure".equals(user.attr());
    }

    private void limitDepth(Block b) {
        Map<Integer, Integer> depth = new HashMap<>();
        boolean[] root = roots.get(b.id());
        for (int i = 0; i < root.length; i++) {
            Insn insn = b.insns().get(i);
            int d = 1;
            for (int a : insn.args()) {
                d = Math.max(d, 1 + depth.getOrDefault(a, 0));
            }
            int v = insn.result();
            if (v >= 0 && folded[v]) {
                if (d > MAX_DEPTH) {
                    folded[v] = false;
                    root[i] = true;
                } else {
                    depth.put(v, d);
                }
            }
        }
    }

    boolean isExplicit(int block, int index) {
        return explicit.contains(new Place(block, index));
    }

    /** Whether the instruction is emitted as a statement. */
    boolean isRoot(Block b, int index) {
        return roots.get(b.id())[index];
    }

    /** Whether the value's instruction is emitted where it is used. */
    boolean isFolded(int value) {
        return folded[value];
    }

    boolean isUsed(int value) {
        return uses[value] > 0;
    }

    /** The defining instruction, null for a block parameter. */
    Insn def(int value) {
        return def[value];
    }

    int defIndex(int value) {
        return defIndex[value];
    }

    int defBlock(int value) {
        return defBlock[value];
    }

    /** Checks that the instruction at this place makes in passing, for their source places; null if none. */
    CheckWalk.Made checksMadeBy(int block, int index) {
        return walk.madeBy.get(new Place(block, index));
    }

    Function function() {
        return f;
    }
}
