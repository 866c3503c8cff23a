package dev.adagent.transform.ir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every name has a rule in the verifier, and every pure name and thread index a meaning in the interpreter. */
class IntrinsicsTest {
    private static final Map<String, Object[]> OTHERS = Map.of(
            "bitCount", new Object[] {5},
            "numberOfLeadingZeros", new Object[] {5},
            "numberOfTrailingZeros", new Object[] {4},
            "multiplyHigh", new Object[] {1L << 62, 8L});

    private static Type typeOf(Object o) {
        return o instanceof Integer ? Type.I32 : o instanceof Long ? Type.I64 : Type.F64;
    }

    /** A function of one intrinsic, its operands the function's parameters. */
    private static Function of(String name, Type result, Object... args) {
        Function f = new Function("f", result);
        Block b = f.newBlock();
        int[] params =
                Arrays.stream(args).mapToInt(a -> f.addParam(b, typeOf(a))).toArray();
        b.setTerm(Term.ret(Loc.NONE, f.append(b, Op.INTRINSIC, result, name, Loc.NONE, params)));
        return f;
    }

    private static boolean accepted(Function f) {
        try {
            Verifier.verify(f);
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    @TestFactory
    Stream<DynamicTest> everyPureNameAndThreadIndex() {
        return new TreeSet<>(Intrinsics.names())
                .stream()
                        .filter(n -> Intrinsics.kind(n) == Intrinsics.Kind.PURE
                                || Intrinsics.kind(n) == Intrinsics.Kind.THREAD)
                        .map(n -> DynamicTest.dynamicTest(n, () -> runs(n)));
    }

    private static void runs(String name) {
        Object[] given = OTHERS.get(name);
        int fitting = 0;
        for (int n = 0; n <= 3; n++) {
            Object[] args =
                    given != null ? given : Stream.generate(() -> 0.5).limit(n).toArray();
            if (args.length != n) {
                continue;
            }
            Type result = n == 0
                    ? Type.I32
                    : name.startsWith("number") || name.equals("bitCount") ? Type.I32 : typeOf(args[0]);
            Function f = of(name, result, args);
            if (accepted(f)) {
                fitting++;
                assertThat(JavaValues.toValue(Interpreter.of(f).run(args), result))
                        .isNotNull();
            }
        }
        assertThat(fitting).as("numbers of operands that %s takes", name).isEqualTo(1);
    }

    @Test
    void namesThatAreNoneAreRefused() {
        assertThat(Intrinsics.names()).doesNotContain("frobnicate").contains("sin", "tid.x", "barrier", "tape.open");
        assertThat(Intrinsics.exists("strict.sin")).isTrue();
        for (String name : List.of("frobnicate", "strict.", "strict.frobnicate", "")) {
            assertThat(Intrinsics.exists(name)).isFalse();
            assertThatThrownBy(() -> Intrinsics.kind(name)).isInstanceOf(IllegalArgumentException.class);
            assertThat(accepted(of(name, Type.F64, 0.5))).isFalse();
        }
    }
}
