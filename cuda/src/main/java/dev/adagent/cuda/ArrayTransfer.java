package dev.adagent.cuda;

import static dev.adagent.cuda.CudaException.check;

import java.lang.reflect.Array;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.JCudaDriver;

/** Copies Java arrays of primitives to the device and back. A {@code boolean} is a byte, 0 or 1. */
final class ArrayTransfer {
    private ArrayTransfer() {}

    /** Bytes that the array's elements take on the device. @throws IllegalArgumentException if it is no array of primitives */
    static long bytes(Object array) {
        return (long) Array.getLength(array) * elementBytes(array.getClass().getComponentType());
    }

    /** A device address as a number. */
    static long address(CUdeviceptr pointer) {
        return new Address(pointer).value();
    }

    /** JCuda shows a device address to subclasses of its pointers only. */
    private static final class Address extends CUdeviceptr {
        Address(CUdeviceptr pointer) {
            super(pointer);
        }

        long value() {
            return getNativePointer() + getByteOffset();
        }
    }

    private static int elementBytes(Class<?> element) {
        if (element == double.class || element == long.class) {
            return 8;
        } else if (element == float.class || element == int.class) {
            return 4;
        } else if (element == short.class || element == char.class) {
            return 2;
        } else if (element == byte.class || element == boolean.class) {
            return 1;
        }
        throw new IllegalArgumentException("an array of " + element.getName() + " cannot be taken to a GPU");
    }

    static void toDevice(Object array, CUdeviceptr target) {
        long bytes = bytes(array);
        if (bytes > 0) {
            Object source = array instanceof boolean[] b ? toBytes(b) : array;
            check(JCudaDriver.cuMemcpyHtoD(target, pointer(source), bytes), "copying " + bytes + " bytes to the GPU");
        }
    }

    static void toHost(CUdeviceptr source, Object array) {
        long bytes = bytes(array);
        if (bytes == 0) {
            return;
        }
        String doing = "copying " + bytes + " bytes from the GPU";
        if (array instanceof boolean[] b) {
            byte[] staged = new byte[b.length];
            check(JCudaDriver.cuMemcpyDtoH(Pointer.to(staged), source, bytes), doing);
            for (int i = 0; i < b.length; i++) {
                b[i] = staged[i] != 0;
            }
        } else {
            check(JCudaDriver.cuMemcpyDtoH(pointer(array), source, bytes), doing);
        }
    }

    private static byte[] toBytes(boolean[] values) {
        byte[] out = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            out[i] = (byte) (values[i] ? 1 : 0);
        }
        return out;
    }

    private static Pointer pointer(Object array) {
        if (array instanceof double[] a) {
            return Pointer.to(a);
        } else if (array instanceof float[] a) {
            return Pointer.to(a);
        } else if (array instanceof long[] a) {
            return Pointer.to(a);
        } else if (array instanceof int[] a) {
            return Pointer.to(a);
        } else if (array instanceof short[] a) {
            return Pointer.to(a);
        } else if (array instanceof char[] a) {
            return Pointer.to(a);
        } else if (array instanceof byte[] a) {
            return Pointer.to(a);
        }
        throw new IllegalArgumentException("cannot be taken to a GPU: " + array.getClass());
    }
}
