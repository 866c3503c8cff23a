package dev.adagent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Maps that are passed with shadows are read and walked through in their order; what cannot be done with them says so. */
class PassedMapsIT {
    @TempDir
    Path folder;

    @Test
    @Timeout(240)
    void areWalkedThrough() {
        App app = new App(folder).source("Maps", """
                import static dev.adagent.Autodiff.*;

                import dev.adagent.*;
                import java.util.*;

                public class Maps {
                    static double values(Map<String, Double> m) {
                        double s = 1;
                        int k = 0;
                        for (double v : m.values()) {
                            s = s * v + ++k * v;
                        }
                        return s;
                    }

                    static double entries(Map<String, Double> m) {
                        double s = 1;
                        for (Map.Entry<String, Double> e : m.entrySet()) {
                            s = s * e.getValue() + e.getKey().length() * e.getValue();
                        }
                        return s;
                    }

                    static double keys(Map<String, Double> m) {
                        double s = 1;
                        for (String k : m.keySet()) {
                            s = s * m.get(k) + k.length() * m.get(k);
                        }
                        return s;
                    }

                    static double lambda(Map<String, Double> m) {
                        double[] s = {1};
                        m.forEach((k, v) -> s[0] = s[0] * v + k.length() * v);
                        return s[0];
                    }

                    static double replaced(Map<String, Double> m) {
                        for (Map.Entry<String, Double> e : m.entrySet()) {
                            e.setValue(e.getValue() * e.getValue());
                        }
                        return m.get("a") * m.get("bb") + m.get("ccc");
                    }

                    static double cleared(Map<String, Double> m) {
                        double v = m.get("a");
                        m.clear();
                        return v;
                    }

                    static Map<String, Double> map(double a, double b, double c) {
                        Map<String, Double> m = new TreeMap<>();
                        m.put("ccc", c);
                        m.put("a", a);
                        m.put("bb", b);
                        return m;
                    }

                    static double at(Fn1<Map<String, Double>, Double> f, String key, double h) {
                        Map<String, Double> m = map(2, 3, 5);
                        m.merge(key, h, Double::sum);
                        return f.call(m);
                    }

                    static void compare(String name, Fn1<Map<String, Double>, Double> f) {
                        Map<String, Double> d = map(0, 0, 0);
                        try {
                            autodiff(REVERSE, f, duplicated(map(2, 3, 5), d));
                        } catch (RuntimeException e) {
                            System.out.println(name + " " + e.getMessage());
                            return;
                        }
                        boolean right = true;
                        for (String k : d.keySet()) {
                            double slope = (at(f, k, 1e-5) - at(f, k, -1e-5)) / 2e-5;
                            Map<String, Double> t = map(0, 0, 0);
                            t.put(k, 1.0);
                            double tangent = autodiff(FORWARD, f, duplicated(map(2, 3, 5), t)).tangent();
                            right &= Math.abs(d.get(k) - slope) < 1e-6 * slope && Math.abs(tangent - slope) < 1e-6 * slope;
                        }
                        System.out.println(name + (right ? " right" : " wrong " + d));
                    }

                    static double sum(Map<String, List<Double>> m) {
                        return m.get("a").get(0);
                    }

                    public static void main(String[] args) {
                        compare("values", Maps::values);
                        compare("entries", Maps::entries);
                        compare("keys", Maps::keys);
                        compare("lambda", Maps::lambda);
                        compare("replaced", Maps::replaced);
                        compare("cleared", Maps::cleared);
                        Map<String, List<Double>> lists = Map.of("a", List.of(2.0));
                        try {
                            autodiff(REVERSE, Maps::sum, duplicated(lists, makeZero(lists)));
                        } catch (ActivityException e) {
                            System.out.println(e.getMessage());
                        }
                    }
                }
                """);
        Jvm.Run run =
                new Jvm(folder).withAgent().timeout(180).args("-jar", app.jar()).run();
        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(run.out().lines().limit(6))
                .containsExactly(
                        "values right",
                        "entries right",
                        "keys right",
                        "lambda right",
                        "replaced right",
                        "cleared a map that is differentiated keeps its keys: put of another key, putAll, remove and clear are for maps that the function makes");
        assertThat(run.out()).contains("the values of a map or list that is differentiated are Doubles; pass arrays");
    }

    /** Keys are found as the map finds them; what finds them by methods of its own is refused. */
    @Test
    @Timeout(240)
    void findKeysAsTheyDo() {
        App app = new App(folder).source("Found", """
                import static dev.adagent.Autodiff.*;

                import dev.adagent.*;
                import java.util.*;

                public class Found {
                    static class Threes extends HashMap<String, Double> {
                        @Override
                        public Double get(Object key) {
                            return getOrDefault(key, 3.0);
                        }
                    }

                    /** Overrides nothing that the derivative would call. */
                    static class Newest extends LinkedHashMap<String, Double> {
                        @Override
                        protected boolean removeEldestEntry(Map.Entry<String, Double> e) {
                            return size() > 2;
                        }
                    }

                    static double square(Map<String, Double> m) {
                        double v = m.getOrDefault("A", 5.0);
                        return v * v;
                    }

                    static double product(Map<String, Double> a, Map<String, Double> b) {
                        a.put("A", a.get("A") * 2);
                        return a.get("A") * b.get("A");
                    }

                    static Map<String, Double> with(Map<String, Double> m, String key, double value) {
                        m.put(key, value);
                        return m;
                    }

                    static void print(String name, Map<String, Double> m) {
                        try {
                            Map<String, Double> d = makeZero(m);
                            autodiff(REVERSE, Found::square, duplicated(m, d));
                            System.out.println(name + " " + d);
                        } catch (ActivityException e) {
                            System.out.println(name + " " + e.getMessage());
                        }
                    }

                    static void print(String name, Arg<Map<String, Double>> a, Arg<Map<String, Double>> b, Object shadow) {
                        try {
                            autodiff(REVERSE, Found::product, a, b);
                            System.out.println(name + " " + shadow);
                        } catch (ActivityException e) {
                            System.out.println(name + " " + e.getMessage());
                        }
                    }

                    public static void main(String[] args) {
                        print("compared", with(new TreeMap<>(String.CASE_INSENSITIVE_ORDER), "a", 4));
                        print("reversed", with(with(new TreeMap<>(Comparator.reverseOrder()), "B", 3), "A", 4));
                        print("newest", with(new Newest(), "A", 4));
                        print("threes", with(new Threes(), "B", 4));
                        print("identity", with(new IdentityHashMap<>(), "A", 4));
                        Map<String, Double> a = with(new HashMap<>(), "A", 4);
                        Map<String, Double> b = with(new HashMap<>(), "A", 5);
                        Map<String, Double> d = makeZero(a);
                        print("one shadow", duplicated(a, d), duplicated(b, d), d);
                        print("constant too", duplicated(a, d), constant(a), d);
                        print("constant shadow", duplicated(a, d), constant(d), d);
                        print("two", duplicated(a, d), duplicated(b, makeZero(b)), d);
                    }
                }
                """);
        Jvm.Run run =
                new Jvm(folder).withAgent().timeout(180).args("-jar", app.jar()).run();
        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(run.out().lines())
                .satisfiesExactly(
                        l -> assertThat(l).isEqualTo("compared {a=8.0}"),
                        l -> assertThat(l).isEqualTo("reversed {B=0.0, A=8.0}"),
                        l -> assertThat(l).isEqualTo("newest {A=8.0}"),
                        l -> assertThat(l)
                                .contains(
                                        "argument 1 of autodiff is a Found$Threes, which overrides get of java.util.HashMap"),
                        l -> assertThat(l).contains("an IdentityHashMap, which finds keys by identity"),
                        l -> assertThat(l)
                                .startsWith("one shadow argument 1 of autodiff")
                                .contains("pass it once"),
                        l -> assertThat(l)
                                .startsWith("constant too argument 1 of autodiff")
                                .contains("pass it once"),
                        l -> assertThat(l)
                                .startsWith("constant shadow argument 1 of autodiff")
                                .contains("pass it once"),
                        l -> assertThat(l).isEqualTo("two {A=10.0}"));
    }
}
