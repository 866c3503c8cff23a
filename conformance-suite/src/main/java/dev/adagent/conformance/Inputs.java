package dev.adagent.conformance;

import java.util.List;
import java.util.Map;

/** What a name stands for before a call: the row's input, or zeros where the file leaves it out. */
final class Inputs {
    private final CaseRow row;

    Inputs(CaseRow row) {
        this.row = row;
    }

    /**
     * The value as JSON: an input; {@code xCopy} is input x again; {@code dx}, not given, is zeros of x's shape, once a lane in a
     * batched mode; anything else that is expected is zeros of the expected shape; {@code value} that is not expected is a number, and
     * {@code width} the width of the batch.
     */
    Object value(String name) {
        Map<String, Object> in = row.inputs();
        if (in.containsKey(name)) {
            return in.get(name);
        }
        if (name.endsWith("Copy") && in.containsKey(name.substring(0, name.length() - 4))) {
            return in.get(name.substring(0, name.length() - 4));
        }
        if (name.startsWith("d") && in.containsKey(name.substring(1))) {
            return lanes(Shapes.zeros(in.get(name.substring(1))));
        }
        if (name.equals("width")) {
            return row.width();
        }
        if (row.expected().containsKey(name)) {
            return Shapes.zeros(row.expected().get(name));
        }
        if (name.equals("value") || name.equals("dret")) {
            return 0.0;
        }
        throw new IllegalArgumentException("line " + row.line() + ": " + row.id() + " has no " + name);
    }

    /** Zeros: the product of lengths and integers; a shadow has them once a lane. */
    Object scratch(String name, String[] of) {
        int n = 1;
        for (String o : of) {
            n *= value(o) instanceof List<?> list ? list.size() : (Integer) value(o);
        }
        Object zeros = Shapes.repeat(n, 0.0);
        return name.startsWith("d") ? lanes(zeros) : zeros;
    }

    private Object lanes(Object zeros) {
        return row.mode().endsWith("B") ? Shapes.repeat(row.width(), zeros) : zeros;
    }
}
