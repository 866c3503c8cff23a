package dev.adagent.transform.deferred;

import dev.adagent.transform.autodiff.DifferentiationException;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.List;

/** Takes a record apart into the components that are no records themselves, and makes one of such. */
final class RecordParts {
    /** What is known of records' classes. */
    interface Components {
        /** In order; empty if the type is no record. @param type internal name */
        List<FieldRef> of(String type);
    }

    private final Type type;
    private final Components components;
    private final List<Type> leaves = new ArrayList<>();

    private RecordParts(Type type, Components components) {
        this.type = type;
        this.components = components;
    }

    /**
     * @param number of the argument, from 1 on
     * @throws DifferentiationException if the type is no record of numbers
     */
    static RecordParts of(Type type, int number, Loc loc, Components components) {
        RecordParts out = new RecordParts(type, components);
        if (!out.collect(type)) {
            throw new DifferentiationException(
                    loc,
                    "a derivative, in compiled code, with respect to a "
                            + type.toString().replace('/', '.') + ", in argument " + number,
                    "pass a record of numbers; arrays as arguments of their own, duplicated(a, da)");
        }
        return out;
    }

    private boolean collect(Type record) {
        List<FieldRef> own = record.kind() == Type.Kind.OBJECT ? components.of(record.name()) : List.of();
        for (FieldRef c : own) {
            Type t = Type.ofDescriptor(c.descriptor());
            if (t.isArray() || t.kind() == Type.Kind.OBJECT && !collect(t)) {
                return false;
            } else if (t.kind() != Type.Kind.OBJECT) {
                leaves.add(t.asValue());
            }
        }
        return !own.isEmpty();
    }

    /** Types of the parts. */
    List<Type> leaves() {
        return leaves;
    }

    /** Whether it is a complex number, a record of two doubles. */
    boolean isComplex() {
        return leaves.equals(List.of(Type.F64, Type.F64))
                && components.of(type.name()).size() == 2;
    }

    /** The record made of the parts. */
    int make(Function f, Block b, List<Integer> parts, Loc loc) {
        return make(type, f, b, new ArrayList<>(parts), loc);
    }

    private int make(Type record, Function f, Block b, List<Integer> rest, Loc loc) {
        int object = f.append(b, Op.NEW, record, null, loc);
        for (FieldRef c : components.of(record.name())) {
            Type t = Type.ofDescriptor(c.descriptor());
            int v = t.kind() == Type.Kind.OBJECT ? make(t, f, b, rest, loc) : rest.remove(0);
            f.append(b, Op.PUTFIELD, Type.VOID, c, loc, object, v);
        }
        return object;
    }

    /** The parts of an object, which may be given as one of a more general class. */
    List<Integer> read(Function f, Block b, int object, Loc loc) {
        List<Integer> out = new ArrayList<>();
        read(type, f, b, object, loc, out);
        return out;
    }

    private void read(Type record, Function f, Block b, int object, Loc loc, List<Integer> out) {
        int exact = f.typeOf(object).equals(record) ? object : f.append(b, Op.CHECK_CAST, record, null, loc, object);
        f.append(b, Op.CHECK_NULL, Type.VOID, null, loc, exact);
        for (FieldRef c : components.of(record.name())) {
            Type t = Type.ofDescriptor(c.descriptor());
            int v = f.append(b, Op.GETFIELD, t.asValue(), c, loc, exact);
            if (t.kind() == Type.Kind.OBJECT) {
                read(t, f, b, v, loc, out);
            } else {
                out.add(v);
            }
        }
    }
}
