package dev.adagent.transform.opt;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.analysis.FunctionCloner;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Turns the making and throwing of an exception into {@code RAISE}, which describes it: a device can do that, and the host builds
 * the object. The message is a constant, a concatenation, or none. Exceptions that are made and not used are removed.
 */
public final class Throwables {
    /** How many instructions a block may have that is copied to where its exception's cause is made. */
    private static final int LONGEST_THROWER = 32;

    private final Function f;

    private final boolean last;

    private Throwables(Function f, boolean last) {
        this.f = f;
        this.last = last;
    }

    /** Describes the exceptions of one function of which nothing is lost. @return whether anything changed */
    public static boolean run(Function f) {
        return run(f, false);
    }

    /** @param last whether to describe also what is known in part */
    static boolean run(Function f, boolean last) {
        Throwables t = new Throwables(f, last);
        boolean changed = t.separateThrows();
        changed |= t.readMessages();
        changed |= t.describe();
        while (t.removeUnused()) { // first the constructor's call, then the message that it alone used
            changed = true;
        }
        return changed;
    }

    /**
     * A block that only throws its parameter is copied to each jump that leads there, and so is one that throws an exception made of its
     * parameter: with each, the cause is one exception that is known.
     */
    private boolean separateThrows() {
        boolean changed = false;
        for (Block b : f.blocks()) {
            if (b.term().kind() != Term.Kind.JUMP) {
                continue;
            }
            Edge e = b.term().edges().get(0);
            Block target = f.block(e.target());
            Term t = target.term();
            int k = t.kind() == Term.Kind.THROW ? target.params().indexOf(t.args()[0]) : -1;
            if (k >= 0 && target.insns().isEmpty()) {
                b.setTerm(Term.throwing(e.args()[k], t.loc()));
                changed = Rewrite.THROW_SEPARATED.happened();
            } else if (t.kind() == Term.Kind.THROW && target != b && makesOfParam(target)) {
                copyInto(b, target, e);
                changed = Rewrite.THROW_SEPARATED.happened();
            }
        }
        Branches.removeUnreachable(f);
        return changed;
    }

    /** Whether a block, not a long one, passes a parameter to the constructor of an exception. */
    private static boolean makesOfParam(Block b) {
        return b.insns().size() <= LONGEST_THROWER
                && b.insns().stream()
                        .anyMatch(i -> isConstructor(i)
                                && Arrays.stream(i.args()).skip(1).anyMatch(b.params()::contains));
    }

    /** Puts a block that nothing follows, with what an edge passes it, in the place of the jump there. */
    private void copyInto(Block b, Block target, Edge e) {
        FunctionCloner cloner = new FunctionCloner(f, f, l -> l);
        Stream.concat(
                        target.insns().stream().map(Insn::args),
                        Stream.of(target.term().args()))
                .flatMapToInt(Arrays::stream)
                .forEach(v -> cloner.map(v, v));
        target.insns().stream().filter(i -> i.result() >= 0).forEach(i -> cloner.map(i.result(), f.newValue(i.type())));
        for (int k = 0; k < e.args().length; k++) {
            cloner.map(target.params().get(k), e.args()[k]);
        }
        for (Insn i : target.insns()) {
            b.insns().add(cloner.copy(i));
        }
        b.setTerm(cloner.copy(target.term()));
    }

    /** What {@code getMessage()} gives of an exception that is made here is what its constructor was given. */
    private boolean readMessages() {
        Uses uses = Uses.of(f);
        Subst subst = new Subst();
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                if (i.op() == Op.GETFIELD && i.attr().equals(Aggregate.MESSAGE)) {
                    Insn made = uses.insn(i.arg(0));
                    while (made != null && made.op() == Op.CHECK_CAST) {
                        made = uses.insn(made.arg(0));
                    }
                    Insn call = made == null || made.op() != Op.NEW ? null : constructor(uses, made);
                    MethodKey m = call == null ? null : ((Callee) call.attr()).original();
                    if (m != null
                            && m.owner().startsWith("java/")
                            && m.descriptor().startsWith("(Ljava/lang/String;")) {
                        subst.replace(i.result(), call.arg(1));
                    }
                }
            }
        }
        subst.apply(f);
        return !subst.isEmpty();
    }

    /** The one call of a constructor on an exception, null if there are several. */
    static Insn constructor(Uses uses, Insn made) {
        List<Insn> calls = uses.of(made.result()).stream()
                .filter(u -> u.insn() != null && u.operand() == 0 && isConstructor(u.insn()))
                .map(Uses.Use::insn)
                .toList();
        return calls.size() == 1 ? calls.get(0) : null;
    }

    /** Appends to what comes before and the constructor's call, in the midst of a block. */
    static void behind(Function f, Insn constructor, Consumer<Block> appends) {
        for (Block b : f.blocks()) {
            for (int k = 0; k < b.insns().size(); k++) {
                if (b.insns().get(k) == constructor) {
                    List<Insn> behind = b.insns().subList(k + 1, b.insns().size());
                    List<Insn> rest = List.copyOf(behind);
                    behind.clear();
                    appends.accept(b);
                    b.insns().addAll(rest);
                    return;
                }
            }
        }
    }

    private boolean describe() {
        Uses uses = Uses.of(f);
        boolean changed = false;
        for (Block b : f.blocks()) {
            if (b.term().kind() != Term.Kind.THROW) {
                continue;
            }
            int exception = b.term().args()[0];
            Insn made = uses.insn(exception);
            while (made != null && made.op() == Op.CHECK_CAST) {
                made = uses.insn(made.arg(0));
            }
            Insn constructor = made == null || made.op() != Op.NEW ? null : constructor(uses, made.result(), b);
            if (constructor != null) {
                Messages.Message m = new Messages(uses).of(constructor);
                if (m != null && (m.whole() || last)) {
                    // its stack trace is that of the place where it is made, as Java's is
                    b.setTerm(Term.raise(m.raise(), constructor.loc(), m.operands()));
                    changed = Rewrite.EXCEPTION_DESCRIBED.happened();
                }
            }
        }
        return changed;
    }

    /**
     * The constructor call on an exception that a block throws, or null if more is done to the object than constructing and throwing it.
     * Other blocks may construct and throw it too: by another way, or by a copy of the same one.
     */
    private static Insn constructor(Uses uses, int object, Block thrower) {
        Map<Integer, Insn> found = new HashMap<>();
        for (Uses.Use u : uses.of(object)) {
            Insn i = u.insn();
            boolean constructs = i != null && u.operand() == 0 && isConstructor(i);
            if (i == null ? u.edge() >= 0 : !constructs && i.op() != Op.CHECK_NULL && !isCastForThrow(uses, i)) {
                return null;
            }
            if (constructs && found.put(u.block(), i) != null) {
                return null;
            }
        }
        return found.size() == 1 ? found.values().iterator().next() : found.get(thrower.id());
    }

    private static boolean isCastForThrow(Uses uses, Insn i) {
        return i.op() == Op.CHECK_CAST && uses.of(i.result()).stream().allMatch(u -> u.insn() == null && u.edge() < 0);
    }

    /** A call of an exception's constructor, which is run on the host: the only constructors that are calls without a function. */
    static boolean isConstructor(Insn i) {
        return i.op() == Op.CALL
                && i.attr() instanceof Callee c
                && c.function() == null
                && c.original().name().equals("<init>")
                && !Facts.isEmptyConstructor(c.original());
    }

    /** Removes exceptions that are made and dropped, with their constructor calls and messages. */
    private boolean removeUnused() {
        Uses uses = Uses.of(f);
        boolean changed = false;
        for (Block b : f.blocks()) {
            List<Insn> out = new ArrayList<>();
            for (Insn i : b.insns()) {
                boolean dropped = i.op() == Op.CALL
                        && ((Callee) i.attr()).original().name().equals("<init>")
                        && isDropped(uses, i);
                boolean unusedText = (Messages.isConcat(i) || Facts.isText(i)) && !uses.isUsed(i.result());
                if (dropped || unusedText) {
                    changed = Rewrite.EXCEPTION_REMOVED.happened();
                } else {
                    out.add(i);
                }
            }
            b.insns().clear();
            b.insns().addAll(out);
        }
        return changed;
    }

    private static boolean isDropped(Uses uses, Insn call) {
        if (((Callee) call.attr()).function() != null) {
            return false; // perhaps a factory in its place, which takes no object
        }
        Insn made = uses.insn(call.arg(0));
        if (made == null || made.op() != Op.NEW) {
            return false;
        }
        return isConstructor(call)
                && uses.of(made.result()).stream()
                        .allMatch(u -> u.insn() != null
                                && (isConstructor(u.insn()) || u.insn().op() == Op.CHECK_NULL)
                                && u.operand() == 0);
    }
}
