package dev.adagent.bench.host.adbench;

/** Bundle adjustment: what cameras see of points, against what was observed. */
final class Ba {
    /** Numbers of a camera: rotation (angle-axis), centre, focal length, principal point, two radial distortions. */
    static final int CAMERA = 11;

    final int cameras;
    final int points;
    final int observations;

    /** [cameras][CAMERA], [points][3], [observations], [observations][2]. */
    final double[] camera;

    final double[] point;
    final double[] weight;
    final double[] feature;

    /** Two residuals and a weight error for each observation. */
    final double[] residuals;

    final double[] weightErrors;

    Ba(Input in) {
        cameras = in.integer();
        points = in.integer();
        observations = in.integer();
        camera = repeated(in.numbers(CAMERA), cameras);
        point = repeated(in.numbers(3), points);
        weight = repeated(in.numbers(1), observations);
        feature = repeated(in.numbers(2), observations);
        residuals = new double[2 * observations];
        weightErrors = new double[observations];
    }

    private static double[] repeated(double[] numbers, int times) {
        double[] all = new double[numbers.length * times];
        for (int i = 0; i < all.length; i++) {
            all[i] = numbers[i % numbers.length];
        }
        return all;
    }

    int cameraOf(int observation) {
        return observation % cameras;
    }

    int pointOf(int observation) {
        return observation % points;
    }

    void objective() {
        for (int i = 0; i < observations; i++) {
            project(camera, CAMERA * cameraOf(i), point, 3 * pointOf(i), weight[i], feature, 2 * i, residuals, 2 * i);
            weightErrors[i] = weightError(weight[i]);
        }
    }

    static double weightError(double w) {
        return 1 - w * w;
    }

    /** The two weighted differences between where a camera sees a point and where it was observed. */
    static void project(
            double[] camera,
            int c,
            double[] point,
            int p,
            double w,
            double[] feature,
            int f,
            double[] residuals,
            int r) {
        double x = point[p] - camera[c + 3];
        double y = point[p + 1] - camera[c + 4];
        double z = point[p + 2] - camera[c + 5];
        double a = camera[c];
        double b = camera[c + 1];
        double g = camera[c + 2];
        double square = a * a + b * b + g * g;
        double rx;
        double ry;
        double rz;
        if (square != 0) {
            // Rodrigues' formula.
            double angle = Math.sqrt(square);
            double cos = Math.cos(angle);
            double sin = Math.sin(angle);
            double inverse = 1 / angle;
            double ux = a * inverse;
            double uy = b * inverse;
            double uz = g * inverse;
            double along = (ux * x + uy * y + uz * z) * (1 - cos);
            rx = x * cos + (uy * z - uz * y) * sin + ux * along;
            ry = y * cos + (uz * x - ux * z) * sin + uy * along;
            rz = z * cos + (ux * y - uy * x) * sin + uz * along;
        } else {
            rx = x + b * z - g * y;
            ry = y + g * x - a * z;
            rz = z + a * y - b * x;
        }
        double u = rx / rz;
        double v = ry / rz;
        double radius = u * u + v * v;
        double distortion = 1 + camera[c + 9] * radius + camera[c + 10] * radius * radius;
        residuals[r] = w * (u * distortion * camera[c + 6] + camera[c + 7] - feature[f]);
        residuals[r + 1] = w * (v * distortion * camera[c + 6] + camera[c + 8] - feature[f + 1]);
    }
}
