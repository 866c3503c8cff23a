package dev.adagent.transform.emit;

import dev.adagent.transform.ir.AtomicKind;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Intrinsics;
import dev.adagent.transform.ir.Type;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Intrinsics and atomic operations. */
final class IntrinsicOperations {
    private final FunctionEmitter fn;
    private final Function f;
    private final MethodVisitor mv;
    private final Operations operations;

    IntrinsicOperations(FunctionEmitter fn, MethodVisitor mv, Operations operations) {
        this.operations = operations;
        this.fn = fn;
        this.f = fn.f;
        this.mv = mv;
    }

    void emit(Insn insn) {
        String name = (String) insn.attr();
        switch (Intrinsics.kind(name)) {
            case PURE -> math(insn);
            case THREAD -> fn.pushCoordinate(Coordinates.NAMES.indexOf(name));
            case BARRIER -> barrier(insn);
            case TAPE -> tape(insn, name);
            case FENCE ->
                mv.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/invoke/VarHandle", "fullFence", "()V", false);
            case WARP ->
                throw new EmitException(
                        insn.loc(), "a warp's operation outside a kernel", "use it in kernels, where there are warps");
            case PRINT -> print(insn, name);
        }
    }

    private void print(Insn insn, String name) {
        if (fn.module.options.kernel()) {
            throw new EmitException(insn.loc(), "printing without a record of it", "this is a mistake of the compiler");
        }
        AppPrints.emit(mv, fn.module.data, fn.module.loader, name, () -> operations.boxed(insn.args()));
    }

    private void math(Insn insn) {
        List<Type> types = new ArrayList<>();
        Runnable[] push = new Runnable[insn.args().length];
        for (int k = 0; k < push.length; k++) {
            int v = insn.arg(k);
            types.add(f.typeOf(v));
            push[k] = () -> fn.push(v);
        }
        MathCalls.emit(mv, insn, types, push);
    }

    /** Only derivatives on the host come here with a barrier, and one thread waits for nobody. */
    private void barrier(Insn insn) {
        mv.visitInsn(Opcodes.NOP);
    }

    private void tape(Insn insn, String name) {
        int[] a = insn.args();
        switch (name) {
            case "tape.open" -> open(insn);
            case "tape.ensure" -> ensure(insn);
            case "tape.load" -> {
                fn.push(a[0]);
                fn.push(a[1]);
                fn.failing(insn.loc(), () -> mv.visitInsn(arrayOpcode(a[0], Opcodes.IALOAD)));
            }
            case "tape.store" -> {
                fn.push(a[0]);
                fn.push(a[1]);
                fn.push(a[2]);
                fn.failing(insn.loc(), () -> mv.visitInsn(arrayOpcode(a[0], Opcodes.IASTORE)));
            }
            case "tape.close" -> close(insn);
            default -> throw new EmitException(insn.loc(), "intrinsic " + name, "this is a mistake of the compiler");
        }
    }

    /** Tapes of numbers are kept for the next user; tapes of references are not, which would keep objects alive. */
    private void open(Insn insn) {
        Type element = insn.type().element();
        if (element.isReference()) {
            mv.visitIntInsn(Opcodes.BIPUSH, 64);
            fn.failing(insn.loc(), () -> JvmTypes.newArray(mv, element));
        } else {
            tapes("open" + element.descriptor(), "()" + insn.type().descriptor(), () -> {});
        }
    }

    private void close(Insn insn) {
        int tape = insn.arg(0);
        if (!f.typeOf(tape).element().isReference()) {
            tapes("close", "(" + f.typeOf(tape).descriptor() + ")V", () -> fn.push(tape));
        }
    }

    /** Calls a method of {@link Tapes}. On the host, where the app's loaders do not know that class, by a constant handle. */
    private void tapes(String name, String descriptor, Runnable arguments) {
        if (fn.module.options.kernel()) {
            arguments.run();
            runtime("dev/adagent/transform/emit/Tapes", name, descriptor);
            return;
        }
        try {
            MethodType type = MethodType.fromMethodDescriptorString(descriptor, null);
            MethodHandle handle = MethodHandles.lookup().findStatic(Tapes.class, name, type);
            fn.module.data.push(mv, handle, MethodHandle.class);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Tapes lacks " + name, e);
        }
        arguments.run();
        mv.visitMethodInsn(Opcodes.INVOKEVIRTUAL, "java/lang/invoke/MethodHandle", "invokeExact", descriptor, false);
    }

    /** {@code slots <= tape.length ? tape : Arrays.copyOf(tape, Math.max(slots, 2 * tape.length))}. */
    private void ensure(Insn insn) {
        Label grow = new Label();
        Label done = new Label();
        String array = insn.type().descriptor();
        fn.push(insn.arg(0));
        mv.visitInsn(Opcodes.ARRAYLENGTH);
        fn.push(insn.arg(1));
        mv.visitJumpInsn(Opcodes.IF_ICMPLT, grow);
        fn.push(insn.arg(0));
        mv.visitJumpInsn(Opcodes.GOTO, done);
        mv.visitLabel(grow);
        fn.frame();
        fn.push(insn.arg(0));
        fn.push(insn.arg(1));
        fn.push(insn.arg(0));
        mv.visitInsn(Opcodes.ARRAYLENGTH);
        mv.visitInsn(Opcodes.ICONST_1);
        mv.visitInsn(Opcodes.ISHL);
        runtime("java/lang/Math", "max", "(II)I");
        fn.failing(insn.loc(), () -> runtime("java/util/Arrays", "copyOf", "(" + array + "I)" + array));
        mv.visitLabel(done);
        fn.frame(array);
    }

    void atomic(Insn insn) {
        AtomicKind kind = (AtomicKind) insn.attr();
        Type element = f.typeOf(insn.arg(0)).element();
        for (int v : insn.args()) {
            fn.push(v);
        }
        if (!fn.module.options.kernel()) {
            hostAtomic(insn, kind, element);
            return;
        }
        boolean plain = kind == AtomicKind.ADD && fn.module.accumulation.isPlain(f, insn.arg(0));
        String name = plain
                ? "addPlain"
                : switch (kind) {
                    case ADD -> "add";
                    case MIN -> "min";
                    case MAX -> "max";
                    case AND -> "and";
                    case OR -> "or";
                    case XOR -> "xor";
                    case EXCH -> "exchange";
                    case CAS -> "compareAndSwap";
                };
        boolean bits = kind == AtomicKind.AND || kind == AtomicKind.OR || kind == AtomicKind.XOR;
        if (!element.isInteger() && (bits || !element.isFloating())) {
            throw new EmitException(
                    insn.loc(),
                    "atomic " + name + " on elements of type " + element,
                    "use an array of int, long, float or double");
        }
        fn.failing(insn.loc(), () -> atomicCall(name, element, insn.args().length - 2));
    }

    /** Code of the host sees the api and not the compiler's classes: it calls what the app calls, which is atomic among the app's threads. */
    private void hostAtomic(Insn insn, AtomicKind kind, Type element) {
        String name = kind.name().charAt(0) + kind.name().substring(1).toLowerCase(Locale.ROOT);
        String method = "atomic" + (kind == AtomicKind.CAS ? "CAS" : name);
        String d = element.descriptor();
        String descriptor = "([" + d + "I" + d.repeat(insn.args().length - 2) + ")" + d;
        fn.failing(insn.loc(), () -> runtime("dev/adagent/Kernel", method, descriptor));
    }

    /** Calls the run-time method; array, index and {@code operands} values are on the stack. */
    void atomicCall(String name, Type element, int operands) {
        String d = element.descriptor();
        runtime(ModuleEmitter.ATOMICS, name, "([" + d + "I" + d.repeat(operands) + ")" + d);
    }

    private int arrayOpcode(int array, int intOpcode) {
        return JvmTypes.opcode(f.typeOf(array).element(), intOpcode);
    }

    private void runtime(String owner, String name, String descriptor) {
        mv.visitMethodInsn(Opcodes.INVOKESTATIC, owner, name, descriptor, false);
    }
}
