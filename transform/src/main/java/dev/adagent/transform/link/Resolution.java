package dev.adagent.transform.link;

import dev.adagent.transform.lift.ClassSource;
import dev.adagent.transform.link.LinkedClass.Member;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.objectweb.asm.Opcodes;

/** Resolution of classes, fields and methods (JVMS §5.4.3) and access control (§5.4.4), on class files. */
public final class Resolution {
    /** A name that does not resolve; the message says which. */
    static final class Unresolved extends Exception {
        private static final long serialVersionUID = 1;
        private final String advice;
        private final String missing;

        Unresolved(String what, String advice) {
            this(what, advice, null);
        }

        Unresolved(String what, String advice, String missing) {
            super(what, null, false, false);
            this.advice = advice;
            this.missing = missing;
        }

        /** Internal name of the class that is missing, or null. */
        String missing() {
            return missing;
        }

        String advice() {
            return advice;
        }
    }

    private static final String OBJECT = "java/lang/Object";
    private static final String RECOMPILE = "compile the app against the version of the library that it runs with";

    private final ClassSource app;
    private final JdkClasses jdk;
    private final Map<String, Optional<LinkedClass>> classes = new HashMap<>();

    /** @param app the app's class files and the api's @param jdk the JDK's */
    public Resolution(ClassSource app, JdkClasses jdk) {
        this.app = app;
        this.jdk = jdk;
    }

    /** The class of a name, or null. A malformed class file counts as missing. */
    LinkedClass find(String name) {
        return classes.computeIfAbsent(name, this::read).orElse(null);
    }

    private Optional<LinkedClass> read(String name) {
        byte[] bytes = jdk.hasPackageOf(name) ? jdk.find(name) : app.find(name);
        if (bytes == null || ClassFormat.problem(bytes) != null) {
            return Optional.empty();
        }
        LinkedClass c = LinkedClass.of(bytes);
        return c.name.equals(name) ? Optional.of(c) : Optional.empty();
    }

    /** A class that must be there. */
    LinkedClass exists(String name) throws Unresolved {
        LinkedClass c = find(name);
        if (c == null) {
            throw new Unresolved("the class " + dotted(name) + " is missing", Finding.MISSING, name);
        }
        return c;
    }

    /** A class that {@code from} must be able to name; for an array its element's class, or null if that is primitive. */
    LinkedClass type(LinkedClass from, String name) throws Unresolved {
        String element = name.substring(name.lastIndexOf('[') + 1);
        if (name.startsWith("[")) {
            if (!element.startsWith("L")) {
                return null;
            }
            element = element.substring(1, element.length() - 1);
        }
        LinkedClass c = element.equals(from.name) ? from : exists(element);
        boolean samePackage = c.packageName().equals(from.packageName());
        if (!samePackage && !c.is(Opcodes.ACC_PUBLIC)) {
            throw new Unresolved("the class " + dotted(c.name) + " is not public", "use a public class");
        }
        if (jdk.hasPackageOf(c.name) && !samePackage && !jdk.exportsPackageOf(c.name)) {
            throw new Unresolved(
                    "the class " + dotted(c.name) + " is in a package that its module does not export",
                    "use the JDK's public classes, or start the app with --add-exports");
        }
        return c;
    }

    /** JVMS §5.4.3.2. */
    Member field(LinkedClass from, String owner, String name, String descriptor) throws Unresolved {
        LinkedClass c = type(from, owner);
        String what = "the field " + dotted(owner) + "." + name + " of type " + descriptor;
        Member m = c == null ? null : field(c, Member.key(name, descriptor));
        if (m == null) {
            throw new Unresolved(what + " is missing", RECOMPILE);
        }
        access(from, m, what);
        return m;
    }

    private Member field(LinkedClass c, String key) throws Unresolved {
        Member m = c.members.get(key);
        if (m != null) {
            return m;
        }
        for (String i : c.interfaces) {
            m = field(exists(i), key);
            if (m != null) {
                return m;
            }
        }
        return c.superName == null ? null : field(exists(c.superName), key);
    }

    /** JVMS §5.4.3.3 and §5.4.3.4. */
    Member method(LinkedClass from, String owner, String name, String descriptor, boolean isInterface)
            throws Unresolved {
        LinkedClass c = owner.startsWith("[") ? exists(OBJECT) : type(from, owner);
        String what = "the method " + dotted(owner) + "." + name + descriptor;
        if (c.isInterface() != isInterface) {
            throw new Unresolved(
                    what + " is called as that of " + (isInterface ? "an interface" : "a class") + ", which "
                            + dotted(owner) + " is not",
                    RECOMPILE);
        }
        if (owner.startsWith("[") && name.equals("clone")) {
            return c.members.get("clone()Ljava/lang/Object;"); // public in arrays (JLS §10.7)
        }
        Member m = name.equals("<init>")
                ? c.members.get(Member.key(name, descriptor))
                : method(c, name, Member.key(name, descriptor));
        if (m == null) {
            throw new Unresolved(what + " is missing", RECOMPILE);
        }
        access(from, m, what);
        return m;
    }

    private Member method(LinkedClass c, String name, String key) throws Unresolved {
        for (LinkedClass s = c; s != null; s = s.superName == null ? null : exists(s.superName)) {
            Member m = s.members.get(key);
            if (m == null && isPolymorphicOwner(s.name)) {
                m = polymorphic(s, name);
            }
            if (m != null) {
                return m;
            }
            if (c.isInterface()) {
                Member ofObject = exists(OBJECT).members.get(key);
                if (ofObject != null && ofObject.is(Opcodes.ACC_PUBLIC) && !ofObject.is(Opcodes.ACC_STATIC)) {
                    return ofObject;
                }
                break;
            }
        }
        return inInterfaces(c, key);
    }

    private static boolean isPolymorphicOwner(String name) {
        return name.equals("java/lang/invoke/MethodHandle") || name.equals("java/lang/invoke/VarHandle");
    }

    /** A signature polymorphic method (JVMS §2.9.3) takes any descriptor. */
    private static Member polymorphic(LinkedClass c, String name) {
        for (Member m : c.members.values()) {
            if (m.name().equals(name)
                    && m.is(Opcodes.ACC_NATIVE)
                    && m.is(Opcodes.ACC_VARARGS)
                    && m.descriptor().startsWith("([Ljava/lang/Object;)")) {
                return m;
            }
        }
        return null;
    }

    private Member inInterfaces(LinkedClass c, String key) throws Unresolved {
        Member found = null;
        for (LinkedClass i : superInterfaces(c)) {
            Member m = i.members.get(key);
            if (m != null && !m.is(Opcodes.ACC_PRIVATE) && !m.is(Opcodes.ACC_STATIC)) {
                if (found == null || found.is(Opcodes.ACC_ABSTRACT) && !m.is(Opcodes.ACC_ABSTRACT)) {
                    found = m;
                }
            }
        }
        return found;
    }

    private List<LinkedClass> superInterfaces(LinkedClass c) throws Unresolved {
        Set<String> names = new LinkedHashSet<>();
        for (LinkedClass s = c; s != null; s = s.superName == null ? null : exists(s.superName)) {
            names.addAll(s.interfaces);
        }
        List<LinkedClass> all = new ArrayList<>();
        List<String> open = new ArrayList<>(names);
        for (int i = 0; i < open.size(); i++) {
            LinkedClass next = exists(open.get(i));
            all.add(next);
            for (String further : next.interfaces) {
                if (names.add(further)) {
                    open.add(further);
                }
            }
        }
        return all;
    }

    private void access(LinkedClass from, Member m, String what) throws Unresolved {
        boolean samePackage = m.owner().packageName().equals(from.packageName());
        boolean allowed = m.is(Opcodes.ACC_PUBLIC)
                || (m.is(Opcodes.ACC_PRIVATE)
                        ? samePackage && m.owner().nest().equals(from.nest())
                        : samePackage || m.is(Opcodes.ACC_PROTECTED) && isSubclass(from, m.owner().name));
        if (!allowed && m.name().equals("clone") && m.owner().name.equals(OBJECT)) {
            return;
        }
        if (!allowed) {
            throw new Unresolved(what + " is not accessible here", "make it public, or call what is");
        }
    }

    /** Whether {@code c} is the class of that name or one of its subclasses. */
    boolean isSubclass(LinkedClass c, String ancestor) throws Unresolved {
        for (LinkedClass s = c; s != null; s = s.superName == null ? null : exists(s.superName)) {
            if (s.name.equals(ancestor)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a value of class {@code c} can stand where {@code ancestor} is asked for; false for what is missing. */
    boolean isSubtype(String c, String ancestor) {
        try {
            if (c.equals(ancestor) || ancestor.equals(OBJECT)) {
                return true;
            }
            LinkedClass sub = find(c);
            if (sub == null) {
                return false;
            }
            if (isSubclass(sub, ancestor)) {
                return true;
            }
            for (LinkedClass i : superInterfaces(sub)) {
                if (i.name.equals(ancestor)) {
                    return true;
                }
            }
            return false;
        } catch (Unresolved e) {
            return false;
        }
    }

    static String dotted(String name) {
        return name.replace('/', '.');
    }
}
