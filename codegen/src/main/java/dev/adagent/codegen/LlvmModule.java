package dev.adagent.codegen;

import static org.bytedeco.llvm.global.LLVM.*;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.llvm.LLVM.LLVMContextRef;
import org.bytedeco.llvm.LLVM.LLVMErrorRef;
import org.bytedeco.llvm.LLVM.LLVMMemoryBufferRef;
import org.bytedeco.llvm.LLVM.LLVMModuleRef;
import org.bytedeco.llvm.LLVM.LLVMPassBuilderOptionsRef;
import org.bytedeco.llvm.LLVM.LLVMTargetDataRef;
import org.bytedeco.llvm.LLVM.LLVMTargetMachineRef;
import org.bytedeco.llvm.LLVM.LLVMTargetRef;
import org.bytedeco.llvm.LLVM.LLVMValueRef;

/** A module in LLVM, with the target machine that it is for. Verified when read and after every change. */
final class LlvmModule implements AutoCloseable {
    /**
     * What a module is compiled for.
     *
     * @param cpu LLVM's name of the processor, for example {@code sm_80}
     */
    record Machine(String triple, String cpu, String features) {
        private LLVMTargetMachineRef start() {
            LLVMTargetRef target = new LLVMTargetRef();
            BytePointer error = new BytePointer((Pointer) null);
            try (BytePointer t = new BytePointer(triple)) {
                if (LLVMGetTargetFromTriple(t, target, error) != 0) {
                    throw new IllegalStateException("LLVM has no target " + triple + ": " + take(error));
                }
            }
            return LLVMCreateTargetMachine(
                    target, triple, cpu, features, LLVMCodeGenLevelDefault, LLVMRelocDefault, LLVMCodeModelDefault);
        }

        /** The data layout that LLVM has for it. */
        String dataLayout() {
            LLVMTargetMachineRef machine = start();
            LLVMTargetDataRef layout = LLVMCreateTargetDataLayout(machine);
            String text = take(LLVMCopyStringRepOfTargetData(layout));
            LLVMDisposeTargetData(layout);
            LLVMDisposeTargetMachine(machine);
            return text;
        }
    }

    /**
     * What is linked into a module, of which everything but the kernel is internal then.
     *
     * @param support what is linked in whole, or empty
     * @param library what functions that still have no body are taken from, or null
     * @param kernel name of the kernel; null where there is neither, or where the code is for the host
     * @param outside functions that need no body, as they are added to the machine's assembly
     */
    record Linked(String support, Libdevice library, String kernel, Set<String> outside) {
        /** Nothing. */
        static final Linked NONE = new Linked("", null, null, Set.of());

        /** What a target has for its kernels. */
        static Linked of(LlvmTarget target, String kernel, Set<String> outside) {
            String support = target.support().isEmpty() ? "" : target.header() + target.support();
            return new Linked(support, target.library(), kernel, outside);
        }
    }

    private final LLVMContextRef context;
    private final LLVMModuleRef module;
    private final LLVMTargetMachineRef machine;
    private final Set<String> builtins;

    private LlvmModule(
            LLVMContextRef context, LLVMModuleRef module, LLVMTargetMachineRef machine, Set<String> builtins) {
        this.builtins = builtins;
        this.context = context;
        this.module = module;
        this.machine = machine;
    }

    /**
     * Reads LLVM assembly.
     *
     * @param cpu LLVM's name of the processor, for example {@code sm_80}
     * @throws IllegalStateException if it is not valid: a mistake of the lowering
     */
    static LlvmModule parse(String text, String triple, String cpu, String features) {
        return parse(text, new Machine(triple, cpu, features), Linked.NONE);
    }

    /**
     * Reads LLVM assembly and links more of it in.
     *
     * @throws IllegalStateException if either is not valid, or if what is linked has other types than it is called with
     */
    static LlvmModule parse(String text, Machine target, Linked linked) {
        return NativeCompilations.run(() -> parsed(text, target, linked));
    }

    private static LlvmModule parsed(String text, Machine target, Linked linked) {
        LlvmTargets.initialise();
        LLVMContextRef context = LLVMContextCreate();
        LLVMModuleRef module = read(context, utf8(text), "lowering made LLVM assembly that does not parse: ");
        LLVMTargetMachineRef machine = target.start();
        Linker linker = new Linker(context, module, machine);
        Set<String> builtins = new HashSet<>(linked.outside());
        if (!linked.support().isEmpty()) {
            String what = "the support code of the target";
            LLVMModuleRef more = read(context, utf8(linked.support()), what + " does not parse: ");
            builtins.addAll(NoMarkerCheck.declared(more));
            linker.link(more, what);
        }
        Libdevice library = linked.library();
        if (library != null && linker.lacks(builtins)) {
            LLVMModuleRef more = read(context, library.code(), library.file() + " is no LLVM bitcode: ");
            Set<String> known = linker.linkNeeded(more, builtins, library.file().toString());
            if (linked.kernel() != null) { // code for the host has nobody behind it who knows names
                builtins.addAll(known);
            }
        }
        linker.internalise(linked.kernel());
        LlvmModule out = new LlvmModule(context, module, machine, builtins);
        out.verify();
        NoMarkerCheck.check(module, builtins);
        return out;
    }

    /** Bitcode as assembly. @param from where it comes from, for messages */
    static String disassembled(byte[] bitcode, String from) {
        LlvmTargets.initialise();
        LLVMContextRef context = LLVMContextCreate();
        LLVMModuleRef module = read(context, bitcode, from + " is no LLVM bitcode: ");
        try {
            return take(LLVMPrintModuleToString(module));
        } finally {
            LLVMDisposeModule(module);
            LLVMContextDispose(context);
        }
    }

    /** Says that functions of libdevice are to take subnormal floats for zero: what its {@code __nvvm_reflect("__CUDA_FTZ")} asks. */
    void flushSubnormals() {
        String name = "nvvm-reflect-ftz";
        LLVMValueRef one = LLVMConstInt(LLVMInt32TypeInContext(context), 1, 0);
        LLVMAddModuleFlag(module, LLVMModuleFlagBehaviorOverride, name, name.length(), LLVMValueAsMetadata(one));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static LLVMModuleRef read(LLVMContextRef context, byte[] bytes, String what) {
        try (BytePointer source = new BytePointer(bytes.length + 1L);
                BytePointer name = new BytePointer("adagent")) {
            source.put(bytes, 0, bytes.length);
            source.put(bytes.length, (byte) 0);
            LLVMMemoryBufferRef buffer = LLVMCreateMemoryBufferWithMemoryRangeCopy(source, bytes.length, name);
            LLVMModuleRef module = new LLVMModuleRef();
            BytePointer error = new BytePointer((Pointer) null);
            if (LLVMParseIRInContext(context, buffer, module, error) != 0) {
                String message = take(error);
                LLVMContextDispose(context);
                throw new IllegalStateException(what + message);
            }
            return module;
        }
    }

    private void verify() {
        BytePointer error = new BytePointer((Pointer) null);
        if (LLVMVerifyModule(module, LLVMReturnStatusAction, error) != 0) {
            String message = take(error);
            String text = text();
            close();
            throw new IllegalStateException("LLVM's verifier: " + message + "\n" + text);
        }
        LLVMDisposeMessage(error);
    }

    /** Runs the pipeline that devices get. */
    void optimise() {
        optimise(true);
    }

    /** Runs the {@linkplain LlvmPasses passes} of the target, or only a few. No pass may use what Java's arithmetic does not allow: no instruction carries a flag for it. */
    void optimise(boolean fully) {
        optimise(fully ? LlvmPasses.of(triple()) : LlvmPasses.FEW);
    }

    /** Runs the passes that are named. */
    void optimise(String passes) {
        NativeCompilations.run(() -> {
            run(module, passes, machine);
            verify();
            NoMarkerCheck.check(module, builtins);
            return null;
        });
    }

    /** Runs passes of LLVM, named as for its tool {@code opt}. */
    static void run(LLVMModuleRef module, String passes, LLVMTargetMachineRef machine) {
        LLVMPassBuilderOptionsRef options = LLVMCreatePassBuilderOptions();
        try {
            LLVMErrorRef e = LLVMRunPasses(module, passes, machine, options);
            if (e != null && !e.isNull()) {
                throw new IllegalStateException(
                        "LLVM's passes: " + LLVMGetErrorMessage(e).getString());
            }
        } finally {
            LLVMDisposePassBuilderOptions(options);
        }
    }

    private String triple() {
        return LLVMGetTarget(module).getString();
    }

    /** The module in LLVM assembly. */
    String text() {
        return take(LLVMPrintModuleToString(module));
    }

    /** The machine's assembly: PTX for a GPU. */
    String assembly() {
        return new String(emit(LLVMAssemblyFile), StandardCharsets.UTF_8);
    }

    /** An object file, or null if LLVM has no writer of objects for the target. */
    byte[] object() {
        // LLVM's C interface does not say whether a target has one; PTX is text alone
        return LlvmTarget.isNvidia(triple()) ? null : emit(LLVMObjectFile);
    }

    private byte[] emit(int kind) {
        return NativeCompilations.run(() -> emitted(kind));
    }

    private byte[] emitted(int kind) {
        // code generation changes the module, and SPIR-V's keeps pointers into it in the machine: each file is made of
        // a copy, by a machine of its own
        LLVMModuleRef copy = LLVMCloneModule(module);
        if (LlvmTarget.isNvidia(triple())) {
            AtomicLoads.prepare(copy);
        }
        Machine same = new Machine(
                triple(), take(LLVMGetTargetMachineCPU(machine)), take(LLVMGetTargetMachineFeatureString(machine)));
        LLVMTargetMachineRef once = same.start();
        LLVMMemoryBufferRef out = new LLVMMemoryBufferRef();
        BytePointer error = new BytePointer((Pointer) null);
        try {
            if (LLVMTargetMachineEmitToMemoryBuffer(once, copy, kind, error, out) != 0) {
                throw new IllegalStateException("LLVM cannot select instructions: " + take(error));
            }
            byte[] bytes = new byte[Math.toIntExact(LLVMGetBufferSize(out))];
            LLVMGetBufferStart(out).get(bytes);
            LLVMDisposeMemoryBuffer(out);
            return bytes;
        } finally {
            LLVMDisposeModule(copy);
            LLVMDisposeTargetMachine(once);
        }
    }

    /** The module itself; whoever hands it to an execution engine calls {@link #release} after. */
    LLVMModuleRef module() {
        return module;
    }

    private boolean released;

    /** Says that the module now belongs to an execution engine, which frees it. */
    void release() {
        released = true;
    }

    private static String take(BytePointer message) {
        String s = message.getString(StandardCharsets.UTF_8);
        LLVMDisposeMessage(message);
        return s;
    }

    @Override
    public void close() {
        if (!released) {
            LLVMDisposeModule(module);
        }
        LLVMDisposeTargetMachine(machine);
        LLVMContextDispose(context);
    }
}
