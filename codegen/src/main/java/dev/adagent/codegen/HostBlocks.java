package dev.adagent.codegen;

import dev.adagent.transform.device.DeviceRefusal;
import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.ir.Meeting;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.WarpOps;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;

/**
 * Runs blocks of lowered code whose threads wait for each other, on one thread of the host: each thread of the block has a stack of its
 * own and gives the processor back where it waits (POSIX {@code swapcontext}). Who goes on, and what lanes give each other, {@link Meeting}
 * decides.
 */
final class HostBlocks extends Meeting {
    /** Room for the thread's private arrays, and for the frames of its calls. */
    private static final int STACK = PrivateArrays.MAX_BYTES + ThreadHeap.BYTES + 64 * 1024;

    /** More than a {@code ucontext_t} takes on any processor. */
    private static final int CONTEXT = 8192;

    // the record of a thread; its first 12 words are its place in the grid
    private static final int RECORD = 128;
    private static final int STATE = 48;
    private static final int PLACE = 52;
    private static final int MASK = 56;
    private static final int LANE = 60;
    private static final int WIDTH = 64;
    private static final int VALUE = 72;
    private static final int OWN = 80;
    private static final int MAIN = 88;

    private static final int FRESH = 0;
    private static final int RUNNABLE = 1;
    private static final int ENDED = 3;

    private final LlvmLowering.Lowered lowered;
    private final List<Place> places;
    private final int[] grid;
    private final int threads;
    private ByteBuffer records;

    /** @throws DeviceRefusal where there is no {@code swapcontext} of the known shape */
    HostBlocks(LlvmLowering.Lowered lowered, int[] grid) {
        super(Math.multiplyExact(Math.multiplyExact(grid[3], grid[4]), grid[5]));
        this.lowered = lowered;
        this.grid = grid;
        places = lowered.waits();
        threads = grid[3] * grid[4] * grid[5];
        if (!System.getProperty("os.name").equals("Linux")) {
            throw new DeviceRefusal(
                    places.get(0).loc(),
                    places.get(0).method() + " in code lowered for the host, which needs Linux",
                    "run the kernel on the CPU device");
        }
    }

    /** @param args the kernel's arguments in LLVM assembly, with {@code %place} for the thread's record */
    void run(String args, LlvmTarget target, boolean fully) throws KernelFailure {
        Pointer stacks = Pointer.malloc((long) STACK * threads);
        try (BytePointer memory = new BytePointer((long) RECORD * threads);
                BytePointer contexts = new BytePointer((long) CONTEXT * (threads + 1))) {
            records = memory.asByteBuffer().order(ByteOrder.nativeOrder());
            for (int t = 0; t < threads; t++) {
                records.putLong(RECORD * t + OWN, contexts.address() + (long) CONTEXT * (t + 1));
                records.putLong(RECORD * t + MAIN, contexts.address());
            }
            String runtime = RUNTIME;
            for (String name : List.of("getcontext", "makecontext", "swapcontext")) {
                runtime = runtime.replace("$" + name, "inttoptr (i64 " + addressOf(name) + " to ptr)");
            }
            String text = lowered.text()
                    + runtime.replace("$KERNEL", lowered.entry())
                            .replace("$ARGUMENTS", args)
                            .replace("$ATTRIBUTES", target.attributes())
                            .replace("$RECORDS", Long.toString(memory.address()))
                            .replace("$STACKS", Long.toString(stacks.address()))
                            .replace("$ROOM", Integer.toString(STACK))
                            .replace("$THREADS", Integer.toString(threads));
            HostJit.execute(text, target, fully, call -> {
                int[] block = new int[3];
                for (block[2] = 0; block[2] < grid[2]; block[2]++) {
                    for (block[1] = 0; block[1] < grid[1]; block[1]++) {
                        for (block[0] = 0; block[0] < grid[0]; block[0]++) {
                            if (lowered.shared()) {
                                call.accept(SharedLowering.ZERO);
                            }
                            block(block, () -> call.accept("adagent_phase"));
                        }
                    }
                }
            });
        } finally {
            Pointer.free(stacks);
        }
    }

    /** Where the C library has the function. It is called by its address: no name without a body gets into the module. */
    private long addressOf(String name) {
        Pointer p = Loader.addressof(name);
        if (p == null || p.isNull()) {
            throw new DeviceRefusal(
                    places.get(0).loc(),
                    places.get(0).method() + " in code lowered for the host, whose C library has no " + name,
                    "run the kernel on the CPU device");
        }
        return p.address();
    }

    private void block(int[] block, Runnable phase) throws KernelFailure {
        for (int t = 0; t < threads; t++) {
            int[] thread = thread(t);
            for (int k = 0; k < 3; k++) {
                records.putInt(RECORD * t + 4 * k, thread[k]);
                records.putInt(RECORD * t + 4 * (3 + k), block[k]);
                records.putInt(RECORD * t + 4 * (6 + k), grid[3 + k]);
                records.putInt(RECORD * t + 4 * (9 + k), grid[k]);
            }
            records.putInt(RECORD * t + STATE, FRESH);
        }
        try {
            BitSet ready;
            do {
                phase.run();
                ready = next();
                for (int t = ready.nextSetBit(0); t >= 0; t = ready.nextSetBit(t + 1)) {
                    records.putInt(RECORD * t + STATE, RUNNABLE);
                }
            } while (!ready.isEmpty());
        } catch (Stuck e) {
            throw new KernelFailure(
                    new IllegalStateException(e.getMessage()),
                    block.clone(),
                    thread(e.thread()),
                    List.of(place(e.thread()).loc()));
        }
    }

    private int[] thread(int t) {
        return new int[] {t % grid[3], t / grid[3] % grid[4], t / grid[3] / grid[4]};
    }

    private int word(int thread, int field) {
        return records.getInt(RECORD * thread + field);
    }

    @Override
    protected Place place(int thread) {
        return word(thread, STATE) == ENDED ? null : places.get(word(thread, PLACE));
    }

    @Override
    protected int mask(int thread) {
        return word(thread, MASK);
    }

    @Override
    protected int lane(int thread) {
        return word(thread, LANE);
    }

    @Override
    protected int width(int thread) {
        return word(thread, WIDTH);
    }

    @Override
    protected boolean predicate(int thread) {
        return records.getLong(RECORD * thread + VALUE) != 0;
    }

    @Override
    protected void give(int thread, int result) {
        records.putLong(RECORD * thread + VALUE, Integer.toUnsignedLong(result));
    }

    @Override
    protected void add(Place place, int first, int lanes, int[] targets) {
        boolean single = place.type().equals(Type.F32);
        double[] sums = new double[WarpOps.SIZE];
        for (int k = 0; k < WarpOps.SIZE; k++) {
            if ((lanes >> k & 1) != 0) {
                long bits = records.getLong(RECORD * (first + k) + VALUE);
                sums[targets[k]] = single
                        ? (float) sums[targets[k]] + Float.intBitsToFloat((int) bits)
                        : sums[targets[k]] + Double.longBitsToDouble(bits);
            }
        }
        for (int k = 0; k < WarpOps.SIZE; k++) {
            if ((lanes >> k & 1) != 0) {
                long bits = single ? Float.floatToRawIntBits((float) sums[k]) : Double.doubleToRawLongBits(sums[k]);
                records.putLong(RECORD * (first + k) + VALUE, bits);
            }
        }
    }

    @Override
    protected void move(Place place, int first, int lanes, int[] sources) {
        long[] before = new long[WarpOps.SIZE];
        for (int k = 0; k < WarpOps.SIZE; k++) {
            before[k] = (lanes >> k & 1) == 0 ? 0 : records.getLong(RECORD * (first + k) + VALUE);
        }
        for (int k = 0; k < WarpOps.SIZE; k++) {
            if ((lanes >> k & 1) != 0) {
                records.putLong(RECORD * (first + k) + VALUE, before[sources[k]]);
            }
        }
    }

    /** Offsets in a {@code ucontext_t} are glibc's on 64-bit processors: uc_link 8, uc_stack.ss_sp 16, uc_stack.ss_size 32. */
    private static final String RUNTIME = """

            define i64 @adagent_wait(ptr %r, i32 %place, i32 %mask, i64 %value, i32 %lane, i32 %width) noinline $ATTRIBUTES {
              %p1 = getelementptr i8, ptr %r, i64 48
              store i32 2, ptr %p1
              %p2 = getelementptr i8, ptr %r, i64 52
              store i32 %place, ptr %p2
              %p3 = getelementptr i8, ptr %r, i64 56
              store i32 %mask, ptr %p3
              %p4 = getelementptr i8, ptr %r, i64 60
              store i32 %lane, ptr %p4
              %p5 = getelementptr i8, ptr %r, i64 64
              store i32 %width, ptr %p5
              %p6 = getelementptr i8, ptr %r, i64 72
              store i64 %value, ptr %p6
              call void @adagent_leave(ptr %r)
              %result = load i64, ptr %p6
              ret i64 %result
            }

            define void @adagent_leave(ptr %r) noinline $ATTRIBUTES {
              %p1 = getelementptr i8, ptr %r, i64 80
              %own = load ptr, ptr %p1
              %p2 = getelementptr i8, ptr %r, i64 88
              %main = load ptr, ptr %p2
              %ignored = call i32 $swapcontext(ptr %own, ptr %main)
              ret void
            }

            define void @adagent_fiber(i32 %low, i32 %high) noinline $ATTRIBUTES {
              %h = zext i32 %high to i64
              %hs = shl i64 %h, 32
              %l = zext i32 %low to i64
              %a = or i64 %hs, %l
              %place = inttoptr i64 %a to ptr
              call void @$KERNEL($ARGUMENTS)
              %p = getelementptr i8, ptr %place, i64 48
              store i32 3, ptr %p
              call void @adagent_leave(ptr %place)
              unreachable
            }

            define void @adagent_phase() noinline $ATTRIBUTES {
            entry:
              br label %test
            test:
              %t = phi i64 [ 0, %entry ], [ %next, %on ]
              %more = icmp ult i64 %t, $THREADS
              br i1 %more, label %look, label %end
            look:
              %offset = mul i64 %t, 128
              %address = add i64 %offset, $RECORDS
              %r = inttoptr i64 %address to ptr
              %p1 = getelementptr i8, ptr %r, i64 48
              %state = load i32, ptr %p1
              %p2 = getelementptr i8, ptr %r, i64 80
              %own = load ptr, ptr %p2
              %p3 = getelementptr i8, ptr %r, i64 88
              %main = load ptr, ptr %p3
              switch i32 %state, label %on [ i32 0, label %make
                                             i32 1, label %enter ]
            make:
              %got = call i32 $getcontext(ptr %own)
              %link = getelementptr i8, ptr %own, i64 8
              store ptr null, ptr %link
              %skip = mul i64 %t, $ROOM
              %bottom = add i64 %skip, $STACKS
              %sp = getelementptr i8, ptr %own, i64 16
              store i64 %bottom, ptr %sp
              %size = getelementptr i8, ptr %own, i64 32
              store i64 $ROOM, ptr %size
              %low = trunc i64 %address to i32
              %top = lshr i64 %address, 32
              %high = trunc i64 %top to i32
              call void (ptr, ptr, i32, ...) $makecontext(ptr %own, ptr @adagent_fiber, i32 2, i32 %low, i32 %high)
              br label %enter
            enter:
              %ignored = call i32 $swapcontext(ptr %main, ptr %own)
              br label %on
            on:
              %next = add i64 %t, 1
              br label %test
            end:
              ret void
            }
            """;
}
