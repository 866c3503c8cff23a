package dev.adagent.transform.emit;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** The live objects that a hidden class carries as constants ({@link java.lang.invoke.MethodHandles#classDataAt}). */
public final class ClassData {
    private static final Handle AT = new Handle(
            Opcodes.H_INVOKESTATIC,
            "java/lang/invoke/MethodHandles",
            "classDataAt",
            "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;",
            false);

    private final List<Object> objects = new ArrayList<>();

    /** Pushes the object as a constant of the given class. */
    public void push(MethodVisitor mv, Object object, Class<?> type) {
        objects.add(object);
        mv.visitLdcInsn(new ConstantDynamic("_", type.descriptorString(), AT, objects.size() - 1));
    }

    /** What the class is to be defined with, or null if it needs nothing. */
    public List<Object> list() {
        return objects.isEmpty() ? null : List.copyOf(objects);
    }
}
