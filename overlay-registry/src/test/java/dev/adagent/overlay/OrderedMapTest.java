package dev.adagent.overlay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The map and the set of compiled code do what the JDK's do. */
class OrderedMapTest {
    private static Comparator<Object> order(boolean backwards) {
        return backwards ? (a, b) -> (Integer) b - (Integer) a : null;
    }

    /** What a call gives, or the class of what it throws. */
    private static <T> Object outcome(T on, Function<T, Object> call) {
        try {
            Object out = call.apply(on);
            return out instanceof Map.Entry<?, ?> e ? List.of(e.getKey(), e.getValue()) : out;
        } catch (RuntimeException e) {
            return e.getClass();
        }
    }

    private static List<Object> content(Map<Object, Object> m) {
        List<Object> out = new ArrayList<>();
        for (Map.Entry<Object, Object> e : m.entrySet()) {
            out.add(List.of(e.getKey(), e.getValue()));
        }
        out.add(List.of(m.keySet().toArray()));
        out.add(List.of(m.values().toArray()));
        out.add(List.of(m.size(), m.isEmpty(), m.hashCode(), m.keySet().hashCode()));
        return out;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void mapsAnswerAsTheJdks(boolean backwards) {
        Random random = new Random(3);
        OrderedMap ours = new OrderedMap(order(backwards));
        TreeMap<Object, Object> jdks = new TreeMap<>(order(backwards));
        for (int i = 0; i < 5000; i++) {
            Integer k = random.nextInt(40);
            Integer v = random.nextInt(5);
            switch (random.nextInt(24)) {
                case 0 -> assertThat(ours.put(k, v)).isEqualTo(jdks.put(k, v));
                case 1 -> assertThat(ours.remove(k)).isEqualTo(jdks.remove(k));
                case 2 -> assertThat(ours.get(k)).isEqualTo(jdks.get(k));
                case 3 -> assertThat(ours.getOrDefault(k, 9)).isEqualTo(jdks.getOrDefault(k, 9));
                case 4 -> assertThat(ours.containsKey(k)).isEqualTo(jdks.containsKey(k));
                case 5 -> assertThat(ours.containsValue(v)).isEqualTo(jdks.containsValue(v));
                case 6 -> assertThat(ours.putIfAbsent(k, v)).isEqualTo(jdks.putIfAbsent(k, v));
                case 7 ->
                    assertThat(ours.computeIfAbsent(k, x -> v == 0 ? null : v))
                            .isEqualTo(jdks.computeIfAbsent(k, x -> v == 0 ? null : v));
                case 8 ->
                    assertThat(ours.merge(k, v, (a, b) -> v == 0 ? null : (Integer) a + (Integer) b))
                            .isEqualTo(jdks.merge(k, v, (a, b) -> v == 0 ? null : (Integer) a + (Integer) b));
                case 9 -> assertThat(outcome(ours, OrderedMap::firstKey)).isEqualTo(outcome(jdks, TreeMap::firstKey));
                case 10 -> assertThat(outcome(ours, OrderedMap::lastKey)).isEqualTo(outcome(jdks, TreeMap::lastKey));
                case 11 -> assertThat(ours.lowerKey(k)).isEqualTo(jdks.lowerKey(k));
                case 12 -> assertThat(ours.floorKey(k)).isEqualTo(jdks.floorKey(k));
                case 13 -> assertThat(ours.ceilingKey(k)).isEqualTo(jdks.ceilingKey(k));
                case 14 -> assertThat(ours.higherKey(k)).isEqualTo(jdks.higherKey(k));
                case 15 -> assertThat(ours.lowerEntry(k)).isEqualTo(jdks.lowerEntry(k));
                case 16 -> assertThat(ours.floorEntry(k)).isEqualTo(jdks.floorEntry(k));
                case 17 -> assertThat(ours.ceilingEntry(k)).isEqualTo(jdks.ceilingEntry(k));
                case 18 -> assertThat(ours.higherEntry(k)).isEqualTo(jdks.higherEntry(k));
                case 19 ->
                    assertThat(outcome(ours, OrderedMap::pollFirstEntry))
                            .isEqualTo(outcome(jdks, TreeMap::pollFirstEntry));
                case 20 ->
                    assertThat(outcome(ours, OrderedMap::pollLastEntry))
                            .isEqualTo(outcome(jdks, TreeMap::pollLastEntry));
                case 21 -> {
                    ours.entrySet().removeIf(e -> e.getValue().equals(v));
                    jdks.entrySet().removeIf(e -> e.getValue().equals(v));
                }
                case 22 -> {
                    ours.entrySet().forEach(e -> e.setValue((Integer) e.getValue() + v));
                    jdks.entrySet().forEach(e -> e.setValue((Integer) e.getValue() + v));
                }
                default -> {
                    ours.putAll(Map.of(k, v, k + 1, v));
                    jdks.putAll(Map.of(k, v, k + 1, v));
                }
            }
            assertThat(content(ours)).isEqualTo(content(jdks));
            assertThat(ours.equals(jdks)).isTrue();
        }
        assertThat(ours.equals(new TreeMap<>(Map.of(1, 2)))).isFalse();
        ours.clear();
        assertThat(ours.size()).isZero();
        assertThat(ours.firstEntry()).isNull();
        assertThat(ours.lastEntry()).isNull();
    }

    @Test
    void setsAnswerAsTheJdks() {
        Random random = new Random(4);
        OrderedSet ours = (OrderedSet) OrderedSet.of(List.of(5, 3, 5));
        TreeSet<Object> jdks = new TreeSet<>(List.of(5, 3, 5));
        for (int i = 0; i < 3000; i++) {
            Integer k = random.nextInt(20);
            switch (random.nextInt(10)) {
                case 0, 1 -> assertThat(ours.add(k)).isEqualTo(jdks.add(k));
                case 2 -> assertThat(ours.remove(k)).isEqualTo(jdks.remove(k));
                case 3 -> assertThat(ours.contains(k)).isEqualTo(jdks.contains(k));
                case 4 ->
                    assertThat(List.of(outcome(ours, OrderedSet::first), outcome(ours, OrderedSet::last)))
                            .isEqualTo(List.of(outcome(jdks, TreeSet::first), outcome(jdks, TreeSet::last)));
                case 5 -> assertThat(ours.lower(k)).isEqualTo(jdks.lower(k));
                case 6 -> assertThat(ours.floor(k)).isEqualTo(jdks.floor(k));
                case 7 -> assertThat(ours.ceiling(k)).isEqualTo(jdks.ceiling(k));
                case 8 -> assertThat(ours.higher(k)).isEqualTo(jdks.higher(k));
                default ->
                    assertThat(List.of(k, ours.pollFirst() == null, ours.pollLast() == null))
                            .isEqualTo(List.of(k, jdks.pollFirst() == null, jdks.pollLast() == null));
            }
            assertThat(ours.toArray()).isEqualTo(jdks.toArray());
            assertThat(ours.equals(jdks)).isTrue();
            assertThat(ours.hashCode()).isEqualTo(jdks.hashCode());
        }
    }

    @Test
    void nullsAreRefusedWhereTheJdkRefusesThem() {
        for (Map<Object, Object> m : List.of(OrderedMap.natural(), new TreeMap<>())) {
            assertThatThrownBy(() -> m.get(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> m.put(null, 1)).isInstanceOf(NullPointerException.class);
            m.put(1, null);
            assertThatThrownBy(() -> m.put(null, 1)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> m.put("text", 1)).isInstanceOf(ClassCastException.class);
        }
    }

    @Test
    void walksFailWhereTheMapChangedAndEndWhereTheyWouldHaveEnded() {
        for (Set<Object> s : List.of(OrderedSet.natural(), new TreeSet<>())) {
            s.addAll(List.of(1, 2));
            Iterator<Object> it = s.iterator();
            assertThatThrownBy(it::remove).isInstanceOf(IllegalStateException.class);
            it.next();
            s.add(3);
            assertThatThrownBy(it::next).isInstanceOf(ConcurrentModificationException.class);
            Iterator<Object> other = s.iterator();
            other.next();
            other.next();
            other.next();
            s.clear();
            assertThat(other.hasNext()).isFalse();
        }
    }

    @Test
    void anEntryOfAMapThatChangedIsRefused() {
        Map<Object, Object> m = OrderedMap.natural();
        m.put(1, 2);
        Map.Entry<Object, Object> e = m.entrySet().iterator().next();
        m.put(1, 3);
        assertThat(e.getValue()).isEqualTo(3);
        m.put(0, 1);
        assertThatThrownBy(e::getValue)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("TreeMap");
    }
}
