package dev.adagent.codegen;

import dev.adagent.transform.ir.Type;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;

/**
 * What a launch of a kernel on an NVIDIA GPU needs, and nothing of what it was made from: so that code from an earlier run does as well.
 *
 * @param entry name of the entry point
 * @param parameters types of the Java parameters; see {@link PtxKernel} for the arguments that follow from them
 * @param sites the places that can raise an exception
 * @param tapes number of tapes that share a thread's slots equally; 0 if the tape arguments are absent
 * @param written indices of the array parameters that the kernel may write to
 * @param isPtx whether {@code image} is PTX, which the driver translates, ended by a zero byte; else it is a cubin
 * @param image what the driver is given
 * @param report what the assembler says
 * @param stack the stack that a thread needs, if methods call themselves; else null: then the driver sees to it
 */
public record DeviceCode(
        String entry,
        List<Type> parameters,
        List<ExceptionRecord.Site> sites,
        int tapes,
        BitSet written,
        boolean isPtx,
        byte[] image,
        PtxKernel.Report report,
        StackNeed stack) {
    public DeviceCode {
        Objects.requireNonNull(entry);
        parameters = List.copyOf(parameters);
        sites = List.copyOf(sites);
        written = (BitSet) written.clone();
    }

    /**
     * What is needed of a kernel that was just compiled.
     *
     * @param written indices of the array parameters that it may write to
     * @param asPtx whether the driver is to translate it, because the device is newer than the assembler; so it is without an assembler
     */
    public static DeviceCode of(PtxKernel kernel, BitSet written, boolean asPtx) {
        boolean ptx = asPtx || kernel.cubin().length == 0;
        return new DeviceCode(
                kernel.entry(),
                kernel.parameters(),
                kernel.sites(),
                kernel.tapes(),
                written,
                ptx,
                ptx ? (kernel.ptx() + '\0').getBytes(StandardCharsets.UTF_8) : kernel.cubin(),
                kernel.report(),
                kernel.stack());
    }

    /** Bytes of the exception record. */
    public int recordBytes() {
        return ExceptionRecord.bytes(sites);
    }
}
