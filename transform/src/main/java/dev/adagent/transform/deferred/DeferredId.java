package dev.adagent.transform.deferred;

import dev.adagent.overlay.Sha256;
import dev.adagent.transform.autodiff.Differentiator;
import dev.adagent.transform.autodiff.Spec;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.IrPrinter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/**
 * The id of a derivative job: SHA-256 of the primal's text and of what is asked, cut to 64 bits, the highest bit set. The same
 * content has the same id in every run, whatever the functions around it are called.
 */
final class DeferredId {
    private DeferredId() {}

    /**
     * @param callees the functions that the primal reaches by calls, in an order that depends on the content alone
     * @param context what the text does not show: target, method tables, flags, compiler
     */
    static long of(Function primal, List<Function> callees, Spec spec, String context) {
        MessageDigest sha = Sha256.digest();
        sha.update(spec.key().getBytes(StandardCharsets.UTF_8));
        sha.update((byte) '\n');
        sha.update(context.getBytes(StandardCharsets.UTF_8));
        sha.update((byte) '\n');
        for (Function f : callees) {
            sha.update(IrPrinter.print(f).getBytes(StandardCharsets.UTF_8));
        }
        byte[] hash = sha.digest(IrPrinter.print(primal.copy("primal")).getBytes(StandardCharsets.UTF_8));
        return java.nio.ByteBuffer.wrap(hash).getLong() | Long.MIN_VALUE;
    }

    /** Name of the derivative's function. */
    static String name(long id) {
        return Differentiator.DERIVATIVE + HexFormat.of().toHexDigits(id);
    }
}
