package dev.adagent.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways to the native libraries, each in a JVM of its own whose class path has no natives but those under test. */
class NativeLibrariesTest {
    private static final Map<String, String> FILES = new TreeMap<>(Map.of(
            "libLLVM.so", "org/bytedeco/llvm/linux-x86_64/libLLVM.so",
            "libLTO.so", "org/bytedeco/llvm/linux-x86_64/libLTO.so",
            "libRemarks.so", "org/bytedeco/llvm/linux-x86_64/libRemarks.so",
            "libjniLLVM.so", "org/bytedeco/llvm/linux-x86_64/libjniLLVM.so",
            "libjnijavacpp.so", "org/bytedeco/javacpp/linux-x86_64/libjnijavacpp.so",
            "libJNvPTXCompiler-12.6.0-linux-x86_64.so", "lib/libJNvPTXCompiler-12.6.0-linux-x86_64.so"));

    @TempDir
    Path temp;

    /** What the forked JVM runs: compiles a kernel, runs another, prints where the libraries lie and whether properties changed. */
    public static final class Probe {
        public static void main(String[] args) throws Exception {
            Map<Object, Object> before = new TreeMap<>(System.getProperties());
            String text = Lowered.elementwise("f64", "f64", "f64", "%9: f64 = mul %7, %8");
            System.out.println("before: " + loaded());
            PtxKernel k = PtxCompiler.compile(Lowered.module(text), "sm_80", LlvmLowering.Options.DEFAULT);
            double[] out = new double[1];
            HostJit.run(
                    Lowered.module(text),
                    Lowered.ONE_THREAD,
                    new Object[] {new double[] {6}, new double[] {7}, out},
                    0);
            System.out.println("result: " + out[0] + " " + (k.cubin().length > 0));
            System.out.println("after: " + loaded());
            Map<Object, Object> after = new TreeMap<>(System.getProperties());
            after.keySet().removeIf(p -> before.containsKey(p) && before.get(p).equals(after.get(p)));
            System.out.println("properties: " + after);
        }

        private static String loaded() throws Exception {
            try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
                return lines.map(l -> l.substring(l.indexOf('/') < 0 ? l.length() : l.indexOf('/')))
                        .filter(l -> l.contains("LLVM") || l.contains("PTX") || l.contains("javacpp"))
                        .filter(l -> l.contains(".so"))
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining(" "));
            }
        }
    }

    /** With LLVM's libraries under the names that their users ask for, or as JavaCPP's jar has them. */
    private static void extract(Path dir, String suffix) throws Exception {
        Files.createDirectories(dir);
        for (var e : FILES.entrySet()) {
            boolean part = e.getKey().matches("lib(LLVM|LTO|Remarks)\\.so");
            try (InputStream in = NativeLibrariesTest.class.getClassLoader().getResourceAsStream(e.getValue())) {
                Files.copy(in, dir.resolve(part ? e.getKey() + suffix : e.getKey()));
            }
        }
    }

    private static List<Path> files(Path dir) throws Exception {
        try (var files = Files.list(dir)) {
            return files.sorted().toList();
        }
    }

    private String fork(String classPathHead, String... options) throws Exception {
        String path = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(p -> !p.contains("linux-x86_64"))
                .collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Arrays.asList(options));
        command.add("-cp");
        command.add(classPathHead + path);
        command.add(Probe.class.getName());
        ProcessBuilder b = new ProcessBuilder(command).redirectErrorStream(true);
        b.environment().put("XDG_CACHE_HOME", temp.resolve("cache").toString());
        Process p = b.start();
        String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(p.waitFor()).as(out).isZero();
        return out;
    }

    @Test
    void fromAFolderWhereTheyLieLoose() throws Exception {
        Path dir = temp.resolve("loose");
        extract(dir, "");

        String out = fork("", "-Dadagent.natives=" + dir);

        assertThat(out).contains("before: \n", "result: 42.0 true\n", "properties: {}\n");
        assertThat(out).contains(dir.resolve("libLLVM.so").toString());
        assertThat(out)
                .contains(
                        dir.resolve("libJNvPTXCompiler-12.6.0-linux-x86_64.so").toString());
    }

    @Test
    void fromAJarUnpackedOnce() throws Exception {
        Path classes = temp.resolve("classes");
        Path dir = classes.resolve("native/linux-x86_64");
        extract(dir, ".20.1");
        StringBuilder index = new StringBuilder();
        for (Path file : files(dir)) {
            String name = file.getFileName().toString();
            byte[] bytes = Files.readAllBytes(file);
            String hash = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            index.append(hash)
                    .append(' ')
                    .append(bytes.length)
                    .append(' ')
                    .append(name)
                    .append('\n');
        }
        Files.writeString(dir.resolve("index"), index);

        String out = fork(classes + File.pathSeparator);

        assertThat(out).contains("before: \n", "result: 42.0 true\n", "properties: {}\n");
        assertThat(out).containsPattern("after: .*cache/adagent/natives/[0-9a-f]{32}/libLLVM.so.20.1");
    }

    @Test
    void aFolderThatIsNotThereIsNamed() throws Exception {
        ProcessBuilder b = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dadagent.natives=/nowhere/at/all",
                "-cp",
                System.getProperty("java.class.path"),
                Probe.class.getName());
        Process p = b.redirectErrorStream(true).start();
        String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(p.waitFor()).isNotZero();
        assertThat(out).contains("adagent.natives names /nowhere/at/all, which is no folder");
    }
}
