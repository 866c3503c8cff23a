package dev.adagent.cuda.library;

/** The slopes of each function of {@link DifferentiatedLanguage} and {@link DifferentiatedControlFlow}, by x and by y, derived with paper and pencil. */
@SuppressWarnings("unused") // found by reflection
final class DifferentiatedByHand {
    private DifferentiatedByHand() {}

    private static double[] of(double... slopes) {
        return slopes;
    }

    static double[] staticMethods(double x, double y) {
        return of(2 * x * y + y * y, x * x + 2 * x * y);
    }

    // a = xy, b = x·x + y, at 2: 2xy + x² + y
    static double[] instanceMethods(double x, double y) {
        return of(2 * y + 2 * x, 2 * x + 1);
    }

    // turned three times: (b, −a) with a = x, b = y²: x·y² − 2x
    static double[] records(double x, double y) {
        return of(y * y - 2, 2 * x * y);
    }

    // ((x)·y + 1)·x + 2
    static double[] finalClassWithState(double x, double y) {
        return of(2 * x * y + 1, x * x);
    }

    // ((2 + y)xy + x)²
    static double[] lambdas(double x, double y) {
        double u = 2 * x * y + x * y * y + x;
        return of(2 * u * (2 * y + y * y + 1), 2 * u * (2 * x + 2 * x * y));
    }

    // x²y + (yx + x) + 3y²
    static double[] methodReferences(double x, double y) {
        return of(2 * x * y + y + 1, x * x + x + 6 * y);
    }

    // 2x + 2·3x² + (sin y or 2eʸ)
    static double[] enums(double x, double y) {
        return of(2 + 12 * x, x > 0 ? Math.cos(y) : 2 * Math.exp(y));
    }

    // s = x; xy + x²; doubled; + x²; doubled: 4(xy + x²) + 2x²
    static double[] switchOnInts(double x, double y) {
        return of(4 * y + 12 * x, 4 * x);
    }

    static double[] switchOnEnums(double x, double y) {
        return x > y ? of(2 * (x + y), 2 * (x + y)) : of(y, x);
    }

    static double[] switchOnStrings(double x, double y) {
        return of(Math.cos(x) * y * y + (x > 0 ? 2 * x : Math.cos(x)), 2 * y * Math.sin(x));
    }

    static double[] patterns(double x, double y) {
        return x > 0 ? of(y, x) : of(y * y, 2 * x * y);
    }

    // π²x⁴ + x²y² + π²y⁴
    static double[] sealedTypes(double x, double y) {
        double q = 4 * Math.PI * Math.PI;
        return of(q * x * x * x + 2 * x * y * y, q * y * y * y + 2 * x * x * y);
    }

    static double[] virtualCalls(double x, double y) {
        return of(y * 11 / 6, x * 11 / 6);
    }

    // (xy + 1)·xy
    static double[] generics(double x, double y) {
        return of(2 * x * y * y + y, 2 * x * x * y + x);
    }

    static double[] boxing(double x, double y) {
        return of(3 * y, 3 * x);
    }

    // x(x + y)(x + 2y)
    static double[] privateArrays(double x, double y) {
        return of(3 * x * x + 6 * x * y + 2 * y * y, 3 * x * x + 4 * x * y);
    }

    // (x² + y) + 2·2xy + 3·2x + 4(y + x²)
    static double[] arraysOfArrays(double x, double y) {
        return of(10 * x + 4 * y + 6, 5 + 4 * x);
    }

    static double[] tableOrArrayInRecursion(double x, double y) {
        double t = DifferentiatedLanguage.TABLE[1];
        return new double[] {2 * t * x * y * y, 2 * t * x * x * y};
    }

    static double[] doWhile(double x, double y) {
        return of(y * y * y, 3 * x * y * y);
    }

    // 2.75x + 9.5y²
    static double[] forEachLoops(double x, double y) {
        return of(2.75, 19 * y);
    }

    // Σi≤3 (i²xy + i(i + 1)/2·x) = 14xy + 10x
    static double[] labelledLoops(double x, double y) {
        return of(14 * y + 10, 14 * x);
    }

    // (x + y)x²
    static double[] endlessLoopWithBreak(double x, double y) {
        return of(3 * x * x + 2 * x * y, x * x);
    }

    // s₀ + (1 − 2⁻ⁿ)y²
    static double[] tripsFoundOnTheWay(double x, double y) {
        int n = 0;
        for (double s = x * x + 1; s < 40; n++) {
            s = 2 * s + y * y;
        }
        return of(2 * x, 2 * y * (1 - 1.0 / (1L << n)));
    }

    static double[] recursion(double x, double y) {
        return of(3 * x * x * y * y, 2 * x * x * x * y);
    }

    // odd(xy, 2), even(xy + y, 1), odd((xy + y)y, 0) = y
    static double[] recursionOfTwo(double x, double y) {
        return of(0, 1);
    }

    // −x, 0, x: one of the outer two is negative
    static double[] tryCatch(double x, double y) {
        return of(2 * x * y, x * x + 5);
    }

    static double[] tryFinally(double x, double y) {
        return x > 0 ? of(y, x) : of(2 * x * y * y, 2 * x * x * y);
    }

    static double[] finallyThatCounts(double x, double y) {
        return of(2 * x * y, x * x);
    }

    // x², or 3(x² − y²)y
    static double[] numbersInExceptions(double x, double y) {
        return x * x > y * y ? of(6 * x * y, 3 * x * x - 9 * y * y) : of(2 * x, 0);
    }

    static double[] numbersInExceptionsOfRecursion(double x, double y) {
        return of(32 * x * y, 16 * x * x);
    }

    // x ≥ 3: (x − 3)²y³; below, level 2 catches: (x − 1)y·y
    static double[] recursionThatThrowsAndCatches(double x, double y) {
        return x >= 3 ? of(2 * (x - 3) * y * y * y, 3 * (x - 3) * (x - 3) * y * y) : of(y * y, 2 * (x - 1) * y);
    }

    static double[] explicitThrow(double x, double y) {
        return x > y ? of(y * y, 2 * x * y) : of(2 * x * y, x * x);
    }

    // (x + 1)y², three times where x < 0
    static double[] tryWithResources(double x, double y) {
        double k = x < 0 ? 3 : 1;
        return of(k * y * y, k * 2 * (x + 1) * y);
    }

    static double[] asserts(double x, double y) {
        return of(y, x);
    }

    static double[] constants(double x, double y) {
        return of(-2, 1.5 * y);
    }

    static double[] tableOrArray(double x, double y) {
        return x > y ? of(-2, 0) : of(2 * x * y, x * x);
    }

    static double[] tableOrArrayTwice(double x, double y) {
        double[] a = tableOrArray(x, y);
        return of(a[0], a[1] + 2 * (y > 1 ? -2 : 0.5) * y);
    }

    // x + 4x + 2y + xy
    static double[] varargs(double x, double y) {
        return of(5 + y, 2 + x);
    }

    static double[] defaultMethods(double x, double y) {
        return of(2 * x * y, x * x);
    }

    static double[] iterators(double x, double y) {
        return of((1 + 2 * x + 3 * x * x) * y, x + x * x + x * x * x);
    }

    // (x + y)²/4 + y
    static double[] compoundOperators(double x, double y) {
        return of((x + y) / 2, (x + y) / 2 + 1);
    }

    static double[] floats(double x, double y) {
        return of(2 * y, 2 * (float) x + 1);
    }

    static double[] roundedBits(double x, double y) {
        return of(y, x);
    }

    // x·yⁿ⁺¹
    static double[] anotherArrayInEachRound(double x, double y) {
        int n = DifferentiatedControlFlow.rounds(x, y);
        return of(Math.pow(y, n + 1), (n + 1) * x * Math.pow(y, n));
    }

    static double[] anotherArrayOfFloatsInEachRound(double x, double y) {
        return anotherArrayInEachRound(x, y);
    }

    static double[] anotherArrayInEachCall(double x, double y) {
        return anotherArrayInEachRound(x, y);
    }

    // x·y²ⁿ⁺¹
    static double[] anotherMatrixInEachRound(double x, double y) {
        int n = 2 * DifferentiatedControlFlow.rounds(x, y) + 1;
        return of(Math.pow(y, n), n * x * Math.pow(y, n - 1));
    }

    // x and y to the powers of Fibonacci's numbers
    static double[] exchangedArrays(double x, double y) {
        int[] a = {1, 0};
        int[] b = {0, 1};
        for (int k = DifferentiatedControlFlow.rounds(x, y); k > 0; k--) {
            int[] next = {a[0] + b[0], a[1] + b[1]};
            b = a;
            a = next;
        }
        return of(a[0] / x, a[1] / y);
    }

    // 3x² − 2xy − 6y + y³ + 2
    static double[] rowsThatChangePlaces(double x, double y) {
        return of(6 * x - 2 * y, -2 * x - 6 + 3 * y * y);
    }

    // x²y(2x + y)
    static double[] arrayGivenBackByRecursion(double x, double y) {
        return of(6 * x * x * y + 2 * x * y * y, 2 * x * x * x + 2 * x * x * y);
    }

    // t·x for every other round, with x·y·x between them
    static double[] tableOrArrayInEachRound(double x, double y) {
        int n = DifferentiatedControlFlow.rounds(x, y);
        int arrays = n / 2;
        double t = DifferentiatedLanguage.TABLE[0] * DifferentiatedLanguage.TABLE[1];
        return of((n - arrays) * t + arrays * 2 * x * y, arrays * x * x);
    }
}
