package dev.adagent.transform.rewrite;

import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.Overlay;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.lift.Marker;
import java.util.HashSet;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * The kernel copy of a class: its direct calls of {@code autodiff} become the compiler's marker, so that the stage can be seen and
 * lifted. Its bytes are never defined as a class. Calls in methods that have no kernel copy are redirected by the lift, through the
 * same view: both ways give the same IR.
 */
public final class KernelCopy {
    private KernelCopy() {}

    /**
     * Rewrites the kernels of a class.
     *
     * @param classFile the class as loaded
     * @param kernels the methods to rewrite, by owner, name and descriptor; others stay as they are
     * @param view the job's method tables
     * @return the copy's bytes
     */
    public static byte[] make(byte[] classFile, Set<MethodKey> kernels, TableView view) {
        ClassReader reader = new ClassReader(classFile);
        ClassWriter writer = new ClassWriter(0);
        String owner = reader.getClassName();
        reader.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String descriptor, String signature, String[] exceptions) {
                        MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
                        return kernels.contains(new MethodKey(owner, name, descriptor)) ? marking(next, view) : next;
                    }
                },
                0);
        return writer.toByteArray();
    }

    private static MethodVisitor marking(MethodVisitor next, TableView view) {
        return new MethodVisitor(Opcodes.ASM9, next) {
            @Override
            public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
                if (opcode == Opcodes.INVOKESTATIC && isDeferred(new MethodKey(owner, name, descriptor), view)) {
                    super.visitMethodInsn(opcode, Marker.OWNER, Marker.NAME, descriptor, false);
                } else {
                    super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
                }
            }
        };
    }

    /** Whether the view leads from this method, perhaps through bodies in its place, to the deferred derivative. */
    private static boolean isDeferred(MethodKey method, TableView view) {
        if (!method.owner().equals(Marker.AUTODIFF)) {
            return false;
        }
        Set<MethodKey> seen = new HashSet<>();
        MethodKey key = method;
        while (seen.add(key)) {
            TableView.Match match = view.lookup(key);
            if (match == null) {
                return false;
            }
            if (match.overlay() instanceof Overlay.Deferred) {
                return true;
            }
            if (!(match.overlay() instanceof Overlay.Body body)) {
                return false;
            }
            key = body.method();
        }
        return false;
    }
}
