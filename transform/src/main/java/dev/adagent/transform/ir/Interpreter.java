package dev.adagent.transform.ir;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs functions of a module on Java values: the oracle for every pass and back end. Numbers are Integer, Long, Float and Double;
 * arrays are Java arrays; objects made by the program are {@link Instance}s; a tuple is a List. Objects handed in may be of any class,
 * their fields are reached by reflection.
 *
 * <p>Exceptions of the program are thrown as they are, with the program's stack. What no correct compiler leaves behind (an access
 * out of bounds without a check before it, a call without a body) is a {@link Fault} instead.
 */
public final class Interpreter {
    /** A mistake of the compiler or of the test: the program did what no verified and checked program does. */
    public static final class Fault extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Fault(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** An exception that left a thread of a grid: of several, that of the lowest linear id. */
    public static final class GridException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int[] block;
        private final int[] thread;

        GridException(Throwable cause, int[] block, int[] thread) {
            super(
                    "block " + List.of(block[0], block[1], block[2]) + ", thread "
                            + List.of(thread[0], thread[1], thread[2]) + ": " + cause,
                    cause);
            this.block = block;
            this.thread = thread;
        }

        /** Block index, x y z. */
        public int[] block() {
            return block.clone();
        }

        /** Thread index in the block, x y z. */
        public int[] thread() {
            return thread.clone();
        }
    }

    /** An object made by the program: its class's internal name and its fields. */
    public static final class Instance {
        final String className;
        final Map<String, Object> fields = new HashMap<>();
        /** The Java object that a JDK constructor made for it, or null. */
        Object real;

        Instance(String className) {
            this.className = className;
        }

        public String className() {
            return className;
        }

        /** Content of the field of that name, null if nothing was stored. */
        public Object get(String name) {
            return fields.get(name);
        }

        @Override
        public String toString() {
            return className + fields;
        }
    }

    private final Module module;
    private final Map<FieldRef, Object> statics = new HashMap<>();
    private long limit = 100_000_000;
    private long steps;
    private int openTapes;
    private GridObserver observer = new GridObserver() {};

    public Interpreter(Module module) {
        this.module = module;
    }

    /** For a function that calls no other. */
    public static Interpreter of(Function f) {
        Module m = new Module();
        m.add(f);
        return new Interpreter(m);
    }

    /** Ends a run with a {@link Fault} after so many instructions. */
    public Interpreter maxSteps(long steps) {
        limit = steps;
        return this;
    }

    /** Tells the observer what the threads do. */
    public Interpreter observe(GridObserver o) {
        observer = o;
        return this;
    }

    GridObserver observer() {
        return observer;
    }

    /** Gives a static field its content. */
    public Interpreter withStatic(FieldRef field, Object value) {
        statics.put(field, value);
        return this;
    }

    /** Instructions and terminators executed so far. */
    public long steps() {
        return steps;
    }

    /** Tapes opened and not closed so far. */
    public int openTapes() {
        return openTapes;
    }

    /** {@link #call} on the module's entry. */
    public Object run(Object... args) {
        return execute(module.entry(), args);
    }

    /**
     * Runs a function as the one thread of a grid of one.
     *
     * @param args one for each parameter; numbers widen as in a Java call
     * @return the result; null for void
     * @throws IllegalArgumentException if there is no such function, or the arguments do not fit
     * @throws Fault if the program breaks a rule that the compiler has to keep
     */
    public Object call(String function, Object... args) {
        Function f = module.get(function);
        if (f == null) {
            throw new IllegalArgumentException("no function " + function);
        }
        return execute(f, args);
    }

    private Object execute(Function f, Object[] args) {
        InterpretedBlock only = new InterpretedBlock(this, f, new int[] {1, 1, 1, 1, 1, 1}, new int[3], args);
        try {
            only.run();
        } catch (Meeting.Stuck e) {
            throw new Fault(e.getMessage(), e);
        }
        InterpretedThread t = only.threads().get(0);
        if (t.thrown() != null) {
            InterpretedThread.sneak(t.thrown());
        }
        return t.result();
    }

    /**
     * Runs a function once for every thread of a grid, block after block. Within a block threads run in order from barrier to barrier;
     * a barrier waits for the threads that have not ended.
     *
     * @param grid blocks in x, y, z, then threads of a block in x, y, z
     * @throws GridException if a thread throws, after its block has ended, or threads of a block wait for each other in vain
     */
    public void runGrid(String function, int[] grid, Object... args) {
        Function f = module.get(function);
        if (f == null) {
            throw new IllegalArgumentException("no function " + function);
        }
        for (int z = 0; z < grid[2]; z++) {
            for (int y = 0; y < grid[1]; y++) {
                for (int x = 0; x < grid[0]; x++) {
                    runBlock(f, grid, new int[] {x, y, z}, args);
                }
            }
        }
    }

    private void runBlock(Function f, int[] grid, int[] block, Object[] args) {
        InterpretedBlock threads = new InterpretedBlock(this, f, grid, block, args);
        Meeting.Stuck stuck = null;
        try {
            threads.run();
        } catch (Meeting.Stuck e) {
            stuck = e;
        }
        for (InterpretedThread t : threads.threads()) {
            if (t.thrown() != null) {
                throw new GridException(t.thrown(), block, t.threadIndex());
            }
        }
        if (stuck != null) {
            int[] thread = threads.threads().get(stuck.thread()).threadIndex();
            throw new GridException(new IllegalStateException(stuck.getMessage()), block, thread);
        }
    }

    Module module() {
        return module;
    }

    void step() {
        if (++steps > limit) {
            throw new Fault("more than " + limit + " steps", null);
        }
    }

    void tapes(int change) {
        openTapes += change;
    }

    Map<FieldRef, Object> statics() {
        return statics;
    }
}
