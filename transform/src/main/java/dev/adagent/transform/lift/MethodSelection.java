package dev.adagent.transform.lift;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.lift.ClassPool.Resolved;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;

/**
 * Which method a virtual call runs (JVMS §5.4.6). A method of the same name and descriptor does not override a private one, nor from another
 * package one that only its package sees (§5.4.5).
 */
final class MethodSelection {
    private MethodSelection() {}

    /** The method that a call of {@code named} runs on an object of class {@code receiver}, or null. */
    static Resolved select(ClassPool pool, String receiver, MethodKey named) {
        boolean below = !receiver.equals(named.owner())
                && !named.owner().startsWith("[")
                && pool.isSubclass(receiver, named.owner());
        Resolved meant = below ? pool.method(named.owner(), named.name(), named.descriptor()) : null;
        if (meant == null) {
            return pool.method(receiver, named.name(), named.descriptor());
        }
        return meant.is(Opcodes.ACC_PRIVATE) ? meant : overriding(pool, receiver, meant);
    }

    private static Resolved overriding(ClassPool pool, String receiver, Resolved meant) {
        Deque<ClassNode> topDown = new ArrayDeque<>();
        for (String c = receiver; c != null; c = pool.node(c).superName) {
            topDown.push(pool.node(c));
        }
        List<Resolved> overridden = new ArrayList<>(List.of(meant)); // what overrides one of these overrides the method
        Resolved selected = null;
        for (ClassNode c : topDown) {
            Resolved r = pool.declared(c, meant.method().name, meant.method().desc);
            boolean overrides = r != null
                    && !r.is(Opcodes.ACC_STATIC | Opcodes.ACC_PRIVATE)
                    && overridden.stream().anyMatch(o -> o.method() == r.method() || sees(r, o));
            if (overrides) {
                overridden.add(r);
                selected = r;
            }
        }
        return selected != null ? selected : pool.ofInterfaces(receiver, meant.method().name, meant.method().desc);
    }

    private static boolean sees(Resolved method, Resolved above) {
        return above.is(Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED)
                || packageOf(method.owner().name).equals(packageOf(above.owner().name));
    }

    /** The package of a class, with the slash at its end. */
    static String packageOf(String internalName) {
        return internalName.substring(0, internalName.lastIndexOf('/') + 1);
    }
}
