package dev.adagent.transform.lift;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Loc;
import java.util.List;
import java.util.function.BiConsumer;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Finds in a kernel's own bytecode what its compilation is certain to refuse, while its class is loaded: no other class is looked at, and no
 * callee. What is found is what a launch would throw.
 */
public final class KernelScan extends MethodVisitor {
    /** Beginnings of the names of classes no method of which is ever lifted; others may be known well enough where they are called. */
    private static final List<String> CERTAIN = List.of(
            "java/io/",
            "java/nio/",
            "java/net/",
            "java/time/",
            "java/lang/System",
            "java/lang/Runtime",
            "java/lang/Process",
            "java/lang/Thread",
            "java/lang/reflect/",
            "java/util/concurrent/");

    private final MethodKey kernel;
    private final String file;
    private final BiConsumer<String, Boolean> found;
    private int line = -1;

    /**
     * @param next what the code goes on to
     * @param file name of the source file, or null
     * @param found is given the text of each refusal, and whether a method table of the app's could yet replace the method that it is about
     */
    public KernelScan(MethodVisitor next, MethodKey kernel, String file, BiConsumer<String, Boolean> found) {
        super(Opcodes.ASM9, next);
        this.kernel = kernel;
        this.file = file;
        this.found = found;
    }

    private void refuse(Refusal r, boolean replaceable) {
        found.accept(r.block(new Loc(kernel.owner(), kernel.name(), file, line, null)), replaceable);
    }

    @Override
    public void visitLineNumber(int number, Label start) {
        line = number;
        super.visitLineNumber(number, start);
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
        if (opcode == Opcodes.PUTSTATIC) {
            refuse(Refusal.staticWrite(owner, name), false);
        }
        super.visitFieldInsn(opcode, owner, name, descriptor);
    }

    @Override
    public void visitLdcInsn(Object value) {
        if (value instanceof Type t && (t.getSort() == Type.OBJECT || t.getSort() == Type.ARRAY)) {
            refuse(Refusal.classConstant(t.getClassName()), false);
        }
        super.visitLdcInsn(value);
    }

    @Override
    public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
        boolean certain = owner.startsWith("java/") && CERTAIN.stream().anyMatch(owner::startsWith);
        Jdk.Refused refused = certain && !name.equals("<init>") ? Jdk.refusedInKernels(owner) : null;
        if (refused != null && !(owner + "." + name).equals("java/lang/System.arraycopy")) {
            refuse(Refusal.jdk(new MethodKey(owner, name, descriptor), refused), true);
        }
        super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
    }
}
