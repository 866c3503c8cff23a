package dev.adagent.cuda.library;

import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Samples of {@code docs/language.md} that fill collections of the JDK's other than lists. */
@SuppressWarnings("unused") // found by reflection
final class CollectionSamples {
    private CollectionSamples() {}

    static double priorityQueues(double x, double y) {
        PriorityQueue<Double> q = new PriorityQueue<>();
        for (int i = 0; i < 14; i++) {
            q.add(x * i % 7 + y);
        }
        q.offer(x);
        double s = q.size() + q.poll() * 3 + q.peek();
        for (double v : q) {
            s = s * 0.5 + v;
        }
        while (!q.isEmpty()) {
            s = s * 0.75 + q.remove();
        }
        return s + (q.poll() == null ? 1 : 0);
    }

    static double priorityQueuesByOrder(double x, double y) {
        PriorityQueue<Double> q = new PriorityQueue<>(Comparator.reverseOrder());
        for (int i = 0; i < x + 14; i++) {
            q.add(Math.rint(y * i % 4));
        }
        double s = 0;
        while (q.size() > 2) {
            s = s * 0.75 + q.poll();
        }
        q.clear();
        return s + q.size();
    }

    private record Task(int rank, double cost) {}

    /** Equal ranks come out as the heap has them, and are walked over so. */
    static double priorityQueuesOfRecords(double x, double y) {
        PriorityQueue<Task> q = new PriorityQueue<>(4, Comparator.comparingInt(Task::rank));
        for (int i = 0; i < 12; i++) {
            q.add(new Task((int) (x * i) % 3, y + i));
        }
        double s = 0;
        for (Task t : q) {
            s = s * 0.5 + t.cost();
        }
        while (!q.isEmpty()) {
            s = s * 0.75 + q.poll().cost();
        }
        return s;
    }

    static double priorityQueueIsEmpty(double x, double y) {
        PriorityQueue<Double> q = new PriorityQueue<>();
        if (x > 0) {
            q.add(y);
        }
        return q.element();
    }

    static double treeMaps(double x, double y) {
        TreeMap<Double, Integer> counts = new TreeMap<>();
        for (int i = 0; i < x + 14; i++) {
            counts.merge(Math.rint(y * i % 5), 1, Integer::sum);
        }
        double s = counts.size() + counts.firstKey() + counts.getOrDefault(2.0, 9);
        for (Map.Entry<Double, Integer> e : counts.entrySet()) {
            s = s * 0.5 + e.getKey() * e.getValue();
            e.setValue((int) y);
        }
        for (int n : counts.values()) {
            s = s * 0.75 + n;
        }
        return s + counts.hashCode();
    }

    static double treeMapsByOrder(double x, double y) {
        NavigableMap<Integer, Double> m = new TreeMap<>(Comparator.reverseOrder());
        for (int i = 0; i < 12; i++) {
            m.put((int) (y * i % 7), x + i);
        }
        Integer below = m.higherKey(1);
        Map.Entry<Integer, Double> e = m.ceilingEntry(3);
        double s = (below == null ? -20 : below) + (e == null ? 0 : e.getValue());
        while (!m.isEmpty()) {
            s = s * 0.75 + m.pollFirstEntry().getValue();
        }
        return s;
    }

    static double treeSets(double x, double y) {
        TreeSet<Integer> set = new TreeSet<>(List.of(3, -2, 5));
        for (int i = 0; i < 9; i++) {
            set.add((int) (x * i % 6));
        }
        set.removeIf(k -> k > y);
        double s = set.size()
                + (set.contains(2) ? 0.5 : 0.25)
                + set.stream().mapToInt(k -> k).sum();
        for (Iterator<Integer> it = set.iterator(); it.hasNext(); ) {
            int k = it.next();
            s = s * 0.5 + k;
            if (k < 0) {
                it.remove();
            }
        }
        return s + (set.isEmpty() ? 0 : set.first() + set.last());
    }

    static double treeSetsOfRecords(double x, double y) {
        SortedSet<Task> set = new TreeSet<>(Comparator.comparingInt(Task::rank).thenComparingDouble(Task::cost));
        for (int i = 0; i < 10; i++) {
            set.add(new Task((int) (x * i) % 3, y + i % 4));
        }
        double s = set.size();
        for (Task t : set) {
            s = s * 0.5 + t.rank() + t.cost();
        }
        return s;
    }

    /** What stands for them in compiled code is what they are to the program. */
    static double typesOfTreeMaps(double x, double y) {
        Map<Integer, Double> m = new TreeMap<>();
        m.put((int) x, y);
        Set<Integer> keys = m.keySet();
        return (m.getClass() == TreeMap.class ? 1 : 0)
                + (m instanceof SortedMap ? 2 : 0)
                + (keys instanceof SortedSet ? 4 : 0)
                + (keys instanceof TreeSet ? 8 : 0)
                + (keys.equals(new TreeSet<>(List.of(3))) ? 16 : 0);
    }

    static double treeMapIsNoSet(double x, double y) {
        Object m = new TreeMap<Integer, Double>();
        return x > 5 && (TreeSet<?>) m != null ? 1 : y;
    }

    static double treeMapIsEmpty(double x, double y) {
        TreeMap<Double, Double> m = new TreeMap<>();
        if (x < 8) {
            m.put(x, y);
        }
        return m.firstKey() + m.lastEntry().getValue();
    }

    static double treeSetChangedInAWalk(double x, double y) {
        TreeSet<Integer> set = new TreeSet<>(List.of(3, 1, 2));
        for (int k : set) {
            if (x > 7) {
                set.add(k + 20);
            }
        }
        return set.last();
    }

    static double nullInATreeSet(double x, double y) {
        TreeSet<Double> set = new TreeSet<>();
        set.add(x);
        set.add(x > 8 ? null : (Double) y);
        return set.last();
    }
}
