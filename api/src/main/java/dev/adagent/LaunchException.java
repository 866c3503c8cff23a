package dev.adagent;

/** A launch that is not the call of exactly one kernel, or whose arguments cannot be taken to the device. */
public final class LaunchException extends AdagentException {
    private static final long serialVersionUID = 1;

    LaunchException(String message, Throwable cause) {
        super(message, cause);
    }

    LaunchException(String message) {
        super(message, null);
    }

    static LaunchException noKernel() {
        return new LaunchException(
                "the lambda of Gpu.launch called no kernel. It calls exactly one method marked @GpuKernel, of a"
                        + " class that opted in: add the line Adagent-Enabled: true to the manifest of that class's jar");
    }
}
