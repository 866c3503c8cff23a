package dev.adagent;

/**
 * A function given to {@code autodiff} without an activity writes an array that it captured. Give the function an activity
 * ({@link Autodiff#autodiffClosure}), or pass the array as an argument.
 */
public final class CaptureException extends CompileException {
    private static final long serialVersionUID = 1;

    CaptureException(String message, String className, String method, int line, String construct, String hint) {
        super(message, null, className, method, line, construct, hint);
    }
}
