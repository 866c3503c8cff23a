package dev.adagent.transform.lift.samples;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** Methods that are refused, each with a typed error; the texts are in {@code refusals.txt}. */
@SuppressWarnings({"unused", "rawtypes", "UnsynchronizedOverridesSynchronized", "ModifiedButNotUsed"})
public final class Refused {
    static double[] kept;
    static int count;

    private Refused() {}

    static class Open {
        int value() {
            return 1;
        }
    }

    public static int synchronizedBlock(int[] a) {
        synchronized (a) {
            return a[0]++;
        }
    }

    static synchronized int locked(int[] a) {
        return a[0]++;
    }

    public static int synchronizedMethod(int[] a) {
        return locked(a);
    }

    static native int unknown(int a);

    public static int nativeMethod(int a) {
        return unknown(a);
    }

    public static void escapingNew(int n) {
        kept = new double[n];
    }

    public static void staticWrite() {
        count++;
    }

    public static void print(double x) {
        System.out.println(x);
    }

    public static long clock() {
        return System.nanoTime();
    }

    public static String reflection(Object o) {
        return o.getClass().getName();
    }

    public static int classConstant() {
        return Refused.class.hashCode();
    }

    public static int openReceiver(Open o) {
        return o.value();
    }

    public static int stringSwitch(String s) {
        return switch (s) {
            case "a" -> 1;
            default -> 2;
        };
    }

    public static int collection(int n) {
        List<Integer> l = new ArrayList<>();
        return l.size() + new HashMap<Integer, Integer>().size();
    }

    public static double random() {
        return Math.random();
    }

    public static void thread() {
        Thread.yield();
    }

    public static void store(Object[] a, Object o) {
        a[0] = o;
    }

    static int level1(int a) {
        return level2(a) + 1;
    }

    static int level2(int a) {
        return unknown(a) * 2;
    }

    public static int callPath(int a) {
        return level1(a + 1);
    }

    public static double lambdaInTry(DoubleUnaryOperator f, double x) {
        try {
            return f.applyAsDouble(x);
        } catch (RuntimeException e) {
            return 0;
        }
    }

    public static int insideLambda(int a) {
        java.util.function.IntUnaryOperator f = x -> unknown(x);
        return f.applyAsInt(a);
    }

    public static String textBuilder(int n) {
        StringBuilder s = new StringBuilder();
        for (int i = 0; i < n; i++) {
            s.append(i);
        }
        return s.toString();
    }

    public static void copyObjects(Object[] a, String[] b) {
        System.arraycopy(b, 0, a, 0, 1);
    }

    public static boolean sameObject(Object a, Object b) {
        return a == b;
    }

    public static double decimal(double x) {
        return new java.math.BigDecimal(x).doubleValue();
    }

    public static double stream(double[] x) {
        return java.util.Arrays.stream(x).distinct().sum();
    }

    public static int textOfTheCaller(String s) {
        return s.length();
    }

    private static final class Mutable extends RuntimeException {
        private static final long serialVersionUID = 1L;
        int code;
    }

    public static int changedException(int a) {
        Mutable m = new Mutable();
        m.code = a;
        if (a > 3) {
            throw m;
        }
        return m.code;
    }

    private static final class Mapped extends RuntimeException {
        private static final long serialVersionUID = 1L;
        final HashMap<String, Integer> codes = new HashMap<>();
        final int code;

        Mapped(int code) {
            this.code = code;
            codes.put("code", code);
        }
    }

    public static int fieldOfException(int a) {
        try {
            if (a > 3) {
                throw new Mapped(a);
            }
            return a;
        } catch (Mapped e) {
            return e.code;
        }
    }

    static final class Counter {
        int calls;
    }

    static final Counter COUNTER = new Counter();

    public static int writtenObject(int a) {
        return COUNTER.calls++ + a;
    }

    private static int ofClass(int a) {
        return a > 3 ? Refused.class.hashCode() : a;
    }

    public static int reachedInACallee(int a) {
        return ofClass(a);
    }

    public static int boxOutOfSight(int a) {
        Object o = a > 3 ? (Object) Integer.valueOf(a) : "x";
        return ((Double) o).intValue();
    }

    private static class Noted extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final StringBuilder notes = new StringBuilder();
        private final int[] count = {0};

        void note(int a) {
            notes.append(a);
        }
    }

    private static int noted(int a) {
        try {
            if (a > 3) {
                throw new Noted();
            }
            return a;
        } catch (Noted e) {
            e.note(a);
            throw e;
        }
    }

    public static int callsOnCaughtTwice(int a) {
        try {
            return noted(a);
        } catch (Noted e) {
            e.note(-a);
            throw e;
        }
    }

    public static int arrayInException(int a) {
        try {
            if (a > 3) {
                throw new Noted();
            }
            return a;
        } catch (Noted e) {
            e.count[0] = a;
            throw e;
        }
    }

    public static void printfFormat(double x) {
        dev.adagent.Kernel.printf("%d%n", x);
    }

    public static void printfObject(int[] x) {
        dev.adagent.Kernel.printf("%s%n", (Object) x);
    }

    public static int unknownCause(int a) {
        String text = "";
        for (int k = 0; k < a; k++) {
            text += k;
        }
        IllegalStateException e = new IllegalStateException("whole");
        e.initCause(new IllegalStateException(text));
        throw e;
    }

    public static int causeOfCauseSetLater(int a) {
        IllegalStateException cause = new IllegalStateException("cause " + a);
        cause.initCause(new ArithmeticException("first"));
        IllegalStateException e = new IllegalStateException("whole");
        e.initCause(cause);
        throw e;
    }

    private static int recursive(int a) {
        if (a < 0) {
            throw new IllegalStateException("none of " + a);
        }
        if (a < 2) {
            return a;
        }
        try {
            return recursive(a - 1) + recursive(a - 3);
        } catch (IllegalStateException e) {
            e.addSuppressed(new ArithmeticException("at " + a));
            throw e;
        }
    }

    public static int suppressedOutOfRecursion(int a) {
        return recursive(a) + 1;
    }
}
