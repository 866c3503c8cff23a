package dev.adagent.transform.emit;

import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Type;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Checks that need code: a JVM instruction that makes the same check, its result dropped, so that the exception and its message are
 * the JVM's own and HotSpot optimises it as any other; or, where every exception must be a new one, a call.
 */
final class Checks {
    private final FunctionEmitter fn;
    private final MethodVisitor mv;

    Checks(FunctionEmitter fn, MethodVisitor mv) {
        this.fn = fn;
        this.mv = mv;
    }

    void emit(Insn insn) {
        boolean calls = fn.module.options.checks() == EmitOptions.Checks.EXPLICIT;
        switch (insn.op()) {
            case CHECK_BOUNDS -> bounds(insn, calls);
            case CHECK_NULL -> notNull(insn, calls);
            case CHECK_ZERO -> notZero(insn, calls);
            case CHECK_SIZE -> size(insn, calls);
            default -> throw new IllegalArgumentException(insn.toString());
        }
    }

    private void bounds(Insn insn, boolean calls) {
        Type element = fn.f.typeOf(insn.arg(0)).element();
        fn.push(insn.arg(0));
        if (calls) {
            fn.failing(insn.loc(), () -> {
                call("notNull", "(Ljava/lang/Object;)Ljava/lang/Object;");
                mv.visitTypeInsn(Opcodes.CHECKCAST, fn.f.typeOf(insn.arg(0)).descriptor());
                mv.visitInsn(Opcodes.ARRAYLENGTH);
            });
            fn.push(insn.arg(1));
            fn.failing(insn.loc(), () -> call("bounds", "(II)V"));
            return;
        }
        fn.indexed(
                insn.arg(1),
                c -> fn.failing(insn.loc(), c),
                () -> mv.visitInsn(JvmTypes.opcode(element, Opcodes.IALOAD)));
        mv.visitInsn(JvmTypes.size(element.asValue()) == 2 ? Opcodes.POP2 : Opcodes.POP);
    }

    private void notNull(Insn insn, boolean calls) {
        fn.push(insn.arg(0));
        boolean array = fn.f.typeOf(insn.arg(0)).isArray();
        fn.failing(insn.loc(), () -> {
            if (calls) {
                call("notNull", "(Ljava/lang/Object;)Ljava/lang/Object;");
            } else if (array) {
                mv.visitInsn(Opcodes.ARRAYLENGTH);
            } else {
                mv.visitMethodInsn(
                        Opcodes.INVOKESTATIC,
                        "java/util/Objects",
                        "requireNonNull",
                        "(Ljava/lang/Object;)Ljava/lang/Object;",
                        false);
            }
        });
        mv.visitInsn(Opcodes.POP);
    }

    private void notZero(Insn insn, boolean calls) {
        boolean wide = fn.f.typeOf(insn.arg(0)).equals(Type.I64);
        if (calls) {
            fn.push(insn.arg(0));
            fn.failing(insn.loc(), () -> call("notZero", wide ? "(J)V" : "(I)V"));
            return;
        }
        mv.visitInsn(wide ? Opcodes.LCONST_1 : Opcodes.ICONST_1);
        fn.push(insn.arg(0));
        fn.failing(insn.loc(), () -> mv.visitInsn(wide ? Opcodes.LDIV : Opcodes.IDIV));
        mv.visitInsn(wide ? Opcodes.POP2 : Opcodes.POP);
    }

    private void size(Insn insn, boolean calls) {
        fn.push(insn.arg(0));
        if (calls) {
            fn.failing(insn.loc(), () -> call("size", "(I)V"));
            return;
        }
        Label fine = new Label();
        mv.visitJumpInsn(Opcodes.IFGE, fine);
        fn.push(insn.arg(0));
        fn.failing(insn.loc(), () -> mv.visitIntInsn(Opcodes.NEWARRAY, Opcodes.T_BYTE));
        mv.visitInsn(Opcodes.POP);
        mv.visitLabel(fine);
        fn.frame();
    }

    private void call(String name, String descriptor) {
        mv.visitMethodInsn(Opcodes.INVOKESTATIC, ModuleEmitter.FAULTS, name, descriptor, false);
    }
}
