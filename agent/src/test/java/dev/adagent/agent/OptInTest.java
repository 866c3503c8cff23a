package dev.adagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Properties;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptInTest {
    @TempDir
    Path folder;

    private final Failures failures = new Failures();

    private static OptIn optIn(String args, Failures failures) {
        return new OptIn(AgentOptions.parse(args, new Properties()), failures);
    }

    private static ProtectionDomain at(URL url) {
        return new ProtectionDomain(new CodeSource(url, (Certificate[]) null), null);
    }

    private ProtectionDomain jar(String... attributes) throws IOException {
        Manifest m = new Manifest();
        m.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        for (int i = 0; i < attributes.length; i += 2) {
            m.getMainAttributes().putValue(attributes[i], attributes[i + 1]);
        }
        Path jar = Files.createTempFile(folder, "an app", ".jar");
        try (OutputStream out = Files.newOutputStream(jar)) {
            new JarOutputStream(out, m).close();
        }
        return at(jar.toUri().toURL());
    }

    @Test
    void manifestsOptIn() throws IOException {
        OptIn o = optIn(null, failures);
        assertThat(o.covers("a.B", jar("Adagent-Enabled", "true"))).isTrue();
        assertThat(o.covers("a.B", jar("Adagent-Enabled", "false"))).isFalse();
        assertThat(o.covers("a.B", jar())).isFalse();
        ProtectionDomain named = jar("Adagent-Kernels", "a.B#run, a.B#go a.C");
        assertThat(o.covers("a.B", named)).isTrue();
        assertThat(o.covers("a.C", named)).isTrue();
        assertThat(o.covers("a.D", named)).isFalse();
        assertThat(o.namedMethods("a.B", named)).containsExactlyInAnyOrder("run", "go");
        assertThat(o.namedMethods("a.C", named)).isEmpty();
        assertThat(failures.why(null)).isNull();
    }

    @Test
    void placesAreForgotten() throws IOException {
        OptIn o = optIn(null, failures);
        ProtectionDomain enabled = jar("Adagent-Enabled", "true");
        assertThat(o.covers("a.B", enabled)).isTrue();
        for (int k = 0; k < OptIn.MOST_PLACES + 50; k++) {
            URL url =
                    Files.createDirectory(folder.resolve("classes" + k)).toUri().toURL();
            assertThat(o.covers("a.B", at(url))).isFalse();
        }
        assertThat(o.places()).isEqualTo(OptIn.MOST_PLACES);
        assertThat(o.covers("a.B", enabled)).isTrue(); // read again
    }

    @Test
    void classDirectoriesOptIn() throws IOException {
        OptIn o = optIn(null, failures);
        Path enabled = Files.createDirectories(folder.resolve("classes"));
        Files.createDirectories(enabled.resolve("META-INF"));
        Files.writeString(enabled.resolve("META-INF/adagent.properties"), "enabled=true\nkernels=a.B#run\n");
        ProtectionDomain d = at(enabled.toUri().toURL());
        assertThat(o.covers("x.Y", d)).isTrue();
        assertThat(o.namedMethods("a.B", d)).containsExactly("run");
        Path plain = Files.createDirectories(folder.resolve("plain"));
        assertThat(o.covers("x.Y", at(plain.toUri().toURL()))).isFalse();
    }

    @Test
    void classesThatMentionNothingArePassedOverOnceTheirPlaceIsKnown() throws IOException {
        byte[] nothing = new byte[100];
        byte[] mentions = "..\1\0\u0014dev/adagent/Autodiff..".getBytes(StandardCharsets.ISO_8859_1);
        OptIn o = optIn(null, failures);
        ProtectionDomain enabled = jar("Adagent-Enabled", "true");
        ProtectionDomain plain = jar();
        ProtectionDomain named = jar("Adagent-Kernels", "a.B#run");
        for (ProtectionDomain d : List.of(enabled, plain, named)) {
            assertThat(o.passesOver(d, nothing)).isFalse();
            o.covers("a.B", d);
        }
        for (int round = 0; round < 3; round++) {
            assertThat(o.passesOver(enabled, nothing)).isTrue();
            assertThat(o.passesOver(enabled, mentions)).isFalse();
            assertThat(o.passesOver(plain, nothing)).isTrue();
            assertThat(o.passesOver(plain, mentions)).isTrue();
            assertThat(o.passesOver(named, nothing)).isFalse();
        }
        assertThat(o.passesOver(null, nothing)).isFalse();
        OptIn byOption = optIn("kernels=a.B", failures);
        byOption.covers("a.B", plain);
        assertThat(byOption.passesOver(plain, nothing)).isFalse();
    }

    @Test
    void optionsOptIn() {
        OptIn o = optIn("kernels=a.B;a.C#run", failures);
        assertThat(o.covers("a.B", null)).isTrue();
        assertThat(o.covers("a.C", at(null))).isTrue();
        assertThat(o.covers("a.BB", null)).isFalse();
        assertThat(o.namedMethods("a.C", null)).containsExactly("run");
    }

    @Test
    void anUnreadableManifestIsRecordedAndIsNoOptIn() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.jar"), "no jar");
        assertThat(optIn(null, failures).covers("a.B", at(broken.toUri().toURL())))
                .isFalse();
        assertThat((String) failures.why("a.B")[2]).contains("broken.jar").contains("manifest cannot be read");
    }
}
