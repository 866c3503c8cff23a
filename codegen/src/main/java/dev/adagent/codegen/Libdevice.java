package dev.adagent.codegen;

import dev.adagent.overlay.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * NVIDIA's libdevice, a file of LLVM bitcode that comes with the CUDA toolkit: elementary functions, {@code __nv_sin} for doubles and
 * {@code __nv_sinf} for floats. The property {@code adagent.libdevice} says whether kernels in the modes CONTRACT and FAST use it: {@code none}, as
 * where it is not set; {@code auto}, the toolkit's where one is found; or a path, of the file or of a toolkit.
 */
public final class Libdevice {
    /** What the names of its functions begin with. */
    public static final String PREFIX = "__nv_";

    private static final String IN_TOOLKIT = "nvvm/libdevice/libdevice.10.bc";
    /** Where toolkits are installed: NVIDIA's own packages, Arch, Debian. */
    private static final List<String> USUAL = List.of(
            "/usr/local/cuda/" + IN_TOOLKIT,
            "/opt/cuda/" + IN_TOOLKIT,
            "/usr/lib/cuda/" + IN_TOOLKIT,
            "/usr/lib/nvidia-cuda-toolkit/libdevice/libdevice.10.bc");

    private final Path file;
    private final byte[] code;
    private final String hash;

    private Libdevice(Path file, byte[] code) {
        this.file = file;
        this.code = code;
        hash = Sha256.hex(code);
    }

    /**
     * The library that the property {@code adagent.libdevice} asks for, or null.
     *
     * @throws IllegalArgumentException if it names a path where no such file is
     */
    public static Libdevice configured() {
        return of(System.getProperty("adagent.libdevice", "none"), System.getenv());
    }

    /** As {@link #configured}, for a value of the property. @param environment in which {@code CUDA_HOME} and {@code CUDA_PATH} name toolkits */
    static Libdevice of(String setting, Map<String, String> environment) {
        if (setting.equals("none")) {
            return null;
        }
        if (setting.equals("auto")) {
            return candidates(environment)
                    .filter(Files::isReadable)
                    .findFirst()
                    .map(Libdevice::read)
                    .orElse(null);
        }
        Path named = Path.of(setting);
        Path file = Files.isDirectory(named) ? named.resolve(IN_TOOLKIT) : named;
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException("adagent.libdevice=" + setting + ": " + file
                    + " cannot be read; name libdevice.10.bc or the toolkit that it is in, or auto, or none");
        }
        return read(file);
    }

    /** The toolkit's library where one is found, whatever the property says. */
    public static Optional<Libdevice> ofToolkit() {
        return Optional.ofNullable(of("auto", System.getenv()));
    }

    private static Stream<Path> candidates(Map<String, String> environment) {
        Stream<String> named = Stream.of("CUDA_HOME", "CUDA_PATH")
                .map(environment::get)
                .filter(v -> v != null && !v.isEmpty())
                .map(v -> v + "/" + IN_TOOLKIT);
        return Stream.concat(named, USUAL.stream()).map(Path::of);
    }

    /** The library in a file. */
    static Libdevice read(Path file) {
        try {
            return new Libdevice(file, Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException("libdevice at " + file, e);
        }
    }

    /** This library in another form, in LLVM assembly. */
    Libdevice withCode(String assembly) {
        return new Libdevice(file, assembly.getBytes(StandardCharsets.UTF_8));
    }

    /** Where it was found. */
    public Path file() {
        return file;
    }

    /** SHA-256 of its content: code that was made with another one is other code. */
    public String hash() {
        return hash;
    }

    /** LLVM bitcode, or assembly. */
    byte[] code() {
        return code.clone();
    }
}
