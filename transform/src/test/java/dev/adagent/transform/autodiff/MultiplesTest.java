package dev.adagent.transform.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.adagent.transform.autodiff.Multiples.Multiple;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.IrParser;
import dev.adagent.transform.ir.Loc;
import org.junit.jupiter.api.Test;

class MultiplesTest {
    private final Function f = IrParser.parseModule(
                    "func @f (%0: f64, %1: f64) -> f64 {\nb0(%0: f64, %1: f64):\n  ret %0\n}")
            .entry();
    private final Block at = f.entry();
    private static final int A = 0;
    private static final int B = 1;

    private final Multiples multiples = new Multiples(f);

    private int made(int value, boolean negative, boolean twice) {
        return multiples.make(new Multiple(value, negative, twice), at, Loc.NONE);
    }

    /** What the sum of the two is, in terms of values that carry nothing. */
    private Multiple sum(int a, int b) {
        return multiples.of(multiples.sum(a, b, at, Loc.NONE));
    }

    private String of(int value) {
        return at.insns().stream()
                .filter(i -> i.result() == value)
                .map(i -> i.op() + " " + i.arg(0) + " " + i.arg(1))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void carriesASignThatBothTermsHave() {
        Multiple m = sum(made(A, true, false), made(B, true, false));
        assertEquals("ADD 0 1", of(m.value()));
        assertEquals(new Multiple(m.value(), true, false), m);
    }

    @Test
    void subtractsATermThatIsNegative() {
        Multiple m = sum(made(A, true, false), B);
        assertEquals("SUB 1 0", of(m.value()));
        assertEquals(new Multiple(m.value(), false, false), m);
        assertEquals("SUB 0 1", of(sum(A, made(B, true, false)).value()));
    }

    @Test
    void doublesASumOnce() {
        Multiple m = sum(made(A, true, true), made(B, true, true));
        assertEquals("ADD 0 1", of(m.value()));
        assertEquals(new Multiple(m.value(), true, true), m);
        Multiple difference = sum(made(A, false, true), made(B, true, true));
        assertEquals("SUB 0 1", of(difference.value()));
        assertEquals(new Multiple(difference.value(), false, true), difference);
    }

    @Test
    void doublesATermWhoseFellowIsNot() {
        Multiple m = sum(made(A, true, true), made(B, true, false));
        int doubled = at.insns().stream()
                .filter(i -> i.result() == m.value())
                .findFirst()
                .orElseThrow()
                .arg(0);
        assertEquals("ADD 0 0", of(doubled));
        assertEquals(new Multiple(m.value(), true, false), m);
    }

    @Test
    void knowsNothingOfOtherValues() {
        assertEquals(new Multiple(A, false, false), multiples.of(A));
        assertEquals(A, multiples.magnitude(A, at, Loc.NONE));
    }
}
