package dev.adagent.transform.lift;

import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Module;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.FieldNode;

/**
 * Lifts a method, and every method, lambda and overlay body that it reaches, to the SSA IR.
 *
 * <p>Exceptions inside a {@code try}: what an instruction raises itself becomes an explicit test and an edge to the handler; a
 * method called there is lifted in a second form, which gives its exception back instead of throwing it (function name with
 * {@code !caught}, result a tuple of the result and the exception or null).
 *
 * <p>Math intrinsics, boxing methods and constructors of the JDK's exceptions stay calls without a function.
 */
public final class Lifter {
    /** A job that reaches more methods than this is refused. */
    private static final int MAX_FUNCTIONS = 20_000;

    private static final String CAUGHT = "!caught";

    private record Call(String caller, Loc loc) {}

    private record Request(ClassPool.Resolved target, String name, boolean caught) {}

    private final ClassPool pool;
    private final OverlayLookup overlays;
    private final StaticValues statics;
    private final Module module = new Module();
    private final Map<String, Call> firstCalls = new HashMap<>();
    private final Set<String> requested = new HashSet<>();
    private final Deque<Request> queue = new ArrayDeque<>();

    private Lifter(ClassSource source, TableView view, StaticValues statics) {
        this.pool = new ClassPool(source);
        this.overlays = new OverlayLookup(view, pool, new ClassRules(source));
        this.statics = statics;
    }

    /**
     * Lifts a job, static fields unknown.
     *
     * @see #lift(MethodKey, ClassSource, TableView, StaticValues)
     */
    public static Module lift(MethodKey entry, ClassSource source, TableView view) {
        return lift(entry, source, view, StaticValues.NONE);
    }

    /**
     * Lifts a job.
     *
     * @param entry the method to start at, static or with its receiver as first parameter; no overlay is looked up for it
     * @param source class files of the app and of the JDK
     * @param view the job's method tables
     * @param statics values of static final fields
     * @return the entry's function first, then those it reaches
     * @throws LiftException if something reached cannot be compiled
     */
    public static Module lift(MethodKey entry, ClassSource source, TableView view, StaticValues statics) {
        return new Lifter(source, view, statics).run(entry);
    }

    private Module run(MethodKey entry) {
        Loc start = new Loc(entry.owner(), entry.name(), null, -1, null);
        try {
            enqueue(requireBody(entry, List.of(start)), entry.toString(), false);
        } catch (ClassPool.MissingClass e) {
            throw new LiftException(
                    entry.toString(),
                    "the class file of " + e.name.replace('/', '.') + " is not found",
                    "put the class on the app's class path",
                    List.of(start));
        }
        while (!queue.isEmpty()) {
            Request r = queue.poll();
            module.add(new MethodLifter(this, r.target(), r.name(), r.caught()).lift());
        }
        statics.settle();
        return module;
    }

    ClassPool pool() {
        return pool;
    }

    /** Which entries of the job's view hold. */
    OverlayLookup overlays() {
        return overlays;
    }

    /** The value of a static final field if it may stand as a constant, else null. */
    Object constant(FieldRef ref, FieldNode field) {
        Object value = field.value != null ? field.value : primitiveOrString(ref) ? statics.value(ref) : null;
        if (value instanceof Boolean z) {
            return z ? 1 : 0;
        }
        if (value instanceof Character c) {
            return (int) c;
        }
        return value instanceof Byte || value instanceof Short ? (Integer) ((Number) value).intValue() : value;
    }

    /** What a static final field holds, as the callback says. */
    Object staticObject(FieldRef ref) {
        return statics.value(ref);
    }

    private static boolean primitiveOrString(FieldRef ref) {
        return ref.descriptor().length() == 1 || ref.descriptor().equals("Ljava/lang/String;");
    }

    /**
     * Asks for a method's function.
     *
     * @return the function's name, or null if the method stays a call
     */
    String request(MethodKey key, boolean caught, String caller, Loc loc) {
        ClassPool.Resolved target = pool.method(key.owner(), key.name(), key.descriptor());
        if (target != null && target.is(Opcodes.ACC_NATIVE) && Jdk.isMath(target.owner().name)) {
            return null;
        }
        String name = caught ? key + CAUGHT : key.toString();
        firstCalls.putIfAbsent(name, new Call(caller, loc));
        return enqueue(requireBody(key, path(caller, loc)), name, caught);
    }

    /** As {@link #request}, for a method made up here: the bridge of a method reference. */
    String request(String name, ClassPool.Resolved bridge, String caller, Loc loc) {
        firstCalls.putIfAbsent(name, new Call(caller, loc));
        return enqueue(bridge, name, false);
    }

    private String enqueue(ClassPool.Resolved target, String name, boolean caught) {
        if (requested.add(name)) {
            pool.readCode(target.owner().name);
            queue.add(new Request(target, name, caught));
        }
        if (requested.size() > MAX_FUNCTIONS) {
            throw new LiftException(
                    "a job of more than " + MAX_FUNCTIONS + " methods",
                    "it reaches code that was not written for compilation",
                    "look for a JDK or library call in the compiled code, and move it out",
                    path(name, Loc.NONE));
        }
        return name;
    }

    private ClassPool.Resolved requireBody(MethodKey key, List<Loc> path) {
        ClassPool.Resolved target = pool.method(key.owner(), key.name(), key.descriptor());
        String name = key.owner().replace('/', '.') + "." + key.name();
        if (target == null) {
            throw new LiftException(
                    "a call of " + name + key.descriptor(),
                    "the class has no such method",
                    "compile the class again",
                    path);
        }
        refuseJdk(key, target.owner().name, path);
        if (target.is(Opcodes.ACC_NATIVE)) {
            throw new LiftException(
                    "the native method " + name,
                    "there is no bytecode of it and no method table has an entry for it",
                    "call it before the launch and pass its result, or add an @Overlay that replaces it",
                    path);
        }
        if (target.is(Opcodes.ACC_SYNCHRONIZED)) {
            throw new LiftException(
                    "the synchronized method " + name,
                    "threads of a grid share no monitors",
                    "use Kernel.atomicAdd(...) on an array, or give each thread its own element and sum after the launch",
                    path);
        }
        if (target.is(Opcodes.ACC_ABSTRACT)) {
            throw new LiftException(
                    "a call of the abstract method " + name, "it has no body", "name a method that has one", path);
        }
        return target;
    }

    /** Refuses the parts of the JDK that lead nowhere in compiled code, in their own words. */
    void refuseJdk(MethodKey key, String owner, List<Loc> path) {
        Jdk.Refused refused = Jdk.refused(owner);
        if (refused != null) {
            String name = key.owner().replace('/', '.') + "." + key.name();
            throw new LiftException(refused.what() + " (" + name + ")", refused.why(), refused.hint(), path);
        }
    }

    /** The place, and the calls that lead to its function. */
    List<Loc> path(String function, Loc loc) {
        List<Loc> out = new ArrayList<>(List.of(loc));
        Set<String> seen = new HashSet<>();
        String f = function;
        while (seen.add(f) && firstCalls.get(f) != null) {
            out.add(firstCalls.get(f).loc());
            f = firstCalls.get(f).caller();
        }
        return out;
    }
}
