package dev.adagent.transform.emit;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Arrays, one for each kind of value, in which the parts of a function that was split over several methods leave each other what a method
 * cannot return or take. A value's slot is written wherever the value is defined, so it holds the value wherever that is live.
 */
final class Frame {
    private static final Type OBJECT = Type.object("java/lang/Object");

    private record Slot(Type kind, int index) {}

    private record Array(int value, int length) {}

    private final Function f;
    private final Map<Type, Array> arrays = new LinkedHashMap<>();
    private final Map<Type, Integer> sizes = new HashMap<>();
    private final Map<Integer, Slot> slots = new HashMap<>();

    Frame(Function f) {
        this.f = f;
    }

    /** Whether a value of the type may lie in a frame: numbers, and references whose class any method may name. */
    static boolean takes(Type type) {
        Type t = type;
        while (t.isArray()) {
            t = t.element();
        }
        return !t.isTuple() && (t.kind() != Type.Kind.OBJECT || t.equals(OBJECT));
    }

    /** Whether the value is one of the frame's arrays. */
    boolean isArray(int value) {
        return arrays.values().stream().anyMatch(a -> a.value() == value);
    }

    boolean has(int value) {
        return slots.containsKey(value);
    }

    private static Type kind(Type type) {
        return type.isReference() ? OBJECT : type;
    }

    /** The array that holds values of the type. It is made when the function begins. */
    int array(Type type) {
        return arrays.computeIfAbsent(kind(type), k -> {
                    int length = f.newValue(Type.I32);
                    int array = f.newValue(Type.array(k));
                    List<Insn> entry = f.entry().insns();
                    entry.add(0, new Insn(Op.CONST, Type.I32, length, new int[0], 0, Loc.NONE));
                    entry.add(1, new Insn(Op.NEWARRAY, Type.array(k), array, new int[] {length}, null, Loc.NONE));
                    return new Array(array, length);
                })
                .value();
    }

    /** The number of instructions with which the entry makes the arrays. */
    int prefix() {
        return 2 * arrays.size();
    }

    /** Gives the value a slot; its definition is to {@linkplain #store store} it. */
    void add(int value) {
        Type kind = kind(f.typeOf(value));
        array(kind);
        slots.put(value, new Slot(kind, sizes.merge(kind, 1, Integer::sum) - 1));
    }

    /**
     * Appends the store of a value.
     *
     * @param slot the value of the split function whose slot it is
     * @param in where to append: the split function or a part of it
     * @param array the slot's array there
     * @param value the value there
     */
    void store(int slot, Function in, Block at, int array, int value) {
        int index = in.constant(at, slots.get(slot).index(), Loc.NONE);
        in.append(at, Op.ASTORE, Type.VOID, null, Loc.NONE, array, index, value);
    }

    /** Stores the value, which is of the split function, behind its definition. */
    void storeAtDefinition(int value, Block block, int behind) {
        List<Insn> tail = block.insns().subList(behind, block.insns().size());
        List<Insn> rest = List.copyOf(tail);
        tail.clear();
        store(value, f, block, array(f.typeOf(value)), value);
        block.insns().addAll(rest);
    }

    /**
     * Appends the load of a value.
     *
     * @param as the id that the loaded value is to have
     */
    void load(int slot, Function in, Block at, int array, int as) {
        int index = in.constant(at, slots.get(slot).index(), Loc.NONE);
        Type type = in.typeOf(as);
        if (type.isReference() && !type.equals(OBJECT)) {
            int loaded = in.append(at, Op.ALOAD, OBJECT, null, Loc.NONE, array, index);
            at.insns().add(new Insn(Op.CHECK_CAST, type, as, new int[] {loaded}, null, Loc.NONE));
        } else {
            at.insns().add(new Insn(Op.ALOAD, type, as, new int[] {array, index}, null, Loc.NONE));
        }
    }

    /** To be called when all values have their slots: sets the lengths of the arrays. */
    void finish() {
        arrays.forEach((kind, a) -> f.entry()
                .insns()
                .replaceAll(i -> i.result() == a.length() ? i.withAttr(sizes.getOrDefault(kind, 0)) : i));
    }
}
