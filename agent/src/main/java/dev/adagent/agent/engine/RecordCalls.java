package dev.adagent.agent.engine;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.autodiff.Spec;
import dev.adagent.transform.ir.Type;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Calls of {@code autodiff}, and of thunks, with objects among the arguments of which the derivative takes the numbers: a record given as {@code active}, in
 * reverse mode an array of records given as {@code duplicated}, and maps, lists and objects with wrappers ({@link Flattened}). Components go to the derivative as numbers and arrays of numbers, and come
 * back as records. Complex numbers are records of two.
 */
final class RecordCalls {
    private final HostDerivatives derivatives;
    private final Classes classes;
    private final Trusted trusted;
    private final Records records;

    RecordCalls(HostDerivatives derivatives, Classes classes, Trusted trusted) {
        this.derivatives = derivatives;
        this.classes = classes;
        this.trusted = trusted;
        records = new Records(trusted);
    }

    /** Whether arguments need this way. */
    boolean has(HostCall call) {
        String[] kinds = call.kinds();
        Object[] values = call.values();
        Map<?, ?> options = call.options();
        if (options.containsKey("holomorphic")) {
            return true;
        }
        MethodKey method = null;
        for (int i = 0; i < kinds.length && !options.containsKey("inner"); i++) {
            if (kinds[i].equals("duplicated")
                    && values[i] != null
                    && !values[i].getClass().isArray()
                    && !(values[i] instanceof Number)) {
                method = method == null
                        ? HostDerivatives.method(classes, call.functional()).key()
                        : method;
                if (Flattened.is(values[i], Flattened.declared(method, i, kinds.length))) {
                    return true;
                }
            }
        }
        boolean reverse = Spec.parse(call.mode()).mode().isReverse() && !options.containsKey("inner");
        for (int i = 0; i < kinds.length; i++) {
            if (kinds[i].equals("record") || reverse && kinds[i].equals("duplicated") && Records.isArray(values[i])) {
                return true;
            }
        }
        return false;
    }

    /** One argument: where its components are among those of the call. */
    private record Part(int argument, int first, int count) {}

    /** The request {@code "autodiff"}; parameters and reply as for {@link HostDerivatives#run}. */
    Object[] run(HostCall call) throws HostDerivatives.PrimalException {
        return new Call(call).run();
    }

    /** The request {@code "augmented"}; parameters and reply as for {@link SplitCalls#augmented}. */
    Object[] augmented(SplitCalls splits, HostCall whole) throws HostDerivatives.PrimalException {
        Call call = new Call(whole);
        Map<String, Object> more = call.flatten();
        Object[] reply = splits.augmented(call.flat(more));
        call.finish(null);
        return reply;
    }

    /** The request {@code "adjoint"}; parameters and reply as for {@link SplitCalls#adjoint}. */
    Object[] adjoint(SplitCalls splits, HostCall whole) {
        Call call = new Call(whole);
        Map<String, Object> more = call.flatten();
        return call.finish(splits.adjoint(call.flat(more)));
    }

    private final class Call {
        private final HostCall whole;
        private final String[] kinds;
        private final Object[] values;
        private final Object[] shadows;
        private final Map<?, ?> options;
        private final boolean holomorphic;
        private final boolean batch;
        private final Complexes complexes;
        private final List<String> flatKinds = new ArrayList<>();
        private final List<Object> flatValues = new ArrayList<>();
        private final List<Object> flatShadows = new ArrayList<>();
        private final List<Part> parts = new ArrayList<>();
        private final Map<Integer, List<Flattened>> objects = new HashMap<>();
        private final MethodKey method;
        private final Set<Integer> taken = new HashSet<>();

        Call(HostCall whole) {
            this.whole = whole;
            this.kinds = whole.kinds();
            this.values = whole.values();
            this.shadows = whole.shadows();
            this.options = whole.options();
            holomorphic = options.containsKey("holomorphic");
            method = HostDerivatives.method(classes, whole.functional()).key();
            complexes = holomorphic ? new Complexes(method) : null;
            batch = whole.isBatch();
            if (batch && holomorphic) {
                throw new CallRefusal(
                        "a batch of derivatives with respect to complex numbers: differentiate once for each seed");
            }
        }

        /** Takes the arguments apart. @return the options of the call with what came of them */
        Map<String, Object> flatten() {
            for (int i = 0; i < kinds.length; i++) {
                add(i);
            }
            Map<String, Object> more = new HashMap<>();
            options.forEach((k, v) -> more.put((String) k, v));
            more.put("records", taken);
            return more;
        }

        /** The call with what was taken apart in the arguments' place. */
        HostCall flat(Map<String, Object> more) {
            return whole.with(flatKinds.toArray(new String[0]), flatValues.toArray(), flatShadows.toArray(), more);
        }

        Object[] run() throws HostDerivatives.PrimalException {
            Map<String, Object> more = flatten();
            if (holomorphic) {
                double seed = options.get("seed") instanceof Number s ? s.doubleValue() : 1;
                Object[] result = complexes.result(seed);
                if (result != null) {
                    flatKinds.add("duplicated");
                    flatValues.add(result[0]);
                    flatShadows.add(result[1]);
                    more.remove("seed");
                }
                if (complexes.lanes() > 1) {
                    more.put("width", complexes.lanes());
                }
            }
            Object[] reply = derivatives.run(flat(more));
            return new Object[] {reply[0], reply[1], finish((Object[]) reply[2])};
        }

        /** Puts together again what was taken apart. @param flat gradients by the parts, null if there are none yet */
        Object[] finish(Object[] flat) {
            Object[] gradients = new Object[kinds.length];
            for (Part p : parts) {
                if (flat != null || !kinds[p.argument()].equals("record")) {
                    finish(p, flat, gradients);
                }
            }
            return gradients;
        }

        private void add(int i) {
            int first = flatKinds.size();
            if (kinds[i].equals("record")) {
                taken.add(i);
                checkRecord(i);
                List<Object> own = records.leaves(values[i]);
                List<Object> before = records.leaves(shadows[i]);
                check(i, values[i].getClass());
                for (int k = 0; k < own.size(); k++) {
                    Object leaf = own.get(k);
                    boolean number = leaf instanceof Double || leaf instanceof Float;
                    boolean array = leaf instanceof double[] || leaf instanceof float[];
                    put(number ? "active" : array ? "duplicated" : "constant", leaf, array ? before.get(k) : null);
                }
            } else if (kinds[i].equals("duplicated") && Records.isArray(values[i])) {
                taken.add(i);
                check(i, values[i].getClass().getComponentType());
                onlyOnce(i);
                lanes(i).forEach(lane -> sameShape(i, lane));
                List<Object> own = records.columns((Object[]) values[i], i);
                List<List<Object>> columns = new ArrayList<>();
                for (Object lane : lanes(i)) {
                    columns.add(records.columns((Object[]) lane, i));
                }
                List<Object> before = zipped(columns);
                Object[][] lanes = holomorphic ? complexes.shadows(before) : null;
                for (int k = 0; k < own.size(); k++) {
                    boolean number = own.get(k) instanceof double[] || own.get(k) instanceof float[];
                    put(number ? "duplicated" : "constant", own.get(k), lanes == null ? before.get(k) : lanes[k]);
                }
            } else if (kinds[i].equals("duplicated")
                    && Flattened.is(values[i], Flattened.declared(method, i, kinds.length))) {
                taken.add(i);
                onlyOnce(i);
                List<Flattened> own = new ArrayList<>();
                for (Object lane : lanes(i)) {
                    own.add(Flattened.of(values[i], lane, i, trusted));
                }
                objects.put(i, own);
                flatKinds.addAll(own.get(0).kinds());
                flatValues.addAll(own.get(0).values());
                flatShadows.addAll(zipped(own.stream().map(Flattened::shadows).toList()));
            } else if (holomorphic && !kinds[i].equals("constant")) {
                throw new CallRefusal(
                        "argument " + (i + 1)
                                + " of autodiff in mode REVERSE_HOLOMORPHIC is no complex number and no array of them: write constant(x)");
            } else {
                put(kinds[i], values[i], shadows[i]);
            }
            parts.add(new Part(i, first, flatKinds.size() - first));
        }

        /** The shadows of a duplicated argument, one for each derivative. */
        private List<Object> lanes(int i) {
            if (!batch) {
                return Arrays.asList(shadows[i]);
            }
            List<Object> out = Arrays.asList((Object[]) shadows[i]);
            for (int k = 0; k < out.size(); k++) {
                for (int n = 0; n < k; n++) {
                    if (out.get(n) == out.get(k)) {
                        throw new CallRefusal("argument " + (i + 1)
                                + " of autodiff has one shadow for two derivatives: makeZero gives another one");
                    }
                }
            }
            return out;
        }

        /** The parts of shadows as the derivative takes them: in a batch each is an array by lane, but null where none has one. */
        private List<Object> zipped(List<List<Object>> lanes) {
            if (!batch) {
                return lanes.get(0);
            }
            List<Object> out = new ArrayList<>();
            for (int k = 0; k < lanes.get(0).size(); k++) {
                int part = k;
                boolean none = lanes.get(0).get(k) == null;
                out.add(none ? null : lanes.stream().map(l -> l.get(part)).toArray());
            }
            return out;
        }

        /** The parts of one lane's shadow. */
        private List<Object> lane(List<Object> zipped, int lane) {
            return !batch
                    ? zipped
                    : zipped.stream()
                            .map(p -> p == null ? null : ((Object[]) p)[lane])
                            .toList();
        }

        private void put(String kind, Object value, Object shadow) {
            flatKinds.add(kind);
            flatValues.add(value);
            flatShadows.add(shadow);
        }

        /** A record is taken apart if the function declares it, and it is made of numbers, arrays of them and such records. */
        private void checkRecord(int i) {
            Class<?> record = values[i].getClass();
            Type declared = Flattened.declared(method, i, kinds.length);
            boolean other = declared.kind() == Type.Kind.OBJECT
                    && !declared.name().equals(record.getName().replace('.', '/'));
            if (other || !Records.isFlat(record)) {
                throw new CallRefusal("argument " + (i + 1) + " of autodiff, active(" + record.getSimpleName() + "), "
                        + (other
                                ? "is declared as " + declared.name().replace('/', '.') + " by the function"
                                : "has a component that is no number, no array of numbers and no record of these")
                        + ": write duplicated(x, makeZero(x)), or gradient(f, x)");
            }
        }

        /** A complex number has two components, both {@code double}. */
        private void check(int i, Class<?> record) {
            if (holomorphic && !Complexes.isComplex(record)) {
                throw new CallRefusal(
                        "argument " + (i + 1) + " of autodiff in mode REVERSE_HOLOMORPHIC is a " + record.getName()
                                + ": a complex number is a record of two doubles, such as dev.adagent.Complex");
            }
        }

        /** What is taken apart is copied, and its shadow too, so that each has to be the only name of its object. */
        private void onlyOnce(int i) {
            List<Object> own = names(i);
            for (int k = 0; k < kinds.length; k++) {
                boolean shared =
                        k != i && names(k).stream().anyMatch(x -> own.stream().anyMatch(o -> o == x));
                if (shared) {
                    throw new CallRefusal("argument " + (i + 1)
                            + " of autodiff, an object that is taken apart, is another argument too, or its shadow is"
                            + " argument " + (k + 1) + " or its shadow: pass it once, with a shadow of its own");
                }
            }
        }

        /** An argument and its shadows. */
        private List<Object> names(int i) {
            List<Object> out = new ArrayList<>();
            out.add(values[i]);
            if (batch && shadows[i] instanceof Object[] lanes && kinds[i].equals("duplicated")) {
                out.addAll(Arrays.asList(lanes));
            } else {
                out.add(shadows[i]);
            }
            out.removeIf(Objects::isNull);
            return out;
        }

        private void sameShape(int i, Object shadow) {
            boolean same = shadow != null
                    && shadow.getClass() == values[i].getClass()
                    && Array.getLength(shadow) == Array.getLength(values[i])
                    && shadow != values[i];
            if (!same) {
                throw new CallRefusal("argument " + (i + 1)
                        + " of autodiff: the shadow must be another array of its primal's type and length, "
                        + Array.getLength(values[i]));
            }
        }

        /** Makes records of what came back. */
        private void finish(Part p, Object[] flat, Object[] gradients) {
            int i = p.argument();
            Object[] mine = flat == null ? null : Arrays.copyOfRange(flat, p.first(), p.first() + p.count());
            if (kinds[i].equals("record")) {
                List<Object> sums = records.leaves(shadows[i]);
                if (holomorphic) {
                    mine = complexes.numbers(mine);
                }
                for (int k = 0; k < mine.length; k++) {
                    sums.set(k, added(sums.get(k), mine[k]));
                }
                gradients[i] = records.of(values[i].getClass(), sums);
            } else if (objects.containsKey(i)) {
                objects.get(i).get(0).finishValue();
                objects.get(i).forEach(Flattened::finishShadow);
            } else if (taken.contains(i)) {
                List<Object> own = flatValues.subList(p.first(), p.first() + p.count());
                List<Object> after = flatShadows.subList(p.first(), p.first() + p.count());
                records.store(own, (Object[]) values[i]);
                List<Object> lanes = lanes(i);
                for (int k = 0; k < lanes.size(); k++) {
                    records.store(holomorphic ? complexes.columns(after) : lane(after, k), (Object[]) lanes.get(k));
                }
            } else if (flat != null) {
                gradients[i] = flat[p.first()];
            }
        }

        private static Object added(Object before, Object gradient) {
            if (!(gradient instanceof Number g)) {
                return before;
            }
            return before instanceof Float b ? (Object) (b + g.floatValue()) : (Double) before + g.doubleValue();
        }
    }

    /** Takes records apart and makes them. */
    static final class Records {
        private final Trusted trusted;

        Records(Trusted trusted) {
            this.trusted = trusted;
        }

        /** Whether it is made of numbers, arrays of them and such records. */
        static boolean isFlat(Class<?> record) {
            return Arrays.stream(record.getRecordComponents())
                    .map(c -> c.getType())
                    .allMatch(t -> t.isPrimitive()
                            || t.isArray() && t.getComponentType().isPrimitive()
                            || t.isRecord() && isFlat(t));
        }

        /** Whether it is an array of records of numbers alone. */
        static boolean isArray(Object x) {
            return x instanceof Object[] && isOfNumbers(x.getClass().getComponentType());
        }

        private static boolean isOfNumbers(Class<?> c) {
            return c.isRecord()
                    && Arrays.stream(c.getRecordComponents())
                            .allMatch(r -> r.getType().isPrimitive() || isOfNumbers(r.getType()));
        }

        /** The components that are no records, in order. */
        List<Object> leaves(Object record) {
            List<Object> out = new ArrayList<>();
            addLeaves(record, out);
            return out;
        }

        private void addLeaves(Object record, List<Object> out) {
            for (var c : record.getClass().getRecordComponents()) {
                Object v;
                try {
                    v = trusted.lookup(record.getClass())
                            .findGetter(record.getClass(), c.getName(), c.getType())
                            .invoke(record);
                } catch (Throwable e) {
                    throw new IllegalStateException("component " + c + " cannot be read", e);
                }
                if (c.getType().isRecord()) {
                    addLeaves(v, out);
                } else {
                    out.add(v);
                }
            }
        }

        /** An array for each component, of those of all elements. */
        List<Object> columns(Object[] array, int argument) {
            List<Class<?>> types = new ArrayList<>();
            addTypes(array.getClass().getComponentType(), types);
            List<Object> out = new ArrayList<>();
            types.forEach(t -> out.add(Array.newInstance(t, array.length)));
            for (int i = 0; i < array.length; i++) {
                if (array[i] == null) {
                    throw new CallRefusal(
                            "argument " + (argument + 1) + " of autodiff, or its shadow, has null at index " + i
                                    + ": give every element a record; makeZero gives a shadow");
                }
                List<Object> row = leaves(array[i]);
                for (int k = 0; k < row.size(); k++) {
                    Array.set(out.get(k), i, row.get(k));
                }
            }
            return out;
        }

        private static void addTypes(Class<?> record, List<Class<?>> out) {
            for (var c : record.getRecordComponents()) {
                if (c.getType().isRecord()) {
                    addTypes(c.getType(), out);
                } else {
                    out.add(c.getType());
                }
            }
        }

        /** Puts records of the columns into an array, where they differ from those that are there. */
        void store(List<Object> columns, Object[] to) {
            for (int i = 0; i < to.length; i++) {
                List<Object> row = new ArrayList<>();
                for (Object c : columns) {
                    row.add(Array.get(c, i));
                }
                if (!leaves(to[i]).equals(row)) {
                    to[i] = of(to[i].getClass(), row);
                }
            }
        }

        /** A record with these components. */
        Object of(Class<?> record, List<Object> leaves) {
            Object made = make(record, new ArrayList<>(leaves));
            if (!Arrays.deepEquals(leaves(made).toArray(), leaves.toArray())) {
                throw new CallRefusal("the constructor of " + record.getName() + " makes " + leaves(made)
                        + " of the components " + leaves
                        + ", so that it cannot hold what the derivative gives: take components as they are, and change numbers in a method"
                        + " that makes the record");
            }
            return made;
        }

        private Object make(Class<?> record, List<Object> leaves) {
            List<Object> args = new ArrayList<>();
            List<Class<?>> types = new ArrayList<>();
            for (var c : record.getRecordComponents()) {
                types.add(c.getType());
                args.add(c.getType().isRecord() ? make(c.getType(), leaves) : leaves.remove(0));
            }
            try {
                return trusted.lookup(record)
                        .findConstructor(record, MethodType.methodType(void.class, types))
                        .invokeWithArguments(args);
            } catch (Throwable e) {
                throw new CallRefusal(
                        "the constructor of " + record.getName() + " refuses the gradient " + args
                                + ": a record that is differentiated takes any numbers",
                        e);
            }
        }
    }
}
