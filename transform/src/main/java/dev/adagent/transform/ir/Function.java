package dev.adagent.transform.ir;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A function in SSA form. The first block is the entry, and its parameters are the function's. Every use is dominated by its
 * definition; the verifier says so between passes. No edge leads to the entry.
 */
public final class Function {
    private final String name;
    private final Type result;
    /** In order; and by id, null where there is none: asked for in every pass, for every edge. */
    private final List<Block> blocks = new ArrayList<>();

    private Block[] byId = new Block[8];
    private final List<Type> valueTypes = new ArrayList<>();
    private int nextBlock;
    private boolean noInline;
    private boolean optimised;
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

    /** Whether the passes had nothing left to do when somebody said so: the function came optimised into its module. It is no part of the text form. */
    public boolean isOptimised() {
        return optimised;
    }

    /** Says that the passes have nothing left to do. */
    public Function setOptimised() {
        optimised = true;
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
        return new ArrayList<>(blocks);
    }

    public Block entry() {
        return blocks.get(0);
    }

    public Block block(int id) {
        if (!hasBlock(id)) {
            throw new IllegalArgumentException("no block b" + id + " in " + name);
        }
        return byId[id];
    }

    public boolean hasBlock(int id) {
        return id >= 0 && id < byId.length && byId[id] != null;
    }

    public Block newBlock() {
        Block b = new Block(nextBlock++);
        add(b);
        return b;
    }

    /** Takes a block's instructions from an index on, and its terminator, to a new block, which is returned; the first is yet to be ended. */
    public Block split(Block b, int index) {
        Block rest = newBlock();
        List<Insn> tail = b.insns().subList(index, b.insns().size());
        rest.insns().addAll(tail);
        tail.clear();
        rest.setTerm(b.term());
        return rest;
    }

    /** As {@link #split}, behind an instruction that goes: what stands in its place follows in the first block. */
    public Block splitInPlaceOf(Block b, int index) {
        Block rest = split(b, index + 1);
        b.insns().remove(index);
        return rest;
    }

    private void add(Block b) {
        if (b.id() >= byId.length) {
            byId = Arrays.copyOf(byId, Math.max(b.id() + 1, byId.length * 2));
        }
        byId[b.id()] = b;
        blocks.add(b);
    }

    /** For the parser: a block with a given id. */
    Block newBlock(int id) {
        if (hasBlock(id)) {
            throw new IllegalArgumentException("b" + id + " twice");
        }
        Block b = new Block(id);
        add(b);
        nextBlock = Math.max(nextBlock, id + 1);
        return b;
    }

    public void removeBlock(int id) {
        if (hasBlock(id)) {
            blocks.remove(byId[id]);
            byId[id] = null;
        }
    }

    /** Puts the blocks in the given order; blocks left out are removed. */
    public void reorder(List<Integer> order) {
        Block[] old = byId;
        byId = new Block[old.length];
        blocks.clear();
        for (int id : order) {
            if (byId[id] == null) {
                add(Objects.requireNonNull(old[id]));
            }
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
        f.optimised = optimised;
        f.origin = origin;
        for (Block b : blocks) {
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
