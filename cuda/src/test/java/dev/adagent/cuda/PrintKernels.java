package dev.adagent.cuda;

import static dev.adagent.Autodiff.FORWARD;
import static dev.adagent.Autodiff.REVERSE;
import static dev.adagent.Autodiff.active;
import static dev.adagent.Autodiff.autodiff;
import static dev.adagent.Autodiff.constant;
import static dev.adagent.Autodiff.duplicated;
import static dev.adagent.Kernel.globalIdX;
import static dev.adagent.Kernel.printf;
import static dev.adagent.Kernel.sharedInt;
import static dev.adagent.Kernel.syncThreads;
import static dev.adagent.Kernel.threadIdxX;

import java.util.function.IntConsumer;

/** Kernels that print, each with what one thread of it prints as plain Java. */
@SuppressWarnings({"unused", "AnnotateFormatMethod"}) // found by name
final class PrintKernels {
    private PrintKernels() {}

    enum Size {
        SMALL,
        LARGE {
            @Override
            public String toString() {
                return "very large";
            }
        }
    }

    record Point(double x, double y) {
        void print(int i) {
            printf("%d: (%.2f, %.2f)%n", i, x, y);
        }
    }

    static void types(int[] n, double[] x) {
        typesOfThread(globalIdX(), n, x);
    }

    static void typesOfThread(int i, int[] n, double[] x) {
        printf("%d|%5d|%-6d|%x|%,d|%s%n", i, (byte) n[i], (short) n[i], n[i], (long) n[i] * 1_000_003L, n[i] > 2);
        printf("%c%c|%b|%s|%S%n", (char) ('a' + i), 'z', n[i] == 3, (char) (n[i] & 0x7f | 64), x[i] < 0);
        printf("%s %e %.3f %a %g|%s|%08.2f%n", x[i], x[i], x[i], x[i], x[i], (float) x[i] / 3, (float) x[i]);
        printf("%2$s %1$s %<s %h %3$o%n", n[i], "second", n[i]);
        printf("no numbers, 100 %%%n");
    }

    static void texts(int[] n, double[] x) {
        textsOfThread(globalIdX(), n, x);
    }

    static void textsOfThread(int i, int[] n, double[] x) {
        String size = n[i] > 3 ? "many" : n[i] == 3 ? "three" : "few";
        printf("%-6s|%s|%s%n", size, Size.LARGE, null);
        printf("%s and %s\n", "n=" + n[i] + ", x=" + x[i], Integer.toHexString(n[i]));
        printf(n[i] > 3 ? "more: %d%n" : "less: %d%n", n[i]);
        String text = "";
        if (n[i] % 2 == 0) {
            text += "even " + n[i];
        }
        printf("[%s]%n", text);
        printf("%s %s%n", Size.SMALL.name(), i > 2 ? (Object) n[i] : "none");
    }

    static void loops(int[] n, double[] x) {
        loopsOfThread(globalIdX(), n, x);
    }

    static void loopsOfThread(int i, int[] n, double[] x) {
        outer:
        for (int k = 0; k < n[i]; k++) {
            printf("%d.%d", i, k);
            for (int j = 0; j < k; j++) {
                if (j == 2) {
                    printf(" |%n");
                    continue outer;
                }
                printf(" %d", j);
            }
            printf("%n");
        }
    }

    static void calls(int[] n, double[] x) {
        callsOfThread(globalIdX(), n, x);
    }

    static void callsOfThread(int i, int[] n, double[] x) {
        new Point(x[i], n[i]).print(i);
        IntConsumer show = k -> printf("%d of %d%n", k, i);
        show.accept(n[i]);
        int depth = countDown(n[i] & 7, 0);
        printf("depth %d%n", depth);
    }

    /** Stays a call, on all devices. */
    private static int countDown(int n, int depth) {
        printf("%d ", n);
        if (n == 0) {
            return depth;
        }
        int deeper = countDown(n / 2, depth + 1);
        printf("up%d ", n);
        return deeper;
    }

    static void tried(int[] n, double[] x) {
        triedOfThread(globalIdX(), n, x);
    }

    static void triedOfThread(int i, int[] n, double[] x) {
        try {
            printf("in %d%n", i);
            if (n[i] > 3) {
                throw new IllegalStateException("more than 3: " + n[i]);
            }
            printf("%d%n", 12 / n[i]);
        } catch (IllegalStateException e) {
            printf("%s%n", e.getMessage());
        } catch (ArithmeticException e) {
            printf("zero%n");
        } finally {
            printf("out %d%n", i);
        }
    }

    /** What a thread prints before and after it waits for the others comes together. */
    static void waiting(int[] n, double[] x) {
        int i = globalIdX();
        int[] all = sharedInt(64);
        printf("%d before%n", i);
        all[threadIdxX()] = n[i];
        syncThreads();
        printf("%d after, the next has %d%n", i, all[(threadIdxX() + 1) % 4]);
    }

    static void waitingOfThread(int i, int[] n, double[] x) {
        printf("%d before%n", i);
        printf("%d after, the next has %d%n", i, n[i / 4 * 4 + (i % 4 + 1) % 4]);
    }

    static double chatty(double a, int steps) {
        double s = a;
        for (int k = 0; k < steps; k++) {
            s = Math.sin(s) * a;
            printf("step %d: %.6f%n", k, s);
        }
        if (s > 0) {
            printf("positive%n");
        }
        return s * s;
    }

    static void reverse(int[] n, double[] x) {
        int i = globalIdX();
        var a = active(x[i]);
        autodiff(REVERSE, PrintKernels::chatty, a, constant(n[i] & 3));
        printf("slope %.9f%n", a.grad() + 0.0);
    }

    static void reverseOfThread(int i, int[] n, double[] x) {
        chatty(x[i], n[i] & 3);
        printf("slope %.9f%n", slope(x[i], n[i] & 3) + 0.0);
    }

    static void forward(int[] n, double[] x) {
        int i = globalIdX();
        double d = autodiff(FORWARD, PrintKernels::chatty, duplicated(x[i], 1.0), constant(n[i] & 3))
                .tangent();
        printf("slope %.9f%n", d + 0.0);
    }

    static void forwardOfThread(int i, int[] n, double[] x) {
        reverseOfThread(i, n, x);
    }

    /** By hand. */
    private static double slope(double a, int steps) {
        double s = a;
        double ds = 1;
        for (int k = 0; k < steps; k++) {
            ds = Math.cos(s) * ds * a + Math.sin(s);
            s = Math.sin(s) * a;
        }
        return 2 * s * ds;
    }

    /** Recursive, so that the derivative calls too. */
    static double chattyPower(double a, int n) {
        if (n <= 0) {
            printf("one%n");
            return 1;
        }
        printf("%d ", n);
        double rest = chattyPower(a, n - 1);
        return a * rest;
    }

    static void recursive(int[] n, double[] x) {
        int i = globalIdX();
        var a = active(x[i]);
        autodiff(REVERSE, PrintKernels::chattyPower, a, constant(3));
        printf("slope %.9f%n", a.grad() + 0.0);
    }

    static void recursiveOfThread(int i, int[] n, double[] x) {
        chattyPower(x[i], 3);
        printf("slope %.9f%n", 3 * x[i] * x[i] + 0.0);
    }

    static void fails(int[] n, double[] x) {
        failsOfThread(globalIdX(), n, x);
    }

    static void failsOfThread(int i, int[] n, double[] x) {
        printf("thread %d%n", i);
        if (i == 5) {
            throw new IllegalStateException("five");
        }
    }

    static void much(int[] n, double[] x) {
        int i = globalIdX();
        for (int k = 0; k < n[0]; k++) {
            printf("%d%n", i);
        }
    }

    static void silent(int[] n, double[] x) {
        x[globalIdX()] += n[globalIdX()];
    }

    // ---- refused

    static void wrongType(int[] n, double[] x) {
        printf("%d%n", x[globalIdX()]);
    }

    static void tooFew(int[] n, double[] x) {
        printf("%d %d%n", n[globalIdX()]);
    }

    static void unknownConversion(int[] n, double[] x) {
        printf("%q%n", n[globalIdX()]);
    }

    static void codePoint(int[] n, double[] x) {
        printf("%c%n", n[globalIdX()]);
    }

    static void array(int[] n, double[] x) {
        printf("%s%n", (Object) n);
    }
}
