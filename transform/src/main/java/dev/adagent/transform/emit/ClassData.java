package dev.adagent.transform.emit;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * The live objects that a hidden class carries as constants ({@link java.lang.invoke.MethodHandles#classDataAt}): static final fields that
 * its initialiser sets. HotSpot trusts them as it does constants of the pool; but a method that names a dynamic constant which is not yet
 * resolved when its loop gets hot is never compiled at all.
 */
public final class ClassData {
    private static final Handle AT = new Handle(
            Opcodes.H_INVOKESTATIC,
            "java/lang/invoke/MethodHandles",
            "classDataAt",
            "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;",
            false);

    private final String className;
    private final List<Object> objects = new ArrayList<>();
    private final List<String> descriptors = new ArrayList<>();

    /** @param className internal name of the class that carries them */
    public ClassData(String className) {
        this.className = className;
    }

    /** Pushes the object as a constant of the given class. */
    public void push(MethodVisitor mv, Object object, Class<?> type) {
        objects.add(object);
        descriptors.add(type.descriptorString());
        mv.visitFieldInsn(Opcodes.GETSTATIC, className, name(objects.size() - 1), type.descriptorString());
    }

    private static String name(int index) {
        return "data" + index;
    }

    /** Writes the fields and the class's initialiser, after everything that pushes; nothing if there is no object. */
    public void write(ClassVisitor cv) {
        if (objects.isEmpty()) {
            return;
        }
        int access = Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_FINAL;
        MethodVisitor mv = cv.visitMethod(Opcodes.ACC_STATIC, "<clinit>", "()V", null, null);
        mv.visitCode();
        for (int k = 0; k < objects.size(); k++) {
            cv.visitField(access, name(k), descriptors.get(k), null, null).visitEnd();
            mv.visitLdcInsn(new ConstantDynamic("_", descriptors.get(k), AT, k));
            mv.visitFieldInsn(Opcodes.PUTSTATIC, className, name(k), descriptors.get(k));
        }
        mv.visitInsn(Opcodes.RETURN);
        mv.visitMaxs(0, 0);
        mv.visitEnd();
    }

    /** What the class is to be defined with, or null if it needs nothing. */
    public List<Object> list() {
        return objects.isEmpty() ? null : List.copyOf(objects);
    }
}
