package dev.adagent.fuzzing.language;

import dev.adagent.transform.device.Exceptions;
import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.lift.ClassSource;
import dev.adagent.transform.lift.NullMessage;

/**
 * An exception that left a thread, as far as every device must agree.
 *
 * @param type its class
 * @param message its message; empty where the JVM computes it and no device does: of its own casts
 * @param line the line of the program that raised it, or called what did; 0 if the exception does not say
 */
record Thrown(String type, String message, int line) {
    /** @param program name of the program's class */
    static Thrown of(Throwable t, String program) {
        boolean computed = t instanceof ClassCastException;
        return new Thrown(t.getClass().getName(), computed ? "" : String.valueOf(t.getMessage()), line(t, program));
    }

    /** What a launch ended with. @param source finds the program's class files */
    static Thrown of(KernelFailure failure, String program, ClassLoader loader, ClassSource source) {
        Throwable real = Exceptions.resolve(failure.exception(), loader);
        return of(NullMessage.complete(real, failure.stack(), source), program);
    }

    /** Whether both are the same as far as both say it. @param places whether the other one's places name instructions */
    boolean agrees(Thrown other, boolean places) {
        boolean open = !places && type.equals(NullPointerException.class.getName()) && other.message.equals("null");
        return (line == 0 || line == other.line) && type.equals(other.type) && (open || message.equals(other.message));
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
