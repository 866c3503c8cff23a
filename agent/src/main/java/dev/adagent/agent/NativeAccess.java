package dev.adagent.agent;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;

/**
 * Lets the engine load native code without the warning that later Javas print for it (JEP 472). The engine is in the unnamed module of its
 * own loader; Java has one switch for all unnamed modules, as {@code --enable-native-access=ALL-UNNAMED} is. On a Java without that
 * switch nothing is to be done.
 */
final class NativeAccess {
    private NativeAccess() {}

    /** Throws the switch, if there is one; what fails only leaves the warning. */
    static void enable(Instrumentation instrumentation) {
        if (Runtime.version().feature() < 22) {
            return;
        }
        try {
            Method allUnnamed = Module.class.getDeclaredMethod("implAddEnableNativeAccessToAllUnnamed");
            instrumentation.redefineModule(
                    Object.class.getModule(),
                    Set.of(),
                    Map.of(),
                    Map.of("java.lang", Set.of(NativeAccess.class.getModule())),
                    Set.of(),
                    Map.of());
            allUnnamed.setAccessible(true);
            allUnnamed.invoke(null);
        } catch (ReflectiveOperationException | RuntimeException e) {
            // Java's own warning says what would silence it.
        }
    }
}
