package dev.adagent.transform.lift;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Cfg;
import dev.adagent.transform.ir.analysis.SsaBuilder;
import dev.adagent.transform.opt.Facts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;

/**
 * Translates the control flow of one method; {@link Operations}, {@link Calls} and {@link Dynamics} translate the rest. Each block
 * takes what its stack map frame says ({@link FrameLayout}); {@link SsaBuilder} then drops the parameters that only ever get one
 * value (Braun et al. 2013).
 */
final class MethodLifter {
    /** How the names of methods begin that are made up for method references. */
    static final String BRIDGE = "ref ";

    private final Lifter lifter;
    private final ClassNode owner;
    private final MethodNode method;
    private final String name;
    private final boolean returnsExceptions;
    private final String level;
    private final Type result;

    private final FrameLayout layout;
    private final Function function;
    private final Builder b;
    private final SsaBuilder ssa;
    private final Checks checks;
    private final Operations operations;
    private final Calls calls;
    private final Dynamics dynamics;
    private final Enums enums;

    private record Variable(int leader, FrameLayout.Slot slot) {}

    private final Map<Integer, Block> blocks = new HashMap<>();
    private final Map<Variable, Integer> variables = new HashMap<>();
    private final TreeSet<Integer> waiting = new TreeSet<>();
    private int at;
    private NullMessage nullMessages;
    /** The object, or the name of the class, whose monitor the method holds from beginning to end; −1 for none. */
    private int held = -1;
    /** The first thing that is refused where it is reached. */
    private LiftException refused;

    /**
     * @param name the function's name
     * @param returnsExceptions whether the function gives (result, exception or null) instead of throwing
     * @param level the class whose fields, with those of the classes below, the constructor of an exception is to store; null for others
     */
    MethodLifter(Lifter lifter, ClassPool.Resolved target, String name, boolean returnsExceptions, String level) {
        this.lifter = lifter;
        this.owner = target.owner();
        this.method = target.method();
        this.name = name;
        this.returnsExceptions = returnsExceptions;
        this.level = level;
        result = Type.result(method.desc);
        function = new Function(name, returnsExceptions ? Checks.withException(result) : result);
        layout = new FrameLayout(owner.name, method);
        b = new Builder(function, method.maxLocals);
        ssa = new SsaBuilder(function);
        checks = new Checks(this, b);
        enums = new Enums(this, b);
        calls = new Calls(this, lifter, b, checks);
        operations = new Operations(this, b, checks, enums, calls);
        dynamics = new Dynamics(this, lifter, b, calls);
    }

    Function lift() {
        try {
            translate();
        } catch (ClassPool.MissingClass e) {
            throw missing(e);
        }
        ssa.finish();
        function.reorder(Cfg.of(function).reversePostOrder());
        if (refused != null && isEntry() && !RefusedWhenReached.mayReturn(function)) {
            throw refused;
        }
        NarrowResults.run(function, method.desc, returnsExceptions);
        if (name.startsWith(BRIDGE)) {
            leaveNoFrame();
        }
        return function;
    }

    /** What a method reference calls has no frame of the reference below it, but that of whoever calls it through the interface. */
    private void leaveNoFrame() {
        for (Block block : function.blocks()) {
            block.insns().replaceAll(i -> i.withLoc(Loc.NONE));
            block.setTerm(block.term().withLoc(Loc.NONE));
        }
    }

    private void translate() {
        b.block = function.newBlock();
        b.loc = loc(layout.line(layout.next(0)));
        int local = 0;
        if ((method.access & Opcodes.ACC_STATIC) == 0) {
            int self = function.addParam(b.block, Type.object(owner.name));
            b.markNotNull(self);
            b.setLocal(local++, self);
        }
        for (Type t : Type.parameters(method.desc)) {
            b.setLocal(local, function.addParam(b.block, t));
            local += t == Type.I64 || t == Type.F64 ? 2 : 1;
        }
        enterMonitor();
        int first = layout.next(0);
        if (layout.isLeader(first)) {
            b.block.setTerm(Term.jump(edgeTo(first), b.loc));
        } else {
            run(first);
        }
        while (!waiting.isEmpty()) {
            int leader = waiting.pollFirst();
            enter(leader);
            run(leader);
        }
    }

    /** A synchronized method holds the monitor of its receiver or class (JLS §8.4.3.6). */
    private void enterMonitor() {
        if ((method.access & Opcodes.ACC_SYNCHRONIZED) != 0 && !key().equals(Jdk.CAUSE)) {
            boolean isStatic = (method.access & Opcodes.ACC_STATIC) != 0;
            held = isStatic ? b.constant(owner.name + ".class") : b.local(0);
            monitor(Facts.MONITOR_ENTER, held);
        }
    }

    private void leaveMonitor() {
        if (held >= 0) {
            monitor(Facts.MONITOR_EXIT, held);
        }
    }

    private void monitor(MethodKey what, int object) {
        b.emit(Op.CALL, Type.VOID, new Callee(Callee.Kind.STATIC, what, null, null, null), object);
    }

    private void enter(int leader) {
        b.block = blocks.get(leader);
        b.loc = loc(layout.line(leader));
        b.clearFrame();
        for (FrameLayout.Slot s : layout.slots(leader)) {
            int value;
            if (s.type() == null) {
                value = b.nullOf(Type.object("java/lang/Object"));
            } else {
                value = ssa.readVariable(variable(leader, s), b.block);
            }
            if (s.stack() && layout.isHandler(leader)) {
                b.markNotNull(value);
            }
            if (s.stack()) {
                b.push(value);
            } else {
                b.setLocal(s.index(), value);
            }
        }
    }

    private int variable(int leader, FrameLayout.Slot slot) {
        return variables.computeIfAbsent(new Variable(leader, slot), v -> ssa.declareVariable(slot.type()));
    }

    /** An edge from the current block, with the current frame, to the block at {@code leader}. */
    Edge edgeTo(int leader) {
        if (!layout.isLeader(leader)) {
            throw refuse(
                    "a class file whose branches lead where no stack map frame is",
                    "it does not verify (JVMS §4.10.1)",
                    "compile the class again");
        }
        Block target = blocks.computeIfAbsent(leader, l -> {
            waiting.add(l);
            return function.newBlock();
        });
        for (FrameLayout.Slot s : layout.slots(leader)) {
            if (s.type() != null) {
                int value = s.stack() ? b.stack().get(s.index()) : b.local(s.index());
                if (b.isNull(value) && !b.typeOf(value).equals(s.type())) {
                    value = b.nullOf(s.type());
                }
                ssa.writeVariable(variable(leader, s), b.block, value);
            }
        }
        return Edge.to(target.id());
    }

    private void run(int from) {
        for (int i = from; i >= 0; ) {
            if (i != from && layout.isLeader(i)) {
                b.block.setTerm(Term.jump(edgeTo(i), b.loc));
                return;
            }
            at = i;
            b.loc = loc(layout.line(i));
            int follow = tried(i, layout.insn(i));
            i = follow < 0 ? follow : layout.next(follow);
        }
    }

    /** As {@link #step}; what is refused ends the block where the job refuses when it is reached. */
    private int tried(int i, AbstractInsnNode n) {
        int before = b.block.insns().size();
        Block block = b.block;
        try {
            return step(i, n);
        } catch (LiftException e) {
            return end(block, before, e);
        } catch (ClassPool.MissingClass e) {
            return end(block, before, missing(e));
        }
    }

    private int end(Block block, int before, LiftException refusal) {
        if (!lifter.refusesWhenReached() || level != null) {
            throw refusal;
        }
        RefusedWhenReached.end(function, block, before, refusal);
        for (Block begun : function.blocks()) {
            if (begun.term() == null && !blocks.containsValue(begun)) {
                RefusedWhenReached.end(function, begun, 0, refusal); // of what was refused; nothing leads there
            }
        }
        refused = refused == null ? refusal : refused;
        return -1;
    }

    private LiftException missing(ClassPool.MissingClass e) {
        return refuse(
                "a use of class " + e.name.replace('/', '.'),
                "its class file is not found",
                "put the class on the app's class path");
    }

    /** Translates one instruction; gives the place to go on at, −1 where the block has ended. */
    private int step(int i, AbstractInsnNode n) {
        int op = n.getOpcode();
        switch (op) {
            case Opcodes.LCMP, Opcodes.FCMPL, Opcodes.FCMPG, Opcodes.DCMPL, Opcodes.DCMPG -> {
                int next = layout.next(i + 1);
                AbstractInsnNode follow = layout.insn(next);
                if (!layout.isLeader(next)
                        && follow.getOpcode() >= Opcodes.IFEQ
                        && follow.getOpcode() <= Opcodes.IFLE) {
                    int right = b.pop();
                    int left = b.pop();
                    int test = b.compare(Conditions.fused(op, follow.getOpcode()), left, right);
                    at = next;
                    return branch(test, ((JumpInsnNode) follow).label, next);
                }
                operations.translate(n);
                return i + 1;
            }
            case Opcodes.GOTO -> {
                b.block.setTerm(Term.jump(edgeTo(layout.target(((JumpInsnNode) n).label)), b.loc));
                return -1;
            }
            case Opcodes.IFNULL, Opcodes.IFNONNULL -> {
                int value = b.pop();
                int test = b.compare(op == Opcodes.IFNULL ? Cond.EQ : Cond.NE, value, b.nullOf(b.typeOf(value)));
                return branch(test, ((JumpInsnNode) n).label, i);
            }
            case Opcodes.TABLESWITCH -> {
                TableSwitchInsnNode t = (TableSwitchInsnNode) n;
                Map<Integer, LabelNode> cases = new TreeMap<>();
                for (int k = 0; k < t.labels.size(); k++) {
                    cases.put(t.min + k, t.labels.get(k));
                }
                return choose(cases, t.dflt);
            }
            case Opcodes.LOOKUPSWITCH -> {
                LookupSwitchInsnNode t = (LookupSwitchInsnNode) n;
                Map<Integer, LabelNode> cases = new TreeMap<>();
                for (int k = 0; k < t.labels.size(); k++) {
                    cases.put(t.keys.get(k), t.labels.get(k));
                }
                return choose(cases, t.dflt);
            }
            case Opcodes.IRETURN, Opcodes.LRETURN, Opcodes.FRETURN, Opcodes.DRETURN, Opcodes.ARETURN -> {
                return finish(b.typedNull(b.pop(), result));
            }
            case Opcodes.RETURN -> {
                return finish(-1);
            }
            case Opcodes.ATHROW -> {
                int exception = b.pop();
                checks.notNull(exception);
                checks.raise(
                        exception,
                        b.definition(exception) != null
                                && b.definition(exception).op() == Op.NEW);
                return -1;
            }
            case Opcodes.INVOKEDYNAMIC -> dynamics.translate((InvokeDynamicInsnNode) n);
            case Opcodes.INVOKESTATIC, Opcodes.INVOKEVIRTUAL, Opcodes.INVOKEINTERFACE, Opcodes.INVOKESPECIAL ->
                calls.translate((MethodInsnNode) n);
            case Opcodes.MONITORENTER -> {
                int object = b.pop();
                checks.notNull(object);
                monitor(Facts.MONITOR_ENTER, object);
            }
            case Opcodes.MONITOREXIT -> monitor(Facts.MONITOR_EXIT, b.pop());
            case Opcodes.JSR, Opcodes.RET ->
                throw refuse(
                        "a subroutine (jsr, ret)",
                        "class files of version 51 and later have none",
                        "compile the class again");
            default -> {
                if (op == Opcodes.IF_ACMPEQ || op == Opcodes.IF_ACMPNE) {
                    int right = b.pop();
                    int left = b.pop();
                    int same = enums.same(left, right);
                    int test = op == Opcodes.IF_ACMPEQ ? same : b.compare(Cond.EQ, same, b.constant(0));
                    return branch(test, ((JumpInsnNode) n).label, i);
                }
                if (op >= Opcodes.IFEQ && op <= Opcodes.IF_ICMPLE) {
                    int right = op <= Opcodes.IFLE ? -1 : b.pop();
                    int left = b.pop();
                    int test = b.compare(Conditions.plain(op), left, right < 0 ? b.constant(0) : right);
                    return branch(test, ((JumpInsnNode) n).label, i);
                }
                operations.translate(n);
                return i + 1;
            }
        }
        return i + 1;
    }

    private int branch(int test, LabelNode label, int i) {
        Edge taken = edgeTo(layout.target(label));
        int next = layout.next(i + 1);
        if (layout.isLeader(next)) {
            b.block.setTerm(Term.br(test, taken, edgeTo(next), b.loc));
            return -1;
        }
        Block goesOn = function.newBlock();
        b.block.setTerm(Term.br(test, taken, Edge.to(goesOn.id()), b.loc));
        b.block = goesOn;
        return next;
    }

    private int choose(Map<Integer, LabelNode> labels, LabelNode otherwise) {
        int operand = b.pop();
        int value = enums.switchedOn(operand);
        Map<Integer, LabelNode> cases = enums.cases(operand, labels);
        int dflt = layout.target(otherwise);
        cases.values().removeIf(l -> layout.target(l) == dflt);
        List<Edge> edges = new ArrayList<>();
        cases.values().forEach(l -> edges.add(edgeTo(layout.target(l))));
        edges.add(edgeTo(dflt));
        int[] keys = cases.keySet().stream().mapToInt(k -> k).toArray();
        b.block.setTerm(keys.length == 0 ? Term.jump(edges.get(0), b.loc) : Term.switchOn(value, keys, edges, b.loc));
        return -1;
    }

    private int finish(int value) {
        if (returnsExceptions) {
            returnTuple(value, b.nullOf(Type.object("java/lang/Throwable")));
        } else {
            leaveMonitor();
            b.block.setTerm(value < 0 ? Term.ret(b.loc) : Term.ret(b.loc, value));
        }
        return -1;
    }

    /** Ends the block with the pair of result (−1: none, its zero stands in) and exception. */
    void returnTuple(int value, int exception) {
        leaveMonitor();
        int tuple;
        if (result.equals(Type.VOID)) {
            tuple = b.emit(Op.TUPLE, function.result(), null, exception);
        } else {
            tuple = b.emit(Op.TUPLE, function.result(), null, value < 0 ? b.zero(result) : value, exception);
        }
        b.block.setTerm(Term.ret(b.loc, tuple));
    }

    // ---- what the translators ask

    ClassPool pool() {
        return lifter.pool();
    }

    ClassNode owner() {
        return owner;
    }

    /** The method that is translated. */
    MethodKey key() {
        return new MethodKey(owner.name, method.name, method.desc);
    }

    boolean returnsExceptions() {
        return returnsExceptions;
    }

    /** The handlers that protect the current instruction. */
    List<FrameLayout.Region> handlers() {
        return layout.handlers(at);
    }

    /**
     * Whether an array of that static type is of exactly that class, so that a store that its type allows cannot fail: it was made here, its
     * elements are of a final class, or it is what an {@code ArrayList} or its like keeps, which is an {@code Object[]} always.
     */
    boolean isExact(int array, Type type) {
        Insn made = b.definition(array);
        Type inner = type;
        while (inner.isArray()) {
            inner = inner.element();
        }
        return made != null && made.op() == Op.NEWARRAY
                || !inner.isReference()
                || pool().isFinal(inner.name())
                || Jdk.OWN_ELEMENTS.contains(owner.name) && !(method.name + method.desc).startsWith("toArray([");
    }

    /** Whether an exception of any kind at this instruction may be caught: then callees give theirs back. */
    boolean isProtected() {
        return returnsExceptions || !handlers().isEmpty();
    }

    private Loc loc(int line) {
        return new Loc(owner.name, method.name, owner.sourceFile, line, null);
    }

    /** The current place, with the instruction that raises a NullPointerException there. */
    Loc nullPlace() {
        return b.loc.equals(Loc.NONE) ? b.loc : b.loc.at(layout.number(at));
    }

    /** The message of the NullPointerException that the current instruction raises, as the JVM computes it; null if it computes none. */
    String nullMessage() {
        if (nullMessages == null) {
            nullMessages = new NullMessage(owner.name, method);
        }
        return nullMessages.at(layout.insn(at));
    }

    /** The current place and the calls that lead to this method. */
    List<Loc> path() {
        return lifter.path(name, b.loc);
    }

    LiftException refuse(String construct, String why, String hint) {
        return new LiftException(construct, why, hint, path());
    }

    Object staticValue(FieldRef ref, FieldNode field) {
        return lifter.constant(ref, field);
    }

    /** The lambda that a static final field always holds, made anew; −1 if that is not known. */
    int staticLambda(ClassNode holder, FieldRef ref, FieldNode field) {
        if (Jdk.isJdk(holder.name)) {
            return -1;
        }
        InvokeDynamicInsnNode made = StaticLambdas.of(holder, ref, field);
        if (made == null) {
            return -1;
        }
        pool().readCode(holder.name);
        dynamics.translate(made);
        return b.pop();
    }

    /** What a static final field of the initialised class holds, null if that is not known. */
    Object staticObject(FieldRef ref) {
        return lifter.staticObject(ref);
    }

    /** Requests the lift of a method that calls another one, made up for a method reference. */
    String requestBridge(String bridgeName, MethodNode node) {
        node.name = method.name;
        return lifter.request(bridgeName, new ClassPool.Resolved(owner, node), name, b.loc);
    }

    /** A constant of an enum. */
    int enumConstant(FieldRef field) {
        int made = enums.constant(pool().node(field.owner()), field);
        return made >= 0 ? made : b.emit(Op.GETSTATIC, Type.ofDescriptor(field.descriptor()), field);
    }

    /** Whether two references to constants of an enum, neither null, are the same, as an int. */
    int sameEnum(int left, int right) {
        return enums.same(left, right);
    }

    /** The array that an enum's {@code values()} gives, −1 if the call is of another method or the constants are not known. */
    int enumValues(MethodKey called) {
        return enums.values(called);
    }

    /** Whether it is the method that the job begins at. */
    boolean isEntry() {
        return lifter.isEntry(name);
    }

    /** The function's name. */
    String name() {
        return name;
    }

    /** Whether a constructor of an exception leaves out the call of its superclass's constructor: it is lifted for its own fields. */
    boolean isTopmost(String constructed) {
        return owner.name.equals(level) && !constructed.equals(level);
    }

    /** Requests the constructor that the constructor of an exception goes on with; null if it is not lifted for its fields. */
    String requestFields(MethodKey constructor) {
        return level == null ? null : lifter.requestFields(constructor, level, name, b.loc);
    }

    /** Requests the lift of a method; gives its function's name, or null where it stays a call without a body. */
    String request(MethodKey key, boolean mayReturnException) {
        return lifter.request(key, mayReturnException && isProtected() && !Jdk.neverThrows(key), name, b.loc);
    }
}
