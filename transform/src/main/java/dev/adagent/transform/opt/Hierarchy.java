package dev.adagent.transform.opt;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Captured;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Type;
import java.util.Collection;
import java.util.List;

/** What is known of the classes that a job names, of the objects outside that it refers to, and the code that it may still need. */
@FunctionalInterface
public interface Hierarchy {
    /** Knows the JDK's classes that the boot loader defines, and nothing of others. */
    Hierarchy JDK = Hierarchy::ofBootClasses;

    /**
     * Whether every value of class {@code sub} is one of {@code sup}.
     *
     * @param sub internal name of a class
     * @param sup internal name of a class or interface
     * @return null if that is not known
     */
    Boolean isSubclass(String sub, String sup);

    /** The same for types; arrays are related as JLS §4.10.3 says. */
    default Boolean isSubtype(Type sub, Type sup) {
        if (sub.equals(sup) || sup.equals(Type.object("java/lang/Object"))) {
            return true;
        }
        if (!sub.isArray() && !sup.isArray()) {
            return isSubclass(sub.name(), sup.name());
        }
        if (sub.isArray() && sup.isArray()) {
            boolean references = sub.element().isReference() && sup.element().isReference();
            return references ? isSubtype(sub.element(), sup.element()) : Boolean.FALSE;
        }
        return sub.isArray()
                && (sup.name().equals("java/lang/Cloneable") || sup.name().equals("java/io/Serializable"));
    }

    /**
     * The instance fields of a class, those of its superclasses too.
     *
     * @param owner internal name of a class
     * @return null if they are not known
     */
    default List<FieldRef> instanceFields(String owner) {
        return null;
    }

    /** Whether an instance field is final, and so stored by constructors alone; false if that is not known. */
    default boolean isFinal(FieldRef field) {
        return false;
    }

    /** Whether a value of the type may be a constant of an enum; true if that is not known. */
    default boolean mayBeEnum(Type type) {
        return type.kind() == Type.Kind.OBJECT;
    }

    /** The static field with the array of all constants of an enum none of which has a body, by ordinal; null for other types, or if not known. */
    default FieldRef enumConstants(Type type) {
        return null;
    }

    // ---- objects outside

    /** The class of the object or array that a captured reference is, at this launch and all that share its code; null if not known. */
    default Type typeOf(Captured captured) {
        return null;
    }

    /** Whether a captured reference is known to be null. */
    default boolean isNull(Captured captured) {
        return false;
    }

    /** Whether two captured references that never change are to one object; null if they may change or are not known. */
    default Boolean areSame(Captured a, Captured b) {
        return null;
    }

    /** A captured value that never changes: a boxed number as the IR has it, or a string; null if it may change or is not known. */
    default Object constant(Captured captured) {
        return null;
    }

    /**
     * The number that a captured value is at this launch and at all that share its code.
     *
     * @return as the IR has it; null if it is none or not known
     */
    default Object valueAtLaunch(Captured captured) {
        return null;
    }

    /** Length of a captured array that is always the same one; −1 if not known. */
    default int length(Captured array) {
        return -1;
    }

    /** Whether objects outside are read when the job is launched; else by the compiled code itself, as they are then. */
    default boolean readsAtLaunch() {
        return false;
    }

    /** Whether the host makes calls of a method before a launch, if it knows the arguments. @param receiver null for static methods and constructors */
    default boolean isOnHost(MethodKey method, Captured receiver) {
        return false;
    }

    /**
     * A call that the host makes before a launch, as a field: of the receiver, or a static one.
     *
     * @param receiver null for static methods and constructors
     * @param arguments constants as the IR has them
     * @return null if the host does not make it
     */
    default FieldRef callOnHost(MethodKey method, Captured receiver, List<Object> arguments) {
        return null;
    }

    /**
     * Whether the host may call a method on an exception once the kernel is done with it: it throws nothing by itself, and what it does is seen
     * by nobody but those who see the exception.
     *
     * @param method by the class that the program names
     */
    default boolean staysWithException(MethodKey method) {
        return false;
    }

    /**
     * Whether a method, called by the constructor of an exception, neither reads nor writes fields of one class and those below it, nor writes arrays, and else
     * is as {@link #staysWithException} says.
     *
     * @param level internal name of the class
     */
    default boolean staysAbove(MethodKey method, String level) {
        return false;
    }

    // ---- code on demand

    /** A method that a call selects for receivers of one class. */
    record Target(String receiver, MethodKey method) {}

    /** What the call of a method selects on an object of exactly that class; null if not known. */
    default MethodKey select(String receiver, MethodKey named) {
        return null;
    }

    /** What a call selects by class of the receiver where the receiver's static type tells, subclasses first; null if that is open. */
    default List<Target> targets(Type receiver, MethodKey named) {
        return null;
    }

    /**
     * What a call selects on the objects that the code may meet, by their exact classes.
     *
     * @param made internal names of classes of which the code itself makes objects
     * @return null if it is not known which it may meet
     */
    default List<Target> met(Type receiver, MethodKey named, Collection<String> made) {
        return null;
    }

    /**
     * A static method that does what a call does whose receiver is a collection of the JDK's that the job did not make.
     *
     * @return as {@link #link}; null if there is none, or such a call is another thing in this job
     */
    default Callee ofOutside(MethodKey named, boolean caught, String caller, Loc loc) {
        return null;
    }

    /** Ends a block where a call meets an object of a class that it was not compiled for: refused when it is reached. */
    default void refuseOther(Function f, Block b, MethodKey named, Loc loc) {
        throw new UnsupportedOperationException();
    }

    /**
     * The method that receivers of the target's class select, or what the job's view has in its place, as a callee whose function is in the module, lifted if need be.
     *
     * @param caught whether the function is to give its exception back instead of throwing it
     * @param caller name of the function that holds the call
     * @return null if no code can be had
     */
    default Callee link(Target target, boolean caught, String caller, Loc loc) {
        return null;
    }

    /** The class and its superclasses, the most special first; empty if they are not known. */
    default List<String> superclasses(String owner) {
        return List.of();
    }

    /**
     * The constructor of an exception as a callee whose function stores the fields of one class and those of the classes below it, and does
     * not go on with the constructors above.
     *
     * @return null if it cannot be compiled
     */
    default Callee linkFields(MethodKey constructor, String level, String caller, Loc loc) {
        return null;
    }

    /** The function of that name in the module, or null. */
    default Function function(String name) {
        return null;
    }

    /** The function, in the form that gives its exception back instead of throwing it; null if there is none. */
    default String caught(String function, String caller, Loc loc) {
        return null;
    }

    private static Boolean ofBootClasses(String sub, String sup) {
        if (sub.equals(sup)) {
            return true;
        }
        try {
            Class<?> a = Class.forName(sub.replace('/', '.'), false, null);
            if (!sup.startsWith("java/")) {
                return false; // a class of the boot loader extends none of the app's
            }
            return Class.forName(sup.replace('/', '.'), false, null).isAssignableFrom(a);
        } catch (ClassNotFoundException | LinkageError e) {
            return null;
        }
    }
}
