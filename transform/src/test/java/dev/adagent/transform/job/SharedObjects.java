package dev.adagent.transform.job;

import dev.adagent.DerivativeRules;
import dev.adagent.ForwardRule;
import dev.adagent.ReverseRule;

/** Functions of an object, a constant one and a number. */
@SuppressWarnings("unused")
final class SharedObjects {
    private SharedObjects() {}

    enum Kind {
        TWICE,
        ONCE
    }

    /** Constants with numbers of their own, which every object shares. */
    enum Material implements Solid {
        STEEL(8) {
            @Override
            public double weight(double size) {
                return density * size;
            }
        },
        WOOD(2) {
            @Override
            public double weight(double size) {
                return density * size * table[1];
            }
        };

        final double density;
        final double[] table = {3, 4};

        Material(double density) {
            this.density = density;
        }
    }

    interface Solid {
        double weight(double size);
    }

    static final class Ball implements Solid {
        double density = 5;

        @Override
        public double weight(double size) {
            return density * size;
        }
    }

    static final class Box {
        Material material = Material.STEEL;
        Material[] materials = {Material.STEEL, Material.WOOD};
        Material nothing;
        Solid solid = Material.WOOD;
        Object any = Material.STEEL;
        double[] a = {2, 3};
        double v;
        Box next;
        Kind kind = Kind.TWICE;

        Box(double v) {
            this.v = v;
        }
    }

    static double field(Box b, Box c, double x) {
        return b.next.v * b.next.v * x;
    }

    static double array(Box b, Box c, double x) {
        return b.next.a[0] * b.next.a[1] * x;
    }

    static double written(Box b, Box c, double x) {
        b.next.v *= x;
        return b.next.v * x;
    }

    static double list(Box b, Box c, double x) {
        double s = x;
        for (Box n = b; n != null; n = n.next) {
            s *= n.v;
        }
        return s;
    }

    static double recursive(Box b, Box c, double x) {
        return b == null ? x : b.v * recursive(b.next, c, x);
    }

    /** What is shared and holds no numbers that are read stays shared. */
    static double kind(Box b, Box c, double x) {
        return b.kind == Kind.TWICE ? 2 * b.v * x : b.v * x;
    }

    static double number(Box b, Box c, double x) {
        return b.nothing == null ? b.material.density * b.v * x : b.nothing.density;
    }

    static double numbers(Box b, Box c, double x) {
        return b.material.table[1] * b.v * x;
    }

    static double elements(Box b, Box c, double x) {
        double s = 0;
        for (Material m : b.materials) {
            s += m.density * m.table[0] * b.v * x;
        }
        return s;
    }

    static double byBody(Box b, Box c, double x) {
        return b.material.weight(b.v) * x;
    }

    static double casts(Box b, Box c, double x) {
        return ((Material) b.any).density * b.v * x;
    }

    private static double power(Material m, double v, int n) {
        return n == 0 ? v : m.density * power(m, v, n - 1);
    }

    static double recursiveNumber(Box b, Box c, double x) {
        return power(b.material, b.v, 2) * x;
    }

    private static double powerOfAny(Object o, double v, int n) {
        return n == 0 ? v : (o instanceof Ball p ? p.density : ((Material) o).density) * powerOfAny(o, v, n - 1);
    }

    static double recursiveCast(Box b, Box c, double x) {
        return powerOfAny(b.any, b.v, 2) * x;
    }

    /** The constant stored is no object that a derivative may take for its own shadow. */
    static double storedMaterial(Box b, Box c, double x) {
        b.material = Material.WOOD;
        return power(b.material, b.v, 2) * x;
    }

    /** A constant that the function stores itself is known to be one. */
    static double stored(Box b, Box c, double x) {
        b.next = c;
        return b.next.v * b.v * x;
    }

    @DerivativeRules(Rules.class)
    static double ruled(Box b, double x) {
        return b.next.v * b.v * x;
    }

    static final class Rules {
        @ReverseRule(owner = SharedObjects.class, name = "ruled")
        static double reverse(Box b, Box db, double x, double dret) {
            db.next.v += b.v * x * dret;
            db.v += b.next.v * x * dret;
            return b.next.v * b.v * dret;
        }

        @ForwardRule(owner = SharedObjects.class, name = "ruled")
        static double forward(Box b, Box db, double x, double dx) {
            return (db.next.v * b.v + b.next.v * db.v) * x + b.next.v * b.v * dx;
        }
    }

    static double byRule(Box b, Box c, double x) {
        return ruled(b, x) * x;
    }

    static double byRuleWithConstant(Box b, Box c, double x) {
        b.next = c;
        return ruled(b, x) * x;
    }
}
