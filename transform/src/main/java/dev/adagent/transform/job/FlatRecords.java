package dev.adagent.transform.job;

import dev.adagent.overlay.MapOfNumbers;
import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.autodiff.DifferentiationException;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.lift.ClassRules;
import dev.adagent.transform.opt.Boxes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;

/**
 * A function of objects as one of the numbers in them, which have derivatives as other numbers have. In the place of
 *
 * <ul>
 *   <li>a record come its components, those that are records taken apart in turn;
 *   <li>an array of records comes an array for each component, which also takes what the function stores to it;
 *   <li>an object with wrappers among its fields comes an array of length 1 for each field; for a wrapper two, the first of which says
 *       whether it is there or null;
 *   <li>a map come an index of its keys, an array that says which numbers are there, and one of the numbers ({@link MapOfNumbers});
 *   <li>a list comes an array of its numbers.
 * </ul>
 */
final class FlatRecords {
    private static final Loc FRAME = new Loc("dev/adagent/Autodiff", "autodiff", null, -1, null);

    private static final Set<String> LISTS =
            Set.of("java/util/List", "java/util/ArrayList", "java/util/Collection", "java/lang/Iterable");
    private static final Type MAP = Type.object("java/util/Map");
    private static final Type ELEMENTS = Type.array(Type.object("java/lang/Object"));
    private static final String LIST = "java/util/ArrayList";
    private static final FieldRef DATA = new FieldRef(LIST, "elementData", ELEMENTS.descriptor());
    private static final FieldRef SIZE = new FieldRef(LIST, "size", "I");

    /** What is known of classes. */
    interface Components {
        /** The components of a record's class, in order; none for another class. */
        List<FieldRef> of(String type);

        /** All instance fields of a class; null if they are not known. */
        List<FieldRef> fields(String type);

        static Components of(ClassRules classes) {
            return new Components() {
                @Override
                public List<FieldRef> of(String type) {
                    return classes.components(type);
                }

                @Override
                public List<FieldRef> fields(String type) {
                    return classes.fields(type);
                }
            };
        }
    }

    private final Function f;
    private final Function g;
    private final Components components;
    private Block at;

    private FlatRecords(Function f, Components components) {
        this.f = f;
        this.components = components;
        g = new Function(f.name() + "!flat", f.result());
        at = g.newBlock();
    }

    /**
     * A module whose entry is the function of components.
     *
     * @param records the entry's parameters to take apart
     * @throws DifferentiationException if one of them is neither a record nor an array of records
     */
    static Module in(Module module, MethodKey method, Set<Integer> records, Components components) {
        Module out = new Module();
        out.add(new FlatRecords(module.entry(), components).make(method, records));
        module.functions().forEach(out::add);
        return out;
    }

    private Function make(MethodKey method, Set<Integer> records) {
        List<List<Integer>> flat = new ArrayList<>();
        Block entry = at;
        for (int k = 0; k < f.params().size(); k++) {
            Type t = f.paramTypes().get(k);
            List<Integer> own = new ArrayList<>();
            flat.add(own);
            if (!records.contains(k)) {
                own.add(g.addParam(entry, t));
                continue;
            }
            parameters(t).forEach(leaf -> own.add(g.addParam(entry, leaf)));
        }
        int[] args = new int[flat.size()];
        for (int k = 0; k < args.length; k++) {
            Type t = f.paramTypes().get(k);
            List<Integer> own = flat.get(k);
            args[k] = records.contains(k) ? argument(t, own) : own.get(0);
        }
        Callee callee = new Callee(Callee.Kind.STATIC, method, null, null, f.name());
        int result = g.append(at, Op.CALL, f.result(), callee, FRAME, args);
        for (int k = 0; k < args.length; k++) {
            if (records.contains(k)) {
                storeBack(f.paramTypes().get(k), args[k], flat.get(k));
            }
        }
        at.setTerm(f.result().equals(Type.VOID) ? Term.ret(FRAME) : Term.ret(FRAME, result));
        return g;
    }

    private boolean isRecord(Type t) {
        return t.kind() == Type.Kind.OBJECT && !components.of(t.name()).isEmpty();
    }

    private static boolean isList(Type t) {
        return t.kind() == Type.Kind.OBJECT && LISTS.contains(t.name());
    }

    private List<Type> parameters(Type t) {
        if (t.isArray() || isRecord(t)) {
            return leaves(t.isArray() ? t.element() : t).stream()
                    .map(leaf -> t.isArray() ? Type.array(leaf) : leaf.asValue())
                    .toList();
        } else if (t.equals(MAP)) {
            return List.of(MAP, Type.array(Type.I32), Type.array(Type.F64));
        } else if (isList(t)) {
            return List.of(Type.array(Type.F64));
        }
        List<Type> out = new ArrayList<>();
        for (FieldRef field : fields(t)) {
            Type number = Boxes.valueOf(Type.ofDescriptor(field.descriptor()).name());
            if (number != null) {
                out.add(Type.array(Type.I32));
            }
            out.add(Type.array(number != null ? number : Type.ofDescriptor(field.descriptor())));
        }
        return out;
    }

    private List<FieldRef> fields(Type t) {
        List<FieldRef> own = components.fields(t.name());
        if (own == null) {
            throw new DifferentiationException(
                    f.entry().term().loc(),
                    "a derivative with respect to the fields of a " + t + ", whose class file is not found",
                    "pass numbers, or arrays of them");
        }
        return own;
    }

    private int argument(Type t, List<Integer> own) {
        if (t.isArray()) {
            return array(t, own);
        } else if (isRecord(t)) {
            return object(t, new ArrayList<>(own));
        } else if (t.equals(MAP)) {
            String owner = "dev/adagent/overlay/MapOfNumbers";
            int map = g.append(at, Op.NEW, Type.object(owner), null, FRAME);
            put(map, new FieldRef(owner, "index", MAP.descriptor()), own.get(0));
            put(map, new FieldRef(owner, "present", "[I"), own.get(1));
            put(map, new FieldRef(owner, "values", "[D"), own.get(2));
            return map;
        }
        return isList(t) ? list(own.get(0)) : struct(t, new ArrayList<>(own));
    }

    private void storeBack(Type t, int argument, List<Integer> own) {
        if (t.isArray()) {
            storeBack(argument, own);
        } else if (isList(t)) {
            storeList(argument, own.get(0));
        } else if (!isRecord(t) && !t.equals(MAP)) {
            storeStruct(t, argument, new ArrayList<>(own));
        }
    }

    private void put(int object, FieldRef field, int value) {
        g.append(at, Op.PUTFIELD, Type.VOID, field, FRAME, object, value);
    }

    private int load(int array, int i) {
        g.append(at, Op.CHECK_BOUNDS, Type.VOID, null, FRAME, array, i);
        return g.append(at, Op.ALOAD, g.typeOf(array).element().asValue(), null, FRAME, array, i);
    }

    private void store(int array, int i, int value) {
        g.append(at, Op.CHECK_BOUNDS, Type.VOID, null, FRAME, array, i);
        g.append(at, Op.ASTORE, Type.VOID, null, FRAME, array, i, value);
    }

    private int box(int value, Type number) {
        MethodKey key = Boxes.boxing(number);
        Callee callee = new Callee(Callee.Kind.STATIC, key, null, null, null);
        return g.append(at, Op.CALL, Type.object(key.owner()), callee, FRAME, value);
    }

    private int unbox(int object, Type box) {
        int typed = g.append(at, Op.CHECK_CAST, box, null, FRAME, object);
        g.append(at, Op.CHECK_NULL, Type.VOID, null, FRAME, typed);
        Callee callee = new Callee(Callee.Kind.SPECIAL, Boxes.unboxing(box.name()), null, null, null);
        return g.append(at, Op.CALL, Boxes.valueOf(box.name()).asValue(), callee, FRAME, typed);
    }

    // ---- lists

    private int list(int numbers) {
        int n = g.append(at, Op.ALEN, Type.I32, null, FRAME, numbers);
        int data = g.append(at, Op.NEWARRAY, ELEMENTS, null, FRAME, n);
        loop(n, i -> g.append(at, Op.ASTORE, Type.VOID, null, FRAME, data, i, box(load(numbers, i), Type.F64)));
        int list = g.append(at, Op.NEW, Type.object(LIST), null, FRAME);
        put(list, DATA, data);
        put(list, SIZE, n);
        return list;
    }

    private void storeList(int list, int numbers) {
        int n = g.append(at, Op.ALEN, Type.I32, null, FRAME, numbers);
        int size = g.append(at, Op.GETFIELD, Type.I32, SIZE, FRAME, list);
        Block fails = g.newBlock();
        Block same = g.newBlock();
        int equal = g.append(at, Op.CMP, Type.I32, Cond.EQ, FRAME, n, size);
        at.setTerm(Term.br(equal, Edge.to(same.id()), Edge.to(fails.id()), FRAME));
        String message = "a list that is differentiated keeps its size: make lists that grow in the function";
        fails.setTerm(Term.raise(new Term.Raise("java/lang/UnsupportedOperationException", message), FRAME));
        at = same;
        int data = g.append(at, Op.GETFIELD, ELEMENTS, DATA, FRAME, list);
        loop(n, i -> store(numbers, i, unbox(load(data, i), Type.object("java/lang/Double"))));
    }

    // ---- objects with wrappers among their fields

    private int struct(Type type, List<Integer> parts) {
        int object = g.append(at, Op.NEW, type, null, FRAME);
        for (FieldRef field : fields(type)) {
            Type number = Boxes.valueOf(Type.ofDescriptor(field.descriptor()).name());
            int zero = g.constant(at, 0, FRAME);
            if (number == null) {
                put(object, field, load(parts.remove(0), zero));
                continue;
            }
            int present = load(parts.remove(0), zero);
            int values = parts.remove(0);
            Block some = g.newBlock();
            Block none = g.newBlock();
            Block join = g.newBlock();
            int held = g.addParam(join, Type.ofDescriptor(field.descriptor()));
            at.setTerm(Term.br(present, Edge.to(some.id()), Edge.to(none.id()), FRAME));
            at = some;
            some.setTerm(Term.jump(Edge.to(join.id(), box(load(values, zero), number)), FRAME));
            int missing = g.append(none, Op.CONST, g.typeOf(held), null, FRAME);
            none.setTerm(Term.jump(Edge.to(join.id(), missing), FRAME));
            at = join;
            put(object, field, held);
        }
        return object;
    }

    private void storeStruct(Type type, int object, List<Integer> parts) {
        for (FieldRef field : fields(type)) {
            Type declared = Type.ofDescriptor(field.descriptor());
            Type number = Boxes.valueOf(declared.name());
            int zero = g.constant(at, 0, FRAME);
            int v = g.append(at, Op.GETFIELD, declared.asValue(), field, FRAME, object);
            if (number == null) {
                store(parts.remove(0), zero, v);
                continue;
            }
            int present = parts.remove(0);
            int values = parts.remove(0);
            Block some = g.newBlock();
            Block none = g.newBlock();
            Block join = g.newBlock();
            int missing = g.append(at, Op.CONST, declared, null, FRAME);
            int isNull = g.append(at, Op.CMP, Type.I32, Cond.EQ, FRAME, v, missing);
            at.setTerm(Term.br(isNull, Edge.to(none.id()), Edge.to(some.id()), FRAME));
            at = some;
            store(present, zero, g.constant(at, 1, FRAME));
            store(values, zero, unbox(v, declared));
            at.setTerm(Term.jump(Edge.to(join.id()), FRAME));
            at = none;
            store(present, zero, zero);
            store(values, zero, g.append(at, Op.CONST, number.asValue(), zeroOf(number), FRAME));
            at.setTerm(Term.jump(Edge.to(join.id()), FRAME));
            at = join;
        }
    }

    private static Object zeroOf(Type number) {
        return switch (number.kind()) {
            case F64 -> 0.0;
            case F32 -> 0f;
            case I64 -> 0L;
            default -> 0;
        };
    }

    // ---- records

    /** Types of the components that are no records themselves. */
    private List<Type> leaves(Type record) {
        List<FieldRef> own = record.kind() == Type.Kind.OBJECT ? components.of(record.name()) : List.of();
        if (own.isEmpty()) {
            throw new DifferentiationException(
                    f.entry().term().loc(),
                    "a derivative with respect to the components of " + record + ", which is no record",
                    "pass a record, or an array of records, whose components are numbers");
        }
        List<Type> out = new ArrayList<>();
        for (FieldRef c : own) {
            Type t = Type.ofDescriptor(c.descriptor());
            if (t.kind() == Type.Kind.OBJECT) {
                out.addAll(leaves(t));
            } else {
                out.add(t);
            }
        }
        return out;
    }

    /** The record made of the first of the values, which are taken off the list. */
    private int object(Type record, List<Integer> values) {
        int object = g.append(at, Op.NEW, record, null, FRAME);
        for (FieldRef c : components.of(record.name())) {
            Type t = Type.ofDescriptor(c.descriptor());
            int v = t.kind() == Type.Kind.OBJECT ? object(t, values) : values.remove(0);
            g.append(at, Op.PUTFIELD, Type.VOID, c, FRAME, object, v);
        }
        return object;
    }

    private int array(Type type, List<Integer> parts) {
        int n = g.append(at, Op.ALEN, Type.I32, null, FRAME, parts.get(0));
        int array = g.append(at, Op.NEWARRAY, type, null, FRAME, n);
        loop(n, i -> {
            List<Integer> values = new ArrayList<>();
            for (int p : parts) {
                Type t = g.typeOf(p).element().asValue();
                g.append(at, Op.CHECK_BOUNDS, Type.VOID, null, FRAME, p, i);
                values.add(g.append(at, Op.ALOAD, t, null, FRAME, p, i));
            }
            g.append(at, Op.ASTORE, Type.VOID, null, FRAME, array, i, object(type.element(), values));
        });
        return array;
    }

    private void storeBack(int array, List<Integer> parts) {
        int n = g.append(at, Op.ALEN, Type.I32, null, FRAME, array);
        loop(n, i -> {
            Type record = g.typeOf(array).element();
            int object = g.append(at, Op.ALOAD, record, null, FRAME, array, i);
            storeBack(object, record, i, new ArrayList<>(parts));
        });
    }

    private void storeBack(int object, Type record, int i, List<Integer> parts) {
        g.append(at, Op.CHECK_NULL, Type.VOID, null, FRAME, object);
        for (FieldRef c : components.of(record.name())) {
            Type t = Type.ofDescriptor(c.descriptor());
            int v = g.append(at, Op.GETFIELD, t.asValue(), c, FRAME, object);
            if (t.kind() == Type.Kind.OBJECT) {
                storeBack(v, t, i, parts);
            } else {
                int p = parts.remove(0);
                g.append(at, Op.CHECK_BOUNDS, Type.VOID, null, FRAME, p, i);
                g.append(at, Op.ASTORE, Type.VOID, null, FRAME, p, i, v);
            }
        }
    }

    /** {@code for (i = 0; i < n; i++)}; the body goes on from the current block. */
    private void loop(int n, IntConsumer body) {
        Block test = g.newBlock();
        Block inside = g.newBlock();
        Block after = g.newBlock();
        at.setTerm(Term.jump(Edge.to(test.id(), g.constant(at, 0, FRAME)), FRAME));
        int i = g.addParam(test, Type.I32);
        int more = g.append(test, Op.CMP, Type.I32, Cond.LT, FRAME, i, n);
        test.setTerm(Term.br(more, Edge.to(inside.id()), Edge.to(after.id()), FRAME));
        at = inside;
        body.accept(i);
        int next = g.append(at, Op.ADD, Type.I32, null, FRAME, i, g.constant(at, 1, FRAME));
        at.setTerm(Term.jump(Edge.to(test.id(), next), FRAME));
        at = after;
    }
}
