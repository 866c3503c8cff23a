package dev.adagent.transform.job;

import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.Overlay;
import dev.adagent.transform.autodiff.DifferentiationException;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Lambda;
import dev.adagent.transform.ir.LaunchCall;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Cfg;
import dev.adagent.transform.ir.analysis.Dominators;
import dev.adagent.transform.ir.analysis.LoopForest;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayList;
import java.util.List;

/**
 * Launches of kernels in code for the host that is differentiated. A launch is a grid and a lambda that calls a kernel; in place of it comes
 * a call of the lambda's function, in which the kernel's call has the grid ({@link LaunchCall}).
 */
final class Launches {
    private static final String[] GRID = {"gridX", "gridY", "gridZ", "blockX", "blockY", "blockZ"};

    private final Module module;

    private Launches(Module module) {
        this.module = module;
    }

    /**
     * Replaces every launch whose lambda is known.
     *
     * @param all whether one that is not known is refused
     * @return whether there were any
     * @throws DifferentiationException if a lambda does not call exactly one kernel, on every way through it
     */
    static boolean run(Module module, boolean all) {
        Launches launches = new Launches(module);
        boolean changed = false;
        for (int k = 0; k < module.functions().size(); k++) {
            Function f = List.copyOf(module.functions()).get(k);
            for (Block b : f.blocks()) {
                for (int at = 0; at < b.insns().size(); at++) {
                    if (isLaunch(b.insns().get(at))) {
                        changed |= launches.replace(f, b, at, all);
                    }
                }
            }
        }
        return changed;
    }

    private static boolean isLaunch(Insn i) {
        return i.op() == Op.CALL && ((Callee) i.attr()).overlay() instanceof Overlay.Launch;
    }

    private boolean replace(Function f, Block b, int index, boolean all) {
        Insn launch = b.insns().get(index);
        Insn lambda = Uses.of(f).insn(launch.arg(1));
        while (lambda != null && lambda.op() == Op.CHECK_CAST) {
            lambda = Uses.of(f).insn(lambda.arg(0));
        }
        boolean known = lambda != null && lambda.attr() instanceof Lambda l && module.get(l.function()) != null;
        if (!known && all) {
            throw refused(
                    launch.loc(),
                    "a launch of a kernel that is not known when it is compiled",
                    "write the lambda in the launch itself, as in Gpu.launch(grid, () -> kernel(x, y))");
        }
        if (!known) {
            return false;
        }
        Lambda body = (Lambda) lambda.attr();
        Function with = withGrid(module.get(body.function()), launch.loc());
        Loc loc = launch.loc();
        Block before = new Function("grid", Type.VOID).newBlock();
        f.append(before, Op.CHECK_NULL, Type.VOID, null, loc, launch.arg(0));
        List<Integer> args = new ArrayList<>();
        for (int captured : lambda.args()) {
            args.add(captured);
        }
        for (String field : GRID) {
            FieldRef ref = new FieldRef("dev/adagent/Grid", field, "I");
            args.add(f.append(before, Op.GETFIELD, Type.I32, ref, loc, launch.arg(0)));
        }
        MethodKey m = body.implementation();
        MethodKey key = new MethodKey(m.owner(), m.name(), descriptor(with));
        Callee callee = new Callee(Callee.Kind.STATIC, key, null, null, with.name());
        int[] operands = args.stream().mapToInt(v -> v).toArray();
        before.insns().add(new Insn(Op.CALL, Type.VOID, -1, operands, callee, loc));
        b.insns().remove(index);
        b.insns().addAll(index, before.insns());
        return true;
    }

    private static String descriptor(Function f) {
        StringBuilder s = new StringBuilder("(");
        f.paramTypes().forEach(t -> s.append(t.descriptor()));
        return s.append(")V").toString();
    }

    /** The lambda's function with the grid as last parameters, which it hands on to the kernel's call. */
    private Function withGrid(Function lambda, Loc launch) {
        String name = lambda.name() + "!launch";
        if (module.get(name) != null) {
            return module.get(name);
        }
        Function f = lambda.copy(name);
        List<Integer> grid = new ArrayList<>();
        for (int k = 0; k < LaunchCall.GRID; k++) {
            grid.add(f.addParam(f.entry(), Type.I32));
        }
        Block block = callingBlock(f, launch);
        block.insns().replaceAll(i -> {
            LaunchCall call = LaunchCall.of(i);
            if (call == null) {
                return i;
            }
            List<Integer> args = new ArrayList<>(grid);
            List<Type> types = new ArrayList<>();
            grid.forEach(g -> types.add(Type.I32));
            Type.parameters(((Callee) i.attr()).original().descriptor()).forEach(types::add);
            for (int a : i.args()) {
                args.add(a);
            }
            int[] operands = args.stream().mapToInt(v -> v).toArray();
            return new Insn(Op.CALL, Type.VOID, -1, operands, call.callee(types, Type.VOID), i.loc());
        });
        module.add(f);
        return f;
    }

    /** The block with the one call of a kernel, through which every way out leads, once. */
    private static Block callingBlock(Function f, Loc launch) {
        List<Block> calling = new ArrayList<>();
        for (Block b : f.blocks()) {
            b.insns().stream().filter(i -> LaunchCall.of(i) != null).forEach(i -> calling.add(b));
        }
        boolean one = calling.size() == 1;
        if (one) {
            Cfg cfg = Cfg.of(f);
            Dominators dom = Dominators.of(cfg);
            int at = calling.get(0).id();
            one = LoopForest.of(cfg, dom).loopOf(at) == null
                    && f.blocks().stream()
                            .filter(b -> b.term().kind() == Term.Kind.RET)
                            .allMatch(b -> dom.dominates(at, b.id()));
        }
        if (!one) {
            throw refused(
                    launch,
                    "a launch whose lambda does not plainly call one kernel (it has " + calling.size() + " such calls)",
                    "call one method marked @GpuKernel in the lambda itself, as in Gpu.launch(grid, () -> kernel(x, y)), and"
                            + " compute its arguments before");
        }
        return calling.get(0);
    }

    private static DifferentiationException refused(Loc loc, String construct, String hint) {
        return new DifferentiationException(loc, construct, hint);
    }
}
