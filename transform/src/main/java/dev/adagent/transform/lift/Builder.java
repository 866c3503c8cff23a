package dev.adagent.transform.lift;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;

/** The JVM's frame while a method is translated (locals and operand stack hold value ids), and the block being filled. */
final class Builder {
    final Function function;
    Block block;
    Loc loc = Loc.NONE;

    private int[] locals;
    private List<Integer> stack = new ArrayList<>();
    private final List<Insn> definitions = new ArrayList<>();
    private final BitSet notNull = new BitSet();
    private final Map<Integer, Set<String>> also = new HashMap<>();

    Builder(Function function, int maxLocals) {
        this.function = function;
        locals = new int[maxLocals];
        Arrays.fill(locals, -1);
    }

    // ---- the frame

    void clearFrame() {
        Arrays.fill(locals, -1);
        stack = new ArrayList<>();
    }

    int local(int index) {
        return locals[index];
    }

    void setLocal(int index, int value) {
        locals[index] = value;
    }

    void push(int value) {
        stack.add(value);
    }

    int pop() {
        return stack.remove(stack.size() - 1);
    }

    List<Integer> stack() {
        return stack;
    }

    void setStack(List<Integer> values) {
        stack = values;
    }

    /** Puts another value in the place of all copies of one. */
    void replace(int value, int by) {
        Arrays.setAll(locals, i -> locals[i] == value ? by : locals[i]);
        stack.replaceAll(v -> v == value ? Integer.valueOf(by) : v);
    }

    // ---- instructions

    int emit(Op op, Type type, Object attr, int... args) {
        int result = function.append(block, op, type, attr, loc, args);
        if (result >= 0) {
            while (definitions.size() <= result) {
                definitions.add(null);
            }
            definitions.set(result, block.insns().get(block.insns().size() - 1));
        }
        return result;
    }

    /** The instruction that defines a value, or null for a parameter. */
    Insn definition(int value) {
        return value < definitions.size() ? definitions.get(value) : null;
    }

    Type typeOf(int value) {
        return function.typeOf(value);
    }

    int constant(Object value) {
        return switch (value.getClass().getSimpleName()) {
            case "Integer" -> emit(Op.CONST, Type.I32, value);
            case "Long" -> emit(Op.CONST, Type.I64, value);
            case "Float" -> emit(Op.CONST, Type.F32, value);
            case "Double" -> emit(Op.CONST, Type.F64, value);
            case "String" -> emit(Op.CONST, Type.object("java/lang/String"), value);
            default -> throw new IllegalArgumentException("not a constant: " + value);
        };
    }

    int nullOf(Type type) {
        return emit(Op.CONST, type, null);
    }

    /** The zero of a type: 0 of its kind or the null reference. */
    int zero(Type type) {
        return switch (type.kind()) {
            case I32 -> constant(0);
            case I64 -> constant(0L);
            case F32 -> constant(0f);
            case F64 -> constant(0.0);
            default -> nullOf(type);
        };
    }

    boolean isNull(int value) {
        Insn d = definition(value);
        return d != null && d.op() == Op.CONST && d.attr() == null;
    }

    /** The value; the null reference, which has no type of its own, as one of the type. */
    int typedNull(int value, Type type) {
        return type.isReference() && isNull(value) && !typeOf(value).equals(type) ? nullOf(type) : value;
    }

    /** Notes an interface that the object has beside its type. */
    void markAlso(int value, String itf) {
        also.computeIfAbsent(value, k -> new HashSet<>()).add(itf);
    }

    /** Whether the object is known to have an interface that its type does not tell. */
    boolean isAlso(int value, Type type) {
        return !type.isArray() && also.getOrDefault(value, Set.of()).contains(type.name());
    }

    void markNotNull(int value) {
        notNull.set(value);
    }

    boolean isNotNull(int value) {
        if (notNull.get(value)) {
            return true;
        }
        Insn d = definition(value);
        return d != null
                && switch (d.op()) {
                    case NEW, NEWARRAY, SHARED, LAMBDA -> true;
                    case CONST -> d.attr() != null;
                    case CHECK_CAST -> isNotNull(d.arg(0));
                    default -> false;
                };
    }

    int compare(Cond cond, int a, int b) {
        return emit(Op.CMP, Type.I32, cond, a, b);
    }

    // ---- control flow inside one bytecode

    void jump(Block target, int... args) {
        block.setTerm(Term.jump(Edge.to(target.id(), args), loc));
    }

    void branch(int condition, Block then, Block otherwise) {
        block.setTerm(Term.br(condition, Edge.to(then.id()), Edge.to(otherwise.id()), loc));
    }

    /** {@code for (int i = 0; i < count; i++) body(i)}; goes on after the loop. */
    void loop(int count, IntConsumer body) {
        Block header = function.newBlock();
        Block inside = function.newBlock();
        Block after = function.newBlock();
        int i = function.addParam(header, Type.I32);
        jump(header, constant(0));
        block = header;
        branch(compare(Cond.LT, i, count), inside, after);
        block = inside;
        body.accept(i);
        jump(header, emit(Op.ADD, Type.I32, null, i, constant(1)));
        block = after;
    }
}
