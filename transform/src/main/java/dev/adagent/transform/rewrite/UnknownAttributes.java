package dev.adagent.transform.rewrite;

import org.objectweb.asm.Attribute;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Leaves out attributes of the code that nobody knows: bytecode offsets in them would be wrong in changed code, and ASM would write them as
 * attributes of the method. Unknown attributes of the method itself come before its code and stay.
 */
final class UnknownAttributes extends MethodVisitor {
    private boolean inCode;

    UnknownAttributes(MethodVisitor next) {
        super(Opcodes.ASM9, next);
    }

    @Override
    public void visitCode() {
        inCode = true;
        super.visitCode();
    }

    @Override
    public void visitAttribute(Attribute attribute) {
        if (!inCode) {
            super.visitAttribute(attribute);
        }
    }
}
