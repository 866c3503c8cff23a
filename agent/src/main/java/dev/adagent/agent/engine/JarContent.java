package dev.adagent.agent.engine;

import dev.adagent.overlay.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * What is in a jar, by the names and checksums that its central directory has (PKWARE's APPNOTE.TXT, 4.3.12 and 4.3.16). Read as bytes:
 * {@code JarFile} makes an object of each of some thousand entries, which takes longer than all else that a launch looks up.
 */
final class JarContent {
    private static final int END = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int ENTRY = 0x02014b50;
    private static final int ENTRY_BYTES = 46;
    private static final int LONGEST_COMMENT = 0xffff;

    private JarContent() {}

    /**
     * Hash of the names and checksums of the entries whose names begin with one of the prefixes, 16 digits.
     *
     * @throws IOException if the file cannot be read, or is no jar of less than 4 GiB
     */
    static String hash(Path jar, String... prefixes) throws IOException {
        MessageDigest sha = Sha256.digest();
        ByteBuffer all = directory(jar);
        while (all.remaining() >= ENTRY_BYTES && all.getInt(all.position()) == ENTRY) {
            int at = all.position();
            int nameBytes = all.getShort(at + 28) & 0xffff;
            int rest = (all.getShort(at + 30) & 0xffff) + (all.getShort(at + 32) & 0xffff);
            byte[] name = new byte[nameBytes];
            all.position(at + ENTRY_BYTES).get(name);
            if (begins(name, prefixes)) {
                sha.update(name);
                sha.update(all.array(), at + 16, Integer.BYTES);
            }
            all.position(all.position() + rest);
        }
        if (all.hasRemaining()) {
            throw new IOException(jar + " has a directory that cannot be read");
        }
        return HexFormat.of().formatHex(sha.digest(), 0, 8);
    }

    private static boolean begins(byte[] name, String... prefixes) {
        for (String p : prefixes) {
            byte[] bytes = p.getBytes(StandardCharsets.UTF_8);
            int k = 0;
            while (k < bytes.length && k < name.length && bytes[k] == name[k]) {
                k++;
            }
            if (k == bytes.length) {
                return true;
            }
        }
        return false;
    }

    /** The central directory, in an array of its own. */
    private static ByteBuffer directory(Path jar) throws IOException {
        try (FileChannel file = FileChannel.open(jar, StandardOpenOption.READ)) {
            int tail = (int) Math.min(file.size(), END_BYTES + LONGEST_COMMENT);
            ByteBuffer end = read(file, file.size() - tail, tail);
            int at = tail - END_BYTES;
            while (at >= 0 && end.getInt(at) != END) {
                at--;
            }
            if (at < 0) {
                throw new IOException(jar + " is no jar");
            }
            return read(file, end.getInt(at + 16) & 0xffffffffL, end.getInt(at + 12));
        }
    }

    private static ByteBuffer read(FileChannel file, long from, int bytes) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (out.hasRemaining()) {
            if (file.read(out, from + out.position()) < 0) {
                throw new IOException("the jar is cut off");
            }
        }
        return out.flip();
    }
}
