package dev.adagent;

/** The device that was asked for is not there, or cannot be used. */
public final class DeviceUnavailableException extends AdagentException {
    private static final long serialVersionUID = 1;

    DeviceUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
