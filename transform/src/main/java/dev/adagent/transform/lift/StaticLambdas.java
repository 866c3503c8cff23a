package dev.adagent.transform.lift;

import dev.adagent.transform.ir.FieldRef;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** Lambdas that static final fields hold: what the class's initialiser stores there, if it captures nothing. */
final class StaticLambdas {
    private StaticLambdas() {}

    /** The instruction that makes the lambda which a field always holds; null if it may hold something else. */
    static InvokeDynamicInsnNode of(ClassNode owner, FieldRef ref, FieldNode field) {
        if ((field.access & Opcodes.ACC_FINAL) == 0 || !ref.descriptor().startsWith("L")) {
            return null;
        }
        InvokeDynamicInsnNode found = null;
        for (MethodNode m : owner.methods) {
            for (AbstractInsnNode n : m.instructions) {
                boolean store = n.getOpcode() == Opcodes.PUTSTATIC
                        && ((FieldInsnNode) n).name.equals(field.name)
                        && ((FieldInsnNode) n).owner.equals(owner.name);
                if (!store) {
                    continue;
                }
                boolean lambda = found == null
                        && n.getPrevious() instanceof InvokeDynamicInsnNode d
                        && d.bsm.getOwner().equals(Dynamics.LAMBDAS)
                        && d.desc.equals("()" + ref.descriptor());
                if (!lambda) {
                    return null;
                }
                found = (InvokeDynamicInsnNode) n.getPrevious();
            }
        }
        return found;
    }
}
