package dev.adagent.transform.emit;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Edge;
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
 * A random structured program over a few variables and three arrays: {@code (int, long, double, float, double[], double[], int[]) →
 * double}. It may fail in every way that checks can.
 */
public final class RandomProgram {
    private static final List<Type> VARIABLES =
            List.of(Type.I32, Type.I32, Type.I64, Type.F64, Type.F64, Type.F32, Type.I32);
    private static final Op[] INT_OPS = {
        Op.ADD, Op.SUB, Op.MUL, Op.DIV, Op.REM, Op.AND, Op.OR, Op.XOR, Op.SHL, Op.SHR, Op.USHR
    };

    private final Random random;
    private final Function f = new Function("t/R.f()D", Type.F64);
    private final int[] doubles = new int[2];
    private int ints;
    private Block b;
    private int line;
    private int budget;

    private RandomProgram(long seed, int size) {
        random = new Random(seed);
        budget = size;
    }

    public static Module make(long seed, int size) {
        RandomProgram p = new RandomProgram(seed, size);
        p.body();
        Module m = new Module();
        m.add(p.f);
        return m;
    }

    private void body() {
        b = f.newBlock();
        int[] env = new int[VARIABLES.size()];
        env[0] = f.addParam(b, Type.I32);
        env[2] = f.addParam(b, Type.I64);
        env[3] = f.addParam(b, Type.F64);
        env[5] = f.addParam(b, Type.F32);
        doubles[0] = f.addParam(b, Type.array(Type.F64));
        doubles[1] = f.addParam(b, Type.array(Type.F64));
        ints = f.addParam(b, Type.array(Type.I32));
        env[1] = f.constant(b, 3, Loc.NONE);
        env[4] = f.constant(b, -0.0, Loc.NONE);
        env[6] = f.constant(b, 1, Loc.NONE);
        env = statements(env, 0);
        if (b != null) {
            int sum = env[3];
            for (int k = 0; k < env.length; k++) {
                int d = VARIABLES.get(k).equals(Type.F64)
                        ? env[k]
                        : f.append(b, Op.CONV, Type.F64, null, loc(), env[k]);
                sum = f.append(b, Op.ADD, Type.F64, null, loc(), sum, d);
            }
            b.setTerm(Term.ret(loc(), sum));
        }
    }

    private Loc loc() {
        return new Loc("t/R", "f", "R.java", ++line, null);
    }

    private int[] statements(int[] in, int depth) {
        int[] env = in;
        int n = 2 + random.nextInt(6);
        for (int i = 0; i < n && b != null && budget > 0; i++) {
            budget--;
            int kind = random.nextInt(12);
            if (kind < 6) {
                assign(env);
            } else if (kind < 8) {
                store(env);
            } else if (kind == 8 && depth < 4) {
                env = branch(env, depth);
            } else if (kind == 9 && depth < 3) {
                env = loop(env, depth);
            } else if (kind == 10 && depth < 4) {
                env = switchOn(env, depth);
            } else if (kind == 11 && depth > 0 && random.nextInt(6) == 0) {
                leave(env);
            }
        }
        return env;
    }

    private void leave(int[] env) {
        if (random.nextBoolean()) {
            b.setTerm(Term.ret(loc(), env[3]));
        } else {
            b.setTerm(Term.raise(
                    new Term.Raise("java/lang/IllegalStateException", "at \u0001 of \u0001"), loc(), env[0], env[4]));
        }
        b = null;
    }

    private int pick(int[] env, Type t) {
        List<Integer> of = new ArrayList<>();
        for (int k = 0; k < env.length; k++) {
            if (VARIABLES.get(k).equals(t)) {
                of.add(env[k]);
            }
        }
        return of.get(random.nextInt(of.size()));
    }

    private void assign(int[] env) {
        int k = random.nextInt(env.length - 1);
        env[k] = expression(env, VARIABLES.get(k), 3);
    }

    private int expression(int[] env, Type t, int depth) {
        int kind = depth == 0 ? random.nextInt(2) : random.nextInt(10);
        if (kind == 0) {
            return pick(env, t);
        }
        if (kind == 1) {
            return f.constant(b, constant(t), loc());
        }
        if (kind == 2) {
            Type from = VARIABLES.get(random.nextInt(VARIABLES.size()));
            int v = expression(env, from, depth - 1);
            return from.equals(t) ? v : f.append(b, Op.CONV, t, null, loc(), v);
        }
        if (kind == 3) {
            int c = condition(env, depth - 1);
            int x = expression(env, t, depth - 1);
            int y = expression(env, t, depth - 1);
            return f.append(b, Op.SELECT, t, null, loc(), c, x, y);
        }
        if (kind == 4 && t.equals(Type.I32)) {
            return condition(env, depth - 1);
        }
        if (kind <= 6 && (t.equals(Type.F64) || t.equals(Type.I32))) {
            int array = t.equals(Type.F64) ? doubles[random.nextInt(2)] : ints;
            int i = index(env, depth - 1);
            f.append(b, Op.CHECK_BOUNDS, Type.VOID, null, loc(), array, i);
            return f.append(b, Op.ALOAD, t, null, loc(), array, i);
        }
        int x = expression(env, t, depth - 1);
        if (t.isFloating()) {
            if (random.nextInt(5) == 0) {
                return f.append(b, Op.INTRINSIC, t, random.nextBoolean() ? "sqrt" : "abs", loc(), x);
            }
            Op op = new Op[] {Op.ADD, Op.SUB, Op.MUL, Op.DIV, Op.REM}[random.nextInt(5)];
            return f.append(b, op, t, null, loc(), x, expression(env, t, depth - 1));
        }
        Op op = INT_OPS[random.nextInt(INT_OPS.length)];
        boolean shift = op == Op.SHL || op == Op.SHR || op == Op.USHR;
        int y = expression(env, shift ? Type.I32 : t, depth - 1);
        if (op == Op.DIV || op == Op.REM) {
            f.append(b, Op.CHECK_ZERO, Type.VOID, null, loc(), y);
        }
        return f.append(b, op, t, null, loc(), x, y);
    }

    private Object constant(Type t) {
        return switch (t.kind()) {
            case I32 -> random.nextInt(8) - 1;
            case I64 -> (long) random.nextInt(1 << 20) << random.nextInt(40);
            case F32 -> random.nextFloat() * 4;
            default -> random.nextInt(10) == 0 ? Double.NaN : random.nextDouble() * 3;
        };
    }

    /** Mostly inside the arrays, which are at least 8 long. */
    private int index(int[] env, int depth) {
        int i = expression(env, Type.I32, Math.max(0, depth));
        return random.nextInt(12) == 0 ? i : f.append(b, Op.AND, Type.I32, null, loc(), i, f.constant(b, 7, loc()));
    }

    private int condition(int[] env, int depth) {
        Type t = VARIABLES.get(random.nextInt(VARIABLES.size()));
        Cond c = Cond.values()[random.nextInt(t.isFloating() ? 10 : 6)];
        int x = expression(env, t, Math.max(0, depth));
        int y = expression(env, t, Math.max(0, depth));
        return f.append(b, Op.CMP, Type.I32, c, loc(), x, y);
    }

    private void store(int[] env) {
        boolean real = random.nextInt(3) > 0;
        int array = real ? doubles[random.nextInt(2)] : ints;
        int i = index(env, 1);
        boolean late = random.nextBoolean();
        if (!late) {
            f.append(b, Op.CHECK_BOUNDS, Type.VOID, null, loc(), array, i);
        }
        int v = expression(env, real ? Type.F64 : Type.I32, 2);
        if (late) {
            f.append(b, Op.CHECK_BOUNDS, Type.VOID, null, loc(), array, i);
        }
        Op op = real && random.nextBoolean() ? Op.ACCUM : Op.ASTORE;
        f.append(b, op, Type.VOID, null, loc(), array, i, v);
    }

    /** Block parameters at a join for a random part of the variables that differ. */
    private int[] join(List<Block> ends, List<int[]> envs) {
        if (ends.isEmpty()) {
            b = null;
            return new int[VARIABLES.size()];
        }
        Block to = f.newBlock();
        int[] env = new int[VARIABLES.size()];
        List<Integer> passed = new ArrayList<>();
        for (int k = 0; k < env.length; k++) {
            int at = k;
            int first = envs.get(0)[k];
            if (envs.stream().allMatch(e -> e[at] == first) && random.nextBoolean()) {
                env[k] = first;
            } else {
                env[k] = f.addParam(to, VARIABLES.get(k));
                passed.add(k);
            }
        }
        for (int e = 0; e < ends.size(); e++) {
            int[] from = envs.get(e);
            ends.get(e)
                    .setTerm(Term.jump(
                            new Edge(
                                    to.id(),
                                    passed.stream().mapToInt(k -> from[k]).toArray()),
                            loc()));
        }
        b = to;
        return env;
    }

    private int[] branch(int[] env, int depth) {
        int c = condition(env, 2);
        Block then = f.newBlock();
        Block other = f.newBlock();
        b.setTerm(Term.br(c, Edge.to(then.id()), Edge.to(other.id()), loc()));
        return arms(List.of(then, other), env, depth);
    }

    private int[] switchOn(int[] env, int depth) {
        int v = expression(env, Type.I32, 1);
        List<Block> arms = new ArrayList<>();
        List<Edge> edges = new ArrayList<>();
        int[] keys = random.nextBoolean() ? new int[] {0, 1, 2, 3} : new int[] {-100000, 1, 5000};
        for (int k = 0; k <= keys.length; k++) {
            arms.add(f.newBlock());
            edges.add(Edge.to(arms.get(k).id()));
        }
        b.setTerm(Term.switchOn(v, keys, edges, loc()));
        return arms(arms, env, depth);
    }

    private int[] arms(List<Block> arms, int[] env, int depth) {
        List<Block> ends = new ArrayList<>();
        List<int[]> envs = new ArrayList<>();
        for (Block arm : arms) {
            b = arm;
            int[] out = statements(env.clone(), depth + 1);
            if (b != null) {
                ends.add(b);
                envs.add(out);
            }
        }
        return join(ends, envs);
    }

    /** A loop of up to 5 turns; all variables are carried, some of them in each other's place. */
    private int[] loop(int[] env, int depth) {
        Block head = f.newBlock();
        Block body = f.newBlock();
        int[] start = new int[env.length + 1];
        System.arraycopy(env, 0, start, 0, env.length);
        start[env.length] = f.constant(b, 0, loc());
        b.setTerm(Term.jump(new Edge(head.id(), start), loc()));
        int[] carried = new int[env.length];
        for (int k = 0; k < env.length; k++) {
            carried[k] = f.addParam(head, VARIABLES.get(k));
        }
        int counter = f.addParam(head, Type.I32);
        b = head;
        int bound = f.constant(b, 1 + random.nextInt(5), loc());
        int c = f.append(b, Op.CMP, Type.I32, Cond.LT, loc(), counter, bound);
        Block exit = f.newBlock();
        head.setTerm(Term.br(c, Edge.to(body.id()), Edge.to(exit.id()), loc()));
        b = body;
        int[] out = statements(carried.clone(), depth + 1);
        if (b != null) {
            int[] back = new int[env.length + 1];
            System.arraycopy(out, 0, back, 0, env.length);
            if (random.nextBoolean()) {
                back[0] = out[1];
                back[1] = out[0];
            }
            if (random.nextBoolean()) {
                back[3] = out[4];
                back[4] = carried[3];
            }
            back[env.length] = f.append(b, Op.ADD, Type.I32, null, loc(), counter, f.constant(b, 1, loc()));
            b.setTerm(Term.jump(new Edge(head.id(), back), loc()));
        }
        b = exit;
        return carried.clone();
    }
}
