package dev.adagent.transform.job;

import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.Overlay;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts a function of floats in the place of {@code (float) Math.f((double) x)} where the job's tables have one: an entry for a method
 * {@code f} of {@code Math} from floats to a float, which Java has not. Entries named {@code contract.f} and {@code fast.f} come first
 * in those modes. After the derivatives, whose rules know the functions of doubles.
 */
final class FloatForms {
    static final String MATH = "java/lang/Math";

    /**
     * Methods that {@code Math} has for both types with results that differ: neighbours and their distances are a type's own, and
     * {@code fma} and {@code scalb} of floats round once, not first to a double.
     */
    private static final Set<String> OF_ONE_TYPE = Set.of("fma", "nextAfter", "nextDown", "nextUp", "scalb", "ulp");

    private final TableView view;
    private final List<String> prefixes;
    private final Map<Integer, Insn> definitions = new HashMap<>();

    private FloatForms(TableView view, Kernel.MathMode mode) {
        this.view = view;
        prefixes = prefixes(mode);
    }

    /** What may stand before a function's name in the tables, the loosest that the mode allows first. */
    static List<String> prefixes(Kernel.MathMode mode) {
        return switch (mode) {
            case STRICT -> List.of("");
            case CONTRACT -> List.of("contract.", "");
            case FAST -> List.of("fast.", "contract.", "");
        };
    }

    static void run(Module module, TableView view, Kernel.MathMode mode) {
        for (Function f : module.functions()) {
            new FloatForms(view, mode).run(f);
        }
    }

    private void run(Function f) {
        for (Block b : f.blocks()) {
            b.insns().forEach(i -> definitions.put(i.result(), i));
        }
        for (Block b : f.blocks()) {
            for (int k = 0; k < b.insns().size(); k++) {
                Insn i = b.insns().get(k);
                if (i.op() == Op.CONV
                        && i.type().equals(Type.F32)
                        && f.typeOf(i.arg(0)).equals(Type.F64)) {
                    k += narrow(f, b, k);
                }
            }
        }
    }

    /** @return how many instructions were put in front */
    private int narrow(Function f, Block b, int index) {
        Insn narrowing = b.insns().get(index);
        Insn call = definitions.get(narrowing.arg(0));
        String name = call == null ? null : function(call);
        if (name == null || OF_ONE_TYPE.contains(name) || !canNarrow(call, f)) {
            return 0;
        }
        String descriptor = "(" + "F".repeat(call.args().length) + ")F";
        for (String prefix : prefixes) {
            MethodKey key = new MethodKey(MATH, prefix + name, descriptor);
            TableView.Match match = view.lookup(key);
            if (match != null) {
                int before = b.insns().size();
                int[] args = new int[call.args().length];
                for (int a = 0; a < args.length; a++) {
                    args[a] = narrowed(f, b, index + b.insns().size() - before, call.arg(a));
                }
                int at = index + b.insns().size() - before;
                b.insns().set(at, replacement(view, narrowing, key, match, args));
                return at - index;
            }
        }
        return 0;
    }

    /** The instruction that computes what an entry says. A body that the target has an operation for is that operation. */
    static Insn replacement(TableView view, Insn old, MethodKey key, TableView.Match match, int[] args) {
        if (match.overlay() instanceof Overlay.Intrinsic in) {
            return new Insn(Op.INTRINSIC, old.type(), old.result(), args, in.name(), old.loc());
        }
        TableView.Match own = match.overlay() instanceof Overlay.Body body ? view.lookup(body.method()) : null;
        Callee callee = own != null && own.overlay() instanceof Overlay.TargetIntrinsic
                ? new Callee(
                        Callee.Kind.STATIC, ((Overlay.Body) match.overlay()).method(), own.overlay(), own.table(), null)
                : new Callee(Callee.Kind.STATIC, key, match.overlay(), match.table(), null);
        return new Insn(Op.CALL, old.type(), old.result(), args, callee, old.loc());
    }

    /** The function of {@code Math} that an instruction computes, or null. */
    static String function(Insn i) {
        if (i.op() == Op.CALL) {
            MethodKey m = ((Callee) i.attr()).original();
            return m.owner().equals(MATH) ? m.name() : null;
        }
        return i.op() == Op.INTRINSIC ? (String) i.attr() : null;
    }

    private boolean canNarrow(Insn call, Function f) {
        for (int a : call.args()) {
            Insn i = definitions.get(a);
            boolean widened =
                    i != null && i.op() == Op.CONV && f.typeOf(i.arg(0)).equals(Type.F32);
            boolean constant =
                    i != null && i.op() == Op.CONST && i.attr() instanceof Double d && (float) (double) d == d;
            if (!widened && !constant) {
                return false;
            }
        }
        return call.args().length > 0;
    }

    /** The operand as a float; a constant is made in front of the instruction at the index. */
    private int narrowed(Function f, Block b, int index, int value) {
        Insn i = definitions.get(value);
        if (i.op() == Op.CONV) {
            return i.arg(0);
        }
        int id = f.newValue(Type.F32);
        b.insns().add(index, new Insn(Op.CONST, Type.F32, id, new int[0], (float) (double) (Double) i.attr(), i.loc()));
        return id;
    }
}
