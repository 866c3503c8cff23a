package dev.adagent.bench.gpu;

import dev.adagent.codegen.NativeLibraries;
import java.util.Locale;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.JCudaDriver;

/** Times what the driver itself takes to start, in milliseconds: {@code cuInit} and the primary context; JCuda is loaded before. */
public final class DriverStart {
    private DriverStart() {}

    public static void main(String[] args) {
        NativeLibraries.loadCudaDriver();
        JCudaDriver.setExceptionsEnabled(true);
        long start = System.nanoTime();
        JCudaDriver.cuInit(0);
        CUdevice device = new CUdevice();
        JCudaDriver.cuDeviceGet(device, 0);
        CUcontext context = new CUcontext();
        JCudaDriver.cuDevicePrimaryCtxRetain(context, device);
        System.out.printf(Locale.ROOT, "driver %.1f%n", (System.nanoTime() - start) * 1e-6);
    }
}
