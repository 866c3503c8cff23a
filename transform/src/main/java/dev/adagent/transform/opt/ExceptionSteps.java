package dev.adagent.transform.opt;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Construction;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Uses;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Leaves calls on exceptions to the host, as in {@code catch (E e) { e.getContext().add("on the way", n); throw e; }}: what they do shows in the
 * exception alone, so they are done when the host makes it. The exception notes in fields of the passes' own which calls, and the
 * numbers that they are passed; {@link ScalarReplacement} makes a {@link Construction} of them where it is thrown.
 *
 * <p>First the calls are taken out of the protocol by which a call in a {@code try} block tells of its exception; once the function is tidy, those of
 * a block become one note.
 */
public final class ExceptionSteps {
    private static final String STEPS = "$steps ";
    private static final String OPERAND = "$operand ";

    /** 1 once calls on the exception are noted. */
    private static final FieldRef NOTED = new FieldRef(ExceptionFields.THROWABLE, "$noted", "I");

    /** Stands where calls are noted on an exception that has a note already: refused where that can happen. */
    public static final MethodKey TWICE = new MethodKey(ExceptionFields.THROWABLE, "$notedTwice", "()V");

    private final Function f;
    private final Hierarchy hierarchy;
    private Uses uses;

    private ExceptionSteps(Function f, Hierarchy hierarchy) {
        this.f = f;
        this.hierarchy = hierarchy;
    }

    /** Notes calls in every function; gives the names of the functions that changed. */
    static Set<String> run(Module module, Hierarchy hierarchy) {
        Set<String> changed = new LinkedHashSet<>();
        for (Function f : List.copyOf(module.functions())) {
            ExceptionSteps s = new ExceptionSteps(f, hierarchy);
            if (s.note() | s.takeOut()) {
                changed.add(f.name());
            }
        }
        return changed;
    }

    /** Whether a field holds which calls are noted, or a number that one is passed. */
    static boolean isNote(FieldRef field) {
        return PassedExceptions.isNote(field)
                || ExceptionFields.isOwn(field)
                        && (field.equals(NOTED)
                                || field.name().startsWith(STEPS)
                                || field.name().startsWith(OPERAND));
    }

    /** Whether a field says that certain calls are noted. */
    static boolean isSteps(Object field) {
        return field instanceof FieldRef r
                && ExceptionFields.isOwn(r)
                && r.name().startsWith(STEPS);
    }

    /** The calls that a field stands for. */
    static List<Construction.Step> steps(FieldRef field) {
        byte[] text =
                HexFormat.of().parseHex(field.name().substring(field.name().lastIndexOf(' ') + 1));
        return Construction.parseSteps(new String(text, StandardCharsets.UTF_8));
    }

    /** The field of an operand of the calls that a field stands for, among the fields of an exception. */
    static FieldRef operand(FieldRef steps, int index, Set<Object> fields) {
        String name = isSteps(steps)
                ? OPERAND + index + " " + steps.name().substring(STEPS.length())
                : PassedExceptions.operand(steps, index);
        return fields.stream()
                .filter(x -> x instanceof FieldRef r && r.name().equals(name))
                .map(FieldRef.class::cast)
                .findFirst()
                .orElseThrow();
    }

    // ---- which calls

    /** Whether a call is left to the host: the mark is that it is no virtual call any more, and has no function. */
    private static boolean isTakenOut(Insn i) {
        return i.op() == Op.CALL
                && i.attr() instanceof Callee c
                && c.kind() == Callee.Kind.SPECIAL
                && c.function() == null
                && c.overlay() == null
                && !c.original().name().equals("<init>")
                && !Facts.isKnownCall(i)
                && !Facts.isOfString(i)
                && !c.original().owner().equals(ExceptionFields.THROWABLE);
    }

    private boolean takeOut() {
        Set<Insn> calls = candidates();
        if (calls.isEmpty()) {
            return false;
        }
        uses = Uses.of(f);
        Map<Integer, List<Incoming>> incoming = Incoming.of(f);
        while (calls.removeIf(c -> !isOnException(c, calls)
                || !isOnlyReceiver(c, calls)
                || !isKnown(c)
                || isException(c.arg(0)) && isRead(origin(c.arg(0)), calls, incoming))) {
            // a call that is not left to the host may have received another one's result
        }
        if (calls.isEmpty()) {
            return false;
        }
        Subst subst = new Subst();
        for (Block b : f.blocks()) {
            List<Insn> out = new ArrayList<>();
            for (Insn i : b.insns()) {
                takeOut(i, calls, subst, out);
            }
            b.insns().clear();
            b.insns().addAll(out);
        }
        subst.apply(f);
        return Rewrite.EXCEPTION_DESCRIBED.happened();
    }

    private Set<Insn> candidates() {
        Set<Insn> out = new LinkedHashSet<>();
        boolean any = false;
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                if (Linking.isOpen(i)) {
                    any |= isException(i.arg(0));
                    out.add(i);
                }
            }
        }
        if (!any) {
            out.clear();
        }
        out.removeIf(i -> !hierarchy.staysWithException(((Callee) i.attr()).original()));
        return out;
    }

    private boolean isException(int value) {
        Type t = f.typeOf(value);
        return t.kind() == Type.Kind.OBJECT
                && Boolean.TRUE.equals(hierarchy.isSubclass(t.name(), ExceptionFields.THROWABLE));
    }

    /** The value behind casts. */
    private int origin(int value) {
        int v = value;
        for (Insn d = uses.insn(v); d != null && d.op() == Op.CHECK_CAST; d = uses.insn(v)) {
            v = d.arg(0);
        }
        return v;
    }

    /** The call whose result a receiver is, null if it is no call's. */
    private Insn receiverCall(Insn call) {
        return call(call.arg(0));
    }

    /** The instruction whose result a value is, behind casts; of a call in a {@code try} block, that call. */
    private Insn call(int value) {
        Insn d = uses.insn(origin(value));
        boolean result = d != null
                && d.op() == Op.EXTRACT
                && d.attr().equals(0)
                && f.typeOf(d.arg(0)).parts().size() > 1; // else that is the exception
        return result ? uses.insn(d.arg(0)) : d;
    }

    private boolean isOnException(Insn call, Set<Insn> calls) {
        MethodKey m = ((Callee) call.attr()).original();
        boolean ofException = isException(call.arg(0)) && !m.owner().startsWith("java/");
        return ofException || calls.contains(receiverCall(call));
    }

    /** Whether something else is asked of an exception, or of one that may be the same: it would not know of the calls. */
    private boolean isRead(int exception, Set<Insn> calls, Map<Integer, List<Incoming>> incoming) {
        Set<Integer> seen = new LinkedHashSet<>(List.of(exception));
        List<Integer> work = new ArrayList<>(seen);
        for (int k = 0; k < work.size(); k++) {
            List<Integer> others = new ArrayList<>();
            Insn d = uses.insn(work.get(k));
            if (d == null) {
                incoming.getOrDefault(work.get(k), List.of()).forEach(in -> others.add(in.value()));
            } else if (d.op() == Op.CHECK_CAST) {
                others.add(d.arg(0));
            }
            for (Uses.Use u : uses.of(work.get(k))) {
                Insn i = u.insn();
                if (u.edge() >= 0) {
                    int target = f.block(u.block()).term().edges().get(u.edge()).target();
                    others.add(f.block(target).params().get(u.operand()));
                } else if (i != null && i.op() == Op.CHECK_CAST) {
                    others.add(i.result());
                } else if (i != null && !calls.contains(i) && !asksNothing(i, u.operand())) {
                    return true;
                }
            }
            others.stream().filter(seen::add).forEach(work::add);
        }
        return false;
    }

    private static boolean asksNothing(Insn i, int operand) {
        return switch (i.op()) {
            case CHECK_NULL, CMP, INSTANCEOF, TUPLE -> true;
            case GETFIELD, PUTFIELD -> operand == 0 && ExceptionFields.isOwn((FieldRef) i.attr());
            case CALL -> Throwables.isConstructor(i);
            default -> false;
        };
    }

    private boolean isKnown(Insn call) {
        return new Messages(uses).arguments(call, new ArrayList<>()) != null;
    }

    /** Whether what the call gives is only a receiver of others. */
    private boolean isOnlyReceiver(Insn call, Set<Insn> calls) {
        if (call.result() < 0) {
            return true;
        }
        if (!call.type().isTuple()) {
            return isOnlyReceiver(call.result(), calls);
        }
        int exception = call.type().parts().size() - 1;
        return uses.of(call.result()).stream()
                .allMatch(u -> u.insn() != null
                        && u.insn().op() == Op.EXTRACT
                        && (u.insn().attr().equals(exception)
                                || isOnlyReceiver(u.insn().result(), calls)));
    }

    private boolean isOnlyReceiver(int value, Set<Insn> calls) {
        for (Uses.Use u : uses.of(value)) {
            Insn i = u.insn();
            boolean known = i != null
                    && switch (i.op()) {
                        case CHECK_NULL -> true;
                        case CMP -> isNull(i.arg(0)) || isNull(i.arg(1));
                        case CHECK_CAST -> isOnlyReceiver(i.result(), calls);
                        case CALL -> u.operand() == 0 && calls.contains(i);
                        default -> false;
                    };
            if (!known) {
                return false;
            }
        }
        return true;
    }

    private boolean isNull(int value) {
        Insn d = uses.insn(value);
        return d != null && d.op() == Op.CONST && d.attr() == null;
    }

    /** Whether a value is what one of the calls gives. */
    private boolean isResult(int value, Set<Insn> calls) {
        Insn made = call(value);
        return made != null && calls.contains(made);
    }

    private void takeOut(Insn i, Set<Insn> calls, Subst subst, List<Insn> out) {
        if (calls.contains(i)) {
            MethodKey m = ((Callee) i.attr()).original();
            Callee plain = new Callee(Callee.Kind.SPECIAL, m, null, null, null);
            Type result = Type.result(m.descriptor());
            int value = result.equals(Type.VOID) ? -1 : i.type().isTuple() ? f.newValue(result) : i.result();
            out.add(new Insn(Op.CALL, result, value, i.args(), plain, i.loc()));
            if (i.type().isTuple() && value >= 0) {
                results.put(i.result(), value);
            }
        } else if (i.op() == Op.EXTRACT && calls.contains(uses.insn(i.arg(0)))) {
            boolean exception = i.attr().equals(f.typeOf(i.arg(0)).parts().size() - 1);
            if (exception) {
                out.add(new Insn(Op.CONST, i.type(), i.result(), new int[0], null, i.loc()));
            } else {
                subst.replace(i.result(), results.get(i.arg(0)));
            }
        } else if (i.op() == Op.CHECK_NULL && isResult(i.arg(0), calls)) {
            return; // the host finds that
        } else if (i.op() == Op.CMP && (isResult(i.arg(0), calls) || isResult(i.arg(1), calls))) {
            out.add(new Insn(Op.CONST, Type.I32, i.result(), new int[0], i.attr() == Cond.NE ? 1 : 0, i.loc()));
        } else {
            out.add(i);
        }
    }

    private final Map<Integer, Integer> results = new LinkedHashMap<>();

    // ---- notes

    /** Makes a note of the calls of a block on one exception. */
    private boolean note() {
        boolean changed = false;
        for (Block b : f.blocks()) {
            if (b.insns().stream().anyMatch(ExceptionSteps::isTakenOut)) {
                uses = Uses.of(f);
                changed |= note(b);
            }
        }
        return changed;
    }

    private boolean note(Block b) {
        Map<Integer, List<Insn>> byException = new LinkedHashMap<>();
        Map<Insn, Integer> roots = new LinkedHashMap<>();
        for (Insn i : b.insns()) {
            if (isTakenOut(i)) {
                Insn on = receiverCall(i);
                Integer root = on != null && isTakenOut(on) ? roots.get(on) : Integer.valueOf(origin(i.arg(0)));
                if (root == null) {
                    return false; // goes on with what another block's call gave
                }
                roots.put(i, root);
                byException.computeIfAbsent(root, k -> new ArrayList<>()).add(i);
            }
        }
        boolean usedLater = roots.keySet().stream()
                .anyMatch(i -> i.result() >= 0
                        && uses.of(i.result()).stream().anyMatch(u -> u.block() != b.id() || !isReceiverOrCast(u)));
        boolean allKnown = roots.entrySet().stream()
                .allMatch(e -> isException(e.getValue())
                        && hierarchy.staysWithException(((Callee) e.getKey().attr()).original()));
        if (usedLater || !allKnown || byException.size() != 1) {
            return false;
        }
        return note(b, roots.values().iterator().next(), new ArrayList<>(roots.keySet()));
    }

    private static boolean isReceiverOrCast(Uses.Use u) {
        return u.insn() != null && (u.insn().op() == Op.CHECK_CAST || isTakenOut(u.insn()));
    }

    private boolean note(Block b, int exception, List<Insn> calls) {
        List<Construction.Step> steps = new ArrayList<>();
        List<Integer> operands = new ArrayList<>();
        for (Insn call : calls) {
            MethodKey m = ((Callee) call.attr()).original();
            List<Construction.Part> parts = new Messages(uses).arguments(call, operands);
            if (parts == null) {
                return false;
            }
            int on = calls.indexOf(receiverCall(call));
            steps.add(new Construction.Step(on, m.owner(), m.name(), m.descriptor(), parts));
        }
        Insn last = calls.get(calls.size() - 1);
        Block rest = f.split(b, b.insns().indexOf(last) + 1);
        b.insns().removeIf(calls::contains);
        Set<Integer> gone = new LinkedHashSet<>();
        calls.forEach(c -> gone.add(c.result()));
        b.insns().removeIf(i -> i.op() == Op.CHECK_CAST && gone.contains(i.arg(0)) && gone.add(i.result()));
        store(f, b, rest, exception, Construction.text(steps), operands, last.loc());
        return Rewrite.EXCEPTION_DESCRIBED.happened();
    }

    /** Ends a block by noting calls on an exception; what follows is in another. */
    static void store(Function f, Block b, Block rest, int exception, String text, List<Integer> operands, Loc loc) {
        String hex = HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
        int noted = f.append(b, Op.GETFIELD, Type.I32, NOTED, loc, exception);
        Block twice = f.newBlock();
        Block once = f.newBlock();
        b.setTerm(Term.br(noted, Edge.to(twice.id()), Edge.to(once.id()), loc));
        f.append(twice, Op.CALL, Type.VOID, new Callee(Callee.Kind.STATIC, TWICE, null, null, null), loc);
        twice.setTerm(Term.jump(Edge.to(rest.id()), loc));
        int one = f.append(once, Op.CONST, Type.I32, 1, loc);
        f.append(once, Op.PUTFIELD, Type.VOID, NOTED, loc, exception, one);
        FieldRef field = new FieldRef(ExceptionFields.THROWABLE, STEPS + hex, "I");
        f.append(once, Op.PUTFIELD, Type.VOID, field, loc, exception, one);
        for (int k = 0; k < operands.size(); k++) {
            String descriptor = f.typeOf(operands.get(k)).descriptor();
            FieldRef operand = new FieldRef(ExceptionFields.THROWABLE, OPERAND + k + " " + hex, descriptor);
            f.append(once, Op.PUTFIELD, Type.VOID, operand, loc, exception, operands.get(k));
        }
        once.setTerm(Term.jump(Edge.to(rest.id()), loc));
    }
}
