package dev.adagent.transform.lift;

import dev.adagent.overlay.GlobalTable;
import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.Overlay;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Type;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;

/**
 * Whether the bytecode that a method reaches may be run once more than the program says, without anybody noticing: it writes no static field, and of the
 * JDK it calls what computes and collects. What it writes to objects in static fields must be watched when it runs: the fields are listed.
 * Virtual calls are taken to select methods of the classes that are made on the way (rapid type analysis, Bacon and Sweeney 1996).
 */
final class RepeatableCalls {
    private static final int MOST = 4000;

    private static final String ALLOWED =
            "java/(util/(?!Random|Timer|Scanner|UUID|concurrent/|ResourceBundle|Locale|Date|Calendar|logging|jar|zip|prefs)"
                    + "|util/concurrent/atomic/|math/|io/Serializable)[\\w/$]*";
    private static final Set<String> LANG = Set.of(
            "Object",
            "Math",
            "StrictMath",
            "Number",
            "Integer",
            "Long",
            "Double",
            "Float",
            "Short",
            "Byte",
            "Character",
            "Boolean",
            "String",
            "Enum",
            "StringBuilder",
            "Record",
            "Iterable",
            "Comparable",
            "CharSequence",
            "Cloneable",
            "invoke/LambdaMetafactory",
            "invoke/StringConcatFactory",
            "runtime/ObjectMethods");

    private final ClassPool pool;
    private final TableView view;
    private final Deque<MethodKey> work = new ArrayDeque<>();
    private final Set<MethodKey> seen = new HashSet<>();
    private final Set<String> made = new LinkedHashSet<>();
    private final Set<MethodKey> virtual = new LinkedHashSet<>();
    private final Set<FieldRef> statics = new LinkedHashSet<>();

    /** Whether the program's own code on the way may throw. */
    private boolean mayThrow = true;

    /** The class of exceptions whose fields, and those of the classes below, the program's own code must not touch; null for none. */
    private String level;

    private RepeatableCalls(ClassPool pool, TableView view) {
        this.pool = pool;
        this.view = view;
    }

    /** The static fields that the method reads, and all that it reaches, on a receiver of that class if it is known; null if it must not be run more often than the program says. */
    static Set<FieldRef> statics(ClassPool pool, TableView view, MethodKey method, Type receiver) {
        RepeatableCalls r = new RepeatableCalls(pool, view);
        try {
            if (receiver != null) {
                r.make(receiver.name());
            }
            return r.run(method) ? r.statics : null;
        } catch (ClassPool.MissingClass e) {
            return null;
        }
    }

    /**
     * Whether what the method reaches may be run at another time than the program says, and has no {@code throw} of its own.
     *
     * @param level if not null, it must not touch fields of this class of exceptions and those below, nor write those of others, nor arrays
     */
    static boolean throwsNothing(ClassPool pool, TableView view, MethodKey method, String level) {
        RepeatableCalls r = new RepeatableCalls(pool, view);
        r.mayThrow = false;
        r.level = level;
        try {
            return r.run(method);
        } catch (ClassPool.MissingClass e) {
            return false;
        }
    }

    private boolean run(MethodKey first) {
        work.add(first);
        if (!first.name().equals("<init>")) {
            make(first.owner());
        }
        while (!work.isEmpty()) {
            MethodKey m = work.poll();
            if (seen.add(m) && (seen.size() > MOST || !scan(m))) {
                return false;
            }
        }
        return true;
    }

    /** Whether compiled code has something else in the method's place; what the table GLOBAL has does the same. */
    private boolean isReplaced(MethodKey m) {
        if (m.owner().matches("dev/adagent/[A-Z].*")) {
            return true; // a kernel's place in the grid, derivatives
        }
        for (String c : m.owner().startsWith("[") ? Set.<String>of() : pool.supertypes(m.owner())) {
            TableView.Match match = view.lookup(new MethodKey(c, m.name(), m.descriptor()));
            boolean same = match != null
                    && (match.table().equals(GlobalTable.get().name())
                            || Jdk.isJdk(c) && !(match.overlay() instanceof Overlay.Body));
            if (match != null && !same) {
                return true;
            }
        }
        return false;
    }

    private boolean scan(MethodKey key) {
        if (isReplaced(key)) {
            return false;
        }
        if (Jdk.isJdk(key.owner())) {
            return isAllowed(key);
        }
        if (key.owner().startsWith("[")) {
            return true; // clone of an array
        }
        ClassPool.Resolved r = pool.method(key.owner(), key.name(), key.descriptor());
        if (r == null) {
            return false;
        }
        if (Jdk.isJdk(r.owner().name)) {
            return isAllowed(new MethodKey(r.owner().name, key.name(), key.descriptor()));
        }
        if (r.is(Opcodes.ACC_NATIVE)) {
            return false;
        }
        for (AbstractInsnNode n : r.method().instructions) {
            if (n.getOpcode() == Opcodes.ATHROW && !mayThrow || level != null && touches(n)) {
                return false;
            }
            if (!scan(r.owner(), r.method(), n)) {
                return false;
            }
        }
        return true;
    }

    private boolean touches(AbstractInsnNode n) {
        if (n instanceof FieldInsnNode f) {
            boolean write = f.getOpcode() == Opcodes.PUTFIELD && pool.isSubclass(f.owner, "java/lang/Throwable");
            return write || pool.isSubclass(f.owner, level);
        }
        return n.getOpcode() >= Opcodes.IASTORE && n.getOpcode() <= Opcodes.SASTORE;
    }

    private boolean scan(ClassNode owner, MethodNode method, AbstractInsnNode n) {
        if (n instanceof FieldInsnNode f && f.getOpcode() == Opcodes.PUTSTATIC) {
            return method.name.equals("<clinit>") && owner.name.equals(f.owner);
        } else if (n instanceof FieldInsnNode f && f.getOpcode() == Opcodes.GETSTATIC) {
            if (!Jdk.isJdk(f.owner)) {
                statics.add(new FieldRef(f.owner, f.name, f.desc));
                madeBy(f.owner);
            }
        } else if (n instanceof TypeInsnNode t && t.getOpcode() == Opcodes.NEW) {
            make(t.desc);
        } else if (n instanceof MethodInsnNode m) {
            call(new MethodKey(m.owner, m.name, m.desc), m.getOpcode());
        } else if (n instanceof InvokeDynamicInsnNode d) {
            for (Object a : d.bsmArgs) {
                if (a instanceof Handle h && h.getTag() >= Opcodes.H_INVOKEVIRTUAL) {
                    call(
                            new MethodKey(h.getOwner(), h.getName(), h.getDesc()),
                            h.getTag() == Opcodes.H_INVOKEVIRTUAL || h.getTag() == Opcodes.H_INVOKEINTERFACE
                                    ? Opcodes.INVOKEVIRTUAL
                                    : Opcodes.INVOKESTATIC);
                }
            }
        }
        return true;
    }

    private void call(MethodKey m, int opcode) {
        work.add(m);
        boolean open = opcode == Opcodes.INVOKEVIRTUAL || opcode == Opcodes.INVOKEINTERFACE;
        if (open && !Jdk.isJdk(m.owner()) && !m.owner().startsWith("[") && virtual.add(m)) {
            made.forEach(c -> select(c, m));
        }
    }

    private void make(String className) {
        if (made.add(className)) {
            virtual.forEach(m -> select(className, m));
        }
    }

    private void select(String receiver, MethodKey m) {
        if (!Jdk.isJdk(receiver) && pool.isSubclass(receiver, m.owner())) {
            work.add(new MethodKey(receiver, m.name(), m.descriptor()));
        }
    }

    /** The objects that a class's initialiser makes may be receivers. */
    private void madeBy(String owner) {
        for (MethodNode m : pool.node(owner).methods) {
            for (AbstractInsnNode n : m.name.equals("<clinit>") ? m.instructions.toArray() : new AbstractInsnNode[0]) {
                if (n instanceof TypeInsnNode t && t.getOpcode() == Opcodes.NEW) {
                    make(t.desc);
                }
            }
        }
    }

    private boolean isAllowed(MethodKey m) {
        String owner = m.owner();
        if (owner.equals("java/lang/System")) {
            return m.name().equals("arraycopy");
        }
        boolean object = owner.equals("java/lang/Object")
                && !List.of("<init>", "equals", "clone", "toString").contains(m.name());
        boolean random = owner.equals("java/util/Collections") && m.name().equals("shuffle")
                || owner.endsWith("Math") && m.name().equals("random");
        if (object || random) {
            return false;
        }
        boolean lang = owner.startsWith("java/lang/")
                && (LANG.contains(owner.substring("java/lang/".length())) || isThrowable(owner));
        return lang || owner.matches(ALLOWED);
    }

    private boolean isThrowable(String owner) {
        return pool.isSubclass(owner, "java/lang/Throwable");
    }
}
