package dev.adagent.transform.job;

import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.Overlay;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import java.util.List;

/**
 * Binds the calls that derivative rules made: they name methods by their original names, which are looked up in the job's view here,
 * as the lift does for calls in bytecode. Bodies that the module lacks are lifted into it.
 */
final class Bind {
    /** Lifts a method with all that it reaches. */
    @FunctionalInterface
    interface Lift {
        Module of(MethodKey method);
    }

    private final Module module;
    private final TableView view;
    private final Lift lift;

    private Bind(Module module, TableView view, Lift lift) {
        this.module = module;
        this.view = view;
        this.lift = lift;
    }

    /** Binds every call of the module. */
    static void run(Module module, TableView view, Lift lift) {
        Bind bind = new Bind(module, view, lift);
        for (Function f : List.copyOf(module.functions())) {
            for (Block b : f.blocks()) {
                b.insns().replaceAll(i -> i.op() == Op.CALL ? bind.bound(i, (Callee) i.attr()) : i);
            }
        }
    }

    /** @throws UnresolvedCallException if the module calls what is neither in it nor an intrinsic */
    static void checkBound(Module module) {
        for (Function f : module.functions()) {
            for (Block b : f.blocks()) {
                for (Insn i : b.insns()) {
                    if (i.op() == Op.CALL && module.get(((Callee) i.attr()).function()) == null) {
                        throw new UnresolvedCallException(f.name(), ((Callee) i.attr()).original(), i.loc());
                    }
                }
            }
        }
    }

    private Insn bound(Insn call, Callee callee) {
        if (callee.function() != null) {
            return call;
        }
        TableView.Match match = view.lookup(callee.original());
        Overlay overlay = callee.overlay() != null || match == null ? callee.overlay() : match.overlay();
        String table = callee.overlay() != null || match == null ? callee.table() : match.table();
        String function = overlay instanceof Overlay.Body body ? function(body.method()) : null;
        return call.withAttr(new Callee(callee.kind(), callee.original(), overlay, table, function));
    }

    private String function(MethodKey body) {
        String name = body.toString();
        if (module.get(name) == null) {
            for (Function g : lift.of(body).functions()) {
                if (module.get(g.name()) == null) {
                    module.add(g);
                }
            }
        }
        return name;
    }
}
