package dev.adagent.transform.opt;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The characters of constant strings, where which of them is computed: an array of them, made once where the function begins.
 * {@code toCharArray()} makes one where it stands.
 */
final class ConstantTexts {
    /** Longer strings stay strings: each thread would make such an array. */
    private static final int LONGEST = 1024;

    /** So many comparisons a search may take. */
    private static final int MOST_COMPARED = 64;

    private static final MethodKey INDEX_OF = new MethodKey("java/lang/String", "indexOf", "(I)I");

    private static final Type CHARS = Type.array(Type.U16);

    private final Function f;
    private final Defs defs;
    private final Map<String, Integer> arrays = new HashMap<>();

    private ConstantTexts(Function f) {
        this.f = f;
        defs = Defs.of(f);
    }

    /** Replaces such calls in one function of a kernel. @return whether anything changed */
    static boolean run(Function f, Hierarchy hierarchy) {
        return hierarchy.readsAtLaunch() && new ConstantTexts(f).run();
    }

    private boolean run() {
        boolean changed = false;
        for (Block b : f.blocks()) {
            List<Insn> out = new ArrayList<>();
            for (Insn i : List.copyOf(b.insns())) {
                String text = text(i);
                String name = text == null ? "" : ((Callee) i.attr()).original().name();
                if (name.equals("toCharArray")) {
                    make(text, i.result(), i.loc(), out);
                } else if (name.equals("charAt") && defs.constant(i.arg(1)) == null) {
                    int array = arrays.computeIfAbsent(text, t -> f.newValue(CHARS));
                    out.add(new Insn(Op.ALOAD, Type.I32, i.result(), new int[] {array, i.arg(1)}, null, i.loc()));
                } else if (isIndexOf(i, text)) {
                    indexOf(text, i, out);
                } else {
                    out.add(i);
                    continue;
                }
                changed = Rewrite.OUTSIDE_KNOWN.happened();
            }
            b.insns().clear();
            b.insns().addAll(out);
        }
        List<Insn> made = new ArrayList<>();
        Loc loc = f.entry().insns().isEmpty()
                ? f.entry().term().loc()
                : f.entry().insns().get(0).loc();
        arrays.forEach((text, array) -> make(text, array, loc, made));
        f.entry().insns().addAll(0, made);
        return changed;
    }

    /** The constant that a method of {@code String} is called on, else null. */
    private String text(Insn i) {
        Object s = i.op() == Op.CALL && Facts.isOfString(i) ? defs.constant(i.arg(0)) : null;
        return s instanceof String t && t.length() <= LONGEST ? t : null;
    }

    /** Whether it asks for the place of a computed character; a code point of two characters is in none of these texts. */
    private boolean isIndexOf(Insn i, String text) {
        return text != null
                && ((Callee) i.attr()).original().equals(INDEX_OF)
                && !text.isEmpty()
                && text.length() <= MOST_COMPARED
                && text.chars().noneMatch(c -> Character.isSurrogate((char) c));
    }

    private void indexOf(String text, Insn call, List<Insn> out) {
        int at = constant(-1, call.loc(), out);
        for (int k = text.length() - 1; k >= 0; k--) { // the first is asked last
            int c = constant(text.charAt(k), call.loc(), out);
            int is = f.newValue(Type.I32);
            out.add(new Insn(Op.CMP, Type.I32, is, new int[] {call.arg(1), c}, Cond.EQ, call.loc()));
            int next = k == 0 ? call.result() : f.newValue(Type.I32);
            int here = constant(k, call.loc(), out);
            out.add(new Insn(Op.SELECT, Type.I32, next, new int[] {is, here, at}, null, call.loc()));
            at = next;
        }
    }

    private void make(String text, int array, Loc loc, List<Insn> out) {
        int length = constant(text.length(), loc, out);
        out.add(new Insn(Op.NEWARRAY, CHARS, array, new int[] {length}, null, loc));
        for (int k = 0; k < text.length(); k++) {
            int at = constant(k, loc, out);
            int c = constant(text.charAt(k), loc, out);
            out.add(new Insn(Op.ASTORE, Type.VOID, -1, new int[] {array, at, c}, null, loc));
        }
    }

    private int constant(int value, Loc loc, List<Insn> out) {
        int v = f.newValue(Type.I32);
        out.add(new Insn(Op.CONST, Type.I32, v, new int[0], value, loc));
        return v;
    }
}
