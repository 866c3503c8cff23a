package dev.adagent.transform.deferred;

import dev.adagent.transform.autodiff.DifferentiationException;
import dev.adagent.transform.autodiff.Spec;
import dev.adagent.transform.ir.Lambda;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.opt.Boxes;
import java.util.List;

/** What derivatives with respect to complex numbers, and to records, ask of arguments and result in compiled code. */
final class Complexes {
    private static final String COMPLEX = "dev/adagent/Complex";

    private Complexes() {}

    /** @throws DifferentiationException if an argument does not fit the mode */
    static void check(boolean holomorphic, List<Argument> arguments, Lanes lanes, Spec mode, Loc loc) {
        for (int k = 0; k < arguments.size(); k++) {
            Argument a = arguments.get(k);
            boolean constant = a.kind().activity() == dev.adagent.transform.autodiff.Activity.CONST;
            if (holomorphic && !constant && (a.record() == null || !a.record().isComplex())) {
                throw new DifferentiationException(
                        loc,
                        "a holomorphic derivative, in compiled code, by argument " + (k + 1)
                                + ", which is no active complex number",
                        "write active(z), z a record of two doubles such as dev.adagent.Complex, or constant(x);"
                                + " differentiate with respect to arrays of complex numbers on the host");
            }
            if (a.record() == null) {
                continue;
            }
            if (!holomorphic && a.formal().name().equals(COMPLEX)) {
                throw new DifferentiationException(
                        loc,
                        "argument " + (k + 1) + " is an active complex number, whose derivative in mode " + mode.mode()
                                + " is not one complex number",
                        "use REVERSE_HOLOMORPHIC, or pass real and imaginary part as numbers");
            }
            if (!mode.mode().isReverse()) {
                throw new DifferentiationException(
                        loc,
                        "argument " + (k + 1) + " is active(record) in mode " + mode.mode(),
                        "pass its numbers as duplicated(x, dx); active is for reverse mode");
            }
            if (lanes.isBatch()) {
                throw new DifferentiationException(
                        loc,
                        "a batch of derivatives, in compiled code, with respect to a record, argument " + (k + 1),
                        "pass its numbers as activeBatch(x, width), or differentiate once for each seed");
            }
        }
    }

    /**
     * The components of the function's complex result; null if it returns a real number.
     *
     * @throws DifferentiationException if it returns neither
     */
    static RecordParts result(Lambda lambda, Loc loc, RecordParts.Components components) {
        Type type = Type.result(lambda.instantiated());
        Type number = type.kind() == Type.Kind.OBJECT ? Boxes.valueOf(type.name()) : null;
        if (number != null && number.isFloating()) {
            return null;
        }
        RecordParts parts =
                type.kind() == Type.Kind.OBJECT && !components.of(type.name()).isEmpty()
                        ? RecordParts.of(type, 0, loc, components)
                        : null;
        if (parts == null || !parts.isComplex()) {
            throw new DifferentiationException(
                    loc,
                    "a holomorphic derivative, in compiled code, of a function that returns neither a complex nor a real"
                            + " number",
                    "return a record of two doubles, such as dev.adagent.Complex");
        }
        return parts;
    }
}
