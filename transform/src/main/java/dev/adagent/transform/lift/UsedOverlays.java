package dev.adagent.transform.lift;

import dev.adagent.overlay.MethodKey;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AnnotationNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Reads {@code @UseOverlays} from a class file, so that neither the app's copy of the api nor the types in the class's signatures need to
 * be loaded.
 */
public final class UsedOverlays {
    private static final String ANNOTATION = "Ldev/adagent/UseOverlays;";

    private UsedOverlays() {}

    /** Binary names of the table classes that the class names. */
    public static List<String> ofClass(byte[] classFile) {
        return named(node(classFile).visibleAnnotations);
    }

    /** Binary names of the table classes that the method names. */
    public static List<String> ofMethod(byte[] classFile, MethodKey method) {
        for (MethodNode m : node(classFile).methods) {
            if (m.name.equals(method.name()) && m.desc.equals(method.descriptor())) {
                return named(m.visibleAnnotations);
            }
        }
        return List.of();
    }

    private static ClassNode node(byte[] classFile) {
        ClassNode node = new ClassNode();
        new ClassReader(classFile).accept(node, ClassReader.SKIP_CODE | ClassReader.SKIP_FRAMES);
        return node;
    }

    private static List<String> named(List<AnnotationNode> annotations) {
        List<String> names = new ArrayList<>();
        for (AnnotationNode a : annotations == null ? List.<AnnotationNode>of() : annotations) {
            if (a.desc.equals(ANNOTATION)) {
                for (Object type : (List<?>) a.values.get(1)) {
                    names.add(((Type) type).getClassName());
                }
            }
        }
        return names;
    }
}
