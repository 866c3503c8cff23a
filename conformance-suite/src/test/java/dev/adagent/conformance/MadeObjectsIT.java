package dev.adagent.conformance;

import static dev.adagent.Autodiff.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.adagent.CompileException;
import dev.adagent.Fn1;
import dev.adagent.GradCheck;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Objects that a function makes, changes and links, on the host; each gradient and tangent is compared with differences. */
@EnabledIfSystemProperty(named = "adagent.conformance.device", matches = "host")
class MadeObjectsIT {
    static final class Node {
        double v;
        Node next;

        Node(double v, Node next) {
            this.v = v;
            this.next = next;
        }
    }

    /** A final field and one that is not. */
    static final class Cell {
        final double first;
        double v;
        double[] log = new double[2];

        Cell(double v) {
            first = v * v;
            this.v = v;
        }

        void bump(double d) {
            v += d * first;
            log[1] += v;
        }
    }

    record Pair(Node node, double weight) {}

    static double sum(Node head) {
        double s = 0;
        for (Node n = head; n != null; n = n.next) {
            s += n.v * n.v;
        }
        return s;
    }

    static double list(double[] x) {
        Node head = null;
        for (double e : x) {
            head = new Node(e * e, head);
        }
        return sum(head);
    }

    static double appended(double[] x) {
        Node head = new Node(1, null);
        Node last = head;
        for (double e : x) {
            last.next = new Node(e, null);
            last = last.next;
        }
        double p = 1;
        for (Node n = head.next; n != null; n = n.next) {
            p *= n.v;
            n.v = p; // overwrites what the product needs
        }
        return sum(head);
    }

    static double buckets(double[] x) {
        Node[] b = new Node[2];
        for (int i = 0; i < x.length; i++) {
            b[i % 2] = new Node(x[i] * x[i], b[i % 2]);
        }
        double s = 0;
        for (Node q : b) {
            for (Node n = q; n != null; n = n.next) {
                s += n.v * n.v / (1 + (n.next == null ? 0 : n.next.v));
            }
        }
        return s;
    }

    static double chosen(double[] x) {
        Cell a = new Cell(x[0]);
        Cell b = new Cell(x[1]);
        Cell c = x[2] > 0 ? a : b;
        c.bump(x[2]);
        c.v = c.v * c.v;
        return a.v * b.v + a.log[1] * a.first;
    }

    static double swapped(double[] x) {
        Node a = new Node(x[0], null);
        Node b = new Node(x[1], a);
        for (int i = 0; i < 4; i++) {
            Node t = a;
            a = b;
            b = t;
            a.v += Math.sin(b.v) * x[2];
        }
        return a.v * b.v;
    }

    static double cyclic(double[] x) {
        Node n = new Node(x[0], new Node(x[1], null));
        n.next.next = n;
        double s = 0;
        for (int i = 0; i < 5; i++) {
            n.v *= n.next.v;
            s += n.v;
            n = n.next;
        }
        return s;
    }

    static double rounds(double[] x) {
        Cell[] c = new Cell[x.length];
        for (int r = 0; r < 3; r++) {
            for (int i = 0; i < x.length; i++) {
                c[i] = new Cell(x[i] + (c[i] == null ? r : c[i].v));
                c[i].bump(c[(i + 1) % x.length] == null ? 1 : c[(i + 1) % x.length].log[1]);
            }
        }
        return c[0].v * c[1].log[1];
    }

    static double pairs(double[] x) {
        Pair p = new Pair(new Node(x[0], null), x[1]);
        Pair[] kept = new Pair[3];
        for (int i = 0; i < 3; i++) {
            p = new Pair(new Node(p.weight() * x[2], p.node()), p.node().v + i);
            kept[i] = p;
        }
        return kept[0].weight() * kept[2].weight() + sum(kept[1].node());
    }

    @TestFactory
    Stream<DynamicTest> gradients() {
        return Stream.of(
                        example("list", MadeObjectsIT::list),
                        example("appended", MadeObjectsIT::appended),
                        example("buckets", MadeObjectsIT::buckets),
                        example("chosen", MadeObjectsIT::chosen),
                        example("swapped", MadeObjectsIT::swapped),
                        example("cyclic", MadeObjectsIT::cyclic),
                        example("rounds", MadeObjectsIT::rounds),
                        example("pairs", MadeObjectsIT::pairs))
                .flatMap(s -> s);
    }

    private static Stream<DynamicTest> example(String name, Fn1<double[], Double> f) {
        return Stream.of(new double[] {.7, 1.3, .4}, new double[] {1.2, -.6, -.8})
                .map(x -> DynamicTest.dynamicTest(name + Arrays.toString(x), () -> GradCheck.check(f, x)));
    }

    static double pushed(Node head, double x) {
        Node n = new Node(head.v * x, head);
        head.v = x;
        return sum(n) * head.v;
    }

    @Test
    void beforeArgumentsAndInBatches() {
        Node n = new Node(2, null);
        Node d = makeZero(n);
        var x = active(3.0);
        autodiff(REVERSE, MadeObjectsIT::pushed, duplicated(n, d), x);
        // (4·9 + 9)·3 = v²x³ + x³
        assertThat(d.v).isEqualTo(2 * 2 * 27);
        assertThat(x.grad()).isEqualTo(3 * 9 * 5);
        double[] dx = new double[3];
        double[] twice = new double[3];
        autodiff(REVERSE, MadeObjectsIT::appended, seeds(1, 2), duplicatedBatch(new double[] {.7, 1.3, .4}, dx, twice));
        double[] g = gradient(MadeObjectsIT::appended, new double[] {.7, 1.3, .4});
        for (int i = 0; i < 3; i++) {
            assertThat(dx[i]).isCloseTo(g[i], within(1e-14));
            assertThat(twice[i]).isCloseTo(2 * g[i], within(1e-14));
        }
    }

    static double[] grown(double x, int n) {
        if (n == 0) {
            return new double[] {x};
        }
        double[] a = grown(x * 2, n - 1);
        a[0] *= x;
        return a;
    }

    static double[][] rows(double x, int n) {
        return n == 0 ? new double[][] {{x}} : rows(x * 2, n - 1);
    }

    static Node chain(double x, int n) {
        return n == 0 ? null : new Node(x * n, chain(x, n - 1));
    }

    static double recursiveSum(Node n) {
        return n == null ? 0 : n.v * n.v + recursiveSum(n.next);
    }

    private static final double[] KEPT = {3, 4};

    static double[] keptOrNew(double x, int n) {
        return n == 0 ? x > 0 ? KEPT : new double[] {x} : keptOrNew(x, n - 1);
    }

    /** Recursive methods stay calls: what they give back has a shadow, where they made it. */
    @Test
    void whatRecursiveMethodsGiveBackIsNotTakenForConstant() {
        double x = 1.5;
        Fn1<Double, Double> power = y -> grown(y, 3)[0]; // 64 y⁴
        Fn1<Double, Double> scaled = y -> rows(y, 3)[0][0]; // 8 y
        Fn1<Double, Double> squares = y -> sum(chain(y, 3)); // (1 + 4 + 9) y²
        Fn1<Double, Double> ofBoth = y -> recursiveSum(chain(y, 3));
        slopeIs(256 * x * x * x, power, x);
        slopeIs(8, scaled, x);
        slopeIs(28 * x, squares, x);
        slopeIs(28 * x, ofBoth, x);
        List<Fn1<Double, Double>> all = List.of(power, scaled, squares, ofBoth);
        double[] seconds = {768 * x * x, 0, 28, 28};
        for (int k = 0; k < seconds.length; k++) {
            Fn1<Double, Double> f = all.get(k);
            slopeIs(seconds[k], y -> gradient(f, y), x);
            slopeIs(seconds[k], y -> derivative(f, y), x);
        }
        refused(y -> keptOrNew(y, 2)[0] * y, x);
        // as a constant it is none of these
        assertThat(gradient((Double y) -> y * grown(2, 3)[0], x)).isEqualTo(grown(2, 3)[0]);
    }

    private static final double[] TABLE = {1, 2};

    private static void put(double v, int n) {
        if (n == 0) {
            TABLE[0] = v;
        } else {
            put(v, n - 1);
        }
    }

    static double throughTable(double x) {
        put(x * x, 3);
        return TABLE[0] * x;
    }

    @Test
    void whatRecursiveMethodsPutElsewhereIsNotTakenForConstant() {
        assertThatThrownBy(() -> gradient(MadeObjectsIT::throughTable, 1.5)).isInstanceOf(CompileException.class);
        assertThatThrownBy(() -> derivative(MadeObjectsIT::throughTable, 1.5))
                .isInstanceOf(CompileException.class)
                .hasMessageContaining("read back")
                .hasMessageContaining("MadeObjectsIT.java:");
        // what is put there does not vary
        assertThat(gradient((Double x) -> x * throughTable(2), 1.5)).isEqualTo(8);
    }

    private static void slopeIs(double expected, Fn1<Double, Double> f, double x) {
        assertThat(gradient(f, x)).isEqualTo(expected);
        assertThat(derivative(f, x)).isEqualTo(expected);
    }

    private static void refused(Fn1<Double, Double> f, double x) {
        for (ThrowingCallable way : new ThrowingCallable[] {() -> gradient(f, x), () -> derivative(f, x)}) {
            assertThatThrownBy(way)
                    .isInstanceOf(CompileException.class)
                    .hasMessageContaining("a method which stays a call gives back")
                    .hasMessageContaining("MadeObjectsIT.java:");
        }
    }
}
