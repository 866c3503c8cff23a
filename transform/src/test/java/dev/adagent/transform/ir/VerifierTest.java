package dev.adagent.transform.ir;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class VerifierTest {
    private static final String PARAMS =
            "%0: i32, %1: i64, %2: f32, %3: f64, %4: [f64, %5: [i32, %6: Lt/P;, %7: (f64,i32)";

    /** A function whose body is one line, between fixed parameters and a return. */
    private static Function with(String line) {
        return IrParser.parseFunction("func @t () -> void {\nb0():\n  ret\n}"
                .replace("@t ()", "@t (" + PARAMS + ")")
                .replace("b0()", "b0(" + PARAMS + ")")
                .replace("  ret", line + "\n  ret"));
    }

    /** For each operation: lines that obey its rule, and lines that each break it in one way. */
    private static final Map<Op, List<List<String>>> LINES = Map.ofEntries(
            rule(Op.CONST, List.of("%9: f64 = const 1.0", "%9: [f64 = const null", "%9: Lx; = const \"a\""), List.of()),
            rule(Op.ADD, List.of("%9: f64 = add %3, %3"), List.of("%9: f64 = add %3, %2", "%9: [f64 = add %4, %4")),
            rule(Op.SUB, List.of("%9: i32 = sub %0, %0"), List.of("%9: f64 = sub %0, %0")),
            rule(Op.MUL, List.of("%9: i64 = mul %1, %1"), List.of("%9: i64 = mul %1, %0")),
            rule(Op.DIV, List.of("%9: f32 = div %2, %2"), List.of("%9: f32 = div %2, %3")),
            rule(Op.REM, List.of("%9: f32 = rem %2, %2"), List.of("%9: f32 = rem %0, %2")),
            rule(Op.NEG, List.of("%9: f64 = neg %3"), List.of("%9: f64 = neg %2", "%9: Lt/P; = neg %6")),
            rule(Op.AND, List.of("%9: i32 = and %0, %0"), List.of("%9: f64 = and %3, %3")),
            rule(Op.OR, List.of("%9: i64 = or %1, %1"), List.of("%9: i64 = or %1, %0")),
            rule(Op.XOR, List.of("%9: i64 = xor %1, %1"), List.of("%9: i32 = xor %1, %1")),
            rule(Op.SHL, List.of("%9: i64 = shl %1, %0"), List.of("%9: i64 = shl %1, %1")),
            rule(Op.SHR, List.of("%9: i32 = shr %0, %0"), List.of("%9: f64 = shr %3, %0")),
            rule(Op.USHR, List.of("%9: i32 = ushr %0, %0"), List.of("%9: i64 = ushr %0, %0")),
            rule(
                    Op.CMP,
                    List.of("%9: i32 = cmp uge %3, %3", "%9: i32 = cmp eq %6, %4", "%9: i32 = cmp lt %1, %1"),
                    List.of(
                            "%9: i64 = cmp eq %0, %0",
                            "%9: i32 = cmp eq %0, %1",
                            "%9: i32 = cmp lt %6, %6",
                            "%9: i32 = cmp ult %0, %0",
                            "%9: i32 = cmp eq %7, %7")),
            rule(
                    Op.CMP3,
                    List.of("%9: i32 = cmp3 0 %1, %1", "%9: i32 = cmp3 1 %3, %3"),
                    List.of("%9: i32 = cmp3 1 %1, %1", "%9: i32 = cmp3 0 %3, %3", "%9: i32 = cmp3 0 %0, %0")),
            rule(
                    Op.SELECT,
                    List.of("%9: f64 = select %0, %3, %3", "%9: Lx; = select %0, %4, %6"),
                    List.of("%9: f64 = select %1, %3, %3", "%9: f64 = select %0, %3, %2")),
            rule(Op.CONV, List.of("%9: f64 = conv %0"), List.of("%9: f64 = conv %3", "%9: f64 = conv %4")),
            rule(
                    Op.NARROW,
                    List.of("%9: i32 = narrow u16 %0"),
                    List.of("%9: i32 = narrow i32 %0", "%9: i64 = narrow i8 %1", "%9: i32 = narrow i8 %1")),
            rule(Op.BITCAST, List.of("%9: i64 = bitcast %3", "%9: f32 = bitcast %0"), List.of("%9: i64 = bitcast %2")),
            rule(Op.ALEN, List.of("%9: i32 = alen %4"), List.of("%9: i32 = alen %6", "%9: i64 = alen %4")),
            rule(
                    Op.ALOAD,
                    List.of("%9: f64 = aload %4, %0"),
                    List.of("%9: f32 = aload %4, %0", "%9: f64 = aload %4, %1", "%9: f64 = aload %6, %0")),
            rule(Op.ASTORE, List.of("astore %4, %0, %3"), List.of("astore %4, %0, %2", "astore %6, %0, %3")),
            rule(Op.ACCUM, List.of("accum %4, %0, %3"), List.of("accum %4, %0, %2", "accum %5, %0, %0")),
            rule(
                    Op.NEWARRAY,
                    List.of("%9: [bool = newarray %0"),
                    List.of("%9: [f64 = newarray %1", "%9: f64 = newarray %0")),
            rule(
                    Op.SHARED,
                    List.of("%9: [bool = shared t/K.k()V#0 %0"),
                    List.of("%9: [f64 = shared s %1", "%9: f64 = shared s %0", "%9: [[f64 = shared s %0")),
            rule(
                    Op.CHECK_BOUNDS,
                    List.of("check_bounds %4, %0"),
                    List.of("check_bounds %6, %0", "check_bounds %4, %1")),
            rule(Op.CHECK_NULL, List.of("check_null %6"), List.of("check_null %0")),
            rule(Op.CHECK_ZERO, List.of("check_zero %1"), List.of("check_zero %3")),
            rule(Op.CHECK_SIZE, List.of("check_size %0"), List.of("check_size %1")),
            rule(
                    Op.CHECK_CAST,
                    List.of("%9: [f64 = check_cast %6"),
                    List.of("%9: f64 = check_cast %6", "%9: Lx; = check_cast %0")),
            rule(
                    Op.INSTANCEOF,
                    List.of("%9: i32 = instanceof Lx; %6"),
                    List.of("%9: i32 = instanceof f64 %6", "%9: i32 = instanceof Lx; %0")),
            rule(Op.NEW, List.of("%9: Lx; = new"), List.of("%9: [f64 = new")),
            rule(
                    Op.GETFIELD,
                    List.of("%9: i32 = getfield t/P.b:Z %6", "%9: Lx; = getfield t/P.b:Ly; %6"),
                    List.of("%9: f64 = getfield t/P.b:Z %6", "%9: i32 = getfield t/P.b:Z %4")),
            rule(
                    Op.PUTFIELD,
                    List.of("putfield t/P.x:D %6, %3"),
                    List.of("putfield t/P.x:D %6, %2", "putfield t/P.x:D %0, %3")),
            rule(
                    Op.GETSTATIC,
                    List.of("%9: i32 = getstatic t/P.c:C"),
                    List.of(
                            "%9: i64 = getstatic t/P.c:C",
                            "%9: i64 = getstatic t/P.c:", "%9: La; = getstatic t/P.c:La")),
            rule(Op.PUTSTATIC, List.of("putstatic t/P.c:C %0"), List.of("putstatic t/P.c:C %1")),
            rule(
                    Op.ATOMIC,
                    List.of("%9: f64 = atomic add %4, %0, %3", "%9: i32 = atomic cas %5, %0, %0, %0"),
                    List.of(
                            "%9: f64 = atomic and %4, %0, %3", "%9: i32 = atomic cas %5, %0, %0",
                            "%9: f64 = atomic add %4, %0, %2", "%9: f32 = atomic add %4, %0, %3")),
            rule(
                    Op.CALL,
                    List.of("%9: f64 = call static a/B.c(DI)D (%3, %0)", "call virtual a/B.c()V (%6)"),
                    List.of(
                            "%9: f64 = call static a/B.c(DI)D (%3)",
                            "%9: f64 = call static a/B.c(DI)D (%0, %3)",
                            "call virtual a/B.c()V ()",
                            "call static a/B.c(Q)V ()",
                            "call static a/B.c(La)V ()",
                            "call static a/B.c([)V ()",
                            "call static a/B.c(D (%3)",
                            "%9: i32 = call static a/B.c(DI)D (%3, %0)",
                            "%9: f64 = call virtual a/B.c()D (%3)")),
            rule(
                    Op.LAMBDA,
                    List.of("%9: La/F; = lambda a/F.c()V ()V static a/B.c()V ()"),
                    List.of("%9: f64 = lambda a/F.c()V ()V static a/B.c()V ()")),
            rule(
                    Op.INTRINSIC,
                    List.of(
                            "%9: f64 = intrinsic sin %3",
                            "%9: i32 = intrinsic tid.x",
                            "intrinsic barrier",
                            "%9: i32 = intrinsic bitCount %1",
                            "%9: [f64 = intrinsic tape.ensure %4, %0",
                            "intrinsic tape.store %4, %0, %3",
                            "%9: f64 = intrinsic strict.pow %3, %3"),
                    List.of(
                            "%9: f64 = intrinsic frob %3",
                            "%9: f64 = intrinsic sin %2",
                            "%9: i32 = intrinsic sin %0",
                            "%9: f64 = intrinsic pow %3",
                            "%9: i64 = intrinsic tid.x",
                            "%9: i32 = intrinsic barrier",
                            "%9: i64 = intrinsic bitCount %1",
                            "%9: f64 = intrinsic tape.load %4, %1",
                            "intrinsic tape.store %4, %0, %2",
                            "%9: i32 = intrinsic multiplyHigh %0, %0",
                            "%9: f64 = intrinsic tape.open")),
            rule(
                    Op.DEFERRED,
                    List.of("%9: Lr; = deferred static a/B.c(La/M;)Lr; (%6)"),
                    List.of("%9: Lr; = deferred static a/B.c(La/M;)Lr; ()")),
            rule(
                    Op.TUPLE,
                    List.of("%9: (f64,i32) = tuple %3, %0"),
                    List.of("%9: (f64,i32) = tuple %3", "%9: (f64) = tuple %0", "%9: f64 = tuple %3")),
            rule(
                    Op.EXTRACT,
                    List.of("%9: i32 = extract 1 %7"),
                    List.of(
                            "%9: i32 = extract 0 %7",
                            "%9: i32 = extract 2 %7", "%9: i32 = extract -1 %7", "%9: f64 = extract 0 %3")));

    private static Map.Entry<Op, List<List<String>>> rule(Op op, List<String> good, List<String> bad) {
        return Map.entry(op, List.of(good, bad));
    }

    @TestFactory
    List<DynamicTest> everyOperationHasItsRule() {
        Set<Op> missing = EnumSet.allOf(Op.class);
        missing.removeAll(LINES.keySet());
        if (!missing.isEmpty()) {
            throw new AssertionError("no lines for " + missing);
        }
        List<DynamicTest> out = new java.util.ArrayList<>();
        for (Op op : new TreeSet<>(LINES.keySet())) {
            for (String line : LINES.get(op).get(0)) {
                out.add(DynamicTest.dynamicTest(
                        "good: " + line,
                        () -> assertThatCode(() -> Verifier.verify(with(line))).doesNotThrowAnyException()));
            }
            for (String line : LINES.get(op).get(1)) {
                out.add(DynamicTest.dynamicTest(
                        "bad: " + line,
                        () -> assertThatIllegalStateException()
                                .isThrownBy(() -> Verifier.verify(with(line)))
                                .withMessageStartingWith("t, b0, ")
                                .withMessageContaining(op.name().toLowerCase(Locale.ROOT))));
            }
        }
        return out;
    }

    private static void refused(String text, String why) {
        assertThatIllegalStateException()
                .isThrownBy(() -> Verifier.verify(IrParser.parseModule(text)))
                .withMessageContaining(why);
    }

    private static String body(String lines) {
        return "func @t (%0: i32, %1: f64, %2: Lx;) -> f64 {\nb0(%0: i32, %1: f64, %2: Lx;):\n  "
                + lines.replace(" | ", "\n  ") + "\n}\n";
    }

    @TestFactory
    List<DynamicTest> structureAndTerminators() {
        Map<String, String> bad = Map.ofEntries(
                Map.entry(body("%3: f64 = neg %4 | %4: f64 = neg %1 | ret %4"), "does not dominate"),
                Map.entry(
                        body("br %0, b1(), b2() | b1(): | %3: f64 = neg %1 | jump b2() | b2(): | ret %3"),
                        "%3, defined in b1, does not dominate"),
                Map.entry(body("jump b1(%0, %0) | b1(%4: i32): | ret %1"), "takes 1 arguments, not 2"),
                Map.entry(body("jump b1(%0) | b1(%4: f64): | ret %1"), "does not fit the parameter %4"),
                Map.entry(body("jump b0(%0, %1, %2)"), "an edge leads to the entry"),
                Map.entry(body("br %1, b1(), b1() | b1(): | ret %1"), "a branch has an i32"),
                Map.entry(body("br %0, b1() | b1(): | ret %1"), "a branch has an i32 and two edges"),
                Map.entry(body("jump b1(), b1() | b1(): | ret %1"), "a jump has one edge"),
                Map.entry(body("switch %1, default: b1() | b1(): | ret %1"), "a switch has one i32"),
                Map.entry(body("switch %0, 1: b1() | b1(): | ret %1"), "an edge for each key"),
                Map.entry(body("switch %0, 2: b1(), 1: b1(), default: b1() | b1(): | ret %1"), "ascend"),
                Map.entry(body("ret"), "the function returns f64"),
                Map.entry(body("ret %0"), "the function returns f64"),
                Map.entry(body("ret %1, %1"), "the function returns f64"),
                Map.entry(body("throw %1"), "an object is thrown"),
                Map.entry(body("raise a/E \"x\" %1"), "room for 0 values"),
                Map.entry(body("raise a/E \"x\\u0001\""), "room for 1 values"),
                Map.entry(body("unreachable %0"), "neither operand nor edge"),
                Map.entry(body("%3: (f64) = tuple %0 | ret %1"), "(members…)"),
                Map.entry(
                        body("%3: i8 = const null | ret %1").replace("const null", "alen %2"), "no value has type i8"));
        return bad.entrySet().stream()
                .map(e -> DynamicTest.dynamicTest(e.getValue(), () -> refused(e.getKey(), e.getValue())))
                .toList();
    }

    @Test
    void soundStructureIsAccepted() {
        Verifier.verify(
                IrParser.parseFunction(
                        body(
                                "switch %0, 1: b1(%1), 2: b2(), default: b3() | b1(%3: f64): | jump b1(%3) | b2(): | ret %1 | b3(): | raise a/E \"x\\u0001\" %1")));
    }

    @Test
    void brokenDefinitionsAreFound() {
        Function twice = new Function("t", Type.VOID);
        Block b = twice.newBlock();
        int v = twice.constant(b, 1, Loc.NONE);
        b.insns().add(new Insn(Op.CONST, Type.I32, v, new int[0], 2, Loc.NONE));
        b.setTerm(Term.ret(Loc.NONE));
        refused(twice, "%0 is defined twice");

        Function none = new Function("t", Type.VOID);
        none.newBlock().setTerm(Term.ret(Loc.NONE));
        none.entry().insns().add(new Insn(Op.CONST, Type.I32, 5, new int[0], 2, Loc.NONE));
        refused(none, "%5 is no value of the function");

        Function unused = new Function("t", Type.VOID);
        unused.newBlock().setTerm(Term.throwing(unused.newValue(Type.object("a/E")), Loc.NONE));
        refused(unused, "%0 is used and never defined");

        Function retyped = new Function("t", Type.VOID);
        retyped.newBlock().setTerm(Term.ret(Loc.NONE));
        retyped.entry().insns().add(new Insn(Op.CONST, Type.I32, retyped.newValue(Type.I64), new int[0], 2, Loc.NONE));
        refused(retyped, "the function says that the result is i64");

        Function open = new Function("t", Type.VOID);
        open.newBlock();
        refused(open, "no terminator");
        refused(new Function("t", Type.VOID), "no blocks");

        Function lost = new Function("t", Type.VOID);
        lost.newBlock().setTerm(Term.jump(Edge.to(7), Loc.NONE));
        refused(lost, "there is no block b7");

        Function mistyped = with("%9: f64 = const 1.0");
        mistyped.entry().insns().set(0, mistyped.entry().insns().get(0).withAttr(1));
        refused(mistyped, "the constant's type and attribute agree");
    }

    private static void refused(Function f, String why) {
        assertThatIllegalStateException().isThrownBy(() -> Verifier.verify(f)).withMessageContaining(why);
    }

    @Test
    void callsFitTheFunctionsTheyName() {
        String callee =
                "\nfunc @g (%0: f64) -> (f64,f64) {\nb0(%0: f64):\n  %1: (f64,f64) = tuple %0, %0\n  ret %1\n}\n";
        Verifier.verify(
                IrParser.parseModule(body("%3: (f64,f64) = call static a/B.c()V [fn \"g\"] (%1) | ret %1") + callee));
        refused(body("%3: (f64,f64) = call static a/B.c()V [fn \"h\"] (%1) | ret %1") + callee, "has no function h");
        refused(body("%3: f64 = call static a/B.c()V [fn \"g\"] (%1) | ret %1") + callee, "does not fit g");
        refused(body("%3: (f64,f64) = call static a/B.c()V [fn \"g\"] (%0) | ret %1") + callee, "does not fit g");
        refused(body("%3: (f64,f64) = call static a/B.c()V [fn \"g\"] () | ret %1") + callee, "does not fit g");
        refused(body("%3: La/F; = lambda a/F.c()V ()V static a/B.c()V [fn \"h\"] () | ret %1"), "has no function h");
        refused("", "a module without functions");
    }

    @Test
    void laterStagesLeaveNothingBehind() {
        Module deferred = IrParser.parseModule(body("%3: Lr; = deferred static a/B.c(Lx;)Lr; (%2) | ret %1"));
        Verifier.verify(deferred);
        assertThatIllegalStateException()
                .isThrownBy(() -> Verifier.verifyResolved(deferred))
                .withMessageContaining("left after resolve");

        Module call = IrParser.parseModule(body("%3: f64 = call static java/lang/Math.sin(D)D (%1) | ret %3"));
        Verifier.verifyResolved(call);
        assertThatIllegalStateException()
                .isThrownBy(() -> Verifier.verifyExpanded(call))
                .withMessageContaining("left after expand");

        Module done = IrParser.parseModule(body("%3: f64 = intrinsic sin %1 | ret %3"));
        Verifier.verifyExpanded(done);
    }

    @Test
    void theMessageNamesThePlace() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Verifier.verify(with("%9: f64 = add %3, %2 !t/P.m(P.java:7)")))
                .withMessage("t, b0, %9: f64 = add %3, %2 at t.P.m(P.java:7): (T, T) → T on numbers");
    }
}
