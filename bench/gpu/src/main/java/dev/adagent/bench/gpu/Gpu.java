package dev.adagent.bench.gpu;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import jcuda.CudaException;
import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUevent;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.JCudaDriver;

/** GPU 0 by the driver API, as little as a benchmark needs. Failures of the driver are {@link jcuda.CudaException}s. */
final class Gpu implements AutoCloseable {
    private final CUdevice device = new CUdevice();
    private final CUcontext context = new CUcontext();
    private final CUevent start = new CUevent();
    private final CUevent stop = new CUevent();

    /** A loaded cubin. */
    record Module(CUmodule handle) {}

    static Gpu open() {
        JCudaDriver.setExceptionsEnabled(true);
        JCudaDriver.cuInit(0);
        Gpu gpu = new Gpu();
        JCudaDriver.cuDeviceGet(gpu.device, 0);
        JCudaDriver.cuDevicePrimaryCtxRetain(gpu.context, gpu.device);
        JCudaDriver.cuCtxSetCurrent(gpu.context);
        JCudaDriver.cuEventCreate(gpu.start, 0);
        JCudaDriver.cuEventCreate(gpu.stop, 0);
        return gpu;
    }

    Module load(byte[] cubin) {
        CUmodule module = new CUmodule();
        JCudaDriver.cuModuleLoadData(module, cubin);
        return new Module(module);
    }

    /** Whether a module has a kernel of that name. */
    boolean has(Module module, String entry) {
        try {
            JCudaDriver.cuModuleGetFunction(new CUfunction(), module.handle(), entry);
            return true;
        } catch (CudaException absent) {
            return false;
        }
    }

    Runnable launcher(Module module, String entry, int[] g, Pointer arguments) {
        CUfunction function = new CUfunction();
        JCudaDriver.cuModuleGetFunction(function, module.handle(), entry);
        return () -> JCudaDriver.cuLaunchKernel(function, g[0], g[1], g[2], g[3], g[4], g[5], 0, null, arguments, null);
    }

    /** Time on the device from before to after what {@code work} submits. */
    double milliseconds(Runnable work) {
        JCudaDriver.cuEventRecord(start, null);
        work.run();
        JCudaDriver.cuEventRecord(stop, null);
        JCudaDriver.cuEventSynchronize(stop);
        float[] out = new float[1];
        JCudaDriver.cuEventElapsedTime(out, start, stop);
        return out[0];
    }

    Buffers upload(Object[] args) {
        return new Buffers(args);
    }

    @Override
    public void close() {
        JCudaDriver.cuDevicePrimaryCtxRelease(device);
    }

    /** Device copies of a benchmark's arguments. */
    static final class Buffers implements AutoCloseable {
        private final Object[] args;
        private final CUdeviceptr[] arrays;
        private final List<CUdeviceptr> others = new ArrayList<>();

        private Buffers(Object[] args) {
            this.args = args;
            arrays = new CUdeviceptr[args.length];
            for (int i = 0; i < args.length; i++) {
                if (args[i].getClass().isArray()) {
                    arrays[i] = new CUdeviceptr();
                    JCudaDriver.cuMemAlloc(arrays[i], bytes(args[i]));
                }
            }
            restore();
        }

        /** Gives every array its first content again. */
        void restore() {
            for (int i = 0; i < args.length; i++) {
                if (arrays[i] != null) {
                    JCudaDriver.cuMemcpyHtoD(arrays[i], pointer(args[i]), bytes(args[i]));
                }
            }
        }

        CUdeviceptr allocate(byte[] content) {
            CUdeviceptr p = new CUdeviceptr();
            JCudaDriver.cuMemAlloc(p, content.length);
            JCudaDriver.cuMemcpyHtoD(p, Pointer.to(content), content.length);
            others.add(p);
            return p;
        }

        /** Address of the argument's value: the array's device pointer, or the scalar. */
        Pointer argument(int i) {
            if (arrays[i] != null) {
                return Pointer.to(arrays[i]);
            }
            if (args[i] instanceof Integer n) {
                return Pointer.to(new int[] {n});
            } else if (args[i] instanceof Float f) {
                return Pointer.to(new float[] {f});
            }
            return Pointer.to(new double[] {(Double) args[i]});
        }

        Object download(int i) {
            Object out = Array.newInstance(args[i].getClass().componentType(), Array.getLength(args[i]));
            JCudaDriver.cuMemcpyDtoH(pointer(out), arrays[i], bytes(out));
            return out;
        }

        @Override
        public void close() {
            for (CUdeviceptr p : arrays) {
                if (p != null) {
                    JCudaDriver.cuMemFree(p);
                }
            }
            others.forEach(JCudaDriver::cuMemFree);
        }

        private static Pointer pointer(Object array) {
            if (array instanceof int[] a) {
                return Pointer.to(a);
            } else if (array instanceof float[] a) {
                return Pointer.to(a);
            }
            return Pointer.to((double[]) array);
        }

        private static long bytes(Object array) {
            return Array.getLength(array) * (array instanceof double[] ? 8L : 4L);
        }
    }
}
