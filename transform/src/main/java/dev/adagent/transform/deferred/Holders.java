package dev.adagent.transform.deferred;

import dev.adagent.overlay.Overlay;
import dev.adagent.transform.autodiff.Activity;
import dev.adagent.transform.autodiff.DifferentiationException;
import dev.adagent.transform.autodiff.Spec;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the operands of a marker: the mode, the function, and the classes of the argument holders, all of which must be known. */
public final class Holders {
    /**
     * One class of the api that marks an argument's activity. Its fields are read and written by name.
     *
     * @param value type of the argument, null for an object or array
     * @param extra name of the field with the shadow or tangent, or null
     * @param batch whether the fields with shadows, tangents or gradients are arrays, with an element for each lane
     */
    public record Kind(String name, Activity activity, Type value, String extra, boolean batch) {
        private Kind(String name, Activity activity, Type value, String extra) {
            this(name, activity, value, extra, false);
        }

        /** The kind with that class's simple name, or null. */
        public static Kind named(String simpleName) {
            return KINDS.get(simpleName);
        }

        private String owner() {
            return "dev/adagent/" + name;
        }

        private FieldRef field(String field, Type type) {
            return new FieldRef(owner(), field, type == null ? "Ljava/lang/Object;" : type.descriptor());
        }

        public FieldRef valueField() {
            return field("value", value);
        }

        public FieldRef extraField() {
            return batch ? lanes(extra) : field(extra, value);
        }

        public FieldRef gradField() {
            return batch ? lanes("grads") : field("grad", value);
        }

        /** The field whose array has an element for each lane; null if there is none. */
        FieldRef lanes() {
            return !batch ? null : activity == Activity.ACTIVE ? gradField() : extraField();
        }

        private FieldRef lanes(String field) {
            return new FieldRef(owner(), field, "[" + (value == null ? "Ljava/lang/Object;" : value.descriptor()));
        }
    }

    private static final Map<String, Kind> KINDS = Stream.of(
                    new Kind("Active", Activity.ACTIVE, Type.F64, null),
                    new Kind("ActiveFloat", Activity.ACTIVE, Type.F32, null),
                    new Kind("ActiveBatch", Activity.ACTIVE, Type.F64, null, true),
                    new Kind("ActiveFloatBatch", Activity.ACTIVE, Type.F32, null, true),
                    new Kind("Duplicated", Activity.DUPLICATED, null, "shadow"),
                    new Kind("DuplicatedDouble", Activity.DUPLICATED, Type.F64, "tangent"),
                    new Kind("DuplicatedFloat", Activity.DUPLICATED, Type.F32, "tangent"),
                    new Kind("DuplicatedBatch", Activity.DUPLICATED, null, "shadows", true),
                    new Kind("DuplicatedDoubleBatch", Activity.DUPLICATED, Type.F64, "tangents", true),
                    new Kind("DuplicatedFloatBatch", Activity.DUPLICATED, Type.F32, "tangents", true),
                    new Kind("Const", Activity.CONST, null, null),
                    new Kind("ConstBoolean", Activity.CONST, Type.BOOL, null),
                    new Kind("ConstDouble", Activity.CONST, Type.F64, null),
                    new Kind("ConstFloat", Activity.CONST, Type.F32, null),
                    new Kind("ConstInt", Activity.CONST, Type.I32, null),
                    new Kind("ConstLong", Activity.CONST, Type.I64, null))
            .collect(Collectors.toUnmodifiableMap(Kind::name, k -> k));

    /** Holders of the result's activity. */
    private static final String SEED = "dev/adagent/Seed";

    private static final String SEEDS = "dev/adagent/Seeds";

    private static final String CONSTANT_RETURN = "dev/adagent/ConstantReturn";

    static final FieldRef SEED_VALUE = new FieldRef(SEED, "value", "D");
    static final FieldRef SEED_VALUES = new FieldRef(SEEDS, "values", "[D");

    /** What is said of the result's activity. */
    enum Returned {
        /** Nothing: its adjoint is 1. */
        ACTIVE,
        /** Its adjoint is given. */
        SEEDED,
        /** Its adjoints in the lanes of a batch are given. */
        SEEDS,
        /** It is not differentiated. */
        CONSTANT
    }

    private final Function f;
    private final Uses uses;
    private final Insn marker;

    Holders(Function f, Uses uses, Insn marker) {
        this.f = f;
        this.uses = uses;
        this.marker = marker;
    }

    Insn marker() {
        return marker;
    }

    /** What is asked, without activities. @throws DifferentiationException if the mode is no constant */
    Spec mode() {
        return mode(marker.arg(0));
    }

    private Spec mode(int value) {
        Insn i = origin(value);
        if (i != null && i.op() == Op.CALL && ((Callee) i.attr()).overlay() instanceof Overlay.TargetIntrinsic t) {
            Spec inner = mode(i.arg(0));
            return t.name().equals("mode.withStrongZero") ? inner.withStrongZero() : inner.withRuntimeActivity();
        }
        if (i != null
                && i.op() == Op.GETSTATIC
                && i.attr() instanceof FieldRef r
                && (r.owner().equals("dev/adagent/Mode") || r.owner().equals("dev/adagent/Autodiff"))) {
            if (r.name().equals("REVERSE_HOLOMORPHIC")) {
                throw new DifferentiationException(
                        marker.loc(),
                        "a holomorphic derivative inside compiled code",
                        "ask for it on the host, or pass real and imaginary part as numbers in mode REVERSE");
            }
            return Spec.parse(r.name());
        }
        throw new DifferentiationException(
                marker.loc(),
                "a derivative whose mode is not known when it is compiled",
                "name the mode in the call, as in autodiff(REVERSE, …)");
    }

    /** @throws DifferentiationException if the function is no lambda or method reference of the caller */
    Insn lambda() {
        Insn i = origin(marker.arg(1));
        if (i != null && i.op() == Op.LAMBDA) {
            return i;
        }
        throw new DifferentiationException(
                marker.loc(),
                "a derivative of a function that is not known when it is compiled",
                "pass a method reference or a lambda in the call itself, as in autodiff(REVERSE, Loss::call, …)");
    }

    /** The place of the first argument's holder among the marker's operands. */
    int first() {
        String descriptor = ((Callee) marker.attr()).original().descriptor();
        List<Type> parameters = Type.parameters(descriptor);
        return parameters.size() > 2 && parameters.get(2).equals(Type.object("dev/adagent/Return")) ? 3 : 2;
    }

    /** The holder of argument {@code k}. */
    int argument(int k) {
        return marker.arg(first() + k);
    }

    int argumentCount() {
        return marker.args().length - first();
    }

    /** @throws DifferentiationException if the class of the result's activity is not known */
    Returned returned() {
        if (first() == 2) {
            return Returned.ACTIVE;
        }
        Insn i = origin(marker.arg(2));
        for (Type t : i == null ? List.of(f.typeOf(marker.arg(2))) : List.of(f.typeOf(marker.arg(2)), i.type())) {
            if (t.equals(Type.object(SEED))) {
                return Returned.SEEDED;
            } else if (t.equals(Type.object(SEEDS))) {
                return Returned.SEEDS;
            } else if (t.equals(Type.object(CONSTANT_RETURN))) {
                return Returned.CONSTANT;
            }
        }
        throw new DifferentiationException(
                marker.loc(),
                "a derivative whose result has an activity that is not known when it is compiled",
                "write it in the call, as in autodiff(REVERSE, f, seed(2.0), …)");
    }

    /** The class of argument {@code k}'s holder. @throws DifferentiationException if it is not known */
    Kind kind(int k) {
        int v = argument(k);
        Kind kind = kind(f.typeOf(v));
        Insn i = origin(v);
        if (kind == null && i != null) {
            kind = kind(i.type());
        }
        if (kind == null) {
            throw new DifferentiationException(
                    marker.loc(),
                    "a derivative whose argument " + (k + 1) + " has an activity that is not known when it is compiled",
                    "make the argument where the call is, by active(x), duplicated(x, dx) or constant(x)");
        }
        return kind;
    }

    private static Kind kind(Type t) {
        if (t.kind() != Type.Kind.OBJECT || !t.name().startsWith("dev/adagent/")) {
            return null;
        }
        return Kind.named(t.name().substring("dev/adagent/".length()));
    }

    /** The length of an array if it is a constant where it is made, else −1. */
    int length(int array) {
        Insn made = array < 0 ? null : origin(array);
        Insn n = made == null || made.op() != Op.NEWARRAY ? null : uses.insn(made.arg(0));
        return n != null && n.op() == Op.CONST && n.attr() instanceof Integer c ? c : -1;
    }

    /** The values stored at the places of an array of constant length, each of which is written once, at a constant index; else null. */
    List<Integer> elements(int array) {
        int n = length(array);
        Integer[] out = new Integer[Math.max(n, 0)];
        for (Uses.Use u : n < 0 ? List.<Uses.Use>of() : uses.of(origin(array).result())) {
            if (u.insn() != null && u.insn().op() == Op.ASTORE && u.operand() == 0) {
                Insn index = uses.insn(u.insn().arg(1));
                boolean known = index != null && index.op() == Op.CONST && index.attr() instanceof Integer;
                if (!known || out[(Integer) index.attr()] != null) {
                    return null;
                }
                out[(Integer) index.attr()] = u.insn().arg(2);
            }
        }
        return n < 0 || Arrays.asList(out).contains(null) ? null : List.of(out);
    }

    private Insn origin(int value) {
        Insn i = uses.insn(value);
        while (i != null && i.op() == Op.CHECK_CAST) {
            i = uses.insn(i.arg(0));
        }
        return i;
    }

    /** The value that was put in a field of the holder, if only one ever was; else −1. */
    int stored(int holder, FieldRef field) {
        int found = -1;
        for (Uses.Use u : uses.of(holder)) {
            if (u.insn() != null
                    && u.insn().op() == Op.PUTFIELD
                    && u.operand() == 0
                    && field.equals(u.insn().attr())) {
                if (found >= 0) {
                    return -1;
                }
                found = u.insn().arg(1);
            }
        }
        return found;
    }

    /** The instruction behind casts that gives the value, null for a parameter. */
    Insn source(int value) {
        return value < 0 ? null : origin(value);
    }
}
