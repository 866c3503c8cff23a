package dev.adagent.codegen;

import static org.bytedeco.llvm.global.LLVM.*;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.llvm.LLVM.LLVMTargetDataRef;
import org.bytedeco.llvm.LLVM.LLVMTargetMachineRef;
import org.bytedeco.llvm.LLVM.LLVMTargetRef;

/** LLVM's back ends, set up once: NVPTX and the host's own. */
final class LlvmTargets {
    private LlvmTargets() {}

    /** Loads LLVM and registers its back ends. */
    static void initialise() {
        Registered.touch();
    }

    /** Registers every back end that this build of LLVM has, with its disassembler. */
    static void initialiseAll() {
        All.touch();
    }

    /**
     * The machine that this JVM runs on.
     *
     * @throws IllegalStateException if its processor lacks the instructions for Java's {@code fma} and {@code rint}
     */
    static LlvmTarget host() {
        return Host.TARGET;
    }

    private static final class Registered {
        static {
            NativeLibraries.loadLlvm();
            LLVMInitializeNVPTXTargetInfo();
            LLVMInitializeNVPTXTarget();
            LLVMInitializeNVPTXTargetMC();
            LLVMInitializeNVPTXAsmPrinter();
            LLVMLinkInMCJIT();
            LLVMInitializeNativeTarget();
            LLVMInitializeNativeAsmPrinter();
            LLVMInitializeNativeAsmParser();
        }

        static void touch() {}
    }

    private static final class All {
        static {
            initialise();
            LLVMInitializeAllTargetInfos();
            LLVMInitializeAllTargets();
            LLVMInitializeAllTargetMCs();
            LLVMInitializeAllAsmPrinters();
            LLVMInitializeAllAsmParsers();
            LLVMInitializeAllDisassemblers();
        }

        static void touch() {}
    }

    private static final class Host {
        static final LlvmTarget TARGET = make();

        private static LlvmTarget make() {
            initialise();
            String triple = take(LLVMGetDefaultTargetTriple());
            String cpu = take(LLVMGetHostCPUName());
            String features = take(LLVMGetHostCPUFeatures());
            // without them LLVM would call the C library, whose functions the process need not export
            for (String needed : new String[] {"+fma", "+sse4.1"}) {
                if (!("," + features + ",").contains("," + needed + ",")) {
                    throw new IllegalStateException(
                            "running lowered code on the host needs a processor with " + needed);
                }
            }
            LLVMTargetRef target = new LLVMTargetRef();
            BytePointer error = new BytePointer((Pointer) null);
            try (BytePointer t = new BytePointer(triple)) {
                if (LLVMGetTargetFromTriple(t, target, error) != 0) {
                    throw new IllegalStateException("LLVM has no target " + triple + ": " + take(error));
                }
            }
            LLVMTargetMachineRef machine = LLVMCreateTargetMachine(
                    target, triple, cpu, features, LLVMCodeGenLevelAggressive, LLVMRelocDefault, LLVMCodeModelDefault);
            LLVMTargetDataRef layout = LLVMCreateTargetDataLayout(machine);
            String text = take(LLVMCopyStringRepOfTargetData(layout));
            LLVMDisposeTargetData(layout);
            LLVMDisposeTargetMachine(machine);
            String attributes = "nounwind \"target-cpu\"=\"" + cpu + "\" \"target-features\"=\"" + features + "\"";
            return new LlvmTarget("host", triple, text, "", "", Map.of(), 0, 0, 0, name -> null, "", attributes, null);
        }
    }

    private static String take(BytePointer message) {
        String s = message.getString(StandardCharsets.UTF_8);
        LLVMDisposeMessage(message);
        return s;
    }
}
