package dev.adagent.codegen;

import dev.adagent.transform.ir.Construction;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Type;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** A JVM that stores the same few keys for ever, and reads them back; the test kills it. Arguments: folder, rounds. */
final class CodeStoreMain {
    static final int KEYS = 4;

    private CodeStoreMain() {}

    public static void main(String[] args) {
        CodeStore store = new CodeStore(Path.of(args[0]), 1 << 30);
        System.out.println("started");
        for (int round = 0; round < Integer.parseInt(args[1]); round++) {
            String key = "key " + round % KEYS;
            store.put(key, code(key));
            DeviceCode found = store.get(key);
            if (found == null || !same(found, code(key))) {
                System.out.println("wrong: " + key);
                System.exit(1);
            }
        }
        System.out.println("done");
    }

    /** Code whose image of some hundred kilobytes follows from the key. */
    static DeviceCode code(String key) {
        byte[] image = new byte[400_000];
        for (int k = 0; k < image.length; k++) {
            image[k] = (byte) (key.hashCode() * (k + 1) >> 7);
        }
        Loc at = new Loc("t/K", "helper", "K.java", 7, new Loc("t/K", "run", null, -1, null));
        BitSet written = new BitSet();
        written.set(1);
        return new DeviceCode(
                key,
                List.of(Type.F64, Type.array(Type.F32), Type.array(Type.array(Type.I64))),
                List.of(
                        new ExceptionRecord.Site(
                                "java/lang/E", "µ \u0001 of \u0001", null, List.of(Type.I32, Type.F64), at),
                        new ExceptionRecord.Site(
                                "t/E", null, Construction.parse("new t/E (I)V [ %I ]"), List.of(Type.I32), Loc.NONE)),
                2,
                written,
                false,
                image,
                new PtxKernel.Report("sm_90", 12, 0, 8, 16, "ptxas says\nUsed 12 registers"),
                new StackNeed(
                        List.of(new StackNeed.Frame(100, List.of(0, 1)), new StackNeed.Frame(1L << 40, List.of()))));
    }

    static boolean same(DeviceCode a, DeviceCode b) {
        return Arrays.equals(a.image(), b.image())
                && new DeviceCode(
                                a.entry(),
                                a.parameters(),
                                a.sites(),
                                a.tapes(),
                                a.written(),
                                a.isPtx(),
                                b.image(),
                                a.report(),
                                a.stack())
                        .equals(b);
    }
}
