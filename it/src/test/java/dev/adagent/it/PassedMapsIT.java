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
}
