package dev.adagent.transform.lift;

import dev.adagent.transform.ir.Captured;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.IrPrinter;
import dev.adagent.transform.ir.Type;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The objects outside that a job refers to, as they are at one launch: what static fields and arguments lead to. It notes which classes
 * were asked for: code compiled with these answers fits a later launch only if it gives the same ones.
 */
public final class OutsideObjects {
    private static final String CLASS = "class ";
    private static final String VALUE = "value ";
    private static final String SAME = "same ";
    private static final String AS = " as ";
    private static final String UNKNOWN = "unknown";
    private static final String UNREADABLE = "unreadable";

    /** What stands for a big integer in compiled code. */
    private static final String WHOLE = "dev/adagent/overlay/Whole";

    /** What stands for a list of the JDK's there. */
    static final String LIST = "dev/adagent/overlay/OutsideList";

    /** Stands for a null reference among the answers. */
    private static final Type NULL = Type.VOID;

    private final StaticValues statics;
    private final boolean lastingOnly;
    private final Object[] arguments;
    private final Map<Captured, Type> asked = new LinkedHashMap<>();
    private final Map<Captured, String> numbers = new LinkedHashMap<>();
    private final Map<Captured, Type> lasting = new LinkedHashMap<>();
    private final SortedMap<String, String> answers = new TreeMap<>();
    private final Map<FieldRef, Object> calls = new LinkedHashMap<>();

    /** @param arguments the entry's, receiver first; null if they are not known */
    public OutsideObjects(StaticValues statics, Object... arguments) {
        this(statics, false, arguments);
    }

    private OutsideObjects(StaticValues statics, boolean lastingOnly, Object... arguments) {
        this.statics = statics;
        this.lastingOnly = lastingOnly;
        this.arguments = arguments == null ? null : arguments.clone();
    }

    /**
     * The objects outside code that is compiled once and run whenever it is called, with no launch to compare them at: what may change
     * is not known.
     */
    public static OutsideObjects lasting(StaticValues statics) {
        return new OutsideObjects(statics, true, (Object[]) null);
    }

    /** The Java value, null also if it is not known. */
    public Object value(Captured c) {
        Object at;
        int from = 0;
        if (c.parameter() >= 0) {
            at = arguments == null ? null : arguments[c.parameter()];
        } else {
            at = staticValue(c.path().get(0));
            from = 1;
        }
        for (FieldRef f : c.path().subList(from, c.path().size())) {
            at = at == null ? null : read(at, f);
        }
        return at;
    }

    /** A call is made once for all that one launch asks. */
    private Object staticValue(FieldRef field) {
        return Captured.isCall(field) ? calls.computeIfAbsent(field, statics::value) : statics.value(field);
    }

    /**
     * Whether a call gives an equal result each time, and leaves all static fields that it reads as the first call left them.
     *
     * @param receiver null for static methods and constructors
     */
    boolean repeats(FieldRef call, Captured receiver, Set<FieldRef> reads) {
        try {
            Object on = receiver == null ? null : value(receiver);
            if (reads == null || receiver != null && on == null) {
                return false;
            }
            Object first = receiver == null ? statics.value(call) : read(on, call);
            String before = ObjectText.of(on, reads.stream().map(statics::value).toArray());
            String then = ObjectText.of(first);
            Object second = receiver == null ? statics.value(call) : read(on, call);
            return first != null
                    && then.equals(ObjectText.of(first))
                    && then.equals(ObjectText.of(second))
                    && before.equals(
                            ObjectText.of(on, reads.stream().map(statics::value).toArray()));
        } catch (ObjectText.Unreadable | IllegalStateException e) {
            return false;
        }
    }

    private static Object read(Object object, FieldRef field) {
        if (Captured.isCall(field)) {
            return HostCalls.make(field, object, object.getClass().getClassLoader());
        }
        if (Captured.isOfElements(field)) {
            return OutsideElements.read((Object[]) object, field, OutsideObjects::read);
        }
        if (isBoxed(object, field)) {
            return object;
        }
        if (isOfAtomic(object, field)) {
            return held(object);
        }
        if (isOfList(object, field)) {
            return ((List<?>) object).toArray();
        }
        if (isWhole(object, field)) {
            BigInteger n = (BigInteger) object;
            return field.name().equals("low") ? n.longValue() : n.shiftRight(64).longValue();
        }
        for (Class<?> c = object.getClass(); c != null; c = c.getSuperclass()) {
            if (!c.getName().replace('.', '/').equals(field.owner())) {
                continue;
            }
            if (object instanceof Enum<?> e && c == Enum.class) {
                return field.name().equals("ordinal") ? (Object) e.ordinal() : e.name();
            }
            break;
        }
        Field f = field(object, field);
        if (f == null) {
            throw new IllegalStateException(
                    "field " + field + " of a " + object.getClass().getName()
                            + " cannot be read: open its module to adagent, or pass the value itself");
        }
        try {
            return f.get(object);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("field " + field + " cannot be read", e);
        }
    }

    /** Whether it is a part of what stands for a big integer in compiled code, and the number has room there. */
    private static boolean isWhole(Object object, FieldRef field) {
        return field.owner().equals(WHOLE) && object instanceof BigInteger n && hasRoom(n);
    }

    private static boolean isList(Object object) {
        return object instanceof List && object.getClass().getName().startsWith("java.util.");
    }

    private static boolean isOfList(Object object, FieldRef field) {
        return field.owner().equals(LIST) && field.name().equals("elements") && isList(object);
    }

    /** Whether it is the number in a wrapper object. */
    private static boolean isBoxed(Object object, FieldRef field) {
        return field.name().equals("value")
                && Jdk.isBox(field.owner())
                && object.getClass().getName().replace('.', '/').equals(field.owner());
    }

    /** What the field of an atomic holds: a boolean is 0 or 1 there. */
    private static Object held(Object atomic) {
        if (atomic instanceof AtomicLong n) {
            return n.get();
        }
        return atomic instanceof AtomicInteger n ? n.get() : ((AtomicBoolean) atomic).get() ? 1 : 0;
    }

    /** Whether it is the number that an atomic holds, whose field is the JDK's alone. */
    private static boolean isOfAtomic(Object object, FieldRef field) {
        return field.name().equals("value")
                && (object instanceof AtomicInteger || object instanceof AtomicLong || object instanceof AtomicBoolean);
    }

    private static boolean hasRoom(BigInteger n) {
        return n.bitLength() <= 127 && !n.equals(BigInteger.ONE.shiftLeft(127).negate());
    }

    /** The field, accessible, or null. */
    private static Field field(Object object, FieldRef field) {
        for (Class<?> c = object.getClass(); c != null; c = c.getSuperclass()) {
            if (c.getName().replace('.', '/').equals(field.owner())) {
                try {
                    Field f = c.getDeclaredField(field.name());
                    return f.trySetAccessible() ? f : null;
                } catch (NoSuchFieldException e) {
                    return null;
                }
            }
        }
        return null;
    }

    /**
     * The class of the object that a captured reference is; null if it is null or not known.
     *
     * @param fixed whether the value is the same at every launch
     */
    Type typeOf(Captured c, boolean fixed) {
        if (lastingOnly && !fixed) {
            return null;
        }
        Type t = isKnownBase(c) ? ask(c, fixed) : null;
        noteClass(c, t);
        return t == NULL ? null : t;
    }

    /**
     * The value of something that is the same at every launch, of which constants and lengths of arrays go into code; null if it cannot be read: on a
     * way behind a test of its class that fails, a field may be one that the object does not have.
     */
    Object fixedValue(Captured c) {
        if (!isReadable(c)) {
            return null;
        }
        Object value = value(c);
        answers.put(VALUE + c, text(value));
        return value;
    }

    /** Whether two references, both the same at every launch, are to one object. */
    boolean areSame(Captured a, Captured b) {
        boolean same = value(a) == value(b);
        answers.put(SAME + a + AS + b, String.valueOf(same));
        return same;
    }

    /** The number that something is, on which code is to depend; null if it is none or not known. */
    Object numberAtLaunch(Captured c) {
        Object value = !lastingOnly && isKnownBase(c) && isReadable(c) ? value(c) : null;
        if (!(JavaConstants.of(value) instanceof Number n)) {
            return null;
        }
        answers.put(VALUE + c, text(value));
        numbers.put(c, text(value));
        return n;
    }

    boolean isNull(Captured c, boolean fixed) {
        if (lastingOnly && !fixed) {
            return false;
        }
        boolean unread =
                c.parameter() < 0 && c.path().size() == 1; // a static field that could not be read gives null too
        Type t = !unread && isKnownBase(c) ? ask(c, fixed) : null;
        if (!unread) {
            noteClass(c, t);
        }
        return t == NULL;
    }

    private void noteClass(Captured c, Type t) {
        answers.put(CLASS + c, t == null ? UNKNOWN : t.toString());
    }

    /** What was asked, and answered, in a form that is the same in every run: code made with the same answers is the same. */
    public SortedMap<String, String> answers() {
        return new TreeMap<>(answers);
    }

    /** What these objects answer to a question of {@link #answers}. */
    public String answer(String question) {
        if (question.startsWith(SAME)) {
            int as = question.indexOf(AS);
            Captured a = Captured.parse(question.substring(SAME.length(), as));
            return String.valueOf(value(a) == value(Captured.parse(question.substring(as + AS.length()))));
        }
        boolean ofClass = question.startsWith(CLASS);
        Captured c = Captured.parse(question.substring(ofClass ? CLASS.length() : VALUE.length()));
        try {
            return !ofClass ? text(value(c)) : isKnownBase(c) ? find(c).toString() : UNKNOWN;
        } catch (IllegalStateException e) {
            return UNREADABLE;
        }
    }

    /** What code may hold of a value that never changes: exactly, or of arrays the length, or nothing. */
    private static String text(Object value) {
        if (value != null && value.getClass().isArray()) {
            return "array of " + Array.getLength(value);
        }
        Object constant = JavaConstants.of(value);
        if (constant instanceof Double d) {
            return "double " + Long.toHexString(Double.doubleToRawLongBits(d));
        } else if (constant instanceof Float f) {
            return "float " + Integer.toHexString(Float.floatToRawIntBits(f));
        } else if (constant instanceof String s) {
            return "string " + IrPrinter.quote(s);
        }
        return constant != null ? constant.getClass().getSimpleName() + " " + constant : UNKNOWN;
    }

    private Type ask(Captured c, boolean fixed) {
        return (fixed ? lasting : asked).computeIfAbsent(c, this::find);
    }

    private boolean isKnownBase(Captured c) {
        if (c.parameter() >= 0 && arguments == null || c.path().size() > 1 && !isReadable(c)) {
            return false;
        }
        if (c.path().size() <= (c.parameter() < 0 ? 1 : 0)) {
            return true;
        }
        return value(new Captured(c.parameter(), c.path().subList(0, c.path().size() - 1))) != null;
    }

    private Type find(Captured c) {
        Object value = value(c);
        if (value == null) {
            return NULL;
        }
        if (value instanceof BigInteger n && hasRoom(n)) {
            return Type.object(WHOLE);
        }
        if (isList(value)) {
            return Type.object(LIST);
        }
        Class<?> k = value.getClass();
        return k.isArray()
                ? Type.ofDescriptor(k.descriptorString())
                : Type.object(k.getName().replace('.', '/'));
    }

    /** The answers given so far that another launch may give otherwise. */
    public Map<Captured, Type> assumptions() {
        return new LinkedHashMap<>(asked);
    }

    /** The numbers on which code depends that another launch may find otherwise, as text. */
    public Map<Captured, String> numbers() {
        return new LinkedHashMap<>(numbers);
    }

    /** Whether these objects hold the same numbers. */
    public boolean hold(Map<Captured, String> expected) {
        return expected.entrySet().stream()
                .allMatch(
                        e -> isKnownBase(e.getKey()) && text(value(e.getKey())).equals(e.getValue()));
    }

    private static boolean isReadable(Object base, FieldRef step) {
        if (Captured.isOfElements(step)) {
            return OutsideElements.areReadable((Object[]) base, step, OutsideObjects::isReadable);
        }
        return Captured.isCall(step)
                || base instanceof Enum
                || isBoxed(base, step)
                || isOfAtomic(base, step)
                || isOfList(base, step)
                || isWhole(base, step)
                || field(base, step) != null;
    }

    /** Whether the value can be read, as far as that can be told at this launch. */
    public boolean isReadable(Captured c) {
        if (c.parameter() < 0 && !statics.isKnown(c.path().get(0))) {
            return false;
        }
        for (int k = c.parameter() < 0 ? 1 : 0; k < c.path().size(); k++) {
            Object base = value(new Captured(c.parameter(), c.path().subList(0, k)));
            FieldRef step = c.path().get(k);
            if (base != null && !isReadable(base, step)) {
                return false;
            }
        }
        return true;
    }

    /** Whether these objects give the same answers. */
    public boolean agree(Map<Captured, Type> assumptions) {
        return assumptions.entrySet().stream().allMatch(e -> find(e.getKey()).equals(e.getValue()));
    }
}
