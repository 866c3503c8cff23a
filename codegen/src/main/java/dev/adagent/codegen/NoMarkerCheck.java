package dev.adagent.codegen;

import static org.bytedeco.llvm.global.LLVM.*;

import java.util.Locale;
import org.bytedeco.llvm.LLVM.LLVMModuleRef;
import org.bytedeco.llvm.LLVM.LLVMValueRef;

/**
 * No marker of a derivative not yet compiled is left in an LLVM module, nor any other function without a body: a kernel calls only what
 * is in its module and LLVM's own intrinsics.
 */
final class NoMarkerCheck {
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

    /** @throws IllegalStateException naming the first function that should not be there */
    static void check(LLVMModuleRef module) {
        for (LLVMValueRef f = LLVMGetFirstFunction(module); f != null && !f.isNull(); f = LLVMGetNextFunction(f)) {
            String name = LLVMGetValueName(f).getString();
            if (name.toLowerCase(Locale.ROOT).contains("deferred")) {
                throw new IllegalStateException("a marker survived into LLVM: function " + name);
            }
            if (LLVMIsDeclaration(f) != 0 && LLVMGetIntrinsicID(f) == 0) {
                throw new IllegalStateException("a function without a body survived into LLVM: " + name);
            }
        }
    }
}
