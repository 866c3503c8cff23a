package dev.adagent;

/** Code that cannot be compiled for a device, or not be differentiated: where, what, and what to write instead. */
public sealed class CompileException extends AdagentException permits CaptureException {
    private static final long serialVersionUID = 1;

    private final String className;
    private final String method;
    private final int line;
    private final String construct;
    private final String hint;

    /** Thrown by compiled derivatives that come to what could not be compiled. @param message all that the other arguments say, and more */
    public CompileException(String message, String className, String method, int line, String construct, String hint) {
        this(message, null, className, method, line, construct, hint);
    }

    CompileException(
            String message, Throwable cause, String className, String method, int line, String construct, String hint) {
        super(message, cause);
        this.className = className;
        this.method = method;
        this.line = line;
        this.construct = construct;
        this.hint = hint;
    }

    /** Binary name of the class with the construct. */
    public String className() {
        return className;
    }

    /** Name of the method with the construct. */
    public String method() {
        return method;
    }

    /** Source line of the construct, or −1 if the class has no line numbers. */
    public int line() {
        return line;
    }

    /** What is not supported. */
    public String construct() {
        return construct;
    }

    /** What to write instead. */
    public String hint() {
        return hint;
    }
}
