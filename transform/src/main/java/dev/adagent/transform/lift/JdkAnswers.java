package dev.adagent.transform.lift;

import dev.adagent.transform.opt.Hierarchy;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * What a lift learnt of JDK classes without reading their code: headers, and which methods and fields are there. A job's key holds these
 * answers in place of the class files, which differ from one JDK to the next where the answers do not. Each question is a line that can
 * be asked again.
 */
public final class JdkAnswers {
    private static final String NONE = "none";

    /** Whether to note what was asked of a class. */
    public interface Listener {
        /** Notes nothing. */
        Listener NONE = new Listener() {};

        /** Whether that class is the JDK's. @param internalName name with slashes */
        default boolean isJdk(String internalName) {
            return false;
        }

        /** A question on a JDK class, and its answer. */
        default void answered(String question, String answer) {}

        /** The code of a JDK class was read: what was made of it holds for this JDK alone. */
        default void readCode() {}
    }

    private JdkAnswers() {}

    /**
     * Asks a question again.
     *
     * @return the answer, or a text that is no answer to any question if the class is not there
     */
    public static String ask(String question, ClassSource source) {
        String[] words = question.split(" ");
        try {
            if (words[0].equals("subclass")) {
                return String.valueOf(Hierarchy.JDK.isSubclass(words[1], words[2]));
            }
            ClassPool pool = new ClassPool(source);
            ClassNode c = pool.node(words[1]);
            return switch (words[0]) {
                case "class" -> header(c);
                case "method" -> method(c, words[2], words[3]);
                case "field" -> field(c, words[2], words[3]);
                default -> functional(pool.functionalMethod(words[1]));
            };
        } catch (ClassPool.MissingClass e) {
            return "missing";
        }
    }

    static void header(Listener to, ClassNode c) {
        if (to.isJdk(c.name)) {
            to.answered("class " + c.name, header(c));
        }
    }

    static void method(Listener to, ClassNode c, String name, String descriptor) {
        if (to.isJdk(c.name)) {
            to.answered("method " + c.name + " " + name + " " + descriptor, method(c, name, descriptor));
        }
    }

    static void field(Listener to, ClassNode c, String name, String descriptor) {
        if (to.isJdk(c.name)) {
            to.answered("field " + c.name + " " + name + " " + descriptor, field(c, name, descriptor));
        }
    }

    static void functional(Listener to, String owner, MethodNode found) {
        if (to.isJdk(owner)) {
            to.answered("functional " + owner, functional(found));
        }
    }

    static void subclass(Listener to, String sub, String sup, boolean is) {
        to.answered("subclass " + sub + " " + sup, String.valueOf(is));
    }

    private static String header(ClassNode c) {
        // ACC_SUPER and the like say nothing; whether it is final, abstract, an interface or sealed does.
        int access = c.access & (Opcodes.ACC_FINAL | Opcodes.ACC_ABSTRACT | Opcodes.ACC_INTERFACE | Opcodes.ACC_ENUM);
        return access + " " + c.superName + " " + c.interfaces
                + (c.permittedSubclasses == null ? "" : " " + c.permittedSubclasses);
    }

    private static String method(ClassNode c, String name, String descriptor) {
        for (MethodNode m : c.methods) {
            if (m.name.equals(name) && m.desc.equals(descriptor)) {
                return String.valueOf(m.access & ~Opcodes.ACC_DEPRECATED);
            }
        }
        return NONE;
    }

    private static String field(ClassNode c, String name, String descriptor) {
        for (FieldNode f : c.fields) {
            if (f.name.equals(name) && f.desc.equals(descriptor)) {
                return (f.access & ~Opcodes.ACC_DEPRECATED) + " " + value(f.value);
            }
        }
        return NONE;
    }

    /** Exact, also for numbers whose text is not. */
    private static String value(Object constant) {
        if (constant instanceof Double d) {
            return "double " + Long.toHexString(Double.doubleToRawLongBits(d));
        } else if (constant instanceof Float f) {
            return "float " + Integer.toHexString(Float.floatToRawIntBits(f));
        }
        return constant instanceof String s
                ? "string " + s.hashCode() + " " + s.length()
                : constant + (constant == null ? "" : " " + constant.getClass().getSimpleName());
    }

    private static String functional(MethodNode m) {
        return m == null ? NONE : m.name + m.desc;
    }
}
