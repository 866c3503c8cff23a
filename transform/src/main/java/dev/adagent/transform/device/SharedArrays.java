package dev.adagent.transform.device;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The arrays that the threads of a block share: one for each name that {@link Op#SHARED} gives. */
public final class SharedArrays {
    /** Bytes of static shared memory that a block has on every CUDA device. */
    public static final int MAX_BYTES = 48 * 1024;

    private SharedArrays() {}

    /**
     * One shared array.
     *
     * @param name what its instructions name it by
     * @param type its type, an array of numbers
     * @param length number of elements
     * @param loc where the kernel asks for it
     */
    public record SharedArray(String name, Type type, int length, Loc loc) {
        /** Size of the elements together. */
        public int bytes() {
            return length * type.element().byteSize();
        }
    }

    /**
     * The shared arrays of a module, in the order of their names.
     *
     * @throws DeviceRefusal if a length is not constant or negative, differs between two uses, or all together are too large
     */
    public static List<SharedArray> of(Module module) {
        Map<String, SharedArray> found = new LinkedHashMap<>();
        for (Function f : module.functions()) {
            Map<Integer, Object> constants = new HashMap<>();
            for (Block b : f.blocks()) {
                for (Insn i : b.insns()) {
                    if (i.op() == Op.CONST) {
                        constants.put(i.result(), i.attr());
                    }
                }
            }
            for (Block b : f.blocks()) {
                for (Insn i : b.insns()) {
                    if (i.op() == Op.SHARED) {
                        SharedArray made = array(i, constants.get(i.arg(0)));
                        SharedArray known = found.putIfAbsent(made.name(), made);
                        if (known != null && known.length() != made.length()) {
                            throw new DeviceRefusal(
                                    i.loc(),
                                    "a shared array of length " + known.length() + " in one place and " + made.length()
                                            + " in another",
                                    "give each length a call of its own: the array belongs to the call, as a"
                                            + " __shared__ variable to its declaration");
                        }
                    }
                }
            }
        }
        List<SharedArray> out = new ArrayList<>(found.values());
        out.sort(Comparator.comparing(SharedArray::name));
        long bytes = 0;
        for (SharedArray a : out) {
            bytes += a.bytes();
            if (bytes > MAX_BYTES) {
                throw new DeviceRefusal(
                        a.loc(),
                        "shared arrays of " + bytes + " bytes; a block has " + MAX_BYTES,
                        "use smaller tiles, or an array of the launch with a part for each block");
            }
        }
        return out;
    }

    private static SharedArray array(Insn i, Object length) {
        if (!(length instanceof Integer n)) {
            throw new DeviceRefusal(
                    i.loc(),
                    "a shared array whose length is not known when the kernel is compiled",
                    "use a constant length, the largest that a launch needs");
        }
        if (n < 0 || n > MAX_BYTES) {
            throw new DeviceRefusal(
                    i.loc(), "a shared array of " + n + " elements", "a block has " + MAX_BYTES + " bytes for all");
        }
        return new SharedArray((String) i.attr(), i.type(), n, i.loc());
    }
}
