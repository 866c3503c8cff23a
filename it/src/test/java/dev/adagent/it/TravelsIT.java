package dev.adagent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ways on which a number or a reference travels where it is easily lost: through static fields, constant objects, what methods that stay calls give,
 * and one array under two names. Each has the derivatives of differences, in both modes, or is refused.
 */
class TravelsIT {
    @TempDir
    Path folder;

    @Test
    @Timeout(240)
    void areFollowedOrRefused() {
        App app = new App(folder).source("Travels", """
                import static dev.adagent.Autodiff.*;

                import dev.adagent.*;
                import java.util.*;

                public class Travels {
                    static double[] A = new double[2];
                    static final double[] P = new double[2];
                    static final double[] Q = P;
                    static Box HB = new Box();

                    static class Box { double[] a = new double[2]; double v; Box next; }
                    static class Inner { double[] a; Inner(double[] a) { this.a = a; } }
                    static class Outer { Inner in; Outer(Inner in) { this.in = in; } }
                    record Pair(double a, double[] b) {}

                    static double readA(int n) { return n == 0 ? A[0] : readA(n - 1); }
                    static void writeA(double v, int n) { if (n == 0) { A[0] = v; } else { writeA(v, n - 1); } }
                    static double readHB(int n) { return n == 0 ? HB.a[0] : readHB(n - 1); }
                    static double readHBv(int n) { return n == 0 ? HB.v : readHBv(n - 1); }
                    static double readBox(Box b, int n) { return n == 0 ? b.a[0] : readBox(b, n - 1); }
                    static Outer wrap(double[] a, int n) { return n == 0 ? new Outer(new Inner(a)) : wrap(a, n - 1); }
                    static Box chain(Box b, int n) { Box c = new Box(); c.next = b; return n == 0 ? c : chain(c, n - 1); }
                    static Object[] objs(Object o, int n) { return n == 0 ? new Object[] {new Object[] {o}} : objs(o, n - 1); }
                    static void link(Box a, Box b, int n) { if (n == 0) { a.next = b; } else { link(a, b, n - 1); } }
                    static double alias(double[] a, double[] b, int n) { for (int i = 0; i < 2; i++) { a[0] = a[0] * b[1] + 0.1; b[1] = b[1] * a[0]; } return n == 0 ? a[0] * b[1] : alias(b, a, n - 1) + b[0]; }
                    static double aliasBox(Box b, double[] a, int n) { b.a[0] = b.a[0] * a[1] * a[0]; a[1] = a[1] * b.a[0] + a[0]; return n == 0 ? a[0] * b.a[1] : aliasBox(b, a, n - 1); }
                    static Box pick(Box a, Box b, int n) { return n == 0 ? a : pick(b, a, n - 1); }
                    static double rows(double[][] m, double v, int n) { return n == 0 ? v : rows(m, v * v * m[n % 2][0], n - 1); }
                    static Box loopBox2(double[] x, int n) { Box m = n == 0 ? new Box() : loopBox2(x, n - 1); m.v = 1 + x[0]; for (int i = 0; i < 4; i++) { m.a[0] = m.a[0] * m.v * x[1] + m.v; } return m; }
                    static double[][] make(int n) { return n == 0 ? new double[][] {{2, 3}, {4, 5}} : make(n - 1); }
                    static double[] row(double[][] m, int n) { return n == 0 ? m[0] : row(m, n - 1); }
                    static double sum(double[][] m, int n) { return n == 0 ? m[0][0] + m[1][1] : sum(m, n - 1); }
                    static void swapRows(double[][] m, int n) { if (n == 0) { double[] t = m[0]; m[0] = m[1]; m[1] = t; } else { swapRows(m, n - 1); } }
                    static double readsStatic(double[] x, int n) { return n == 0 ? x[0] * x[0] * A[0] : readsStatic(x, n - 1); }
                    static double mixed(double[] a, double[][] m, Box b, int n) { a[n % 2] *= m[n % 2][0] + b.a[n % 2]; m[(n + 1) % 2][0] += a[0]; b.a[0] = a[1] * 0.5; return n == 0 ? a[0] + m[0][0] * b.a[0] : mixed(m[n % 2], m, b, n - 1) + a[1]; }
                    static double slices(double[] t, int lo, int hi) { if (hi - lo < 2) { return t[lo] * t[lo]; } int m = (lo + hi) / 2; double a = slices(t, lo, m); t[lo] += a; double b = slices(t, m, hi); t[m] = a * b; return a * t[m] + b * t[lo]; }
                    static double idx(double[] t, double v, int n) { t[n] = v * v; return idx(t, v * 1.1, n + 1); }
                    static Pair pair(double[] x, int n) { return n == 0 ? new Pair(x[0] * x[0], x) : pair(x, n - 1); }

                    static double staticArrayReadByACall(double[] x) { A[0] = x[0] * x[0]; return readA(3) * x[1]; }
                    static double staticArrayWrittenAndReadByCalls(double[] x) { writeA(x[0] * x[0], 3); return readA(2); }
                    static double arrayPutIntoAStaticObject(double[] x) { HB.a = x; return readHB(2) * x[1]; }
                    static double fieldOfAStaticObject(double[] x) { HB.v = x[0] * x[0]; return readHBv(2) * x[1]; }
                    static double arrayInAConstantObject(double[] x) { Box b = HB; b.a = x; return readBox(b, 2) * x[1]; }
                    static double oneArrayInTwoStaticFields(double[] x) { P[0] = x[0] * x[0]; return Q[0] * x[1]; }
                    static double callThatReadsWhatVaries(double[] x) { A[0] = x[1]; return readsStatic(x, 2); }
                    static double callThatReadsWhatDoesNotVary(double[] x) { A[0] = 3; double y = readsStatic(x, 2); A[0] = 7; return y * readsStatic(x, 1); }
                    static double staticArrayChangedBetweenCalls(double[] x) { A[0] = 3; double y = 0; for (int i = 0; i < 3; i++) { y += readsStatic(x, 2) * x[1]; A[0] += 1; } return y; }
                    static double writtenThroughWhatACallGave(double[] x) { double[] t = {2, 3}; Outer o = wrap(t, 2); o.in.a[0] = x[0] * x[0]; return t[0] * x[1]; }
                    static double readThroughWhatACallGave(double[] x) { double[] t = {2, 3}; Outer o = wrap(t, 2); t[0] = x[0] * x[0]; return o.in.a[0] * x[1]; }
                    static double overwrittenThroughWhatACallGave(double[] x) { double[] t = {2, 3}; Outer o = wrap(t, 2); double y = 0; for (int i = 0; i < 3; i++) { y += x[0] * t[0] * x[1]; o.in.a[0] = y; } return y; }
                    static double chainOfObjects(double[] x) { Box b = new Box(); Box c = chain(b, 2); c.next.next.next.v = x[0] * x[0]; return b.v * x[1]; }
                    static double arrayAtTheEndOfAChain(double[] x) { Box b = new Box(); b.a[0] = 2; Box c = chain(b, 2); double y = 0; for (int i = 0; i < 3; i++) { y += x[0] * b.a[0] * x[1]; c.next.next.next.a[0] = y; } return y; }
                    static double arrayAmongObjects(double[] x) { double[] t = {2}; ((double[]) ((Object[]) objs(t, 2)[0])[0])[0] = x[0] * x[0]; return t[0] * x[1]; }
                    static double rowThatOnlyCallsRead(double[] x) { double[][] m = make(2); double[] r = row(m, 2); r[0] = x[0] * x[0]; return sum(m, 2) * x[1]; }
                    static double rowReadByACall(double[] x) { double[][] m = make(2); m[0][0] = x[0] * x[0]; return row(m, 2)[0] * x[1]; }
                    static double fieldOverwrittenByTheCaller(double[] x) { Box q = loopBox2(x, 2); double y = q.a[0]; q.v = 100; q.a[0] = 1; return y; }
                    static double recordOverwrittenByTheCaller(double[] x) { Pair p = pair(x.clone(), 2); double y = p.a() * p.b()[1]; p.b()[1] = y; return y * p.b()[1]; }
                    static double linkedByACall(double[] x) { Box a = new Box(), b = new Box(); link(a, b, 2); b.v = x[0] * x[0]; return a.next.v * x[1]; }
                    static double rowsSwappedByACall(double[] x) { double[][] m = {{x[0] * x[0], 2}, {3, 4}}; swapRows(m, 2); return m[1][0] * x[1]; }
                    static double oneArrayForTwoParameters(double[] x) { double[] t = x.clone(); return alias(t, t, 2); }
                    static double arrayAndItsHolder(double[] x) { Box b = new Box(); b.a = x.clone(); return aliasBox(b, b.a, 2); }
                    static double arrayRowAndField(double[] x) { double[] t = x.clone(); Box b = new Box(); b.a = t; return mixed(t, new double[][] {t, {x[1], 2}}, b, 3); }
                    static double chosenByACall(double[] x) { Box a = new Box(), b = new Box(); b.v = 3; double y = 0; for (int i = 0; i < 3; i++) { y += x[0] * b.v * x[1]; pick(a, b, 1).v = y; } return y; }
                    static double rowsReplacedAfterACall(double[] x) { double[][] m = {{2, 1}, {3, 1}}; double y = rows(m, x[0], 2); m[0] = new double[] {50, 1}; m[1][0] = 60; return y * x[1]; }
                    static double slices(double[] x) { double[] t = {x[0], x[1], x[0] * x[1], 0.5, x[0]}; double y = slices(t, 0, 5); Arrays.fill(t, 0, 3, y); return slices(t, 1, 4); }
                    static double writtenBeforeAThrow(double[] x) { double[] t = new double[3]; try { return idx(t, x[0], 0); } catch (ArrayIndexOutOfBoundsException e) { return t[0] * t[2] * x[1]; } }

                    /** A rule that is wrong: the comparison below must say so. */
                    @DerivativeRules(Wrong.class)
                    static double twice(double v) { return 2 * v; }

                    static final class Wrong {
                        @ForwardRule(owner = Travels.class, name = "twice")
                        static double tangent(double v, double dv) { return 3 * dv; }

                        @ReverseRule(owner = Travels.class, name = "twice")
                        static double gradient(double v, double dret) { return 3 * dret; }
                    }

                    static double planted(double[] x) { return twice(x[0]) * x[1]; }

                    private static void reset() {
                        A = new double[2];
                        P[0] = 0;
                        HB = new Box();
                    }

                    private static void compare(String name, Fn1<double[], Double> f) {
                        harness.Slopes.compare(name, f, Travels::reset);
                    }

                    public static void main(String[] args) {
                        compare("staticArrayReadByACall", Travels::staticArrayReadByACall);
                        compare("staticArrayWrittenAndReadByCalls", Travels::staticArrayWrittenAndReadByCalls);
                        compare("arrayPutIntoAStaticObject", Travels::arrayPutIntoAStaticObject);
                        compare("fieldOfAStaticObject", Travels::fieldOfAStaticObject);
                        compare("arrayInAConstantObject", Travels::arrayInAConstantObject);
                        compare("oneArrayInTwoStaticFields", Travels::oneArrayInTwoStaticFields);
                        compare("callThatReadsWhatVaries", Travels::callThatReadsWhatVaries);
                        compare("callThatReadsWhatDoesNotVary", Travels::callThatReadsWhatDoesNotVary);
                        compare("staticArrayChangedBetweenCalls", Travels::staticArrayChangedBetweenCalls);
                        compare("writtenThroughWhatACallGave", Travels::writtenThroughWhatACallGave);
                        compare("readThroughWhatACallGave", Travels::readThroughWhatACallGave);
                        compare("overwrittenThroughWhatACallGave", Travels::overwrittenThroughWhatACallGave);
                        compare("chainOfObjects", Travels::chainOfObjects);
                        compare("arrayAtTheEndOfAChain", Travels::arrayAtTheEndOfAChain);
                        compare("arrayAmongObjects", Travels::arrayAmongObjects);
                        compare("rowThatOnlyCallsRead", Travels::rowThatOnlyCallsRead);
                        compare("rowReadByACall", Travels::rowReadByACall);
                        compare("fieldOverwrittenByTheCaller", Travels::fieldOverwrittenByTheCaller);
                        compare("recordOverwrittenByTheCaller", Travels::recordOverwrittenByTheCaller);
                        compare("linkedByACall", Travels::linkedByACall);
                        compare("rowsSwappedByACall", Travels::rowsSwappedByACall);
                        compare("oneArrayForTwoParameters", Travels::oneArrayForTwoParameters);
                        compare("arrayAndItsHolder", Travels::arrayAndItsHolder);
                        compare("arrayRowAndField", Travels::arrayRowAndField);
                        compare("chosenByACall", Travels::chosenByACall);
                        compare("rowsReplacedAfterACall", Travels::rowsReplacedAfterACall);
                        compare("slices", Travels::slices);
                        compare("writtenBeforeAThrow", Travels::writtenBeforeAThrow);
                        compare("planted", Travels::planted);
                    }
                }
                """).source(Slopes.NAME, Slopes.SOURCE);
        Jvm.Run run =
                new Jvm(folder).withAgent().timeout(180).args("-jar", app.jar()).run();
        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(run.out().lines().map(l -> l.replaceFirst("wrong:.*", "wrong")))
                .containsExactly(
                        "staticArrayReadByACall refused",
                        "staticArrayWrittenAndReadByCalls refused",
                        "arrayPutIntoAStaticObject refused",
                        "fieldOfAStaticObject refused",
                        "arrayInAConstantObject refused",
                        "oneArrayInTwoStaticFields refused",
                        "callThatReadsWhatVaries refused",
                        "callThatReadsWhatDoesNotVary right",
                        "staticArrayChangedBetweenCalls right",
                        "writtenThroughWhatACallGave right",
                        "readThroughWhatACallGave right",
                        "overwrittenThroughWhatACallGave right",
                        "chainOfObjects right",
                        "arrayAtTheEndOfAChain right",
                        "arrayAmongObjects right",
                        "rowThatOnlyCallsRead right",
                        "rowReadByACall right",
                        "fieldOverwrittenByTheCaller right",
                        "recordOverwrittenByTheCaller right",
                        "linkedByACall refused",
                        "rowsSwappedByACall refused",
                        "oneArrayForTwoParameters right",
                        "arrayAndItsHolder right",
                        "arrayRowAndField right",
                        "chosenByACall right",
                        "rowsReplacedAfterACall right",
                        "slices right",
                        "writtenBeforeAThrow right",
                        "planted wrong");
    }
}
