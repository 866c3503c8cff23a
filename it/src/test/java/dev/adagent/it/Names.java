package dev.adagent.it;

import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Type;

/** All names in a class file's constant pool, resolved as the JVM would (JVMS §5.4.3), but at once. */
final class Names {
    private final ClassReader reader;
    private final char[] buffer;
    private final Set<String> classes = new TreeSet<>();
    private final Set<String> members = new TreeSet<>();

    private Names(byte[] classFile) {
        reader = new ClassReader(classFile);
        buffer = new char[reader.getMaxStringLength()];
        for (int i = 1; i < reader.getItemCount(); i++) {
            int at = reader.getItem(i);
            if (at > 0) {
                item(i, at);
            }
        }
    }

    /** Class names, and members as {@code Owner.name} followed by their descriptor ({@code Owner.name:descriptor} for fields). */
    static Set<String> of(byte[] classFile) {
        Names n = new Names(classFile);
        Set<String> all = new TreeSet<>(n.classes);
        all.addAll(n.members);
        return all;
    }

    /** The names that do not resolve. */
    static List<String> unresolved(byte[] classFile, ClassLoader loader) {
        Names n = new Names(classFile);
        List<String> missing = new ArrayList<>();
        for (String c : n.classes) {
            if (load(Type.getObjectType(c), loader) == null) {
                missing.add(c);
            }
        }
        for (String m : n.members) {
            if (!resolves(m, loader)) {
                missing.add(m);
            }
        }
        return missing;
    }

    private void item(int index, int at) {
        switch (reader.readByte(at - 1)) {
            case 7: // Class
                classes.add(reader.readUTF8(at, buffer));
                break;
            case 9, 10, 11: // field, method, interface method
                int nameAndType = reader.getItem(reader.readUnsignedShort(at + 2));
                String name = reader.readUTF8(nameAndType, buffer);
                String descriptor = reader.readUTF8(nameAndType + 2, buffer);
                members.add(reader.readClass(at, buffer) + "." + name + (descriptor.startsWith("(") ? "" : ":")
                        + descriptor);
                break;
            case 15: // MethodHandle: its member is an item of its own
            case 16: // MethodType
                if (reader.readConst(index, buffer) instanceof Handle h
                        && h.getName().isEmpty()) {
                    throw new IllegalStateException("a method handle without a name");
                }
                break;
            default:
                break;
        }
        types(index, at);
    }

    /** Types in descriptors of members and call sites must be there too. */
    private void types(int index, int at) {
        int tag = reader.readByte(at - 1);
        if (tag == 12) { // NameAndType
            String descriptor = reader.readUTF8(at + 2, buffer);
            if (descriptor.startsWith("(")) {
                for (Type t : Type.getArgumentTypes(descriptor)) {
                    type(t);
                }
                type(Type.getReturnType(descriptor));
            } else {
                type(Type.getType(descriptor));
            }
        } else if (tag == 16 && reader.readConst(index, buffer) instanceof Type t) {
            Arrays.stream(t.getArgumentTypes()).forEach(this::type);
            type(t.getReturnType());
        }
    }

    private void type(Type t) {
        Type e = t.getSort() == Type.ARRAY ? t.getElementType() : t;
        if (e.getSort() == Type.OBJECT) {
            classes.add(e.getInternalName());
        }
    }

    private static boolean resolves(String member, ClassLoader loader) {
        int paren = member.indexOf('(');
        int colon = paren < 0 ? member.indexOf(':') : paren;
        int dot = member.lastIndexOf('.', colon);
        String name = member.substring(dot + 1, colon);
        String descriptor = paren < 0 ? member.substring(colon + 1) : member.substring(paren);
        Class<?> owner = load(Type.getObjectType(member.substring(0, dot)), loader);
        if (owner == null) {
            return false;
        }
        return owner.isArray() || find(owner, name, descriptor, paren < 0);
    }

    private static boolean find(Class<?> c, String name, String descriptor, boolean field) {
        if (field) {
            for (Field f : c.getDeclaredFields()) {
                if (f.getName().equals(name) && Type.getDescriptor(f.getType()).equals(descriptor)) {
                    return true;
                }
            }
        } else {
            List<Executable> all = new ArrayList<>(Arrays.asList(c.getDeclaredMethods()));
            all.addAll(Arrays.asList(c.getDeclaredConstructors()));
            if (all.stream().anyMatch(m -> matches(m, c, name, descriptor))) {
                return true;
            }
        }
        for (Class<?> i : c.getInterfaces()) {
            if (find(i, name, descriptor, field)) {
                return true;
            }
        }
        if (c.isInterface()) {
            return find(Object.class, name, descriptor, field);
        }
        return c.getSuperclass() != null && find(c.getSuperclass(), name, descriptor, field);
    }

    private static boolean matches(Executable m, Class<?> owner, String name, String descriptor) {
        if (m instanceof java.lang.reflect.Constructor<?> k) {
            return name.equals("<init>") && Type.getConstructorDescriptor(k).equals(descriptor);
        }
        java.lang.reflect.Method method = (java.lang.reflect.Method) m;
        boolean polymorphic =
                owner.getName().matches("java\\.lang\\.invoke\\.(MethodHandle|VarHandle)") && method.isVarArgs();
        return method.getName().equals(name)
                && (polymorphic || Type.getMethodDescriptor(method).equals(descriptor));
    }

    private static Class<?> load(Type t, ClassLoader loader) {
        String name = t.getSort() == Type.ARRAY ? t.getInternalName().replace('/', '.') : t.getClassName();
        if (t.getSort() == Type.ARRAY && t.getElementType().getSort() != Type.OBJECT) {
            return double[].class;
        }
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException | LinkageError e) {
            return null;
        }
    }
}
