package dev.adagent.transform.lift.samples;

import dev.adagent.transform.lift.samples.elsewhere.Apart;

/** Calls whose method the JVM selects by more than its name: private and package-private ones, and default methods that override others. */
@SuppressWarnings({"unused", "MissingOverride"})
public final class Selection {
    private Selection() {}

    /** Has methods that only its package sees. */
    public static class InPackage {
        int hidden() {
            return 1;
        }

        /** Seen everywhere. */
        public int seen() {
            return 2;
        }

        /** Calls both. */
        public final int both() {
            return 100 * hidden() + seen();
        }
    }

    static class Beside extends InPackage {
        int hidden() {
            return 30;
        }
    }

    static class Below extends Apart {
        public int hidden() {
            return 40;
        }
    }

    static class Parent {
        private int mine() {
            return 1;
        }

        int ofParent() {
            return mine();
        }
    }

    static class Child extends Parent {
        public int mine() {
            return 2;
        }
    }

    interface First {
        default int number() {
            return 1;
        }
    }

    interface Second extends First {
        default int number() {
            return 2;
        }
    }

    static class Both implements First, Second {}

    static class Later extends Both implements First {}

    interface Plain {
        double f(double x);
    }

    interface Boxed {
        Object f(Object x);
    }

    interface Special extends Plain, Boxed {
        double special(double x);

        default double f(double x) {
            return special(x) + 1;
        }

        default Object f(Object x) {
            return special((Double) x) + 2;
        }
    }

    public static int packagePrivate(int k) {
        InPackage x = new Apart();
        return x.hidden() * 1000 + x.seen() + k;
    }

    public static int packagePrivateFromInside(int k) {
        return new Apart().both() + 10_000 * new Beside().both() + k;
    }

    public static int packagePrivateOfOneOfTwo(boolean b) {
        InPackage x = b ? new Apart() : new Beside();
        return x.hidden();
    }

    public static int overriddenFarBelow(int k) {
        InPackage x = new Below();
        Apart y = new Below();
        return 100 * x.hidden() + y.hidden() + k;
    }

    public static int privateOfParent(int k) {
        Child c = new Child();
        Parent p = c;
        return 100 * p.mine() + 10 * c.mine() + c.ofParent() + k;
    }

    private static int mineOf(Parent p) {
        return p.mine();
    }

    public static int privateInlined(boolean b) {
        return mineOf(b ? new Child() : new Parent()) + mineOf(new Child());
    }

    public static int mostSpecialDefault(int k) {
        First f = new Later();
        return 100 * new Both().number() + f.number() + k;
    }

    public static double lambdaOfSpecialised(double x) {
        Special s = y -> y * y;
        Plain p = s;
        Boxed b = s;
        return s.special(x) + p.f(x) + (Double) b.f(x);
    }
}
