package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Cfg;
import dev.adagent.transform.ir.analysis.Dominators;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Dominator-scoped value numbering: an instruction that computes what a dominating one has computed is replaced by it. That holds
 * for loads under the same version of memory, for loads of what was just stored, for checks that have passed already, and for
 * comparisons that a branch has decided.
 */
public final class ValueNumbering {
    /** What an instruction computes. Not a record: its hash is asked several times, and operands stay ints. */
    private static final class Key {
        private final Op op;
        private final Type type;
        private final Object attr;
        private final int version;
        private final int[] args;
        private final int hash;

        Key(Op op, Type type, Object attr, int version, int... args) {
            this.op = op;
            this.type = type;
            this.attr = attr;
            this.version = version;
            this.args = args;
            int h = 31 * op.ordinal() + type.hashCode();
            h = 31 * h + Objects.hashCode(attr);
            hash = (31 * h + version) * 31 + Arrays.hashCode(args);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Key k
                    && hash == k.hash
                    && op == k.op
                    && version == k.version
                    && Arrays.equals(args, k.args)
                    && type.equals(k.type)
                    && Objects.equals(attr, k.attr);
        }
    }

    private final Function f;
    private final Cfg cfg;
    private final Dominators dom;
    private final Memory memory;
    private final Defs defs;
    private final Subst subst = new Subst();
    private final Map<Key, Integer> available = new HashMap<>();
    private final Map<Integer, Boolean> truth = new HashMap<>();
    private final Deque<Runnable> undo = new ArrayDeque<>();
    private boolean changed;

    private ValueNumbering(Function f) {
        this.f = f;
        cfg = Cfg.of(f);
        dom = Dominators.of(cfg);
        memory = Memory.of(f, cfg);
        defs = Defs.of(f);
    }

    /** Numbers the values of one function. @return whether anything changed */
    public static boolean run(Function f) {
        Branches.removeUnreachable(f);
        ValueNumbering v = new ValueNumbering(f);
        v.walk();
        v.subst.apply(f);
        return v.changed;
    }

    /** Walks the dominator tree without recursion: chains of blocks can be long. */
    private void walk() {
        record Frame(int block, int mark, int[] next) {}
        Deque<Frame> stack = new ArrayDeque<>();
        stack.push(new Frame(cfg.entry(), 0, new int[1]));
        number(cfg.entry());
        while (!stack.isEmpty()) {
            Frame top = stack.peek();
            List<Integer> children = dom.children(top.block());
            if (top.next()[0] < children.size()) {
                int child = children.get(top.next()[0]++);
                stack.push(new Frame(child, undo.size(), new int[1]));
                number(child);
            } else {
                stack.pop();
                while (undo.size() > top.mark()) {
                    undo.pop().run();
                }
            }
        }
    }

    private void number(int id) {
        Block b = f.block(id);
        List<Insn> old = List.copyOf(b.insns());
        b.insns().clear();
        learnFromBranch(b);
        int[] versions = memory.at(id);
        for (Insn original : old) {
            Insn i = decided(subst.get(original));
            int known = original.op().isCheck() ? knownCheck(i) : known(i, original, versions);
            memory.pass(original, versions);
            if (known >= 0 && known != i.result()) {
                changed = kind(i).happened();
                if (i.result() >= 0) {
                    subst.replace(i.result(), known);
                }
            } else {
                b.insns().add(i);
                learn(i, original, versions);
            }
        }
        b.setTerm(decided(subst.get(b.term())));
    }

    private static Rewrite kind(Insn i) {
        return switch (i.op().effect()) {
            case READ -> Rewrite.LOAD_NUMBERED;
            case THROW -> Rewrite.CHECK_NUMBERED;
            default -> Rewrite.VALUE_NUMBERED;
        };
    }

    /** The value that an instruction computes again, or −1. */
    private int known(Insn i, Insn original, int[] versions) {
        Key key = key(i, original, versions);
        Integer v = key == null ? null : available.get(key);
        return v == null ? -1 : v;
    }

    private Key key(Insn i, Insn original, int[] versions) {
        if (i.op().effect() == Op.Effect.READ) {
            return key(i, versions[memory.classOf(original)]);
        }
        return i.result() >= 0 && Facts.isPure(i) ? key(i, 0) : null;
    }

    private static Key key(Insn i, int version) {
        int[] args = i.args();
        Object attr = i.attr();
        boolean swap = args.length == 2 && args[0] > args[1];
        if (swap && isCommutative(i.op())) {
            args = new int[] {args[1], args[0]};
        } else if (swap && i.op() == Op.CMP) {
            args = new int[] {args[1], args[0]};
            attr = Identities.swapped((Cond) attr);
        }
        return new Key(i.op(), i.type(), attr, version, args);
    }

    private static boolean isCommutative(Op op) {
        return switch (op) {
            case ADD, MUL, AND, OR, XOR -> true;
            default -> false;
        };
    }

    private void add(Key key, int value) {
        if (available.putIfAbsent(key, value) == null) {
            undo.push(() -> available.remove(key));
        }
    }

    /** A check that cannot fail because an equal one has passed: any value that is not −1. */
    private int knownCheck(Insn i) {
        if (i.op() == Op.CHECK_NULL && Facts.isNonNull(defs.insn(i.arg(0)))) {
            return 0;
        }
        Integer v = available.get(key(i, 0));
        return v == null ? -1 : v;
    }

    private void learn(Insn i, Insn original, int[] versions) {
        if (i.op().isCheck()) {
            add(key(i, 0), Math.max(i.result(), 0));
            if (i.op() == Op.CHECK_BOUNDS) {
                add(new Key(Op.CHECK_NULL, Type.VOID, null, 0, i.arg(0)), 0);
            }
            return;
        }
        Key key = key(i, original, versions);
        if (key != null) {
            add(key, i.result());
        }
        learnFromStore(i, original, versions);
    }

    /** What was stored is what a load gives, if the element or field is as wide as the value. */
    private void learnFromStore(Insn i, Insn original, int[] versions) {
        if (i.op() == Op.ASTORE) {
            Type element = f.typeOf(i.arg(0)).element();
            if (element.equals(element.asValue()) && f.typeOf(i.arg(2)).equals(element)) {
                int version = versions[memory.classOf(original)];
                add(new Key(Op.ALOAD, element, null, version, i.arg(0), i.arg(1)), i.arg(2));
            }
        } else if (i.op() == Op.PUTFIELD) {
            Type stored = Type.ofDescriptor(((FieldRef) i.attr()).descriptor());
            if (stored.equals(stored.asValue()) && f.typeOf(i.arg(1)).equals(stored)) {
                int version = versions[memory.classOf(original)];
                add(new Key(Op.GETFIELD, stored, i.attr(), version, i.arg(0)), i.arg(1));
            }
        }
    }

    /** In a block that only one edge of a branch leads to, the branch's condition is known. */
    private void learnFromBranch(Block b) {
        if (cfg.predecessors(b.id()).size() != 1) {
            return;
        }
        Term t = f.block(cfg.predecessors(b.id()).get(0)).term();
        if (t.kind() != Term.Kind.BR) {
            return;
        }
        int condition = t.args()[0];
        boolean taken = t.edges().get(0).target() == b.id();
        if (truth.putIfAbsent(condition, taken) == null) {
            undo.push(() -> truth.remove(condition));
        }
        Insn made = defs.insn(condition);
        Insn c = made == null ? null : subst.get(made);
        if (c != null && c.op() == Op.CMP && defs.isNull(c.arg(1)) && (c.attr() == Cond.NE) == taken) {
            add(new Key(Op.CHECK_NULL, Type.VOID, null, 0, c.arg(0)), 0);
        }
    }

    /** The instruction with what branches have decided put in: the negation of a decided comparison, a choice by one. */
    private Insn decided(Insn i) {
        if (i.op() == Op.CMP) {
            boolean floating = f.typeOf(i.arg(0)).isFloating();
            Integer negation = available.get(key(i.withAttr(((Cond) i.attr()).negate(floating)), 0));
            Boolean known = negation == null ? null : truth.get(negation);
            if (known != null) {
                changed = Rewrite.CONDITION_KNOWN.happened();
                return new Insn(Op.CONST, Type.I32, i.result(), new int[0], known ? 0 : 1, i.loc());
            }
        }
        return i;
    }

    private Term decided(Term t) {
        Boolean known = t.kind() == Term.Kind.BR ? truth.get(t.args()[0]) : null;
        if (known == null) {
            return t;
        }
        changed = Rewrite.CONDITION_KNOWN.happened();
        return Term.jump(t.edges().get(known ? 0 : 1), t.loc());
    }
}
