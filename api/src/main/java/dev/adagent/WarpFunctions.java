package dev.adagent;

/**
 * What the 32 threads of a warp do together: shuffles, votes, {@code syncWarp}. Threads of a block are numbered x fastest, then y, then z;
 * each 32 in that order are a warp, the last of which may have fewer.
 *
 * <p>{@code mask} names the lanes that take part, bit k for lane k; {@link #FULL_MASK} names all. Each of them that has not ended must
 * come to the same call with the same mask; they wait for each other. What comes from a lane that takes no part is undefined. The plain
 * bodies are those of a warp of one thread.
 */
abstract class WarpFunctions extends AtomicFunctions {
    /** All lanes of a warp. */
    public static final int FULL_MASK = -1;

    WarpFunctions() {}

    /** Number of lanes of a warp: 32 on every device. */
    public static int warpSize() {
        return 32;
    }

    /** Waits for all lanes of the warp that have not ended; what they wrote before is seen by all after. */
    public static void syncWarp() {
        syncWarp(FULL_MASK);
    }

    /** Waits for the lanes of {@code mask} that have not ended; what they wrote before is seen by them after. */
    public static void syncWarp(int mask) {
        Launch.refuseWhenArmed();
    }

    /** Whether {@code predicate} holds in any lane of {@code mask}. */
    public static boolean anySync(int mask, boolean predicate) {
        Launch.refuseWhenArmed();
        return predicate;
    }

    /** Whether {@code predicate} holds in all lanes of {@code mask} that have not ended. */
    public static boolean allSync(int mask, boolean predicate) {
        Launch.refuseWhenArmed();
        return predicate;
    }

    /** The lanes of {@code mask} in which {@code predicate} holds, bit k for lane k. */
    public static int ballotSync(int mask, boolean predicate) {
        Launch.refuseWhenArmed();
        return predicate ? 1 : 0;
    }

    /** The value that lane {@code srcLane} gives; of a larger number the last five bits count. */
    public static int shflSync(int mask, int value, int srcLane) {
        return shflSync(mask, value, srcLane, 32);
    }

    /** The value that lane {@code srcLane} of the own group gives, counted modulo {@code width}. Groups have {@code width} lanes: 1, 2, 4, 8, 16 or 32. */
    public static int shflSync(int mask, int value, int srcLane, int width) {
        Launch.refuseWhenArmed();
        return value;
    }

    /** The value that lane {@code srcLane} gives; of a larger number the last five bits count. */
    public static long shflSync(int mask, long value, int srcLane) {
        return shflSync(mask, value, srcLane, 32);
    }

    /** The value that lane {@code srcLane} of the own group gives, counted modulo {@code width}. Groups have {@code width} lanes: 1, 2, 4, 8, 16 or 32. */
    public static long shflSync(int mask, long value, int srcLane, int width) {
        Launch.refuseWhenArmed();
        return value;
    }

    /** The value that lane {@code srcLane} gives; of a larger number the last five bits count. */
    public static float shflSync(int mask, float value, int srcLane) {
        return shflSync(mask, value, srcLane, 32);
    }

    /** The value that lane {@code srcLane} of the own group gives, counted modulo {@code width}. Groups have {@code width} lanes: 1, 2, 4, 8, 16 or 32. */
    public static float shflSync(int mask, float value, int srcLane, int width) {
        Launch.refuseWhenArmed();
        return value;
    }

    /** The value that lane {@code srcLane} gives; of a larger number the last five bits count. */
    public static double shflSync(int mask, double value, int srcLane) {
        return shflSync(mask, value, srcLane, 32);
    }

    /** The value that lane {@code srcLane} of the own group gives, counted modulo {@code width}. Groups have {@code width} lanes: 1, 2, 4, 8, 16 or 32. */
    public static double shflSync(int mask, double value, int srcLane, int width) {
        Launch.refuseWhenArmed();
        return value;
    }

    /** The value that the lane {@code delta} below gives; the own value where there is none. */
    public static int shflUpSync(int mask, int value, int delta) {
        return shflUpSync(mask, value, delta, 32);
    }

    /** The value that the lane {@code delta} below gives; the own value where the own group has none. Groups have {@code width} lanes: 1, 2, 4, 8, 16 or 32. */
    public static int shflUpSync(int mask, int value, int delta, int width) {
        Launch.refuseWhenArmed();
        return value;
    }

    /** The value that the lane {@code delta} below gives; the own value where there is none. */
    public static long shflUpSync(int mask, long value, int delta) {
        return shflUpSync(mask, value, delta, 32);
    }

    /** The value that the lane {@code delta} below gives; the own value where the own group has none. Groups have {@code width} lanes: 1, 2, 4, 8, 16 or 32. */
    public static long shflUpSync(int mask, long value, int delta, int width) {
        Launch.refuseWhenArmed();
        return value;
    }

    /** The value that the lane {@code delta} below gives; the own value where there is none. */
    public static float shflUpSync(int mask, float value, int delta) {
        return shflUpSync(mask, value, delta, 32);
    }

    /** The value that the lane {@code delta} below gives; the own value where the own group has none. Groups have {@code width} lanes: 1, 2, 4, 8, 16 or 32. */
    public static float shflUpSync(int mask, float value, int delta, int width) {
        Launch.refuseWhenArmed();
        return value;
    }

    /** The value that the lane {@code delta} below gives; the own value where there is none. */
    public static double shflUpSync(int mask, double value, int delta) {
        return shflUpSync(mask, value, delta, 32);
    }

    /** The value that the lane {@code delta} below gives; the own value where the own group has none. Groups have {@code width} lanes: 1, 2, 4, 8, 16 or 32. */
    public static double shflUpSync(int mask, double value, int delta, int width) {
        Launch.refuseWhenArmed();
        return value;
    }

    /** The value that the lane {@code delta} above gives; the own value where there is none. */
    public static int shflDownSync(int mask, int value, int delta) {
        return shflDownSync(mask, value, delta, 32);
    }

    /** The value that the lane {@code delta} above gives; the own value where the own group has none. Groups have {@code width} lanes: 1, 2, 4, 8, 16 or 32. */
    public static int shflDownSync(int mask, int value, int delta, int width) {
        Launch.refuseWhenArmed();
        return value;
    }

    /** The value that the lane {@code delta} above gives; the own value where there is none. */
    public static long shflDownSync(int mask, long value, int delta) {
        return shflDownSync(mask, value, delta, 32);
    }

    /** The value that the lane {@code delta} above gives; the own value where the own group has none. Groups have {@code width} lanes: 1, 2, 4, 8, 16 or 32. */
    public static long shflDownSync(int mask, long value, int delta, int width) {
        Launch.refuseWhenArmed();
        return value;
    }

    /** The value that the lane {@code delta} above gives; the own value where there is none. */
    public static float shflDownSync(int mask, float value, int delta) {
        return shflDownSync(mask, value, delta, 32);
    }

    /** The value that the lane {@code delta} above gives; the own value where the own group has none. Groups have {@code width} lanes: 1, 2, 4, 8, 16 or 32. */
    public static float shflDownSync(int mask, float value, int delta, int width) {
        Launch.refuseWhenArmed();
        return value;
    }

    /** The value that the lane {@code delta} above gives; the own value where there is none. */
    public static double shflDownSync(int mask, double value, int delta) {
        return shflDownSync(mask, value, delta, 32);
    }

    /** The value that the lane {@code delta} above gives; the own value where the own group has none. Groups have {@code width} lanes: 1, 2, 4, 8, 16 or 32. */
    public static double shflDownSync(int mask, double value, int delta, int width) {
        Launch.refuseWhenArmed();
        return value;
    }

    /** The value that the lane of the number {@code laneId ^ laneMask} gives. */
    public static int shflXorSync(int mask, int value, int laneMask) {
        return shflXorSync(mask, value, laneMask, 32);
    }

    /** The value that the lane of the number {@code laneId ^ laneMask} gives; the own value if that lies in a later group. Groups have {@code width} lanes: 1, 2, 4, 8, 16 or 32. */
    public static int shflXorSync(int mask, int value, int laneMask, int width) {
        Launch.refuseWhenArmed();
        return value;
    }

    /** The value that the lane of the number {@code laneId ^ laneMask} gives. */
    public static long shflXorSync(int mask, long value, int laneMask) {
        return shflXorSync(mask, value, laneMask, 32);
    }

    /** The value that the lane of the number {@code laneId ^ laneMask} gives; the own value if that lies in a later group. Groups have {@code width} lanes: 1, 2, 4, 8, 16 or 32. */
    public static long shflXorSync(int mask, long value, int laneMask, int width) {
        Launch.refuseWhenArmed();
        return value;
    }

    /** The value that the lane of the number {@code laneId ^ laneMask} gives. */
    public static float shflXorSync(int mask, float value, int laneMask) {
        return shflXorSync(mask, value, laneMask, 32);
    }

    /** The value that the lane of the number {@code laneId ^ laneMask} gives; the own value if that lies in a later group. Groups have {@code width} lanes: 1, 2, 4, 8, 16 or 32. */
    public static float shflXorSync(int mask, float value, int laneMask, int width) {
        Launch.refuseWhenArmed();
        return value;
    }

    /** The value that the lane of the number {@code laneId ^ laneMask} gives. */
    public static double shflXorSync(int mask, double value, int laneMask) {
        return shflXorSync(mask, value, laneMask, 32);
    }

    /** The value that the lane of the number {@code laneId ^ laneMask} gives; the own value if that lies in a later group. Groups have {@code width} lanes: 1, 2, 4, 8, 16 or 32. */
    public static double shflXorSync(int mask, double value, int laneMask, int width) {
        Launch.refuseWhenArmed();
        return value;
    }
}
