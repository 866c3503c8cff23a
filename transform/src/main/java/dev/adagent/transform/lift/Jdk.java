package dev.adagent.transform.lift;

import dev.adagent.overlay.MathLibraries;
import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.FieldRef;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the lift knows about the JDK's own classes: which calls stay calls, and which lead nowhere on a device. */
final class Jdk {
    private Jdk() {}

    /** Why a part of the JDK is refused, and the way out. */
    record Refused(String what, String why, String hint) {}

    private static final List<String> PREFIXES = List.of("java/", "javax/", "jdk/", "sun/", "com/sun/");

    private static final Set<String> BOXES = Set.of(
            "java/lang/Boolean",
            "java/lang/Byte",
            "java/lang/Short",
            "java/lang/Character",
            "java/lang/Integer",
            "java/lang/Long",
            "java/lang/Float",
            "java/lang/Double");

    private static final Set<String> UNBOXING = Set.of(
            "booleanValue",
            "byteValue",
            "shortValue",
            "charValue",
            "intValue",
            "longValue",
            "floatValue",
            "doubleValue");

    private static final Set<String> TEXT_OF_NUMBERS =
            Set.of("toString", "toHexString", "toBinaryString", "toOctalString", "toUnsignedString");

    static final MethodKey MESSAGE = new MethodKey("java/lang/Throwable", "getMessage", "()Ljava/lang/String;");

    /** Is synchronized, against {@code initCause} of another thread: compiled code's exceptions are each one thread's own. */
    static final MethodKey CAUSE = new MethodKey("java/lang/Throwable", "getCause", "()Ljava/lang/Throwable;");

    /** Would make the text that HotSpot computes from the bytecode: in compiled code there is none. */
    static final MethodKey COMPUTED_MESSAGE =
            new MethodKey("java/lang/NullPointerException", "getMessage", "()Ljava/lang/String;");

    static final MethodKey WHOLE_NUMBER = new MethodKey("java/math/BigInteger", "valueOf", "(J)Ljava/math/BigInteger;");

    /** Its tables are in classes of the JDK's own. */
    static final String CHARACTER = "java/lang/Character";

    /** Goes by way of {@code Unsafe}, so that what follows cannot be seen before it. */
    static final MethodKey SET_LONG = new MethodKey("java/util/concurrent/atomic/AtomicLong", "set", "(J)V");

    static final FieldRef LONG = new FieldRef(SET_LONG.owner(), "value", "J");

    private static final Map<String, Long> WHOLE_NUMBERS = Map.of("ZERO", 0L, "ONE", 1L, "TWO", 2L, "TEN", 10L);

    /** Methods whose result has the bits of their operand. */
    static final Set<String> BIT_CASTS = Set.of(
            "java/lang/Double.doubleToRawLongBits(D)J",
            "java/lang/Double.longBitsToDouble(J)D",
            "java/lang/Float.floatToRawIntBits(F)I",
            "java/lang/Float.intBitsToFloat(I)F");

    /** Collections whose own array is an {@code Object[]} and none of a subclass, whatever they are made of. */
    static final Set<String> OWN_ELEMENTS = Set.of(
            "java/util/ArrayList", "java/util/ArrayDeque", "java/util/PriorityQueue", "dev/adagent/overlay/OrderedMap");

    /** Methods that {@code dev.adagent.overlay.Numbers} has too. */
    private static final Set<String> NUMBERS = Set.of(
            "java/lang/Double.isNaN(D)Z",
            "java/lang/Double.isInfinite(D)Z",
            "java/lang/Double.isFinite(D)Z",
            "java/lang/Float.isNaN(F)Z",
            "java/lang/Float.isInfinite(F)Z",
            "java/lang/Float.isFinite(F)Z",
            "java/lang/Math.abs(I)I",
            "java/lang/Math.abs(J)J",
            "java/lang/Math.min(II)I",
            "java/lang/Math.min(JJ)J",
            "java/lang/Math.max(II)I",
            "java/lang/Math.max(JJ)J",
            "java/lang/StrictMath.abs(I)I",
            "java/lang/StrictMath.abs(J)J",
            "java/lang/StrictMath.min(II)I",
            "java/lang/StrictMath.min(JJ)J",
            "java/lang/StrictMath.max(II)I",
            "java/lang/StrictMath.max(JJ)J",
            "java/lang/Integer.min(II)I",
            "java/lang/Integer.max(II)I",
            "java/lang/Integer.compare(II)I",
            "java/lang/Long.min(JJ)J",
            "java/lang/Long.max(JJ)J",
            "java/lang/Long.compare(JJ)I");

    /** Whose methods that give floating-point numbers throw nothing: {@code Math}, and what tables put in its place. */
    private static final List<String> MATH_BODIES = List.of(
            "java/lang/Math", "java/lang/StrictMath", "dev/adagent/overlay/MathBodies", "dev/adagent/codegen/math/");

    private static final Set<String> NEVER_THROWING =
            Set.of("dev/adagent/overlay/Limbs", "dev/adagent/overlay/DecimalDigits", "dev/adagent/overlay/Numbers");

    private static final Refused IO = new Refused(
            "input or output",
            "a device has no files and no console",
            "print by Kernel.printf, or write results to an array and print them after the launch");
    private static final Refused THREADS = new Refused(
            "threads and locks",
            "the threads of a compiled job are those of its grid",
            "use Kernel.syncThreads() and Kernel.atomicAdd(...), or move this call out of the compiled code");
    private static final Refused REFLECTION = new Refused(
            "reflection", "what it names is known only at run time", "call the method directly, or pass a lambda");
    private static final Refused TEXT = new Refused(
            "work with strings",
            "strings are constants and exception messages in compiled code",
            "compare int codes or enum constants, and format after the launch");
    private static final Refused COLLECTIONS = new Refused(
            "collections, streams and dates",
            "they allocate objects that escape",
            "use arrays; copy the collection into one before the launch");
    private static final Refused RANDOM = new Refused(
            "a random generator of the JDK",
            "its state is shared by all threads, its seed is what the moment gives, or this method of it is not compiled",
            "draw by nextDouble(), nextInt(n), nextGaussian() and their like from one made of a seed here, as new SplittableRandom(seed + Kernel.globalIdX()), or fill an array before");
    private static final Refused IDENTITY = new Refused(
            "a method of java.lang.Object",
            "objects have no identity, class or monitor in compiled code",
            "compare fields, or use a sealed type and instanceof");
    private static final Refused RUNTIME = new Refused(
            "the JVM's runtime", "a device has none", "call it on the host and pass the result as an argument");

    private static final Map<String, Refused> REFUSED = Map.ofEntries(
            Map.entry("java/io/", IO),
            Map.entry("java/nio/", IO),
            Map.entry("java/net/", IO),
            Map.entry("java/lang/System", RUNTIME),
            Map.entry("java/lang/Runtime", RUNTIME),
            Map.entry("java/lang/Process", RUNTIME),
            Map.entry("java/lang/Thread", THREADS),
            Map.entry("java/util/concurrent/", THREADS),
            Map.entry("java/lang/reflect/", REFLECTION),
            Map.entry("java/lang/invoke/", REFLECTION),
            Map.entry("java/lang/Class", REFLECTION),
            Map.entry("jdk/internal/reflect/", REFLECTION),
            Map.entry("java/lang/String", TEXT),
            Map.entry("java/lang/CharSequence", TEXT),
            Map.entry("java/lang/AbstractStringBuilder", TEXT),
            Map.entry("java/text/", TEXT),
            Map.entry("java/lang/Object", IDENTITY),
            Map.entry("java/util/Random", RANDOM),
            Map.entry("java/util/random/", RANDOM),
            Map.entry("java/util/SplittableRandom", RANDOM),
            Map.entry("java/util/concurrent/ThreadLocalRandom", RANDOM),
            Map.entry("java/util/", COLLECTIONS),
            Map.entry("java/time/", COLLECTIONS));

    private static final List<String> ALLOWED = List.of(
            "java/util/Arrays",
            "java/util/Objects",
            "java/util/function/",
            "java/util/Optional",
            "java/util/ArrayList",
            "java/util/BitSet",
            "java/util/AbstractList",
            "java/util/AbstractCollection",
            "java/util/Collection",
            "java/util/List",
            "java/util/Iterator",
            "java/util/PrimitiveIterator",
            "java/util/Comparator",
            "java/util/DoubleSummaryStatistics",
            "java/util/IntSummaryStatistics",
            "java/util/LongSummaryStatistics",
            "java/util/ArrayDeque",
            "java/util/Deque",
            "java/util/Queue",
            "java/util/stream/IntStream",
            "java/util/stream/DoubleStream",
            "java/util/stream/LongStream",
            "java/util/stream/BaseStream",
            "java/util/stream/Collector");

    /**
     * What kernels may use beside that: no other thread sees the objects that a thread makes, so their atomic operations are plain ones
     * ({@code KernelOverlays}).
     */
    private static final List<String> ALLOWED_IN_KERNELS = List.of(
            "java/util/PriorityQueue",
            "java/util/AbstractQueue",
            "java/util/Random",
            "java/util/SplittableRandom",
            "java/util/random/RandomGenerator",
            "jdk/internal/util/random/",
            "java/util/concurrent/atomic/AtomicInteger",
            "java/util/concurrent/atomic/AtomicLong",
            "java/util/concurrent/atomic/AtomicBoolean");

    /** Not what only begins so: what supports streams makes the JDK's own. */
    private static final String OBJECTS = "java/util/stream/Stream";

    /** What functions on the host may use beside that: objects that the job makes need not become scalars there. */
    private static final List<String> ALLOWED_ON_HOST = List.of(
            "java/util/Map",
            "java/util/Set",
            "java/util/ArrayDeque",
            "java/util/Deque",
            "java/util/Queue",
            "java/util/LinkedList",
            "java/util/AbstractSequentialList",
            "java/util/HashSet",
            "java/util/LinkedHashSet",
            "java/util/TreeSet",
            "java/util/PriorityQueue",
            "java/util/AbstractQueue");

    /** Whether the methods of a class that is refused elsewhere may be lifted for jobs on the host. */
    static boolean isForHost(String owner) {
        return ALLOWED_ON_HOST.stream().anyMatch(owner::startsWith);
    }

    static boolean isJdk(String internalName) {
        return PREFIXES.stream().anyMatch(internalName::startsWith);
    }

    /**
     * The bodies of tables that no handler has to wait for: in a {@code try}, too, they are compiled as anywhere else, and so keep their
     * derivatives.
     */
    static boolean neverThrows(MethodKey m) {
        boolean real = m.descriptor().endsWith(")D") || m.descriptor().endsWith(")F");
        boolean math = MATH_BODIES.stream().anyMatch(m.owner()::startsWith);
        return NEVER_THROWING.contains(m.owner()) || (math && real) || MathLibraries.has(m);
    }

    /** The method whose bytecode is compiled: adagent's own of a few of the JDK's, so that ids do not depend on the JDK's release. */
    static MethodKey compiled(MethodKey method) {
        return NUMBERS.contains(method.toString())
                ? new MethodKey("dev/adagent/overlay/Numbers", method.name(), method.descriptor())
                : method;
    }

    /** Random generators whose code kernels may have. */
    static boolean isGenerator(String owner) {
        return owner != null && (owner.equals("java/util/Random") || owner.equals("java/util/SplittableRandom"));
    }

    /** Constructors of generators that take their seed from the moment. */
    static boolean isUnseeded(MethodKey m) {
        return isGenerator(m.owner())
                && m.name().equals("<init>")
                && m.descriptor().equals("()V");
    }

    /** Methods of {@code Object} that classes have their own of: which it is shows with the receiver's class. */
    static boolean isOverridden(MethodKey m) {
        return m.owner().equals("java/lang/Object")
                && Set.of("equals", "hashCode", "toString").contains(m.name());
    }

    /** The optionals without a value: objects whose fields are all zero. */
    static boolean isEmptyOptional(FieldRef field) {
        return field.owner().startsWith("java/util/Optional") && field.name().equals("EMPTY");
    }

    /** What a constant of {@code BigInteger} is, null for any other field: as an object of the JDK's it could not be read. */
    static Long wholeNumber(FieldRef field) {
        return field.owner().equals(WHOLE_NUMBER.owner()) ? WHOLE_NUMBERS.get(field.name()) : null;
    }

    /** Whether it is one of the wrapper classes. */
    static boolean isBox(String internalName) {
        return BOXES.contains(internalName);
    }

    static boolean isMath(String owner) {
        return owner.equals("java/lang/Math") || owner.equals("java/lang/StrictMath");
    }

    /** Methods that make a text of numbers: left as calls, which an exception's message may hold. */
    static boolean isText(MethodKey m) {
        boolean string = m.owner().equals("java/lang/String")
                && (m.name().equals("valueOf") || m.name().equals("format"));
        boolean number = BOXES.contains(m.owner()) && TEXT_OF_NUMBERS.contains(m.name());
        boolean array = m.owner().equals("java/util/Arrays") && m.name().equals("toString");
        return (string || number || array) && m.descriptor().endsWith(")Ljava/lang/String;");
    }

    /** {@code Double.valueOf(double)}, {@code intValue()} and their like: left as calls for the pass that folds boxes. */
    static boolean isBoxing(String owner, String name, String descriptor) {
        return BOXES.contains(owner)
                && (UNBOXING.contains(name)
                        ? descriptor.startsWith("()")
                        : name.equals("valueOf") && descriptor.charAt(2) == ')');
    }

    /** Why the methods of a class are refused, or null if kernels may have them. */
    static Refused refusedInKernels(String owner) {
        return ALLOWED_IN_KERNELS.stream().anyMatch(owner::startsWith) ? null : refused(owner);
    }

    /** Why the methods of a class are refused, or null if any job may have them. */
    static Refused refused(String owner) {
        boolean throwable = owner.endsWith("Exception") || owner.endsWith("Error");
        if (throwable || owner.equals(OBJECTS) || ALLOWED.stream().anyMatch(owner::startsWith)) {
            return null;
        }
        Refused best = null;
        int length = 0;
        for (Map.Entry<String, Refused> e : REFUSED.entrySet()) {
            if (owner.startsWith(e.getKey()) && e.getKey().length() > length) {
                best = e.getValue();
                length = e.getKey().length();
            }
        }
        return best;
    }
}
