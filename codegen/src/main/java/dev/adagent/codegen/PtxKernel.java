package dev.adagent.codegen;

import dev.adagent.transform.ir.Type;
import java.util.List;

/**
 * A kernel compiled for NVIDIA GPUs, with all that a launch needs.
 *
 * <p>Arguments of a launch, in order: for each parameter that is an array a {@code u64} device address and an {@code i32} length (null is
 * address 0 with length 0; an empty array has any other address), else the value itself ({@code i32}, {@code i64}, {@code f32},
 * {@code f64}); if {@code stack} is there, the {@code i32} number of calls of methods that call themselves that a thread may have open at
 * once; then the {@code u64} device address of the {@linkplain ExceptionRecord exception record}; then, if {@code tapes > 0}, the
 * {@code u64} device address of the tapes and the {@code i32} number of 8-byte slots of each thread. The tapes' buffer holds slots times
 * threads of the grid times 8 bytes.
 *
 * @param entry name of the entry point
 * @param parameters types of the Java parameters
 * @param sites the places that can raise an exception
 * @param tapes number of regions into which a thread's slots are divided equally, one for each tape and two for a tape of references; 0 if the tape arguments are absent
 * @param llvmBefore LLVM assembly as lowered; empty if it was {@linkplain PtxCompiler#compileForLaunch not asked for}
 * @param llvmAfter LLVM assembly after optimisation; empty likewise
 * @param ptx the PTX text
 * @param cubin machine code for {@code report.architecture()}; empty where there is no assembler
 * @param report what the assembler says
 * @param stack the stack that a thread needs, if methods call themselves; else null: then the driver sees to it
 */
public record PtxKernel(
        String entry,
        List<Type> parameters,
        List<ExceptionRecord.Site> sites,
        int tapes,
        String llvmBefore,
        String llvmAfter,
        String ptx,
        byte[] cubin,
        Report report,
        StackNeed stack) {

    /**
     * What the assembler says of a kernel; −1 where it says nothing.
     *
     * @param architecture what it was assembled for
     * @param registers registers of a thread
     * @param stackBytes stack of a thread
     * @param spillStoreBytes bytes that registers are spilled to the stack
     * @param spillLoadBytes bytes that spilled registers are loaded back
     * @param log the assembler's own words
     */
    public record Report(
            String architecture, int registers, int stackBytes, int spillStoreBytes, int spillLoadBytes, String log) {
        /** Where there is no assembler. */
        static Report unknown(String architecture) {
            return new Report(architecture, -1, -1, -1, -1, "");
        }

        @Override
        public String toString() {
            return architecture + ": " + registers + " registers, " + stackBytes + " bytes of stack, spills "
                    + spillStoreBytes + " bytes out, " + spillLoadBytes + " bytes in";
        }
    }
}
