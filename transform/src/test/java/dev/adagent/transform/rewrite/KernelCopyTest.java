package dev.adagent.transform.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adagent.overlay.GlobalTable;
import dev.adagent.overlay.KernelOverlays;
import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.MethodTable;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.ir.IrPrinter;
import dev.adagent.transform.lift.ClassSource;
import dev.adagent.transform.lift.LiftException;
import dev.adagent.transform.lift.Lifter;
import dev.adagent.transform.lift.Marker;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelCopyTest {
    private static final String OWNER = "dev/adagent/transform/lift/samples/Kernels";
    private static final ClassSource SYSTEM = ClassSource.of((ClassLoader) null);
    private static final TableView VIEW =
            TableView.of(KernelOverlays.addTo(MethodTable.builder("DEVICE")).build(), GlobalTable.get());

    private static MethodKey kernel(String name) {
        return new MethodKey(OWNER, name, "([D[D)V");
    }

    private static byte[] copy(MethodKey... kernels) {
        return KernelCopy.make(SYSTEM.find(OWNER), Set.of(kernels), VIEW);
    }

    private static boolean namesMarker(byte[] classFile) {
        return new String(classFile, StandardCharsets.ISO_8859_1).contains(Marker.OWNER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"slope", "deferredSlope", "inCallee"})
    void givesTheSameIrAsThePristineClass(String name) {
        MethodKey key = kernel(name);
        ClassSource copied = ClassSource.of(Map.of(OWNER, copy(key))).orElse(SYSTEM);
        assertThat(IrPrinter.print(Lifter.lift(key, copied, VIEW)))
                .isEqualTo(IrPrinter.print(Lifter.lift(key, SYSTEM, VIEW)));
    }

    @Test
    void marksTheKernelsGivenAndNoOtherMethod() {
        assertThat(namesMarker(copy(kernel("slope")))).isTrue();
        assertThat(namesMarker(copy(kernel("inCallee")))).isFalse();
        assertThat(namesMarker(copy())).isFalse();
    }

    @Test
    void aViewWithoutTheRedirectMarksNothing() {
        TableView view = TableView.of(GlobalTable.get());
        assertThat(namesMarker(KernelCopy.make(SYSTEM.find(OWNER), Set.of(kernel("slope")), view)))
                .isFalse();
    }

    @Test
    void theMarkerIsRefusedInAJobWithoutTheRedirect() {
        ClassSource copied =
                ClassSource.of(Map.of(OWNER, copy(kernel("slope")))).orElse(SYSTEM);
        assertThatThrownBy(() -> Lifter.lift(kernel("slope"), copied, TableView.of(GlobalTable.get())))
                .isInstanceOf(LiftException.class)
                .hasMessageContaining("the marker of a deferred derivative");
    }
}
