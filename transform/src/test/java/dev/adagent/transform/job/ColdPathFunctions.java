package dev.adagent.transform.job;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.Random;

/** Functions of an array that can be compiled but for what they do where hardly anything comes. */
final class ColdPathFunctions {
    private static int count;

    private ColdPathFunctions() {}

    static native double elsewhere(double x);

    static double nativeMethod(double[] x) {
        return x[0] > 100 ? elsewhere(x[0]) : x[0] * x[1];
    }

    static double randomNumber(double[] x) {
        if (x[0] > 100) {
            return new Random().nextDouble() * x[1];
        }
        return x[0] * x[1];
    }

    static double sleeps(double[] x) throws InterruptedException {
        if (x[0] > 100) {
            Thread.sleep(1);
        }
        return x[0] * x[1];
    }

    static double writesAStatic(double[] x) {
        if (x[0] > 100) {
            count++;
        }
        return x[0] * x[1];
    }

    static double locks(double[] x) {
        return locked(x[0]) * x[1];
    }

    private static double locked(double v) {
        if (v > 100) {
            synchronized (ColdPathFunctions.class) {
                return v;
            }
        }
        return v;
    }

    /** The handler gets exceptions of the program's, not the refusal. */
    static double caught(double[] x) {
        try {
            return nativeMethod(x);
        } catch (Throwable t) {
            return -1;
        }
    }

    private static final MethodHandle SQUARE = square();

    private static MethodHandle square() {
        try {
            return MethodHandles.lookup()
                    .findStatic(ColdPathFunctions.class, "times", MethodType.methodType(double.class, double.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static double times(double x) {
        return x * x;
    }

    /** A receiver that is tested for null by itself, since a handler would get that exception. */
    static double handle(double[] x) {
        try {
            return x[0] > 100 ? (double) SQUARE.invokeExact(x[0]) : x[0] * x[1];
        } catch (Throwable t) {
            return -1;
        }
    }

    static double always(double[] x) {
        return elsewhere(x[0]) * x[1];
    }

    static double message(double[] x) {
        if (x[0] > 100) {
            throw new IllegalStateException("too far: " + Arrays.toString(x) + ", from " + x[0]);
        }
        return x[0] * x[1];
    }

    /** Texts, and the clock, are the JVM's: nothing is refused. */
    static double texts(double[] x) {
        long start = System.nanoTime();
        String name = "n" + x.length + '/' + (x[0] > 0) + '/' + (byte) x.length + null;
        double y = x[0] * x[1] * name.length() + name.charAt(1) - name.indexOf("true");
        return System.nanoTime() - start < 0 ? y + 1 : y;
    }
}
