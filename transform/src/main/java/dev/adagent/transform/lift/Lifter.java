package dev.adagent.transform.lift;

import dev.adagent.overlay.MadeInKernels;
import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.Overlay;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Lambda;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Module;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    /** Functions that need not be lifted, as they were before: bodies of overlays that only compute, optimised. */
    @FunctionalInterface
    public interface Prepared {
        /** Has none. */
        Prepared NONE = method -> null;

        /** A function of the method's name, for the caller to keep, or null. It calls no other and throws nothing. */
        Function of(MethodKey method);
    }

    private record Call(String caller, Loc loc) {}

    /**
     * What is asked for.
     *
     * @param target null if {@code prepared} is not
     * @param level the class above which the constructor of an exception is not lifted, null for any other method
     * @param prepared the function itself
     */
    private record Request(ClassPool.Resolved target, String name, boolean caught, String level, Function prepared) {
        Function lift(Lifter lifter) {
            return prepared != null
                    ? prepared.copy(name)
                    : new MethodLifter(lifter, target, name, caught, level).lift();
        }
    }

    private final ClassPool pool;
    private final TableView view;
    private final OverlayLookup overlays;
    private final Set<String> launches = new HashSet<>();
    private final StaticValues statics;
    private final Module module = new Module();
    private final Map<String, Call> firstCalls = new HashMap<>();
    private final Map<String, Request> requests = new HashMap<>();
    private final Deque<Request> queue = new ArrayDeque<>();
    private String entry;
    private final Set<String> uncompilable = new HashSet<>();

    private final Set<MethodKey> onHost;
    private final Prepared prepared;
    /** How many constructors of exceptions are tried for their fields. */
    private int fields;

    private Lifter(ClassSource source, TableView view, StaticValues statics, Set<MethodKey> onHost, Prepared prepared) {
        this.onHost = onHost;
        this.prepared = prepared;
        this.pool = new ClassPool(source);
        this.view = view;
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
        return open(entry, source, view, statics).module();
    }

    /**
     * Lifts a job, and stays able to lift what turns out to be needed later: the methods that virtual calls select.
     *
     * @see #lift(MethodKey, ClassSource, TableView, StaticValues)
     */
    public static Lifter open(MethodKey entry, ClassSource source, TableView view, StaticValues statics) {
        return open(entry, source, view, statics, Set.of(), Prepared.NONE);
    }

    /**
     * As there.
     *
     * @param onHost methods whose calls stay: the host makes them before a launch where their arguments are constants
     * @param prepared what need not be lifted
     * @see #open(MethodKey, ClassSource, TableView, StaticValues)
     */
    public static Lifter open(
            MethodKey entry,
            ClassSource source,
            TableView view,
            StaticValues statics,
            Set<MethodKey> onHost,
            Prepared prepared) {
        Lifter lifter = new Lifter(source, view, statics, onHost, prepared);
        lifter.run(entry);
        return lifter;
    }

    /** Whether calls of a method stay, for the host to make. */
    boolean isOnHost(MethodKey method) {
        return onHost.contains(method);
    }

    /** Whether a function is one that was made up for a method reference. */
    public static boolean isOfReference(String function) {
        return function != null && function.startsWith(MethodLifter.BRIDGE);
    }

    /** Has lifted nothing yet, and lifts what is asked for. */
    public static Lifter empty(ClassSource source, TableView view, StaticValues statics) {
        return new Lifter(source, view, statics, Set.of(), Prepared.NONE);
    }

    /** What has been lifted. */
    public Module module() {
        return module;
    }

    private void run(MethodKey entry) {
        this.entry = entry.toString();
        Loc start = new Loc(entry.owner(), entry.name(), null, -1, null);
        try {
            enqueue(requireBody(entry, List.of(start)), entry.toString(), false, null);
        } catch (ClassPool.MissingClass e) {
            throw new LiftException(
                    entry.toString(),
                    "the class file of " + e.name.replace('/', '.') + " is not found",
                    "put the class on the app's class path",
                    List.of(start));
        }
        drain(module);
    }

    /** Lifts what has been asked for, into {@code into}. */
    private void drain(Module into) {
        while (!queue.isEmpty()) {
            Request r = queue.poll();
            into.add(r.lift(this));
        }
        statics.settle();
    }

    /** The method as a callee, whose function and all that it reaches is in {@code into} afterwards. */
    Callee link(String receiver, MethodKey method, boolean caught, Module into, String caller, Loc loc) {
        TableView.Match match = overlays.selected(receiver, method, null);
        Overlay overlay = match == null ? null : match.overlay();
        Callee callee = new Callee(Callee.Kind.SPECIAL, method, overlay, match == null ? null : match.table(), null);
        if (overlay != null && !(overlay instanceof Overlay.Body)) {
            return overlay instanceof Overlay.Intrinsic && !caught ? callee : null;
        }
        if (Jdk.isBoxing(method.owner(), method.name(), method.descriptor())) {
            return caught ? null : callee;
        }
        MethodKey body = overlay instanceof Overlay.Body b ? b.method() : method;
        if (isLeftToHost(body)) {
            return null; // it stays a call, which the JVM makes
        }
        if (!caught && onHost.contains(body)) {
            return callee;
        }
        return callee.withFunction(demanded(into, request(body, caught, caller, loc)));
    }

    /** Whether the method or one that it overrides is left to the JVM: what System.out is set to may be any PrintStream. */
    private boolean isLeftToHost(MethodKey method) {
        if (!view.hasHostCalls()) {
            return false;
        }
        for (String c = method.owner(); c != null; c = pool.node(c).superName) {
            boolean refused = Jdk.refused(c) != null || c.equals(Jdk.CHARACTER);
            if (refused && view.hostCall(new MethodKey(c, method.name(), method.descriptor())) != null) {
                return true;
            }
        }
        return false;
    }

    /** A function in the form that gives its exception back, in {@code into} afterwards; null if there is no such function. */
    String caught(String function, Module into, String caller, Loc loc) {
        Request r = requests.get(function);
        if (r == null && function.matches("[^ !]+")) {
            MethodKey key = MethodKey.parse(function); // another lift's function
            request(key, false, caller, loc);
            r = requests.get(function);
        }
        if (r == null || r.caught()) {
            return null;
        }
        firstCalls.putIfAbsent(function + CAUGHT, new Call(caller, loc));
        ClassPool.Resolved target =
                r.target() != null ? r.target() : requireBody(MethodKey.parse(function), path(caller, loc));
        return demanded(into, enqueue(target, function + CAUGHT, true, null));
    }

    /** Sees to it that a function that was asked for is in the module, with all that it reaches, whatever was dropped from there. */
    private String demanded(Module into, String function) {
        if (function == null) {
            return null;
        }
        queue.clear();
        Deque<String> wanted = new ArrayDeque<>(List.of(function));
        while (!wanted.isEmpty()) {
            String name = wanted.poll();
            Request r = requests.get(name);
            if (r == null || into.get(name) != null) {
                continue;
            }
            Function f = r.lift(this);
            into.add(f);
            for (Block b : f.blocks()) {
                b.insns().stream().map(Lifter::named).filter(Objects::nonNull).forEach(wanted::add);
            }
        }
        queue.clear();
        statics.settle();
        return function;
    }

    /** The function that an instruction names, or null. */
    private static String named(Insn i) {
        return i.attr() instanceof Callee c ? c.function() : i.attr() instanceof Lambda l ? l.function() : null;
    }

    ClassPool pool() {
        return pool;
    }

    /** Notes that a method is the lambda of a launch. */
    void addLaunch(MethodKey lambda) {
        launches.add(lambda.toString());
    }

    /** Whether a function is the lambda of a launch: the kernel that it calls runs on the device. */
    boolean isOfLaunch(String function) {
        return launches.contains(function);
    }

    TableView view() {
        return view;
    }

    /** Which entries of the job's view hold. */
    OverlayLookup overlays() {
        return overlays;
    }

    /** The value of a static final field if it may stand as a constant, else null. */
    Object constant(FieldRef ref, FieldNode field) {
        if (ref.name().equals("$assertionsDisabled") && Jdk.isJdk(ref.owner())) {
            return Object.class.desiredAssertionStatus() ? 0 : 1; // as for all classes of the system (-esa)
        }
        Object value = field.value != null ? field.value : primitiveOrString(ref) ? statics.value(ref) : null;
        return JavaConstants.of(value);
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
    String request(MethodKey named, boolean caught, String caller, Loc loc) {
        MethodKey key = named.equals(Jdk.COMPUTED_MESSAGE) ? Jdk.MESSAGE : named;
        Function known = caught || requests.containsKey(key.toString()) ? null : prepared.of(key);
        if (known != null) {
            Request request = new Request(null, key.toString(), false, null, known);
            requests.put(request.name(), request);
            queue.add(request);
            return request.name();
        }
        ClassPool.Resolved target = pool.method(key.owner(), key.name(), key.descriptor());
        if (target != null && target.is(Opcodes.ACC_NATIVE) && Jdk.isMath(target.owner().name)) {
            return null;
        }
        if (target != null && target.is(Opcodes.ACC_STATIC) && view.hostCall(key) != null) {
            return null;
        }
        if (target != null
                && !caught
                && onHost.contains(new MethodKey(target.owner().name, key.name(), key.descriptor()))) {
            return null;
        }
        if (target != null && leadsNowhere(key, target.owner().name) && !isEntry(caller)) {
            return null;
        }
        String name = caught ? key + CAUGHT : key.toString();
        firstCalls.putIfAbsent(name, new Call(caller, loc));
        return enqueue(requireBody(key, path(caller, loc)), name, caught, null);
    }

    /** As {@link #request(MethodKey, boolean, String, Loc)}, for an exception's constructor: what it stores in fields of a class and those below. */
    String requestFields(MethodKey constructor, String level, String caller, Loc loc) {
        String name = constructor + "!fields of " + level;
        firstCalls.putIfAbsent(name, new Call(caller, loc));
        return enqueue(requireBody(constructor, path(caller, loc)), name, false, level);
    }

    /** The constructor of an exception, in the module afterwards; null if it cannot be compiled. */
    Callee linkFields(MethodKey constructor, String level, Module into, String caller, Loc loc) {
        String name = constructor + "!fields of " + level;
        if (uncompilable.contains(name)) {
            return null;
        }
        Set<Function> before = new HashSet<>(into.functions());
        fields++;
        try {
            String function = demanded(into, requestFields(constructor, level, caller, loc));
            return new Callee(Callee.Kind.SPECIAL, constructor, null, null, function);
        } catch (LiftException e) {
            queue.clear();
            List.copyOf(into.functions()).stream()
                    .filter(f -> !before.contains(f))
                    .forEach(f -> into.remove(f.name()));
            uncompilable.add(name);
            return null;
        } finally {
            fields--;
        }
    }

    /** Whether what is refused in a method is refused when it is reached: on the host, but where the question is whether something compiles. */
    boolean refusesWhenReached() {
        return view.hasHostCalls() && fields == 0;
    }

    /** As {@link #request}, for a method made up here: the bridge of a method reference. */
    String request(String name, ClassPool.Resolved bridge, String caller, Loc loc) {
        firstCalls.putIfAbsent(name, new Call(caller, loc));
        return enqueue(bridge, name, false, null);
    }

    private String enqueue(ClassPool.Resolved target, String name, boolean caught, String level) {
        Request request = new Request(target, name, caught, level, null);
        if (requests.putIfAbsent(name, request) == null) {
            pool.readCode(target.owner().name);
            queue.add(request);
        }
        if (requests.size() > MAX_FUNCTIONS) {
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
        if (target.is(Opcodes.ACC_ABSTRACT)) {
            throw new LiftException(
                    "a call of the abstract method " + name, "it has no body", "name a method that has one", path);
        }
        return target;
    }

    /** Whether a call of a method of the JDK may wait for its receiver's class to show: such an object may be one that the job itself makes. */
    boolean mayStayOpen(String owner) {
        return view.hasHostCalls(owner) || (view.hasHostCalls() ? Jdk.isForHost(owner) : MadeInKernels.mayBe(owner));
    }

    /**
     * Whether a function is the entry: what it does itself is refused at once. What others do that cannot be compiled may yet turn out
     * never to be reached, and is refused where it is not.
     */
    boolean isEntry(String function) {
        return function.equals(entry);
    }

    /** Whether the code is a device's, where no other thread sees the objects that one makes. */
    boolean isForKernel() {
        return !view.hasHostCalls();
    }

    private boolean leadsNowhere(MethodKey key, String owner) {
        if (isForKernel()) {
            return Jdk.refusedInKernels(owner) != null;
        }
        return Jdk.refused(owner) != null && view.hostCall(key) == null && !Jdk.isForHost(owner);
    }

    /** Refuses the parts of the JDK that lead nowhere in compiled code, in their own words. */
    void refuseJdk(MethodKey key, String owner, List<Loc> path) {
        if (leadsNowhere(key, owner)) {
            throw Refusal.jdk(key, Jdk.refused(owner)).at(path);
        }
    }

    /** The place, and the calls that lead to its function. */
    List<Loc> path(String function, Loc loc) {
        List<Loc> out = LiftException.path(loc);
        Set<String> seen = new HashSet<>();
        String f = function;
        while (seen.add(f) && firstCalls.get(f) != null) {
            out.addAll(LiftException.path(firstCalls.get(f).loc()));
            f = firstCalls.get(f).caller();
        }
        return out;
    }
}
