package dev.adagent.agent.engine;

/**
 * Replies that cross the door for a failure; the api makes its exception of the simple name. The form is in {@code
 * dev.adagent.Replies}.
 */
final class Reply {
    private Reply() {}

    /** A thread threw; {@code block} and {@code thread} are x, y, z. */
    static Object[] kernelException(String message, Throwable cause, int[] block, int[] thread) {
        return error("KernelException", message, cause, block, thread);
    }

    /** Code that cannot be compiled or differentiated; {@code line} is −1 where the class has no line numbers. */
    static Object[] compileException(
            String message, Throwable cause, String className, String method, int line, String construct, String hint) {
        return error("CompileException", message, cause, className, method, line, construct, hint);
    }

    /** The differentiated method's own exception, to be thrown as it is. */
    static Object[] thrown(Throwable own) {
        return error("throw", null, own);
    }

    /** Any other exception of the api, by simple name, for example {@code DeviceUnavailableException}. */
    static Object[] error(String name, String message, Throwable cause, Object... details) {
        return new Object[] {"error", name, message, cause, details};
    }
}
