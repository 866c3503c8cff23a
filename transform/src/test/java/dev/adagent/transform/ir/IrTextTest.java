package dev.adagent.transform.ir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.adagent.overlay.MethodKey;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IrTextTest {
    static final String EVERY_OP = """
            func @t/All.f(D[D)D (%0: f64, %1: [f64, %2: i32, %3: Lt/P;) -> f64 {
            b0(%0: f64, %1: [f64, %2: i32, %3: Lt/P;):
              %4: i32 = const 3                           !t/All.f(All.java:12)
              %5: f64 = const NaN                         !All.java:13
              %6: f64 = const nan:7ff8000000000001
              %7: f32 = const -Infinity
              %8: i64 = const -9223372036854775808
              %9: Ljava/lang/String; = const "a \\"b\\" \\\\ \\u0001\\n"
              %10: [f64 = const null
              %11: f64 = add %0, %5                       !t/G.g(G.java:3) <- t/All.f(All.java:12) <- t/All.<init>(?:-1)
              %12: f64 = sub %0, %5                       !"a b"."c d"("e:f.kt":3)
              %13: f64 = mul %0, %5
              %14: f64 = div %0, %5
              %15: f64 = rem %0, %5
              %16: f64 = neg %0
              %17: i32 = and %2, %4
              %18: i32 = or %2, %4
              %19: i32 = xor %2, %4
              %20: i32 = shl %2, %4
              %21: i32 = shr %2, %4
              %22: i64 = ushr %8, %4
              %23: i32 = cmp ult %0, %5
              %24: i32 = cmp3 -1 %0, %5
              %25: f64 = select %23, %0, %5
              %26: f64 = conv %2
              %27: i32 = narrow i8 %2
              %28: i64 = bitcast %0
              check_null %1
              %29: i32 = alen %1
              check_bounds %1, %2
              %30: f64 = aload %1, %2
              astore %1, %2, %30
              accum %1, %2, %30
              check_size %2
              %31: [[f64 = newarray %2
              %90: [f32 = shared t/K.k()V#0 %2
              check_zero %2
              %32: Lt/P; = check_cast %3
              %33: i32 = instanceof Lt/Q; %3
              %91: i32 = instanceof exactly Lt/Q; %3
              %34: Lt/P; = new
              %35: f64 = getfield t/P.x:D %34
              putfield t/P.x:D %34, %35
              %36: i32 = getstatic t/P.count:I
              putstatic t/P.count:I %36
              %37: f64 = atomic add %1, %2, %35
              %38: f64 = call static java/lang/Math.sin(D)D [intrinsic sin @GLOBAL] (%0)
              %39: f64 = call static t/A.a(D)D [body t/B.b(D)D] [fn "t/B.b(D)D"] (%0)
              %40: f64 = call virtual t/P.m()D (%34)
              %41: Ldev/adagent/Fn1; = lambda dev/adagent/Fn1.call(Ljava/lang/Object;)Ljava/lang/Object; (Ljava/lang/Double;)Ljava/lang/Double; static t/A.a(D)D [fn "t/A.a(D)D"] ()
              %42: f64 = intrinsic fma %0, %0, %0
              intrinsic barrier
              %43: Ldev/adagent/Result; = deferred static dev/adagent/Autodiff.autodiff(Ldev/adagent/Mode;Ldev/adagent/Fn1;)Ldev/adagent/Result; [deferred @CUDA] (%3, %41)
              %44: (f64,[f64,(i32)) = tuple %0, %1, %45
              %46: f64 = extract 0 %44
              switch %2, -1: b1(%0), 7: b2(), default: b3()
            b1(%47: f64):
              br %23, b4(), b5(%47)
            b2():
              raise java/lang/IllegalArgumentException "bad \\u0001" %47
            b3():
              throw %3
            b4():
              jump b5(%0)
            b5(%48: f64):
              ret %48
            b6():
              %45: (i32) = tuple %2
              unreachable
            b7():
              raise t/E
            }
            """;

    @Test
    void everyOperationComesBackAsItWas() {
        Function f = IrParser.parseFunction(EVERY_OP);

        assertThat(IrPrinter.print(f)).isEqualTo(EVERY_OP);
        Set<Op> seen = EnumSet.noneOf(Op.class);
        Set<Term.Kind> ends = EnumSet.noneOf(Term.Kind.class);
        for (Block b : f.blocks()) {
            b.insns().forEach(i -> seen.add(i.op()));
            ends.add(b.term().kind());
        }
        assertThat(seen).isEqualTo(EnumSet.allOf(Op.class));
        assertThat(ends).isEqualTo(EnumSet.allOf(Term.Kind.class));
    }

    @Test
    void attributesAreRead() {
        Function f = IrParser.parseFunction(EVERY_OP);

        Insn call = f.entry().insns().stream()
                .filter(i -> i.op() == Op.CALL)
                .findFirst()
                .orElseThrow();
        assertThat(call.attr())
                .isEqualTo(new Callee(
                        Callee.Kind.STATIC,
                        MethodKey.parse("java/lang/Math.sin(D)D"),
                        new dev.adagent.overlay.Overlay.Intrinsic("sin"),
                        "GLOBAL",
                        null));
        Insn add = f.entry().insns().stream()
                .filter(i -> i.op() == Op.ADD)
                .findFirst()
                .orElseThrow();
        assertThat(add.loc())
                .isEqualTo(new Loc(
                        "t/G",
                        "g",
                        "G.java",
                        3,
                        new Loc("t/All", "f", "All.java", 12, new Loc("t/All", "<init>", null, -1, null))));
        Insn string = f.entry().insns().get(5);
        assertThat(string.attr()).isEqualTo("a \"b\" \\ \u0001\n");
        assertThat(Double.doubleToRawLongBits((Double) f.entry().insns().get(2).attr()))
                .isEqualTo(0x7ff8000000000001L);
        assertThat(f.entry().insns().get(0).loc()).isEqualTo(new Loc("t/All", "f", "All.java", 12, null));
        assertThat(f.entry().insns().get(3).loc()).isEqualTo(Loc.NONE);
    }

    @Test
    void modulesKeepTheirOrder() {
        String text = """
                func @b () -> void {
                b0():
                  ret
                }

                func @"a name" (%0: f64) -> f64 {
                b3(%0: f64):
                  ret %0
                }
                """;
        Module m = IrParser.parseModule("// a comment\n" + text);

        assertThat(m.entry().name()).isEqualTo("b");
        assertThat(m.get("a name").entry().id()).isEqualTo(3);
        assertThat(IrPrinter.print(m)).isEqualTo(text);
    }

    @Test
    void hexadecimalAndCommentsAreUnderstood() {
        Function f = IrParser.parseFunction(
                "func @f () -> f64 {\nb0(): // entry\n  %0: f64 = const 0x1.8p1 // three\n\n  ret %0\n}");

        assertThat(f.entry().insns().get(0).attr()).isEqualTo(3.0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fnc @f () -> void {                           | 1 | 'func' expected",
                "func @f () -> void                            | 1 | '{' expected",
                "func @f () -> double {                        | 1 | a type expected",
                "func @f () -> void {;b0():;  ret              | 1 | '}' missing",
                "func @f () -> void {;}                        | 1 | without blocks",
                "func @f () -> void {;  ret;}                  | 2 | a block expected",
                "func @f () -> void {;b0():;}                  | 3 | no terminator",
                "func @f () -> void {;b0():;b1():;  ret;}      | 3 | no terminator",
                "func @f () -> void {;b0():;  ret;  ret;}      | 4 | after the terminator",
                "func @f () -> void {;b0():;  ret;b0():;  ret;} | 4 | b0 twice",
                "func @f () -> void {;b0():;  jump b2();}      | 3 | no block b2",
                "func @f () -> void {;b0():;  jump b2;}        | 3 | '(' expected",
                "func @f () -> void {;b0():;  frob %1;}        | 3 | no operation frob",
                "func @f () -> void {;b0():;  check_null %1;  ret;} | 3 | never defined",
                "func @f () -> void {;b0():;  %0: f64 = const x;  ret;} | 3 | x is no f64",
                "func @f () -> void {;b0():;  %0: i32 = const 1.5;  ret;} | 3 | 1.5 is no i32",
                "func @f () -> void {;b0():;  %0: i32 = const 1 2;  ret;} | 3 | end of line",
                "func @f () -> void {;b0():;  %0: i32 = const 1;  %0: i32 = const 1;  ret;} | 4 | defined twice",
                "func @f () -> void {;b0():;  %0: i32 = const 1;  %1: i32 = neg %0, %0;  ret;} | 4 | takes 1 operands",
                "func @f () -> void {;b0():;  %0: i32 = const 1;  %1: i32 = add %0, ;  ret;} | 4 | '%' expected",
                "func @f () -> void {;b0():;  %0: i32 = const 1;  %1: i32 = cmp less %0, %0;  ret;} | 4 | less is no condition",
                "func @f () -> void {;b0():;  %0: i32 = ret;}  | 3 | no result",
                "func @f () -> void {;b0():;  const 1;  ret;}  | 3 | no constants",
                "func @f () -> void {;b0(%0: f64):;  ret;}     | 1 | not those of its first block",
                "func @f () -> void {;b0():;  %0: f64 = call static sin (%1);} | 3 | a method is",
                "func @f () -> void {;b0():;  %0: f64 = getstatic x;} | 3 | a field is",
                "func @f () -> void {;b0():;  %0: Lx; = const \"a;}  | 3 | closing quote",
                "func @f () -> void {;b0():;  %0: [i32 = const \"\\q\";}  | 3 | unknown escape",
                "func @f () -> void {;b0():;  ret !a.b;}      | 3 | expected",
                "func @f () -> void {;b0():;  ret;};func @f () -> void {;b0():;  ret;} | 5 | twice",
            })
    void malformedTextIsRefusedWithItsLine(String text, int line, String why) {
        String lines = text.strip().replace(";", "\n").replace("Lx\n", "Lx;");

        IrParseException e = catchThrowableOfType(IrParseException.class, () -> IrParser.parseModule(lines));

        assertThat(e).isNotNull();
        assertThat(e).hasMessageContaining(why).hasMessageStartingWith("line " + line + ",");
        assertThat(e.line()).isEqualTo(line);
    }

    /** Text damaged at random is read, or refused with its line; what is read is verified, or refused by rule. Nothing else escapes. */
    @Test
    void damagedTextNeverEscapesTheTwoErrors() {
        Random random = new Random(7);
        String alphabet = "%b0123456789:,()[]{}<>=!@\"\\ ;.-/LDIfi6432\nnullaa";
        int refused = 0;
        int broken = 0;
        for (int n = 0; n < 4000; n++) {
            StringBuilder text = new StringBuilder(EVERY_OP);
            for (int edits = 1 + random.nextInt(2); edits > 0; edits--) {
                int at = random.nextInt(text.length() - 1);
                String with = String.valueOf(alphabet.charAt(random.nextInt(alphabet.length())));
                int kind = random.nextInt(4);
                if (kind == 0) {
                    text.delete(at, Math.min(text.length() - 1, at + 1 + random.nextInt(4)));
                } else {
                    text.replace(at, kind == 1 ? at : at + 1, with);
                }
            }
            try {
                Verifier.verify(IrParser.parseFunction(text.toString()));
            } catch (IrParseException e) {
                refused++;
                assertThat(e.line()).isBetween(1, 90);
            } catch (IllegalStateException e) {
                broken++;
            }
        }
        assertThat(refused).isGreaterThan(1000);
        assertThat(broken).isGreaterThan(100);
    }
}
