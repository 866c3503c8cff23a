package dev.adagent.codegen;

import dev.adagent.transform.ir.Construction;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Type;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * {@link DeviceCode} as bytes: its components in their order. Integers are big-endian, texts are a length and UTF-8, −1 for none; types and
 * constructions stand in the text form of the IR; a source place is followed by those it was inlined at, and an empty class name.
 */
final class DeviceCodeFormat {
    private DeviceCodeFormat() {}

    static byte[] write(DeviceCode code) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            text(out, code.entry());
            types(out, code.parameters());
            out.writeInt(code.sites().size());
            for (ExceptionRecord.Site s : code.sites()) {
                text(out, s.className());
                text(out, s.message());
                text(out, s.construction() == null ? null : s.construction().text());
                types(out, s.operands());
                places(out, s.loc());
            }
            out.writeInt(code.tapes());
            bytes(out, code.written().toByteArray());
            out.writeBoolean(code.isPtx());
            bytes(out, code.image());
            PtxKernel.Report r = code.report();
            text(out, r.architecture());
            out.writeInt(r.registers());
            out.writeInt(r.stackBytes());
            out.writeInt(r.spillStoreBytes());
            out.writeInt(r.spillLoadBytes());
            text(out, r.log());
            text(out, code.stack() == null ? null : code.stack().text());
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory cannot fail", e);
        }
        return bytes.toByteArray();
    }

    /** @throws IOException if the bytes end too early; @throws IllegalArgumentException if they are not what {@link #write} wrote */
    static DeviceCode read(byte[] bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            String entry = text(in);
            List<Type> parameters = types(in);
            List<ExceptionRecord.Site> sites = new ArrayList<>();
            for (int k = in.readInt(); k > 0; k--) {
                String className = text(in);
                String message = text(in);
                String construction = text(in);
                sites.add(new ExceptionRecord.Site(
                        className,
                        message,
                        construction == null ? null : Construction.parse(construction),
                        types(in),
                        places(in)));
            }
            int tapes = in.readInt();
            BitSet written = BitSet.valueOf(bytes(in));
            boolean isPtx = in.readBoolean();
            byte[] image = bytes(in);
            PtxKernel.Report report =
                    new PtxKernel.Report(text(in), in.readInt(), in.readInt(), in.readInt(), in.readInt(), text(in));
            String stack = text(in);
            if (in.available() > 0) {
                throw new IllegalArgumentException("more than a kernel's code");
            }
            return new DeviceCode(
                    entry,
                    parameters,
                    sites,
                    tapes,
                    written,
                    isPtx,
                    image,
                    report,
                    stack == null ? null : StackNeed.parse(stack));
        }
    }

    private static void bytes(DataOutputStream out, byte[] b) throws IOException {
        out.writeInt(b.length);
        out.write(b);
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        int n = in.readInt();
        if (n < 0 || n > in.available()) {
            throw new IllegalArgumentException("not a length: " + n);
        }
        return in.readNBytes(n);
    }

    private static void text(DataOutputStream out, String s) throws IOException {
        if (s == null) {
            out.writeInt(-1);
        } else {
            bytes(out, s.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String text(DataInputStream in) throws IOException {
        in.mark(Integer.BYTES);
        if (in.readInt() == -1) {
            return null;
        }
        in.reset();
        return new String(bytes(in), StandardCharsets.UTF_8);
    }

    private static void types(DataOutputStream out, List<Type> types) throws IOException {
        out.writeInt(types.size());
        for (Type t : types) {
            text(out, t.toString());
        }
    }

    private static List<Type> types(DataInputStream in) throws IOException {
        List<Type> out = new ArrayList<>();
        for (int k = in.readInt(); k > 0; k--) {
            out.add(Type.parse(text(in)));
        }
        return out;
    }

    private static void places(DataOutputStream out, Loc loc) throws IOException {
        for (Loc l = loc; l != null && !l.equals(Loc.NONE); l = l.inlinedAt()) {
            text(out, l.className());
            text(out, l.method());
            text(out, l.file());
            out.writeInt(l.line());
            out.writeInt(l.insn());
        }
        text(out, "");
    }

    private static Loc places(DataInputStream in) throws IOException {
        String className = text(in);
        if (className == null || className.isEmpty()) {
            return Loc.NONE;
        }
        String method = text(in);
        String file = text(in);
        int line = in.readInt();
        int insn = in.readInt();
        Loc at = places(in);
        return new Loc(className, method, file, line, insn, at.equals(Loc.NONE) ? null : at);
    }
}
