package dev.adagent.transform.autodiff;

import dev.adagent.transform.golden.Golden;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Type;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Reverse derivatives as IR text, under {@code golden/reverse/}: floating-point parameters are active, the others constant. */
class GoldenReverseTest {
    private static void addDerivative(Module m) {
        Function primal = m.entry();
        List<Activity> activities = primal.paramTypes().stream()
                .map((Type t) -> t.isFloating() ? Activity.ACTIVE : Activity.CONST)
                .toList();
        Spec spec = new Spec(DerivativeMode.REVERSE_WITH_PRIMAL, activities, true, false);
        m.add(Differentiator.differentiate(primal, spec, "d"));
    }

    @TestFactory
    Stream<DynamicTest> reverse() {
        return Golden.tests("reverse", GoldenReverseTest::addDerivative);
    }
}
