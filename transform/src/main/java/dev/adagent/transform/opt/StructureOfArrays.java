package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Operands;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes arrays of objects apart into arrays of their fields: one that says which class an element is of, 0 for null, and one for each field
 * of each class. What is stored goes there field by field; what is loaded is made anew from there, and {@link ScalarReplacement} takes both
 * ends apart in turn. So the elements of a list of boxed numbers, or of records, are numbers in arrays in the end, which have derivatives.
 */
final class StructureOfArrays {
    private final Function f;
    private final ArrayWeb web;
    /** Types of the arrays that take the place of one: the first says the class. */
    private final List<Type> types = new ArrayList<>();

    private final Map<FieldRef, Integer> fields = new LinkedHashMap<>();
    private final Map<Integer, int[]> parts = new HashMap<>();
    /** What the arrays hold where an element is loaded. */
    private final Map<Integer, int[]> loaded = new HashMap<>();

    private final List<Insn> atEntry = new ArrayList<>();
    private final Map<FieldRef, int[]> empties = new HashMap<>();
    private final Set<Integer> needed = new LinkedHashSet<>();

    private StructureOfArrays(Function f, ArrayWeb web) {
        this.f = f;
        this.web = web;
        types.add(Type.array(Type.I32));
        for (ArrayWeb.Kind k : web.kinds()) {
            for (FieldRef field : k.fields()) {
                if (fields.putIfAbsent(field, types.size()) == null) {
                    types.add(Type.array(Type.ofDescriptor(field.descriptor())));
                }
            }
        }
    }

    /** Takes apart every array that can be. @return whether anything changed */
    static boolean run(Function f, Hierarchy hierarchy) {
        boolean any = false;
        while (true) {
            ArrayWeb web = ArrayWeb.next(f, hierarchy);
            if (web == null) {
                return any;
            }
            new StructureOfArrays(f, web).replace();
            DeadCode.run(f);
            ScalarReplacement.run(f, hierarchy);
            any = Rewrite.ARRAY_TAKEN_APART.happened();
        }
    }

    private void replace() {
        for (int a : web.members()) {
            parts.put(a, partsOf(a));
        }
        findLoads();
        List<Block> before = f.blocks();
        before.forEach(this::addParams);
        before.forEach(b -> Operands.passAlso(f, b, web::contains, parts::get));
        before.forEach(b -> Operands.removeParams(f, b, web::contains));
        before.forEach(this::rewrite);
        f.entry().insns().addAll(0, atEntry);
        // what referred to the arrays now refers to the first of their parts
        Operands.replace(f, v -> web.contains(v) ? parts.get(v)[0] : v);
    }

    /** The arrays in the place of one; those of a parameter are fresh parameters. */
    private int[] partsOf(int array) {
        Insn i = web.uses.insn(array);
        if (i != null && i.op() == Op.CHECK_CAST) {
            return web.contains(i.arg(0)) && parts.containsKey(i.arg(0)) ? parts.get(i.arg(0)) : partsOf(i.arg(0));
        }
        if (parts.containsKey(array)) {
            return parts.get(array);
        }
        if (i != null && i.op() == Op.GETSTATIC) {
            return empties.computeIfAbsent((FieldRef) i.attr(), x -> empty(i));
        }
        int[] out = types.stream()
                .mapToInt(t -> f.newValue(nested(t, f.typeOf(array))))
                .toArray();
        if (i != null && i.op() == Op.CONST) {
            for (int part : out) {
                atEntry.add(new Insn(Op.CONST, f.typeOf(part), part, new int[0], null, i.loc()));
            }
        }
        parts.put(array, out);
        return out;
    }

    /** The type of a part of an array of arrays: as deep as that is. */
    private static Type nested(Type part, Type array) {
        return array.element().isArray() ? Type.array(nested(part, array.element())) : part;
    }

    /** A constant array without elements is the same wherever it is read. */
    private int[] empty(Insn constant) {
        Loc loc = constant.loc();
        int zero = f.newValue(Type.I32);
        atEntry.add(new Insn(Op.CONST, Type.I32, zero, new int[0], 0, loc));
        int[] out = types.stream()
                .mapToInt(t -> f.newValue(nested(t, constant.type())))
                .toArray();
        for (int part : out) {
            atEntry.add(new Insn(Op.NEWARRAY, f.typeOf(part), part, new int[] {zero}, null, loc));
        }
        return out;
    }

    /** Which elements are loaded, and of which the object is needed, not only what it holds. */
    private void findLoads() {
        for (int a : web.members()) {
            for (var u : web.uses.of(a)) {
                if (u.insn() != null
                        && u.insn().op() == Op.ALOAD
                        && !web.contains(u.insn().result())) {
                    int element = u.insn().result();
                    loaded.put(
                            element,
                            types.stream()
                                    .mapToInt(t -> f.newValue(t.element().asValue()))
                                    .toArray());
                    if (isNeeded(element)) {
                        needed.add(element);
                    }
                }
            }
        }
    }

    private boolean isNeeded(int element) {
        return web.uses.of(element).stream().anyMatch(u -> {
            Insn i = u.insn();
            boolean stored = i != null && i.op() == Op.ASTORE && u.operand() == 2 && web.contains(i.arg(0));
            boolean cast = i != null && i.op() == Op.CHECK_CAST && isStoredOnly(i);
            return !stored && !cast;
        });
    }

    /** Whether a cast cannot fail and what it gives is only stored to such an array again. */
    private boolean isStoredOnly(Insn cast) {
        return cast.type().equals(Type.object("java/lang/Object")) && !isNeeded(cast.result());
    }

    // ---- control flow

    private void addParams(Block b) {
        for (int p : List.copyOf(b.params())) {
            if (web.contains(p)) {
                Arrays.stream(parts.get(p)).forEach(b.params()::add);
            }
        }
    }

    // ---- accesses

    private void rewrite(Block start) {
        List<Insn> old = List.copyOf(start.insns());
        Term end = start.term();
        start.insns().clear();
        Block b = start;
        for (Insn i : old) {
            b = rewrite(b, i);
        }
        b.setTerm(end);
    }

    private Block rewrite(Block b, Insn i) {
        boolean defines = i.result() >= 0 && web.contains(i.result());
        if (i.op() == Op.NEWARRAY && defines) {
            int[] own = parts.get(i.result());
            for (int part : own) {
                b.insns().add(new Insn(Op.NEWARRAY, f.typeOf(part), part, i.args(), null, i.loc()));
            }
            return b;
        } else if (i.op() == Op.ALOAD && defines) {
            int[] rows = parts.get(i.result());
            for (int k = 0; k < rows.length; k++) {
                int[] operands = {parts.get(i.arg(0))[k], i.arg(1)};
                b.insns().add(new Insn(Op.ALOAD, f.typeOf(rows[k]), rows[k], operands, null, i.loc()));
            }
            return b;
        } else if (defines) {
            return b; // casts, constants: their parts stand elsewhere
        } else if (i.op() == Op.ALOAD && web.contains(i.arg(0))) {
            return load(b, i);
        } else if (i.op() == Op.ASTORE && web.contains(i.arg(0))) {
            return store(b, i);
        }
        boolean unequal = i.op() == Op.CMP && web.isNeverEqual(i);
        b.insns()
                .add(
                        unequal
                                ? new Insn(
                                        Op.CONST,
                                        Type.I32,
                                        i.result(),
                                        new int[0],
                                        i.attr() == Cond.EQ ? 0 : 1,
                                        i.loc())
                                : i);
        return b;
    }

    private Block load(Block b, Insn i) {
        if (web.kinds().isEmpty()) {
            b.insns().add(new Insn(Op.CONST, i.type(), i.result(), new int[0], null, i.loc()));
            return b;
        }
        int[] from = parts.get(i.arg(0));
        int[] held = loaded.get(i.result());
        for (int k = 0; k < held.length; k++) {
            int[] operands = {from[k], i.arg(1)};
            b.insns().add(new Insn(Op.ALOAD, f.typeOf(held[k]), held[k], operands, null, i.loc()));
        }
        return needed.contains(i.result()) ? object(b, i, held) : b;
    }

    /** Makes the object that was stored anew. */
    private Block object(Block b, Insn load, int[] held) {
        Loc loc = load.loc();
        Block join = f.newBlock();
        join.params().add(load.result());
        Type type = f.typeOf(load.result());
        Block none = f.newBlock();
        Block at = f.newBlock();
        b.setTerm(Term.br(held[0], Edge.to(at.id()), Edge.to(none.id()), loc));
        none.setTerm(Term.jump(Edge.to(join.id(), f.append(none, Op.CONST, type, null, loc)), loc));
        for (int k = 0; k < web.kinds().size(); k++) {
            Block here = at;
            if (k < web.kinds().size() - 1) {
                here = f.newBlock();
                at = test(at, held[0], k + 1, here, loc);
            }
            int made = make(here, web.kinds().get(k), held, loc);
            here.setTerm(Term.jump(Edge.to(join.id(), made), loc));
        }
        return join;
    }

    /** Goes to {@code yes} if the number is that; gives the block for others. */
    private Block test(Block at, int number, int is, Block yes, Loc loc) {
        Block no = f.newBlock();
        int same = f.append(at, Op.CMP, Type.I32, Cond.EQ, loc, number, f.constant(at, is, loc));
        at.setTerm(Term.br(same, Edge.to(yes.id()), Edge.to(no.id()), loc));
        return no;
    }

    private int make(Block b, ArrayWeb.Kind kind, int[] held, Loc loc) {
        if (kind.isBox()) {
            Callee box = new Callee(
                    Callee.Kind.STATIC, Boxes.boxing(Boxes.valueOf(kind.type().name())), null, null, null);
            int value = held[fields.get(kind.fields().get(0))];
            return f.append(b, Op.CALL, kind.type(), box, loc, value);
        }
        int object = f.append(b, Op.NEW, kind.type(), null, loc);
        for (FieldRef field : kind.fields()) {
            f.append(b, Op.PUTFIELD, Type.VOID, field, loc, object, held[fields.get(field)]);
        }
        return object;
    }

    private Block store(Block b, Insn i) {
        int value = i.arg(2);
        if (web.contains(value)) {
            int[] rows = parts.get(value);
            for (int k = 0; k < rows.length; k++) {
                put(b, i, k, rows[k]);
            }
            return b;
        }
        int[] held = loaded.get(web.loaded(value));
        ArrayWeb.Kind kind = web.kindOf(value);
        if (web.isNull(value) || web.kinds().isEmpty()) {
            put(b, i, 0, f.constant(b, 0, i.loc()));
            return b;
        } else if (held != null) {
            for (int k = 0; k < held.length; k++) {
                put(b, i, k, held[k]);
            }
            return b;
        } else if (kind != null) {
            putFields(b, i, kind, value);
            return b;
        }
        return storeAny(b, i);
    }

    private Block storeAny(Block b, Insn i) {
        Loc loc = i.loc();
        int value = i.arg(2);
        Block join = f.newBlock();
        Block none = f.newBlock();
        Block at = f.newBlock();
        int missing = f.append(b, Op.CONST, f.typeOf(value), null, loc);
        int isNull = f.append(b, Op.CMP, Type.I32, Cond.EQ, loc, value, missing);
        b.setTerm(Term.br(isNull, Edge.to(none.id()), Edge.to(at.id()), loc));
        put(none, i, 0, f.constant(none, 0, loc));
        none.setTerm(Term.jump(Edge.to(join.id()), loc));
        for (int k = 0; k < web.kinds().size(); k++) {
            ArrayWeb.Kind kind = web.kinds().get(k);
            Block here = at;
            if (k < web.kinds().size() - 1) {
                here = f.newBlock();
                Block no = f.newBlock();
                int is = f.append(at, Op.INSTANCEOF, Type.I32, kind.type(), loc, value);
                at.setTerm(Term.br(is, Edge.to(here.id()), Edge.to(no.id()), loc));
                at = no;
            }
            int typed = f.append(here, Op.CHECK_CAST, kind.type(), null, loc, value);
            putFields(here, i, kind, typed);
            here.setTerm(Term.jump(Edge.to(join.id()), loc));
        }
        return join;
    }

    private void putFields(Block b, Insn store, ArrayWeb.Kind kind, int object) {
        Loc loc = store.loc();
        put(b, store, 0, f.constant(b, web.kinds().indexOf(kind) + 1, loc));
        for (FieldRef field : kind.fields()) {
            Type type = Type.ofDescriptor(field.descriptor()).asValue();
            int v;
            if (kind.isBox()) {
                Callee unbox = new Callee(
                        Callee.Kind.SPECIAL, Boxes.unboxing(kind.type().name()), null, null, null);
                v = f.append(b, Op.CALL, type, unbox, loc, object);
            } else {
                v = f.append(b, Op.GETFIELD, type, field, loc, object);
            }
            put(b, store, fields.get(field), v);
        }
    }

    private void put(Block b, Insn store, int part, int value) {
        f.append(b, Op.ASTORE, Type.VOID, null, store.loc(), parts.get(store.arg(0))[part], store.arg(1), value);
    }
}
