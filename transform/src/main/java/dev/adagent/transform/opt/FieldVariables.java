package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.SsaBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

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
        return variables.computeIfAbsent(v, x -> ssa.declareVariable(x.equals(MADE) ? Type.I32 : typeOf(x.field())));
    }

    Type typeOf(Object field) {
        return field.equals(ChosenObjects.NUMBER)
                ? Type.I32
                : aggregate.fields().get(field);
    }

    /** What a parameter of the aggregate becomes parameters of: each field of what it denotes, or which object that is. */
    Set<Object> ofParam() {
        return aggregate.choice() == null ? aggregate.fields().keySet() : Set.of(ChosenObjects.NUMBER);
    }

    /** Which object a reference denotes, by the number of its allocation. */
    int number(Block b, int reference) {
        return ssa.readVariable(variable(new Variable(aggregate.root(reference), ChosenObjects.NUMBER)), b);
    }

    /** What the fields hold before any object is made: nobody reads that, but a choice of objects has an operand for each. */
    void start(Block entry) {
        if (aggregate.fields().containsKey(Aggregate.ID)) {
            ssa.writeVariable(made(), entry, zero(entry, Type.I32));
        }
        if (aggregate.choice() != null) {
            for (int o : aggregate.choice().made()) {
                aggregate.fields().forEach((field, type) -> write(entry, o, field, zero(entry, type)));
            }
        }
    }

    private int zero(Block b, Type type) {
        return aggregate.function.append(
                b, Op.CONST, type, Facts.zero(type), b.term().loc());
    }

    /** The number, in the builder, of how many objects have been made. */
    int made() {
        return variable(MADE);
    }

    /** A field's value in a block, so far. */
    int read(Block b, int reference, Object field) {
        int root = aggregate.root(reference);
        if (aggregate.choice() != null && aggregate.isParam(root)) {
            return aggregate.choice().read(this, b, root, field);
        }
        return ssa.readVariable(variable(new Variable(root, field)), b);
    }

    /** Gives a field another value. */
    void write(Block b, int reference, Object field, int value) {
        int root = aggregate.root(reference);
        if (aggregate.choice() != null && aggregate.isParam(root)) {
            aggregate.choice().write(this, b, root, field, value);
        } else {
            ssa.writeVariable(variable(new Variable(root, field)), b, value);
        }
    }
}
