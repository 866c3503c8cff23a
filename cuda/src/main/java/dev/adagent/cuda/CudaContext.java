package dev.adagent.cuda;

import static dev.adagent.cuda.CudaException.check;

import dev.adagent.codegen.NativeLibraries;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.CUlimit;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/** The driver, one of its GPUs, and the GPU's primary context. */
final class CudaContext implements ThreadStacks.Driver {
    private static final Path DRIVER_FILE = Path.of("/proc/driver/nvidia/version");
    private static final Pattern DRIVER_VERSION = Pattern.compile("\\s(\\d+\\.\\d+(?:\\.\\d+)?)\\s");

    private final CUcontext context = new CUcontext();
    private final CUdevice device;
    private final String name;
    private final long totalBytes;
    private final int computeCapability;

    private CudaContext(CUdevice device) {
        this.device = device;
        byte[] text = new byte[256];
        check(JCudaDriver.cuDeviceGetName(text, text.length, device), "asking for the GPU's name");
        int n = 0;
        while (n < text.length && text[n] != 0) {
            n++;
        }
        name = new String(text, 0, n, StandardCharsets.UTF_8);
        long[] bytes = new long[1];
        check(JCudaDriver.cuDeviceTotalMem(bytes, device), "asking for the GPU's memory");
        totalBytes = bytes[0];
        computeCapability = 10 * attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)
                + attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
        check(JCudaDriver.cuDevicePrimaryCtxRetain(context, device), "opening a context on " + name);
    }

    /**
     * Opens the first GPU that the driver shows.
     *
     * @throws CudaUnavailableException if there is no driver, no GPU, or either does not work
     */
    static CudaContext open() throws CudaUnavailableException {
        try {
            NativeLibraries.loadCudaDriver();
            JCudaDriver.setExceptionsEnabled(false);
        } catch (UnsatisfiedLinkError | NoClassDefFoundError | ExceptionInInitializerError e) {
            throw new CudaUnavailableException("this machine has no NVIDIA driver (libcuda.so.1 cannot be loaded)", e);
        }
        int status = JCudaDriver.cuInit(0);
        if (status == CUresult.CUDA_ERROR_NO_DEVICE) {
            throw new CudaUnavailableException("the NVIDIA driver finds no GPU", null);
        }
        try {
            check(status, "the NVIDIA driver does not start");
            int[] count = new int[1];
            check(JCudaDriver.cuDeviceGetCount(count), "counting GPUs");
            if (count[0] == 0) {
                throw new CudaUnavailableException("the NVIDIA driver finds no GPU", null);
            }
            CUdevice device = new CUdevice();
            check(JCudaDriver.cuDeviceGet(device, 0), "opening GPU 0");
            CudaContext c = new CudaContext(device);
            if (c.computeCapability < 75) {
                throw new CudaUnavailableException(
                        c.name + " is too old: compute capability " + c.computeCapability / 10 + "."
                                + c.computeCapability % 10 + ", and 7.5 is needed",
                        null);
            }
            return c;
        } catch (CudaException e) {
            throw new CudaUnavailableException(e.getMessage(), e);
        }
    }

    /** Makes this context the calling thread's. */
    void bind() {
        check(JCudaDriver.cuCtxSetCurrent(context), "entering the context on " + name);
    }

    @Override
    public long totalBytes() {
        return totalBytes;
    }

    @Override
    public long residentThreads() {
        return (long) attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT)
                * attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_MULTIPROCESSOR);
    }

    @Override
    public long stack() {
        long[] bytes = new long[1];
        check(JCudaDriver.cuCtxGetLimit(bytes, CUlimit.CU_LIMIT_STACK_SIZE), "asking how much stack each thread has");
        return bytes[0];
    }

    /** @throws CudaException if the driver refuses for another reason than memory */
    @Override
    public boolean setStack(long bytes) {
        int status = JCudaDriver.cuCtxSetLimit(CUlimit.CU_LIMIT_STACK_SIZE, bytes);
        if (status == CUresult.CUDA_ERROR_OUT_OF_MEMORY || status == CUresult.CUDA_ERROR_INVALID_VALUE) {
            return false;
        }
        check(status, "giving each thread a stack of " + bytes + " bytes for methods that call themselves");
        return true;
    }

    int attribute(int which) {
        int[] value = new int[1];
        check(JCudaDriver.cuDeviceGetAttribute(value, which, device), "asking for an attribute of the GPU");
        return value[0];
    }

    /** 10 · major + minor. */
    int computeCapability() {
        return computeCapability;
    }

    String name() {
        return name;
    }

    /** The context's GPU memory that nobody uses, in bytes. */
    long freeBytes() {
        long[] free = new long[1];
        long[] total = new long[1];
        check(JCudaDriver.cuMemGetInfo(free, total), "asking for free memory");
        return free[0];
    }

    /** Name, memory, compute capability, versions of the driver and of the CUDA that it speaks. */
    String describe() {
        int[] version = new int[1];
        check(JCudaDriver.cuDriverGetVersion(version), "asking for the driver's version");
        return name + ", " + (totalBytes >> 30) + " GiB, compute capability " + computeCapability / 10 + "."
                + computeCapability % 10 + ", driver " + driverVersion() + "CUDA " + version[0] / 1000 + "."
                + version[0] % 1000 / 10;
    }

    private static String driverVersion() {
        try {
            Matcher m = DRIVER_VERSION.matcher(Files.readString(DRIVER_FILE));
            return m.find() ? m.group(1) + ", " : "";
        } catch (IOException e) {
            return ""; // not every kind of container shows the file
        }
    }
}
