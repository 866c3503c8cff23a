package dev.adagent.conformance.cases;

import static dev.adagent.Autodiff.*;
import static dev.adagent.Kernel.*;

import dev.adagent.Gpu;
import dev.adagent.GpuKernel;
import dev.adagent.Grid;
import dev.adagent.conformance.Case;
import dev.adagent.conformance.Values;

/** Case F38 in float: the volume integral of a discontinuous Galerkin method for the Euler equations (volumerhs at the end of cases.md). */
final class VolumeRhsFloat {
    private static final int N = 5;
    private static final int NODES = N * N * N;
    private static final int STATES = 5;
    private static final int FIELDS = 14;
    private static final int MJ = 9;
    private static final int MJI = 10;
    private static final int Z = 13;

    private VolumeRhsFloat() {}

    static void volumerhs(float[] rhs, float[] q, float[] vgeo, float gravity, float[] d) {
        float[] sD = sharedFloat(N * N);
        float[] sF = sharedFloat(N * N * STATES);
        float[] sG = sharedFloat(N * N * STATES);
        float[] r = new float[STATES * N];
        float[] f = new float[3 * STATES];
        int e = blockIdxX();
        int i = threadIdxX();
        int j = threadIdxY();
        sD[i + N * j] = d[i + N * j];
        for (int k = 0; k < N; k++) {
            syncThreads();
            int node = i + N * (j + N * k);
            int geo = node + NODES * FIELDS * e;
            int state = node + NODES * STATES * e;
            float mj = vgeo[geo + NODES * MJ];
            float z = vgeo[geo + NODES * Z];
            float rho = q[state];
            float u = q[state + NODES];
            float v = q[state + NODES * 2];
            float w = q[state + NODES * 3];
            float energy = q[state + NODES * 4];
            float rhoInverse = 1 / rho;
            float halfInverse = 1 / (2 * rho);
            float p = 0.4f * (energy - (u * u + v * v + w * w) * halfInverse - rho * gravity * z);
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
                float fx = f[s];
                float fy = f[5 + s];
                float fz = f[10 + s];
                sF[i + N * (j + N * s)] =
                        mj * (vgeo[geo] * fx + vgeo[geo + NODES * 3] * fy + vgeo[geo + NODES * 6] * fz);
                sG[i + N * (j + N * s)] =
                        mj * (vgeo[geo + NODES] * fx + vgeo[geo + NODES * 4] * fy + vgeo[geo + NODES * 7] * fz);
                float h = mj * (vgeo[geo + NODES * 2] * fx + vgeo[geo + NODES * 5] * fy + vgeo[geo + NODES * 8] * fz);
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
            float mji = vgeo[node + NODES * (MJI + FIELDS * e)];
            int state = node + NODES * STATES * e;
            for (int s = 1; s <= STATES; s++) {
                int field = s == 4 ? 0 : s == 5 ? 4 : s; // in the order U V W ρ E
                rhs[state + NODES * field] += mji * r[field * N + k];
            }
        }
    }

    @GpuKernel
    static void each(
            float[] rhs,
            float[] drhs,
            float[] q,
            float[] dq,
            float[] vgeo,
            float[] dvgeo,
            float gravity,
            float[] d,
            float[] dd) {
        autodiff(
                REVERSE,
                VolumeRhsFloat::volumerhs,
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

    @Case("F38 R float")
    static void run(Values v) {
        int elements = v.integer("nelem");
        int perElement = NODES * STATES;
        float[] q = new float[perElement * elements];
        for (int k = 0; k < q.length; k++) {
            int field = k / NODES % STATES;
            q[k] = (float) (1 + fill(k, v.number("sQ")) + (field == 4 ? 20 : 0));
        }
        float[] vgeo = new float[NODES * FIELDS * elements];
        for (int k = 0; k < vgeo.length; k++) {
            vgeo[k] = (float) geometry(k, v.number("sV"));
        }
        float[] d = new float[N * N];
        for (int k = 0; k < d.length; k++) {
            d[k] = (float) fill(k, v.number("sD"));
        }
        float[] rhs = new float[q.length];
        float[] drhs = new float[q.length];
        java.util.Arrays.fill(drhs, (float) v.number("drhs"));
        float[] dq = new float[q.length];
        float[] dvgeo = new float[vgeo.length];
        float[] dd = new float[d.length];
        float gravity = (float) v.number("g");
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

    private static double sum(float[] x) {
        double s = 0;
        for (float e : x) {
            s += e;
        }
        return s;
    }

    private static double[] sums(float[] x) {
        double[] s = new double[STATES];
        for (int k = 0; k < x.length; k++) {
            s[k / NODES % STATES] += x[k];
        }
        return s;
    }

    private static double[] nodes(float[] x, int first) {
        double[] out = new double[STATES];
        for (int s = 0; s < STATES; s++) {
            out[s] = x[first + NODES * s];
        }
        return out;
    }
}
