package dev.adagent.transform.emit;

import dev.adagent.transform.ir.Construction;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Bytecode of the instructions on numbers and arrays; the result, if any, is left on the stack. */
final class Operations {
    private static final Map<Type.Kind, String> BOXES = Map.of(
            Type.Kind.I32, "java/lang/Integer",
            Type.Kind.I64, "java/lang/Long",
            Type.Kind.F32, "java/lang/Float",
            Type.Kind.F64, "java/lang/Double");

    private final FunctionEmitter fn;
    private final Function f;
    private final MethodVisitor mv;
    private final ModuleEmitter module;
    private final ObjectOperations objects;
    private final IntrinsicOperations intrinsics;
    private final Checks checks;

    Operations(FunctionEmitter fn, MethodVisitor mv) {
        this.fn = fn;
        this.f = fn.f;
        this.mv = mv;
        this.module = fn.module;
        this.objects = new ObjectOperations(fn, mv);
        this.intrinsics = new IntrinsicOperations(fn, mv, this);
        this.checks = new Checks(fn, mv);
    }

    void emit(Insn insn) {
        int[] a = insn.args();
        Type type = insn.type();
        switch (insn.op()) {
            case CONST -> constant(insn);
            case ADD -> arithmetic(Opcodes.IADD, insn);
            case SUB -> arithmetic(Opcodes.ISUB, insn);
            case MUL -> arithmetic(Opcodes.IMUL, insn);
            case DIV -> divide(Opcodes.IDIV, insn);
            case REM -> divide(Opcodes.IREM, insn);
            case NEG -> arithmetic(Opcodes.INEG, insn);
            case AND -> arithmetic(Opcodes.IAND, insn);
            case OR -> arithmetic(Opcodes.IOR, insn);
            case XOR -> arithmetic(Opcodes.IXOR, insn);
            case SHL -> arithmetic(Opcodes.ISHL, insn);
            case SHR -> arithmetic(Opcodes.ISHR, insn);
            case USHR -> arithmetic(Opcodes.IUSHR, insn);
            case CMP -> compare(insn);
            case CMP3 -> compare3(insn);
            case SELECT -> select(insn);
            case CONV -> {
                fn.push(a[0]);
                convert(f.typeOf(a[0]), type);
            }
            case NARROW -> {
                fn.push(a[0]);
                narrow(((Type) insn.attr()).kind());
            }
            case BITCAST -> bitcast(insn);
            case ALEN -> {
                fn.push(a[0]);
                fn.failing(insn, () -> mv.visitInsn(Opcodes.ARRAYLENGTH));
            }
            case ALOAD -> {
                fn.push(a[0]);
                fn.indexed(a[1], c -> fn.failing(insn, c), () -> mv.visitInsn(arrayOpcode(a[0], Opcodes.IALOAD)));
            }
            case ASTORE -> {
                pushAll(a);
                fn.failing(insn, () -> mv.visitInsn(arrayOpcode(a[0], Opcodes.IASTORE)));
            }
            case ACCUM -> accumulate(insn);
            case NEWARRAY -> {
                fn.push(a[0]);
                fn.failing(insn, () -> JvmTypes.newArray(mv, type.element()));
            }
            case SHARED ->
                throw new EmitException(
                        insn.loc(),
                        "shared memory outside a kernel",
                        "use a new array on the host, where one thread runs");
            case CHECK_BOUNDS, CHECK_NULL, CHECK_ZERO, CHECK_SIZE -> checks.emit(insn);
            case CHECK_CAST, INSTANCEOF, NEW, GETFIELD, PUTFIELD, GETSTATIC, PUTSTATIC, CALL, LAMBDA, TUPLE, EXTRACT ->
                objects.emit(insn);
            case ATOMIC -> intrinsics.atomic(insn);
            case INTRINSIC -> intrinsics.emit(insn);
            case DEFERRED ->
                throw new EmitException(
                        insn.loc(), "a derivative's marker that was not resolved", "this is a mistake of the compiler");
            default -> throw new IllegalStateException("no bytecode for " + insn.op() + ", at " + insn.loc());
        }
    }

    private void pushAll(int[] values) {
        for (int v : values) {
            fn.push(v);
        }
    }

    int arrayOpcode(int array, int intOpcode) {
        return JvmTypes.opcode(f.typeOf(array).element(), intOpcode);
    }

    private void constant(Insn insn) {
        JvmTypes.constant(mv, insn.attr());
    }

    private void arithmetic(int intOpcode, Insn insn) {
        pushAll(insn.args());
        mv.visitInsn(JvmTypes.opcode(insn.type(), intOpcode));
    }

    private void divide(int intOpcode, Insn insn) {
        pushAll(insn.args());
        Runnable code = () -> mv.visitInsn(JvmTypes.opcode(insn.type(), intOpcode));
        if (insn.type().isInteger()) {
            fn.failing(insn, code);
        } else {
            code.run();
        }
    }

    /** A statement of its own, so the stack below is empty and the arms may store. */
    private void compare(Insn insn) {
        Label no = new Label();
        Label done = new Label();
        fn.branches().compare(insn, false, no);
        mv.visitInsn(Opcodes.ICONST_1);
        mv.visitJumpInsn(Opcodes.GOTO, done);
        mv.visitLabel(no);
        fn.frame();
        mv.visitInsn(Opcodes.ICONST_0);
        mv.visitLabel(done);
        fn.frame(Opcodes.INTEGER);
    }

    private void compare3(Insn insn) {
        pushAll(insn.args());
        boolean greater = insn.attr() instanceof Integer i && i > 0;
        switch (f.typeOf(insn.arg(0)).kind()) {
            case I64 -> mv.visitInsn(Opcodes.LCMP);
            case F32 -> mv.visitInsn(greater ? Opcodes.FCMPG : Opcodes.FCMPL);
            case F64 -> mv.visitInsn(greater ? Opcodes.DCMPG : Opcodes.DCMPL);
            default -> mv.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Integer", "compare", "(II)I", false);
        }
    }

    private void select(Insn insn) {
        Label no = new Label();
        Label done = new Label();
        fn.branches().jumpIf(insn.arg(0), false, no);
        fn.push(insn.arg(1));
        mv.visitJumpInsn(Opcodes.GOTO, done);
        mv.visitLabel(no);
        fn.frame();
        fn.push(insn.arg(2));
        mv.visitLabel(done);
        fn.frame(JvmTypes.frameType(insn.type()));
    }

    private void convert(Type from, Type to) {
        if (from.equals(to)) {
            return;
        }
        int opcode = switch (from.kind()) {
            case I32 -> pick(to, -1, Opcodes.I2L, Opcodes.I2F, Opcodes.I2D);
            case I64 -> pick(to, Opcodes.L2I, -1, Opcodes.L2F, Opcodes.L2D);
            case F32 -> pick(to, Opcodes.F2I, Opcodes.F2L, -1, Opcodes.F2D);
            case F64 -> pick(to, Opcodes.D2I, Opcodes.D2L, Opcodes.D2F, -1);
            default -> throw new IllegalStateException("no conversion from " + from + " to " + to);
        };
        mv.visitInsn(opcode);
    }

    private static int pick(Type to, int i, int l, int fl, int d) {
        return switch (to.kind()) {
            case I32 -> i;
            case I64 -> l;
            case F32 -> fl;
            case F64 -> d;
            default -> throw new IllegalStateException("no conversion to " + to);
        };
    }

    private void narrow(Type.Kind kind) {
        switch (kind) {
            case I8 -> mv.visitInsn(Opcodes.I2B);
            case I16 -> mv.visitInsn(Opcodes.I2S);
            case U16 -> mv.visitInsn(Opcodes.I2C);
            case BOOL -> {
                mv.visitInsn(Opcodes.ICONST_1);
                mv.visitInsn(Opcodes.IAND);
            }
            default -> throw new IllegalStateException("no narrow integer: " + kind);
        }
    }

    private void bitcast(Insn insn) {
        fn.push(insn.arg(0));
        Type from = f.typeOf(insn.arg(0));
        if (from.equals(insn.type())) {
            return;
        }
        switch (from.kind()) {
            case F32 -> call("java/lang/Float", "floatToRawIntBits", "(F)I");
            case I32 -> call("java/lang/Float", "intBitsToFloat", "(I)F");
            case F64 -> call("java/lang/Double", "doubleToRawLongBits", "(D)J");
            case I64 -> call("java/lang/Double", "longBitsToDouble", "(J)D");
            default -> throw new IllegalStateException("no bits: " + insn);
        }
    }

    private void call(String owner, String name, String descriptor) {
        mv.visitMethodInsn(Opcodes.INVOKESTATIC, owner, name, descriptor, false);
    }

    private void accumulate(Insn insn) {
        int[] a = insn.args();
        Type element = f.typeOf(a[0]).element();
        if (!module.accumulation.isPlain(f, a[0])) {
            pushAll(a);
            intrinsics.atomicCall("add", element, 1);
            mv.visitInsn(JvmTypes.size(element) == 2 ? Opcodes.POP2 : Opcodes.POP);
            return;
        }
        fn.push(a[0]);
        fn.push(a[1]);
        mv.visitInsn(Opcodes.DUP2);
        fn.failing(insn, () -> mv.visitInsn(arrayOpcode(a[0], Opcodes.IALOAD)));
        fn.push(a[2]);
        mv.visitInsn(JvmTypes.opcode(element, Opcodes.IADD));
        mv.visitInsn(arrayOpcode(a[0], Opcodes.IASTORE));
    }

    void raise(Term t) {
        String name = t.raise().className();
        String message = t.raise().message();
        Construction made = t.raise().construction();
        if (made != null && module.options.kernel()) {
            JvmTypes.constant(mv, made.text());
            boxed(t.args());
            call(ModuleEmitter.FAULTS, "construct", "(Ljava/lang/String;[Ljava/lang/Object;)Ljava/lang/Throwable;");
        } else if (made != null) {
            AppExceptions.push(mv, module.data, module.loader, made, () -> boxed(t.args()));
        } else if (module.options.kernel()) {
            JvmTypes.constant(mv, name);
            message(t, message);
            call(ModuleEmitter.FAULTS, "raise", "(Ljava/lang/String;Ljava/lang/String;)Ljava/lang/Throwable;");
        } else if (name.startsWith("java/")) {
            mv.visitTypeInsn(Opcodes.NEW, name);
            mv.visitInsn(Opcodes.DUP);
            if (message != null) {
                message(t, message);
            }
            // AssertionError's constructor of a String is private
            String text = name.equals("java/lang/AssertionError") ? "(Ljava/lang/Object;)V" : "(Ljava/lang/String;)V";
            mv.visitMethodInsn(Opcodes.INVOKESPECIAL, name, "<init>", message == null ? "()V" : text, false);
        } else {
            AppExceptions.push(mv, module.data, module.loader, withMessage(t), () -> boxed(t.args()));
        }
        fn.failing(t.loc(), () -> mv.visitInsn(Opcodes.ATHROW));
    }

    /** The exception by its constructor of a message, or of nothing. */
    private Construction withMessage(Term t) {
        StringBuilder types = new StringBuilder();
        for (int v : t.args()) {
            types.append(f.typeOf(v).descriptor());
        }
        String message = t.raise().message();
        List<Construction.Part> parts =
                message == null ? List.of() : List.of(new Construction.Text(message, types.toString()));
        String descriptor = message == null ? "()V" : "(Ljava/lang/String;)V";
        return new Construction(new Construction.New(t.raise().className(), descriptor, parts));
    }

    /** Pushes an array of values, numbers in their boxes. */
    void boxed(int... values) {
        JvmTypes.constant(mv, values.length);
        mv.visitTypeInsn(Opcodes.ANEWARRAY, "java/lang/Object");
        for (int k = 0; k < values.length; k++) {
            mv.visitInsn(Opcodes.DUP);
            JvmTypes.constant(mv, k);
            fn.push(values[k]);
            Type type = f.typeOf(values[k]);
            if (!type.isReference()) {
                String box = BOXES.get(type.kind());
                call(box, "valueOf", "(" + type.descriptor() + ")L" + box + ";");
            }
            mv.visitInsn(Opcodes.AASTORE);
        }
    }

    private void message(Term t, String recipe) {
        if (recipe == null || t.args().length == 0) {
            JvmTypes.constant(mv, recipe);
            return;
        }
        TextBuilding.emit(mv, recipe, t.args().length, k -> {
            fn.push(t.args()[k]);
            return f.typeOf(t.args()[k]).descriptor();
        });
    }

    void unreachable() {
        mv.visitTypeInsn(Opcodes.NEW, "java/lang/AssertionError");
        mv.visitInsn(Opcodes.DUP);
        mv.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/AssertionError", "<init>", "()V", false);
        mv.visitInsn(Opcodes.ATHROW);
    }
}
