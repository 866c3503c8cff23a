package dev.adagent.transform.deferred;

import dev.adagent.transform.autodiff.SplitDerivative;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.List;

/**
 * The two calls of split mode in the place of their markers: the forward pass opens the tapes and leaves what they are in fields of the
 * {@code Thunk.Tape} that only the compiler knows, one for each member; the reverse pass takes them from there and closes the tapes.
 */
final class SplitCall extends MarkerCode {
    private static final String TAPE = "dev/adagent/Thunk$Tape";
    private static final FieldRef THUNK = new FieldRef(TAPE, "thunk", "Ldev/adagent/Thunk;");
    private static final FieldRef RECORDED = new FieldRef(TAPE, "recorded", "Z");
    private static final FieldRef WIDTH = new FieldRef(TAPE, "width", "I");

    private final Insn marker;
    private final int tape;

    /** @param block without terminator; the call is put at its end */
    SplitCall(Module module, Function f, Block block, Request request) {
        super(module, f, block, request);
        marker = holders.marker();
        tape = marker.arg(1);
    }

    /** Whether the marker is that of a forward pass. */
    static boolean isForward(Holders holders) {
        return holders.marker().args().length == 3;
    }

    /** Gives the block, without terminator, in which the code goes on. */
    Block emit(SplitDerivative split) {
        notNull(tape);
        int own = emit(Op.GETFIELD, Type.object("dev/adagent/Thunk"), THUNK, tape);
        require(
                emit(Op.CMP, Type.I32, Cond.EQ, own, marker.arg(0)),
                "java/lang/IllegalArgumentException",
                "a tape of another thunk: a tape belongs to the thunk that made it");
        if (isForward(holders)) {
            forward(split);
        } else {
            reverse(split);
        }
        finish(-1);
        return b;
    }

    private int width() {
        return request.lanes().isBatch() ? spec.width() : 0;
    }

    private void forward(SplitDerivative split) {
        int waits = emit(Op.GETFIELD, Type.I32, RECORDED, tape);
        require(
                emit(Op.CMP, Type.I32, Cond.EQ, waits, f.constant(b, 0, loc)),
                "java/lang/IllegalStateException",
                "a tape takes one forward pass, then one reverse pass: this one waits for its reverse pass");
        List<Integer> args = new ArrayList<>();
        for (Operand o : operands()) {
            args.add(o.value());
            args.addAll(o.shadows());
        }
        for (Type t : split.tape()) {
            if (t.isArray()) {
                args.add(emit(Op.INTRINSIC, t, "tape.open"));
            }
        }
        List<Integer> members = call(split.augmented(), args);
        leaveIfThrown();
        int results = members.size() - split.tape().size();
        boolean number = results > 0 && !primal.result().isReference();
        put(new FieldRef(TAPE, "hasPrimal", "Z"), tape, f.constant(b, number ? 1 : 0, loc));
        if (number) {
            put(new FieldRef(TAPE, "primal", "D"), tape, wide(members.get(0)));
        }
        for (int k = 0; k < split.tape().size(); k++) {
            put(member(split, k), tape, members.get(results + k));
        }
        put(RECORDED, tape, f.constant(b, 1, loc));
        put(WIDTH, tape, f.constant(b, width(), loc));
    }

    private static FieldRef member(SplitDerivative split, int k) {
        return new FieldRef(TAPE, "member" + k, split.tape().get(k).descriptor());
    }

    private void reverse(SplitDerivative split) {
        int waits = emit(Op.GETFIELD, Type.I32, RECORDED, tape);
        require(
                emit(Op.CMP, Type.I32, Cond.NE, waits, f.constant(b, 0, loc)),
                "java/lang/IllegalStateException",
                "a tape takes one forward pass, then one reverse pass: this one has no forward pass");
        int width = emit(Op.GETFIELD, Type.I32, WIDTH, tape);
        require(
                emit(Op.CMP, Type.I32, Cond.EQ, width, f.constant(b, width(), loc)),
                "java/lang/IllegalArgumentException",
                "a reverse pass of width " + spec.width()
                        + " of a forward pass of another width: give both as many shadows");
        put(RECORDED, tape, f.constant(b, 0, loc));
        List<Integer> args = new ArrayList<>();
        for (Operand o : operands()) {
            if (o.type().isReference()) {
                args.add(o.value());
                args.addAll(o.shadows());
            }
        }
        if (primal.result().isFloating()) {
            args.addAll(seeds(primal.result()));
        }
        List<Integer> members = new ArrayList<>();
        for (int k = 0; k < split.tape().size(); k++) {
            members.add(emit(Op.GETFIELD, split.tape().get(k), member(split, k), tape));
        }
        args.addAll(members);
        List<Integer> gradients = call(split.adjoint(), args);
        leaveIfThrown();
        accumulate(gradients);
        for (int k = 0; k < members.size(); k += 2) {
            f.append(b, Op.INTRINSIC, Type.VOID, "tape.close", loc, members.get(k), members.get(k + 1));
        }
    }
}
