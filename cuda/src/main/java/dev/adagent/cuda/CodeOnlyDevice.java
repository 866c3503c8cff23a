package dev.adagent.cuda;

import dev.adagent.codegen.CodeStore;
import dev.adagent.codegen.DeviceCode;
import dev.adagent.codegen.PtxCompiler;
import dev.adagent.transform.device.Aliases;
import dev.adagent.transform.device.Device;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.Recent;

/**
 * Makes the code that a GPU would be given, or takes it from the store, and stops there: kernels do not run. It is for tests and for filling
 * the store, on a machine without a GPU; the architecture is that of the property {@code adagent.sm}.
 */
public final class CodeOnlyDevice implements Device {
    /** Name of the device, and value of the option {@code device} that asks for it. */
    public static final String NAME = "cuda-code";

    private final KernelCode code;
    private final Recent<KernelCode.Variant, DeviceCode> made = new Recent<>(KernelCode.KEPT, v -> {});

    /** @param store where code is kept from run to run; null for nowhere */
    public CodeOnlyDevice(CodeStore store) {
        code = new KernelCode(Integer.parseInt(PtxCompiler.architecture().substring("sm_".length())), store);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String target() {
        return CudaTarget.NAME;
    }

    @Override
    public String describe() {
        return "code for " + code.architecture() + " alone: kernels are compiled and do not run";
    }

    @Override
    public boolean keepsCode() {
        return code.isKept();
    }

    @Override
    public synchronized void launch(Kernel kernel, int[] grid, Object[] args) {
        CudaDevice.requireIndexable(kernel, grid);
        KernelCode.Variant v =
                new KernelCode.Variant(kernel.contentId(), Aliases.of(args).allDistinct(), 0);
        made.get(v, missing -> code.of(kernel, missing));
    }
}
