package dev.adagent.transform.cpu;

import dev.adagent.transform.device.Exceptions;
import dev.adagent.transform.ir.Construction;

/** What kernels' code calls to fail; the classes made by the emitter name these methods. */
final class Faults {
    private Faults() {}

    /** An exception on its way out of a kernel, with the numbers of the places that it passed, innermost first. */
    static final class Fault extends RuntimeException {
        private static final long serialVersionUID = 1L;

        final int[] sites;

        Fault(Throwable cause, int... sites) {
            super(null, cause, false, false);
            this.sites = sites;
        }
    }

    static Throwable at(Throwable t, int site) {
        if (t instanceof Fault f) {
            int[] sites = java.util.Arrays.copyOf(f.sites, f.sites.length + 1);
            sites[f.sites.length] = site;
            return new Fault(f.getCause(), sites);
        }
        return new Fault(t, site);
    }

    /** A NullPointerException that the kernel makes itself: its message is not one that the JVM computed. */
    static final class MadeNullPointer extends NullPointerException {
        private static final long serialVersionUID = 1L;

        private MadeNullPointer(NullPointerException made) {
            super(made.getMessage());
            for (Throwable s : made.getSuppressed()) {
                addSuppressed(s);
            }
        }

        static Throwable of(Throwable t) {
            return t.getClass() == NullPointerException.class ? new MadeNullPointer((NullPointerException) t) : t;
        }

        NullPointerException plain() {
            NullPointerException out = new NullPointerException(getMessage());
            for (Throwable s : getSuppressed()) {
                out.addSuppressed(s);
            }
            return out;
        }
    }

    static Throwable raise(String className, String message) {
        return MadeNullPointer.of(Exceptions.make(className, message));
    }

    /** As {@code raise}, for an exception that is made by a constructor of its own; the engine need not see its class. */
    static Throwable construct(String construction, Object[] operands) {
        return MadeNullPointer.of(
                Exceptions.make(Construction.parse(construction), operands, ClassLoader.getPlatformClassLoader()));
    }

    static Object notNull(Object o) {
        if (o == null) {
            throw new NullPointerException();
        }
        return o;
    }

    static void bounds(int length, int index) {
        if (index < 0 || index >= length) {
            throw new ArrayIndexOutOfBoundsException("Index " + index + " out of bounds for length " + length);
        }
    }

    static void notZero(int divisor) {
        if (divisor == 0) {
            throw new ArithmeticException("/ by zero");
        }
    }

    static void notZero(long divisor) {
        if (divisor == 0) {
            throw new ArithmeticException("/ by zero");
        }
    }

    static void size(int size) {
        if (size < 0) {
            throw new NegativeArraySizeException(Integer.toString(size));
        }
    }
}
