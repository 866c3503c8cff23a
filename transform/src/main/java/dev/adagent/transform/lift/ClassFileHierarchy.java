package dev.adagent.transform.lift;

import dev.adagent.overlay.MadeInKernels;
import dev.adagent.transform.opt.Hierarchy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.ClassReader;

/** The superclasses and interfaces of a job's classes, read from their class files when first asked for. */
public final class ClassFileHierarchy implements Hierarchy {
    private final ClassSource source;
    private final Map<String, List<String>> parents = new HashMap<>();

    public ClassFileHierarchy(ClassSource source) {
        this.source = source;
    }

    @Override
    public Boolean isSubclass(String sub, String sup) {
        if (sub.equals(sup)) {
            return true;
        }
        Boolean known = Hierarchy.JDK.isSubclass(sub, sup);
        if (known != null) {
            JdkAnswers.subclass(source.listener(), sub, sup, known);
            return known;
        }
        List<String> above = parents.computeIfAbsent(sub, this::read);
        if (above == null) {
            return null;
        }
        boolean unknown = false;
        for (String parent : above) {
            Boolean is = isSubclass(parent, sup);
            if (Boolean.TRUE.equals(is)) {
                return true;
            }
            unknown |= is == null;
        }
        return unknown ? null : Boolean.FALSE;
    }

    private List<String> read(String name) {
        byte[] bytes = source.find(name);
        if (bytes == null) {
            return null;
        }
        ClassReader reader = new ClassReader(bytes);
        List<String> out = new ArrayList<>();
        if (reader.getSuperName() != null) {
            out.add(reader.getSuperName());
        }
        out.addAll(List.of(reader.getInterfaces()));
        String known = MadeInKernels.knownAs(name);
        if (!known.equals(name)) {
            out.add(known);
        }
        return out;
    }
}
