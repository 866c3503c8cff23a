package dev.adagent;

import dev.adagent.spi.EngineClient;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * A function in split mode: reverse mode in two calls with other work in between. {@link #forward} runs the function and leaves on a tape what
 * its reverse pass needs; {@link #reverse} goes back from there.
 *
 * <pre>{@code
 * Thunk t = thunk(REVERSE, Loss::call, Activity.DUPLICATED, Activity.ACTIVE);
 * var v = active(3.3);
 * Thunk.Tape tape = t.forward(duplicated(a, da), v);
 * …                                                     // a may change meanwhile: the tape has what is needed
 * t.reverse(tape, seed(1.0), duplicated(a, da), v);     // adds to da and to v.grad()
 * }</pre>
 *
 * <p>Each tape serves one reverse pass; as many as wanted may be live at a time, in any order, and outlive the call that made them. Once its
 * reverse pass is over a tape can be {@linkplain #forward(Tape, Arg...) used again}, so that a loop allocates none.
 */
public final class Thunk {
    final Mode mode;
    final Object function;
    final Activity[] activities;

    /** @param activities an array that nobody else has */
    Thunk(Mode mode, Object function, Activity... activities) {
        check(mode, function);
        this.mode = mode;
        this.function = function;
        this.activities = activities;
    }

    private static void check(Mode mode, Object function) {
        if (mode == null || function == null) {
            throw new NullPointerException("thunk without a " + (mode == null ? "mode" : "function"));
        }
        if (!mode.isReverse() || mode.isHolomorphic()) {
            throw new ActivityException(
                    "a thunk in mode " + mode + ": split mode is a form of reverse mode, write REVERSE");
        }
    }

    /** What a forward pass leaves for its reverse pass. */
    public static final class Tape {
        private final Thunk thunk;
        /** Whether a forward pass waits for its reverse pass. */
        private boolean recorded;
        /** Of the batch, 0 if it is none. */
        private int width;

        private boolean hasPrimal;
        private double primal;
        private Object[] arrays;
        private Object[] state;
        private Object form;

        private Tape(Thunk thunk) {
            this.thunk = thunk;
        }

        /**
         * What the function returned.
         *
         * @throws IllegalStateException if that was no number
         */
        public double primal() {
            if (!hasPrimal) {
                throw new IllegalStateException("no primal was computed: the function has no numeric result");
            }
            return primal;
        }

        /**
         * What the tape consists of: a class of arrays for each kind of slot, such as {@code double[]}. Empty if nothing has to be kept, or nothing
         * was recorded yet. Not in kernels, whose tapes are no arrays.
         */
        public List<Class<?>> type() {
            return arrays == null
                    ? List.of()
                    : Arrays.stream(arrays).<Class<?>>map(Object::getClass).toList();
        }
    }

    /** A tape for {@link #forward(Tape, Arg...)}. */
    public Tape tape() {
        return new Tape(this);
    }

    /** As {@link #forward(Tape, Arg...)}, to a new tape. */
    public Tape forward(Arg<?>... args) {
        return forward(new Tape(this), args);
    }

    /**
     * The augmented forward pass: runs the function, and records what the reverse pass needs.
     *
     * @param tape takes the record; one that was used before keeps its memory
     * @return the tape
     * @throws ActivityException if the arguments' number or activities are not those that the thunk declares, or the tape is another thunk's
     * @throws IllegalStateException if the tape waits for its reverse pass
     */
    public Tape forward(Tape tape, Arg<?>... args) {
        augmented(this, tape, args);
        return tape;
    }

    /** The forward pass; in compiled code the marker of one that is compiled together with its caller. */
    private static void augmented(Thunk thunk, Tape tape, Arg<?>... args) {
        thunk.check(tape, args);
        if (tape.recorded) {
            throw new IllegalStateException(
                    "a tape takes one forward pass, then one reverse pass: this one waits for its reverse pass");
        }
        Map<String, Object> options = new HashMap<>();
        int width = Batches.width(thunk.mode, null, args);
        if (width > 0) {
            options.put("width", width);
        }
        options.put("tape", tape.arrays == null ? new Object[0] : tape.arrays);
        Object[] reply = (Object[]) thunk.call("augmented", options, args);
        tape.hasPrimal = reply[0] != null;
        tape.primal = reply[0] == null ? 0 : ((Number) reply[0]).doubleValue();
        tape.state = (Object[]) reply[1];
        tape.form = reply[2];
        tape.width = width;
        tape.arrays =
                Arrays.stream(tape.state).filter(s -> s.getClass().isArray()).toArray();
        tape.recorded = true;
    }

    /** The reverse pass for the seed 1, see {@link #reverse(Tape, Return, Arg...)}. */
    public void reverse(Tape tape, Arg<?>... args) {
        reverse(tape, null, args);
    }

    /**
     * The reverse pass: adds gradients to the arguments' shadows and holders.
     *
     * @param tape of the forward pass; free for another one afterwards
     * @param result {@link Autodiff#seed}, {@link Autodiff#seeds}, or {@link Autodiff#constantReturn}; null for the seed 1
     * @param args those of the forward pass: the same arrays and objects with the same shadows
     * @throws ActivityException if the arguments' number or activities are not those that the thunk declares, or the tape is another thunk's
     * @throws IllegalStateException if the tape has no forward pass
     */
    public void reverse(Tape tape, Return result, Arg<?>... args) {
        adjoint(this, tape, result, args);
    }

    /** The reverse pass; in compiled code the marker of one that is compiled together with its caller. */
    private static void adjoint(Thunk thunk, Tape tape, Return result, Arg<?>... args) {
        thunk.check(tape, args);
        if (!tape.recorded) {
            throw new IllegalStateException(
                    "a tape takes one forward pass, then one reverse pass: this one has no forward pass");
        }
        int width = Batches.width(thunk.mode, result, args);
        if (width != tape.width) {
            throw new ActivityException("a reverse pass of width " + Math.max(1, width) + " of a forward pass of width "
                    + Math.max(1, tape.width) + ": give both as many shadows");
        }
        Map<String, Object> options = new HashMap<>();
        if (width > 0) {
            options.put("width", width);
        }
        options.put(
                "seeds",
                width > 0
                        ? Batches.seeds(result, width)
                        : new double[] {result instanceof Seed s ? s.value : result == null ? 1 : 0});
        options.put("tape", tape.state);
        options.put("form", tape.form);
        tape.recorded = false; // also if the pass fails: it has used some of it up
        HostAutodiff.accumulate((Object[]) thunk.call("adjoint", options, args), args);
    }

    private Object call(String request, Map<String, Object> options, Arg<?>... args) {
        BiFunction<String, Object[], Object> engine = EngineClient.find();
        if (engine == null) {
            throw AgentMissingException.notRunning("Autodiff.thunk");
        }
        Object[] parts = Arrays.copyOf(HostAutodiff.flattened(mode, function, args), 6);
        parts[5] = options;
        return Replies.check(engine.apply(request, parts));
    }

    private void check(Tape tape, Arg<?>... args) {
        if (tape.thunk != this) {
            throw new ActivityException("a tape of another thunk: a tape belongs to the thunk that made it");
        }
        boolean fits = args.length == activities.length;
        for (int i = 0; fits && i < args.length; i++) {
            fits = args[i] != null && Activity.of(args[i]) == activities[i];
        }
        if (!fits) {
            throw new ActivityException("a thunk called with " + given(args) + ", which declares "
                    + Arrays.toString(activities) + ": give it arguments of these activities, in this order");
        }
    }

    private static String given(Arg<?>... args) {
        return Arrays.stream(args)
                .map(a -> a == null ? "null" : Activity.of(a).name())
                .toList()
                .toString();
    }
}
