package dev.adagent.transform.opt;

import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.Overlay;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Intrinsics;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Print;
import dev.adagent.transform.ir.TextCalls;
import dev.adagent.transform.ir.Type;
import java.util.Set;

/** What is known of single instructions: their effects, and whether their results can be null. */
public final class Facts {
    private Facts() {}

    /** The intrinsic that an instruction stands for, also while it is still a call; null if none. */
    static String intrinsic(Insn i) {
        if (i.op() == Op.INTRINSIC) {
            return (String) i.attr();
        }
        if (i.op() == Op.CALL && ((Callee) i.attr()).overlay() instanceof Overlay.Intrinsic in) {
            return Intrinsics.exists(in.name()) ? in.name() : null;
        }
        return null;
    }

    /** Whether the result depends on the operands alone (and the thread's place in the grid) and nothing else happens. */
    static boolean isPure(Insn i) {
        if (i.op().effect() == Op.Effect.NONE) {
            return true;
        }
        if (isPureTargetIntrinsic(i)) {
            return true;
        }
        String name = intrinsic(i);
        if (name == null) {
            return false;
        }
        Intrinsics.Kind k = Intrinsics.kind(name);
        return k == Intrinsics.Kind.PURE || k == Intrinsics.Kind.THREAD;
    }

    /** Whether the instruction is an operation of the job's target that only gives a result. */
    static boolean isPureTargetIntrinsic(Insn i) {
        return i.op() == Op.CALL && ((Callee) i.attr()).isPureTargetIntrinsic();
    }

    /** Whether a call without a function is one that a pass or the host knows: a wrapper's, a text's, an exception's constructor. */
    public static boolean isKnownCall(Insn call) {
        MethodKey m = ((Callee) call.attr()).original();
        return isBox(call)
                || Boxes.unboxed(m) != null
                || isText(call)
                || isArrayOf(call)
                || isStoreCheck(call)
                || isEmptyConstructor(m)
                || Throwables.isConstructor(call)
                || Print.isCall(call)
                || Messages.isConcat(call);
    }

    /** Whether the instruction may go if nobody uses its result. */
    static boolean isRemovable(Insn i) {
        return isPure(i)
                || isBox(i)
                || isText(i)
                || isOfString(i)
                || isMomentary(i)
                || isCallOf(i, CLASS_CONSTANT)
                || isCallOf(i, GET_CLASS)
                || isArrayOf(i)
                || Messages.isConcat(i)
                || i.op().effect() == Op.Effect.READ
                || i.op().effect() == Op.Effect.ALLOCATE
                || (i.op() == Op.INTRINSIC && i.attr().equals("tape.load"));
    }

    /** A call of {@code Double.valueOf(double)} and its like. */
    static boolean isBox(Insn i) {
        return i.op() == Op.CALL && Boxes.boxed(((Callee) i.attr()).original()) != null;
    }

    /** A call of a static method of the JDK that makes a text, which only an exception's message can hold: it runs on the host. */
    static boolean isText(Insn i) {
        return TextCalls.makesText(i);
    }

    /** A call of a method of {@code String} on a text: it is folded where the text is a constant. */
    static boolean isOfString(Insn i) {
        return TextCalls.isOfString(i);
    }

    /** The check that a store of an object into an array does (JLS §10.5): operands array and value. It goes where it cannot fail. */
    public static final MethodKey STORE_CHECK =
            new MethodKey("java/lang/ArrayStoreException", "check", "([Ljava/lang/Object;Ljava/lang/Object;)V");

    /** A class as a value: operand its name. It goes where nobody uses it. */
    public static final MethodKey CLASS_CONSTANT =
            new MethodKey("java/lang/Class", "constant", "(Ljava/lang/String;)Ljava/lang/Class;");

    /** The class of an object that is not null. It goes where nobody uses it, or only asks whether it is that of another. */
    public static final MethodKey GET_CLASS = new MethodKey("java/lang/Object", "getClass", "()Ljava/lang/Class;");

    /** Entering and leaving a monitor (JLS §17.1): operand its object. {@link Monitors} takes them away. */
    public static final MethodKey MONITOR_ENTER =
            new MethodKey("java/lang/Object", "monitorenter", "(Ljava/lang/Object;)V");

    public static final MethodKey MONITOR_EXIT =
            new MethodKey("java/lang/Object", "monitorexit", "(Ljava/lang/Object;)V");

    static boolean isMonitor(Insn i) {
        return isCallOf(i, MONITOR_ENTER) || isCallOf(i, MONITOR_EXIT);
    }

    static boolean isCallOf(Insn i, MethodKey method) {
        return i.op() == Op.CALL && ((Callee) i.attr()).original().equals(method);
    }

    private static final MethodKey IDENTITY_HASH =
            new MethodKey("java/lang/System", "identityHashCode", "(Ljava/lang/Object;)I");

    /** What differs from run to run, and is asked for without changing anything. */
    private static final Set<MethodKey> MOMENTARY = Set.of(
            new MethodKey("java/lang/System", "currentTimeMillis", "()J"),
            new MethodKey("java/lang/System", "nanoTime", "()J"),
            IDENTITY_HASH);

    /** Whether a method gives what differs from run to run, and changes nothing: as the seed of a generator that is never asked. */
    public static boolean isMomentary(MethodKey method) {
        return MOMENTARY.contains(method);
    }

    static boolean isMomentary(Insn i) {
        return i.op() == Op.CALL
                && ((Callee) i.attr()).function() == null
                && isMomentary(((Callee) i.attr()).original());
    }

    static boolean isIdentityHash(Insn i) {
        return isCallOf(i, IDENTITY_HASH);
    }

    static boolean isStoreCheck(Insn i) {
        return i.op() == Op.CALL && ((Callee) i.attr()).original().equals(STORE_CHECK);
    }

    /** An array of the operands, which only an exception or its message can hold: it is made on the host. */
    static Callee arrayOf(Type array, int length) {
        String element = array.element().descriptor();
        MethodKey key = new MethodKey("java/util/Arrays", "arrayOf", "(" + element.repeat(length) + ")[" + element);
        return new Callee(Callee.Kind.STATIC, key, null, null, null);
    }

    public static boolean isArrayOf(Insn i) {
        return i.op() == Op.CALL
                && ((Callee) i.attr()).original().name().equals("arrayOf")
                && ((Callee) i.attr()).original().owner().equals("java/util/Arrays");
    }

    /** The constant zero of a type: 0 of its kind, or null. */
    static Object zero(Type type) {
        return switch (type.kind()) {
            case I32 -> 0;
            case I64 -> 0L;
            case F32 -> 0f;
            case F64 -> 0.0;
            default -> null;
        };
    }

    /** Whether the value that this instruction defines is certainly not null. */
    static boolean isNonNull(Insn i) {
        if (i == null) {
            return false;
        }
        return switch (i.op()) {
            case NEW, NEWARRAY, SHARED, LAMBDA -> true;
            case CONST -> i.attr() != null;
            case CALL -> isBox(i) || isText(i) || Messages.isConcat(i);
            default -> false;
        };
    }

    /** Whether the value is 0 or 1. */
    static boolean isBoolean(Defs defs, int value) {
        Insn i = defs.insn(value);
        if (i == null) {
            return false;
        }
        return switch (i.op()) {
            case CMP, INSTANCEOF -> true;
            case CONST -> i.attr() instanceof Integer c && (c == 0 || c == 1);
            case NARROW -> i.attr().equals(Type.BOOL);
            default -> false;
        };
    }

    /** The constructors that do nothing. */
    static boolean isEmptyConstructor(MethodKey m) {
        return m.name().equals("<init>")
                && m.descriptor().equals("()V")
                && (m.owner().equals("java/lang/Object")
                        || m.owner().equals("java/lang/Record")
                        || m.owner().equals("java/lang/Number"));
    }
}
