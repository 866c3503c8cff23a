package dev.adagent.codegen;

import dev.adagent.transform.ir.Construction;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Type;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/**
 * The record in device memory through which threads report Java exceptions, little-endian:
 *
 * <pre>
 * offset 0   u64  linear id of the thread, all ones if none has raised: blocks first, then threads of the block, x fastest
 * offset 8   u32  lock of the writers, 0 before and after a launch
 * offset 12  u32  index of the site in the kernel's table
 * offset 16  u32  blockIdx x, y, z
 * offset 28  u32  threadIdx x, y, z
 * offset 40  u64  operands of the message, as raw bits: an i32 is sign-extended, an f32 zero-extended
 * </pre>
 *
 * A thread that raises takes the lock, writes if its id is lower than the one recorded, gives the lock back and leaves the kernel. So of
 * all threads that raised the one with the lowest id is reported. The host writes {@link #empty} before a launch.
 */
public final class ExceptionRecord {
    static final int LOCK = 8;
    static final int SITE = 12;
    static final int BLOCK = 16;
    static final int THREAD = 28;
    static final int OPERANDS = 40;

    private ExceptionRecord() {}

    /**
     * A place in a kernel that can raise an exception.
     *
     * @param className internal name of the exception's class
     * @param message the message with one {@code \u0001} for each operand, or null for none
     * @param construction how to make it where a message is not enough, else null
     * @param operands types of the operands of message or construction
     * @param loc source place, with the places it was inlined at
     */
    public record Site(String className, String message, Construction construction, List<Type> operands, Loc loc) {
        public Site {
            operands = List.copyOf(operands);
        }
    }

    /**
     * What a record says.
     *
     * @param className internal name of the exception's class
     * @param message message, or null
     * @param construction how to make it where a message is not enough, else null
     * @param operands numbers for the construction's slots, as the IR has them
     * @param loc source place, with the places it was inlined at
     * @param block blockIdx x, y, z
     * @param thread threadIdx x, y, z
     */
    public record Raised(
            String className,
            String message,
            Construction construction,
            Object[] operands,
            Loc loc,
            int[] block,
            int[] thread) {}

    /** Size of the record of a kernel with these sites. */
    public static int bytes(List<Site> sites) {
        return OPERANDS
                + 8 * sites.stream().mapToInt(s -> s.operands().size()).max().orElse(0);
    }

    /** The bytes of a record that nobody has written to. */
    public static byte[] empty(List<Site> sites) {
        ByteBuffer b = ByteBuffer.allocate(bytes(sites)).order(ByteOrder.LITTLE_ENDIAN);
        b.putLong(0, -1L);
        return b.array();
    }

    /**
     * Reads a record after its launch has ended.
     *
     * @throws IllegalStateException if the record names a site that the kernel does not have
     */
    public static Optional<Raised> decode(byte[] record, List<Site> sites) {
        ByteBuffer b = ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN);
        if (b.getLong(0) == -1L) {
            return Optional.empty();
        }
        int index = b.getInt(SITE);
        if (index < 0 || index >= sites.size()) {
            throw new IllegalStateException("exception record names site " + index + " of " + sites.size());
        }
        Site site = sites.get(index);
        int[] block = {b.getInt(BLOCK), b.getInt(BLOCK + 4), b.getInt(BLOCK + 8)};
        int[] thread = {b.getInt(THREAD), b.getInt(THREAD + 4), b.getInt(THREAD + 8)};
        return Optional.of(new Raised(
                site.className(), message(b, site), site.construction(), numbers(b, site), site.loc(), block, thread));
    }

    private static Object[] numbers(ByteBuffer b, Site site) {
        Object[] out = new Object[site.operands().size()];
        for (int k = 0; k < out.length; k++) {
            long bits = b.getLong(OPERANDS + 8 * k);
            out[k] = switch (site.operands().get(k).kind()) {
                case I64 -> (Object) bits;
                case F64 -> Double.longBitsToDouble(bits);
                case F32 -> Float.intBitsToFloat((int) bits);
                default -> (int) bits;
            };
        }
        return out;
    }

    private static String message(ByteBuffer b, Site site) {
        if (site.message() == null) {
            return null;
        }
        StringBuilder out = new StringBuilder();
        int operand = 0;
        for (char c : site.message().toCharArray()) {
            if (c == '\u0001') {
                out.append(
                        text(b.getLong(OPERANDS + 8 * operand), site.operands().get(operand)));
                operand++;
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static String text(long bits, Type type) {
        return switch (type.kind()) {
            case I64 -> Long.toString(bits);
            case F64 -> Double.toString(Double.longBitsToDouble(bits));
            case F32 -> Float.toString(Float.intBitsToFloat((int) bits));
            case BOOL -> Boolean.toString(bits != 0);
            case U16 -> Character.toString((char) bits);
            default -> Integer.toString((int) bits);
        };
    }
}
