package dev.adagent.transform.autodiff;

/** Functions of two numbers on objects that come to hold other arrays, while two names of theirs are in use. */
final class HeldPrograms {
    private HeldPrograms() {}

    static final class Holder {
        double[] w;

        Holder(double[] w) {
            this.w = w;
        }
    }

    static double chosen(double[] x) {
        double[] y = {x[1], x[0] * x[1]};
        Holder g = new Holder(x);
        Holder h = new Holder(y);
        Holder which = x[0] > 0 ? g : h;
        for (int i = 0; i < 2; i++) {
            which.w[i] *= 0.5 * y[0];
            g.w = y;
        }
        return g.w[0] * h.w[1] + which.w[0];
    }

    /** One of three, of which one is made on the way there alone. */
    static double madeOnTheWay(double[] x) {
        double[] y = {x[1], x[0] * x[1]};
        Holder g = new Holder(x);
        Holder h = new Holder(y);
        Holder which = x[1] > 0 ? g : x[0] > 0 ? new Holder(y) : h;
        which.w = x;
        h.w[0] *= which.w[1];
        g.w = y;
        which.w[1] += g.w[0] * h.w[0];
        return x[0] * y[0] + x[1] * which.w[0];
    }

    static double chosenInEachRound(double[] x) {
        double[] y = {x[1], x[0] * x[1]};
        Holder g = new Holder(x);
        Holder h = new Holder(y);
        for (int i = 0; i < 4; i++) {
            Holder own = new Holder(i == 2 ? x : y);
            Holder which = (i & 1) == 0 ? g : own;
            Holder other = i > 1 ? which : h;
            other.w = g.w == x ? y : x;
            which.w[0] += Math.sin(other.w[1]) * own.w[0];
        }
        return g.w[0] * h.w[1];
    }

    /** The first name goes round the loop. */
    static double carried(double[] x) {
        double[] y = {x[1], x[0] * x[1]};
        Holder g = new Holder(x);
        Holder h = new Holder(y);
        Holder which = g;
        for (int i = 0; i < 3; i++) {
            which.w[i & 1] *= h.w[0];
            g.w = i == 1 ? y : x;
            which = i == 1 ? g : h;
        }
        return g.w[0] + which.w[1] * h.w[0];
    }
}
