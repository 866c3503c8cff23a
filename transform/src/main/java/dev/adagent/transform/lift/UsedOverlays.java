package dev.adagent.transform.lift;

import dev.adagent.overlay.MethodKey;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Reads {@code @UseOverlays} from a class file, so that neither the app's copy of the api nor the types in the class's signatures need to
 * be loaded.
 */
public final class UsedOverlays {
    private static final String ANNOTATION = "Ldev/adagent/UseOverlays;";

    private UsedOverlays() {}

    /** Binary names of the table classes that the class names. */
    public static List<String> ofClass(byte[] classFile) {
        List<String> names = new ArrayList<>();
        MethodAnnotations.read(classFile, new ClassVisitor(Opcodes.ASM9) {
            @Override
            public AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
                return named(descriptor, visible, names);
            }
        });
        return names;
    }

    /** Binary names of the table classes that the method names. */
    public static List<String> ofMethod(byte[] classFile, MethodKey method) {
        List<String> names = new ArrayList<>();
        MethodAnnotations.read(classFile, method, (descriptor, visible) -> named(descriptor, visible, names));
        return names;
    }

    /** Collects the classes in the annotation's one element, an array. */
    private static AnnotationVisitor named(String descriptor, boolean visible, List<String> names) {
        if (!visible || !descriptor.equals(ANNOTATION)) {
            return null;
        }
        return new AnnotationVisitor(Opcodes.ASM9) {
            @Override
            public AnnotationVisitor visitArray(String element) {
                return this;
            }

            @Override
            public void visit(String element, Object type) {
                names.add(((Type) type).getClassName());
            }
        };
    }
}
