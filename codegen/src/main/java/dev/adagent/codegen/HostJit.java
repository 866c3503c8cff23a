package dev.adagent.codegen;

import static org.bytedeco.llvm.global.LLVM.*;

import dev.adagent.transform.device.DeviceRefusal;
import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.ir.Module;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.llvm.LLVM.LLVMExecutionEngineRef;
import org.bytedeco.llvm.LLVM.LLVMGenericValueRef;
import org.bytedeco.llvm.LLVM.LLVMMCJITCompilerOptions;
import org.bytedeco.llvm.LLVM.LLVMValueRef;

/**
 * Runs a module of the IR on the host's processor through the same lowering and the same passes as on a GPU, one thread of the grid after
 * the other, or in turns where the threads of a block wait for each other. It exists so that the lowering is executed wherever tests run.
 */
public final class HostJit {
    private HostJit() {}

    /**
     * Compiles and runs a kernel. Arrays are copied to native memory and back, equal ones once.
     *
     * @param grid gridDim x, y, z, blockDim x, y, z
     * @param args Java arrays and boxed numbers
     * @param tapeSlots 8-byte tape slots of each thread, used only if the module has tapes
     * @throws KernelFailure if a thread raised a Java exception
     * @throws DeviceRefusal if the module contains what no device can run, or threads that wait for each other where this is not Linux
     */
    public static void run(Module module, int[] grid, Object[] args, int tapeSlots) throws KernelFailure {
        run(module, grid, args, tapeSlots, LlvmLowering.Options.DEFAULT, true);
    }

    /**
     * As there, with options; {@code distinctArrays} says that no array is passed twice.
     *
     * @see #run(Module, int[], Object[], int)
     */
    public static void run(Module module, int[] grid, Object[] args, int tapeSlots, LlvmLowering.Options options)
            throws KernelFailure {
        run(module, grid, args, tapeSlots, options, true);
    }

    /**
     * As there, with all of LLVM's passes, as for devices, or with few of them and quick selection of instructions.
     *
     * @see #run(Module, int[], Object[], int)
     */
    public static void run(
            Module module, int[] grid, Object[] args, int tapeSlots, LlvmLowering.Options options, boolean fully)
            throws KernelFailure {
        run(module, grid, args, tapeSlots, options, fully, LlvmTargets.host());
    }

    /**
     * Runs a kernel whose elementary functions are a library's for NVIDIA GPUs, as far as the host has the instructions for them.
     *
     * @param symbols the library's function that an operation of the target is bound to
     * @throws IllegalStateException if a function needs an instruction that the host has not
     * @see #run(Module, int[], Object[], int)
     */
    public static void runWithLibrary(
            Module module,
            int[] grid,
            Object[] args,
            LlvmLowering.Options options,
            UnaryOperator<String> symbols,
            Libdevice library)
            throws KernelFailure {
        LlvmTarget host = LlvmTargets.host();
        LlvmTarget target = host.withOperations(symbols).withLibrary(HostLibdevice.of(library, host.attributes()));
        run(module, grid, args, 0, options, true, target);
    }

    private static void run(
            Module module,
            int[] grid,
            Object[] args,
            int tapeSlots,
            LlvmLowering.Options options,
            boolean fully,
            LlvmTarget target)
            throws KernelFailure {
        int parameters = module.entry().params().size();
        if (args.length != parameters) {
            throw new IllegalArgumentException(
                    module.entry().name() + " takes " + parameters + " arguments, not " + args.length);
        }
        LlvmLowering.Lowered lowered = LlvmLowering.lower(module, target, options);
        long blockSize = (long) grid[3] * grid[4] * grid[5];
        long threads = blockSize * grid[0] * grid[1] * grid[2];
        byte[] empty = ExceptionRecord.empty(lowered.sites());
        byte[] record = new byte[empty.length];
        try (HostArguments memory = new HostArguments(args);
                BytePointer exceptions = new BytePointer(empty.length);
                BytePointer tape = new BytePointer(lowered.tapes() == 0 ? 8 : Math.max(8, threads * tapeSlots * 8))) {
            exceptions.put(empty, 0, empty.length);
            String hidden = ", ptr inttoptr (i64 " + exceptions.address() + " to ptr), ptr %place"
                    + (lowered.tapes() == 0
                            ? ""
                            : ", ptr inttoptr (i64 " + tape.address() + " to ptr), i32 " + tapeSlots);
            String all = memory.text().isEmpty() ? hidden.substring(2) : memory.text() + hidden;
            if (lowered.waits().isEmpty()) {
                String text = lowered.text() + thunk(lowered, all, grid, target.attributes());
                execute(text, target, fully, run -> run.accept("adagent_thunk"));
            } else {
                new HostBlocks(lowered, grid).run(all, target, fully);
            }
            exceptions.get(record);
            memory.copyBack();
        }
        Optional<ExceptionRecord.Raised> raised = ExceptionRecord.decode(record, lowered.sites());
        if (raised.isPresent()) {
            throw DeviceExceptions.failure(raised.get(), HostJit.class.getClassLoader());
        }
    }

    /** A function without arguments that runs the whole grid: all addresses are constants in it. */
    private static String thunk(LlvmLowering.Lowered lowered, String args, int[] grid, String attributes) {
        StringBuilder b = new StringBuilder("\ndefine void @adagent_thunk() " + attributes + " {\nentry:\n");
        b.append("  %place = alloca [12 x i32], align 8\n");
        for (int d = 0; d < 3; d++) {
            store(b, "ntid" + d, 6 + d, Integer.toString(grid[3 + d]));
            store(b, "nctaid" + d, 9 + d, Integer.toString(grid[d]));
        }
        long total = 1;
        for (int g : grid) {
            total *= g;
        }
        b.append("  br label %test\ntest:\n  %i = phi i64 [ 0, %entry ], [ %next, %")
                .append(lowered.shared() ? "ready" : "run")
                .append(" ]\n");
        b.append("  %more = icmp ult i64 %i, ").append(total).append("\n  br i1 %more, label %run, label %end\nrun:\n");
        String rest = "%i";
        int[] sizes = {grid[3], grid[4], grid[5], grid[0], grid[1], grid[2]};
        for (int k = 0; k < 6; k++) {
            b.append("  %m")
                    .append(k)
                    .append(" = urem i64 ")
                    .append(rest)
                    .append(", ")
                    .append(sizes[k])
                    .append('\n');
            b.append("  %d")
                    .append(k)
                    .append(" = udiv i64 ")
                    .append(rest)
                    .append(", ")
                    .append(sizes[k])
                    .append('\n');
            b.append("  %x").append(k).append(" = trunc i64 %m").append(k).append(" to i32\n");
            store(b, "index" + k, k, "%x" + k);
            rest = "%d" + k;
        }
        if (lowered.shared()) {
            b.append("  %t01 = or i64 %m0, %m1\n  %t012 = or i64 %t01, %m2\n  %first = icmp eq i64 %t012, 0\n");
            b.append("  br i1 %first, label %zero, label %ready\nzero:\n  call void @")
                    .append(SharedLowering.ZERO);
            b.append("()\n  br label %ready\nready:\n");
        }
        b.append("  call void @")
                .append(lowered.entry())
                .append('(')
                .append(args)
                .append(")\n");
        b.append("  %next = add i64 %i, 1\n  br label %test\nend:\n  ret void\n}\n");
        return b.toString();
    }

    private static void store(StringBuilder b, String name, int index, String value) {
        b.append("  %")
                .append(name)
                .append(" = getelementptr i32, ptr %place, i64 ")
                .append(index)
                .append('\n');
        b.append("  store i32 ").append(value).append(", ptr %").append(name).append('\n');
    }

    /** What is done with a compiled module, whose functions without arguments are run by their names. */
    interface Work {
        void with(Consumer<String> run) throws KernelFailure;
    }

    static void execute(String text, LlvmTarget target, boolean fully, Work work) throws KernelFailure {
        LlvmModule.Machine host = new LlvmModule.Machine(target.triple(), "", "");
        LlvmModule.Linked linked = new LlvmModule.Linked("", target.library(), null, Set.of());
        try (LlvmModule m = LlvmModule.parse(text, host, linked)) {
            m.optimise(fully);
            LLVMExecutionEngineRef engine = new LLVMExecutionEngineRef();
            BytePointer error = new BytePointer((Pointer) null);
            try (LLVMMCJITCompilerOptions options = new LLVMMCJITCompilerOptions()) {
                LLVMInitializeMCJITCompilerOptions(options, options.sizeof());
                options.OptLevel(fully ? LLVMCodeGenLevelAggressive : LLVMCodeGenLevelNone);
                if (LLVMCreateMCJITCompilerForModule(engine, m.module(), options, options.sizeof(), error) != 0) {
                    throw new IllegalStateException("LLVM cannot run code here: " + error.getString());
                }
            }
            m.release();
            try {
                work.with(name -> {
                    LLVMValueRef f = LLVMGetNamedFunction(m.module(), name);
                    LLVMDisposeGenericValue(LLVMRunFunction(engine, f, 0, (LLVMGenericValueRef) null));
                });
            } finally {
                LLVMDisposeExecutionEngine(engine);
            }
        }
    }
}
