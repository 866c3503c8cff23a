package dev.adagent.transform.emit;

/** A class of another nest than the emitted one's. */
final class PrivateMembers {
    private final double hidden;

    PrivateMembers(double hidden) {
        this.hidden = hidden;
    }

    private double times(double x) {
        return hidden * x;
    }

    private static double plusOne(double x) {
        return x + 1;
    }

    @Override
    public String toString() {
        return "" + plusOne(times(0));
    }
}
