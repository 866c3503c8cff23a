package dev.adagent.transform.rewrite;

import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Makes direct calls of {@code Autodiff} call sites that the api's public bootstrap links (JVMS §6.5 invokedynamic). */
final class CallSiteRewriter extends MethodVisitor {
    private static final Handle AUTODIFF = bootstrap("autodiff");
    private static final Handle DERIVATIVE = bootstrap("derivative");

    private final Runnable changed;

    CallSiteRewriter(MethodVisitor next, Runnable changed) {
        super(Opcodes.ASM9, next);
        this.changed = changed;
    }

    private static Handle bootstrap(String name) {
        return new Handle(
                Opcodes.H_INVOKESTATIC,
                "dev/adagent/CallSites",
                name,
                "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;)Ljava/lang/invoke/CallSite;",
                false);
    }

    /** Whether a call becomes a call site. */
    static boolean replaces(int opcode, String owner, String name) {
        return opcode == Opcodes.INVOKESTATIC
                && owner.equals("dev/adagent/Autodiff")
                && (name.equals("autodiff") || name.equals("autodiffDeferred") || name.equals("derivative"));
    }

    @Override
    public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
        if (replaces(opcode, owner, name)) {
            changed.run();
            super.visitInvokeDynamicInsn(name, descriptor, name.equals("derivative") ? DERIVATIVE : AUTODIFF);
        } else {
            super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
        }
    }
}
