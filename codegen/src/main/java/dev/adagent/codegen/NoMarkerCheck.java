package dev.adagent.codegen;

import static org.bytedeco.llvm.global.LLVM.*;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.bytedeco.llvm.LLVM.LLVMModuleRef;
import org.bytedeco.llvm.LLVM.LLVMValueRef;

/**
 * No marker of a derivative not yet compiled is left in an LLVM module, nor any other function without a body: a kernel calls only what
 * is in its module, LLVM's own intrinsics, and what the target's support declares because LLVM's back end for it knows the name.
 */
final class NoMarkerCheck {
    /** What the api's own methods are called, with or without a body: {@link LlvmNames}. Apps may call theirs as they like. */
    private static final String AUTODIFF = "j_dev_adagent_Autodiff_";

    private NoMarkerCheck() {}

    /**
     * Every call in the assembly names its function: derivatives are linked in, not called through a pointer.
     *
     * @throws IllegalStateException if PTX calls through a register
     */
    static void checkCalls(String ptx) {
        if (ptx.contains(".callprototype")) {
            throw new IllegalStateException("an indirect call survived into PTX");
        }
    }

    /** Names of the functions that a module declares and LLVM does not know as intrinsics. */
    static Set<String> declared(LLVMModuleRef module) {
        Set<String> out = new HashSet<>();
        for (LLVMValueRef f = LLVMGetFirstFunction(module); f != null && !f.isNull(); f = LLVMGetNextFunction(f)) {
            if (isOutside(f)) {
                out.add(LLVMGetValueName(f).getString());
            }
        }
        return out;
    }

    private static boolean isOutside(LLVMValueRef f) {
        return LLVMIsDeclaration(f) != 0 && LLVMGetIntrinsicID(f) == 0;
    }

    /**
     * @param builtins functions that may go without a body
     * @throws IllegalStateException naming the first function that should not be there
     */
    static void check(LLVMModuleRef module, Set<String> builtins) {
        for (LLVMValueRef f = LLVMGetFirstFunction(module); f != null && !f.isNull(); f = LLVMGetNextFunction(f)) {
            String name = LLVMGetValueName(f).getString();
            boolean missing = isOutside(f) && !builtins.contains(name);
            if (name.startsWith(AUTODIFF)
                    || missing && name.toLowerCase(Locale.ROOT).contains("deferred")) {
                throw new IllegalStateException("a marker survived into LLVM: function " + name);
            }
            if (missing) {
                throw new IllegalStateException("a function without a body survived into LLVM: " + name);
            }
        }
    }
}
