package dev.adagent.transform.ir.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Interpreter;
import dev.adagent.transform.ir.IrParser;
import dev.adagent.transform.ir.IrPrinter;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Verifier;
import java.util.List;
import org.junit.jupiter.api.Test;

class FunctionClonerTest {
    private static final String TEXT = """
            func @caller (%0: f64, %1: [f64) -> f64 {
            b0(%0: f64, %1: [f64):
              %2: (f64,f64) = call static t/T.g(D)D [fn "abs"] (%0)   !t/C.caller(C.java:7) <- t/K.k(K.java:1)
              %3: f64 = extract 0 %2
              %4: f64 = extract 1 %2
              %5: f64 = mul %3, %4
              call static t/T.s([DD)V [fn "store"] (%1, %5)
              %6: (f64,f64) = call static t/T.g(D)D [fn "abs"] (%4)
              %7: f64 = extract 0 %6
              %8: f64 = add %5, %7
              ret %8
            }

            func @abs (%0: f64) -> (f64,f64) {
            b0(%0: f64):
              %1: f64 = const 0.0
              %2: i32 = cmp lt %0, %1                                  !t/T.g(T.java:3)
              br %2, b1(), b2(%0)
            b1():
              %3: f64 = neg %0
              %4: f64 = const -1.0
              %5: (f64,f64) = tuple %3, %4
              ret %5
            b2(%6: f64):
              %7: f64 = const 1.0
              %8: (f64,f64) = tuple %6, %7
              ret %8
            }

            func @store (%0: [f64, %1: f64) -> void {
            b0(%0: [f64, %1: f64):
              %2: i32 = const 0
              check_bounds %0, %2
              astore %0, %2, %1
              ret
            }

            func @factorial (%0: i32) -> i32 {
            b0(%0: i32):
              br %0, b1(), b2()
            b1():
              %1: i32 = const 1
              %2: i32 = sub %0, %1
              %3: i32 = call static t/T.f(I)I [fn "factorial"] (%2)
              %4: i32 = mul %0, %3
              ret %4
            b2():
              %5: i32 = const 1
              ret %5
            }

            func @fails (%0: f64) -> f64 {
            b0(%0: f64):
              raise java/lang/IllegalStateException "x"
            }
            """;

    private static void inlineAll(Module m, Function f, int rounds) {
        for (int i = 0; i < rounds; i++) {
            search:
            for (Block b : f.blocks()) {
                for (int k = 0; k < b.insns().size(); k++) {
                    Insn insn = b.insns().get(k);
                    if (insn.op() == Op.CALL) {
                        FunctionCloner.inline(f, b.id(), k, m.get(((Callee) insn.attr()).function()));
                        break search;
                    }
                }
            }
        }
    }

    @Test
    void inliningKeepsTheMeaning() {
        Module m = IrParser.parseModule(TEXT);
        Verifier.verify(m);
        for (double x : new double[] {-3, 0, 2.5}) {
            double[] before = new double[1];
            double[] after = new double[1];
            Object want = new Interpreter(IrParser.parseModule(TEXT)).run(x, before);
            Module inlined = IrParser.parseModule(TEXT);
            inlineAll(inlined, inlined.entry(), 3);
            Verifier.verify(inlined);
            assertThat(IrPrinter.print(inlined.entry())).doesNotContain("[fn ");

            assertThat(new Interpreter(inlined).run(x, after)).isEqualTo(want);
            assertThat(after).isEqualTo(before);
        }
    }

    @Test
    void placesGetTheCallersBelowThem() {
        Module m = IrParser.parseModule(TEXT);
        FunctionCloner.inline(m.entry(), 0, 0, m.get("abs"));

        Insn cmp = m.entry().entry().insns().get(1);
        assertThat(cmp.op()).isEqualTo(Op.CMP);
        Loc outer = new Loc("t/K", "k", "K.java", 1, null);
        assertThat(cmp.loc()).isEqualTo(new Loc("t/T", "g", "T.java", 3, new Loc("t/C", "caller", "C.java", 7, outer)));
    }

    @Test
    void anInstructionWithoutPlaceTakesTheCalls() {
        Loc place = new Loc("t/C", "caller", "C.java", 7, null);

        assertThat(Loc.NONE.inlinedInto(place)).isEqualTo(place);
        assertThat(place.inlinedInto(Loc.NONE)).isEqualTo(place);
    }

    @Test
    void theResultKeepsItsId() {
        Module m = IrParser.parseModule(TEXT);
        Block rest = FunctionCloner.inline(m.entry(), 0, 0, m.get("abs"));

        assertThat(rest.params()).containsExactly(2);
        assertThat(rest.insns().get(0).arg(0)).isEqualTo(2);
    }

    @Test
    void aFunctionCanBeInlinedIntoItself() {
        Module m = IrParser.parseModule(TEXT);
        Function f = m.get("factorial");
        inlineAll(m, f, 3);
        Verifier.verify(m);

        assertThat(new Interpreter(m).call("factorial", 6)).isEqualTo(720);
        assertThat(f.blocks()).hasSizeGreaterThan(9);
    }

    @Test
    void aCalleeThatNeverReturnsLeavesTheRestUnreached() {
        Module m = IrParser.parseModule(TEXT + "\nfunc @top (%0: f64) -> f64 {\nb0(%0: f64):\n"
                + "  %1: f64 = call static t/T.x(D)D [fn \"fails\"] (%0)\n  ret %1\n}\n");
        Block rest = FunctionCloner.inline(m.get("top"), 0, 0, m.get("fails"));
        Verifier.verify(m);

        assertThat(Cfg.of(m.get("top")).isReachable(rest.id())).isFalse();
        assertThatThrownBy(() -> new Interpreter(m).call("top", 1.0)).hasMessage("x");
    }

    @Test
    void whatDoesNotFitIsRefused() {
        Module m = IrParser.parseModule(TEXT);
        assertThatThrownBy(() -> FunctionCloner.inline(m.entry(), 0, 1, m.get("abs")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no call");
        assertThatThrownBy(() -> FunctionCloner.inline(m.entry(), 0, 0, m.get("store")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not fit");
        assertThatThrownBy(() -> FunctionCloner.inline(m.entry(), 0, 0, m.get("fails")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not fit");
    }

    @Test
    void aCopyIsEqualAndIndependent() {
        Function f = IrParser.parseModule(TEXT).get("abs");
        Function copy = FunctionCloner.copy(f, "other");

        assertThat(IrPrinter.print(copy)).isEqualTo(IrPrinter.print(f).replace("@abs", "@other"));
        copy.block(1).insns().clear();
        copy.newValue(f.typeOf(0));
        assertThat(f.block(1).insns()).hasSize(3);
        assertThat(f.valueCount()).isEqualTo(9);
    }

    @Test
    void blocksCanBeCopiedIntoAnotherFunction() {
        Function from = IrParser.parseModule(TEXT).get("abs");
        Function to = IrParser.parseFunction(
                "func @to (%0: f64) -> (f64,f64) {\nb0(%0: f64):\n  %1: f64 = neg %0\n  unreachable\n}");
        FunctionCloner cloner = new FunctionCloner(from, to, l -> l);
        cloner.copyBlocks();
        int entry = cloner.block(0);
        to.entry().setTerm(Term.jump(Edge.to(entry, 1), Loc.NONE));
        Verifier.verify(to);

        assertThat(Interpreter.of(to).run(4.0)).isEqualTo(List.of(4.0, -1.0));
        assertThat(cloner.value(0)).isEqualTo(to.block(entry).params().get(0));
    }
}
