package dev.adagent.codegen;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.IdentityHashMap;
import java.util.StringJoiner;
import org.bytedeco.javacpp.BytePointer;

/** A kernel's arguments in native memory, spelled as constants of LLVM assembly. */
final class HostArguments implements AutoCloseable {
    private final IdentityHashMap<Object, BytePointer> arrays = new IdentityHashMap<>();
    private final String text;

    HostArguments(Object[] args) {
        StringJoiner out = new StringJoiner(", ");
        for (Object a : args) {
            out.add(argument(a));
        }
        text = out.toString();
    }

    private String argument(Object a) {
        if (a == null) {
            return "ptr null, i32 0";
        }
        if (a.getClass().isArray()) {
            BytePointer p = inMemory(a);
            return "ptr inttoptr (i64 " + p.address() + " to ptr), i32 " + Array.getLength(a);
        }
        if (a instanceof Boolean b) {
            return "i32 " + (b ? 1 : 0);
        }
        if (a instanceof Character c) {
            return "i32 " + (int) c;
        }
        if (a instanceof Double || a instanceof Float) {
            return (a instanceof Double ? "double " : "float ") + LlvmTypes.constant(a);
        }
        return (a instanceof Long ? "i64 " : "i32 ") + ((Number) a).longValue();
    }

    private BytePointer inMemory(Object array) {
        BytePointer known = arrays.get(array);
        if (known == null) {
            known = array instanceof Object[] rows ? table(rows) : copyOut(array);
            arrays.put(array, known);
        }
        return known;
    }

    /** An array of arrays: an address and a length for each. */
    private BytePointer table(Object... rows) {
        BytePointer p = new BytePointer((long) LlvmTypes.REFERENCE_BYTES * Math.max(1, rows.length));
        ByteBuffer b = view(p);
        for (int i = 0; i < rows.length; i++) {
            b.putLong(
                    i * LlvmTypes.REFERENCE_BYTES,
                    rows[i] == null ? 0 : inMemory(rows[i]).address());
            b.putInt(i * LlvmTypes.REFERENCE_BYTES + 8, rows[i] == null ? 0 : Array.getLength(rows[i]));
        }
        return p;
    }

    private static ByteBuffer view(BytePointer p) {
        return p.asByteBuffer().order(ByteOrder.nativeOrder());
    }

    private static BytePointer copyOut(Object a) {
        BytePointer p = new BytePointer(8L * Math.max(1, Array.getLength(a)));
        ByteBuffer b = view(p);
        if (a instanceof double[] x) {
            b.asDoubleBuffer().put(x);
        } else if (a instanceof float[] x) {
            b.asFloatBuffer().put(x);
        } else if (a instanceof long[] x) {
            b.asLongBuffer().put(x);
        } else if (a instanceof int[] x) {
            b.asIntBuffer().put(x);
        } else if (a instanceof short[] x) {
            b.asShortBuffer().put(x);
        } else if (a instanceof char[] x) {
            b.asCharBuffer().put(x);
        } else if (a instanceof byte[] x) {
            b.put(x);
        } else if (a instanceof boolean[] x) {
            for (boolean v : x) {
                b.put((byte) (v ? 1 : 0));
            }
        } else {
            throw new IllegalArgumentException("no array of primitives: " + a.getClass());
        }
        return p;
    }

    /** The arguments, with their types. */
    String text() {
        return text;
    }

    /** Copies all arrays back to Java. */
    void copyBack() {
        arrays.forEach(HostArguments::copyIn);
    }

    private static void copyIn(Object a, BytePointer p) {
        ByteBuffer b = view(p);
        if (a instanceof double[] x) {
            b.asDoubleBuffer().get(x);
        } else if (a instanceof float[] x) {
            b.asFloatBuffer().get(x);
        } else if (a instanceof long[] x) {
            b.asLongBuffer().get(x);
        } else if (a instanceof int[] x) {
            b.asIntBuffer().get(x);
        } else if (a instanceof short[] x) {
            b.asShortBuffer().get(x);
        } else if (a instanceof char[] x) {
            b.asCharBuffer().get(x);
        } else if (a instanceof byte[] x) {
            b.get(x);
        } else if (a instanceof boolean[] x) {
            for (int i = 0; i < x.length; i++) {
                x[i] = b.get() != 0;
            }
        }
    }

    @Override
    public void close() {
        arrays.values().forEach(BytePointer::close);
    }
}
