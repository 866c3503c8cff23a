package dev.adagent.transform.ir;

/**
 * What the operations of a warp compute, lane by lane: PTX ISA, {@code shfl.sync} and {@code vote.sync}. The interpreter and the CPU
 * device share it.
 */
public final class WarpOps {
    /** Lanes of a warp, on every device. */
    public static final int SIZE = 32;

    private WarpOps() {}

    /** Whether the intrinsic is a shuffle, which moves one lane's value to another. */
    public static boolean isShuffle(String name) {
        return name.startsWith("shfl.");
    }

    /** Whether each lane gets the sum of what others give to it. */
    public static boolean isScatter(String name) {
        return name.equals("scatter.add");
    }

    /** Whether the intrinsic is a vote, whose result the predicates of all lanes decide. */
    public static boolean isVote(String name) {
        return name.startsWith("vote.");
    }

    /**
     * The lane that a shuffle reads from; the reader itself where its group has no such lane.
     *
     * @param name the intrinsic
     * @param lane the lane that reads
     * @param operand its third operand: a lane, a distance or a mask for the lane's number
     * @param width lanes of a group: 1, 2, 4, 8, 16 or 32
     */
    public static int source(String name, int lane, int operand, int width) {
        int first = lane & -width;
        int by = operand & (SIZE - 1);
        return switch (name) {
            case "shfl.idx" -> first | (by & (width - 1));
            case "shfl.up" -> lane - by >= first ? lane - by : lane;
            case "shfl.down" -> lane + by < first + width ? lane + by : lane;
            case "shfl.bfly" -> (lane ^ by) < first + width ? lane ^ by : lane;
            default -> throw new IllegalArgumentException(name + " is no shuffle");
        };
    }

    /** Whether a shuffle takes groups of so many lanes. */
    public static boolean isWidth(int width) {
        return width > 0 && width <= SIZE && Integer.bitCount(width) == 1;
    }

    /**
     * The result of a vote.
     *
     * @param lanes the lanes that take part
     * @param yes those of them whose predicate holds
     */
    public static int vote(String name, int lanes, int yes) {
        return switch (name) {
            case "vote.any" -> yes != 0 ? 1 : 0;
            case "vote.all" -> yes == lanes ? 1 : 0;
            case "vote.ballot" -> yes;
            default -> throw new IllegalArgumentException(name + " is no vote");
        };
    }
}
