package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Arrays that a text shows, as {@code Arrays.toString(x)} does. A text that is made anew where it is used is to show what the array held where
 * Java makes it, whatever is written in between.
 */
final class ShownArrays {
    /** Longest array whose elements become operands. */
    private static final int MAX_LENGTH = 64;

    private final Function f;
    private final Uses uses;
    private final Map<Integer, List<Incoming>> incoming;

    ShownArrays(Function f, Uses uses, Map<Integer, List<Incoming>> incoming) {
        this.f = f;
        this.uses = uses;
        this.incoming = incoming;
    }

    /** Gives a text the elements that its arrays have there, if they are numbers and their count is known. @return whether it had none before */
    boolean capture(Insn text) {
        int[] args = text.args().clone();
        Block at = f.block(uses.def(text.result()).block());
        int index = at.insns().indexOf(text);
        List<Insn> after = List.copyOf(at.insns().subList(index + 1, at.insns().size()));
        at.insns().subList(index, at.insns().size()).clear();
        for (int k = 0; k < args.length; k++) {
            args[k] = isCountable(args[k]) ? elements(at, args[k], text.loc()) : args[k];
        }
        at.insns().add(text.withArgs(args));
        at.insns().addAll(after);
        return !Arrays.equals(args, text.args());
    }

    private boolean isCountable(int value) {
        Insn made = uses.insn(value);
        return made != null
                && made.op() == Op.NEWARRAY
                && !made.type().element().isReference()
                && uses.insn(made.arg(0)) != null
                && uses.insn(made.arg(0)).attr() instanceof Integer n
                && n >= 0
                && n <= MAX_LENGTH;
    }

    private int elements(Block at, int array, Loc loc) {
        Type type = f.typeOf(array);
        int[] out = new int[(Integer) uses.insn(uses.insn(array).arg(0)).attr()];
        for (int k = 0; k < out.length; k++) {
            out[k] = f.append(at, Op.ALOAD, type.element().asValue(), null, loc, array, f.constant(at, k, loc));
        }
        return f.append(at, Op.CALL, type, Facts.arrayOf(type, out.length), loc, out);
    }

    /** Whether a text shows an array that may be written after. */
    boolean mayChange(Insn text) {
        return Arrays.stream(text.args())
                .filter(v -> f.typeOf(v).isArray() && !isMadeOfOperands(v))
                .anyMatch(v -> uses.of(v).stream().filter(u -> u.insn() == text).anyMatch(u -> isWrittenAfter(v, u)));
    }

    private boolean isMadeOfOperands(int value) {
        return uses.insn(value) != null && Facts.isArrayOf(uses.insn(value));
    }

    private boolean isWrittenAfter(int array, Uses.Use shown) {
        Set<Integer> same = new LinkedHashSet<>();
        Deque<Integer> work = new ArrayDeque<>(List.of(array));
        while (!work.isEmpty()) {
            int v = work.pop();
            if (!same.add(v)) {
                continue;
            }
            Insn made = uses.insn(v);
            if (made == null) {
                incoming.getOrDefault(v, List.of()).forEach(in -> work.add(in.value()));
            } else if (made.op() == Op.CHECK_CAST || made.op() == Op.SELECT) {
                Arrays.stream(made.args()).skip(made.op() == Op.SELECT ? 1 : 0).forEach(work::add);
            }
            for (Uses.Use u : uses.of(v)) {
                if (u.edge() >= 0) {
                    Edge edge = f.block(u.block()).term().edges().get(u.edge());
                    work.add(f.block(edge.target()).params().get(u.operand()));
                } else if (u.insn() != null && !keepsContent(u.insn(), u.operand(), work)) {
                    return true;
                }
            }
        }
        return KeptObjects.isWrittenAfter(f, uses, same, shown);
    }

    /** Whether an instruction neither hands an array on nor writes to it but by a name that is known here; notes another name. */
    private static boolean keepsContent(Insn i, int operand, Deque<Integer> work) {
        return switch (i.op()) {
            case CHECK_CAST, SELECT -> work.add(i.result());
            case ALOAD, ALEN, CHECK_NULL, CHECK_BOUNDS, CMP, INSTANCEOF -> true;
            case ASTORE, ACCUM, ATOMIC -> operand == 0;
            case CALL -> Facts.isKnownCall(i);
            default -> false;
        };
    }
}
