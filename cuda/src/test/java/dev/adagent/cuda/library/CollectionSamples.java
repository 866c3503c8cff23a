package dev.adagent.cuda.library;

import java.util.Comparator;
import java.util.PriorityQueue;

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
}
