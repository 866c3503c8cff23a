package org.example.amdgcn;

import dev.adagent.overlay.MathOverlays;
import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.MethodTable;
import dev.adagent.overlay.Target;

/** AMD GPUs as LLVM's AMDGPU back end knows them, code object version 5 (LLVM's "User Guide for AMDGPU Backend"). */
public final class AmdgcnTarget implements Target {
    static final String NAME = "amdgcn";

    /** {@code llvm::CallingConv::AMDGPU_KERNEL}. */
    private static final int AMDGPU_KERNEL = 91;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String triple() {
        return "amdgcn-amd-amdhsa";
    }

    @Override
    public String cpu() {
        return "gfx90a";
    }

    @Override
    public AddressSpaces addressSpaces() {
        return new AddressSpaces(0, 1, 3, 4, 5);
    }

    @Override
    public int kernelPointerSpace() {
        return 1;
    }

    @Override
    public int kernelConvention() {
        return AMDGPU_KERNEL;
    }

    @Override
    public String deviceScope() {
        return "agent";
    }

    @Override
    public String symbol(String operation) {
        if (operation.equals("barrier")) {
            return "example_barrier";
        }
        int dot = operation.lastIndexOf('.');
        String axis = operation.substring(dot + 1);
        switch (operation.substring(0, Math.max(dot, 0))) {
            case "tid":
                return "llvm.amdgcn.workitem.id." + axis;
            case "ctaid":
                return "llvm.amdgcn.workgroup.id." + axis;
            case "ntid":
            case "nctaid":
                return "example_" + operation.replace('.', '_');
            case "workitem.id":
            case "fract":
            case "fmed3":
                return "llvm.amdgcn." + operation;
            default:
                return null;
        }
    }

    /** Block and grid sizes stand in the kernel's implicit arguments; a barrier orders the memory of its block. */
    @Override
    public String support() {
        StringBuilder b = new StringBuilder();
        b.append("declare ptr addrspace(4) @llvm.amdgcn.implicitarg.ptr()\n");
        b.append("declare void @llvm.amdgcn.s.barrier()\n");
        for (int axis = 0; axis < 3; axis++) {
            b.append(size("nctaid_" + "xyz".charAt(axis), "i32", 4 * axis));
            b.append(size("ntid_" + "xyz".charAt(axis), "i16", 12 + 2 * axis));
        }
        b.append("define void @example_barrier() alwaysinline convergent nounwind {\n")
                .append("  fence syncscope(\"workgroup\") release\n")
                .append("  call void @llvm.amdgcn.s.barrier()\n")
                .append("  fence syncscope(\"workgroup\") acquire\n")
                .append("  ret void\n}\n");
        return b.toString();
    }

    private static String size(String name, String type, int offset) {
        String widen = type.equals("i32") ? "  %v = add i32 %w, 0\n" : "  %v = zext " + type + " %w to i32\n";
        return "define i32 @example_" + name + "() alwaysinline nounwind {\n"
                + "  %p = call ptr addrspace(4) @llvm.amdgcn.implicitarg.ptr()\n"
                + "  %a = getelementptr i8, ptr addrspace(4) %p, i64 " + offset + "\n"
                + "  %w = load " + type + ", ptr addrspace(4) %a, align 2\n" + widen + "  ret i32 %v\n}\n";
    }

    @Override
    public MethodKey math(String intrinsic) {
        return MathOverlays.body(intrinsic);
    }

    @Override
    public MethodTable table() {
        return AmdgcnTable.TABLE;
    }
}
