package dev.adagent.transform.ir.analysis;

import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Intrinsics;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.IndexForm.Atom;
import dev.adagent.transform.ir.analysis.IndexForm.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** The forms of a kernel's integers, and bounds that hold for them in a block. */
final class IndexForms {
    private static final int DEEPEST = 24;

    private final Function f;
    private final Uses uses;
    private final Cfg cfg;
    private final LoopForest loops;
    private final Guards guards;
    private final Map<Integer, IndexForm> known = new HashMap<>();
    private final Map<Integer, IndexForm> strides = new HashMap<>();
    private final Set<Integer> open = new HashSet<>();

    /** @param kernel the function that a launch enters */
    IndexForms(Function kernel) {
        f = kernel;
        uses = Uses.of(f);
        cfg = Cfg.of(f);
        Dominators dominators = Dominators.of(cfg);
        loops = LoopForest.of(cfg, dominators);
        guards = new Guards(f, uses, cfg, dominators);
    }

    /** The form of a value of type i32. */
    IndexForm of(int value) {
        return of(value, 0);
    }

    private IndexForm of(int value, int depth) {
        IndexForm form = known.get(value);
        if (form == null) {
            form = depth > DEEPEST ? null : made(value, depth + 1);
            form = form != null ? form : other(value);
            known.put(value, form);
        }
        return form;
    }

    private static IndexForm other(int value) {
        return IndexForm.of(new Atom(Kind.OTHER, "", value));
    }

    private IndexForm made(int value, int depth) {
        if (f.params().contains(value)) {
            return IndexForm.of(new Atom(Kind.PARAMETER, "", value));
        }
        Insn i = uses.insn(value);
        if (i == null) {
            return striding(value);
        }
        String name = Intrinsics.of(i);
        if (name != null) {
            boolean place = name.startsWith("tid.") || name.startsWith("ctaid.");
            boolean extent = name.startsWith("ntid.") || name.startsWith("nctaid.");
            return place || extent ? IndexForm.of(new Atom(place ? Kind.PLACE : Kind.EXTENT, name, -1)) : null;
        }
        return switch (i.op()) {
            case CONST -> i.attr() instanceof Integer c ? IndexForm.constant(c) : null;
            case ALEN -> f.params().contains(i.arg(0)) ? IndexForm.of(new Atom(Kind.LENGTH, "", i.arg(0))) : null;
            case NEG -> IndexForm.ZERO.plus(of(i.arg(0), depth), -1);
            case ADD, SUB ->
                countsDown(value) != null
                        ? null
                        : of(i.arg(0), depth).plus(of(i.arg(1), depth), i.op() == Op.ADD ? 1 : -1);
            case MUL -> of(i.arg(0), depth).times(of(i.arg(1), depth));
            case SHL -> {
                Integer by = of(i.arg(1), depth).asConstant();
                yield by == null ? null : of(i.arg(0), depth).times(IndexForm.constant(1 << by));
            }
            default -> null;
        };
    }

    /** What each edge into a loop's header passes for one of its parameters, of edges from inside the loop or outside. */
    private List<Integer> passed(int param, boolean inside) {
        Uses.Def d = uses.def(param);
        LoopForest.Loop l = loops.loopOf(d.block());
        List<Integer> out = new ArrayList<>();
        for (int p : cfg.predecessors(d.block())) {
            for (Edge e : f.block(p).term().edges()) {
                if (e.target() == d.block() && (l != null && l.contains(p)) == inside) {
                    out.add(e.args()[d.index()]);
                }
            }
        }
        return out.stream().distinct().toList();
    }

    /** The loop that a parameter of its header belongs to; null for other values. */
    private LoopForest.Loop headed(int value) {
        Uses.Def d = uses.def(value);
        LoopForest.Loop l = d == null || !d.isParam() ? null : loops.loopOf(d.block());
        return l != null && l.header() == d.block() ? l : null;
    }

    /** A counter that begins at the thread's place along an axis and goes on by the axis' extent; it does not wrap if its bound lets it. */
    private IndexForm striding(int value) {
        LoopForest.Loop l = headed(value);
        if (l == null || !f.typeOf(value).equals(Type.I32)) {
            return null;
        }
        known.put(value, other(value)); // what the loop computes of it
        open.add(value);
        String place = strides(value, l);
        open.remove(value);
        if (place == null) {
            return null;
        }
        known.clear(); // what was computed of it has another form now
        open.forEach(v -> known.put(v, other(v)));
        return IndexForm.of(new Atom(Kind.STRIDING, place, value));
    }

    /** The place where the counter begins; null if it does not, or goes on otherwise. */
    private String strides(int value, LoopForest.Loop l) {
        List<Integer> begins = passed(value, false);
        List<Integer> goesOn = passed(value, true);
        Atom first = begins.size() == 1 ? of(begins.get(0)).asAtom() : null;
        if (first == null || first.kind() != Kind.PLACE || goesOn.size() != 1) {
            return null;
        }
        IndexForm next = of(goesOn.get(0));
        IndexForm step = next.plus(other(value), -1);
        if (step == null || !step.equals(extent(first.name()))) {
            return null;
        }
        IndexForm bound = null;
        for (int latch : l.latches()) {
            IndexForm b = below(other(value)::equals, latch, false);
            if (b == null || (bound != null && !bound.equals(b))) {
                return null;
            }
            bound = b;
        }
        strides.put(value, bound);
        return first.name();
    }

    /** Below what a striding counter is when it goes on. */
    IndexForm bound(Atom striding) {
        return strides.get(striding.value());
    }

    /** How many different numbers a place along an axis can be: its extent. */
    static IndexForm extent(String place) {
        String axis = place.substring(place.indexOf('.'));
        IndexForm threads = IndexForm.of(new Atom(Kind.EXTENT, "ntid" + axis, -1));
        IndexForm blocks = IndexForm.of(new Atom(Kind.EXTENT, "nctaid" + axis, -1));
        return place.startsWith("gid.") ? threads.times(blocks) : place.startsWith("tid.") ? threads : blocks;
    }

    /** Numbers that are the same in the whole launch, and above the atom in that block; the atom is not negative there. */
    List<IndexForm> bounds(Atom a, int block) {
        List<IndexForm> out = new ArrayList<>();
        if (a.kind() == Kind.PLACE) {
            out.add(extent(a.name()));
        }
        if (a.kind() != Kind.OTHER || isNatural(a.value())) {
            IndexForm below = below(form -> a.equals(form.asAtom()), block, false);
            if (below != null) {
                out.add(below);
            }
        } else {
            IndexForm most = mostOfCountdown(a.value());
            if (most != null) {
                out.add(most);
            }
        }
        Insn i = a.kind() == Kind.OTHER ? uses.insn(a.value()) : null;
        if (i != null && i.op() == Op.AND) {
            for (int arg : i.args()) {
                Integer mask = of(arg).asConstant();
                if (mask != null && mask >= 0 && mask < Integer.MAX_VALUE) {
                    out.add(IndexForm.constant(mask + 1));
                }
            }
        }
        return out;
    }

    /**
     * The nearest bound by a number of the launch that holds in a block, for a value of that form.
     *
     * @param strict whether it has to be compared by {@code <}: what is at most the largest number may wrap by one more
     */
    private IndexForm below(Predicate<IndexForm> value, int block, boolean strict) {
        for (Guards.Guard g : guards.at(block)) {
            for (int side = 0; side < 2; side++) {
                Cond c = side == 0 ? g.cond() : Guards.mirrored(g.cond());
                IndexForm bound = of(side == 0 ? g.right() : g.left());
                if ((c == Cond.LT || c == Cond.LE && !strict)
                        && bound.isUniform()
                        && value.test(of(side == 0 ? g.left() : g.right()))) {
                    return c == Cond.LT ? bound : bound.plus(IndexForm.ONE, 1);
                }
            }
        }
        return null;
    }

    /** Whether a loop's counter begins at no less than 0 and goes up by 1 to a bound, so that it cannot wrap. */
    private boolean isNatural(int value) {
        LoopForest.Loop l = headed(value);
        if (l == null) {
            return false;
        }
        for (int begin : passed(value, false)) {
            IndexForm first = of(begin);
            Integer c = first.asConstant();
            boolean place = first.asAtom() != null && first.asAtom().kind() == Kind.PLACE;
            if (!place && (c == null || c < 0)) {
                return false;
            }
        }
        IndexForm self = other(value);
        for (int next : passed(value, true)) {
            IndexForm step = of(next).plus(self, -1);
            if (step == null || !step.equals(IndexForm.ONE)) {
                return false;
            }
        }
        // below a number of 32 bits, so one more is no less
        return self.equals(of(value)) && l.latches().stream().allMatch(b -> below(self::equals, b, true) != null);
    }

    /** The header's parameter if the value is one less than it and takes its place in the next round, else null. */
    private Integer countsDown(int value) {
        Insn i = uses.insn(value);
        if (i == null || (i.op() != Op.ADD && i.op() != Op.SUB)) {
            return null;
        }
        Insn by = uses.insn(i.arg(1));
        boolean minusOne = by != null
                && by.op() == Op.CONST
                && Integer.valueOf(i.op() == Op.ADD ? -1 : 1).equals(by.attr());
        LoopForest.Loop l = minusOne ? headed(i.arg(0)) : null;
        return l != null && passed(i.arg(0), true).equals(List.of(value)) ? (Integer) i.arg(0) : null;
    }

    /**
     * The number that a countdown begins with, {@code for (n = most; n > 0; n--)}, of which the value is {@code n − 1}, so at least 0 and below
     * it; null if the value is no such.
     */
    private IndexForm mostOfCountdown(int value) {
        Integer n = countsDown(value);
        if (n == null) {
            return null;
        }
        boolean positive = false;
        for (Guards.Guard g : guards.at(uses.def(value).block())) {
            boolean left = g.left() == n;
            Integer other =
                    left || g.right() == n ? of(left ? g.right() : g.left()).asConstant() : null;
            Cond c = left ? g.cond() : Guards.mirrored(g.cond());
            positive |= other != null && (c == Cond.GT && other >= 0 || c == Cond.GE && other >= 1);
        }
        List<Integer> begins = passed(n, false);
        if (!positive || begins.size() != 1) {
            return null;
        }
        IndexForm most = of(begins.get(0));
        Insn i = uses.insn(begins.get(0));
        if (i != null && i.op() == Op.SELECT) {
            // where n is positive, what was chosen is not the 0
            Integer yes = of(i.arg(1)).asConstant();
            Integer no = of(i.arg(2)).asConstant();
            most = no != null && no <= 0 ? of(i.arg(1)) : yes != null && yes <= 0 ? of(i.arg(2)) : most;
        } else if (i != null && "max".equals(Intrinsics.of(i))) {
            Integer a = of(i.arg(0)).asConstant();
            Integer b = of(i.arg(1)).asConstant();
            most = b != null && b <= 0 ? of(i.arg(0)) : a != null && a <= 0 ? of(i.arg(1)) : most;
        }
        return most.isUniform() ? most : null;
    }
}
