package dev.adagent.transform.job;

import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.ir.Captured;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.lift.OutsideObjects;
import dev.adagent.transform.lift.StaticValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the values of a compiled entry's parameters at a launch. */
record LaunchInputs(
        StaticValues statics,
        List<Captured> captured,
        List<Type> types,
        Map<Captured, Type> assumptions,
        Map<Captured, String> numbers)
        implements Kernel.Inputs {
    private static final String PARAMETER = "parameter ";
    private static final String ASSUMED = "assumed ";
    private static final String HOLDS = "holds ";

    @Override
    public boolean fit(Object[] arguments) {
        if (assumptions.isEmpty() && numbers.isEmpty()) {
            return true;
        }
        OutsideObjects outside = new OutsideObjects(statics, arguments);
        return outside.agree(assumptions) && outside.hold(numbers);
    }

    @Override
    public String name(int parameter, List<String> names) {
        Captured c = captured.get(parameter);
        StringBuilder out = new StringBuilder(c.parameter() >= 0 ? names.get(c.parameter()) : "");
        for (FieldRef f : c.path()) {
            String owner = f.owner().substring(f.owner().lastIndexOf('/') + 1).replace('$', '.');
            out.append(out.isEmpty() ? owner : "").append('.').append(f.name());
        }
        return out.toString();
    }

    @Override
    public Object[] values(Object[] arguments) {
        OutsideObjects outside = new OutsideObjects(statics, arguments);
        Object[] out = new Object[captured.size()];
        for (int k = 0; k < out.length; k++) {
            Captured c = captured.get(k);
            Object value = outside.value(c);
            // a path through null: the kernel finds that before it asks for the value
            out[k] = c.isArgument() ? value : value == null ? zero(types.get(k)) : narrow(value);
        }
        return out;
    }

    /** Text of everything but the static values. */
    List<String> lines() {
        List<String> out = new ArrayList<>();
        for (int k = 0; k < captured.size(); k++) {
            out.add(PARAMETER + types.get(k) + " " + captured.get(k));
        }
        assumptions.forEach((c, t) -> out.add(ASSUMED + t + " " + c));
        numbers.forEach((c, n) -> out.add(HOLDS + n.replace(' ', '=') + " " + c));
        return out;
    }

    /** Reads what {@link #lines} wrote. @throws IllegalArgumentException if it is not that */
    static LaunchInputs parse(List<String> lines, StaticValues statics) {
        List<Captured> captured = new ArrayList<>();
        List<Type> types = new ArrayList<>();
        Map<Captured, Type> assumptions = new LinkedHashMap<>();
        Map<Captured, String> numbers = new LinkedHashMap<>();
        for (String line : lines) {
            String[] words = line.split(" ", 3);
            if (line.startsWith(PARAMETER)) {
                types.add(Type.parse(words[1]));
                captured.add(Captured.parse(words[2]));
            } else if (line.startsWith(HOLDS)) {
                numbers.put(Captured.parse(words[2]), words[1].replace('=', ' '));
            } else if (line.startsWith(ASSUMED)) {
                assumptions.put(Captured.parse(words[2]), Type.parse(words[1]));
            } else {
                throw new IllegalArgumentException("not an input of a launch: " + line);
            }
        }
        return new LaunchInputs(statics, captured, types, assumptions, numbers);
    }

    /** A number as the IR has it: what a boolean, char, byte or short field holds is an int. */
    private static Object narrow(Object value) {
        if (value instanceof Boolean b) {
            return b ? 1 : 0;
        } else if (value instanceof Character c) {
            return (int) c;
        }
        return value instanceof Byte || value instanceof Short ? (Object) ((Number) value).intValue() : value;
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
