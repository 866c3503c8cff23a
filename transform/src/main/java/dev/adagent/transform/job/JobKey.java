package dev.adagent.transform.job;

import dev.adagent.transform.ir.IrPrinter;
import dev.adagent.transform.ir.Module;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Names compiled code by its content: equal for equal input in every run, on every machine. The IR after the last stage holds all that the
 * job reached (bytecode, folded statics, chosen overlays), so its text is hashed with what the text does not show.
 */
final class JobKey {
    private JobKey() {}

    /** SHA-256 in hexadecimal. */
    static String of(Job job, Module compiled) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
        for (String part : new String[] {
            job.entry().toString(),
            job.view().version(),
            job.distinctArrays() ? "distinct" : "may alias",
            job.options().toString(),
            IrPrinter.print(compiled)
        }) {
            digest.update(part.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
