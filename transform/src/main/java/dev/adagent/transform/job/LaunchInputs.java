package dev.adagent.transform.job;

import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.ir.Captured;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.lift.OutsideObjects;
import dev.adagent.transform.lift.StaticValues;
import java.util.List;
import java.util.Map;

/** Reads the values of a compiled entry's parameters at a launch. */
record LaunchInputs(StaticValues statics, List<Captured> captured, List<Type> types, Map<Captured, Type> assumptions)
        implements Kernel.Inputs {
    @Override
    public boolean fit(Object[] arguments) {
        return assumptions.isEmpty() || new OutsideObjects(statics, arguments).agree(assumptions);
    }

    @Override
    public Object[] values(Object[] arguments) {
        OutsideObjects outside = new OutsideObjects(statics, arguments);
        Object[] out = new Object[captured.size()];
        for (int k = 0; k < out.length; k++) {
            Captured c = captured.get(k);
            Object value = outside.value(c);
            // a path through null: the kernel finds that before it asks for the value
            out[k] = value == null && !c.isArgument() ? zero(types.get(k)) : value;
        }
        return out;
    }

    /** Whether a launch takes its own arguments and nothing else, whatever they are. */
    boolean areArguments() {
        return assumptions.isEmpty() && captured.stream().allMatch(Captured::isArgument);
    }

    private static Object zero(Type type) {
        return switch (type.kind()) {
            case I32 -> 0;
            case I64 -> 0L;
            case F32 -> 0f;
            case F64 -> 0.0;
            default -> null;
        };
    }
}
