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
import dev.adagent.transform.ir.Lambda;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * The call of a derivative in the place of its marker: its arguments are read from the holders' fields, gradients are added to them, and
 * the rest is put in a new {@code Result}.
 */
final class DerivativeCall {
    private static final String RESULT = "dev/adagent/Result";

    private final Function f;
    private final Holders holders;
    private final Insn marker;
    private final Loc loc;
    private final Lanes lanes;
    private final Function primal;
    private final Spec spec;
    private final Function derivative;
    private Block b;

    /** @param block without terminator; the call is put at its end */
    DerivativeCall(
            Function f, Block block, Holders holders, Lanes lanes, Function primal, Spec spec, Function derivative) {
        this.f = f;
        this.b = block;
        this.holders = holders;
        this.marker = holders.marker();
        this.loc = marker.loc();
        this.lanes = lanes;
        this.primal = primal;
        this.spec = spec;
        this.derivative = derivative;
    }

    /** Gives the block, without terminator, in which the code goes on. */
    Block emit() {
        Insn lambda = holders.lambda();
        int tuple = emit(
                Op.CALL,
                derivative.result(),
                callee(lambda),
                arguments(lambda).stream().mapToInt(v -> v).toArray());
        List<Integer> members = new ArrayList<>();
        for (int m = 0; m < derivative.result().parts().size(); m++) {
            members.add(emit(Op.EXTRACT, derivative.result().parts().get(m), m, tuple));
        }
        int next = 0;
        b.insns().add(new Insn(Op.NEW, marker.type(), marker.result(), new int[0], null, loc));
        int missing = 3;
        if (spec.mode().withPrimal() && !primal.result().equals(Type.VOID)) {
            write("primal", members.get(next++));
            missing &= ~1;
        }
        if (spec.mode().isReverse()) {
            for (int k = 0; k < holders.argumentCount(); k++) {
                if (holders.kind(k).activity() == Activity.ACTIVE) {
                    accumulate(k, members.subList(next, next + spec.width()));
                    next += spec.width();
                }
            }
        } else if (next < members.size() && holders.returned() == Holders.Returned.ACTIVE) {
            if (lanes.isBatch()) {
                tangents(members.subList(next, members.size()));
            } else {
                write("tangent", members.get(next));
                missing &= ~2;
            }
        }
        put(new FieldRef(RESULT, "missing", "I"), marker.result(), f.constant(b, missing, loc));
        return b;
    }

    private List<Integer> arguments(Insn lambda) {
        List<Integer> args = new ArrayList<>();
        for (int c : lambda.args()) {
            args.add(c);
        }
        for (int k = 0; k < holders.argumentCount(); k++) {
            Holders.Kind kind = holders.kind(k);
            int holder = exact(holders.argument(k), kind.valueField().owner());
            Type type = primal.paramTypes().get(lambda.args().length + k);
            args.add(read(holder, kind.valueField(), type));
            if (kind.activity() == Activity.DUPLICATED && kind.batch()) {
                args.addAll(elements(holder, kind.extraField(), type));
            } else if (kind.activity() == Activity.DUPLICATED) {
                args.add(read(holder, kind.extraField(), type));
            }
        }
        if (spec.hasSeed(primal)) {
            args.addAll(seeds(primal.result()));
        }
        return args;
    }

    /** The adjoints of the result. */
    private List<Integer> seeds(Type type) {
        List<Integer> out = new ArrayList<>();
        switch (holders.returned()) {
            case SEEDS ->
                out.addAll(elements(exact(marker.arg(2), Holders.SEED_VALUES.owner()), Holders.SEED_VALUES, Type.F64));
            case SEEDED ->
                out.add(read(exact(marker.arg(2), Holders.SEED_VALUE.owner()), Holders.SEED_VALUE, Type.F64));
            default -> {
                for (int k = 0; k < spec.width(); k++) {
                    out.add(f.constant(b, 0.0, loc));
                }
            }
        }
        out.replaceAll(v -> type.equals(Type.F64) ? v : emit(Op.CONV, type, null, v));
        return out;
    }

    /** The holder with its exact class. */
    private int exact(int value, String owner) {
        Type type = Type.object(owner);
        return f.typeOf(value).equals(type) ? value : emit(Op.CHECK_CAST, type, null, value);
    }

    private int read(int holder, FieldRef field, Type type) {
        emit(Op.CHECK_NULL, Type.VOID, null, holder);
        Type stored = Type.ofDescriptor(field.descriptor()).asValue();
        return cast(emit(Op.GETFIELD, stored, field, holder), type);
    }

    private int cast(int value, Type type) {
        return f.typeOf(value).equals(type) ? value : emit(Op.CHECK_CAST, type, null, value);
    }

    /** The elements of an array in a field, as many as there are lanes. */
    private List<Integer> elements(int holder, FieldRef field, Type type) {
        emit(Op.CHECK_NULL, Type.VOID, null, holder);
        int array = emit(Op.GETFIELD, Type.ofDescriptor(field.descriptor()), field, holder);
        if (type.isReference()) {
            array = cast(array, Type.array(type));
        }
        emit(Op.CHECK_NULL, Type.VOID, null, array);
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
        int wrong = emit(Op.CMP, Type.I32, Cond.NE, length, f.constant(b, spec.width(), loc));
        Block refuse = f.newBlock();
        Block next = f.newBlock();
        b.setTerm(Term.br(wrong, Edge.to(refuse.id()), Edge.to(next.id()), loc));
        String message = "a batch of " + spec.width() + " derivatives with \u0001 shadows, tangents or seeds: give each"
                + " lane one";
        refuse.setTerm(Term.raise(new Term.Raise("java/lang/IllegalArgumentException", message), loc, length));
        b = next;
    }

    private void accumulate(int argument, List<Integer> gradients) {
        Holders.Kind kind = holders.kind(argument);
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

    private void tangents(List<Integer> values) {
        int array = emit(Op.NEWARRAY, Type.array(Type.F64), null, f.constant(b, values.size(), loc));
        for (int k = 0; k < values.size(); k++) {
            f.append(b, Op.ASTORE, Type.VOID, null, loc, array, f.constant(b, k, loc), wide(values.get(k)));
        }
        put(new FieldRef(RESULT, "tangents", "[D"), marker.result(), array);
    }

    private void write(String name, int value) {
        put(new FieldRef(RESULT, name, "D"), marker.result(), wide(value));
    }

    private int wide(int value) {
        return f.typeOf(value).equals(Type.F64) ? value : emit(Op.CONV, Type.F64, null, value);
    }

    private void put(FieldRef field, int object, int value) {
        f.append(b, Op.PUTFIELD, Type.VOID, field, loc, object, value);
    }

    private int emit(Op op, Type type, Object attr, int... args) {
        return f.append(b, op, type, attr, loc, args);
    }

    private Callee callee(Insn lambda) {
        MethodKey body = ((Lambda) lambda.attr()).implementation();
        StringJoiner descriptor = new StringJoiner("", "(", ")V");
        derivative.paramTypes().forEach(t -> descriptor.add(t.descriptor()));
        MethodKey key = new MethodKey(body.owner(), body.name() + "$derivative", descriptor.toString());
        return new Callee(Callee.Kind.STATIC, key, null, null, derivative.name());
    }
}
