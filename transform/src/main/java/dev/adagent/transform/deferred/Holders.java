package dev.adagent.transform.deferred;

import dev.adagent.overlay.KernelOverlays;
import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.Overlay;
import dev.adagent.transform.autodiff.Activity;
import dev.adagent.transform.autodiff.DifferentiationException;
import dev.adagent.transform.autodiff.Spec;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads the operands of a marker: the mode, the function, and the classes of the argument holders, all of which must be known. The markers of split
 * mode have mode and function in a {@code Thunk}, and their arguments in an array.
 */
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
            return isRecord() ? field("value", RECORD) : field("value", value);
        }

        /** Whether the argument is a record, in whose place the derivative takes the components. */
        public boolean isRecord() {
            return name.equals("ActiveRecord");
        }

        public FieldRef extraField() {
            return batch ? lanes(extra) : field(extra, value);
        }

        public FieldRef gradField() {
            return batch ? lanes("grads") : field("grad", isRecord() ? RECORD : value);
        }

        /** The field whose array has an element for each lane; null if there is none. */
        FieldRef lanes() {
            return !batch ? null : activity == Activity.ACTIVE ? gradField() : extraField();
        }

        private FieldRef lanes(String field) {
            return new FieldRef(owner(), field, "[" + (value == null ? "Ljava/lang/Object;" : value.descriptor()));
        }
    }

    private static final Type RECORD = Type.object("java/lang/Record");

    private static final Map<String, Kind> KINDS = Stream.of(
                    new Kind("Active", Activity.ACTIVE, Type.F64, null),
                    new Kind("ActiveFloat", Activity.ACTIVE, Type.F32, null),
                    new Kind("ActiveRecord", Activity.ACTIVE, null, null),
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

    private static final String HOLOMORPHIC = "REVERSE_HOLOMORPHIC";
    private static final String THUNK = KernelOverlays.THUNK;
    private static final FieldRef ENUM_NAME = new FieldRef("java/lang/Enum", "name", "Ljava/lang/String;");
    private static final FieldRef THUNK_MODE = new FieldRef(THUNK, "mode", "Ldev/adagent/Mode;");
    private static final FieldRef THUNK_FUNCTION = new FieldRef(THUNK, "function", "Ljava/lang/Object;");
    private static final FieldRef THUNK_ACTIVITIES = new FieldRef(THUNK, "activities", "[Ldev/adagent/Activity;");

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
    private final int mode;
    private final int function;
    /** The holder of the result's activity, −1 if there is none. */
    private final int result;

    private final List<Integer> arguments;

    Holders(Function f, Uses uses, Insn marker) {
        this.f = f;
        this.uses = uses;
        this.marker = marker;
        MethodKey called = ((Callee) marker.attr()).original();
        if (called.owner().equals(THUNK)) {
            Insn thunk = origin(marker.arg(0));
            if (thunk == null || thunk.op() != Op.NEW) {
                throw refused(
                        "a thunk that is not known when it is compiled",
                        "make it in the same method, as in Thunk t = thunk(REVERSE, f, Activity.ACTIVE)");
            }
            mode = stored(thunk.result(), THUNK_MODE);
            function = stored(thunk.result(), THUNK_FUNCTION);
            result = marker.args().length == 4 ? marker.arg(2) : -1;
            arguments = elements(marker.arg(marker.args().length - 1));
            if (arguments == null) {
                throw refused(
                        "a call of a thunk whose arguments are not known when it is compiled",
                        "write them in the call, as in t.forward(duplicated(x, dx), active(a))");
            }
            checkDeclared(thunk.result());
            return;
        }
        mode = marker.arg(0);
        function = marker.arg(1);
        List<Type> parameters = Type.parameters(called.descriptor());
        boolean returns = parameters.size() > 2 && parameters.get(2).equals(Type.object("dev/adagent/Return"));
        result = returns ? marker.arg(2) : -1;
        arguments = Arrays.stream(marker.args()).skip(returns ? 3 : 2).boxed().toList();
    }

    /** The arguments of a thunk have the activities that it declares. */
    private void checkDeclared(int thunk) {
        List<Integer> declared = elements(stored(thunk, THUNK_ACTIVITIES));
        List<String> names = new ArrayList<>();
        for (int k = 0; declared != null && k < declared.size(); k++) {
            // enum constants are made on the spot, of ordinal and name
            Insn name = source(stored(declared.get(k), ENUM_NAME));
            names.add(name != null && name.attr() instanceof String s ? s : null);
        }
        if (declared == null || names.contains(null)) {
            throw refused(
                    "a thunk whose activities are not known when it is compiled",
                    "name them where it is made, as in thunk(REVERSE, f, Activity.ACTIVE)");
        }
        List<String> given = new ArrayList<>();
        for (int k = 0; k < arguments.size(); k++) {
            Activity a = kind(k).activity();
            given.add(a == Activity.CONST ? "CONSTANT" : a.name());
        }
        if (!given.equals(names)) {
            throw refused(
                    "a thunk called with " + given + ", which declares " + names,
                    "give it arguments of these activities, in this order");
        }
    }

    private DifferentiationException refused(String construct, String hint) {
        return new DifferentiationException(loc(), construct, hint);
    }

    /** Whether the marker stands in a try block: then it gives the exception back, behind its result. */
    boolean isCaught() {
        return marker().type().isTuple();
    }

    /** The type of the marker's own result. */
    Type resultType() {
        Type t = marker().type();
        return t.isTuple() ? t.parts().get(0) : t;
    }

    Insn marker() {
        return marker;
    }

    /** The marker's place in the app: where the api is called that leads to it. */
    Loc loc() {
        Loc loc = marker.loc();
        while (loc.inlinedAt() != null && loc.className().matches("dev/adagent/[A-Z]\\w*")) {
            loc = loc.inlinedAt();
        }
        return loc;
    }

    /** Whether the marker is one of split mode. */
    boolean isSplit() {
        return ((Callee) marker.attr()).original().owner().equals(THUNK);
    }

    /** What is asked, without activities. @throws DifferentiationException if the mode is no constant */
    Spec mode() {
        Spec spec = mode(mode);
        if (isSplit() && (!spec.mode().isReverse() || isHolomorphic())) {
            throw refused(
                    "a thunk in mode " + (isHolomorphic() ? "REVERSE_HOLOMORPHIC" : spec.mode()),
                    "split mode is a form of reverse mode, write REVERSE");
        }
        return spec;
    }

    private Spec mode(int value) {
        Insn i = origin(value);
        if (isVariant(i)) {
            String name = ((Overlay.TargetIntrinsic) ((Callee) i.attr()).overlay()).name();
            Spec inner = mode(i.arg(0));
            return name.equals("mode.withStrongZero") ? inner.withStrongZero() : inner.withRuntimeActivity();
        }
        if (isNamed(i)) {
            String name = ((FieldRef) i.attr()).name();
            return Spec.parse(name.equals(HOLOMORPHIC) ? "REVERSE" : name);
        }
        throw refused(
                "a derivative whose mode is not known when it is compiled",
                "name the mode in the call, as in autodiff(REVERSE, …)");
    }

    private static boolean isVariant(Insn i) {
        return i != null
                && i.op() == Op.CALL
                && ((Callee) i.attr()).overlay() instanceof Overlay.TargetIntrinsic t
                && t.name().startsWith("mode.");
    }

    private static boolean isNamed(Insn i) {
        return i != null
                && i.op() == Op.GETSTATIC
                && i.attr() instanceof FieldRef r
                && (r.owner().equals("dev/adagent/Mode") || r.owner().equals("dev/adagent/Autodiff"));
    }

    /** Whether derivatives are those with respect to complex numbers. */
    boolean isHolomorphic() {
        Insn i = origin(mode);
        while (isVariant(i)) {
            i = origin(i.arg(0));
        }
        return isNamed(i) && ((FieldRef) i.attr()).name().equals(HOLOMORPHIC);
    }

    /** @throws DifferentiationException if the function is no lambda or method reference of the caller */
    Insn lambda() {
        Insn i = function < 0 ? null : origin(function);
        if (i != null && i.op() == Op.LAMBDA) {
            return i;
        }
        throw refused(
                "a derivative of a function that is not known when it is compiled",
                "pass a method reference or a lambda in the call itself, as in autodiff(REVERSE, Loss::call, …)");
    }

    /** The holder of argument {@code k}. */
    int argument(int k) {
        return arguments.get(k);
    }

    int argumentCount() {
        return arguments.size();
    }

    /** The holder of the result's activity, −1 if there is none. */
    int result() {
        return result;
    }

    /** @throws DifferentiationException if the class of the result's activity is not known */
    Returned returned() {
        if (result < 0) {
            return Returned.ACTIVE;
        }
        Insn i = origin(result);
        if (i != null && i.op() == Op.CONST) {
            return Returned.ACTIVE; // null
        }
        for (Type t : i == null ? List.of(f.typeOf(result)) : List.of(f.typeOf(result), i.type())) {
            if (t.equals(Type.object(SEED))) {
                return Returned.SEEDED;
            } else if (t.equals(Type.object(SEEDS))) {
                return Returned.SEEDS;
            } else if (t.equals(Type.object(CONSTANT_RETURN))) {
                return Returned.CONSTANT;
            }
        }
        throw refused(
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
            throw refused(
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
