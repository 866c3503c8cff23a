package dev.adagent.cuda;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips tests where there is no GPU, and says why; the one device of those that run. */
public final class RequiresGpu implements ExecutionCondition {
    private static final CudaDevice DEVICE;
    private static final String REASON;

    static {
        CudaDevice device = null;
        String reason = null;
        try {
            device = CudaDevice.open();
        } catch (CudaUnavailableException e) {
            reason = e.getMessage();
        }
        DEVICE = device;
        REASON = reason;
        System.out.println(device == null ? "Tests tagged gpu are skipped: " + reason : "GPU: " + device.describe());
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return DEVICE == null
                ? ConditionEvaluationResult.disabled("no GPU: " + REASON)
                : ConditionEvaluationResult.enabled(DEVICE.describe());
    }

    /** The GPU that all tests use; null where there is none. */
    public static CudaDevice device() {
        return DEVICE;
    }
}
