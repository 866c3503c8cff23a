package dev.adagent.transform.lift;

import dev.adagent.overlay.MethodKey;
import java.util.function.BiFunction;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Reads the annotations of one method from a class file: reflection would load types of the class's signatures, and make classes. */
public final class MethodAnnotations {
    private MethodAnnotations() {}

    /**
     * Shows each annotation of the method.
     *
     * @param reader from an annotation's descriptor, and whether it is visible at run time, to who reads its elements, or null
     */
    public static void read(byte[] classFile, MethodKey method, BiFunction<String, Boolean, AnnotationVisitor> reader) {
        read(classFile, new ClassVisitor(Opcodes.ASM9) {
            @Override
            public MethodVisitor visitMethod(int access, String name, String desc, String signature, String[] thrown) {
                boolean wanted = name.equals(method.name()) && desc.equals(method.descriptor());
                return !wanted
                        ? null
                        : new MethodVisitor(Opcodes.ASM9) {
                            @Override
                            public AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
                                return reader.apply(descriptor, visible);
                            }
                        };
            }
        });
    }

    /** Visits a class file without its code. */
    static void read(byte[] classFile, ClassVisitor visitor) {
        new ClassReader(classFile)
                .accept(visitor, ClassReader.SKIP_CODE | ClassReader.SKIP_FRAMES | ClassReader.SKIP_DEBUG);
    }
}
