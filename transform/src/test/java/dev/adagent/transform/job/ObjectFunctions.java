package dev.adagent.transform.job;

/** Functions over objects, which stay objects. */
final class ObjectFunctions {
    private ObjectFunctions() {}

    static final class Node {
        double v;
        Node next;

        Node(double v, Node next) {
            this.v = v;
            this.next = next;
        }
    }

    static final class Pair {
        double qux;
        double[] data;
        float single;
        int count;
    }

    /** C11 of the conformance list. */
    static double product(Pair a, Pair b) {
        return a.qux * b.qux;
    }

    /** C23. */
    static double sumOfReads(Pair o) {
        return o.qux + o.qux * o.single;
    }

    /** C13, with weights that need the values in reverse. */
    static double list(Node head) {
        double s = 0;
        for (Node n = head; n != null; n = n.next) {
            s = s * n.v + Math.sin(n.v);
        }
        return s;
    }

    static double recursive(Node head) {
        return head == null ? 1 : head.v * recursive(head.next) + head.v;
    }

    /** Overwrites the list on its way. */
    static double inPlace(Node head, double x) {
        double s = 0;
        for (Node n = head; n != null; n = n.next) {
            n.v = n.v * n.v * x;
            if (n.next != null) {
                n.next.v += n.v * x;
            }
        }
        for (Node n = head; n != null; n = n.next) {
            s += n.v * n.v;
        }
        return s;
    }

    static double arrayInAnObject(Pair p, double x) {
        p.count++;
        double s = 0;
        for (int i = 0; i < p.data.length; i++) {
            p.data[i] = p.data[i] * p.qux;
            p.qux += p.data[i] * x;
            s += p.data[i];
        }
        return s * p.qux;
    }

    static double arrayOfObjects(Pair[] all, double x) {
        double s = x;
        for (Pair p : all) {
            s = s * p.qux + p.qux;
            p.qux = s;
        }
        return s * all[0].qux;
    }

    /** Builds a list, and walks along it. */
    static double built(double[] x) {
        Node head = null;
        for (double v : x) {
            head = new Node(v * v, head);
        }
        double s = 1;
        for (Node n = head; n != null; n = n.next) {
            s = s * 0.5 + n.v * s;
        }
        return s;
    }

    /** The same object by two names. */
    static double alias(Pair a, Pair b) {
        a.qux = a.qux * 2;
        b.qux = b.qux * a.qux;
        return a.qux * b.qux;
    }

    static double constantAndBack(Pair constant, double x) {
        double s = 1;
        for (int i = 0; i < constant.count; i++) {
            s += constant.qux * x;
            constant.qux = s;
        }
        return s;
    }
}
