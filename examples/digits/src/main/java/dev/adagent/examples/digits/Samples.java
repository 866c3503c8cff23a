package dev.adagent.examples.digits;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * Images and labels in the IDX format of the MNIST database.
 *
 * @param count number of samples
 * @param pixels grey values, 0…255, {@value Network#INPUTS} a sample
 * @param labels digits, 0…9
 */
record Samples(int count, byte[] pixels, int[] labels) {
    private static final int IMAGES_MAGIC = 0x0803;
    private static final int LABELS_MAGIC = 0x0801;

    /** Reads one of the two sets in this jar, {@code train} or {@code test}. */
    static Samples load(String set) throws IOException {
        byte[] pixels;
        int count;
        try (DataInputStream in = open(set + "-images-idx3-ubyte.gz", IMAGES_MAGIC)) {
            count = in.readInt();
            int size = in.readInt() * in.readInt();
            if (size != Network.INPUTS) {
                throw new IOException(set + ": images of " + size + " pixels, expected " + Network.INPUTS);
            }
            pixels = new byte[count * size];
            in.readFully(pixels);
        }
        int[] labels = new int[count];
        try (DataInputStream in = open(set + "-labels-idx1-ubyte.gz", LABELS_MAGIC)) {
            int n = in.readInt();
            if (n != count) {
                throw new IOException(set + ": " + count + " images but " + n + " labels");
            }
            for (int i = 0; i < n; i++) {
                labels[i] = in.readUnsignedByte();
            }
        }
        return new Samples(count, pixels, labels);
    }

    private static DataInputStream open(String name, int magic) throws IOException {
        InputStream raw = Samples.class.getResourceAsStream("/digits/" + name);
        if (raw == null) {
            throw new IOException("digits/" + name + " is not in the jar");
        }
        DataInputStream in = new DataInputStream(new GZIPInputStream(raw, 1 << 16));
        int found = in.readInt();
        if (found != magic) {
            throw new IOException(name + ": not an IDX file of the expected kind (magic " + found + ")");
        }
        return in;
    }

    /** The first {@code n} of these, or all if there are fewer. */
    Samples first(int n) {
        return n >= count ? this : new Samples(n, pixels, Arrays.copyOf(labels, n));
    }

    /** Copies the samples {@code order[from]…order[from + n − 1]} into a batch, grey values scaled to 0…1. */
    void gather(int[] order, int from, int n, double[] batchPixels, int[] batchLabels) {
        for (int k = 0; k < n; k++) {
            int s = order[from + k];
            for (int i = 0; i < Network.INPUTS; i++) {
                batchPixels[k * Network.INPUTS + i] = (pixels[s * Network.INPUTS + i] & 0xff) / 255.0;
            }
            batchLabels[k] = labels[s];
        }
    }
}
