package dev.adagent.codegen;

import static org.bytedeco.llvm.global.LLVM.*;

import org.bytedeco.llvm.LLVM.LLVMBasicBlockRef;
import org.bytedeco.llvm.LLVM.LLVMModuleRef;
import org.bytedeco.llvm.LLVM.LLVMValueRef;

/**
 * Atomic loads of arrays that a kernel only reads. What is left of a compare-and-swap that never changes anything, as adding 0, is such a load.
 * LLVM 20 takes the array for one that {@code ld.global.nc} may read ({@code canLowerToLDG} in its NVPTX back end asks whether
 * a parameter is {@code readonly} and {@code noalias}), has no such instruction that is atomic, and ends the process. So
 * these parameters are said to be written, too.
 */
final class AtomicLoads {
    private AtomicLoads() {}

    /** Changes the parameters of all functions of a module, just before code is generated of it. */
    static void prepare(LLVMModuleRef module) {
        for (LLVMValueRef f = LLVMGetFirstFunction(module); isThere(f); f = LLVMGetNextFunction(f)) {
            for (LLVMBasicBlockRef b = LLVMGetFirstBasicBlock(f);
                    b != null && !b.isNull();
                    b = LLVMGetNextBasicBlock(b)) {
                for (LLVMValueRef i = LLVMGetFirstInstruction(b); isThere(i); i = LLVMGetNextInstruction(i)) {
                    if (LLVMGetInstructionOpcode(i) == LLVMLoad && LLVMGetOrdering(i) != LLVMAtomicOrderingNotAtomic) {
                        write(f, base(LLVMGetOperand(i, 0)));
                    }
                }
            }
        }
    }

    private static boolean isThere(LLVMValueRef v) {
        return v != null && !v.isNull();
    }

    /** What an address is computed from. */
    private static LLVMValueRef base(LLVMValueRef address) {
        LLVMValueRef v = address;
        while (isThere(LLVMIsAGetElementPtrInst(v)) || isThere(LLVMIsACastInst(v))) {
            v = LLVMGetOperand(v, 0);
        }
        return v;
    }

    /** @param base a parameter; if it is none, it may be any */
    private static void write(LLVMValueRef f, LLVMValueRef base) {
        int kind = LLVMGetEnumAttributeKindForName("readonly", "readonly".length());
        boolean known = isThere(LLVMIsAArgument(base));
        for (int k = 0; k < LLVMCountParams(f); k++) {
            if (!known || LLVMGetParam(f, k).equals(base)) {
                LLVMRemoveEnumAttributeAtIndex(f, k + 1, kind);
            }
        }
    }
}
