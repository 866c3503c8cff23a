package org.example.spirv;

import dev.adagent.overlay.MathOverlays;
import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.MethodTable;
import dev.adagent.overlay.Target;

/** SPIR-V modules for OpenCL, 64-bit pointers, as LLVM's SPIR-V back end writes them (LLVM's "User Guide for SPIR-V Target"). */
public final class SpirvTarget implements Target {
    static final String NAME = "spirv";

    /** {@code llvm::CallingConv::SPIR_KERNEL}. */
    private static final int SPIR_KERNEL = 76;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String triple() {
        return "spirv64v1.2-unknown-unknown";
    }

    /** Here the generic space is 4, and 0 is a thread's own memory: generic, CrossWorkgroup, Workgroup, UniformConstant, Function. */
    @Override
    public AddressSpaces addressSpaces() {
        return new AddressSpaces(4, 1, 3, 2, 0);
    }

    /** A kernel's pointers may not be generic (OpenCL C, §6.9). */
    @Override
    public int kernelPointerSpace() {
        return addressSpaces().global();
    }

    @Override
    public int kernelConvention() {
        return SPIR_KERNEL;
    }

    @Override
    public String deviceScope() {
        return "device";
    }

    @Override
    public String symbol(String operation) {
        switch (operation) {
            case "barrier":
                return "example_barrier";
            case "rsqrt.f64":
                return "_Z5rsqrtd";
            case "mix.f32":
                return "_Z3mixfff";
            case "global.id.x":
                return "example_global_id_x";
            case "multiplyHigh.i64":
                return "_Z6mul_hill";
            default:
                break;
        }
        boolean index = operation.matches("n?(cta|t)id\\.[xyz]");
        return index || Operations.DEFINED.contains(operation) ? "example_" + operation.replace('.', '_') : null;
    }

    /** LLVM's back end knows OpenCL's functions by their mangled names, and makes instructions and built-in variables of them. */
    @Override
    public String support() {
        StringBuilder b = new StringBuilder(Operations.TEXT);
        b.append("declare double @_Z5rsqrtd(double)\n");
        b.append("declare i64 @_Z6mul_hill(i64, i64)\n");
        b.append("declare float @_Z3mixfff(float, float, float)\n");
        b.append("declare void @_Z7barrierj(i32) convergent\n");
        b.append("define void @example_barrier() alwaysinline convergent nounwind {\n")
                .append("  call void @_Z7barrierj(i32 3) ; CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE\n")
                .append("  ret void\n}\n");
        String[][] indices = {
            {"tid", "_Z12get_local_idj"},
            {"ctaid", "_Z12get_group_idj"},
            {"ntid", "_Z14get_local_sizej"},
            {"nctaid", "_Z14get_num_groupsj"},
            {"global_id", "_Z13get_global_idj"}
        };
        for (String[] index : indices) {
            b.append("declare i64 @").append(index[1]).append("(i32)\n");
            for (int axis = 0; axis < 3; axis++) {
                b.append("define i32 @example_" + index[0] + "_" + "xyz".charAt(axis) + "() alwaysinline nounwind {\n"
                        + "  %w = call i64 @" + index[1] + "(i32 " + axis + ")\n"
                        + "  %v = trunc i64 %w to i32\n"
                        + "  ret i32 %v\n}\n");
            }
        }
        return b.toString();
    }

    @Override
    public MethodKey math(String intrinsic) {
        return MathOverlays.body(intrinsic);
    }

    @Override
    public MethodTable table() {
        return SpirvTable.TABLE;
    }
}
