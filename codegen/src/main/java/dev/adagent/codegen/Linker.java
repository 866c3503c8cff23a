package dev.adagent.codegen;

import static org.bytedeco.llvm.global.LLVM.*;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.bytedeco.llvm.LLVM.LLVMContextRef;
import org.bytedeco.llvm.LLVM.LLVMModuleRef;
import org.bytedeco.llvm.LLVM.LLVMTargetMachineRef;
import org.bytedeco.llvm.LLVM.LLVMValueRef;

/** Brings other modules' functions into a kernel's. */
final class Linker {
    private final LLVMContextRef context;
    private final LLVMModuleRef module;
    private final LLVMTargetMachineRef machine;

    Linker(LLVMContextRef context, LLVMModuleRef module, LLVMTargetMachineRef machine) {
        this.context = context;
        this.module = module;
        this.machine = machine;
    }

    /** Links all of a module, which is used up. */
    void link(LLVMModuleRef more, String what) {
        if (LLVMLinkModules2(module, more) != 0) {
            LLVMContextDispose(context);
            throw new IllegalStateException("LLVM cannot link " + what);
        }
    }

    /** Whether the module calls functions that have no body. @param builtins functions that need none */
    boolean lacks(Set<String> builtins) {
        return !builtins.containsAll(NoMarkerCheck.declared(module));
    }

    /**
     * Links the functions of a library that the module lacks, with what they need; the library is used up.
     *
     * @param builtins functions that need no body
     * @return what the library itself declares, which LLVM's back end for the target knows by its name
     */
    Set<String> linkNeeded(LLVMModuleRef library, Set<String> builtins, String what) {
        Set<String> wanted = NoMarkerCheck.declared(module);
        wanted.removeAll(builtins);
        // a library is for a family of targets, and says so by a triple and a layout of its own
        LLVMSetTarget(library, LLVMGetTarget(module));
        LLVMSetDataLayout(library, LLVMGetDataLayoutStr(module));
        makeInternal(library, name -> !wanted.contains(name));
        LlvmModule.run(library, "globaldce", machine);
        Set<String> declared = new HashSet<>(NoMarkerCheck.declared(library));
        link(library, what);
        return declared;
    }

    /** Makes every function internal but the kernel, so that those that are not called, or all of whose calls are inlined, go. */
    void internalise(String kernel) {
        if (kernel != null) {
            makeInternal(module, name -> !name.equals(kernel));
        }
    }

    private static void makeInternal(LLVMModuleRef module, Predicate<String> which) {
        for (LLVMValueRef f = LLVMGetFirstFunction(module); f != null && !f.isNull(); f = LLVMGetNextFunction(f)) {
            if (LLVMIsDeclaration(f) == 0 && which.test(LLVMGetValueName(f).getString())) {
                LLVMSetLinkage(f, LLVMInternalLinkage);
            }
        }
    }
}
