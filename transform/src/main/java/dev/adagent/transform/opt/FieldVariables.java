package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.SsaBuilder;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the fields of an aggregate's objects hold, as SSA values. */
final class FieldVariables {
    /** A field of what a value denotes. */
    record Variable(int root, Object field) {}

    /** How many objects have been made. */
    private static final Variable MADE = new Variable(-1, "made");

    private final Aggregate aggregate;
    private final SsaBuilder ssa;
    private final Map<Variable, Integer> variables = new LinkedHashMap<>();

    FieldVariables(Aggregate aggregate, SsaBuilder ssa) {
        this.aggregate = aggregate;
        this.ssa = ssa;
    }

    /** Its number in the builder. */
    int variable(Variable v) {
        return variables.computeIfAbsent(
                v,
                x -> ssa.declareVariable(
                        x.equals(MADE) ? Type.I32 : aggregate.fields().get(x.field())));
    }

    /** The number, in the builder, of how many objects have been made. */
    int made() {
        return variable(MADE);
    }

    /** A field's value in a block, so far. */
    int read(Block b, int reference, Object field) {
        return ssa.readVariable(variable(new Variable(aggregate.root(reference), field)), b);
    }

    /** Gives a field another value. */
    void write(Block b, int reference, Object field, int value) {
        ssa.writeVariable(variable(new Variable(aggregate.root(reference), field)), b, value);
    }
}
