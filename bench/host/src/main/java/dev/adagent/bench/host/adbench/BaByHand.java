package dev.adagent.bench.host.adbench;

/** The derivatives of {@link Ba#project}, written by hand: the values are computed once, then one reverse pass for each residual. */
final class BaByHand {
    private BaByHand() {}

    /**
     * Writes the two rows of an observation's block of the Jacobian: 11 derivatives by the camera, 3 by the point, 1 by the weight.
     *
     * @param rows written from {@code at} on
     */
    static void rows(
            double[] camera, int c, double[] point, int p, double w, double[] feature, int f, double[] rows, int at) {
        double x = point[p] - camera[c + 3];
        double y = point[p + 1] - camera[c + 4];
        double z = point[p + 2] - camera[c + 5];
        double a = camera[c];
        double b = camera[c + 1];
        double g = camera[c + 2];
        double angle = Math.sqrt(a * a + b * b + g * g);
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        double inverse = 1 / angle;
        double ux = a * inverse;
        double uy = b * inverse;
        double uz = g * inverse;
        double ahead = ux * x + uy * y + uz * z;
        double versine = 1 - cos;
        double along = ahead * versine;
        double cx = uy * z - uz * y;
        double cy = uz * x - ux * z;
        double cz = ux * y - uy * x;
        double inverseDepth = 1 / (z * cos + cz * sin + uz * along);
        double u = (x * cos + cx * sin + ux * along) * inverseDepth;
        double v = (y * cos + cy * sin + uy * along) * inverseDepth;
        double radius = u * u + v * v;
        double k1 = camera[c + 9];
        double k2 = camera[c + 10];
        double distortion = 1 + k1 * radius + k2 * radius * radius;
        double focal = camera[c + 6];
        for (int row = 0; row < 2; row++) {
            int o = at + 15 * row;
            double s = row == 0 ? u : v;
            rows[o + 14] = s * distortion * focal + camera[c + 7 + row] - feature[f + row];
            rows[o + 6] = w * s * distortion;
            rows[o + 7] = row == 0 ? w : 0;
            rows[o + 8] = row == 0 ? 0 : w;
            double dDistortion = w * s * focal;
            rows[o + 9] = dDistortion * radius;
            rows[o + 10] = dDistortion * radius * radius;
            double dRadius = dDistortion * (k1 + 2 * k2 * radius);
            double direct = w * distortion * focal;
            double du = 2 * u * dRadius + (row == 0 ? direct : 0);
            double dv = 2 * v * dRadius + (row == 0 ? 0 : direct);
            double dx = du * inverseDepth;
            double dy = dv * inverseDepth;
            double dz = -(du * u + dv * v) * inverseDepth;
            double dAhead = ux * dx + uy * dy + uz * dz;
            double dAlong = dAhead * versine;
            double px = dx * cos + (dy * uz - dz * uy) * sin + ux * dAlong;
            double py = dy * cos + (dz * ux - dx * uz) * sin + uy * dAlong;
            double pz = dz * cos + (dx * uy - dy * ux) * sin + uz * dAlong;
            rows[o + 3] = -px;
            rows[o + 4] = -py;
            rows[o + 5] = -pz;
            rows[o + 11] = px;
            rows[o + 12] = py;
            rows[o + 13] = pz;
            double dux = (y * dz - z * dy) * sin + (dAhead * x + ahead * dx) * versine;
            double duy = (z * dx - x * dz) * sin + (dAhead * y + ahead * dy) * versine;
            double duz = (x * dy - y * dx) * sin + (dAhead * z + ahead * dz) * versine;
            double dCos = x * dx + y * dy + z * dz - ahead * dAhead;
            double dSin = cx * dx + cy * dy + cz * dz;
            double dAngle = cos * dSin - sin * dCos - (dux * ux + duy * uy + duz * uz) * inverse;
            rows[o] = dux * inverse + dAngle * ux;
            rows[o + 1] = duy * inverse + dAngle * uy;
            rows[o + 2] = duz * inverse + dAngle * uz;
        }
    }
}
