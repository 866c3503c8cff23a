package dev.adagent.transform.deferred;

import dev.adagent.transform.autodiff.Activity;
import dev.adagent.transform.autodiff.DifferentiationException;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.opt.Boxes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * An argument of a function that compiled code differentiates.
 *
 * @param kind class of its holder
 * @param formal type that the function takes
 * @param record the record's components if the derivative takes these in its place, else null
 */
record Argument(Holders.Kind kind, Type formal, RecordParts record) {

    /** @throws DifferentiationException if it is a record that cannot be taken apart, or a batch of boxed numbers */
    static Argument of(Holders.Kind kind, Type formal, int number, Loc loc, RecordParts.Components components) {
        if (kind.isRecord()) {
            return new Argument(kind, formal, RecordParts.of(formal, number, loc, components));
        }
        if (kind.batch() && kind.value() == null && Boxes.valueOf(formal.name()) != null) {
            throw new DifferentiationException(
                    loc,
                    "a batch of boxed numbers, in argument " + number,
                    "give the tangents as an array, duplicatedBatch(x, new double[] {dx0, dx1}); reverse mode takes"
                            + " activeBatch(x, width)");
        }
        return new Argument(kind, formal, null);
    }

    /** Types of the parameters that stand for it. */
    List<Type> types() {
        if (record != null) {
            return record.leaves();
        }
        return List.of(kind.value() == null ? formal : kind.value().asValue());
    }

    /** Activities of these. */
    List<Activity> activities() {
        if (record == null) {
            return List.of(kind.activity());
        }
        List<Activity> out = new ArrayList<>();
        record.leaves().forEach(t -> out.add(t.isFloating() ? Activity.ACTIVE : Activity.CONST));
        return Collections.unmodifiableList(out);
    }
}
