package dev.adagent.agent.engine;

/** A call of {@code autodiff} that cannot be meant so; the app gets an {@code ActivityException} with the message. */
final class CallRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CallRefusal(String message) {
        super(message);
    }

    CallRefusal(String message, Throwable cause) {
        super(message, cause);
    }
}
