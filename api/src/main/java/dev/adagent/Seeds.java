package dev.adagent;

/** An active result with a batch of adjoints: reverse mode makes a derivative for each, over one run of the function. */
public final class Seeds implements Return {
    final double[] values;

    Seeds(double[] values) {
        this.values = values;
    }
}
