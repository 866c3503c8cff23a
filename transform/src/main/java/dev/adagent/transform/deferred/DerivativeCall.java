package dev.adagent.transform.deferred;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.List;

/**
 * The call of a derivative in the place of its marker: its arguments are read from the holders' fields, gradients are added to them, and
 * the rest is put in a new {@code Result}.
 */
final class DerivativeCall extends MarkerCode {
    private static final String RESULT = "dev/adagent/Result";

    private int result;

    /** @param block without terminator; the call is put at its end */
    DerivativeCall(Module module, Function f, Block block, Request request) {
        super(module, f, block, request);
    }

    /** Gives the block, without terminator, in which the code goes on. */
    Block emit(Function derivative) {
        List<Integer> members = call(derivative, arguments());
        int next = 0;
        result = result();
        b.insns().add(new Insn(Op.NEW, holders.resultType(), result, new int[0], null, loc));
        int missing = 3;
        if (spec.mode().withPrimal() && !primal.result().equals(Type.VOID)) {
            write("primal", members.get(next++));
            missing &= ~1;
        }
        if (spec.mode().isReverse()) {
            accumulate(members.subList(next, members.size()));
        } else if (next < members.size() && holders.returned() == Holders.Returned.ACTIVE) {
            if (request.lanes().isBatch()) {
                tangents(members.subList(next, members.size()));
            } else {
                write("tangent", members.get(next));
                missing &= ~2;
            }
        }
        put(new FieldRef(RESULT, "missing", "I"), result, f.constant(b, missing, loc));
        finish(result);
        return b;
    }

    private List<Integer> arguments() {
        List<Integer> args = new ArrayList<>();
        for (Operand o : operands()) {
            args.add(o.value());
            args.addAll(o.shadows());
        }
        if (request.complex() != null) {
            args.addAll(complexResult());
        } else if (spec.hasSeed(primal)) {
            args.addAll(seeds(primal.result()));
        }
        return args;
    }

    /** The array for the parts of a complex result, and its shadows: the adjoint is s in the first lane, i·s in the second. */
    private List<Integer> complexResult() {
        int seed = switch (holders.returned()) {
            case SEEDED -> seed();
            default -> f.constant(b, holders.returned() == Holders.Returned.ACTIVE ? 1.0 : 0.0, loc);
        };
        List<Integer> out = new ArrayList<>(List.of(pair()));
        for (int lane = 0; lane < 2; lane++) {
            int shadow = pair();
            f.append(b, Op.ASTORE, Type.VOID, null, loc, shadow, f.constant(b, lane, loc), seed);
            out.add(shadow);
        }
        return out;
    }

    private int pair() {
        return emit(Op.NEWARRAY, Type.array(Type.F64), null, f.constant(b, 2, loc));
    }

    private void tangents(List<Integer> values) {
        int array = emit(Op.NEWARRAY, Type.array(Type.F64), null, f.constant(b, values.size(), loc));
        for (int k = 0; k < values.size(); k++) {
            f.append(b, Op.ASTORE, Type.VOID, null, loc, array, f.constant(b, k, loc), wide(values.get(k)));
        }
        put(new FieldRef(RESULT, "tangents", "[D"), result, array);
    }

    private void write(String name, int value) {
        put(new FieldRef(RESULT, name, "D"), result, wide(value));
    }
}
