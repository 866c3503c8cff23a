package dev.adagent.transform.lift;

import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Where a method's blocks begin and what they take: a block starts at each stack map frame (JVMS §4.7.4), and takes the frame's
 * locals that are live there and its whole operand stack.
 */
final class FrameLayout {
    /**
     * What a block takes.
     *
     * @param stack whether {@code index} counts operands of the stack (from its bottom) or local variables
     * @param type its type, or null where it is the null reference, or an exception that the handler drops
     */
    record Slot(boolean stack, int index, Type type) {}

    private final InsnList list;
    private final AbstractInsnNode[] insns;
    private final String owner;
    private final int[] lines;
    private int[] numbers;
    private final FrameNode[] frames;
    private final BitSet[] liveIn;
    private final List<Region> regions = new ArrayList<>();

    /** Instructions {@code from < i < to} are protected by the handler at {@code handler}; a null type catches everything. */
    record Region(int from, int to, int handler, String type) {}

    FrameLayout(String owner, MethodNode method) {
        this.owner = owner;
        list = method.instructions;
        insns = list.toArray();
        lines = new int[insns.length];
        frames = new FrameNode[insns.length];
        int line = -1;
        for (int i = 0; i < insns.length; i++) {
            if (insns[i] instanceof LineNumberNode l) {
                line = l.line;
            }
            lines[i] = line;
            if (insns[i] instanceof FrameNode f) {
                int at = next(i);
                if (at < insns.length) {
                    frames[at] = f;
                }
            }
        }
        for (TryCatchBlockNode t : method.tryCatchBlocks) {
            regions.add(new Region(index(t.start), index(t.end), target(t.handler), t.type));
        }
        liveIn = liveness();
    }

    int count() {
        return insns.length;
    }

    AbstractInsnNode insn(int i) {
        return insns[i];
    }

    int line(int i) {
        return lines[i];
    }

    /** How many instructions come before one: {@link dev.adagent.transform.ir.Loc#insn}. */
    int number(int i) {
        if (numbers == null) {
            numbers = new int[insns.length];
            int n = 0;
            for (int k = 0; k < insns.length; k++) {
                numbers[k] = n;
                n += insns[k].getOpcode() >= 0 ? 1 : 0;
            }
        }
        return numbers[i];
    }

    /** The next instruction from {@code i} on that is no label, line number or frame. */
    int next(int i) {
        int at = i;
        while (at < insns.length && insns[at].getOpcode() < 0) {
            at++;
        }
        return at;
    }

    private int index(AbstractInsnNode n) {
        return list.indexOf(n);
    }

    /** The instruction that a label leads to. */
    int target(LabelNode label) {
        return next(index(label));
    }

    /** Whether a block starts at this instruction. */
    boolean isLeader(int i) {
        return frames[i] != null;
    }

    /** The handlers that protect instruction {@code i}, in the order in which the JVM tries them. */
    List<Region> handlers(int i) {
        return regions.stream().filter(r -> r.from < i && i < r.to).toList();
    }

    /** What the block at {@code leader} takes. */
    List<Slot> slots(int leader) {
        FrameNode f = frames[leader];
        List<Slot> out = new ArrayList<>();
        int local = 0;
        for (Object o : f.local) {
            if (o != Opcodes.TOP && liveIn[leader].get(local)) {
                out.add(new Slot(false, local, type(o)));
            }
            local += o == Opcodes.LONG || o == Opcodes.DOUBLE ? 2 : 1;
        }
        for (int s = 0; s < f.stack.size(); s++) {
            out.add(new Slot(true, s, dropsOperand(leader) ? null : type(f.stack.get(s))));
        }
        return out;
    }

    /** Whether a handler starts at this instruction. */
    boolean isHandler(int leader) {
        return regions.stream().anyMatch(r -> r.handler == leader);
    }

    /** Whether the block at {@code leader} is a handler that does not look at its exception. */
    private boolean dropsOperand(int leader) {
        AbstractInsnNode n = insns[leader];
        return isHandler(leader)
                && (n.getOpcode() == Opcodes.POP
                        || (n.getOpcode() == Opcodes.ASTORE && !liveIn[leader + 1].get(((VarInsnNode) n).var)));
    }

    private Type type(Object o) {
        if (o instanceof String s) {
            return s.startsWith("[") ? Type.ofDescriptor(s) : Type.object(s);
        }
        if (o instanceof LabelNode l) {
            return Type.object(((TypeInsnNode) insns[target(l)]).desc);
        }
        if (o == Opcodes.UNINITIALIZED_THIS) {
            return Type.object(owner);
        }
        if (o == Opcodes.NULL) {
            return null;
        }
        return o == Opcodes.INTEGER
                ? Type.I32
                : o == Opcodes.LONG ? Type.I64 : o == Opcodes.FLOAT ? Type.F32 : Type.F64;
    }

    private BitSet[] liveness() {
        BitSet[] in = new BitSet[insns.length + 1];
        for (int i = 0; i <= insns.length; i++) {
            in[i] = new BitSet();
        }
        List<List<Integer>> successors = new ArrayList<>();
        for (int i = 0; i < insns.length; i++) {
            successors.add(successors(i));
        }
        for (boolean changed = true; changed; ) {
            changed = false;
            for (int i = insns.length - 1; i >= 0; i--) {
                BitSet live = new BitSet();
                for (int s : successors.get(i)) {
                    live.or(in[s]);
                }
                step(insns[i], live);
                for (Region r : regions) {
                    if (r.from < i && i < r.to) {
                        live.or(in[r.handler]);
                    }
                }
                if (!live.equals(in[i])) {
                    in[i] = live;
                    changed = true;
                }
            }
        }
        return in;
    }

    private static void step(AbstractInsnNode n, BitSet live) {
        int op = n.getOpcode();
        if (n instanceof IincInsnNode inc) {
            live.set(inc.var);
        } else if (n instanceof VarInsnNode v) {
            if (op >= Opcodes.ISTORE && op <= Opcodes.ASTORE) {
                live.clear(v.var);
            } else {
                live.set(v.var);
            }
        }
    }

    private List<Integer> successors(int i) {
        AbstractInsnNode n = insns[i];
        int op = n.getOpcode();
        List<Integer> out = new ArrayList<>();
        if (n instanceof JumpInsnNode j) {
            out.add(target(j.label));
            if (op == Opcodes.GOTO) {
                return out;
            }
        } else if (n instanceof TableSwitchInsnNode t) {
            t.labels.forEach(l -> out.add(target(l)));
            out.add(target(t.dflt));
            return out;
        } else if (n instanceof LookupSwitchInsnNode t) {
            t.labels.forEach(l -> out.add(target(l)));
            out.add(target(t.dflt));
            return out;
        } else if ((op >= Opcodes.IRETURN && op <= Opcodes.RETURN) || op == Opcodes.ATHROW) {
            return out;
        }
        out.add(i + 1);
        return out;
    }
}
