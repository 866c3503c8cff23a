package dev.adagent.transform.emit;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Emits one function as the body of one static method. The operand stack is empty at every label, so a stack map frame is just the
 * locals that are live there, with the types that the IR gives them: no class is loaded or asked for.
 */
final class FunctionEmitter {
    final Function f;
    final TreePlan plan;
    final Locals locals;
    final ModuleEmitter module;
    private final MethodVisitor mv;
    private final List<Block> order;
    private final Map<Integer, Label> labels = new HashMap<>();
    private final Map<Integer, Integer> coordinateLocal = new HashMap<>();
    private final Operations operations;
    private final Branches branches;
    private final TreeMap<Integer, List<Label[]>> ranges = new TreeMap<>();
    private Object[] now;
    private int line = -1;
    private boolean empty;
    private TreePlan.Place current;

    FunctionEmitter(ModuleEmitter module, Function f, MethodVisitor mv) {
        this.module = module;
        this.f = f;
        this.mv = mv;
        order = Layout.of(f);
        boolean drop = module.options.checks() == EmitOptions.Checks.IMPLICIT;
        plan = new TreePlan(f, order, drop, module.accumulation);
        List<Integer> coordinates = module.coordinates.of(f.name());
        locals = new Locals(f, order, plan, coordinates.size());
        int at = f.paramTypes().stream().mapToInt(JvmTypes::size).sum();
        for (int c : coordinates) {
            coordinateLocal.put(c, at++);
        }
        operations = new Operations(this, mv);
        branches = new Branches(this, mv);
    }

    void emit() {
        order.forEach(b -> labels.put(b.id(), new Label()));
        BitSet jumpedTo = new BitSet();
        order.forEach(b -> b.term().edges().forEach(e -> jumpedTo.set(e.target())));
        mv.visitCode();
        for (int k = 0; k < order.size(); k++) {
            Block b = order.get(k);
            now = new Object[locals.size()];
            coordinateLocal.values().forEach(l -> now[l] = Opcodes.INTEGER);
            locals.atStart(b).stream().forEach(v -> now[locals.of(v)] = JvmTypes.frameType(f.typeOf(v)));
            mv.visitLabel(labels.get(b.id()));
            if (jumpedTo.get(b.id())) {
                frame();
            }
            for (int i = 0; i < b.insns().size(); i++) {
                if (plan.isRoot(b, i)) {
                    current = new TreePlan.Place(b.id(), i);
                    statement(b.insns().get(i));
                }
            }
            terminator(b, k + 1 < order.size() ? order.get(k + 1).id() : -1);
        }
        handlers();
        mv.visitMaxs(0, 0);
        mv.visitEnd();
    }

    /** A frame with the locals as they are now and the given stack. */
    void frame(Object... stack) {
        List<Object> types = new ArrayList<>();
        int last = 0;
        for (int i = 0; i < now.length; i++) {
            Object t = now[i] == null ? Opcodes.TOP : now[i];
            types.add(t);
            if (now[i] != null) {
                last = types.size();
            }
            if (t == Opcodes.LONG || t == Opcodes.DOUBLE) {
                i++;
            }
        }
        empty = true;
        mv.visitFrame(Opcodes.F_NEW, last, types.subList(0, last).toArray(), stack.length, stack);
    }

    private void statement(Insn insn) {
        lineOf(insn.loc());
        empty = false;
        operations.emit(insn); // may end with a frame
        int v = insn.result();
        if (v < 0) {
            return;
        }
        empty = false;
        if (plan.isUsed(v)) {
            store(v);
        } else {
            mv.visitInsn(JvmTypes.size(insn.type()) == 2 ? Opcodes.POP2 : Opcodes.POP);
        }
    }

    /** Pops the stack's top into the value's local. */
    void store(int v) {
        Type type = f.typeOf(v);
        mv.visitVarInsn(JvmTypes.opcode(type, Opcodes.ISTORE), locals.of(v));
        now[locals.of(v)] = JvmTypes.frameType(type);
    }

    /** Pushes a value. */
    void push(int v) {
        if (plan.isLeaf(v) || plan.isFolded(v)) {
            operations.emit(plan.def(v));
        } else {
            mv.visitVarInsn(JvmTypes.opcode(f.typeOf(v), Opcodes.ILOAD), locals.of(v));
        }
    }

    /** Pushes a coordinate of the thread; on the host, that of the one thread of the one block. */
    void pushCoordinate(int index) {
        if (module.options.kernel()) {
            mv.visitVarInsn(Opcodes.ILOAD, coordinateLocal.get(index));
        } else {
            mv.visitInsn(index < 6 ? Opcodes.ICONST_0 : Opcodes.ICONST_1);
        }
    }

    /** Emits an instruction that stands for another with the same operands and result. */
    void emitAs(Insn insn) {
        operations.emit(insn);
    }

    Branches branches() {
        return branches;
    }

    /** Where the instruction's failure belongs: at the check that it makes in passing. */
    Loc failurePlace(Insn insn) {
        int v = insn.result();
        TreePlan.Place place = v < 0 ? current : new TreePlan.Place(plan.defBlock(v), plan.defIndex(v));
        Insn check = plan.checkMadeBy(place.block(), place.index());
        return check == null ? insn.loc() : check.loc();
    }

    /** Runs {@code code}; what it emits may fail at the given place. */
    void failing(Loc loc, Runnable code) {
        if (!module.options.kernel()) {
            code.run();
            return;
        }
        Label from = new Label();
        Label to = new Label();
        mv.visitLabel(from);
        code.run();
        mv.visitLabel(to);
        ranges.computeIfAbsent(module.sites.number(loc), k -> new ArrayList<>()).add(new Label[] {from, to});
    }

    private void lineOf(Loc loc) {
        Loc outer = loc;
        while (outer.inlinedAt() != null) {
            outer = outer.inlinedAt();
        }
        if (outer.line() > 0 && outer.line() <= 0xffff && outer.line() != line && module.isOwnFile(outer)) {
            line = outer.line();
            Label here = new Label();
            mv.visitLabel(here);
            mv.visitLineNumber(line, here);
        }
    }

    private void terminator(Block b, int next) {
        Term t = b.term();
        lineOf(t.loc());
        switch (t.kind()) {
            case JUMP -> follow(t.edges().get(0), next);
            case BR -> branch(t, next);
            case SWITCH -> switchOn(t, next);
            case RET -> {
                if (t.args().length == 0) {
                    mv.visitInsn(Opcodes.RETURN);
                } else {
                    push(t.args()[0]);
                    mv.visitInsn(JvmTypes.opcode(f.result(), Opcodes.IRETURN));
                }
            }
            case THROW -> {
                push(t.args()[0]);
                failing(t.loc(), () -> mv.visitInsn(Opcodes.ATHROW));
            }
            case RAISE -> operations.raise(t);
            case UNREACHABLE -> operations.unreachable();
        }
    }

    private void branch(Term t, int next) {
        Edge then = t.edges().get(0);
        Edge otherwise = t.edges().get(1);
        int c = t.args()[0];
        Label thenLabel = labels.get(then.target());
        Label elseLabel = labels.get(otherwise.target());
        boolean thenMoves = !moves(then).isEmpty();
        boolean elseMoves = !moves(otherwise).isEmpty();
        if (!thenMoves && (elseMoves || then.target() != next)) {
            branches.jumpIf(c, true, thenLabel);
            follow(otherwise, next);
        } else if (!elseMoves) {
            branches.jumpIf(c, false, elseLabel);
            follow(then, next);
        } else {
            Label stub = new Label();
            branches.jumpIf(c, false, stub);
            Object[] saved = now.clone();
            follow(then, -1);
            now = saved;
            mv.visitLabel(stub);
            frame();
            follow(otherwise, next);
        }
    }

    private void switchOn(Term t, int next) {
        int n = t.keys().length;
        Label[] targets = new Label[n + 1];
        List<Integer> stubs = new ArrayList<>();
        for (int k = 0; k <= n; k++) {
            boolean direct = moves(t.edges().get(k)).isEmpty();
            targets[k] = direct ? labels.get(t.edges().get(k).target()) : new Label();
            if (!direct) {
                stubs.add(k);
            }
        }
        push(t.args()[0]);
        Label[] cases = Arrays.copyOf(targets, n);
        long span = n == 0 ? 0 : (long) t.keys()[n - 1] - t.keys()[0] + 1;
        if (n > 0 && 4 + span + 3L * 3 <= 3 + 2L * n + 3L * n) {
            Label[] table = new Label[(int) span];
            Arrays.fill(table, targets[n]);
            for (int k = 0; k < n; k++) {
                table[t.keys()[k] - t.keys()[0]] = cases[k];
            }
            mv.visitTableSwitchInsn(t.keys()[0], t.keys()[n - 1], targets[n], table);
        } else {
            mv.visitLookupSwitchInsn(targets[n], t.keys(), cases);
        }
        Object[] saved = now.clone();
        for (int i = 0; i < stubs.size(); i++) {
            now = saved.clone();
            mv.visitLabel(targets[stubs.get(i)]);
            frame();
            follow(t.edges().get(stubs.get(i)), i + 1 == stubs.size() ? next : -1);
        }
    }

    private record Move(int from, int to) {}

    /** The copies that an edge makes, without those onto themselves. */
    private List<Move> moves(Edge e) {
        List<Move> out = new ArrayList<>();
        List<Integer> params = f.block(e.target()).params();
        for (int k = 0; k < params.size(); k++) {
            int p = params.get(k);
            int a = e.args()[k];
            boolean same = !plan.isLeaf(a) && !plan.isFolded(a) && locals.of(a) == locals.of(p);
            if (plan.isUsed(p) && !same) {
                out.add(new Move(a, p));
            }
        }
        return out;
    }

    /** All sources are pushed before the first target is written: a parallel copy. */
    private void follow(Edge e, int next) {
        List<Move> moves = moves(e);
        moves.forEach(m -> push(m.from()));
        for (int k = moves.size() - 1; k >= 0; k--) {
            store(moves.get(k).to());
        }
        if (e.target() != next) {
            mv.visitJumpInsn(Opcodes.GOTO, labels.get(e.target()));
        } else if (empty && moves.isEmpty()) {
            mv.visitInsn(Opcodes.NOP); // two stack map frames may not fall on one instruction
        }
    }

    /** One handler for each place that can fail: it adds the place to the exception on its way out. */
    private void handlers() {
        if (ranges.isEmpty()) {
            return;
        }
        now = new Object[0];
        Label common = new Label();
        int left = ranges.size();
        for (Map.Entry<Integer, List<Label[]>> e : ranges.entrySet()) {
            Label handler = new Label();
            e.getValue().forEach(r -> mv.visitTryCatchBlock(r[0], r[1], handler, null));
            mv.visitLabel(handler);
            frame("java/lang/Throwable");
            JvmTypes.constant(mv, e.getKey());
            if (--left > 0) {
                mv.visitJumpInsn(Opcodes.GOTO, common);
            }
        }
        mv.visitLabel(common);
        if (ranges.size() > 1) {
            frame("java/lang/Throwable", Opcodes.INTEGER);
        }
        mv.visitMethodInsn(
                Opcodes.INVOKESTATIC,
                ModuleEmitter.FAULTS,
                "at",
                "(Ljava/lang/Throwable;I)Ljava/lang/Throwable;",
                false);
        mv.visitInsn(Opcodes.ATHROW);
    }
}
