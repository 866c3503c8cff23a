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
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code addSuppressed} and {@code initCause}, which are passed another exception. The lift stores it to a field of the passes' own. Once it shows
 * where that one is made, perhaps at one of several places, each place tells in such fields which it is and the numbers that its exception is made
 * of; the call becomes a note on the exception ({@link ExceptionSteps}), one for each place. Suppressed exceptions are counted, so that they keep their order.
 */
public final class PassedExceptions {
    /** Stands where a cause is set that is not known. */
    public static final MethodKey UNKNOWN_CAUSE = new MethodKey(ExceptionFields.THROWABLE, "$unknownCause", "()V");

    /** Suppressed exceptions that one carries out of a kernel; of more it is said that there are some. */
    static final int MOST_SUPPRESSED = 2;

    private static final int MOST_PLACES = 8;
    private static final String INIT_CAUSE = "initCause";
    private static final String PENDING = "$pending ";
    private static final String TOLD = "$told ";
    private static final String SUPPRESSED = "$suppressed ";
    private static final String GIVEN = "$given ";
    private static final FieldRef SUPPRESSIONS = own("$suppressions", Type.I32);

    /** A place that makes the exception which is passed. @param operands the numbers that go into it */
    private record Place(Insn made, Insn constructor, Construction.New by, List<Integer> operands) {}

    private final Function f;
    private final Uses uses;

    private PassedExceptions(Function f) {
        this.f = f;
        uses = Uses.of(f);
    }

    /** Notes such calls in every function where it shows what they are passed; gives the names of the functions that changed. */
    static Set<String> run(Module module) {
        Set<String> changed = new LinkedHashSet<>();
        for (Function f : module.functions()) {
            for (Insn p : pending(f)) {
                if (new PassedExceptions(f).note(p)) {
                    changed.add(f.name());
                }
            }
        }
        return changed;
    }

    /** Does without those that did not show; gives the names of the functions that changed. */
    static Set<String> giveUp(Module module) {
        Set<String> changed = new LinkedHashSet<>();
        for (Function f : module.functions()) {
            for (Insn p : pending(f)) {
                Block b = f.block(Uses.of(f).of(p.arg(0)).stream()
                        .filter(u -> u.insn() == p)
                        .findFirst()
                        .orElseThrow()
                        .block());
                Block rest = f.splitInPlaceOf(b, b.insns().indexOf(p));
                if (isCause(p)) {
                    Callee unknown = new Callee(Callee.Kind.STATIC, UNKNOWN_CAUSE, null, null, null);
                    f.append(b, Op.CALL, Type.VOID, unknown, p.loc());
                } else {
                    set(f, b, p.arg(0), ExceptionFields.SUPPRESSES, f.constant(b, 1, p.loc()), p.loc());
                }
                b.setTerm(Term.jump(Edge.to(rest.id()), p.loc()));
                changed.add(f.name());
            }
        }
        return changed;
    }

    private static List<Insn> pending(Function f) {
        return f.blocks().stream()
                .flatMap(b -> b.insns().stream())
                .filter(i -> i.op() == Op.PUTFIELD && isPending((FieldRef) i.attr()))
                .toList();
    }

    /** Whether a field is stored to in the place of a call that is passed another exception. */
    static boolean isPending(FieldRef field) {
        return ExceptionFields.isOwn(field) && field.name().startsWith(PENDING);
    }

    private static boolean isCause(Insn pending) {
        return call(pending).equals(INIT_CAUSE);
    }

    private static String call(Insn pending) {
        return ((FieldRef) pending.attr()).name().substring(PENDING.length());
    }

    /** Whether a field only serves to tell exceptions from each other. */
    static boolean isMark(FieldRef field) {
        return ExceptionFields.isOwn(field)
                && (field.name().startsWith(TOLD) || field.name().startsWith(ChosenCauses.PLACE));
    }

    /** Whether a field tells of an exception that another is passed. */
    static boolean isNote(FieldRef field) {
        return isPending(field)
                || field.equals(SUPPRESSIONS)
                || field.equals(ExceptionFields.SUPPRESSES)
                || ExceptionFields.isOwn(field) && field.name().startsWith(SUPPRESSED);
    }

    /** Whether a field says which exception is the k-th that another suppresses. */
    static boolean isSuppressed(Object field, int k) {
        return field instanceof FieldRef r
                && ExceptionFields.isOwn(r)
                && r.name().startsWith(SUPPRESSED + k + " ");
    }

    /** Name of the field with a number of the suppressed exception that a field stands for. */
    static String operand(FieldRef suppressed, int index) {
        return GIVEN + index + " " + suppressed.name().substring(SUPPRESSED.length());
    }

    private static FieldRef own(String name, Type type) {
        return new FieldRef(ExceptionFields.THROWABLE, name, type.descriptor());
    }

    private static void set(Function f, Block b, int exception, FieldRef field, int value, Loc loc) {
        f.append(b, Op.PUTFIELD, Type.VOID, field, loc, exception, value);
    }

    private boolean note(Insn pending) {
        MadeExceptions passed = MadeExceptions.of(uses, Incoming.of(f), pending.arg(1));
        if (passed == null || passed.made().size() > MOST_PLACES) {
            return false;
        }
        List<Place> places = new ArrayList<>();
        for (Insn m : passed.made()) {
            Place p = place(m);
            if (p == null) {
                return false;
            }
            places.add(p);
        }
        if (places.isEmpty() && !isCause(pending) || !ExceptionFields.areAsConstructed(f, uses, passed.values())) {
            return false;
        }
        if (isUsedByCalls(passed.values()) || areNoted(passed)) {
            return false;
        }
        String key = key(places);
        for (int k = 0; k < places.size(); k++) {
            tell(places.get(k), k, key);
        }
        write(pending, places, key, passed.nullable() && isCause(pending));
        return true;
    }

    /** Whether calls that are not inlined yet may do more with the exception that is passed. */
    private boolean isUsedByCalls(Set<Integer> web) {
        return web.stream()
                .flatMap(v -> uses.of(v).stream())
                .anyMatch(u -> u.insn() != null
                        && u.insn().op() == Op.CALL
                        && ((Callee) u.insn().attr()).function() != null);
    }

    /** Whether something is noted on one of the exceptions itself, by whatever name: it would be made without that. */
    private boolean areNoted(MadeExceptions passed) {
        Map<Integer, List<Incoming>> incoming = Incoming.of(f);
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                if (i.op() == Op.PUTFIELD && ExceptionSteps.isNote((FieldRef) i.attr())) {
                    MadeExceptions noted = MadeExceptions.of(uses, incoming, i.arg(0));
                    boolean same = noted != null && !Collections.disjoint(noted.made(), passed.made());
                    if (same || passed.values().contains(i.arg(0))) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private Place place(Insn made) {
        Insn constructor = Throwables.constructor(uses, made);
        if (constructor == null
                || !((Callee) constructor.attr())
                        .original()
                        .owner()
                        .equals(made.type().name())) {
            return null;
        }
        List<Integer> operands = new ArrayList<>();
        Construction.New by = new Messages(uses).exception(constructor, operands);
        return by == null ? null : new Place(made, constructor, by, operands);
    }

    private static String key(List<Place> places) {
        StringBuilder all = new StringBuilder();
        places.forEach(p -> all.append(new Construction(p.by()).text()).append('\n'));
        return Integer.toHexString(all.toString().hashCode()) + "." + places.size();
    }

    private static FieldRef told(String key) {
        return own(TOLD + key, Type.I32);
    }

    private FieldRef told(String key, int place, int operand, int value) {
        return own(TOLD + key + " " + place + " " + operand, f.typeOf(value));
    }

    /** Stores, behind the constructor, which place it is and what it is passed. */
    private void tell(Place p, int number, String key) {
        Throwables.behind(f, p.constructor(), b -> {
            Loc loc = p.constructor().loc();
            set(f, b, p.made().result(), told(key), f.constant(b, number, loc), loc);
            for (int k = 0; k < p.operands().size(); k++) {
                int v = p.operands().get(k);
                set(f, b, p.made().result(), told(key, number, k, v), v, loc);
            }
        });
    }

    /** Puts the notes in the place of the call, one for each place. */
    private void write(Insn pending, List<Place> places, String key, boolean nullable) {
        Loc loc = pending.loc();
        Block b = f.block(uses.of(pending.arg(0)).stream()
                .filter(u -> u.insn() == pending)
                .findFirst()
                .orElseThrow()
                .block());
        Block rest = f.splitInPlaceOf(b, b.insns().indexOf(pending));
        Block at = b;
        if (nullable) {
            int nothing = f.append(b, Op.CONST, f.typeOf(pending.arg(1)), null, loc);
            int is = f.append(b, Op.CMP, Type.I32, Cond.EQ, loc, pending.arg(1), nothing);
            Block none = f.newBlock();
            at = f.newBlock();
            b.setTerm(Term.br(is, Edge.to(none.id()), Edge.to(at.id()), loc));
            note(none, rest, pending, new Construction.Null(), List.of());
        }
        if (places.isEmpty()) {
            at.setTerm(Term.jump(Edge.to(rest.id()), loc));
            return;
        }
        List<Edge> edges = new ArrayList<>();
        for (int p = 0; p < places.size(); p++) {
            Block one = f.newBlock();
            edges.add(Edge.to(one.id()));
            List<Integer> operands = new ArrayList<>();
            for (int k = 0; k < places.get(p).operands().size(); k++) {
                int v = places.get(p).operands().get(k);
                FieldRef field = told(key, p, k, v);
                operands.add(f.append(one, Op.GETFIELD, f.typeOf(v), field, loc, pending.arg(1)));
            }
            note(one, rest, pending, places.get(p).by(), operands);
        }
        int[] keys = new int[places.size() - 1];
        Arrays.setAll(keys, k -> k);
        int which = f.append(at, Op.GETFIELD, Type.I32, told(key), loc, pending.arg(1));
        at.setTerm(keys.length == 0 ? Term.jump(edges.get(0), loc) : Term.switchOn(which, keys, edges, loc));
    }

    private void note(Block b, Block rest, Insn pending, Construction.Part other, List<Integer> operands) {
        String throwable = Type.object(ExceptionFields.THROWABLE).descriptor();
        Construction.Step step = new Construction.Step(
                -1,
                ExceptionFields.THROWABLE,
                call(pending),
                "(" + throwable + ")" + (isCause(pending) ? throwable : "V"),
                List.of(other));
        String text = Construction.text(List.of(step));
        if (isCause(pending)) {
            ExceptionSteps.store(f, b, rest, pending.arg(0), text, operands, pending.loc());
        } else {
            count(b, rest, pending, text, operands);
        }
    }

    /** Notes a suppressed exception behind those that are noted already. */
    private void count(Block b, Block rest, Insn pending, String text, List<Integer> operands) {
        Loc loc = pending.loc();
        int exception = pending.arg(0);
        String hex = HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
        int before = f.append(b, Op.GETFIELD, Type.I32, SUPPRESSIONS, loc, exception);
        List<Edge> edges = new ArrayList<>();
        int[] keys = new int[MOST_SUPPRESSED];
        for (int k = 0; k <= MOST_SUPPRESSED; k++) {
            Block next = f.newBlock();
            edges.add(Edge.to(next.id()));
            if (k == MOST_SUPPRESSED) {
                set(f, next, exception, ExceptionFields.SUPPRESSES, f.constant(next, 1, loc), loc);
            } else {
                keys[k] = k;
                set(f, next, exception, SUPPRESSIONS, f.constant(next, k + 1, loc), loc);
                set(f, next, exception, own(SUPPRESSED + k + " " + hex, Type.I32), f.constant(next, 1, loc), loc);
                for (int n = 0; n < operands.size(); n++) {
                    int v = operands.get(n);
                    set(f, next, exception, own(GIVEN + n + " " + k + " " + hex, f.typeOf(v)), v, loc);
                }
            }
            next.setTerm(Term.jump(Edge.to(rest.id()), loc));
        }
        b.setTerm(Term.switchOn(before, keys, edges, loc));
    }
}
