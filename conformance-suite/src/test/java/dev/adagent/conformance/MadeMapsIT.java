package dev.adagent.conformance;

import static dev.adagent.Autodiff.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adagent.CompileException;
import dev.adagent.Fn1;
import dev.adagent.GradCheck;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Maps, lists and deques that a function makes, on the host; each gradient and tangent is compared with differences. */
@EnabledIfSystemProperty(named = "adagent.conformance.device", matches = "host")
class MadeMapsIT {
    enum Side {
        LEFT,
        RIGHT
    }

    record Place(int row, String column) {}

    static final class Cell {
        double v;

        Cell(double v) {
            this.v = v;
        }
    }

    static double read(double[] x) {
        Map<String, Double> m = new HashMap<>();
        m.put("a", x[0]);
        m.put("b", x[1] * x[1]);
        double before = m.put("a", x[0] * x[2]);
        return m.get("a") * m.get("b") + before + m.getOrDefault("none", 3 * x[2]) + m.size();
    }

    static double merged(double[] x) {
        Map<Integer, Double> m = new HashMap<>();
        for (int i = 0; i < 7; i++) {
            m.merge(i % 3, x[i % 3] * i, Double::sum);
        }
        m.computeIfPresent(1, (k, v) -> v * v);
        m.putIfAbsent(1, 99.0);
        m.putIfAbsent(5, x[0] * x[1]);
        double s = 0;
        for (double v : m.values()) {
            s += v * v;
        }
        return s;
    }

    static double entries(double[] x) {
        Map<String, Double> m = new HashMap<>(16);
        m.put("left", x[0] * x[1]);
        m.put("right", Math.sin(x[2]));
        double s = 1;
        for (Map.Entry<String, Double> e : m.entrySet()) {
            s *= e.getValue() + e.getValue();
            e.setValue(e.getValue() * x[0]);
        }
        return s + m.get("left") * m.get("right");
    }

    static double removed(double[] x) {
        Map<Place, Double> m = new HashMap<>();
        for (int i = 0; i < 3; i++) {
            m.put(new Place(i, "c"), x[i]);
        }
        double gone = m.remove(new Place(1, "c"));
        m.keySet().removeIf(p -> p.row() == 2);
        return gone * gone + m.get(new Place(0, "c")) * m.size() + (m.containsKey(new Place(1, "c")) ? 1 : 0);
    }

    static double structures(double[] x) {
        Map<String, double[]> arrays = new LinkedHashMap<>();
        Map<Integer, Cell> cells = new TreeMap<>();
        arrays.put("w", new double[] {x[0], x[1]});
        arrays.put("b", new double[] {x[2]});
        for (int i = 0; i < 4; i++) {
            cells.computeIfAbsent(3 - i % 2, k -> new Cell(k)).v *= arrays.get("w")[i % 2];
        }
        double s = arrays.get("b")[0];
        for (Map.Entry<Integer, Cell> e : cells.entrySet()) {
            s = s * e.getKey() + e.getValue().v;
        }
        return s;
    }

    static double lists(double[] x) {
        List<double[]> rows = new ArrayList<>();
        List<Cell> cells = new ArrayList<>();
        for (int i = 0; i < 13; i++) {
            rows.add(new double[] {x[i % 3] * i, x[0]});
            cells.add(new Cell(x[1]));
        }
        double s = 0;
        for (double[] r : rows) {
            r[1] *= r[0];
            s += r[1];
        }
        for (int i = 1; i < cells.size(); i++) {
            cells.get(i).v += 0.5 * cells.get(i - 1).v * x[2];
        }
        return s + cells.get(12).v;
    }

    static double queued(double[] x) {
        Deque<Double> d = new ArrayDeque<>();
        for (int i = 1; i < 20; i++) {
            d.push(x[i % 3] / i);
            if (i % 3 == 0) {
                d.addLast(d.pop() + d.peek() * x[0]);
            }
        }
        double s = 1;
        while (d.size() > 1) {
            s = s * 0.5 + d.pollFirst() * d.pollLast();
        }
        return s;
    }

    static double sets(double[] x) {
        Set<String> seen = new HashSet<>();
        TreeSet<Integer> places = new TreeSet<>();
        Set<Place> order = new LinkedHashSet<>();
        double s = 0;
        for (int i = 0; i < 5; i++) {
            if (seen.add(i % 2 == 0 ? "even" : "odd")) {
                s += x[i % 3] * x[i % 3];
            }
            places.add(2 - i % 3);
            order.add(new Place(i % 2, "p"));
        }
        for (int p : places) {
            s = s * 0.5 + x[p];
        }
        for (Place p : order) {
            s += p.row() * x[p.row()] * x[0];
        }
        places.remove(1);
        return s * (seen.contains("odd") ? 2 : 1) + places.size() * x[places.last()] + x[places.first()];
    }

    static double linkedLists(double[] x) {
        LinkedList<Double> l = new LinkedList<>();
        for (double v : x) {
            l.add(v * v);
            l.addFirst(v);
            l.add(1, v + 1);
        }
        double s = l.removeLast() * l.getFirst() + l.poll() - l.remove(1);
        l.set(0, s * l.get(0));
        for (double v : l) {
            s = s * 0.5 + v * v;
        }
        return s * l.size();
    }

    static double linkedRows(double[] x) {
        LinkedList<double[]> rows = new LinkedList<>();
        for (double v : x) {
            rows.push(new double[] {v, x[0]});
        }
        double s = 0;
        for (Iterator<double[]> it = rows.descendingIterator(); it.hasNext(); ) {
            double[] r = it.next();
            r[1] *= r[0];
            s += r[1];
        }
        return s + rows.peekLast()[1] * rows.size();
    }

    /** Two sets of the same elements are equal, whichever their order. */
    static double equalSets(double[] x) {
        Set<Integer> a = new HashSet<>();
        Set<Integer> b = new LinkedHashSet<>();
        for (int i = 0; i < 20; i++) {
            a.add(19 - i);
            b.add(i);
        }
        return a.equals(b) ? x[0] * x[1] : 0;
    }

    static double copies(double[] x) {
        Map<Integer, Double> m = new HashMap<>();
        for (int i = 0; i < 3; i++) {
            m.put(5 - i * 2, x[i]);
        }
        double p = 0;
        for (double v : new TreeMap<>(m).values()) {
            p = p * x[0] + v;
        }
        Map<Integer, Double> linked = new LinkedHashMap<>(2);
        linked.put(9, x[1]);
        linked.putAll(m);
        for (Map.Entry<Integer, Double> e : new LinkedHashMap<>(linked).entrySet()) {
            p = p * 0.5 + e.getKey() * e.getValue();
        }
        Set<String> names = new LinkedHashSet<>(List.of("c", "a", "b"));
        names.addAll(new LinkedHashSet<>(4));
        for (String n : new TreeSet<>(names)) {
            p = p * x[2] + n.charAt(0);
        }
        return p;
    }

    /** Any class of elements may be compared, among them some for which others stand in compiled code. */
    static double equalLists(double[] x) {
        List<Object> a = new ArrayList<>();
        List<Object> b = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            a.add(i);
            b.add(i);
        }
        double p = a.equals(b) ? x[0] * x[1] : 0;
        b.add(3);
        return a.equals(b) ? p : p * x[2];
    }

    static double setOfNumbers(double[] x) {
        Set<Double> s = new TreeSet<>();
        for (double v : x) {
            s.add(v * v);
        }
        double p = 1;
        for (double v : s) {
            p = p * 2 + v;
        }
        return p;
    }

    /** Numbers in a set are kept outside of the function, where no derivative follows. */
    @Test
    void activeNumbersInASetAreRefused() {
        assertThatThrownBy(() -> gradient(MadeMapsIT::setOfNumbers, new double[] {1, 2, 3}))
                .isInstanceOf(CompileException.class)
                .hasMessageContaining("on the active path");
    }

    @TestFactory
    Stream<DynamicTest> gradients() {
        return Stream.of(
                example("sets", MadeMapsIT::sets),
                example("copies", MadeMapsIT::copies),
                example("equalLists", MadeMapsIT::equalLists),
                example("equalSets", MadeMapsIT::equalSets),
                example("linkedLists", MadeMapsIT::linkedLists),
                example("linkedRows", MadeMapsIT::linkedRows),
                example("read", MadeMapsIT::read),
                example("merged", MadeMapsIT::merged),
                example("entries", MadeMapsIT::entries),
                example("removed", MadeMapsIT::removed),
                example("structures", MadeMapsIT::structures),
                example("lists", MadeMapsIT::lists),
                example("queued", MadeMapsIT::queued));
    }

    private static DynamicTest example(String name, Fn1<double[], Double> f) {
        double[] x = {.7, -1.3, .4};
        return DynamicTest.dynamicTest(name, () -> {
            GradCheck.check(f, x);
            double value = autodiff(REVERSE_WITH_PRIMAL, f, duplicated(x.clone(), new double[3]))
                    .primal();
            assertThat(value).isEqualTo(f.call(x.clone()));
        });
    }

    /** Keys come in the order of the JDK's own map: the sum's rounding shows it. */
    static double ordered(double x) {
        Map<Integer, Double> m = new HashMap<>();
        for (int i = 0; i < 200; i++) {
            m.put(i * 7919 % 1009, x / (i + 1));
        }
        double s = 0;
        for (double v : m.values()) {
            s = s / 3 + v;
        }
        return s;
    }

    @Test
    void orderIsTheJdks() {
        assertThat(autodiff(FORWARD_WITH_PRIMAL, MadeMapsIT::ordered, duplicated(1.5, 1.0))
                        .primal())
                .isEqualTo(ordered(1.5));
    }

    static double changedInTheMidst(double x) {
        Map<String, Double> m = new HashMap<>();
        m.put("a", x);
        m.put("b", x);
        double s = 0;
        for (String k : m.keySet()) {
            s += m.get(k);
            m.put("c", s);
        }
        return s;
    }

    static double missing(double x) {
        Map<String, Double> m = new HashMap<>();
        m.put("a", x);
        return m.get("b") * x;
    }

    static double ofNegativeCapacity(double x) {
        int capacity = x > 0 ? -1 : 1;
        return new LinkedHashMap<String, Double>(capacity).size() * x;
    }

    /** Compiled code has constants of enums of its own, which no other map may get. */
    static double byEnum(double x) {
        Map<Side, Double> m = new HashMap<>();
        m.put(x > 1 ? Side.LEFT : Side.RIGHT, x * x);
        return m.getOrDefault(Side.LEFT, x);
    }

    static double kept(double x, int n, Map<Integer, Double> known) {
        known.put(n, x);
        return n == 0 ? x : kept(x * x, n - 1, known) + known.get(n);
    }

    @Test
    void exceptionsAreTheJdks() {
        assertThatThrownBy(() -> derivative(MadeMapsIT::changedInTheMidst, 1.0))
                .isInstanceOf(ConcurrentModificationException.class);
        assertThatThrownBy(() -> derivative(MadeMapsIT::missing, 1.0)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> derivative(MadeMapsIT::ofNegativeCapacity, 1.0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Illegal initial capacity: -1");
        assertThatThrownBy(() -> derivative(MadeMapsIT::byEnum, 2.0)).isInstanceOf(CompileException.class);
        assertThatThrownBy(() -> derivative(x -> kept(x, 3, new HashMap<>()), 1.0))
                .isInstanceOf(CompileException.class)
                .hasMessageContaining("MadeMapsIT.kept");
    }
}
