package dev.adagent.transform.deferred;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.autodiff.DifferentiationException;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Construction;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.opt.Boxes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A function in the form that gives its exception back instead of throwing it, as the lift makes of methods called in a {@code try}: the
 * members of its result, then the exception or null. Derivatives are made of functions that throw; where a handler may catch what
 * they throw, they are changed afterwards, with all that they call.
 */
final class CaughtForm {
    private static final String SUFFIX = "!caught";
    private static final Type THROWABLE = Type.object("java/lang/Throwable");
    private static final Type STRING = Type.object("java/lang/String");
    private static final String BOUNDS_MESSAGE = "Index \u0001 out of bounds for length \u0001";

    private final Module module;
    private final Function f;
    private Block b;

    private CaughtForm(Module module, Function f) {
        this.module = module;
        this.f = f;
    }

    /** The caught form of a function of the module, which is in the module afterwards. */
    static Function of(Module module, Function g) {
        String name = g.name() + SUFFIX;
        Function known = module.get(name);
        if (known == null) {
            // a stand-in under that name, for calls of it in itself
            module.add(new Function(name, result(g.result())));
            Function f = g.copy(name, result(g.result()));
            new CaughtForm(module, f).run();
            f.setNoInline(g.noInline());
            module.put(f);
            known = f;
        }
        return known;
    }

    private static List<Type> members(Type result) {
        return result.equals(Type.VOID) ? List.of() : result.isTuple() ? result.parts() : List.of(result);
    }

    private static Type result(Type plain) {
        List<Type> out = new ArrayList<>(members(plain));
        out.add(THROWABLE);
        return Type.tuple(out.toArray(Type[]::new));
    }

    private void run() {
        for (Block start : List.copyOf(f.blocks())) {
            List<Insn> insns = List.copyOf(start.insns());
            Term term = start.term();
            start.insns().clear();
            b = start;
            insns.forEach(this::visit);
            end(term);
        }
    }

    private void end(Term term) {
        switch (term.kind()) {
            case RET -> {
                List<Integer> values = new ArrayList<>();
                if (term.args().length > 0) {
                    int v = term.args()[0];
                    List<Type> parts = members(f.typeOf(v));
                    for (int k = 0; k < parts.size(); k++) {
                        values.add(f.typeOf(v).isTuple() ? emit(Op.EXTRACT, parts.get(k), k, term.loc(), v) : v);
                    }
                }
                values.add(nothing(THROWABLE, term.loc()));
                leave(values, term.loc());
            }
            case THROW -> raise(term.args()[0], term.loc());
            case RAISE -> raise(described(term), term.loc());
            default -> b.setTerm(term);
        }
    }

    private void leave(List<Integer> values, Loc loc) {
        int tuple = emit(
                Op.TUPLE,
                f.result(),
                null,
                loc,
                values.stream().mapToInt(v -> v).toArray());
        b.setTerm(Term.ret(loc, tuple));
    }

    /** Ends the block: gives the exception back, and zeros. */
    private void raise(int exception, Loc loc) {
        List<Integer> values = new ArrayList<>();
        List<Type> parts = f.result().parts();
        parts.subList(0, parts.size() - 1).forEach(t -> values.add(nothing(t, loc)));
        values.add(exception);
        leave(values, loc);
    }

    private int nothing(Type t, Loc loc) {
        Object zero = switch (t.kind()) {
            case F64 -> 0.0;
            case F32 -> 0f;
            case I64 -> 0L;
            case ARRAY, OBJECT -> null;
            default -> 0;
        };
        return emit(Op.CONST, t, zero, loc);
    }

    private int emit(Op op, Type type, Object attr, Loc loc, int... args) {
        return f.append(b, op, type, attr, loc, args);
    }

    // ---- instructions

    private void visit(Insn i) {
        switch (i.op()) {
            case CHECK_NULL -> notNull(i.arg(0), i.loc());
            case CHECK_ZERO -> {
                Type t = f.typeOf(i.arg(0));
                raiseIf(
                        compare(Cond.EQ, i.arg(0), nothing(t, i.loc()), i.loc()),
                        "ArithmeticException",
                        "/ by zero",
                        i.loc());
            }
            case CHECK_SIZE ->
                raiseIf(
                        compare(Cond.LT, i.arg(0), nothing(Type.I32, i.loc()), i.loc()),
                        "NegativeArraySizeException",
                        "\u0001",
                        i.loc(),
                        i.arg(0));
            case CHECK_BOUNDS -> {
                notNull(i.arg(0), i.loc());
                int n = emit(Op.ALEN, Type.I32, null, i.loc(), i.arg(0));
                String what = "ArrayIndexOutOfBoundsException";
                int negative = compare(Cond.LT, i.arg(1), nothing(Type.I32, i.loc()), i.loc());
                raiseIf(negative, what, BOUNDS_MESSAGE, i.loc(), i.arg(1), n);
                int beyond = compare(Cond.GE, i.arg(1), n, i.loc());
                raiseIf(beyond, what, BOUNDS_MESSAGE, i.loc(), i.arg(1), n);
            }
            case CHECK_CAST -> cast(i);
            case CALL -> call(i);
            default -> b.insns().add(i);
        }
    }

    private int compare(Cond cond, int left, int right, Loc loc) {
        return emit(Op.CMP, Type.I32, cond, loc, left, right);
    }

    private void notNull(int reference, Loc loc) {
        int isNull = compare(Cond.EQ, reference, nothing(f.typeOf(reference), loc), loc);
        raiseIf(isNull, "NullPointerException", null, loc);
    }

    private void cast(Insn i) {
        Block some = f.newBlock();
        Block fits = f.newBlock();
        Block fails = f.newBlock();
        int isNull = compare(Cond.EQ, i.arg(0), nothing(f.typeOf(i.arg(0)), i.loc()), i.loc());
        b.setTerm(Term.br(isNull, Edge.to(fits.id()), Edge.to(some.id()), i.loc()));
        b = some;
        int is = emit(Op.INSTANCEOF, Type.I32, i.type(), i.loc(), i.arg(0));
        b.setTerm(Term.br(is, Edge.to(fits.id()), Edge.to(fails.id()), i.loc()));
        b = fails;
        raise(made("java/lang/ClassCastException", null, i.loc()), i.loc());
        b = fits;
        b.insns().add(i);
    }

    /** Raises an exception of {@code java.lang} where the condition holds. */
    private void raiseIf(int condition, String exception, String recipe, Loc loc, int... values) {
        Block fails = f.newBlock();
        Block next = f.newBlock();
        b.setTerm(Term.br(condition, Edge.to(fails.id()), Edge.to(next.id()), loc));
        b = fails;
        raise(made("java/lang/" + exception, recipe, loc, values), loc);
        b = next;
    }

    private void call(Insn i) {
        Callee c = (Callee) i.attr();
        Function g = module.get(c.function());
        if (g == null) {
            b.insns().add(i);
            return;
        }
        Function caught = of(module, g);
        int tuple = emit(Op.CALL, caught.result(), c.withFunction(caught.name()), i.loc(), i.args());
        int n = caught.result().parts().size() - 1;
        int exception = emit(Op.EXTRACT, THROWABLE, n, i.loc(), tuple);
        Block fails = f.newBlock();
        Block next = f.newBlock();
        int none = compare(Cond.EQ, exception, nothing(THROWABLE, i.loc()), i.loc());
        b.setTerm(Term.br(none, Edge.to(next.id()), Edge.to(fails.id()), i.loc()));
        b = fails;
        raise(exception, i.loc());
        b = next;
        if (i.type().isTuple()) {
            int[] parts = new int[n];
            for (int k = 0; k < n; k++) {
                parts[k] = emit(Op.EXTRACT, i.type().parts().get(k), k, i.loc(), tuple);
            }
            b.insns().add(new Insn(Op.TUPLE, i.type(), i.result(), parts, null, i.loc()));
        } else if (i.result() >= 0) {
            b.insns().add(new Insn(Op.EXTRACT, i.type(), i.result(), new int[] {tuple}, 0, i.loc()));
        }
    }

    // ---- exceptions as objects

    private int described(Term t) {
        Term.Raise r = t.raise();
        if (r.construction() == null) {
            return made(r.className(), r.message(), t.loc(), t.args());
        }
        if (r.construction().suppresses() || !r.construction().steps().isEmpty()) {
            throw lost(t.loc());
        }
        return part(
                r.construction().root(),
                new ArrayList<>(Arrays.stream(t.args()).boxed().toList()),
                t.loc());
    }

    private static DifferentiationException lost(Loc loc) {
        return new DifferentiationException(
                loc,
                "an exception that holds an object, thrown by a function that is differentiated inside a try block",
                "give the exception numbers and texts only, or call autodiff outside the try block");
    }

    /**
     * Makes an exception of the JDK's at the end of a block.
     *
     * @param recipe of its message, null if it has none
     */
    static int exception(Function f, Block b, String exception, String recipe, Loc loc, int... values) {
        CaughtForm form = new CaughtForm(null, f);
        form.b = b;
        return form.made(exception, recipe, loc, values);
    }

    private int made(String exception, String recipe, Loc loc, int... values) {
        int object = emit(Op.NEW, Type.object(exception), null, loc);
        int[] args = recipe == null ? new int[] {object} : new int[] {object, text(recipe, loc, values)};
        construct(exception, recipe == null ? "()V" : "(" + STRING.descriptor() + ")V", loc, args);
        return object;
    }

    private void construct(String owner, String descriptor, Loc loc, int... args) {
        Callee c = new Callee(Callee.Kind.SPECIAL, new MethodKey(owner, "<init>", descriptor), null, null, null);
        f.append(b, Op.CALL, Type.VOID, c, loc, args);
    }

    private int text(String recipe, Loc loc, int... values) {
        if (values.length == 0) {
            return emit(Op.CONST, STRING, recipe, loc);
        }
        StringBuilder descriptor = new StringBuilder("(").append(STRING.descriptor());
        int[] args = new int[values.length + 1];
        args[0] = emit(Op.CONST, STRING, recipe, loc);
        for (int k = 0; k < values.length; k++) {
            args[k + 1] = values[k];
            descriptor.append(f.typeOf(values[k]).descriptor());
        }
        return concat(descriptor.append(')').append(STRING.descriptor()).toString(), loc, args);
    }

    private int concat(String descriptor, Loc loc, int... args) {
        MethodKey key = new MethodKey("java/lang/invoke/StringConcatFactory", "makeConcatWithConstants", descriptor);
        return emit(Op.CALL, STRING, new Callee(Callee.Kind.STATIC, key, null, null, null), loc, args);
    }

    /** What a description says, as the instructions that it was made of. @param slots the numbers that are left to fill in */
    private int part(Construction.Part p, List<Integer> slots, Loc loc) {
        if (p instanceof Construction.Slot) {
            return slots.remove(0);
        } else if (p instanceof Construction.Null) {
            return nothing(STRING, loc);
        } else if (p instanceof Construction.Text t) {
            int[] args = new int[t.descriptors().length() + 1];
            args[0] = emit(Op.CONST, STRING, t.recipe(), loc);
            for (int k = 1; k < args.length; k++) {
                args[k] = slots.remove(0);
            }
            return args.length == 1
                    ? args[0]
                    : concat("(" + STRING.descriptor() + t.descriptors() + ")" + STRING.descriptor(), loc, args);
        } else if (p instanceof Construction.Box x) {
            MethodKey key =
                    Boxes.boxing(Type.ofDescriptor(String.valueOf(x.slot().descriptor())));
            Callee c = new Callee(Callee.Kind.STATIC, key, null, null, null);
            return emit(Op.CALL, Type.object(key.owner()), c, loc, slots.remove(0));
        } else if (p instanceof Construction.Static s) {
            return emit(Op.GETSTATIC, Type.ofDescriptor(s.field().descriptor()), s.field(), loc);
        } else if (p instanceof Construction.New n) {
            Loc at = n.at().equals(Loc.NONE) ? loc : n.at();
            int object = emit(Op.NEW, Type.object(n.className()), null, at);
            List<Integer> args = new ArrayList<>(List.of(object));
            n.parts().forEach(q -> args.add(part(q, slots, loc)));
            construct(
                    n.className(),
                    n.descriptor(),
                    at,
                    args.stream().mapToInt(v -> v).toArray());
            return object;
        }
        throw lost(loc);
    }
}
