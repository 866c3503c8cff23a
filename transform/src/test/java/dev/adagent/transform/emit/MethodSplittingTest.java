package dev.adagent.transform.emit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Interpreter;
import dev.adagent.transform.ir.IrPrinter;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.Verifier;
import dev.adagent.transform.ir.analysis.LoopForest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.CodeSizeEvaluator;

/** Functions split over several methods do what they did. */
class MethodSplittingTest {
    /** So small that programs of some dozen instructions fall apart. */
    private static final MethodSplitting.Limits SMALL = new MethodSplitting.Limits(400, 250, 20, 8, 200, 100);

    private static final MethodSplitting.Sizes SIZES =
            ModuleEmitter.sizes("t/Measured", EmitOptions.HOST, Members.DIRECT, null);

    private interface Way {
        Object run(Object[] args) throws Throwable;
    }

    private static String outcome(long seed, Way way) {
        Random r = new Random(seed);
        double[] x = r.doubles(8, -2, 2).toArray();
        double[] y = r.doubles(9, -2, 2).toArray();
        int[] z = r.ints(8, -3, 9).toArray();
        Object result;
        try {
            result = way.run(new Object[] {
                r.nextInt(10) - 2, r.nextLong(), r.nextDouble(), r.nextFloat(), x, r.nextInt(4) == 0 ? x : y, z
            });
        } catch (Interpreter.Fault e) {
            throw e;
        } catch (Throwable t) {
            result = t;
        }
        return result + Arrays.toString(x) + Arrays.toString(y) + Arrays.toString(z);
    }

    @Test
    void randomProgramsDoTheSameInParts() {
        int parts = 0;
        int framed = 0;
        int severalExits = 0;
        for (int seed = 0; seed < 80; seed++) {
            Module whole = RandomProgram.make(seed, 10 + seed % 60);
            Module split = RandomProgram.make(seed, 10 + seed % 60);
            parts += MethodSplitting.run(split, SIZES, SMALL, seed % 2 == 0).size();
            for (Function f : split.functions()) {
                Verifier.verify(f);
                severalExits += f != split.entry() && f.result().equals(Type.I32) ? 1 : 0;
            }
            framed += split.entry().entry().insns().stream().anyMatch(i -> i.op() == Op.NEWARRAY) ? 1 : 0;
            var emitted = Emitted.handle(split);
            for (int input = 0; input < 4; input++) {
                long s = 1000L * seed + input;
                String expected = outcome(s, a -> new Interpreter(whole).run(a));
                assertThat(outcome(s, a -> new Interpreter(split).run(a)))
                        .as(() -> IrPrinter.print(split.entry()))
                        .isEqualTo(expected);
                assertThat(outcome(s, emitted::invokeWithArguments))
                        .as(() -> IrPrinter.print(split.entry()))
                        .isEqualTo(expected);
            }
        }
        assertThat(parts).isGreaterThan(80);
        assertThat(framed).isGreaterThan(20);
        assertThat(severalExits).isGreaterThan(10);
    }

    @Test
    void randomProgramsDoTheSameWithTheirNumbersInTheFrame() {
        for (int seed = 0; seed < 40; seed++) {
            Module plain = RandomProgram.make(seed, 10 + seed % 60);
            Module demoted = RandomProgram.make(seed, 10 + seed % 60);
            Function f = demoted.entry();
            Frame frame = new Frame(f);
            Demotion.run(f, frame);
            frame.finish();
            Verifier.verify(f);
            for (Block b : f.blocks()) {
                assertThat(b == f.entry() || b.params().stream().noneMatch(p -> Frame.takes(f.typeOf(p))))
                        .isTrue();
            }
            for (int input = 0; input < 4; input++) {
                long s = 1000L * seed + input;
                assertThat(outcome(s, a -> new Interpreter(demoted).run(a)))
                        .as(() -> IrPrinter.print(f))
                        .isEqualTo(outcome(s, a -> new Interpreter(plain).run(a)));
            }
        }
    }

    /** {@code n} statements of which each takes two earlier values, near and far. */
    private static int[] straight(Function f, Block b, int[] start, int n, long seed) {
        Random r = new Random(seed);
        List<Integer> values = new ArrayList<>();
        Arrays.stream(start).forEach(values::add);
        for (int i = 0; i < n; i++) {
            int near = values.get(values.size() - 1 - r.nextInt(Math.min(values.size(), 5)));
            int far = values.get(r.nextInt(values.size()));
            Op op = new Op[] {Op.ADD, Op.SUB, Op.MUL}[r.nextInt(3)];
            int v = f.append(b, op, Type.F64, null, Loc.NONE, near, far);
            values.add(f.append(b, Op.INTRINSIC, Type.F64, "sin", Loc.NONE, v));
        }
        return values.stream().skip(values.size() - 3L).mapToInt(v -> v).toArray();
    }

    private static Module straightLine(int n) {
        Function f = new Function("t/Huge.line(DD)D", Type.F64);
        Block b = f.newBlock();
        int[] start = {f.addParam(b, Type.F64), f.addParam(b, Type.F64)};
        int[] last = straight(f, b, start, n, 1);
        b.setTerm(Term.ret(Loc.NONE, f.append(b, Op.ADD, Type.F64, null, Loc.NONE, last[0], last[2])));
        Module m = new Module();
        m.add(f);
        return m;
    }

    /** A loop whose body is long, and which carries three numbers. */
    private static Module longLoop(int n) {
        Function f = new Function("t/Huge.loop(DDI)D", Type.F64);
        Block b = f.newBlock();
        int x = f.addParam(b, Type.F64);
        int y = f.addParam(b, Type.F64);
        int turns = f.addParam(b, Type.I32);
        Block header = f.newBlock();
        int i = f.addParam(header, Type.I32);
        int p = f.addParam(header, Type.F64);
        int q = f.addParam(header, Type.F64);
        int r = f.addParam(header, Type.F64);
        Block body = f.newBlock();
        Block end = f.newBlock();
        b.setTerm(Term.jump(Edge.to(header.id(), f.constant(b, 0, Loc.NONE), x, y, x), Loc.NONE));
        int c = f.append(header, Op.CMP, Type.I32, Cond.LT, Loc.NONE, i, turns);
        header.setTerm(Term.br(c, Edge.to(body.id()), Edge.to(end.id()), Loc.NONE));
        int[] next = straight(f, body, new int[] {p, q, r, y}, n, 2);
        int j = f.append(body, Op.ADD, Type.I32, null, Loc.NONE, i, f.constant(body, 1, Loc.NONE));
        body.setTerm(Term.jump(Edge.to(header.id(), j, next[0], next[1], next[2]), Loc.NONE));
        int sum = f.append(end, Op.ADD, Type.F64, null, Loc.NONE, p, q);
        end.setTerm(Term.ret(Loc.NONE, f.append(end, Op.ADD, Type.F64, null, Loc.NONE, sum, r)));
        Module m = new Module();
        m.add(f);
        return m;
    }

    private static int largestMethod(byte[] bytes) {
        int[] largest = {0};
        ClassVisitor cv = new ClassVisitor(Opcodes.ASM9) {
            @Override
            public MethodVisitor visitMethod(int access, String name, String d, String s, String[] e) {
                return new CodeSizeEvaluator(null) {
                    @Override
                    public void visitEnd() {
                        largest[0] = Math.max(largest[0], getMaxSize());
                    }
                };
            }
        };
        new ClassReader(bytes).accept(cv, 0);
        return largest[0];
    }

    private static void isSplit(Module m, Object... args) throws Throwable {
        byte[] bytes = HiddenClasses.hostBytes(m, "dev/adagent/transform/emit/Emitted");
        assertThat(largestMethod(bytes)).isBetween(1000, MethodSplitting.Limits.HOTSPOT.method());
        assertThat(Emitted.run(m, args)).isEqualTo(new Interpreter(m).run(args));
    }

    @Test
    void aLongStraightLine() throws Throwable {
        Module m = straightLine(2500);
        isSplit(m, 0.3, 1.7);
        // as one method it is too large for HotSpot
        ModuleEmitter whole = ModuleEmitter.unsplit(m, EmitOptions.HOST);
        ClassWriter cw = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        cw.visit(Opcodes.V17, 0, whole.className, null, "java/lang/Object", null);
        whole.emit(cw);
        assertThat(largestMethod(cw.toByteArray())).isGreaterThan(2 * MethodSplitting.Limits.HOTSPOT.method());
    }

    @Test
    void aLoopWithALongBody() throws Throwable {
        isSplit(longLoop(1000), 0.3, 1.7, 25);
    }

    /** Two loops, one in the other, that carry more numbers than a method can take; each turn moves them on by one and changes some. */
    private static Module manyCarried(int n) {
        Function f = new Function("t/Huge.carried(DI)D", Type.F64);
        Block b = f.newBlock();
        int x = f.addParam(b, Type.F64);
        int turns = f.addParam(b, Type.I32);
        Block[] headers = {f.newBlock(), f.newBlock()};
        int[][] carried = new int[2][n];
        int[] count = new int[2];
        int[] more = new int[2];
        for (int k = 0; k < 2; k++) {
            count[k] = f.addParam(headers[k], Type.I32);
            for (int c = 0; c < n; c++) {
                carried[k][c] = f.addParam(headers[k], Type.F64);
            }
            more[k] = f.append(headers[k], Op.CMP, Type.I32, Cond.LT, Loc.NONE, count[k], turns);
        }
        Block body = f.newBlock();
        Block end = f.newBlock();
        int[] start = new int[n + 1];
        start[0] = f.constant(b, 0, Loc.NONE);
        for (int c = 0; c < n; c++) {
            start[c + 1] = f.append(b, Op.MUL, Type.F64, null, Loc.NONE, x, f.constant(b, 0.01 * c, Loc.NONE));
        }
        b.setTerm(Term.jump(Edge.to(headers[0].id(), start), Loc.NONE));
        int[] inner = carried[0].clone();
        Block enter = f.newBlock();
        // both edges of a branch pass something
        int zero = f.constant(headers[0], 0, Loc.NONE);
        headers[0].setTerm(
                Term.br(more[0], Edge.to(headers[1].id(), with(zero, inner)), Edge.to(enter.id(), count[0]), Loc.NONE));
        int last = f.addParam(enter, Type.I32);
        int[] next = carried[1].clone();
        for (int c = 0; c < n; c += 2) {
            int sine = f.append(body, Op.INTRINSIC, Type.F64, "sin", Loc.NONE, next[c]);
            next[c] = f.append(body, Op.ADD, Type.F64, null, Loc.NONE, sine, next[(c + 1) % n]);
        }
        int[] moved = new int[n];
        for (int c = 0; c < n; c++) {
            moved[c] = next[(c + 1) % n];
        }
        int j = f.append(body, Op.ADD, Type.I32, null, Loc.NONE, count[1], f.constant(body, 1, Loc.NONE));
        body.setTerm(Term.jump(Edge.to(headers[1].id(), with(j, moved)), Loc.NONE));
        Block latch = f.newBlock();
        headers[1].setTerm(Term.br(more[1], Edge.to(body.id()), Edge.to(latch.id()), Loc.NONE));
        int i = f.append(latch, Op.ADD, Type.I32, null, Loc.NONE, count[0], f.constant(latch, 1, Loc.NONE));
        latch.setTerm(Term.jump(Edge.to(headers[0].id(), with(i, carried[1])), Loc.NONE));
        enter.setTerm(Term.jump(Edge.to(end.id()), Loc.NONE));
        int sum = f.append(end, Op.CONV, Type.F64, null, Loc.NONE, last);
        for (int c = 0; c < n; c++) {
            int weighted =
                    f.append(end, Op.MUL, Type.F64, null, Loc.NONE, carried[0][c], f.constant(end, 1.0 + c, Loc.NONE));
            sum = f.append(end, Op.ADD, Type.F64, null, Loc.NONE, sum, weighted);
        }
        end.setTerm(Term.ret(Loc.NONE, sum));
        Module m = new Module();
        m.add(f);
        return m;
    }

    private static int[] with(int first, int[] rest) {
        int[] out = new int[rest.length + 1];
        out[0] = first;
        System.arraycopy(rest, 0, out, 1, rest.length);
        return out;
    }

    @Test
    void loopsThatCarryMoreThanAMethodTakes() throws Throwable {
        Verifier.verify(manyCarried(500));
        isSplit(manyCarried(500), 0.3, 3);
    }

    /** Two loops, one in the other, with two numbers that go into a long straight line. */
    private static Module nestBeforeLine(int n) {
        Function f = new Function("t/Huge.nest(DD)D", Type.F64);
        Block b = f.newBlock();
        int[] start = {f.addParam(b, Type.F64), f.addParam(b, Type.F64)};
        Block[] headers = {f.newBlock(), f.newBlock()};
        Block body = f.newBlock();
        Block latch = f.newBlock();
        Block end = f.newBlock();
        int[][] at = new int[2][3];
        int[] more = new int[2];
        for (int k = 0; k < 2; k++) {
            at[k][0] = f.addParam(headers[k], Type.I32);
            at[k][1] = f.addParam(headers[k], Type.F64);
            at[k][2] = f.addParam(headers[k], Type.F64);
            int three = f.constant(headers[k], 3, Loc.NONE);
            more[k] = f.append(headers[k], Op.CMP, Type.I32, Cond.LT, Loc.NONE, at[k][0], three);
        }
        b.setTerm(Term.jump(Edge.to(headers[0].id(), f.constant(b, 0, Loc.NONE), start[0], start[1]), Loc.NONE));
        Block enter = f.newBlock();
        headers[0].setTerm(Term.br(more[0], Edge.to(enter.id()), Edge.to(end.id()), Loc.NONE));
        int zero = f.constant(enter, 0, Loc.NONE);
        enter.setTerm(Term.jump(Edge.to(headers[1].id(), zero, at[0][1], at[0][2]), Loc.NONE));
        headers[1].setTerm(Term.br(more[1], Edge.to(body.id()), Edge.to(latch.id()), Loc.NONE));
        int[] next = straight(f, body, new int[] {at[1][1], at[1][2]}, 60, 3);
        int inner = f.append(body, Op.ADD, Type.I32, null, Loc.NONE, at[1][0], f.constant(body, 1, Loc.NONE));
        body.setTerm(Term.jump(Edge.to(headers[1].id(), inner, next[0], next[1]), Loc.NONE));
        int outer = f.append(latch, Op.ADD, Type.I32, null, Loc.NONE, at[0][0], f.constant(latch, 1, Loc.NONE));
        latch.setTerm(Term.jump(Edge.to(headers[0].id(), outer, at[1][1], at[1][2]), Loc.NONE));
        int[] last = straight(f, end, new int[] {at[0][1], at[0][2]}, n, 4);
        end.setTerm(Term.ret(Loc.NONE, f.append(end, Op.ADD, Type.F64, null, Loc.NONE, last[0], last[2])));
        Module m = new Module();
        m.add(f);
        return m;
    }

    /** The frame of the nest is there already when the rest is cut. */
    @Test
    void aLoopNestAndThenALongStraightLine() {
        Module split = nestBeforeLine(2000);
        assertThat(MethodSplitting.run(split, SIZES, MethodSplitting.Limits.HOTSPOT, true))
                .hasSizeGreaterThan(1);
        assertThat(new Interpreter(split).run(0.3, 1.7)).isEqualTo(new Interpreter(nestBeforeLine(2000)).run(0.3, 1.7));
    }

    @Test
    void aFunctionThatFitsStaysWhole() {
        Module m = straightLine(100);
        assertThat(MethodSplitting.run(m, SIZES, MethodSplitting.Limits.HOTSPOT, true))
                .isEmpty();
        assertThat(m.functions()).hasSize(1);
    }

    @Test
    void aLargeLoopNestBecomesAMethod() throws Throwable {
        Module m = nest(200);
        Function f = m.entry();
        Object[] args = {0.3, 1.7, 7};
        Object expected = new Interpreter(nest(200)).run(args);
        assertThat(MethodSplitting.run(m, SIZES, MethodSplitting.Limits.HOTSPOT, false))
                .isEmpty();
        assertThat(MethodSplitting.run(m, SIZES, MethodSplitting.Limits.HOTSPOT, true))
                .hasSize(1);
        Verifier.verify(f);
        assertThat(LoopForest.of(f).loops()).isEmpty();
        assertThat(new Interpreter(m).run(args)).isEqualTo(expected);
        assertThat(Emitted.run(m, args)).isEqualTo(expected);
    }

    /** {@link #longLoop}, run twice for each of the turns of a loop around it. */
    private static Module nest(int n) {
        Module m = longLoop(n);
        Function f = m.entry();
        int x = f.params().get(0);
        Block first = f.newBlock();
        Block header = f.newBlock();
        Block latch = f.newBlock();
        Block inner = f.block(f.entry().term().edges().get(0).target());
        Block exit = f.block(inner.term().edges().get(1).target());
        Block end = f.newBlock();
        // the entry's edge to the inner loop becomes that of the outer header
        Term enter = f.entry().term();
        int zero = f.constant(f.entry(), 0, Loc.NONE);
        int turns = f.constant(f.entry(), 2, Loc.NONE);
        int one = f.constant(f.entry(), 1, Loc.NONE);
        f.entry().setTerm(Term.jump(Edge.to(header.id(), zero, x), Loc.NONE));
        int i = f.addParam(header, Type.I32);
        int sum = f.addParam(header, Type.F64);
        int more = f.append(header, Op.CMP, Type.I32, Cond.LT, Loc.NONE, i, turns);
        header.setTerm(Term.br(more, Edge.to(first.id()), Edge.to(end.id()), Loc.NONE));
        first.setTerm(enter);
        int value = exit.term().args()[0];
        int next = f.append(exit, Op.ADD, Type.F64, null, Loc.NONE, sum, value);
        exit.setTerm(Term.jump(Edge.to(latch.id()), Loc.NONE));
        int j = f.append(latch, Op.ADD, Type.I32, null, Loc.NONE, i, one);
        latch.setTerm(Term.jump(Edge.to(header.id(), j, next), Loc.NONE));
        end.setTerm(Term.ret(Loc.NONE, sum));
        return m;
    }
}
