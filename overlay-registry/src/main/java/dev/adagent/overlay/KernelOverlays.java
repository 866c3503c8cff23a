package dev.adagent.overlay;

import dev.adagent.Autodiff;
import dev.adagent.Kernel;
import dev.adagent.Mode;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The entries that the table of every device starts from: the methods of {@link Kernel} are operations of the device, and
 * {@link Autodiff}'s {@code autodiff} is redirected to its deferred form, which is the compiler's marker for a derivative that is
 * compiled together with its caller. Only api types are named here, so that a back end can bring its own table without the engine.
 */
public final class KernelOverlays {
    private static final String[][] SPECIAL_REGISTERS = {
        {"threadIdx", "tid."}, {"blockIdx", "ctaid."}, {"blockDim", "ntid."}, {"gridDim", "nctaid."}
    };

    /** Methods of Kernel, in each of their types, and the operations that they are. */
    private static final Map<String, String> OPERATIONS = new TreeMap<>(Map.ofEntries(
            Map.entry("syncThreads", "barrier"),
            Map.entry("printf", "printf"),
            Map.entry("atomicAdd", "atomic.add"),
            Map.entry("atomicMin", "atomic.min"),
            Map.entry("atomicMax", "atomic.max"),
            Map.entry("atomicAnd", "atomic.and"),
            Map.entry("atomicOr", "atomic.or"),
            Map.entry("atomicXor", "atomic.xor"),
            Map.entry("atomicExch", "atomic.exch"),
            Map.entry("atomicCAS", "atomic.cas"),
            Map.entry("sharedDouble", "shared"),
            Map.entry("sharedFloat", "shared"),
            Map.entry("sharedLong", "shared"),
            Map.entry("sharedInt", "shared"),
            Map.entry("sharedShort", "shared"),
            Map.entry("sharedChar", "shared"),
            Map.entry("sharedByte", "shared"),
            Map.entry("sharedBoolean", "shared"),
            Map.entry("syncWarp", "warp.sync"),
            Map.entry("anySync", "vote.any"),
            Map.entry("allSync", "vote.all"),
            Map.entry("ballotSync", "vote.ballot"),
            Map.entry("shflSync", "shfl.idx"),
            Map.entry("shflUpSync", "shfl.up"),
            Map.entry("shflDownSync", "shfl.down"),
            Map.entry("shflXorSync", "shfl.bfly"),
            Map.entry("threadfenceBlock", "fence.block"),
            Map.entry("threadfence", "fence.device"),
            Map.entry("threadfenceSystem", "fence.system")));

    private static final String API = "dev/adagent/";

    /** Class, method, its form in compiled code, descriptor. */
    private static final String[][] COMPILED = {
        {"EntryPoints", "hvp", "hvp", "(Ldev/adagent/Fn1;[D[D[D)[D"},
        {
            "EntryPoints",
            "jacobian",
            "jacobian",
            "(Ldev/adagent/Mode;Ldev/adagent/Fn1;Ljava/lang/Object;I)[Ljava/lang/Object;"
        },
        {"EntryPoints", "isFlat", "isFlat", "(Ljava/lang/Record;)Z"},
        {"Zeros", "make", "make", "(Ljava/lang/Object;)Ljava/lang/Object;"},
        {"Zeros", "clear", "clear", "(Ljava/lang/Object;)V"},
        {"Thunk", "check", "check", "(Ldev/adagent/Mode;Ljava/lang/Object;)V"}
    };

    /** The class whose calls in split mode are markers. */
    public static final String THUNK = "dev/adagent/Thunk";

    private static final String THUNK_AUGMENTED = "(Ldev/adagent/Thunk;Ldev/adagent/Thunk$Tape;[Ldev/adagent/Arg;)V";
    private static final String THUNK_ADJOINT =
            "(Ldev/adagent/Thunk;Ldev/adagent/Thunk$Tape;Ldev/adagent/Return;[Ldev/adagent/Arg;)V";

    private KernelOverlays() {}

    /** Adds all entries to a device's table. */
    public static MethodTable.Builder addTo(MethodTable.Builder table) {
        return addDeferral(addKernel(table));
    }

    /** Adds the entries for {@link Kernel}'s methods, but for those that the table replaces already by something of its own. */
    public static MethodTable.Builder addKernel(MethodTable.Builder table) {
        String kernel = MethodKey.internalName(Kernel.class);
        for (String[] register : SPECIAL_REGISTERS) {
            for (String axis : new String[] {"x", "y", "z"}) {
                String name = register[0] + axis.toUpperCase(java.util.Locale.ROOT);
                put(table, new MethodKey(kernel, name, "()I"), register[1] + axis);
            }
        }
        addOperations(table, OPERATIONS);
        AtomicBodies.addTo(table);
        CharacterBodies.addTo(table);
        MadeInKernels.addTo(table);
        return table;
    }

    /**
     * Adds what {@link Kernel}'s methods are in code of the host, where a kernel is a method like any other and its grid has one thread: their
     * plain Java bodies, which need not look for a launch that captures its kernel, atomic operations, and {@code printf}.
     */
    public static MethodTable.Builder addPlain(MethodTable.Builder table) {
        String own = MethodKey.internalName(KernelOverlays.class);
        table.put("dev/adagent/Launch", "refuseWhenArmed", "()V", new Overlay.Body(new MethodKey(own, "pass", "()V")));
        Map<String, String> operations = new TreeMap<>(OPERATIONS);
        operations.values().removeIf(intrinsic -> !intrinsic.startsWith("atomic.") && !intrinsic.equals("printf"));
        addOperations(table, operations);
        return table;
    }

    /** Nothing: stands where nothing is to be looked for. */
    public static void pass() {}

    private static void addOperations(MethodTable.Builder table, Map<String, String> operations) {
        Set<String> missing = new TreeSet<>(operations.keySet());
        for (Method m : Kernel.class.getMethods()) {
            String intrinsic = operations.get(m.getName());
            if (intrinsic != null && !isShorthand(m)) {
                put(table, MethodKey.of(m), intrinsic);
                missing.remove(m.getName());
            }
        }
        if (!missing.isEmpty()) {
            throw new IllegalStateException("Kernel has no methods " + missing);
        }
    }

    private static void put(MethodTable.Builder table, MethodKey method, String intrinsic) {
        if (!table.replaces(method)) {
            table.put(method, new Overlay.Intrinsic(intrinsic));
        }
    }

    /** The operations that {@link Kernel} inherits from classes that nobody but the api sees: by its name, and by that of their class. */
    private static final class Inherited {
        static final Map<MethodKey, MethodKey> KEYS = new HashMap<>();

        static {
            String kernel = MethodKey.internalName(Kernel.class);
            for (Method m : Kernel.class.getMethods()) {
                MethodKey key = MethodKey.of(m);
                if (!key.owner().equals(kernel)) {
                    KEYS.put(new MethodKey(kernel, key.name(), key.descriptor()), key);
                }
            }
        }
    }

    /** The method by the class that declares it, as calls are looked up. */
    static MethodKey declared(MethodKey named) {
        return named.owner().equals("dev/adagent/Kernel") ? Inherited.KEYS.getOrDefault(named, named) : named;
    }

    /** Whether the method only calls the one that takes the width, or the mask, of all 32 lanes. */
    private static boolean isShorthand(Method m) {
        return m.getName().startsWith("shfl") && m.getParameterCount() == 3
                || m.getName().equals("syncWarp") && m.getParameterCount() == 0;
    }

    /**
     * Adds the redirect of {@code autodiff} to its deferred form, the marker, and the rule of {@code stopGradient}: what a job on the host
     * needs too.
     */
    public static MethodTable.Builder addDeferral(MethodTable.Builder table) {
        for (Method m : Autodiff.class.getMethods()) {
            String name = m.getName();
            if (name.equals("autodiff")) {
                MethodKey key = MethodKey.of(m);
                table.put(key, new Overlay.Body(new MethodKey(key.owner(), "autodiffDeferred", key.descriptor())));
            } else if (name.equals("autodiffDeferred")) {
                table.put(MethodKey.of(m), new Overlay.Deferred());
            } else if (name.startsWith("with") && m.getReturnType() == Mode.class) {
                // what the marker's mode says has to show in the code: these calls are read with the marker, and never
                // run
                table.put(MethodKey.of(m), new Overlay.TargetIntrinsic("mode." + name, Overlay.Effect.PURE));
            } else if (name.equals("stopGradient")) {
                table.rule(MethodKey.of(m), new DerivativeRule.Inactive());
            }
        }
        return addEntryPoints(table);
    }

    /** What of the api takes another form in compiled code: it reflects on its arguments, or asks the engine, on the host. */
    private static MethodTable.Builder addEntryPoints(MethodTable.Builder table) {
        for (String[] entry : COMPILED) {
            MethodKey key = new MethodKey(API + entry[0], entry[1], entry[3]);
            table.put(key, new Overlay.Body(new MethodKey(API + "CompiledEntryPoints", entry[2], entry[3])));
        }
        table.put(new MethodKey(THUNK, "augmented", THUNK_AUGMENTED), new Overlay.Deferred());
        table.put(new MethodKey(THUNK, "adjoint", THUNK_ADJOINT), new Overlay.Deferred());
        return table;
    }
}
