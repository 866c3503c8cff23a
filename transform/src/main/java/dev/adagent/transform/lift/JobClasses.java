package dev.adagent.transform.lift;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Captured;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.opt.Hierarchy;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldNode;

/** What the passes may ask about one job: its classes, the objects outside that it refers to, and code that is lifted on demand. */
public final class JobClasses implements Hierarchy {
    private final ClassFileHierarchy hierarchy;
    private final Lifter lifter;
    private final Runnable linked;
    private final Module module;
    private final OutsideObjects outside;
    private final Set<String> met;
    private final Map<Captured, Optional<Object>> fixedValues = new HashMap<>();
    private final Map<List<Object>, Boolean> repeating = new HashMap<>();

    /**
     * @param lifter the job's
     * @param module where code that is asked for goes
     * @param outside the objects that the job's code is made for
     */
    public JobClasses(ClassSource source, Lifter lifter, Module module, OutsideObjects outside) {
        this(source, lifter, module, outside, () -> {});
    }

    /** @param linked called whenever functions may have been added to the module */
    public JobClasses(ClassSource source, Lifter lifter, Module module, OutsideObjects outside, Runnable linked) {
        this.linked = linked;
        hierarchy = new ClassFileHierarchy(source);
        met = source.met();
        this.lifter = lifter;
        this.module = module;
        this.outside = outside;
    }

    @Override
    public Boolean isSubclass(String sub, String sup) {
        Boolean is = hierarchy.isSubclass(sub, sup);
        // a list outside is of some class of the JDK's that its stand-in is not
        return sub.equals(OutsideObjects.LIST) && Boolean.FALSE.equals(is) && Jdk.isJdk(sup) ? null : is;
    }

    @Override
    public List<FieldRef> instanceFields(String owner) {
        return lifter.pool().instanceFields(owner);
    }

    @Override
    public boolean mayBeEnum(Type type) {
        if (type.kind() != Type.Kind.OBJECT) {
            return false;
        }
        String name = type.name();
        boolean above = name.equals("java/lang/Object") || lifter.pool().isInterface(name);
        return above || lifter.pool().isSubclass(name, "java/lang/Enum");
    }

    @Override
    public FieldRef enumConstants(Type type) {
        if (!readsAtLaunch() || !lifter.pool().exists(type.name())) {
            return null;
        }
        ClassNode c = lifter.pool().node(type.name());
        boolean plain = (c.access & Opcodes.ACC_ENUM) != 0 && (c.access & Opcodes.ACC_FINAL) != 0;
        String all = Type.array(type).descriptor();
        return !plain
                ? null
                : c.fields.stream()
                        .filter(f -> (f.access & Opcodes.ACC_SYNTHETIC) != 0 && f.desc.equals(all))
                        .map(f -> new FieldRef(c.name, f.name, f.desc))
                        .findFirst()
                        .orElse(null);
    }

    // ---- objects outside

    @Override
    public boolean readsAtLaunch() {
        return !lifter.view().hasHostCalls();
    }

    @Override
    public Type typeOf(Captured captured) {
        Type t = outside.typeOf(captured, isFixed(captured));
        return t != null && t.kind() == Type.Kind.OBJECT && t.name().equals(OutsideObjects.LIST) && !readsAtLaunch()
                ? null // what stands for it cannot be read there
                : t;
    }

    @Override
    public boolean isNull(Captured captured) {
        return outside.isNull(captured, isFixed(captured));
    }

    @Override
    public Boolean areSame(Captured a, Captured b) {
        boolean known = isFixed(a) && isFixed(b) && typeOf(a) != null && typeOf(b) != null;
        return known ? outside.areSame(a, b) : null;
    }

    @Override
    public Object constant(Captured captured) {
        return JavaConstants.of(fixed(captured));
    }

    @Override
    public Object valueAtLaunch(Captured captured) {
        return isFixed(captured) ? constant(captured) : outside.numberAtLaunch(captured);
    }

    /** A value that is the same at every launch, null for another. */
    private Object fixed(Captured captured) {
        return fixedValues
                .computeIfAbsent(captured, c -> Optional.ofNullable(isFixed(c) ? outside.fixedValue(c) : null))
                .orElse(null);
    }

    @Override
    public int length(Captured array) {
        if (array.parameter() < 0
                && array.path().size() == 1
                && lifter.pool().isEmptyArray(array.path().get(0))) {
            return 0;
        }
        Object value = fixed(array);
        return value != null && value.getClass().isArray() ? Array.getLength(value) : -1;
    }

    /** Whether the value is the same at every launch: a static final field, and from there final fields. */
    private boolean isFixed(Captured captured) {
        return captured.parameter() < 0 && captured.path().stream().allMatch(this::isFinal);
    }

    @Override
    public boolean isFinal(FieldRef field) {
        if (Captured.isOfElements(field) || Captured.isCall(field)) {
            return false; // elements may be stored between launches, and calls give what they find
        }
        if (!lifter.pool().exists(field.owner())) {
            return false; // compiled code has classes of its own, as that of what a launch keeps for its reverse
        }
        Map.Entry<ClassNode, FieldNode> found = lifter.pool().field(field.owner(), field.name(), field.descriptor());
        return found != null && (found.getValue().access & Opcodes.ACC_FINAL) != 0;
    }

    @Override
    public boolean isOnHost(MethodKey named, Captured receiver) {
        MethodKey method = receiver == null ? named : selected(receiver, named);
        return method != null && (lifter.isOnHost(method) || receiver != null && isOfOutside(method));
    }

    @Override
    public FieldRef callOnHost(MethodKey named, Captured receiver, List<Object> arguments) {
        MethodKey method = receiver == null ? named : selected(receiver, named);
        boolean onHost = isOnHost(named, receiver);
        // a class of the JDK's need not be open to adagent, what the program names is public
        MethodKey called = onHost && Jdk.isJdk(method.owner()) ? named : method;
        FieldRef call = onHost ? HostCalls.field(called, arguments) : null;
        if (call == null) {
            return null;
        }
        boolean repeats = repeating.computeIfAbsent(
                List.of(call, receiver == null ? "" : receiver),
                k -> outside.repeats(
                        call,
                        receiver,
                        RepeatableCalls.statics(
                                lifter.pool(), lifter.view(), method, receiver == null ? null : typeOf(receiver))));
        return repeats ? call : null;
    }

    @Override
    public boolean staysWithException(MethodKey method) {
        return RepeatableCalls.throwsNothing(lifter.pool(), lifter.view(), method, null);
    }

    @Override
    public boolean staysAbove(MethodKey method, String level) {
        return RepeatableCalls.throwsNothing(lifter.pool(), lifter.view(), method, level);
    }

    /** A method of the JDK's that compiled code cannot have, on an object outside: a map, an atomic reference. */
    private boolean isOfOutside(MethodKey method) {
        return readsAtLaunch() && Jdk.isJdk(method.owner()) && Jdk.refusedInKernels(method.owner()) != null;
    }

    private MethodKey selected(Captured receiver, MethodKey named) {
        Type type = typeOf(receiver);
        return type == null || type.isArray() ? null : select(type.name(), named);
    }

    // ---- code on demand

    @Override
    public MethodKey select(String receiver, MethodKey named) {
        ClassPool.Resolved r = lifter.pool().select(receiver, named);
        return r == null || r.is(Opcodes.ACC_ABSTRACT)
                ? null
                : new MethodKey(r.owner().name, named.name(), named.descriptor());
    }

    @Override
    public List<Target> targets(Type receiver, MethodKey named) {
        return receiver.isArray() ? null : lifter.pool().targets(receiver.name(), named);
    }

    @Override
    public List<Target> met(Type receiver, MethodKey named, Collection<String> made) {
        if (met == null || receiver.isArray()) {
            return null;
        }
        Set<String> all = new TreeSet<>(met); // in order, so that the code is the same each time
        all.addAll(made);
        List<Target> out = new ArrayList<>();
        for (String c : all) {
            boolean fits = lifter.pool().exists(c)
                    && lifter.pool().isSubclass(c, named.owner())
                    && !Boolean.FALSE.equals(isSubclass(c, receiver.name()));
            MethodKey selected = fits ? select(c, named) : null;
            if (selected != null && Jdk.isJdk(c)) {
                return null; // what the JDK's own do stays the JVM's
            } else if (selected != null) {
                out.add(new Target(c, selected));
            }
        }
        return out;
    }

    @Override
    public Callee ofOutside(MethodKey named, boolean caught, String caller, Loc loc) {
        MethodKey body = readsAtLaunch() || !Jdk.isJdk(named.owner())
                ? null
                : switch (named.name() + named.descriptor()) {
                    case "iterator()Ljava/util/Iterator;" ->
                        outside(named, "java/util/Collection", "over", ")Ljava/util/Iterator;");
                    case "forEach(Ljava/util/function/Consumer;)V" ->
                        outside(named, "java/util/Collection", "each", "Ljava/util/function/Consumer;)V");
                    case "forEach(Ljava/util/function/BiConsumer;)V" ->
                        outside(named, "java/util/Map", "each", "Ljava/util/function/BiConsumer;)V");
                    default -> null;
                };
        return body == null ? null : added(lifter.link(body.owner(), body, caught, module, caller, loc));
    }

    private MethodKey outside(MethodKey named, String type, String body, String rest) {
        return lifter.pool().isSubclass(named.owner(), type)
                ? new MethodKey("dev/adagent/overlay/OutsideCursor", body, "(L" + type + ";" + rest)
                : null;
    }

    @Override
    public void refuseOther(Function f, Block b, MethodKey named, Loc loc) {
        String name = named.owner().replace('/', '.') + "." + named.name();
        RefusedWhenReached.end(
                f,
                b,
                b.insns().size(),
                new LiftException(
                        "a virtual call of " + name,
                        "its receiver is of a class that is not among those of the objects that this call of autodiff passes",
                        "pass the receiver as an argument or capture it, itself or in what it is part of",
                        lifter.path(f.name(), loc)));
    }

    @Override
    public Callee link(Target target, boolean caught, String caller, Loc loc) {
        return added(lifter.link(target.receiver(), target.method(), caught, module, caller, loc));
    }

    @Override
    public List<String> superclasses(String owner) {
        return lifter.pool().superclasses(owner);
    }

    @Override
    public Callee linkFields(MethodKey constructor, String level, String caller, Loc loc) {
        return added(lifter.linkFields(constructor, level, module, caller, loc));
    }

    @Override
    public Function function(String name) {
        return module.get(name);
    }

    @Override
    public String caught(String function, String caller, Loc loc) {
        return added(lifter.caught(function, module, caller, loc));
    }

    private <T> T added(T link) {
        linked.run();
        return link;
    }
}
