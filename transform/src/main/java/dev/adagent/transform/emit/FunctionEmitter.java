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
import java.util.function.Consumer;
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
    private final TreeMap<Integer, List<Range>> ranges = new TreeMap<>();
    private final Label bodyEnd = new Label();
    private final Label end = new Label();
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
        mv.visitLabel(bodyEnd);
        handlers();
        mv.visitLabel(end);
        mv.visitMaxs(0, 0);
        mv.visitEnd();
    }

    /** Bytes of bytecode of each block, once emitted, with its share of the handlers. */
    Map<Integer, Integer> bytes() {
        Map<Integer, Integer> out = new HashMap<>();
        double share = (double) end.getOffset() / Math.max(1, bodyEnd.getOffset());
        for (int k = 0; k < order.size(); k++) {
            Label next = k + 1 < order.size() ? labels.get(order.get(k + 1).id()) : bodyEnd;
            int own = next.getOffset() - labels.get(order.get(k).id()).getOffset();
            out.put(order.get(k).id(), (int) Math.ceil(own * share));
        }
        return out;
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

    /** Code whose failures belong to a place. @param type internal name of the exceptions that do, null for all */
    private record Range(Label from, Label to, String type) {}

    /** Runs {@code code}, which emits the instruction; its failures belong to the checks that it makes in passing, if it makes any. */
    void failing(Insn insn, Runnable code) {
        int v = insn.result();
        TreePlan.Place place = v < 0 ? current : new TreePlan.Place(plan.defBlock(v), plan.defIndex(v));
        CheckWalk.Made made = plan.checksMadeBy(place.block(), place.index());
        if (made == null) {
            failing(insn.loc(), code);
        } else if (made.nullity() == null) {
            failing(made.check().loc(), code);
        } else {
            failing(made.check().loc(), made.nullity().loc(), code);
        }
    }

    /**
     * Pushes an index and emits an access with it that may fail. HotSpot's interpreter runs {@code iload} with a {@code caload} behind
     * it as one instruction from the second time on, whose failure is at the former: it has to be in the range too.
     */
    void indexed(int index, Consumer<Runnable> failing, Runnable access) {
        if (isFolded(index)) {
            push(index);
            failing.accept(access);
        } else {
            failing.accept(() -> {
                push(index);
                access.run();
            });
        }
    }

    private boolean isFolded(int v) {
        return plan.isFolded(v) && !plan.isLeaf(v);
    }

    /** Runs {@code code}; what it emits may fail at the given place. */
    void failing(Loc loc, Runnable code) {
        failing(loc, null, code);
    }

    /** Runs {@code code}; what it emits may fail at the first place, on a null reference at the second, if there is one. */
    private void failing(Loc loc, Loc onNull, Runnable code) {
        if (!module.options.kernel()) {
            code.run();
            return;
        }
        Label from = new Label();
        Label to = new Label();
        mv.visitLabel(from);
        code.run();
        mv.visitLabel(to);
        range(loc, new Range(from, to, null));
        if (onNull != null && !onNull.equals(loc)) {
            range(onNull, new Range(from, to, "java/lang/NullPointerException"));
        }
    }

    private void range(Loc loc, Range range) {
        ranges.computeIfAbsent(module.sites.number(loc), k -> new ArrayList<>()).add(range);
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
        Map<Integer, Label> handlers = new TreeMap<>();
        ranges.keySet().forEach(place -> handlers.put(place, new Label()));
        table(handlers, true); // the first entry that fits is taken (JVMS §2.10)
        table(handlers, false);
        int left = ranges.size();
        for (Map.Entry<Integer, Label> e : handlers.entrySet()) {
            mv.visitLabel(e.getValue());
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

    private void table(Map<Integer, Label> handlers, boolean typed) {
        ranges.forEach((place, all) -> all.stream()
                .filter(r -> (r.type() != null) == typed)
                .forEach(r -> mv.visitTryCatchBlock(r.from(), r.to(), handlers.get(place), r.type())));
    }
}
