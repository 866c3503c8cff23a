package dev.adagent.transform.emit;

import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.Overlay;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Exactly;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Intrinsics;
import dev.adagent.transform.ir.Lambda;
import dev.adagent.transform.ir.LaunchCall;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.TextCalls;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.opt.Boxes;
import java.lang.invoke.MethodHandle;
import java.util.List;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Objects, fields, calls, lambdas and tuples. */
final class ObjectOperations {
    private final FunctionEmitter fn;
    private final Function f;
    private final MethodVisitor mv;

    ObjectOperations(FunctionEmitter fn, MethodVisitor mv) {
        this.fn = fn;
        this.f = fn.f;
        this.mv = mv;
    }

    void emit(Insn insn) {
        switch (insn.op()) {
            case CHECK_CAST -> {
                fn.push(insn.arg(0));
                linkable(insn, insn.type());
                fn.failing(insn.loc(), () -> mv.visitTypeInsn(Opcodes.CHECKCAST, JvmTypes.internalName(insn.type())));
            }
            case INSTANCEOF -> instanceOf(insn);
            case NEW -> allocate(insn);
            case GETFIELD -> field(insn, Opcodes.GETFIELD);
            case PUTFIELD -> field(insn, Opcodes.PUTFIELD);
            case GETSTATIC -> field(insn, Opcodes.GETSTATIC);
            case PUTSTATIC -> field(insn, Opcodes.PUTSTATIC);
            case CALL -> call(insn);
            case LAMBDA -> lambda(insn);
            case TUPLE -> tuple(insn);
            case EXTRACT -> extract(insn);
            default -> throw new IllegalArgumentException(insn.toString());
        }
    }

    private void instanceOf(Insn insn) {
        Type asked = Exactly.asked(insn);
        linkable(insn, asked);
        if (!(insn.attr() instanceof Exactly)) {
            fn.push(insn.arg(0));
            mv.visitTypeInsn(Opcodes.INSTANCEOF, JvmTypes.internalName(asked));
            return;
        }
        MethodHandle handle = fn.module.members.isExactly(asked.name());
        if (handle != null) {
            fn.module.data.push(mv, handle, MethodHandle.class);
            fn.push(insn.arg(0));
            invokeExact(handle);
            return;
        }
        // without a branch: the class of a text stands for that of null
        mv.visitLdcInsn(JvmTypes.asm(asked));
        fn.push(insn.arg(0));
        mv.visitLdcInsn("");
        String object = "Ljava/lang/Object;";
        mv.visitMethodInsn(
                Opcodes.INVOKESTATIC,
                "java/util/Objects",
                "requireNonNullElse",
                "(" + object + object + ")" + object,
                false);
        mv.visitMethodInsn(Opcodes.INVOKEVIRTUAL, "java/lang/Object", "getClass", "()Ljava/lang/Class;", false);
        mv.visitMethodInsn(Opcodes.INVOKEVIRTUAL, "java/lang/Object", "equals", "(" + object + ")Z", false);
    }

    /** On the host: where the object has not become scalars. */
    private void allocate(Insn insn) {
        MethodHandle handle = fn.module.options.kernel()
                ? null
                : fn.module.members.allocate(insn.type().name());
        if (handle == null) {
            throw new EmitException(
                    insn.loc(),
                    "an object of class " + insn.type().name().replace('/', '.') + " that is not scalar-replaced",
                    "keep the object local: do not store it in a field or array, or pass it to a method that is not inlined");
        }
        linkable(insn, insn.type());
        fn.module.data.push(mv, handle, MethodHandle.class);
        fn.failing(insn, () -> invokeExact(handle));
    }

    private void linkable(Insn insn, Type type) {
        Type t = type;
        while (t.isArray()) {
            t = t.element();
        }
        if (t.kind() == Type.Kind.OBJECT) {
            linkable(insn, t.name());
            if (!fn.module.members.canName(t.name())) {
                throw new EmitException(
                        insn.loc(),
                        insn.op().name().toLowerCase(java.util.Locale.ROOT) + " of class "
                                + t.name().replace('/', '.') + ", which the differentiated method's class may not name",
                        "make that class public, or differentiate a method of its package");
            }
        }
    }

    /** A kernel's class lives with the engine, which cannot see the app's classes. */
    private void linkable(Insn insn, String owner) {
        if (fn.module.options.kernel() && insn.op() == Op.LAMBDA) {
            throw new EmitException(
                    insn.loc(),
                    "a lambda that is not called where it is made",
                    "call it in the same method, or in one that it is passed to and that can be inlined");
        }
        if (fn.module.options.kernel() && !owner.startsWith("java/")) {
            throw new EmitException(
                    insn.loc(),
                    insn.op().name().toLowerCase(java.util.Locale.ROOT) + " of class " + owner.replace('/', '.')
                            + " in a kernel",
                    "use primitives and arrays of primitives, or objects that do not leave the method that makes them");
        }
    }

    private void field(Insn insn, int opcode) {
        FieldRef ref = (FieldRef) insn.attr();
        linkable(insn, ref.owner());
        boolean hidden = opcode == Opcodes.GETFIELD && ref.owner().equals("java/lang/Enum");
        MethodHandle handle = hidden ? null : fn.module.members.field(ref, access(opcode));
        if (handle != null) {
            linkable(insn, insn.type());
            fn.module.data.push(mv, handle, MethodHandle.class);
        }
        for (int v : insn.args()) {
            fn.push(v);
        }
        fn.failing(insn, () -> {
            if (handle != null) {
                invokeExact(handle);
            } else if (hidden) { // ordinal and name are private, their getters are not
                mv.visitMethodInsn(Opcodes.INVOKEVIRTUAL, ref.owner(), ref.name(), "()" + ref.descriptor(), false);
            } else {
                mv.visitFieldInsn(opcode, ref.owner(), ref.name(), ref.descriptor());
            }
        });
    }

    private static Members.FieldAccess access(int opcode) {
        return switch (opcode) {
            case Opcodes.GETFIELD -> Members.FieldAccess.GET;
            case Opcodes.PUTFIELD -> Members.FieldAccess.PUT;
            case Opcodes.GETSTATIC -> Members.FieldAccess.GET_STATIC;
            default -> Members.FieldAccess.PUT_STATIC;
        };
    }

    private void invokeExact(MethodHandle handle) {
        mv.visitMethodInsn(
                Opcodes.INVOKEVIRTUAL,
                "java/lang/invoke/MethodHandle",
                "invokeExact",
                handle.type().toMethodDescriptorString(),
                false);
    }

    private void call(Insn insn) {
        Callee c = (Callee) insn.attr();
        if (c.function() == null
                && c.overlay() instanceof Overlay.Intrinsic i
                && Intrinsics.exists(i.name())
                && Intrinsics.kind(i.name()) != Intrinsics.Kind.TAPE) {
            fn.emitAs(new Insn(Op.INTRINSIC, insn.type(), insn.result(), insn.args(), i.name(), insn.loc()));
            return;
        }
        if (c.function() == null && TextCalls.isConcat(insn)) {
            concatenation(insn, c);
            return;
        }
        MethodHandle handle = c.function() != null ? null : handle(c);
        if (handle != null) {
            fn.module.data.push(mv, handle, MethodHandle.class);
        }
        for (int v : insn.args()) {
            fn.push(v);
        }
        if (handle != null) {
            linkable(insn, insn.type());
            fn.failing(insn, () -> invokeExact(handle));
            return;
        }
        if (c.function() != null) {
            Function g = fn.module.function(c.function());
            List<Integer> coordinates = fn.module.coordinates.of(g.name());
            coordinates.forEach(fn::pushCoordinate);
            Runnable invocation = () -> mv.visitMethodInsn(
                    Opcodes.INVOKESTATIC,
                    fn.module.className,
                    fn.module.methodName(g),
                    JvmTypes.methodDescriptor(g, coordinates.size()),
                    false);
            if (fn.module.isPart(g)) {
                invocation.run();
            } else {
                fn.failing(insn.loc(), invocation);
            }
            return;
        }
        MethodKey m = c.original();
        linkable(insn, m.owner());
        boolean isFinal = Boxes.unboxed(m) != null || TextCalls.is(insn); // the class is
        if (c.kind() == Callee.Kind.SPECIAL && !isFinal) {
            throw new EmitException(
                    insn.loc(),
                    "a call of exactly " + m + ", whose body is not in the module",
                    "call a static method, or one whose class file can be read");
        }
        int opcode = switch (c.kind()) {
            case STATIC -> Opcodes.INVOKESTATIC;
            case INTERFACE -> Opcodes.INVOKEINTERFACE;
            default -> Opcodes.INVOKEVIRTUAL;
        };
        boolean isInterface = c.kind() == Callee.Kind.INTERFACE;
        fn.failing(insn, () -> mv.visitMethodInsn(opcode, m.owner(), m.name(), m.descriptor(), isInterface));
    }

    /** A text of a recipe, its first operand, and of what takes the recipe's places. */
    private void concatenation(Insn insn, Callee c) {
        org.objectweb.asm.Type[] types =
                org.objectweb.asm.Type.getArgumentTypes(c.original().descriptor());
        String recipe = f.blocks().stream()
                .flatMap(b -> b.insns().stream())
                .filter(i -> i.result() == insn.arg(0) && i.op() == Op.CONST)
                .map(i -> (String) i.attr())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the recipe of " + insn + " is no constant"));
        fn.failing(
                insn,
                () -> TextBuilding.emit(mv, recipe, insn.args().length - 1, k -> {
                    fn.push(insn.arg(k + 1));
                    return types[k + 1].getDescriptor();
                }));
    }

    private MethodHandle handle(Callee c) {
        return c.overlay() instanceof LaunchCall l
                ? fn.module.members.launch(l, c.original().descriptor())
                : fn.module.members.method(c.original(), c.kind());
    }

    private void lambda(Insn insn) {
        Lambda l = (Lambda) insn.attr();
        linkable(insn, l.implementation().owner());
        StringBuilder captured = new StringBuilder("(");
        for (int v : insn.args()) {
            fn.push(v);
            captured.append(JvmTypes.descriptor(f.typeOf(v)));
        }
        captured.append(")L").append(l.interfaceMethod().owner()).append(';');
        Handle factory = new Handle(
                Opcodes.H_INVOKESTATIC,
                "java/lang/invoke/LambdaMetafactory",
                "metafactory",
                "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;"
                        + "Ljava/lang/invoke/MethodType;Ljava/lang/invoke/MethodHandle;Ljava/lang/invoke/MethodType;)"
                        + "Ljava/lang/invoke/CallSite;",
                false);
        MethodKey i = l.implementation();
        int tag = switch (l.kind()) {
            case STATIC -> Opcodes.H_INVOKESTATIC;
            case SPECIAL -> i.name().equals("<init>") ? Opcodes.H_NEWINVOKESPECIAL : Opcodes.H_INVOKEVIRTUAL;
            case VIRTUAL -> Opcodes.H_INVOKEVIRTUAL;
            case INTERFACE -> Opcodes.H_INVOKEINTERFACE;
        };
        Handle body = new Handle(tag, i.owner(), i.name(), i.descriptor(), l.kind() == Callee.Kind.INTERFACE);
        fn.failing(
                insn.loc(),
                () -> mv.visitInvokeDynamicInsn(
                        l.interfaceMethod().name(),
                        captured.toString(),
                        factory,
                        org.objectweb.asm.Type.getMethodType(l.interfaceMethod().descriptor()),
                        body,
                        org.objectweb.asm.Type.getMethodType(l.instantiated())));
    }

    private void tuple(Insn insn) {
        Type element = JvmTypes.carrier(insn.type()).element();
        JvmTypes.constant(mv, insn.args().length);
        JvmTypes.newArray(mv, element);
        for (int k = 0; k < insn.args().length; k++) {
            mv.visitInsn(Opcodes.DUP);
            JvmTypes.constant(mv, k);
            fn.push(insn.arg(k));
            Carriers.pack(mv, f.typeOf(insn.arg(k)), element);
            mv.visitInsn(JvmTypes.opcode(element, Opcodes.IASTORE));
        }
    }

    private void extract(Insn insn) {
        fn.push(insn.arg(0));
        Carriers.member(mv, f.typeOf(insn.arg(0)), insn.attr());
    }
}
