package dev.adagent.codegen;

import static org.bytedeco.llvm.global.LLVM.*;

import java.nio.charset.StandardCharsets;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.llvm.LLVM.LLVMContextRef;
import org.bytedeco.llvm.LLVM.LLVMErrorRef;
import org.bytedeco.llvm.LLVM.LLVMMemoryBufferRef;
import org.bytedeco.llvm.LLVM.LLVMModuleRef;
import org.bytedeco.llvm.LLVM.LLVMPassBuilderOptionsRef;
import org.bytedeco.llvm.LLVM.LLVMTargetMachineRef;
import org.bytedeco.llvm.LLVM.LLVMTargetRef;

/** A module in LLVM, with the target machine that it is for. Verified when read and after every change. */
final class LlvmModule implements AutoCloseable {
    private final LLVMContextRef context;
    private final LLVMModuleRef module;
    private final LLVMTargetMachineRef machine;

    private LlvmModule(LLVMContextRef context, LLVMModuleRef module, LLVMTargetMachineRef machine) {
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
        LlvmTargets.initialise();
        LLVMContextRef context = LLVMContextCreate();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
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
                throw new IllegalStateException("lowering made LLVM assembly that does not parse: " + message);
            }
            LlvmModule out = new LlvmModule(context, module, machine(triple, cpu, features));
            out.verify();
            NoMarkerCheck.check(module);
            return out;
        }
    }

    private static LLVMTargetMachineRef machine(String triple, String cpu, String features) {
        LLVMTargetRef target = new LLVMTargetRef();
        BytePointer error = new BytePointer((Pointer) null);
        try (BytePointer t = new BytePointer(triple)) {
            if (LLVMGetTargetFromTriple(t, target, error) != 0) {
                throw new IllegalStateException("LLVM has no target " + triple + ": " + take(error));
            }
        }
        return LLVMCreateTargetMachine(
                target, triple, cpu, features, LLVMCodeGenLevelAggressive, LLVMRelocDefault, LLVMCodeModelDefault);
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

    /** Runs LLVM's {@code -O3} pipeline. No pass may use what Java's arithmetic does not allow: no instruction carries a flag for it. */
    void optimise() {
        LLVMPassBuilderOptionsRef options = LLVMCreatePassBuilderOptions();
        try {
            LLVMErrorRef e = LLVMRunPasses(module, "default<O3>", machine, options);
            if (e != null && !e.isNull()) {
                throw new IllegalStateException(
                        "LLVM's passes: " + LLVMGetErrorMessage(e).getString());
            }
        } finally {
            LLVMDisposePassBuilderOptions(options);
        }
        verify();
        NoMarkerCheck.check(module);
    }

    /** The module in LLVM assembly. */
    String text() {
        return take(LLVMPrintModuleToString(module));
    }

    /** The machine's assembly: PTX for a GPU. */
    String assembly() {
        LLVMMemoryBufferRef out = new LLVMMemoryBufferRef();
        BytePointer error = new BytePointer((Pointer) null);
        if (LLVMTargetMachineEmitToMemoryBuffer(machine, module, LLVMAssemblyFile, error, out) != 0) {
            throw new IllegalStateException("LLVM cannot select instructions: " + take(error));
        }
        byte[] bytes = new byte[Math.toIntExact(LLVMGetBufferSize(out))];
        LLVMGetBufferStart(out).get(bytes);
        LLVMDisposeMemoryBuffer(out);
        return new String(bytes, StandardCharsets.UTF_8);
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
