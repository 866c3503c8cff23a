package dev.adagent.transform.deferred;

import dev.adagent.transform.autodiff.Spec;
import dev.adagent.transform.ir.Function;
import java.util.List;

/**
 * What a marker asks for.
 *
 * @param holders the marker's operands
 * @param captures what the differentiated function captures
 * @param arguments its arguments
 * @param lanes of the batch
 * @param complex the components of the function's complex result, whose derivative is asked for; else null
 * @param holomorphic whether derivatives are those with respect to complex numbers
 * @param primal the function of plain values that is differentiated: its parameters are the captured values, what stands for the arguments,
 *     and if there is a complex result the array that takes its components
 * @param spec what is asked of that
 */
record Request(
        Holders holders,
        Captures captures,
        List<Argument> arguments,
        Lanes lanes,
        RecordParts complex,
        boolean holomorphic,
        Function primal,
        Spec spec) {}
