package dev.adagent.cuda;

import static dev.adagent.cuda.CudaException.check;

import dev.adagent.codegen.ExceptionRecord;
import dev.adagent.transform.ir.Type;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import jcuda.NativePointerObject;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.JCudaDriver;

/** The arguments of one launch on the device: one buffer for each array, the exception record, and the tapes. */
final class LaunchArguments implements AutoCloseable {
    private final DeviceMemory memory;
    private final LoadedKernel kernel;
    private final Object[] args;
    private final int depth;
    private final Map<Object, DeviceMemory.Block> arrays = new IdentityHashMap<>();
    private final Map<Object, Boolean> written = new IdentityHashMap<>();
    private DeviceMemory.Block record;
    private DeviceMemory.Block tape;

    /**
     * Copies the arrays to the device.
     *
     * @param depth calls of methods that call themselves that a thread may have open at once, if there are such
     */
    LaunchArguments(DeviceMemory memory, LoadedKernel kernel, Object[] args, int depth) {
        this.memory = memory;
        this.kernel = kernel;
        this.args = args.clone();
        this.depth = depth;
        List<Type> parameters = kernel.kernel().parameters();
        if (args.length != parameters.size()) {
            throw new IllegalArgumentException(
                    kernel.kernel().entry() + " takes " + parameters.size() + " arguments, not " + args.length);
        }
        try {
            BitSet effects = kernel.kernel().written();
            for (int i = 0; i < args.length; i++) {
                if (parameters.get(i).isArray() && args[i] != null) {
                    upload(args[i], effects.get(i));
                }
            }
            record = memory.allocate(kernel.kernel().recordBytes());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** @param changed whether the kernel may write to the array, or to those that it holds */
    private void upload(Object array, boolean changed) {
        if (array instanceof Object[] rows) {
            uploadRows(rows, changed);
            return;
        }
        written.merge(array, changed, Boolean::logicalOr);
        if (arrays.containsKey(array)) {
            return;
        }
        DeviceMemory.Block b = memory.allocate(ArrayTransfer.bytes(array));
        arrays.put(array, b);
        ArrayTransfer.toDevice(array, b.pointer());
    }

    /** An array of arrays is a table of addresses and lengths, which kernels do not write to. */
    private void uploadRows(Object[] rows, boolean changed) {
        long[] table = new long[2 * rows.length];
        for (int k = 0; k < rows.length; k++) {
            if (rows[k] != null) {
                upload(rows[k], changed);
                table[2 * k] = ArrayTransfer.address(arrays.get(rows[k]).pointer());
                table[2 * k + 1] = Array.getLength(rows[k]);
            }
        }
        if (!arrays.containsKey(rows)) {
            DeviceMemory.Block b = memory.allocate(ArrayTransfer.bytes(table));
            arrays.put(rows, b);
            ArrayTransfer.toDevice(table, b.pointer());
        }
    }

    /** Gives the device's copies of the arrays that the kernel may have changed their first content again. */
    void restore() {
        written.forEach((array, changed) -> {
            if (changed) {
                ArrayTransfer.toDevice(array, arrays.get(array).pointer());
            }
        });
    }

    /** The kernel's parameters, with an empty exception record and room for {@code slots} tape slots a thread. */
    Pointer pointers(int[] grid, long slots) {
        List<NativePointerObject> out = new ArrayList<>();
        List<Type> parameters = kernel.kernel().parameters();
        for (int i = 0; i < args.length; i++) {
            if (parameters.get(i).isArray()) {
                DeviceMemory.Block b = args[i] == null ? null : arrays.get(args[i]);
                out.add(Pointer.to(b == null ? new CUdeviceptr() : b.pointer()));
                out.add(Pointer.to(new int[] {args[i] == null ? 0 : Array.getLength(args[i])}));
            } else {
                out.add(scalar(parameters.get(i), args[i]));
            }
        }
        if (kernel.kernel().stack() != null) {
            out.add(Pointer.to(new int[] {depth}));
        }
        byte[] empty = ExceptionRecord.empty(kernel.kernel().sites());
        check(
                JCudaDriver.cuMemcpyHtoD(record.pointer(), Pointer.to(empty), empty.length),
                "preparing the exception record");
        out.add(Pointer.to(record.pointer()));
        if (kernel.kernel().tapes() > 0) {
            if (tape != null) {
                memory.free(tape);
                tape = null;
                memory.releaseIdle();
            }
            tape = memory.allocate(Math.multiplyExact(8 * slots, TapeSize.threads(grid)));
            out.add(Pointer.to(tape.pointer()));
            out.add(Pointer.to(new int[] {Math.toIntExact(slots)}));
        }
        return Pointer.to(out.toArray(new NativePointerObject[0]));
    }

    private static Pointer scalar(Type type, Object value) {
        switch (type.kind()) {
            case F64:
                return Pointer.to(new double[] {(Double) value});
            case F32:
                return Pointer.to(new float[] {(Float) value});
            case I64:
                return Pointer.to(new long[] {(Long) value});
            case I32:
                return Pointer.to(new int[] {
                    value instanceof Boolean b
                            ? (b ? 1 : 0)
                            : value instanceof Character c ? (int) c : ((Number) value).intValue()
                });
            default:
                throw new IllegalArgumentException("a value of type " + type + " cannot be taken to a GPU");
        }
    }

    /** The exception record after the launch. */
    byte[] record() {
        byte[] out = new byte[kernel.kernel().recordBytes()];
        check(JCudaDriver.cuMemcpyDtoH(Pointer.to(out), record.pointer(), out.length), "reading the exception record");
        return out;
    }

    /** Copies what the kernel may have written to back into the Java arrays. */
    void copyBack() {
        written.forEach((array, changed) -> {
            if (changed) {
                ArrayTransfer.toHost(arrays.get(array).pointer(), array);
            }
        });
    }

    @Override
    public void close() {
        arrays.values().forEach(memory::free);
        arrays.clear();
        if (record != null) {
            memory.free(record);
            record = null;
        }
        if (tape != null) {
            memory.free(tape);
            tape = null;
        }
    }
}
