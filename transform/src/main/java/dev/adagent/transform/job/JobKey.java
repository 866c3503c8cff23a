package dev.adagent.transform.job;

import dev.adagent.overlay.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Names compiled code by its content: a hash of all that the compiler is asked and reads, equal for equal input in every run, on every
 * machine, and different where any of it differs: the request (entry, target, view version, alias partition, flags, math mode, spec,
 * adagent's version) and the inputs (bytecode reached, folded static values, class-hierarchy assumptions, the JDK's version where JDK code is
 * lifted).
 */
public final class JobKey {
    private JobKey() {}

    /** SHA-256 in hexadecimal. */
    public static String of(JobRequest request, JobInputs inputs) {
        List<String> lines = new ArrayList<>(request.lines());
        lines.addAll(inputs.lines());
        return sha256(lines);
    }

    /** The id of a deferred job: the key's first 64 bits, the highest set, which no address or counter has. */
    public static long id(String key) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(key, 0, 16)).getLong() | Long.MIN_VALUE;
    }

    static String sha256(List<String> lines) {
        return Sha256.hex(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    }
}
