package dev.adagent.transform.job;

import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Type;
import java.util.List;

/**
 * Puts a mode's own form of a function of {@code Math} from doubles to a double in its place, where the job's tables have one: entries for
 * methods {@code contract.f} and {@code fast.f} of {@code Math}, which Java has not. After {@link FloatForms}, and so after the derivatives.
 */
final class DoubleForms {
    private DoubleForms() {}

    static void run(Module module, TableView view, Kernel.MathMode mode) {
        List<String> prefixes =
                FloatForms.prefixes(mode).stream().filter(p -> !p.isEmpty()).toList();
        if (prefixes.isEmpty()) {
            return;
        }
        for (Function f : module.functions()) {
            for (Block b : f.blocks()) {
                b.insns().replaceAll(i -> form(i, f, view, prefixes));
            }
        }
    }

    private static Insn form(Insn i, Function f, TableView view, List<String> prefixes) {
        String name = i.type().equals(Type.F64) ? FloatForms.function(i) : null;
        if (name == null) {
            return i;
        }
        for (int a : i.args()) {
            if (!f.typeOf(a).equals(Type.F64)) {
                return i;
            }
        }
        for (String prefix : prefixes) {
            MethodKey key = new MethodKey(FloatForms.MATH, prefix + name, "(" + "D".repeat(i.args().length) + ")D");
            TableView.Match match = view.lookup(key);
            if (match != null) {
                return FloatForms.replacement(view, i, key, match, i.args());
            }
        }
        return i;
    }
}
