package dev.adagent.transform.ir;

import dev.adagent.overlay.Overlay;
import dev.adagent.transform.ir.Interpreter.Fault;
import java.lang.reflect.Array;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** One thread of an interpreted grid: a stack of frames that can stop at a barrier and go on. */
final class InterpretedThread {
    private static final class Frame {
        final Function function;
        final Object[] values;
        Block block;
        int index;
        /** Place of what runs now, or of the call that waits. */
        Loc at = Loc.NONE;
        /** The call that waits for this frame's result, in the frame below, or null. */
        Insn call;
        /** The lambda through which it was called, or null. */
        Lambda lambda;
        /** Whether the call wants an exception back, while the function throws it. */
        boolean caught;

        Frame(Function f) {
            function = f;
            values = new Object[f.valueCount()];
            block = f.entry();
        }
    }

    /** A functional object: a lambda and what it captured. */
    record Closure(Lambda lambda, List<Object> captured) {}

    private final Interpreter interpreter;
    private final JavaWorld world;
    private final Deque<Frame> frames = new ArrayDeque<>();
    private final int[] thread;
    private final InterpretedEffects effects;
    private Object result;
    private Throwable thrown;
    private Insn waiting;
    private Object[] operands;

    InterpretedThread(
            Interpreter interpreter,
            Function f,
            Object[] args,
            int[] thread,
            int[] block,
            int[] grid,
            Map<String, Object> shared) {
        this.interpreter = interpreter;
        this.world = new JavaWorld(interpreter.statics());
        this.thread = thread;
        this.effects =
                new InterpretedEffects(interpreter, world, new InterpretedEffects.Place(thread, block, grid), shared);
        push(f, Arrays.asList(args), null, null);
    }

    Object result() {
        return result;
    }

    Throwable thrown() {
        return thrown;
    }

    int[] threadIndex() {
        return thread.clone();
    }

    @SuppressWarnings("unchecked")
    static <T extends Throwable> void sneak(Throwable t) throws T {
        throw (T) t;
    }

    private void push(Function f, List<?> args, Insn call, Lambda lambda) {
        List<Integer> params = f.params();
        if (params.size() != args.size()) {
            throw new IllegalArgumentException(f.name() + " takes " + params.size() + " arguments, not " + args.size());
        }
        if (frames.size() > 2000) {
            raise("java/lang/StackOverflowError", null);
            return;
        }
        Frame frame = new Frame(f);
        frame.call = call;
        frame.lambda = lambda;
        for (int i = 0; i < params.size(); i++) {
            frame.values[params.get(i)] = JavaValues.toValue(args.get(i), f.typeOf(params.get(i)));
        }
        frames.push(frame);
    }

    boolean ended() {
        return thrown != null || frames.isEmpty();
    }

    /** The barrier or warp operation that the thread waits at. */
    Insn waiting() {
        return waiting;
    }

    /** The operands of what the thread waits at. */
    Object[] operands() {
        return operands;
    }

    /** Type of an operand of what the thread waits at. */
    Type typeOfOperand(int index) {
        return frames.peek().function.typeOf(waiting.arg(index));
    }

    /** Gives the result of what the thread waits at. */
    void receive(Object value) {
        if (waiting.result() >= 0) {
            frames.peek().values[waiting.result()] = value;
        }
    }

    private static boolean waits(Insn insn) {
        String name = Intrinsics.of(insn);
        if (name == null) {
            return false;
        }
        Intrinsics.Kind k = Intrinsics.kind(name);
        return k == Intrinsics.Kind.BARRIER || k == Intrinsics.Kind.WARP;
    }

    /** Runs to the next place where threads wait for each other, or the end. */
    void resume() {
        while (thrown == null && !frames.isEmpty()) {
            interpreter.step();
            Frame f = frames.peek();
            if (f.index == f.block.insns().size()) {
                f.at = f.block.term().loc();
                terminate(f, f.block.term());
                unwind();
                continue;
            }
            Insn insn = f.block.insns().get(f.index++);
            f.at = insn.loc();
            Object[] args = new Object[insn.args().length];
            for (int i = 0; i < args.length; i++) {
                args[i] = f.values[insn.arg(i)];
            }
            if (waits(insn)) {
                waiting = insn;
                operands = args;
                return;
            }
            try {
                execute(f, insn, args);
            } catch (Fault e) {
                throw e;
            } catch (RuntimeException e) {
                throw new Fault(
                        where(f) + ": " + IrPrinter.print(f.function, insn) + " on " + Arrays.toString(args), e);
            }
            unwind();
        }
    }

    /** Gives an exception to the innermost call that wants it back. */
    private void unwind() {
        if (thrown == null || frames.stream().noneMatch(f -> f.caught)) {
            return;
        }
        Frame f = frames.pop();
        while (!f.caught) {
            f = frames.pop();
        }
        frames.peek().values[f.call.result()] = withException(f.call.type(), null, thrown);
        thrown = null;
    }

    /** What a call in a try block gives: the result, if there is one, and the exception or null. */
    private static List<Object> withException(Type tuple, Object result, Throwable exception) {
        if (tuple.parts().size() == 1) {
            return Collections.singletonList(exception);
        }
        Type type = tuple.parts().get(0);
        Object value = exception == null ? JavaValues.toValue(result, type) : JavaValues.zero(type);
        return Collections.unmodifiableList(Arrays.asList(value, exception));
    }

    private static String where(Frame f) {
        return f.function.name() + ", b" + f.block.id();
    }

    private Fault fault(Frame f, Insn insn, String why) {
        return new Fault(where(f) + ": " + IrPrinter.print(f.function, insn) + ": " + why, null);
    }

    private void execute(Frame f, Insn insn, Object[] a) {
        switch (insn.op()) {
            case CALL -> {
                call(f, insn, a);
                return;
            }
            case CHECK_BOUNDS, CHECK_NULL, CHECK_ZERO, CHECK_SIZE, CHECK_CAST -> check(insn, a);
            case DEFERRED -> throw fault(f, insn, "a marker of a derivative is not resolved");
            default -> {}
        }
        boolean references =
                insn.op() == Op.CMP && f.function.typeOf(insn.arg(0)).isReference();
        Object r;
        if (references) {
            r = (a[0] == a[1]) == (insn.attr() == Cond.EQ) ? 1 : 0;
        } else if (Arithmetic.handles(insn.op())) {
            r = Arithmetic.eval(insn.op(), insn.type(), insn.attr(), a);
        } else {
            r = effects.of(insn, a);
        }
        if (insn.result() >= 0) {
            f.values[insn.result()] = r;
        }
    }

    private void check(Insn insn, Object[] a) {
        switch (insn.op()) {
            case CHECK_BOUNDS -> {
                if (a[0] == null) {
                    raise("java/lang/NullPointerException", null);
                    return;
                }
                int n = Array.getLength(a[0]);
                int i = (Integer) a[1];
                if (i < 0 || i >= n) {
                    raise("java/lang/ArrayIndexOutOfBoundsException", "Index " + i + " out of bounds for length " + n);
                }
            }
            case CHECK_NULL -> {
                if (a[0] == null) {
                    raise("java/lang/NullPointerException", null);
                }
            }
            case CHECK_ZERO -> {
                if (((Number) a[0]).longValue() == 0) {
                    raise("java/lang/ArithmeticException", "/ by zero");
                }
            }
            case CHECK_SIZE -> {
                if ((Integer) a[0] < 0) {
                    raise("java/lang/NegativeArraySizeException", String.valueOf(a[0]));
                }
            }
            default -> {
                if (a[0] != null && !world.isInstance(a[0], insn.type())) {
                    raise("java/lang/ClassCastException", JavaWorld.className(a[0]) + " is no " + insn.type());
                }
            }
        }
    }

    private void call(Frame f, Insn insn, Object[] a) {
        Callee c = (Callee) insn.attr();
        Function callee = c.function() == null ? null : interpreter.module().get(c.function());
        if (callee != null) {
            push(callee, Arrays.asList(a), insn, null);
            return;
        }
        if (c.function() != null) {
            throw fault(f, insn, "the module has no function " + c.function());
        }
        if (c.kind() != Callee.Kind.STATIC && a[0] == null) {
            raise("java/lang/NullPointerException", null);
            return;
        }
        if (a.length > 0 && a[0] instanceof Closure closure) {
            Lambda l = closure.lambda();
            if (!c.original().name().equals(l.interfaceMethod().name())) {
                throw fault(f, insn, "a call of " + c.original() + " on a lambda, which is not linked to its body");
            }
            List<Object> args = new ArrayList<>(closure.captured());
            args.addAll(Arrays.asList(a).subList(1, a.length));
            Function body = l.function() == null ? null : interpreter.module().get(l.function());
            if (body != null) {
                int depth = frames.size();
                push(body, args, insn, l);
                if (frames.size() > depth) {
                    frames.peek().caught =
                            insn.type().isTuple() && !body.result().isTuple();
                }
                return;
            }
            finish(f, insn, l, () -> world.invoke(l.kind(), l.implementation(), args.toArray()));
            return;
        }
        if (c.overlay() instanceof Overlay.Intrinsic i) {
            finish(f, insn, null, () -> effects.intrinsic(i.name(), insn.type(), a));
            return;
        }
        finish(f, insn, null, () -> world.invoke(c.kind(), c.original(), a));
        if (a.length > 0 && a[0] instanceof Interpreter.Instance made && made.real instanceof Throwable t) {
            t.setStackTrace(stack()); // where it is made, wherever it is thrown
        }
    }

    private interface Body {
        Object run() throws Throwable;
    }

    private void finish(Frame f, Insn insn, Lambda lambda, Body body) {
        try {
            give(f, insn, lambda, body.run());
        } catch (Fault e) {
            throw fault(f, insn, e.getMessage());
        } catch (Throwable t) {
            t.setStackTrace(stack());
            if (insn.type().isTuple()) {
                f.values[insn.result()] = withException(insn.type(), null, t);
            } else {
                thrown = t;
            }
        }
    }

    private static void give(Frame f, Insn call, Lambda lambda, Object value) {
        if (call != null && call.result() >= 0) {
            Object v = value;
            boolean pair = call.type().isTuple() && call.type().parts().size() == 2;
            if (lambda != null && (pair ? call.type().parts().get(0) : call.type()).isReference()) {
                String d = lambda.instantiated();
                Class<?> box = JavaWorld.boxOf(d.substring(d.indexOf(')') + 1));
                v = box == null ? v : JavaValues.toJava(v, box);
            }
            boolean wrapped = call.type().isTuple() && !(v instanceof List);
            f.values[call.result()] =
                    wrapped ? withException(call.type(), v, null) : JavaValues.toValue(v, call.type());
        }
    }

    private void terminate(Frame f, Term t) {
        switch (t.kind()) {
            case JUMP -> go(f, t.edges().get(0));
            case BR -> go(f, t.edges().get((Integer) f.values[t.args()[0]] != 0 ? 0 : 1));
            case SWITCH -> {
                int k = Arrays.binarySearch(t.keys(), (Integer) f.values[t.args()[0]]);
                go(f, t.edges().get(k >= 0 ? k : t.keys().length));
            }
            case RET -> {
                Object value = t.args().length == 0 ? null : f.values[t.args()[0]];
                frames.pop();
                if (frames.isEmpty()) {
                    result = value;
                } else {
                    give(frames.peek(), f.call, f.lambda, value);
                }
            }
            case THROW -> {
                Object o = f.values[t.args()[0]];
                if (o == null) {
                    raise("java/lang/NullPointerException", null);
                } else {
                    thrown = world.throwable(o);
                }
            }
            case RAISE -> {
                if (t.raise().construction() != null) {
                    Object[] operands =
                            Arrays.stream(t.args()).mapToObj(v -> f.values[v]).toArray();
                    thrown = JavaWorld.construct(t.raise().construction(), operands);
                    thrown.setStackTrace(stack());
                    return;
                }
                String message = t.raise().message();
                for (int v : t.args()) {
                    int at = message.indexOf('\u0001');
                    message = message.substring(0, at) + f.values[v] + message.substring(at + 1);
                }
                raise(t.raise().className(), message);
            }
            case UNREACHABLE -> throw new Fault(where(f) + ": an unreachable place is reached", null);
        }
    }

    private static void go(Frame f, Edge e) {
        Block target = f.function.block(e.target());
        Object[] passed = new Object[e.args().length];
        for (int i = 0; i < passed.length; i++) {
            passed[i] = f.values[e.args()[i]];
        }
        for (int i = 0; i < passed.length; i++) {
            f.values[target.params().get(i)] = passed[i];
        }
        f.block = target;
        f.index = 0;
    }

    private void raise(String className, String message) {
        thrown = JavaWorld.newThrowable(className, message);
        thrown.setStackTrace(stack());
    }

    /** The program's stack: each frame's place with what it was inlined into, innermost first. */
    private StackTraceElement[] stack() {
        List<StackTraceElement> out = new ArrayList<>();
        for (Frame f : frames) {
            for (Loc l = f.at; l != null && !l.equals(Loc.NONE); l = l.inlinedAt()) {
                out.add(new StackTraceElement(l.className().replace('/', '.'), l.method(), l.file(), l.line()));
            }
        }
        return out.toArray(new StackTraceElement[0]);
    }
}
