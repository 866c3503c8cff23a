package dev.adagent.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A library of device functions, linked as far as it is called. A small one of our own stands in for NVIDIA's. */
class LibdeviceTest {
    /** As NVIDIA's: another triple, functions that ask about the target, and many that nobody calls. */
    static final String STAND_IN = """
            target datalayout = "e-i64:64-v16:16-v32:32-n16:32:64"
            target triple = "nvptx64-nvidia-gpulibs"
            @.str = private unnamed_addr constant [11 x i8] c"__CUDA_FTZ\\00", align 1
            @table = internal addrspace(1) constant [2 x double] [double 3.25, double 4.5]
            define double @__nv_sin(double %x) alwaysinline nounwind {
              %y = call double @helper(double %x)
              %z = fmul double %y, 123.0
              ret double %z
            }
            define internal double @helper(double %x) nounwind {
              %i = fptosi double %x to i64
              %b = and i64 %i, 1
              %p = getelementptr [2 x double], ptr addrspace(1) @table, i64 0, i64 %b
              %v = load double, ptr addrspace(1) %p
              ret double %v
            }
            define float @__nv_sinf(float %x) alwaysinline nounwind {
              %f = call i32 @__nvvm_reflect(ptr @.str)
              %c = icmp ne i32 %f, 0
              %y = select i1 %c, float 5.0, float 7.0
              %z = fmul float %x, %y
              ret float %z
            }
            define double @__nv_unused(double %x) nounwind {
              %y = call double @missing(double %x)
              ret double %y
            }
            declare i32 @__nvvm_reflect(ptr)
            declare double @missing(double)
            """;

    private static final String KERNEL = """
            target datalayout = "e-i64:64-i128:128-v16:16-v32:32-n16:32:64"
            target triple = "nvptx64-nvidia-cuda"
            define ptx_kernel void @k(ptr %p, ptr %q) {
              %x = load double, ptr %p
              %y = call double @CALLED(double %x)
              store double %y, ptr %p
              %a = load float, ptr %q
              %b = call float @__nv_sinf(float %a)
              store float %b, ptr %q
              ret void
            }
            declare double @CALLED(double)
            declare float @__nv_sinf(float)
            """;

    @TempDir
    Path folder;

    private Libdevice standIn() throws IOException {
        Path toolkit = folder.resolve("toolkit/nvvm/libdevice");
        Files.createDirectories(toolkit);
        return Libdevice.read(Files.writeString(toolkit.resolve("libdevice.10.bc"), STAND_IN));
    }

    private static String ptx(Libdevice library, String called, boolean flush) {
        String text = KERNEL.replace("CALLED", called);
        LlvmModule.Machine machine = new LlvmModule.Machine("nvptx64-nvidia-cuda", "sm_80", "+ptx80");
        LlvmModule.Linked linked = new LlvmModule.Linked("", library, "k", Set.of());
        try (LlvmModule m = LlvmModule.parse(text, machine, linked)) {
            if (flush) {
                m.flushSubnormals();
            }
            m.optimise();
            return m.assembly();
        }
    }

    @Test
    void whatIsCalledIsLinked() throws IOException {
        String ptx = ptx(standIn(), "__nv_sin", false);
        assertThat(ptx)
                .contains("0d405EC00000000000") // 123
                .contains(".global", "table")
                .contains("0f40E00000") // 7
                .doesNotContain("0f40A00000", "__nv", "helper", "missing", "__nvvm_reflect", ".extern");
        assertThat(PtxAssembler.assemble(ptx, "sm_80").cubin()).isNotEmpty();
    }

    @Test
    void theLibraryIsToldOfSubnormals() throws IOException {
        assertThat(ptx(standIn(), "__nv_sin", true)).contains("0f40A00000").doesNotContain("0f40E00000");
    }

    @Test
    void whatItLacksIsAnError() throws IOException {
        Libdevice library = standIn();
        assertThatThrownBy(() -> ptx(library, "__nv_cos", false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("without a body survived into LLVM: __nv_cos");
        assertThatThrownBy(() -> ptx(null, "__nv_sin", false)).isInstanceOf(IllegalStateException.class);
        Path broken = Files.writeString(folder.resolve("broken.bc"), "no bitcode");
        assertThatThrownBy(() -> ptx(Libdevice.read(broken), "__nv_sin", false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("broken.bc is no LLVM bitcode");
    }

    @Test
    void itIsFoundWhereItIsAskedFor() throws IOException {
        Libdevice library = standIn();
        String toolkit = folder.resolve("toolkit").toString();
        assertThat(Libdevice.of("none", Map.of("CUDA_HOME", toolkit))).isNull();
        assertThat(Libdevice.of("auto", Map.of("CUDA_HOME", toolkit)).file()).isEqualTo(library.file());
        assertThat(Libdevice.of("auto", Map.of("CUDA_PATH", toolkit)).hash()).isEqualTo(library.hash());
        assertThat(Libdevice.of(toolkit, Map.of()).file()).isEqualTo(library.file());
        assertThat(Libdevice.of(library.file().toString(), Map.of()).hash()).isEqualTo(library.hash());
        assertThatThrownBy(() -> Libdevice.of(folder.resolve("nowhere").toString(), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("adagent.libdevice")
                .hasMessageContaining("or auto, or none");
    }
}
