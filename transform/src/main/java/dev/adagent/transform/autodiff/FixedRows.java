package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.HashMap;
import java.util.Map;

/**
 * Arrays of references in which nothing changes once something has been read from them, until the reverse sweep of the function has ended:
 * what was loaded from one can be loaded from it again.
 *
 * <p>No function of the module stores more than its {@linkplain RowStores#FIRST first rows} to an array of the type, nor does the function,
 * which is being made; between the sweeps no other code runs. Into arrays that they make themselves functions may store at any time
 * where the question is of one that was there when the function was called.
 */
final class FixedRows {
    private final Callees callees;
    private final Function f;
    private final RowStores fine;
    private final RowStores fineForGiven;
    private final Map<Type, RowStores> stores = new HashMap<>();

    /**
     * A function that calls this one and is being made too may have one array for all rounds of a loop ({@link Allocations}), with other rows in
     * each, though in the module each round makes its own: so what is stored to new arrays does not count as long as no rows that the
     * function gets are replaced before its reverse.
     *
     * @param later what may be written after the function has ended
     */
    FixedRows(Callees callees, Function f, Later later) {
        this.callees = callees;
        this.f = f;
        boolean reached = later.mayReachRows();
        fine = reached ? RowStores.NONE : RowStores.FIRST;
        fineForGiven = reached ? RowStores.NONE : RowStores.OWN;
    }

    /** @param array a value of the function, an array of references */
    boolean of(int array) {
        if (callees.isHandedOver()) {
            return false;
        }
        RowStores s = stores.computeIfAbsent(f.typeOf(array), t -> callees.rowStores(t, f));
        return s.compareTo(fine) <= 0 || s.compareTo(fineForGiven) <= 0 && isGiven(array);
    }

    /** Whether the array was there when the function was called: a parameter's, or a row of such that is fixed. */
    private boolean isGiven(int array) {
        if (f.params().contains(array)) {
            return true;
        }
        Insn i = Uses.of(f).insn(array); // not kept: those who ask change the function
        return i != null && i.op() == Op.ALOAD && isGiven(i.arg(0)) && of(i.arg(0));
    }
}
