package dev.adagent.fuzzing.language;

import dev.adagent.transform.device.Exceptions;

/**
 * An exception that left a thread, as far as every device must agree.
 *
 * @param type its class
 * @param message its message; empty where the JVM computes it from the bytecode: of its own null pointers and casts
 * @param line the line of the program that raised it, or called what did; 0 if the exception does not say
 */
record Thrown(String type, String message, int line) {
    /** @param program name of the program's class */
    static Thrown of(Throwable t, String program, ClassLoader loader) {
        Throwable real = Exceptions.resolve(t, loader);
        boolean computed = real instanceof NullPointerException || real instanceof ClassCastException;
        return new Thrown(
                real.getClass().getName(), computed ? "" : String.valueOf(real.getMessage()), line(t, program));
    }

    private static int line(Throwable t, String program) {
        for (StackTraceElement e : t.getStackTrace()) {
            if (e.getClassName().equals(program) || e.getClassName().startsWith(program + "$")) {
                return e.getLineNumber();
            }
        }
        return 0;
    }

    @Override
    public String toString() {
        return type + (message.isEmpty() ? "" : ": " + message) + " at line " + line;
    }
}
