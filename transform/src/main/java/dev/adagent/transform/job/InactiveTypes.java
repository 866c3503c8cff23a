package dev.adagent.transform.job;

import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.Overlay;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Lets no derivative into or out of objects of types that users declare inactive: each number that is put into a field of one, or read from it, goes through
 * {@code stopGradient}. Before objects are taken apart, for then it no longer shows what a number was a field of.
 */
final class InactiveTypes {
    private final Predicate<String> inactive;
    private final UnaryOperator<MethodKey> bodies;

    private InactiveTypes(Predicate<String> inactive, UnaryOperator<MethodKey> bodies) {
        this.inactive = inactive;
        this.bodies = bodies;
    }

    /**
     * Changes functions that were just lifted.
     *
     * @param inactive whether a type, by internal name, is inactive
     * @param bodies brings a method's function into the module; gives the method
     */
    static void run(List<Function> lifted, Predicate<String> inactive, UnaryOperator<MethodKey> bodies) {
        InactiveTypes t = new InactiveTypes(inactive, bodies);
        for (Function f : lifted) {
            for (Block b : f.blocks()) {
                t.visit(f, b);
            }
        }
    }

    private void visit(Function f, Block b) {
        List<Insn> out = new ArrayList<>();
        for (Insn i : b.insns()) {
            boolean field = (i.op() == Op.PUTFIELD || i.op() == Op.GETFIELD)
                    && Set.of("D", "F").contains(((FieldRef) i.attr()).descriptor())
                    && inactive.test(((FieldRef) i.attr()).owner());
            if (!field) {
                out.add(i);
            } else if (i.op() == Op.PUTFIELD) {
                int stopped = f.newValue(f.typeOf(i.arg(1)));
                out.add(stop(i, i.arg(1), stopped, f));
                out.add(i.withArgs(i.arg(0), stopped));
            } else {
                int raw = f.newValue(i.type());
                out.add(new Insn(i.op(), i.type(), raw, i.args(), i.attr(), i.loc()));
                out.add(stop(i, raw, i.result(), f));
            }
        }
        b.insns().clear();
        b.insns().addAll(out);
    }

    private Insn stop(Insn at, int value, int result, Function f) {
        String d = f.typeOf(value).descriptor();
        MethodKey key = bodies.apply(new MethodKey("dev/adagent/Autodiff", "stopGradient", "(" + d + ")" + d));
        Callee c = new Callee(Callee.Kind.STATIC, key, new Overlay.Body(key), "inactive types", key.toString());
        return new Insn(Op.CALL, f.typeOf(value), result, new int[] {value}, c, at.loc());
    }
}
