package dev.adagent.conformance.cases;

import static dev.adagent.Autodiff.*;
import static dev.adagent.Kernel.*;

import dev.adagent.Gpu;
import dev.adagent.GpuKernel;
import dev.adagent.Grid;
import dev.adagent.conformance.Case;
import dev.adagent.conformance.Values;

/** Case F38 in double: the volume integral of a discontinuous Galerkin method for the Euler equations (volumerhs at the end of cases.md). */
final class VolumeRhsDouble {
    private static final int N = 5;
    private static final int NODES = N * N * N;
    private static final int STATES = 5;
    private static final int FIELDS = 14;
    private static final int MJ = 9;
    private static final int MJI = 10;
    private static final int Z = 13;

    private VolumeRhsDouble() {}

    static void volumerhs(double[] rhs, double[] q, double[] vgeo, double gravity, double[] d) {
        double[] sD = sharedDouble(N * N);
        double[] sF = sharedDouble(N * N * STATES);
        double[] sG = sharedDouble(N * N * STATES);
        double[] r = new double[STATES * N];
        double[] f = new double[3 * STATES];
        int e = blockIdxX();
        int i = threadIdxX();
        int j = threadIdxY();
        sD[i + N * j] = d[i + N * j];
        for (int k = 0; k < N; k++) {
            syncThreads();
            int node = i + N * (j + N * k);
            int geo = node + NODES * FIELDS * e;
            int state = node + NODES * STATES * e;
            double mj = vgeo[geo + NODES * MJ];
            double z = vgeo[geo + NODES * Z];
            double rho = q[state];
            double u = q[state + NODES];
            double v = q[state + NODES * 2];
            double w = q[state + NODES * 3];
            double energy = q[state + NODES * 4];
            double rhoInverse = 1 / rho;
            double halfInverse = 1 / (2 * rho);
            double p = 0.4 * (energy - (u * u + v * v + w * w) * halfInverse - rho * gravity * z);
            f[0] = u;
            f[1] = rhoInverse * u * u + p;
            f[2] = rhoInverse * u * v;
            f[3] = rhoInverse * u * w;
            f[4] = rhoInverse * u * (energy + p);
            f[5] = v;
            f[6] = rhoInverse * v * u;
            f[7] = rhoInverse * v * v + p;
            f[8] = rhoInverse * v * w;
            f[9] = rhoInverse * v * (energy + p);
            f[10] = w;
            f[11] = rhoInverse * w * u;
            f[12] = rhoInverse * w * v;
            f[13] = rhoInverse * w * w + p;
            f[14] = rhoInverse * w * (energy + p);
            // fields: ξx ηx ζx, ξy ηy ζy, ξz ηz ζz
            for (int s = 0; s < STATES; s++) {
                double fx = f[s];
                double fy = f[5 + s];
                double fz = f[10 + s];
                sF[i + N * (j + N * s)] =
                        mj * (vgeo[geo] * fx + vgeo[geo + NODES * 3] * fy + vgeo[geo + NODES * 6] * fz);
                sG[i + N * (j + N * s)] =
                        mj * (vgeo[geo + NODES] * fx + vgeo[geo + NODES * 4] * fy + vgeo[geo + NODES * 7] * fz);
                double h = mj * (vgeo[geo + NODES * 2] * fx + vgeo[geo + NODES * 5] * fy + vgeo[geo + NODES * 8] * fz);
                for (int n = 0; n < N; n++) {
                    r[s * N + n] += sD[k + N * n] * h;
                }
            }
            r[3 * N + k] -= mj * rho * gravity;
            syncThreads();
            for (int n = 0; n < N; n++) {
                for (int s = 0; s < STATES; s++) {
                    r[s * N + k] += sD[n + N * i] * sF[n + N * (j + N * s)];
                    r[s * N + k] += sD[n + N * j] * sG[i + N * (n + N * s)];
                }
            }
        }
        for (int k = 0; k < N; k++) {
            int node = i + N * (j + N * k);
            double mji = vgeo[node + NODES * (MJI + FIELDS * e)];
            int state = node + NODES * STATES * e;
            for (int s = 1; s <= STATES; s++) {
                int field = s == 4 ? 0 : s == 5 ? 4 : s; // in the order U V W ρ E
                rhs[state + NODES * field] += mji * r[field * N + k];
            }
        }
    }

    @GpuKernel
    static void each(
            double[] rhs,
            double[] drhs,
            double[] q,
            double[] dq,
            double[] vgeo,
            double[] dvgeo,
            double gravity,
            double[] d,
            double[] dd) {
        autodiff(
                REVERSE,
                VolumeRhsDouble::volumerhs,
                duplicated(rhs, drhs),
                duplicated(q, dq),
                duplicated(vgeo, dvgeo),
                constant(gravity),
                duplicated(d, dd));
    }

    private static double fill(int index, double s) {
        double u = (index + 1) * 0.6180339887498949 + 0.1 * s;
        return u - Math.floor(u);
    }

    @Case("F38 R")
    static void run(Values v) {
        int elements = v.integer("nelem");
        int perElement = NODES * STATES;
        double[] q = new double[perElement * elements];
        for (int k = 0; k < q.length; k++) {
            int field = k / NODES % STATES;
            q[k] = (1 + fill(k, v.number("sQ")) + (field == 4 ? 20 : 0));
        }
        double[] vgeo = new double[NODES * FIELDS * elements];
        for (int k = 0; k < vgeo.length; k++) {
            vgeo[k] = geometry(k, v.number("sV"));
        }
        double[] d = new double[N * N];
        for (int k = 0; k < d.length; k++) {
            d[k] = fill(k, v.number("sD"));
        }
        double[] rhs = new double[q.length];
        double[] drhs = new double[q.length];
        java.util.Arrays.fill(drhs, v.number("drhs"));
        double[] dq = new double[q.length];
        double[] dvgeo = new double[vgeo.length];
        double[] dd = new double[d.length];
        double gravity = v.number("g");
        v.put("Q_000r0", (double) q[0]);
        v.put("D_00", (double) d[0]);
        v.put("D_10", (double) d[1]);
        v.put("vgeo_000x0", (double) vgeo[0]);
        Gpu.launch(new Grid(elements, 1, 1, N, N, 1), () -> each(rhs, drhs, q, dq, vgeo, dvgeo, gravity, d, dd));
        v.put("sum_rhs", sum(rhs));
        v.put("sum_rhs_var", sums(rhs));
        v.put("rhs_000_0", nodes(rhs, 0));
        if (rhs.length > perElement) { // of the second element
            v.put("rhs_432_1", nodes(rhs, 4 + N * (3 + N * 2) + perElement));
        }
        v.put("sum_dD", sum(dd));
        v.put("dD_00", (double) dd[0]);
        v.put("dD_10", (double) dd[1]);
        v.put("dD_44", (double) dd[4 + N * 4]);
        v.put("sum_dQ", sum(dq));
        v.put("sum_dQ_var", sums(dq));
        v.put("sum_dvgeo", sum(dvgeo));
    }

    /** Element k of vgeo: MJ is 3 more than the formula, MJI its inverse. */
    private static double geometry(int k, double s) {
        int field = k / NODES % FIELDS;
        if (field == MJI) {
            return 1 / (fill(k - NODES, s) + 3);
        }
        return fill(k, s) + (field == MJ ? 3 : 0);
    }

    private static double sum(double[] x) {
        double s = 0;
        for (double e : x) {
            s += e;
        }
        return s;
    }

    private static double[] sums(double[] x) {
        double[] s = new double[STATES];
        for (int k = 0; k < x.length; k++) {
            s[k / NODES % STATES] += x[k];
        }
        return s;
    }

    private static double[] nodes(double[] x, int first) {
        double[] out = new double[STATES];
        for (int s = 0; s < STATES; s++) {
            out[s] = x[first + NODES * s];
        }
        return out;
    }
}
