package dev.adagent.cuda;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Skips tests where there is no GPU, and says why; hands the one device to those that ask for it. */
final class RequiresGpu implements ExecutionCondition, ParameterResolver {
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

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == CudaDevice.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return DEVICE;
    }
}
