package dev.adagent.fuzzing.language;

import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Cfg;
import dev.adagent.transform.ir.analysis.Dominators;
import dev.adagent.transform.ir.analysis.LoopForest;
import dev.adagent.transform.ir.analysis.Operands;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Mistakes that compilers make, put into the optimised code of every program: the fuzzer has to find each. */
enum PlantedFault implements Faults {
    /** The distance of an int's shift is masked as a long's. */
    SHIFT_MASK {
        @Override
        boolean plant(Function f, Block b, Insn i, List<Insn> out) {
            boolean shift = i.op() == Op.SHL || i.op() == Op.SHR || i.op() == Op.USHR;
            if (!shift || !i.type().equals(Type.I32)) {
                return false;
            }
            int wide = add(f, out, Op.CONV, Type.I64, null, i, i.arg(0));
            int shifted = add(f, out, i.op(), Type.I64, null, i, wide, i.arg(1));
            out.add(new Insn(Op.CONV, Type.I32, i.result(), new int[] {shifted}, null, i.loc()));
            return true;
        }
    },
    /** ints are compared as if they had no sign. */
    UNSIGNED_COMPARE {
        @Override
        boolean plant(Function f, Block b, Insn i, List<Insn> out) {
            boolean order = i.op() == Op.CMP && i.attr() != Cond.EQ && i.attr() != Cond.NE;
            if (!order || !f.typeOf(i.arg(0)).equals(Type.I32)) {
                return false;
            }
            int flip = add(f, out, Op.CONST, Type.I32, Integer.MIN_VALUE, i);
            int left = add(f, out, Op.XOR, Type.I32, null, i, i.arg(0), flip);
            int right = add(f, out, Op.XOR, Type.I32, null, i, i.arg(1), flip);
            out.add(i.withArgs(left, right));
            return true;
        }
    },
    BOUNDS_CHECK_DROPPED {
        @Override
        boolean plant(Function f, Block b, Insn i, List<Insn> out) {
            return i.op() == Op.CHECK_BOUNDS;
        }
    },
    /** {@code <} and the like are true of NaN. */
    NAN_COMPARE {
        @Override
        boolean plant(Function f, Block b, Insn i, List<Insn> out) {
            Map<Cond, Cond> unordered =
                    Map.of(Cond.LT, Cond.ULT, Cond.LE, Cond.ULE, Cond.GT, Cond.UGT, Cond.GE, Cond.UGE);
            Cond wrong = i.op() == Op.CMP && isReal(f.typeOf(i.arg(0))) ? unordered.get((Cond) i.attr()) : null;
            if (wrong != null) {
                out.add(i.withAttr(wrong));
            }
            return wrong != null;
        }
    },
    /** A load gives what an earlier load of the same element gave, whatever was stored between (value numbering across a store). */
    LOAD_NUMBERED_ACROSS_STORE {
        @Override
        boolean plantIn(Function f) {
            Map<Integer, Integer> same = new HashMap<>();
            Cfg cfg = Cfg.of(f);
            Dominators dom = Dominators.of(cfg);
            Map<Integer, Map<List<Object>, Integer>> known = new HashMap<>();
            for (int id : cfg.reversePostOrder()) {
                Block b = f.block(id);
                Map<List<Object>, Integer> loaded =
                        new HashMap<>(id == cfg.entry() ? Map.of() : known.get(dom.idom(id)));
                known.put(id, loaded);
                for (Insn i : b.insns()) {
                    if (i.op() == Op.ALOAD) {
                        Integer before = loaded.putIfAbsent(List.of(i.arg(0), i.arg(1)), i.result());
                        if (before != null) {
                            same.put(i.result(), before);
                        }
                    } else if (i.op() == Op.ASTORE) {
                        loaded.putIfAbsent(List.of(i.arg(0), i.arg(1)), i.arg(2));
                    }
                }
            }
            Operands.replace(f, v -> same.getOrDefault(v, v));
            return !same.isEmpty();
        }
    },
    /** A load whose operands stay the same in a loop is made once before it, though the loop stores (loop-invariant motion). */
    LOAD_MOVED_OUT_OF_LOOP {
        @Override
        boolean plantIn(Function f) {
            boolean changed = false;
            for (LoopForest.Loop loop : LoopForest.of(f).loops()) {
                int before = loop.preheader();
                if (before < 0) {
                    continue;
                }
                Set<Integer> inside = new HashSet<>();
                boolean stores = false;
                for (int id : loop.blocks()) {
                    Block b = f.block(id);
                    inside.addAll(b.params());
                    b.insns().forEach(i -> inside.add(i.result()));
                    stores |= b.insns().stream().anyMatch(i -> i.op() == Op.ASTORE);
                }
                for (int id : loop.blocks()) {
                    for (Insn i : List.copyOf(f.block(id).insns())) {
                        if (stores
                                && i.op() == Op.ALOAD
                                && Arrays.stream(i.args()).noneMatch(inside::contains)) {
                            f.block(id).insns().remove(i);
                            f.block(before).insns().add(i);
                            changed = true;
                        }
                    }
                }
            }
            return changed;
        }
    },
    /** A char keeps its sign, a short and a byte all their bits. */
    NARROWING {
        @Override
        boolean plant(Function f, Block b, Insn i, List<Insn> out) {
            if (i.op() != Op.NARROW || i.attr().equals(Type.BOOL)) {
                return false;
            }
            out.add(i.withAttr(i.attr().equals(Type.U16) ? Type.I16 : Type.U16));
            return true;
        }
    },
    /** What a {@code finally} stores before an exception goes on is left out. */
    FINALLY_AFTER_THROW {
        @Override
        boolean plantIn(Function f) {
            Set<Integer> failing = new HashSet<>();
            boolean more = true;
            while (more) {
                more = false;
                for (Block b : f.blocks()) {
                    boolean fails = b.term().kind() == Term.Kind.RAISE
                            || (!b.term().edges().isEmpty()
                                    && b.term().edges().stream().allMatch(e -> failing.contains(e.target())));
                    more |= fails && failing.add(b.id());
                }
            }
            boolean changed = false;
            for (int id : failing) {
                changed |= f.block(id).insns().removeIf(i -> i.op() == Op.ASTORE);
            }
            return changed;
        }
    },
    /** What no case of a switch names goes to the first of them. */
    SWITCH_DEFAULT {
        @Override
        boolean plantIn(Function f) {
            boolean changed = false;
            for (Block b : f.blocks()) {
                Term t = b.term();
                if (t.kind() == Term.Kind.SWITCH) {
                    List<Edge> edges = new ArrayList<>(t.edges());
                    edges.set(edges.size() - 1, edges.get(0));
                    b.setTerm(t.withEdges(edges));
                    changed = true;
                }
            }
            return changed;
        }
    },
    /** {@code x % y} rounds the quotient to the nearest, as {@code IEEEremainder} does, and computes with rounding. */
    FLOAT_REMAINDER {
        @Override
        boolean plant(Function f, Block b, Insn i, List<Insn> out) {
            if (i.op() != Op.REM || !i.type().equals(Type.F64)) {
                return false;
            }
            int quotient = add(f, out, Op.DIV, Type.F64, null, i, i.arg(0), i.arg(1));
            int rounded = add(f, out, Op.INTRINSIC, Type.F64, "rint", i, quotient);
            int product = add(f, out, Op.MUL, Type.F64, null, i, rounded, i.arg(1));
            out.add(new Insn(Op.SUB, Type.F64, i.result(), new int[] {i.arg(0), product}, null, i.loc()));
            return true;
        }
    };

    private static boolean isReal(Type t) {
        return t.equals(Type.F32) || t.equals(Type.F64);
    }

    private static int add(Function f, List<Insn> out, Op op, Type type, Object attr, Insn like, int... args) {
        int v = f.newValue(type);
        out.add(new Insn(op, type, v, args, attr, like.loc()));
        return v;
    }

    @Override
    public Kernel plantIn(Kernel kernel) {
        kernel.module().functions().forEach(this::plantIn);
        return kernel;
    }

    /** Puts the fault into a function wherever it fits. @return whether it fits anywhere */
    boolean plantIn(Function f) {
        boolean changed = false;
        for (Block b : f.blocks()) {
            List<Insn> out = new ArrayList<>();
            for (Insn i : b.insns()) {
                boolean here = plant(f, b, i, out);
                changed |= here;
                if (!here) {
                    out.add(i);
                }
            }
            b.insns().clear();
            b.insns().addAll(out);
        }
        return changed;
    }

    /** Writes what takes the instruction's place, if the fault is one of this instruction. */
    boolean plant(Function f, Block b, Insn i, List<Insn> out) {
        return false;
    }
}
