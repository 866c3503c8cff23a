package dev.adagent.conformance;

import static dev.adagent.Autodiff.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adagent.ActivityException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Maps, lists and objects with boxed numbers as arguments, and output on the way, on the host. */
@EnabledIfSystemProperty(named = "adagent.conformance.device", matches = "host")
class CollectionsIT {
    static double weighted(Map<String, Double> m, String key, double x) {
        double s = 0;
        for (int k = 0; k < 3; k++) {
            s += m.get("a") * m.getOrDefault(key, 10.0) * x;
        }
        return m.containsKey("none") ? Double.NaN : s + m.size();
    }

    static double updated(Map<String, Double> m, double x) {
        m.put("a", m.get("a") * x);
        double before = m.put("b", m.get("a") * m.get("a"));
        return m.get("b") + before;
    }

    private static Map<String, Double> map(double a, double b) {
        return new HashMap<>(Map.of("a", a, "b", b));
    }

    @Test
    void mapsHaveMapsAsShadows() {
        for (int round = 0; round < 4; round++) {
            Map<String, Double> dm = map(0, 0);
            var x = active(5.0);
            autodiff(REVERSE, CollectionsIT::weighted, duplicated(map(2, 3), dm), constant("b"), x);
            assertThat(dm).isEqualTo(map(3 * 3 * 5.0, 3 * 2 * 5.0));
            assertThat(x.grad()).isEqualTo(3 * 2 * 3.0);
            var y = active(5.0);
            autodiff(REVERSE, CollectionsIT::weighted, constant(map(2, 3)), constant("other"), y);
            assertThat(y.grad()).isEqualTo(3 * 2 * 10.0);
        }
        assertThat(autodiff(
                                FORWARD,
                                CollectionsIT::weighted,
                                duplicated(map(2, 3), map(1, 7)),
                                constant("b"),
                                duplicated(5.0, 0.0))
                        .tangent())
                .isEqualTo(3 * 5 * (1 * 3 + 2 * 7.0));
    }

    @Test
    void mapsAreWrittenAndTheirShadowsWithThem() {
        Map<String, Double> m = map(2, 3);
        Map<String, Double> dm = map(0.5, 100);
        var x = active(5.0);
        autodiff(REVERSE, CollectionsIT::updated, duplicated(m, dm), x);
        // r = (ax)² + b, afterwards a = ax and b = (ax)², whose shadows are 0.5 and 100
        assertThat(m).isEqualTo(map(10, 100));
        assertThat(dm).isEqualTo(map((0.5 + 101 * 2 * 10) * 5, 1));
        assertThat(x.grad()).isEqualTo((0.5 + 101 * 2 * 10) * 2);
    }

    @Test
    void whatAMapThatIsDifferentiatedCannot() {
        assertThatThrownBy(() -> autodiff(
                        REVERSE,
                        CollectionsIT::updated,
                        duplicated(new HashMap<>(Map.of("a", 1.0)), new HashMap<>()),
                        active(1.0)))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("a map that is differentiated keeps its keys: put of another key");
        Map<String, Double> m = map(1, 2);
        assertThatThrownBy(() -> autodiff(REVERSE, CollectionsIT::updated, duplicated(m, m), active(1.0)))
                .isInstanceOf(ActivityException.class)
                .hasMessageContaining("argument 1 of autodiff has no shadow of its own");
    }

    static double smoothed(List<Double> l, double w) {
        for (int k = 1; k < l.size(); k++) {
            l.set(k, l.get(k) + w * l.get(k - 1));
        }
        double s = 0;
        for (double e : l) {
            s += e * e;
        }
        return s;
    }

    static double grown(List<Double> l) {
        l.add(1.0);
        return l.get(0);
    }

    @Test
    void listsHaveListsAsShadows() {
        List<Double> l = new ArrayList<>(List.of(1.0, 2.0));
        List<Double> dl = new ArrayList<>(List.of(0.0, 0.0));
        var w = active(3.0);
        autodiff(REVERSE, CollectionsIT::smoothed, duplicated(l, dl), w);
        assertThat(l).containsExactly(1.0, 5.0);
        assertThat(dl).containsExactly(2 * 1 + 2 * 5 * 3.0, 2 * 5.0);
        assertThat(w.grad()).isEqualTo(2 * 5 * 1.0);
        assertThat(gradient((List<Double> x) -> x.get(0) * x.get(1), List.of(3.0, 4.0)))
                .containsExactly(4.0, 3.0);
        assertThatThrownBy(() -> autodiff(
                        REVERSE,
                        CollectionsIT::grown,
                        duplicated(new ArrayList<>(List.of(1.0)), new ArrayList<>(List.of(0.0)))))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("keeps its size");
        assertThatThrownBy(() -> autodiff(
                        REVERSE,
                        CollectionsIT::grown,
                        duplicated(new ArrayList<>(List.of(1.0)), new ArrayList<>(List.of(0.0, 0.0)))))
                .isInstanceOf(ActivityException.class)
                .hasMessageContaining("its primal's type and size");
    }

    /** Boxed numbers, one of which may be null. */
    static class Boxes {
        Double first;
        Float second;
        double third;
        Integer count;
    }

    static double boxes(Boxes b, double x) {
        double r = b.first * x + (b.second == null ? 0 : b.second * b.count) + b.third;
        b.first = x > 2 ? null : (Double) (x * x);
        b.second = (float) (b.third * 2);
        return r;
    }

    private static Boxes boxes(Double first, Float second, double third, Integer count) {
        Boxes b = new Boxes();
        b.first = first;
        b.second = second;
        b.third = third;
        b.count = count;
        return b;
    }

    @Test
    void objectsWithBoxedNumbers() {
        for (double at : new double[] {1.5, 3}) {
            Boxes b = boxes(7.0, null, 0.25, 4);
            Boxes db = boxes(10.0, 100f, 1000.0, null);
            var x = active(at);
            autodiff(REVERSE, CollectionsIT::boxes, duplicated(b, db), x);
            assertThat(x.grad()).isEqualTo(7 + (at > 2 ? 0 : 10 * 2 * at));
            assertThat(db.first).isEqualTo(at);
            assertThat(db.second).isZero();
            assertThat(db.third).isEqualTo(1000 + 1 + 2 * 100.0);
            assertThat(b.first).isEqualTo(at > 2 ? null : (Double) (at * at));
            assertThat(b.second).isEqualTo(0.5f);
        }
        Boxes db = boxes(1.0, 2f, 3.0, null);
        assertThat(autodiff(
                                FORWARD,
                                CollectionsIT::boxes,
                                duplicated(boxes(7.0, 5f, 0.25, 4), db),
                                duplicated(1.0, 0.5))
                        .tangent())
                .isEqualTo(1 + 7 * 0.5 + 2 * 4 + 3);
        assertThat(db.first).isEqualTo(2 * 1 * 0.5);
        assertThat(db.second).isEqualTo(6f);
    }

    static double printing(double x) {
        System.out.println(3);
        System.out.print("x = ");
        System.out.println(x);
        return x * x;
    }

    @Test
    void outputIsMadeOnceAndHasNoDerivative() {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        var x = active(1.5);
        try {
            System.setOut(new PrintStream(bytes, true, java.nio.charset.StandardCharsets.UTF_8));
            autodiff(REVERSE, CollectionsIT::printing, x);
        } finally {
            System.setOut(before);
        }
        assertThat(x.grad()).isEqualTo(3);
        assertThat(bytes.toString(java.nio.charset.StandardCharsets.UTF_8).lines())
                .containsExactly("3", "x = 1.5");
    }
}
