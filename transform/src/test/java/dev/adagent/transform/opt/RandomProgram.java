package dev.adagent.transform.opt;

import dev.adagent.overlay.MethodKey;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Writes random functions {@code (i32, i64, f32, f64, f64, [f64, [f64, [i32)} with many results: arithmetic on special values, branches, switches,
 * bounded loops with carried values, arrays that may be one, local arrays, objects that merge and change, boxes, and every check.
 */
final class RandomProgram {
    static final Type POINT = Type.object("t/P");
    private static final Type OTHER = Type.object("t/Q");
    private static final Type ANYTHING = Type.object("java/lang/Object");
    private static final FieldRef W = new FieldRef("t/Q", "w", "D");
    private static final Type DOUBLE = Type.object("java/lang/Double");
    private static final FieldRef X = new FieldRef("t/P", "x", "D");
    private static final FieldRef N = new FieldRef("t/P", "n", "I");
    private static final FieldRef B = new FieldRef("t/P", "b", "B");
    private static final double[] DOUBLES = {
        0.0, -0.0, 1.0, -1.0, 2.0, 0.5, Double.NaN, Double.POSITIVE_INFINITY, 1e-310
    };
    private static final int[] INTS = {0, 1, -1, 2, 3, 7, 31, 32, 255, 256, Integer.MIN_VALUE, Integer.MAX_VALUE};

    /** Many results, so that little of a program is dead. */
    private static final Type RESULT = Type.tuple(
            Type.F64, Type.F64, Type.F64, Type.F64, Type.F64, Type.F64, Type.I32, Type.I32, Type.I32, Type.I32,
            Type.I64, Type.I64, Type.F32, Type.F32);

    private static final List<Type> PARAMS = List.of(
            Type.I32,
            Type.I64,
            Type.F32,
            Type.F64,
            Type.F64,
            Type.array(Type.F64),
            Type.array(Type.F64),
            Type.array(Type.I32));

    private final Random random;
    private final Function f;
    private Block block;
    private List<Integer> pool = new ArrayList<>();
    private List<String> callees = List.of();
    private int depth;
    private int budget;

    private RandomProgram(long seed, int size) {
        random = new Random(seed);
        f = new Function("random" + seed, RESULT);
        budget = size;
    }

    static Function make(long seed, int size) {
        return make(new RandomProgram(seed, size));
    }

    /** A random function that calls two others, one of which calls the other. */
    static Module module(long seed, int size) {
        Module m = new Module();
        Function leaf = make(seed * 3, size / 4);
        RandomProgram middle = new RandomProgram(seed * 3 + 1, size / 4);
        middle.callees = List.of(leaf.name());
        RandomProgram entry = new RandomProgram(seed * 3 + 2, size);
        entry.callees = List.of(leaf.name(), middle.f.name());
        m.add(make(entry));
        m.add(make(middle));
        m.add(leaf);
        return m;
    }

    private static Function make(RandomProgram p) {
        int size = p.budget;
        p.block = p.f.newBlock();
        PARAMS.forEach(t -> p.pool.add(p.f.addParam(p.block, t)));
        p.statements(size);
        int[] results = RESULT.parts().stream().mapToInt(p::any).toArray();
        p.block.setTerm(Term.ret(Loc.NONE, p.emit(Op.TUPLE, RESULT, null, results)));
        return p.f;
    }

    private int emit(Op op, Type type, Object attr, int... args) {
        int v = f.append(block, op, type, attr, Loc.NONE, args);
        if (v >= 0) {
            pool.add(v);
        }
        return v;
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    private int any(Type type) {
        List<Integer> fit = pool.stream().filter(v -> f.typeOf(v).equals(type)).toList();
        if (fit.isEmpty() || chance(6)) {
            return fresh(type);
        }
        // recent values more often than old ones
        int at = Math.max(random.nextInt(fit.size()), random.nextInt(fit.size()));
        return fit.get(at);
    }

    private int fresh(Type type) {
        if (type.equals(POINT)) {
            return emit(Op.NEW, POINT, null);
        }
        if (type.equals(OTHER)) {
            return emit(Op.NEW, OTHER, null);
        }
        if (type.equals(ANYTHING)) {
            return switch (random.nextInt(9)) {
                case 0 -> emit(Op.CONST, ANYTHING, null);
                case 1, 2 -> any(OTHER);
                default -> any(POINT);
            };
        }
        if (type.equals(DOUBLE)) {
            return call(Callee.Kind.STATIC, "valueOf", "(D)Ljava/lang/Double;", any(Type.F64));
        }
        double d = DOUBLES[random.nextInt(DOUBLES.length)];
        int i = INTS[random.nextInt(INTS.length)];
        return switch (type.kind()) {
            case I32 -> emit(Op.CONST, type, i);
            case I64 -> emit(Op.CONST, type, chance(4) ? Long.MIN_VALUE : (long) i);
            case F32 -> emit(Op.CONST, type, (float) d);
            case F64 -> emit(Op.CONST, type, d);
            default -> emit(Op.NEWARRAY, type, null, emit(Op.CONST, Type.I32, 1 + random.nextInt(4)));
        };
    }

    private int call(Callee.Kind kind, String name, String descriptor, int... args) {
        Callee c = new Callee(kind, new MethodKey("java/lang/Double", name, descriptor), null, null, null);
        return emit(Op.CALL, Type.result(descriptor), c, args);
    }

    private Type number() {
        return List.of(Type.I32, Type.I32, Type.I64, Type.F32, Type.F64, Type.F64, Type.F64)
                .get(random.nextInt(7));
    }

    private void statements(int count) {
        for (int k = 0; k < count && budget > 0; k++) {
            budget--;
            if (!callees.isEmpty() && depth < 2 && chance(6)) {
                callFunction();
            }
            switch (random.nextInt(depth < 4 ? 16 : 11)) {
                case 0, 1, 2 -> arithmetic();
                case 3 -> convert();
                case 4 -> compare();
                case 5, 6 -> array();
                case 7, 8 -> object();
                case 9 -> {
                    select();
                    identity();
                    identity();
                }
                case 10 -> intrinsic();
                case 11, 12 -> branch();
                case 13 -> choose();
                default -> loop();
            }
        }
    }

    private void callFunction() {
        String name = callees.get(random.nextInt(callees.size()));
        MethodKey key = new MethodKey("t/T", "f", "()V");
        int[] args = PARAMS.stream().mapToInt(this::any).toArray();
        int tuple = emit(Op.CALL, RESULT, new Callee(Callee.Kind.STATIC, key, null, null, name), args);
        int index = random.nextInt(RESULT.parts().size());
        emit(Op.EXTRACT, RESULT.parts().get(index), index, tuple);
    }

    private void arithmetic() {
        Type t = number();
        List<Op> ops = t.isInteger()
                ? List.of(
                        Op.ADD, Op.SUB, Op.MUL, Op.DIV, Op.REM, Op.AND, Op.OR, Op.XOR, Op.SHL, Op.SHR, Op.USHR, Op.NEG)
                : List.of(Op.ADD, Op.ADD, Op.SUB, Op.SUB, Op.MUL, Op.MUL, Op.DIV, Op.REM, Op.NEG);
        Op op = ops.get(random.nextInt(ops.size()));
        int a = any(t);
        if (op == Op.NEG) {
            emit(op, t, null, a);
            return;
        }
        Type right = op == Op.SHL || op == Op.SHR || op == Op.USHR ? Type.I32 : t;
        int b = chance(3) ? neutral(right) : any(right);
        if (t.isInteger() && (op == Op.DIV || op == Op.REM)) {
            emit(Op.CHECK_ZERO, Type.VOID, null, b);
        }
        emit(op, t, null, a, b);
    }

    /** One of the constants that identities are about. */
    private int neutral(Type t) {
        double d = DOUBLES[random.nextInt(4)];
        return switch (t.kind()) {
            case I32 -> emit(Op.CONST, t, (int) d);
            case I64 -> emit(Op.CONST, t, (long) d);
            case F32 -> emit(Op.CONST, t, (float) d);
            default -> emit(Op.CONST, t, d);
        };
    }

    /** What looks like an identity, on an argument that is −0.0 in one run. */
    private void identity() {
        Op op = List.of(Op.ADD, Op.SUB, Op.MUL, Op.DIV).get(random.nextInt(4));
        int zeroOrOne = emit(Op.CONST, Type.F64, DOUBLES[random.nextInt(4)]);
        int x = chance(2) ? f.params().get(4) : any(Type.F64);
        if (chance(3)) {
            emit(op, Type.F64, null, zeroOrOne, x);
        } else {
            emit(op, Type.F64, null, x, zeroOrOne);
        }
    }

    private void convert() {
        Type from = number();
        Type to = number();
        if (from.equals(to)) {
            Type narrow = List.of(Type.I8, Type.I16, Type.U16, Type.BOOL).get(random.nextInt(4));
            emit(Op.NARROW, Type.I32, narrow, any(Type.I32));
        } else if (chance(4)) {
            emit(Op.BITCAST, Type.I64, null, any(Type.F64));
        } else {
            emit(Op.CONV, to, null, any(from));
        }
    }

    private int compare() {
        Type t = number();
        if (chance(5)) {
            Type u = List.of(Type.F32, Type.F64, Type.I64).get(random.nextInt(3));
            int unordered = u.isFloating() ? chance(2) ? 1 : -1 : 0;
            int three = emit(Op.CMP3, Type.I32, unordered, any(u), any(u));
            return emit(Op.CMP, Type.I32, Cond.values()[random.nextInt(6)], three, emit(Op.CONST, Type.I32, 0));
        }
        Cond c = Cond.values()[random.nextInt(t.isFloating() ? 10 : 6)];
        return emit(Op.CMP, Type.I32, c, any(t), any(t));
    }

    private void array() {
        Type element = chance(3) ? Type.I32 : Type.F64;
        int a = any(Type.array(element));
        int i = chance(3)
                ? emit(Op.CONST, Type.I32, random.nextInt(4))
                : emit(Op.AND, Type.I32, null, any(Type.I32), emit(Op.CONST, Type.I32, 3));
        if (chance(8)) {
            i = any(Type.I32);
        }
        emit(Op.CHECK_BOUNDS, Type.VOID, null, a, i);
        switch (random.nextInt(element.equals(Type.F64) ? 6 : 5)) {
            case 0 -> emit(Op.ALEN, Type.I32, null, a);
            case 1, 2 -> emit(Op.ALOAD, element, null, a, i);
            case 3, 4 -> emit(Op.ASTORE, Type.VOID, null, a, i, any(element));
            default -> emit(Op.ACCUM, Type.VOID, null, a, i, any(element));
        }
    }

    private void object() {
        if (chance(4)) {
            int box = any(DOUBLE);
            boolean wide = chance(2);
            call(Callee.Kind.SPECIAL, wide ? "doubleValue" : "intValue", wide ? "()D" : "()I", box);
            return;
        }
        if (chance(3)) {
            reference();
            return;
        }
        int p = any(POINT);
        FieldRef field = List.of(X, X, N, B).get(random.nextInt(4));
        Type t = Type.ofDescriptor(field.descriptor()).asValue();
        switch (random.nextInt(6)) {
            case 0 -> emit(Op.CMP, Type.I32, chance(2) ? Cond.EQ : Cond.NE, p, any(POINT));
            case 1 -> emit(Op.INSTANCEOF, Type.I32, POINT, p);
            case 2, 3 -> emit(Op.GETFIELD, t, field, p);
            default -> emit(Op.PUTFIELD, Type.VOID, field, p, any(t));
        }
    }

    /** Something done to a reference of unknown class that may be null. */
    private void reference() {
        int r = any(ANYTHING);
        switch (random.nextInt(6)) {
            case 0 -> emit(Op.CHECK_NULL, Type.VOID, null, r);
            case 1 -> emit(Op.INSTANCEOF, Type.I32, chance(2) ? POINT : OTHER, r);
            case 2 -> emit(Op.CMP, Type.I32, chance(2) ? Cond.EQ : Cond.NE, r, emit(Op.CONST, ANYTHING, null));
            case 3 -> {
                int q = emit(Op.CHECK_CAST, OTHER, null, any(OTHER));
                emit(Op.CHECK_NULL, Type.VOID, null, q);
                emit(Op.PUTFIELD, Type.VOID, W, q, any(Type.F64));
                emit(Op.GETFIELD, Type.F64, W, q);
            }
            default -> {
                int q = emit(Op.CHECK_CAST, POINT, null, r);
                emit(Op.CHECK_NULL, Type.VOID, null, q);
                emit(Op.GETFIELD, Type.F64, X, q);
            }
        }
    }

    private void select() {
        Type t = number();
        emit(Op.SELECT, t, null, any(Type.I32), any(t), any(t));
    }

    private void intrinsic() {
        switch (random.nextInt(4)) {
            case 0 -> emit(Op.INTRINSIC, Type.F64, "sqrt", any(Type.F64));
            case 1 -> emit(Op.INTRINSIC, Type.F64, "max", any(Type.F64), any(Type.F64));
            case 2 -> emit(Op.INTRINSIC, Type.I32, "min", any(Type.I32), any(Type.I32));
            default -> emit(Op.INTRINSIC, Type.F64, "sin", any(Type.F64));
        }
    }

    private List<Type> merged() {
        List<Type> out = new ArrayList<>();
        for (int k = random.nextInt(4); k >= 0; k--) {
            out.add(
                    chance(4)
                            ? POINT
                            : chance(5) ? ANYTHING : chance(5) ? Type.array(Type.F64) : chance(8) ? DOUBLE : number());
        }
        return out;
    }

    private int[] values(List<Type> types) {
        return types.stream().mapToInt(this::any).toArray();
    }

    /** Runs an arm with the values of here in scope, and jumps to the join. */
    private void arm(Block start, Block join, List<Type> types) {
        List<Integer> outer = pool;
        pool = new ArrayList<>(outer);
        block = start;
        depth++;
        statements(random.nextInt(6));
        depth--;
        if (chance(12)) {
            Term.Raise raise = new Term.Raise("java/lang/IllegalStateException", "at \u0001");
            block.setTerm(Term.raise(raise, Loc.NONE, any(Type.I32)));
        } else {
            block.setTerm(Term.jump(new Edge(join.id(), values(types)), Loc.NONE));
        }
        pool = outer;
    }

    private void enter(Block join, List<Type> types) {
        block = join;
        types.forEach(t -> pool.add(f.addParam(join, t)));
    }

    private void branch() {
        int condition = chance(3) ? any(Type.I32) : compare();
        List<Type> types = merged();
        Block join = f.newBlock();
        Block then = f.newBlock();
        Block otherwise = chance(3) ? join : f.newBlock();
        int[] direct = values(types);
        Edge no = otherwise == join ? new Edge(join.id(), direct) : Edge.to(otherwise.id());
        block.setTerm(Term.br(condition, Edge.to(then.id()), no, Loc.NONE));
        arm(then, join, types);
        if (otherwise != join) {
            arm(otherwise, join, types);
        }
        enter(join, types);
    }

    private void choose() {
        int on = chance(2) ? any(Type.I32) : emit(Op.AND, Type.I32, null, any(Type.I32), emit(Op.CONST, Type.I32, 3));
        List<Type> types = merged();
        Block join = f.newBlock();
        Block one = f.newBlock();
        Block two = f.newBlock();
        int[] direct = values(types);
        List<Edge> edges = List.of(Edge.to(one.id()), Edge.to(two.id()), new Edge(join.id(), direct));
        block.setTerm(Term.switchOn(on, new int[] {0, 2}, edges, Loc.NONE));
        arm(one, join, types);
        arm(two, join, types);
        enter(join, types);
    }

    private void loop() {
        List<Type> types = merged();
        int start = emit(Op.CONST, Type.I32, 0);
        int limit = chance(3)
                ? emit(Op.CONST, Type.I32, random.nextInt(4))
                : emit(Op.AND, Type.I32, null, any(Type.I32), emit(Op.CONST, Type.I32, 3));
        int step = emit(Op.CONST, Type.I32, 1);
        int[] initial = new int[types.size() + 1];
        initial[0] = start;
        System.arraycopy(values(types), 0, initial, 1, types.size());
        Block header = f.newBlock();
        Block body = f.newBlock();
        Block after = f.newBlock();
        block.setTerm(Term.jump(new Edge(header.id(), initial), Loc.NONE));
        block = header;
        int i = f.addParam(header, Type.I32);
        pool.add(i);
        types.forEach(t -> pool.add(f.addParam(header, t)));
        depth++;
        if (chance(3)) {
            array();
        }
        List<Integer> inHeader = pool;
        pool = new ArrayList<>(inHeader);
        block.setTerm(
                Term.br(emit(Op.CMP, Type.I32, Cond.LT, i, limit), Edge.to(body.id()), Edge.to(after.id()), Loc.NONE));
        block = body;
        statements(1 + random.nextInt(6));
        int[] next = new int[types.size() + 1];
        next[0] = emit(Op.ADD, Type.I32, null, i, step);
        System.arraycopy(values(types), 0, next, 1, types.size());
        block.setTerm(Term.jump(new Edge(header.id(), next), Loc.NONE));
        pool = inHeader;
        depth--;
        block = after;
    }
}
