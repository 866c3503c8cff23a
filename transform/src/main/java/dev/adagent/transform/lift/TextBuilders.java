package dev.adagent.transform.lift;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import java.util.Set;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * {@code StringBuilder}: an object with one field, the text so far. Once the object is taken apart, what is left of it are
 * concatenations.
 */
final class TextBuilders {
    private static final Set<String> OWNERS =
            Set.of("java/lang/StringBuilder", "java/lang/StringBuffer", "java/lang/AbstractStringBuilder");

    private final MethodLifter method;
    private final Builder b;
    private final Calls calls;

    TextBuilders(MethodLifter method, Builder builder, Calls calls) {
        this.method = method;
        this.b = builder;
        this.calls = calls;
    }

    boolean handles(MethodKey key) {
        return OWNERS.contains(key.owner());
    }

    int translate(MethodKey key, int... args) {
        FieldRef text = new FieldRef(key.owner(), "text", "Ljava/lang/String;");
        Type string = Type.object("java/lang/String");
        String parameters = key.descriptor().substring(1, key.descriptor().indexOf(')'));
        if (key.name().equals("<init>") && Set.of("", "I", "Ljava/lang/String;").contains(parameters)) {
            int start = parameters.startsWith("L") ? args[1] : b.constant("");
            b.emit(Op.PUTFIELD, Type.VOID, text, args[0], start);
            return -1;
        }
        if (key.name().equals("append") && isPart(parameters)) {
            int before = b.emit(Op.GETFIELD, string, text, args[0]);
            int after = Concat.append(b, before, parameters, calls.shown(args[1], parameters));
            b.emit(Op.PUTFIELD, Type.VOID, text, args[0], after);
            return args[0];
        }
        if (key.name().equals("toString")) {
            return b.emit(Op.GETFIELD, string, text, args[0]);
        }
        throw method.refuse(
                "a use of StringBuilder (" + key.name() + ")",
                "texts are put together in compiled code, and neither read nor changed",
                "use append or + in the exception's message, and format other texts after the launch");
    }

    private static boolean isPart(String descriptor) {
        return descriptor.length() == 1
                || descriptor.equals("Ljava/lang/String;")
                || descriptor.equals("Ljava/lang/Object;");
    }

    /** Whether a {@code toString()} does nothing but put texts together, so far as its own code says. */
    static boolean isPlain(MethodNode toString) {
        for (AbstractInsnNode n : toString.instructions) {
            if (n instanceof MethodInsnNode call) {
                MethodKey key = new MethodKey(call.owner, call.name, call.desc);
                boolean builder = OWNERS.contains(call.owner) && (call.name.equals("<init>") || isAppended(call));
                boolean text = Jdk.isText(key) || Jdk.isBox(call.owner) || Jdk.isMath(call.owner);
                if (Jdk.isJdk(call.owner) && !builder && !text) {
                    return false;
                }
            } else if (n instanceof InvokeDynamicInsnNode d
                    && !d.bsm.getOwner().equals(Concat.OWNER)
                    && !d.bsm.getOwner().equals(RecordMethods.BOOTSTRAP)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAppended(MethodInsnNode call) {
        return call.name.equals("toString")
                || (call.name.equals("append") && isPart(call.desc.substring(1, call.desc.indexOf(')'))));
    }

    /** What this JDK says of an index outside a string: {@code \\u0001} for the index, a second one, if any, for the length. */
    static String outOf(String text) {
        int index = 1_234_567_890;
        try {
            return "" + text.charAt(index);
        } catch (StringIndexOutOfBoundsException e) {
            String length = "length " + text.length();
            return e.getMessage().replace("" + index, "\u0001").replace(length, "length \u0001");
        }
    }
}
