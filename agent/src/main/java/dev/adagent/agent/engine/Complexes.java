package dev.adagent.agent.engine;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Type;
import java.lang.reflect.RecordComponent;
import java.util.List;

/**
 * Derivatives with respect to complex numbers from real ones. For f = u + iv of z = a + ib with the adjoint w = p + iq of f, the real functions
 * Re(wf) and Im(wf) are differentiated beside each other, L1 and L2, and
 *
 * <pre>½ (∂L1/∂a + ∂L2/∂b + i (∂L2/∂a − ∂L1/∂b))</pre>
 *
 * is w·½(∂f/∂a − i ∂f/∂b), Wirtinger's derivative, which is w·f′ where f is holomorphic (Cauchy–Riemann). For a real f it is ∂f/∂a + i ∂f/∂b.
 */
final class Complexes {
    private final boolean real;
    private final boolean returnsNothing;

    /** @param function the differentiated method */
    Complexes(MethodKey function) {
        Type result = Type.result(function.descriptor());
        returnsNothing = result.equals(Type.VOID);
        real = result.isFloating()
                || result.equals(Type.object("java/lang/Double"))
                || result.equals(Type.object("java/lang/Float"));
    }

    static boolean isComplex(Class<?> c) {
        if (!c.isRecord()) {
            return false;
        }
        RecordComponent[] parts = c.getRecordComponents();
        return parts.length == 2 && parts[0].getType() == double.class && parts[1].getType() == double.class;
    }

    /** How many real derivatives are made at once. */
    int lanes() {
        return real ? 1 : 2;
    }

    /** Where the components of a complex result go, and the shadows of that; null if the function returns no complex number. */
    Object[] result(double seed) {
        if (real || returnsNothing) {
            return null;
        }
        return new Object[] {new double[2], new Object[] {new double[] {seed, 0}, new double[] {0, seed}}};
    }

    /** The shadows of an array's real and imaginary parts, for each lane; what a real function's derivative takes is one each. */
    Object[][] shadows(List<Object> columns) {
        if (real) {
            return null;
        }
        double[] p = (double[]) columns.get(0);
        double[] q = (double[]) columns.get(1);
        double[] minus = q.clone();
        for (int i = 0; i < minus.length; i++) {
            minus[i] = -minus[i];
        }
        return new Object[][] {{p.clone(), q.clone()}, {minus, p.clone()}};
    }

    /** Real and imaginary parts of the shadow after the call, from the lanes. */
    List<Object> columns(List<Object> lanes) {
        if (real) {
            return lanes;
        }
        double[][] a = doubles((Object[]) lanes.get(0));
        double[][] b = doubles((Object[]) lanes.get(1));
        double[] re = new double[a[0].length];
        double[] im = new double[a[0].length];
        for (int i = 0; i < re.length; i++) {
            re[i] = (a[0][i] + b[1][i]) / 2;
            im[i] = (a[1][i] - b[0][i]) / 2;
        }
        return List.of(re, im);
    }

    private static double[][] doubles(Object[] lanes) {
        return new double[][] {(double[]) lanes[0], (double[]) lanes[1]};
    }

    /** The derivative with respect to a number, from the gradients of its parts. */
    Object[] numbers(Object[] gradients) {
        if (real) {
            return gradients;
        }
        Object[] a = (Object[]) gradients[0];
        Object[] b = (Object[]) gradients[1];
        return new Object[] {(number(a[0]) + number(b[1])) / 2, (number(a[1]) - number(b[0])) / 2};
    }

    private static double number(Object x) {
        return ((Number) x).doubleValue();
    }
}
