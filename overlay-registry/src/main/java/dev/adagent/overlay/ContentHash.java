package dev.adagent.overlay;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/** SHA-256 over a sequence of strings; each is preceded by its length, so that their borders count. */
final class ContentHash {
    private final MessageDigest digest = Sha256.digest();

    ContentHash add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int n = bytes.length;
        digest.update(new byte[] {(byte) (n >>> 24), (byte) (n >>> 16), (byte) (n >>> 8), (byte) n});
        digest.update(bytes);
        return this;
    }

    /** The hash in hexadecimal digits. Ends the sequence. */
    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
