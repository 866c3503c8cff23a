package dev.adagent.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineLoaderTest {
    /** Loaded a second time by the engine's loader. */
    public static final class Service implements Supplier<String> {
        @Override
        public String get() {
            return "from " + getClass().getClassLoader().getName();
        }
    }

    @TempDir
    Path folder;

    private EngineLoader loader() throws IOException {
        Path jar = folder.resolve("a jar.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            String name = Service.class.getName().replace('.', '/') + ".class";
            put(
                    out,
                    "engine/" + name,
                    Service.class.getResourceAsStream("/" + name).readAllBytes());
            put(
                    out,
                    "engine/META-INF/services/java.util.function.Supplier",
                    Service.class.getName().getBytes(StandardCharsets.UTF_8));
            put(out, "engine/a b.txt", "text".getBytes(StandardCharsets.UTF_8));
            put(out, "outside.txt", new byte[1]);
        }
        return EngineLoader.open(jar);
    }

    private static void put(JarOutputStream out, String name, byte[] content) throws IOException {
        out.putNextEntry(new JarEntry(name));
        out.write(content);
    }

    @Test
    void loadsClassesUnderItsPrefixApartFromTheAppsLoader() throws Exception {
        EngineLoader l = loader();
        Class<?> c = l.loadClass(Service.class.getName());
        assertThat(c).isNotSameAs(Service.class);
        assertThat(c.getClassLoader()).isSameAs(l);
        assertThatThrownBy(() -> l.loadClass(EngineLoaderTest.class.getName()))
                .isInstanceOf(ClassNotFoundException.class)
                .hasMessageContaining("a jar.jar");
        assertThat(l.loadClass("java.sql.Driver").getClassLoader()).isSameAs(ClassLoader.getPlatformClassLoader());
    }

    @Test
    @SuppressWarnings("rawtypes")
    void resourcesAndServicesWork() throws Exception {
        EngineLoader l = loader();
        try (InputStream in = l.getResource("a b.txt").openStream()) {
            assertThat(in.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("text");
        }
        try (InputStream in = l.getResourceAsStream("a b.txt")) {
            assertThat(in.readAllBytes()).hasSize(4);
        }
        assertThat(l.getResource("outside.txt")).isNull();
        assertThat(l.getResourceAsStream("outside.txt")).isNull();
        Supplier<?> s = ServiceLoader.load(Supplier.class, l).iterator().next();
        assertThat(s.get()).isEqualTo("from adagent-engine");
    }
}
