package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Captured;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Type;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;

/** Which values of a function are {@link Captured}: chains of field reads that begin at a static field or at an object argument. */
public final class CapturedChains {
    private final Function f;
    private final IntFunction<Insn> definition;
    private final boolean entry;
    private final Map<Integer, Captured> known = new HashMap<>();

    /**
     * @param definition gives the instruction that defines a value, null for a parameter
     * @param entry whether the function's parameters are the launch's arguments
     */
    public CapturedChains(Function f, IntFunction<Insn> definition, boolean entry) {
        this.f = f;
        this.definition = definition;
        this.entry = entry;
    }

    /** The chain that a value is, or null. */
    public Captured of(int value) {
        Captured c = known.get(value);
        if (c == null) {
            c = find(value);
            if (c != null) {
                known.put(value, c);
            }
        }
        return c;
    }

    private Captured find(int value) {
        Insn i = definition.apply(value);
        if (i == null) {
            int index = entry ? f.params().indexOf(value) : -1;
            return index >= 0 && f.typeOf(value).kind() == Type.Kind.OBJECT ? Captured.ofParameter(index) : null;
        }
        return switch (i.op()) {
            case GETSTATIC -> Captured.ofStatic((FieldRef) i.attr());
            case CHECK_CAST -> of(i.arg(0));
            case GETFIELD -> {
                Captured base = of(i.arg(0));
                yield base == null ? null : base.field((FieldRef) i.attr());
            }
            default -> null;
        };
    }
}
