package dev.adagent.transform.ir;

import java.util.BitSet;
import java.util.Map;

/** Is told what the threads of an interpreted grid do to memory, and where they meet. Threads are numbered within their block. */
public interface GridObserver {
    /** How an element is accessed. */
    enum Access {
        READ,
        WRITE,
        /** A read-modify-write that no other thread's access comes between. */
        ATOMIC
    }

    /** A block begins. @param shared the arrays that it shares, by name, as they are made */
    default void block(Map<String, Object> shared) {}

    /** From now on that thread of the block runs. */
    default void thread(int thread) {}

    /** The running thread accesses an element, which is there. */
    default void access(Object array, int index, Access access, Loc loc) {}

    /** The running thread's accesses so far come before its later ones, for other threads too. @param name the intrinsic */
    default void fence(String name) {}

    /** All threads of the block that have not ended have met. */
    default void barrier() {}

    /** Threads of one warp have met. */
    default void warp(BitSet lanes) {}
}
