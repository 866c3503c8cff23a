package dev.adagent.transform.lift;

import dev.adagent.overlay.MadeInKernels;
import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.opt.Hierarchy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.MethodNode;

/** The classes of one lift, parsed once: resolution of methods and fields, and the subclass relation. */
final class ClassPool {
    /** A method and the class that declares it. */
    record Resolved(ClassNode owner, MethodNode method) {
        boolean is(int access) {
            return (method.access & access) != 0;
        }
    }

    /** A class that no source has. */
    static final class MissingClass extends RuntimeException {
        private static final long serialVersionUID = 1L;

        final String name;

        MissingClass(String name) {
            super(name, null, false, false);
            this.name = name;
        }
    }

    private static final String OBJECT = "java/lang/Object";

    private final ClassSource source;
    private final JdkAnswers.Listener listener;
    private final Map<String, ClassNode> nodes = new HashMap<>();
    private final Map<String, ClassReader> headers = new HashMap<>();

    ClassPool(ClassSource source) {
        this.source = source;
        this.listener = source.listener();
    }

    /** Says that a class's code is read. */
    void readCode(String internalName) {
        if (listener.isJdk(internalName)) {
            listener.readCode();
        }
    }

    ClassNode node(String internalName) {
        ClassNode known = nodes.get(internalName);
        if (known != null) {
            return known;
        }
        byte[] bytes = source.find(internalName);
        if (bytes == null) {
            throw new MissingClass(internalName);
        }
        ClassNode node = new ClassNode();
        byte[] readable = OldClassFiles.isOld(bytes) ? OldClassFiles.modernised(bytes, this) : bytes;
        new ClassReader(readable).accept(node, ClassReader.EXPAND_FRAMES);
        JdkAnswers.header(listener, node);
        nodes.put(internalName, node);
        return node;
    }

    /** The header of a class, read without its code: what {@link OldClassFiles} asks of classes that it may be reading itself. */
    private ClassReader header(String internalName) {
        return headers.computeIfAbsent(internalName, name -> {
            byte[] bytes = source.find(name);
            if (bytes == null) {
                throw new MissingClass(name);
            }
            return new ClassReader(bytes);
        });
    }

    /** The closest class that both are subclasses of; Object if one is an interface, as the verifier has it (JVMS §4.10.1.2), or is missing. */
    String commonSuperclass(String a, String b) {
        try {
            boolean classes = ((header(a).getAccess() | header(b).getAccess()) & Opcodes.ACC_INTERFACE) == 0;
            List<String> above = classes ? superclasses(a) : List.of(OBJECT);
            return (classes ? superclasses(b) : List.of(OBJECT))
                    .stream().filter(above::contains).findFirst().orElse(OBJECT);
        } catch (MissingClass e) {
            return OBJECT; // all methods of a class file are read, also those that need a library which the app does
            // not have
        }
    }

    /** The class and its superclasses, the most special first. */
    List<String> superclasses(String name) {
        List<String> out = new ArrayList<>();
        for (String c = name; c != null; c = header(c).getSuperName()) {
            out.add(c);
        }
        return out;
    }

    boolean exists(String internalName) {
        try {
            return node(internalName) != null;
        } catch (MissingClass e) {
            return false;
        }
    }

    /** The method that a symbolic reference means (JVMS §5.4.3.3, §5.4.3.4), or null. */
    Resolved method(String owner, String name, String descriptor) {
        for (String c = owner; c != null; c = node(c).superName) {
            Resolved r = declared(node(c), name, descriptor);
            if (r != null) {
                return r;
            }
        }
        return ofInterfaces(owner, name, descriptor);
    }

    /** What a class has from its interfaces: of the methods that no other one there overrides, one with a body (JVMS §5.4.3.3). */
    Resolved ofInterfaces(String owner, String name, String descriptor) {
        List<Resolved> found = new ArrayList<>();
        for (String i : allInterfaces(owner)) {
            Resolved r = declared(node(i), name, descriptor);
            if (r != null && !r.is(Opcodes.ACC_STATIC | Opcodes.ACC_PRIVATE)) {
                found.add(r);
            }
        }
        Resolved best = null;
        for (Resolved r : found) {
            boolean overridden = found.stream()
                    .anyMatch(o -> o != r && allInterfaces(o.owner().name).contains(r.owner().name));
            if (!overridden && (best == null || best.is(Opcodes.ACC_ABSTRACT) && !r.is(Opcodes.ACC_ABSTRACT))) {
                best = r;
            }
        }
        return best;
    }

    /** The method that a call of {@code named} runs on an object of class {@code receiver}, or null ({@link MethodSelection}). */
    Resolved select(String receiver, MethodKey named) {
        return MethodSelection.select(this, receiver, named);
    }

    /** The method that the class itself declares, or null. */
    Resolved declared(ClassNode c, String name, String descriptor) {
        JdkAnswers.method(listener, c, name, descriptor);
        for (MethodNode m : c.methods) {
            if (m.name.equals(name) && m.desc.equals(descriptor)) {
                return new Resolved(c, m);
            }
        }
        return null;
    }

    /** The class that declares the field and the field, or null. */
    Map.Entry<ClassNode, FieldNode> field(String owner, String name, String descriptor) {
        List<String> places = new ArrayList<>();
        for (String c = owner; c != null; c = node(c).superName) {
            places.add(c);
        }
        places.addAll(allInterfaces(owner));
        for (String place : places) {
            JdkAnswers.field(listener, node(place), name, descriptor);
            for (FieldNode f : node(place).fields) {
                if (f.name.equals(name) && f.desc.equals(descriptor)) {
                    return Map.entry(node(place), f);
                }
            }
        }
        return null;
    }

    /** Whether a static final field holds an array that its class's initialiser makes without elements. */
    boolean isEmptyArray(FieldRef field) {
        Map.Entry<ClassNode, FieldNode> found = field(field.owner(), field.name(), field.descriptor());
        if (found == null || (found.getValue().access & Opcodes.ACC_FINAL) == 0) {
            return false;
        }
        readCode(found.getKey().name);
        for (MethodNode m : found.getKey().methods) {
            for (AbstractInsnNode n : m.name.equals("<clinit>") ? m.instructions : new InsnList()) {
                if (n.getOpcode() == Opcodes.PUTSTATIC && ((FieldInsnNode) n).name.equals(field.name())) {
                    AbstractInsnNode made = n.getPrevious();
                    return made != null
                            && (made.getOpcode() == Opcodes.ANEWARRAY || made.getOpcode() == Opcodes.NEWARRAY)
                            && made.getPrevious() != null
                            && made.getPrevious().getOpcode() == Opcodes.ICONST_0;
                }
            }
        }
        return false;
    }

    /** The instance fields of a class of the app; null of others. */
    List<FieldRef> instanceFields(String owner) {
        List<FieldRef> out = new ArrayList<>();
        for (String c = owner; !c.equals("java/lang/Object") && !c.equals("java/lang/Record"); c = node(c).superName) {
            if (Jdk.isJdk(c) || !exists(c)) {
                return null;
            }
            for (FieldNode f : node(c).fields) {
                if ((f.access & Opcodes.ACC_STATIC) == 0) {
                    out.add(new FieldRef(c, f.name, f.desc));
                }
            }
        }
        return out;
    }

    private List<String> allInterfaces(String owner) {
        List<String> out = new ArrayList<>();
        for (String c = owner; c != null; c = node(c).superName) {
            out.addAll(node(c).interfaces);
        }
        for (int i = 0; i < out.size(); i++) {
            for (String up : node(out.get(i)).interfaces) {
                if (!out.contains(up)) {
                    out.add(up);
                }
            }
        }
        return out;
    }

    /** The class itself and all classes and interfaces above it. */
    Set<String> supertypes(String name) {
        Set<String> out = new HashSet<>(allInterfaces(name));
        for (String c = name; c != null; c = node(c).superName) {
            out.add(c);
        }
        return out;
    }

    boolean isInterface(String name) {
        return (node(name).access & Opcodes.ACC_INTERFACE) != 0;
    }

    boolean isFinal(String name) {
        return (node(name).access & Opcodes.ACC_FINAL) != 0;
    }

    /** Whether a value of class {@code sub} is always one of class {@code sup}. */
    boolean isSubclass(String sub, String sup) {
        if (sub.equals(sup) || sup.equals(OBJECT)) {
            return true;
        }
        String known = MadeInKernels.knownAs(sub);
        if (!known.equals(sub) && isSubclass(known, sup)) {
            return true;
        }
        for (String c = sub; c != null; c = node(c).superName) {
            if (c.equals(sup)) {
                return true;
            }
        }
        return allInterfaces(sub).contains(sup);
    }

    /** Whether a value of the reference type {@code sub} is always one of type {@code sup} (JLS §4.10). */
    boolean isSubtype(Type sub, Type sup) {
        if (sub.equals(sup)) {
            return true;
        }
        if (!sup.isArray()) {
            if (!sub.isArray()) {
                return isSubclass(sub.name(), sup.name());
            }
            return List.of(OBJECT, "java/lang/Cloneable", "java/io/Serializable")
                    .contains(sup.name());
        }
        return sub.isArray()
                && sub.element().isReference()
                && sup.element().isReference()
                && isSubtype(sub.element(), sup.element());
    }

    /**
     * The one abstract method of a functional interface (JLS §9.8), or null if the type is none.
     */
    MethodNode functionalMethod(String name) {
        if (!isInterface(name)) {
            return null;
        }
        MethodNode only = onlyAbstractMethod(name);
        JdkAnswers.functional(listener, name, only);
        return only;
    }

    private MethodNode onlyAbstractMethod(String name) {
        List<String> all = allInterfaces(name);
        all.add(0, name);
        MethodNode only = null;
        for (String i : all) {
            for (MethodNode m : node(i).methods) {
                if ((m.access & Opcodes.ACC_ABSTRACT) == 0 || declared(node(OBJECT), m.name, m.desc) != null) {
                    continue;
                }
                if (only != null && !only.name.equals(m.name)) {
                    return null;
                }
                only = only == null ? m : only;
            }
        }
        return only;
    }

    /** The methods that a call may run, by class of the receiver, whose static type is {@code owner}; null if that is open. */
    List<Hierarchy.Target> targets(String owner, MethodKey named) {
        Resolved r = select(owner, named);
        if (r == null) {
            return null;
        }
        if (r.is(Opcodes.ACC_PRIVATE | Opcodes.ACC_FINAL) || isFinal(owner)) {
            MethodKey key = new MethodKey(r.owner().name, named.name(), named.descriptor());
            return r.is(Opcodes.ACC_ABSTRACT) ? null : List.of(new Hierarchy.Target(owner, key));
        }
        List<String> leaves = leaves(owner);
        if (leaves == null || leaves.isEmpty()) {
            return null;
        }
        List<Hierarchy.Target> out = new ArrayList<>();
        for (String leaf : leaves) {
            Resolved m = select(leaf, named);
            if (m == null) {
                return null;
            }
            out.add(new Hierarchy.Target(leaf, new MethodKey(m.owner().name, named.name(), named.descriptor())));
        }
        return out;
    }

    /** The classes that an object of a sealed type can have, subclasses first, or null if the type is open. */
    List<String> leaves(String name) {
        List<String> out = new ArrayList<>();
        return collect(name, out) ? out : null;
    }

    private boolean collect(String name, List<String> out) {
        ClassNode c = node(name);
        boolean isAbstract = (c.access & Opcodes.ACC_ABSTRACT) != 0;
        if ((c.access & Opcodes.ACC_FINAL) == 0) {
            if (c.permittedSubclasses == null) {
                return false;
            }
            for (String sub : c.permittedSubclasses) {
                if (!out.contains(sub) && !collect(sub, out)) {
                    return false;
                }
            }
        }
        if (!isAbstract && !out.contains(name)) {
            out.add(name);
        }
        return true;
    }
}
