package dev.adagent.overlay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adagent.Autodiff;
import dev.adagent.Kernel;
import java.lang.invoke.MethodType;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every entry of the shipped tables names a method that exists. */
class ContentsTest {
    private static final MethodTable DEVICE =
            KernelOverlays.addTo(MethodTable.builder("DEVICE")).build();

    /** A stand-in's body takes the receiver of an instance method as its first argument, and has a type of its own for that class. */
    private static void assertResolves(MethodKey k, boolean isStatic) throws ReflectiveOperationException {
        Class<?> owner = Class.forName(k.owner().replace('/', '.'));
        MethodType t = MethodType.fromMethodDescriptorString(k.descriptor(), ContentsTest.class.getClassLoader());
        if (k.name().equals("<init>")) {
            assertThat(owner.getConstructor(t.parameterArray())).isNotNull();
            return;
        }
        boolean ofApi = k.owner().startsWith("dev/adagent/"); // of which some are not for users
        var m = ofApi
                ? owner.getDeclaredMethod(k.name(), t.parameterArray())
                : owner.getMethod(k.name(), t.parameterArray());
        assertThat(m.getReturnType()).isEqualTo(t.returnType());
        assertThat(Modifier.isStatic(m.getModifiers())).as("%s", k).isEqualTo(isStatic);
    }

    @Test
    void everyEntryResolves() throws ReflectiveOperationException {
        for (MethodTable t : new MethodTable[] {GlobalTable.get(), DEVICE}) {
            for (String m : t.methods()) {
                MethodKey k = MethodKey.parse(m);
                if (k.owner().startsWith("org/")) {
                    continue; // libraries that mirror Math, which are not on this class path
                }
                boolean ofReceivers = k.owner().startsWith("java/math/")
                        || k.owner().startsWith("java/util/concurrent/atomic/")
                        || k.owner().equals("java/util/Collection");
                assertResolves(k, !ofReceivers || k.name().equals("valueOf"));
                if (t.lookup(k) instanceof Overlay.Body body) {
                    assertResolves(body.method(), true);
                }
            }
        }
        assertThatThrownBy(() -> assertResolves(MethodKey.parse("java/lang/Math.sine(D)D"), true))
                .isInstanceOf(NoSuchMethodException.class);
    }

    @Test
    void strictMathHasItsPrefixWhereBitsMayDiffer() {
        assertThat(GlobalTable.get().lookup(MethodKey.parse("java/lang/StrictMath.sin(D)D")))
                .isEqualTo(new Overlay.Intrinsic("strict.sin"));
        assertThat(GlobalTable.get().lookup(MethodKey.parse("java/lang/StrictMath.sqrt(D)D")))
                .isEqualTo(new Overlay.Intrinsic("sqrt"));
    }

    @Test
    void everyNativeOfStrictMathIsCovered() {
        assertThat(Arrays.stream(StrictMath.class.getMethods())
                        .filter(m -> Modifier.isNative(m.getModifiers()) && m.getDeclaringClass() == StrictMath.class)
                        .map(m -> "java/lang/StrictMath." + m.getName()
                                + MethodType.methodType(m.getReturnType(), m.getParameterTypes())
                                        .toMethodDescriptorString())
                        .filter(k -> GlobalTable.get().lookup(MethodKey.parse(k)) == null))
                .isEmpty();
    }

    @Test
    void everyAutodiffIsRedirectedToTheMarker() {
        long direct = Arrays.stream(Autodiff.class.getMethods())
                .filter(m -> m.getName().equals("autodiff"))
                .count();
        long bodies = DEVICE.methods().stream()
                .map(MethodKey::parse)
                .filter(k -> DEVICE.lookup(k) instanceof Overlay.Body b
                        && new Overlay.Deferred().equals(DEVICE.lookup(b.method())))
                .count();
        assertThat(bodies).isEqualTo(direct).isGreaterThanOrEqualTo(32);
    }

    @Test
    void theDevicesOperationsAreCovered() {
        // what is plain Java over the others
        Map<String, Integer> plain = Map.of(
                "globalIdX",
                0,
                "globalIdY",
                0,
                "globalIdZ",
                0,
                "laneId",
                0,
                "warpSize",
                0,
                "syncWarp",
                0,
                "shflSync",
                3,
                "shflUpSync",
                3,
                "shflDownSync",
                3,
                "shflXorSync",
                3);
        assertThat(Arrays.stream(Kernel.class.getMethods())
                        .filter(m -> Modifier.isStatic(m.getModifiers()))
                        .filter(m -> DEVICE.lookup(new MethodKey(
                                        m.getDeclaringClass().getName().replace('.', '/'),
                                        m.getName(),
                                        MethodType.methodType(m.getReturnType(), m.getParameterTypes())
                                                .toMethodDescriptorString()))
                                == null)
                        .filter(m -> !Integer.valueOf(m.getParameterCount()).equals(plain.get(m.getName()))))
                .isEmpty();
        Map<String, String> some = Map.of("threadIdxX", "tid.x", "blockDimZ", "ntid.z", "gridDimY", "nctaid.y");
        some.forEach(
                (method, intrinsic) -> assertThat(DEVICE.lookup(new MethodKey("dev/adagent/Kernel", method, "()I")))
                        .isEqualTo(new Overlay.Intrinsic(intrinsic)));
    }

    static final class AppOverlays {
        @dev.adagent.Overlay(owner = Math.class, name = "sin")
        static double zero(double x) {
            return 0;
        }

        @dev.adagent.Overlay(owner = String.class, instance = true)
        static int length(String s) {
            return 1;
        }
    }

    static final class Wrong {
        @dev.adagent.Overlay(owner = Math.class, name = "sine")
        static double zero(double x) {
            return 0;
        }
    }

    @Test
    void annotatedMethodsMakeATable() {
        MethodTable t = AnnotatedTable.of("APP", AppOverlays.class);
        assertThat(t.lookup(MethodKey.parse("java/lang/Math.sin(D)D")))
                .hasToString("body dev/adagent/overlay/ContentsTest$AppOverlays.zero(D)D");
        assertThat(t.lookup(MethodKey.parse("java/lang/String.length()I")))
                .hasToString("body dev/adagent/overlay/ContentsTest$AppOverlays.length(Ljava/lang/String;)I");
        assertThatThrownBy(() -> AnnotatedTable.of("APP", Wrong.class))
                .isInstanceOf(OverlayDeclarationException.class)
                .hasMessageContaining("declares no static method sine");
    }
}
