package dev.adagent.conformance.cases;

import static dev.adagent.Autodiff.*;

import dev.adagent.Complex;
import dev.adagent.Fn1;
import dev.adagent.GpuKernel;
import dev.adagent.Kernel;
import dev.adagent.conformance.Case;
import dev.adagent.conformance.Values;
import java.util.Arrays;

/** Table G: complex numbers. */
final class TableG {
    private TableG() {}

    static Complex g1(Complex z) {
        return z.times(2);
    }

    static Complex g2(Complex z) {
        return z.times(z);
    }

    static Complex g3(Complex z) {
        return Complex.ONE.over(z);
    }

    static Complex g4(Complex[] z) {
        Complex s = Complex.ZERO;
        for (Complex e : z) {
            s = s.plus(e.times(e));
        }
        return s;
    }

    static double g5(Complex[] z) {
        double s = 0;
        for (Complex e : z) {
            s += e.squaredAbs();
        }
        return s;
    }

    static Complex g6(Complex[] z) {
        return new Complex(g5(z), 0);
    }

    static Complex g7(Complex[] z) {
        z[0] = z[0].times(2);
        return z[0];
    }

    private static Complex complex(double[] parts) {
        return new Complex(parts[0], parts[1]);
    }

    private static double[] parts(Complex z) {
        return new double[] {z.re(), z.im()};
    }

    private static Complex[] array(Values v, String name) {
        return Arrays.stream(v.array(name, double[][].class))
                .map(TableG::complex)
                .toArray(Complex[]::new);
    }

    private static double[][] parts(Complex[] z) {
        return Arrays.stream(z).map(TableG::parts).toArray(double[][]::new);
    }

    private static void ofNumber(Fn1<Complex, Complex> f, double[] parts, double[] gradient, double[] value) {
        var z = active(new Complex(parts[0], parts[1]));
        autodiff(REVERSE_HOLOMORPHIC, f, z);
        gradient[0] = z.grad().re();
        gradient[1] = z.grad().im();
        Complex y = f.call(z.value());
        value[0] = y.re();
        value[1] = y.im();
    }

    @Case("G1 HR")
    @GpuKernel
    static void g1Holomorphic(double[][] z, double[][] dz, double[][] value) {
        int i = Kernel.globalIdX();
        ofNumber(TableG::g1, z[i], dz[i], value[i]);
    }

    @Case("G2 HR")
    @GpuKernel
    static void g2Holomorphic(double[][] z, double[][] dz, double[][] value) {
        int i = Kernel.globalIdX();
        ofNumber(TableG::g2, z[i], dz[i], value[i]);
    }

    @Case("G3 HR")
    @GpuKernel
    static void g3Holomorphic(double[][] z, double[][] dz, double[][] value) {
        int i = Kernel.globalIdX();
        ofNumber(TableG::g3, z[i], dz[i], value[i]);
    }

    private static <R> void ofArray(Values v, Fn1<Complex[], R> f) {
        Complex[] z = array(v, "z");
        Complex[] dz = array(v, "dz");
        autodiff(REVERSE_HOLOMORPHIC, f, duplicated(z, dz));
        v.put("z", parts(z));
        v.put("dz", parts(dz));
        R value = f.call(array(v, "z"));
        v.put("value", value instanceof Complex c ? parts(c) : value);
    }

    @Case("G4 HR")
    static void g4Holomorphic(Values v) {
        ofArray(v, TableG::g4);
    }

    @Case("G5 HR")
    static void g5Holomorphic(Values v) {
        ofArray(v, TableG::g5);
    }

    @Case("G6 HR")
    static void g6Holomorphic(Values v) {
        ofArray(v, TableG::g6);
    }

    @Case("G7 HR")
    static void g7Holomorphic(Values v) {
        ofArray(v, TableG::g7);
    }

    @Case("G8 R")
    static void g8Plain(Values v) {
        autodiff(REVERSE, TableG::g2, active(complex(v.doubles("z"))));
    }
}
