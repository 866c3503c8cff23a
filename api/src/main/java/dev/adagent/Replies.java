package dev.adagent;

/**
 * Turns the engine's error replies into this class loader's exceptions. The engine's own classes do not cross the door, so a
 * failure arrives as {@code {"error", simple name of the exception, message, cause, details}}; {@code "throw"} in place of the name
 * asks to throw the cause itself. Details: for {@code KernelException} two {@code int[3]}, block and thread; for
 * {@code CompileException} class name, method, line (Integer), construct and hint; for {@code AgentMissingException} nothing, or the name
 * of the class that did not opt in.
 */
final class Replies {
    private Replies() {}

    /** The reply itself, unless it is an error. */
    static Object check(Object reply) {
        if (reply instanceof Object[] parts && parts.length == 5 && "error".equals(parts[0])) {
            Throwable cause = (Throwable) parts[3];
            if ("throw".equals(parts[1])) {
                throw Replies.<RuntimeException>unchecked(cause);
            }
            throw exception((String) parts[1], (String) parts[2], cause, (Object[]) parts[4]);
        }
        return reply;
    }

    private static AdagentException exception(String name, String message, Throwable cause, Object[] details) {
        switch (name) {
            case "AgentMissingException":
                return details == null || details.length == 0
                        ? new AgentMissingException(message, cause)
                        : AgentMissingException.notOptedIn((String) details[0]);
            case "KernelException":
                return new KernelException(message, cause, (int[]) details[0], (int[]) details[1]);
            case "CompileException":
                return new CompileException(
                        message,
                        cause,
                        (String) details[0],
                        (String) details[1],
                        (Integer) details[2],
                        (String) details[3],
                        (String) details[4]);
            case "ActivityException":
                return new ActivityException(message, cause);
            case "CaptureException":
                return new CaptureException(
                        message,
                        (String) details[0],
                        (String) details[1],
                        (Integer) details[2],
                        (String) details[3],
                        (String) details[4]);
            case "LaunchException":
                return new LaunchException(message, cause);
            case "OverlayException":
                return new OverlayException(message, cause);
            case "TapeOverflowException":
                return new TapeOverflowException(message, cause);
            case "DeviceUnavailableException":
                return new DeviceUnavailableException(message, cause);
            case "AdagentException":
                return new AdagentException(message, cause);
            default:
                return new AdagentException(name + ": " + message, cause);
        }
    }

    /** Lets a caller throw what its signature does not name: {@code throw Replies.<RuntimeException>unchecked(t)}. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    static <E extends Throwable> E unchecked(Throwable t) throws E {
        throw (E) t;
    }
}
