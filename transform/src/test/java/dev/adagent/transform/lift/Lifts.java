package dev.adagent.transform.lift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adagent.overlay.GlobalTable;
import dev.adagent.overlay.KernelOverlays;
import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.MethodTable;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Verifier;
import dev.adagent.transform.job.Job;
import dev.adagent.transform.job.KernelCompiler;
import dev.adagent.transform.job.StageListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Lifts sample methods, and compares texts with the files beside the tests. */
final class Lifts {
    private static final Path RESOURCES = Path.of("src/test/resources/lift");

    private Lifts() {}

    /** The view of a device's job. */
    static TableView deviceView() {
        return TableView.of(KernelOverlays.addTo(MethodTable.builder("DEVICE")).build(), GlobalTable.get());
    }

    static List<Method> samples(Class<?> c) {
        return Arrays.stream(c.getDeclaredMethods())
                .filter(m -> Modifier.isPublic(m.getModifiers()) && !m.isSynthetic())
                .sorted(Comparator.comparing(Method::getName))
                .toList();
    }

    static Method sample(Class<?> c, String name) {
        return samples(c).stream()
                .filter(m -> m.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static MethodKey key(Method m) {
        return new MethodKey(
                m.getDeclaringClass().getName().replace('.', '/'),
                m.getName(),
                MethodType.methodType(m.getReturnType(), m.getParameterTypes()).toMethodDescriptorString());
    }

    static Module lift(Method m) {
        return lift(m, ClassSource.of((ClassLoader) null));
    }

    static Module lift(Method m, ClassSource source) {
        ClassLoader loader = m.getDeclaringClass().getClassLoader();
        Module module = Lifter.lift(key(m), source, deviceView(), StaticValues.of(loader));
        Verifier.verify(module);
        return module;
    }

    /** All stages, for a device. */
    static Kernel compile(Method m) {
        ClassLoader loader = m.getDeclaringClass().getClassLoader();
        Job job = new Job(
                key(m), ClassSource.of(loader), StaticValues.of(loader), deviceView(), true, Kernel.Options.DEFAULT);
        return KernelCompiler.compile(job, StageListener.NONE);
    }

    /** The text equals the file's; {@code -Dadagent.golden.update=true} writes the file instead. */
    static void assertGolden(String file, String text) {
        Path path = RESOURCES.resolve(file);
        try {
            if (Boolean.getBoolean("adagent.golden.update")) {
                Files.createDirectories(RESOURCES);
                Files.writeString(path, text);
            }
            assertThat(text).as(file).isEqualTo(Files.readString(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
