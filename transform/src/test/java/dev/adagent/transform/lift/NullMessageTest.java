package dev.adagent.transform.lift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.adagent.transform.ir.Loc;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The messages of null pointers are the running JVM's. */
class NullMessageTest {
    private static final String SOURCE = """
            class N {
                int[] ints; N next; N[] all; static N[][] none; static long[] longs;
                int of(int k, long wide, double[] d) { return k; }
                static N give(String s, Object o) { return null; }
                static N[] row(int k) { return new N[3]; }
                static int load(int k, boolean[] b) { return b[k] ? 1 : 0; }
                static void store(int k, boolean[] b) { float[] f = null; f[k + 1] = 2; }
                static void storeLong(int k, boolean[] b) { longs[k] = 3; }
                static int length(int k, boolean[] b) { N n = new N(); return n.ints.length; }
                static int field(int k, boolean[] b) { N n = new N(); return n.next.next.next.ints[0]; }
                static void assign(int k, boolean[] b) { N n = new N(); n.next.ints = null; }
                static void assignWide(int k, boolean[] b) { none[k][1] = null; }
                static int call(int k, boolean[] b) { N n = row(1)[k]; return n.of(1, 2, null); }
                static int chained(int k, boolean[] b) { return give("", null).of(1, 2, null); }
                static int element(int k, boolean[] b) { return row(1)[2].of(3, 4, null); }
                static int elementOfLocal(int k, boolean[] b) { N[] r = row(1); int[] at = {0, 1}; return r[at[k]].ints[5]; }
                static int deep(int k, boolean[] b) {
                    N n = new N(); n.next = new N(); n.next.next = new N(); n.next.next.next = new N();
                    n.next.next.next.next = new N(); n.next.next.next.next.next = new N();
                    return n.next.next.next.next.next.next.ints[0];
                }
                static int chosen(int k, boolean[] b) { return (k > 5 ? new int[2] : null)[k]; }
                static void thrown(int k, boolean[] b) { RuntimeException e = null; throw e; }
                static void locked(int k, boolean[] b) { synchronized ((Object) none) { k++; } }
                static int cast(int k, boolean[] b) { Object o = null; return ((N) o).ints[0]; }
                static int written(int k, boolean[] b) { b = null; return b.length; }
                static int constant(int k, boolean[] b) { return ((int[]) null)[k]; }
                static int big(int k, boolean[] b) { N[] r = new N[40000]; return r[300].of(r[39999].ints[0], 1, null); }
                static int unboxed(int k, boolean[] b) { Integer i = null; return i + k; }
                static int text(int k, boolean[] b) { String s = null; return s.compareTo("a"); }
            }
            """;

    @ParameterizedTest
    @ValueSource(strings = {"-g", "-g:lines"})
    void everyMessageIsTheJvms(String debug) throws Exception {
        Map<String, byte[]> classes = Javac.compile("N", SOURCE, debug);
        ClassSource source = ClassSource.of(classes);
        Class<?> c = Javac.load(classes, "N", "load").getDeclaringClass();
        int compared = 0;
        for (Method m : c.getDeclaredMethods()) {
            if (m.getParameterCount() != 2 || m.getName().equals("give")) {
                continue;
            }
            m.setAccessible(true);
            Throwable t = catchThrowable(() -> {
                try {
                    m.invoke(null, 1, null);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            });
            assertThat(t).as(m.getName()).isInstanceOf(NullPointerException.class);
            int line = t.getStackTrace()[0].getLineNumber();
            Loc place = new Loc("N", m.getName(), "N.java", line, null);
            String[] all = IntStream.range(0, 200)
                    .mapToObj(k -> NullMessage.of(place.at(k), source))
                    .filter(s -> s != null)
                    .toArray(String[]::new);
            assertThat(all).as(m.getName()).contains(t.getMessage());
            compared++;
        }
        assertThat(compared).isEqualTo(21);
    }

    @Test
    void aPlaceWithoutAnInstructionHasNone() {
        ClassSource source = ClassSource.of(Javac.compile("N", SOURCE));
        Loc place = new Loc("N", "load", "N.java", 6, null);
        assertThat(NullMessage.of(place, source)).isNull();
        assertThat(NullMessage.of(place.at(2), source)).startsWith("Cannot load from byte/boolean array");
        assertThat(NullMessage.of(place.at(1), source)).isNull();
        assertThat(NullMessage.of(new Loc("N", "load", "N.java", 7, null).at(2), source))
                .isNull();
        assertThat(NullMessage.of(new Loc("M", "load", "N.java", 6, null).at(2), source))
                .isNull();
    }
}
