package dev.adagent.transform.opt;

import dev.adagent.transform.golden.Golden;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Module;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each pass by itself on IR text, as pairs of files under {@code golden/}. */
class GoldenPassesTest {
    private static Consumer<Module> each(OptPipeline.Pass pass) {
        return m -> m.functions().forEach(pass::run);
    }

    @TestFactory
    Stream<DynamicTest> simplify() {
        return Golden.tests("simplify", each(Simplify::run));
    }

    @TestFactory
    Stream<DynamicTest> inline() {
        return Golden.tests("inline", Inliner::run);
    }

    @TestFactory
    Stream<DynamicTest> recursionLimit() {
        return Golden.tests(
                "recursion-limit", m -> RecursionLimit.of(m, 5).functions().forEach(m::put));
    }

    @TestFactory
    Stream<DynamicTest> scalarReplacement() {
        return Golden.tests("scalar-replacement", each(ScalarReplacement::run));
    }

    @TestFactory
    Stream<DynamicTest> objectCells() {
        return Golden.tests("object-cells", m -> ObjectCells.run(m, Hierarchy.JDK));
    }

    @TestFactory
    Stream<DynamicTest> closedObjects() {
        return Golden.tests("closed-objects", each(ClosedObjects::run));
    }

    @TestFactory
    Stream<DynamicTest> finalFields() {
        Hierarchy finalByName = new Hierarchy() {
            @Override
            public Boolean isSubclass(String sub, String sup) {
                return sub.equals(sup);
            }

            @Override
            public boolean isFinal(FieldRef field) {
                return field.name().startsWith("f");
            }
        };
        return Golden.tests("final-fields", each(f -> FinalFields.run(f, finalByName)));
    }

    @TestFactory
    Stream<DynamicTest> rowLoops() {
        return Golden.tests("row-loops", each(RowLoops::run));
    }

    @TestFactory
    Stream<DynamicTest> flatRows() {
        return Golden.tests("flat-rows", each(FlatRows::run));
    }

    @TestFactory
    Stream<DynamicTest> valueNumbering() {
        return Golden.tests("value-numbering", each(ValueNumbering::run));
    }

    @TestFactory
    Stream<DynamicTest> loopInvariant() {
        return Golden.tests("loop-invariant", each(LoopInvariant::run));
    }

    @TestFactory
    Stream<DynamicTest> deadCode() {
        return Golden.tests("dead-code", each(DeadCode::run));
    }

    @TestFactory
    Stream<DynamicTest> shadowAdds() {
        return Golden.tests("shadow-adds", each(ShadowAdds::run));
    }

    @TestFactory
    Stream<DynamicTest> ownAdds() {
        return Golden.tests("own-adds", m -> OwnAdds.run(m.entry(), true));
    }

    @TestFactory
    Stream<DynamicTest> checkGroups() {
        return Golden.tests("check-groups", each(CheckGroups::run));
    }

    @TestFactory
    Stream<DynamicTest> loopVersioning() {
        return Golden.tests("loop-versioning", each(LoopVersioning::run));
    }

    @TestFactory
    Stream<DynamicTest> lambdaFolding() {
        return Golden.tests("lambda-folding", LambdaFolding::run);
    }

    @TestFactory
    Stream<DynamicTest> throwables() {
        return Golden.tests("throwables", each(Throwables::run));
    }

    @TestFactory
    Stream<DynamicTest> chosenCauses() {
        return Golden.tests("chosen-causes", m -> ChosenCauses.run(m, Hierarchy.JDK));
    }

    @TestFactory
    Stream<DynamicTest> expand() {
        return Golden.tests("expand", Expand::run);
    }
}
