package dev.adagent.cuda;

import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/** A call of the CUDA driver failed. Errors of kernels that Java knows of are not reported this way. */
public final class CudaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int result;

    CudaException(int result, String doing) {
        super(doing + ": " + describe(result));
        this.result = result;
    }

    /** The driver's number of the error, a {@code CUresult}. */
    public int result() {
        return result;
    }

    boolean outOfMemory() {
        return result == CUresult.CUDA_ERROR_OUT_OF_MEMORY;
    }

    /** Throws if {@code result} is not success. */
    static void check(int result, String doing) {
        if (result != CUresult.CUDA_SUCCESS) {
            throw new CudaException(result, doing);
        }
    }

    static String describe(int result) {
        String[] text = {null};
        JCudaDriver.cuGetErrorString(result, text);
        return CUresult.stringFor(result) + (text[0] == null ? "" : ", " + text[0]);
    }
}
