package dev.adagent.transform.deferred;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.autodiff.Activity;
import dev.adagent.transform.autodiff.Spec;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Code in the place of a marker: reads the arguments' holders and adds gradients to them. */
class MarkerCode {
    private static final Type THROWABLE = Type.object("java/lang/Throwable");

    final Function f;
    final Request request;
    final Holders holders;
    final Spec spec;
    final Function primal;
    final Loc loc;
    private final Module module;
    /** The block that is being written, without terminator. */
    Block b;
    /** What the derivative gave back instead of throwing it, if a handler may catch that; else −1. */
    private int exception = -1;
    /** Blocks, without terminator, on ways on which something failed, with the exception that a handler gets. */
    private final Map<Block, Integer> failed = new LinkedHashMap<>();

    /** @param block without terminator; the code is put at its end */
    MarkerCode(Module module, Function f, Block block, Request request) {
        this.module = module;
        this.f = f;
        this.b = block;
        this.request = request;
        holders = request.holders();
        spec = request.spec();
        primal = request.primal();
        loc = holders.loc();
    }

    /** What a parameter of the primal gets, with its shadows or tangents. */
    record Operand(Type type, int value, List<Integer> shadows) {}

    /** One for each parameter of the primal, but that for a complex result. */
    List<Operand> operands() {
        List<Operand> out = new ArrayList<>();
        request.captures().values().forEach(c -> out.add(new Operand(f.typeOf(c), c, List.of())));
        for (int k = 0; k < holders.argumentCount(); k++) {
            Argument argument = request.arguments().get(k);
            Holders.Kind kind = argument.kind();
            int holder = exact(holders.argument(k), kind.valueField().owner());
            if (argument.record() != null) {
                notNull(holder);
                int record =
                        emit(Op.GETFIELD, Type.ofDescriptor(kind.valueField().descriptor()), kind.valueField(), holder);
                argument.record().read(f, b, record, loc).forEach(v -> out.add(new Operand(f.typeOf(v), v, List.of())));
                continue;
            }
            Type type = argument.types().get(0);
            int value = read(holder, kind.valueField(), type);
            List<Integer> shadows = List.of();
            if (kind.activity() == Activity.DUPLICATED) {
                shadows = kind.batch()
                        ? elements(holder, kind.extraField(), type)
                        : List.of(read(holder, kind.extraField(), type));
            }
            out.add(new Operand(type, value, shadows));
        }
        return out;
    }

    /** The adjoints of a floating-point result. */
    List<Integer> seeds(Type type) {
        List<Integer> out = new ArrayList<>();
        switch (holders.returned()) {
            case SEEDS ->
                out.addAll(
                        elements(exact(holders.result(), Holders.SEED_VALUES.owner()), Holders.SEED_VALUES, Type.F64));
            case SEEDED -> out.add(seed());
            default -> {
                double given = holders.returned() == Holders.Returned.ACTIVE ? 1.0 : 0.0;
                for (int k = 0; k < spec.width(); k++) {
                    out.add(f.constant(b, given, loc));
                }
            }
        }
        out.replaceAll(v -> type.equals(Type.F64) ? v : emit(Op.CONV, type, null, v));
        return out;
    }

    /** The adjoint in a holder. */
    int seed() {
        return read(exact(holders.result(), Holders.SEED_VALUE.owner()), Holders.SEED_VALUE, Type.F64);
    }

    /** The value that stands for what {@code autodiff} gives. */
    int result() {
        return holders.isCaught()
                ? f.newValue(holders.resultType())
                : holders.marker().result();
    }

    /** Defines the marker's value where a handler may catch what the derivative throws. @param result as {@link #result} gave it */
    void finish(int result) {
        if (!holders.isCaught()) {
            return;
        }
        List<Integer> parts = new ArrayList<>();
        if (result >= 0) {
            parts.add(result);
        }
        parts.add(exception >= 0 ? exception : nothing(b, THROWABLE));
        if (!failed.isEmpty()) {
            parts = joined(parts);
        }
        int[] args = parts.stream().mapToInt(v -> v).toArray();
        b.insns()
                .add(new Insn(
                        Op.TUPLE, holders.marker().type(), holders.marker().result(), args, null, loc));
    }

    /** Brings the ways together on which something failed, with an exception and without a result. */
    private List<Integer> joined(List<Integer> parts) {
        Block join = f.newBlock();
        List<Integer> out = new ArrayList<>();
        parts.forEach(v -> out.add(f.addParam(join, f.typeOf(v))));
        failed.forEach((from, thrown) -> {
            List<Integer> args = new ArrayList<>();
            parts.subList(0, parts.size() - 1).forEach(v -> args.add(nothing(from, f.typeOf(v))));
            args.add(thrown);
            from.setTerm(
                    Term.jump(Edge.to(join.id(), args.stream().mapToInt(v -> v).toArray()), loc));
        });
        b.setTerm(Term.jump(Edge.to(join.id(), parts.stream().mapToInt(v -> v).toArray()), loc));
        b = join;
        return out;
    }

    private int nothing(Block at, Type reference) {
        return f.append(at, Op.CONST, reference, null, loc);
    }

    /** Where a handler may catch what the derivative throws: goes on only if it threw nothing. */
    void leaveIfThrown() {
        if (exception < 0) {
            return;
        }
        Block fails = f.newBlock();
        Block next = f.newBlock();
        int none = emit(Op.CMP, Type.I32, Cond.EQ, exception, nothing(b, THROWABLE));
        b.setTerm(Term.br(none, Edge.to(next.id()), Edge.to(fails.id()), loc));
        failed.put(fails, exception);
        exception = -1;
        b = next;
    }

    /** Goes on only if a reference is not null. */
    void notNull(int reference) {
        if (holders.isCaught()) {
            int there = emit(Op.CMP, Type.I32, Cond.NE, reference, nothing(b, f.typeOf(reference)));
            require(there, "java/lang/NullPointerException", null);
        } else {
            emit(Op.CHECK_NULL, Type.VOID, null, reference);
        }
    }

    /** The holder with its exact class. */
    int exact(int value, String owner) {
        Type type = Type.object(owner);
        return f.typeOf(value).equals(type) ? value : emit(Op.CHECK_CAST, type, null, value);
    }

    private int read(int holder, FieldRef field, Type type) {
        notNull(holder);
        Type stored = Type.ofDescriptor(field.descriptor()).asValue();
        return cast(emit(Op.GETFIELD, stored, field, holder), type);
    }

    private int cast(int value, Type type) {
        return f.typeOf(value).equals(type) ? value : emit(Op.CHECK_CAST, type, null, value);
    }

    /** The elements of an array in a field, as many as there are lanes. */
    private List<Integer> elements(int holder, FieldRef field, Type type) {
        notNull(holder);
        int array = emit(Op.GETFIELD, Type.ofDescriptor(field.descriptor()), field, holder);
        if (type.isReference()) {
            array = cast(array, Type.array(type));
        }
        notNull(array);
        checkLength(array);
        List<Integer> out = new ArrayList<>();
        for (int k = 0; k < spec.width(); k++) {
            out.add(emit(Op.ALOAD, type, null, array, f.constant(b, k, loc)));
        }
        return out;
    }

    /** An array whose length the compiler does not know has as many elements as there are lanes. */
    private void checkLength(int array) {
        int length = emit(Op.ALEN, Type.I32, null, array);
        int right = emit(Op.CMP, Type.I32, Cond.EQ, length, f.constant(b, spec.width(), loc));
        String message = "a batch of " + spec.width() + " derivatives with \u0001 shadows, tangents or seeds: give each"
                + " lane one";
        require(right, "java/lang/IllegalArgumentException", message, length);
    }

    /** Goes on only if the condition holds; else throws. */
    void require(int condition, String exception, String message, int... operands) {
        Block refuse = f.newBlock();
        Block next = f.newBlock();
        b.setTerm(Term.br(condition, Edge.to(next.id()), Edge.to(refuse.id()), loc));
        if (holders.isCaught()) {
            failed.put(refuse, CaughtForm.exception(f, refuse, exception, message, loc, operands));
        } else {
            refuse.setTerm(Term.raise(new Term.Raise(exception, message), loc, operands));
        }
        b = next;
    }

    /** Adds gradients to the holders: for each active parameter in order one for each lane. */
    void accumulate(List<Integer> gradients) {
        int next = 0;
        for (int k = 0; k < holders.argumentCount(); k++) {
            Argument argument = request.arguments().get(k);
            int own = (int) argument.activities().stream()
                    .filter(a -> a == Activity.ACTIVE)
                    .count();
            List<Integer> mine = gradients.subList(next, next + own * spec.width());
            next += mine.size();
            if (argument.record() != null) {
                new RecordGradient(this, k, request.holomorphic() ? complex(mine) : mine).add();
            } else if (!mine.isEmpty()) {
                add(k, mine);
            }
        }
    }

    private void add(int argument, List<Integer> gradients) {
        Holders.Kind kind = request.arguments().get(argument).kind();
        int holder = exact(holders.argument(argument), kind.valueField().owner());
        if (!kind.batch()) {
            int before = emit(Op.GETFIELD, kind.value(), kind.gradField(), holder);
            put(kind.gradField(), holder, emit(Op.ADD, kind.value(), null, before, gradients.get(0)));
            return;
        }
        int array = emit(Op.GETFIELD, Type.array(kind.value()), kind.gradField(), holder);
        checkLength(array);
        for (int k = 0; k < gradients.size(); k++) {
            int index = f.constant(b, k, loc);
            int before = emit(Op.ALOAD, kind.value(), null, array, index);
            int sum = emit(Op.ADD, kind.value(), null, before, gradients.get(k));
            f.append(b, Op.ASTORE, Type.VOID, null, loc, array, index, sum);
        }
    }

    /**
     * The derivative by a complex number a + ib. For a complex f with the adjoint w there are two lanes, L1 = Re(wf) and L2 = Im(wf):
     * ½ (∂L1/∂a + ∂L2/∂b + i (∂L2/∂a − ∂L1/∂b)), Wirtinger's w·½(∂f/∂a − i ∂f/∂b). For a real f it is ∂f/∂a + i ∂f/∂b.
     *
     * @param parts gradients by a, then by b, each with its lanes
     */
    private List<Integer> complex(List<Integer> parts) {
        if (parts.size() == 2) {
            return parts;
        }
        int half = f.constant(b, 0.5, loc);
        int re = emit(Op.ADD, Type.F64, null, parts.get(0), parts.get(3));
        int im = emit(Op.SUB, Type.F64, null, parts.get(1), parts.get(2));
        return List.of(emit(Op.MUL, Type.F64, null, re, half), emit(Op.MUL, Type.F64, null, im, half));
    }

    int wide(int value) {
        return f.typeOf(value).equals(Type.F64) ? value : emit(Op.CONV, Type.F64, null, value);
    }

    void put(FieldRef field, int object, int value) {
        f.append(b, Op.PUTFIELD, Type.VOID, field, loc, object, value);
    }

    int emit(Op op, Type type, Object attr, int... args) {
        return f.append(b, op, type, attr, loc, args);
    }

    /** Calls a function of the module; gives the members of the tuple that it returns. */
    List<Integer> call(Function callee, List<Integer> args) {
        MethodKey body = request.captures().lambda().implementation();
        StringJoiner descriptor = new StringJoiner("", "(", ")V");
        callee.paramTypes().forEach(t -> descriptor.add(t.descriptor()));
        MethodKey key = new MethodKey(body.owner(), body.name() + "$derivative", descriptor.toString());
        boolean caught = holders.isCaught();
        Function called = caught ? CaughtForm.of(module, callee) : callee;
        Callee c = new Callee(Callee.Kind.STATIC, key, null, null, called.name());
        int tuple =
                emit(Op.CALL, called.result(), c, args.stream().mapToInt(v -> v).toArray());
        List<Integer> members = new ArrayList<>();
        for (int m = 0; m < called.result().parts().size(); m++) {
            members.add(emit(Op.EXTRACT, called.result().parts().get(m), m, tuple));
        }
        if (caught) {
            exception = members.remove(members.size() - 1);
        }
        return members;
    }
}
