package dev.adagent.cuda;

/** There is no NVIDIA GPU that can be used here. The message says why, in words that complete "no GPU: …". */
public final class CudaUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    CudaUnavailableException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
