package dev.adagent.transform.ir;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A function in SSA form. The first block is the entry, and its parameters are the function's. Every use is dominated by its
 * definition; the verifier says so between passes. No edge leads to the entry.
 */
public final class Function {
    private final String name;
    private final Type result;
    private final Map<Integer, Block> blocks = new LinkedHashMap<>();
    private final List<Type> valueTypes = new ArrayList<>();
    private int nextBlock;
    private boolean noInline;
    private Object origin;

    public Function(String name, Type result) {
        this.name = Objects.requireNonNull(name);
        this.result = Objects.requireNonNull(result);
    }

    /** Unique in the module; for a lifted method the text of its {@link dev.adagent.overlay.MethodKey}. */
    public String name() {
        return name;
    }

    public Type result() {
        return result;
    }

    /** Whether calls of the function stay calls, as LLVM's attribute {@code noinline} asks for. */
    public boolean noInline() {
        return noInline;
    }

    /** Says whether calls of the function stay calls. */
    public Function setNoInline(boolean keep) {
        noInline = keep;
        return this;
    }

    /** What the function was made of, for who made it; null if nobody said. It is no part of the text form. */
    public Object origin() {
        return origin;
    }

    /** Says what the function was made of. */
    public Function setOrigin(Object of) {
        origin = of;
        return this;
    }

    /** The blocks in order, the entry first; a new list. */
    public List<Block> blocks() {
        return new ArrayList<>(blocks.values());
    }

    public Block entry() {
        return blocks.values().iterator().next();
    }

    public Block block(int id) {
        Block b = blocks.get(id);
        if (b == null) {
            throw new IllegalArgumentException("no block b" + id + " in " + name);
        }
        return b;
    }

    public boolean hasBlock(int id) {
        return blocks.containsKey(id);
    }

    public Block newBlock() {
        Block b = new Block(nextBlock++);
        blocks.put(b.id(), b);
        return b;
    }

    /** For the parser: a block with a given id. */
    Block newBlock(int id) {
        if (blocks.containsKey(id)) {
            throw new IllegalArgumentException("b" + id + " twice");
        }
        Block b = new Block(id);
        blocks.put(id, b);
        nextBlock = Math.max(nextBlock, id + 1);
        return b;
    }

    public void removeBlock(int id) {
        blocks.remove(id);
    }

    /** Puts the blocks in the given order; blocks left out are removed. */
    public void reorder(List<Integer> order) {
        Map<Integer, Block> old = new LinkedHashMap<>(blocks);
        blocks.clear();
        for (int id : order) {
            blocks.put(id, Objects.requireNonNull(old.get(id)));
        }
    }

    /** A fresh value id of the given type. */
    public int newValue(Type type) {
        if (type.equals(Type.VOID)) {
            throw new IllegalArgumentException("void is no value");
        }
        valueTypes.add(type);
        return valueTypes.size() - 1;
    }

    /** For the parser: a value with a given id. */
    void defineValue(int id, Type type) {
        while (valueTypes.size() <= id) {
            valueTypes.add(null);
        }
        valueTypes.set(id, type);
    }

    public Type typeOf(int value) {
        return valueTypes.get(value);
    }

    /** One more than the largest value id. */
    public int valueCount() {
        return valueTypes.size();
    }

    /** Adds a parameter to a block and returns its id. */
    public int addParam(Block block, Type type) {
        int id = newValue(type);
        block.params().add(id);
        return id;
    }

    /** The function's parameters: those of the entry block. */
    public List<Integer> params() {
        return entry().params();
    }

    public List<Type> paramTypes() {
        return params().stream().map(this::typeOf).toList();
    }

    /** Appends an instruction and returns its result's id, −1 for void. */
    public int append(Block block, Op op, Type type, Object attr, Loc loc, int... args) {
        int id = type.equals(Type.VOID) ? -1 : newValue(type);
        block.insns().add(new Insn(op, type, id, args, attr, loc));
        return id;
    }

    /** Appends a constant: Integer, Long, Float or Double. */
    public int constant(Block block, Object value, Loc loc) {
        Type type;
        if (value instanceof Integer) {
            type = Type.I32;
        } else if (value instanceof Long) {
            type = Type.I64;
        } else if (value instanceof Float) {
            type = Type.F32;
        } else if (value instanceof Double) {
            type = Type.F64;
        } else {
            throw new IllegalArgumentException("not a numeric constant: " + value);
        }
        return append(block, Op.CONST, type, value, loc);
    }

    /** A copy under another name, with the same block and value ids. */
    public Function copy(String newName) {
        return copy(newName, result);
    }

    /** A copy under another name and with another result, whose returns are yet to be replaced. */
    public Function copy(String newName, Type newResult) {
        Function f = new Function(newName, newResult);
        f.noInline = noInline;
        f.origin = origin;
        for (Block b : blocks.values()) {
            Block c = f.newBlock(b.id());
            c.params().addAll(b.params());
            c.insns().addAll(b.insns());
            c.setTerm(b.term());
        }
        f.valueTypes.addAll(valueTypes);
        f.nextBlock = nextBlock;
        return f;
    }

    @Override
    public String toString() {
        return name;
    }
}
