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

    /** Of no final class, with a field that is not final either, but that nobody writes once the object is in the array. */
    private static class Series {
        private double[] terms;

        Series(double... terms) {
            this.terms = terms;
        }

        final double at(double x) {
            double s = 0;
            for (int i = terms.length - 1; i >= 0; i--) {
                s = s * x + terms[i];
            }
            return s;
        }
    }

    static double objectsWithArraysInArrays(double x, double y) {
        Series[] powers = new Series[(int) (x + 12)];
        powers[0] = new Series(1, y);
        for (int i = 1; i < powers.length; i++) {
            powers[i] = new Series(powers[i - 1].at(0.5), y, i);
        }
        return powers[powers.length / 2].at(x) + powers[(int) (y + 10) % powers.length].terms[1];
    }

    static double rowsOfObjects(double x, double y) {
        int n = (int) (x + 12);
        Series[][] cells = new Series[n][3];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < 3; j++) {
                cells[i][j] = new Series(x + i, y * j);
            }
        }
        Series[] first = cells[0];
        cells[0] = cells[n - 1];
        cells[n - 1] = first;
        return cells[n / 2][(int) (y + 10) % 3].at(0.5) + cells[n - 1][2].at(2) * (cells[0] == first ? 2 : 1);
    }

    static double rowsOfRows(double x, double y) {
        int n = (int) (x + 12);
        double[][][] a = new double[n][3][];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < 3; j++) {
                a[i][j] = new double[j + 1];
                a[i][j][j] = x * i + j;
            }
        }
        double[][] last = a[n - 1];
        a[n - 1] = a[0];
        a[0] = last;
        return a[n / 2][(int) (y + 10) % 3][0] + a[0][2][2] + a[n - 1][1][1];
    }
}
