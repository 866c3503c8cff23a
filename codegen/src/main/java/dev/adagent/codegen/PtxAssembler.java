package dev.adagent.codegen;

import dev.adagent.codegen.PtxKernel.Report;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jcuda.nvptxcompiler.JNvPTXCompiler;
import jcuda.nvptxcompiler.nvPTXCompilerHandle;

/** NVIDIA's PTX assembler, in process: no GPU and no CUDA toolkit needed. Takes PTX ISA up to 8.0 and sm_75 to sm_90. */
public final class PtxAssembler {
    private static final Pattern REGISTERS = Pattern.compile("Used (\\d+) registers");
    private static final Pattern STACK = Pattern.compile("(\\d+) bytes stack frame");
    private static final Pattern STORES = Pattern.compile("(\\d+) bytes spill stores");
    private static final Pattern LOADS = Pattern.compile("(\\d+) bytes spill loads");

    private PtxAssembler() {}

    /** Whether the assembler's library is there; without it a GPU's driver can translate PTX. */
    public static boolean isAvailable() {
        try {
            NativeLibraries.loadPtxCompiler();
            return true;
        } catch (UnsatisfiedLinkError | NoClassDefFoundError | ExceptionInInitializerError e) {
            return false;
        }
    }

    /**
     * A cubin and what the assembler says about it.
     *
     * @param cubin machine code, an ELF file
     * @param report registers and memory of the kernel
     */
    public record Assembled(byte[] cubin, Report report) {}

    /**
     * Assembles PTX. A product and a sum are never fused.
     *
     * <p>The system property {@code adagent.assembling} names a folder where each text lies while it is assembled: what is left there when the
     * assembler has ended the process is what it ended on.
     *
     * @param architecture for example {@code sm_90}
     * @throws IllegalStateException with the assembler's log if it refuses the text
     * @throws UncheckedIOException if the folder of {@code adagent.assembling} cannot be written to
     */
    public static Assembled assemble(String ptx, String architecture) {
        String folder = System.getProperty("adagent.assembling");
        if (folder == null) {
            return NativeCompilations.run(() -> assembled(ptx, architecture));
        }
        try {
            Path text = Files.createTempFile(Files.createDirectories(Path.of(folder)), "kernel-", ".ptx");
            Files.writeString(text, ptx);
            Assembled done = NativeCompilations.run(() -> assembled(ptx, architecture));
            Files.delete(text);
            return done;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Assembled assembled(String ptx, String architecture) {
        NativeLibraries.loadPtxCompiler();
        byte[] text = (ptx + '\0').getBytes(StandardCharsets.UTF_8);
        nvPTXCompilerHandle handle = new nvPTXCompilerHandle();
        require(JNvPTXCompiler.nvPTXCompilerCreate(handle, text.length, text), "create");
        try {
            String[] options = {"--gpu-name=" + architecture, "--verbose", "-fmad=false", "--generate-line-info"};
            int status = JNvPTXCompiler.nvPTXCompilerCompile(handle, options.length, options);
            if (status != 0) {
                throw new IllegalStateException(
                        "the PTX assembler refuses its input: " + errorLog(handle) + "\n" + ptx);
            }
            String log = infoLog(handle);
            long[] size = new long[1];
            require(JNvPTXCompiler.nvPTXCompilerGetCompiledProgramSize(handle, size), "size");
            byte[] cubin = new byte[Math.toIntExact(size[0])];
            require(JNvPTXCompiler.nvPTXCompilerGetCompiledProgram(handle, cubin), "get");
            return new Assembled(cubin, report(architecture, log));
        } finally {
            JNvPTXCompiler.nvPTXCompilerDestroy(handle);
        }
    }

    private static Report report(String architecture, String log) {
        // the log has a paragraph for each function; the kernel's is the one that says "Used"
        List<String> lines = log.lines().toList();
        int used = 0;
        while (used < lines.size() && !REGISTERS.matcher(lines.get(used)).find()) {
            used++;
        }
        String kernel = String.join(
                "\n", lines.subList(Math.max(0, Math.min(used, lines.size()) - 2), Math.min(used + 1, lines.size())));
        return new Report(
                architecture,
                number(REGISTERS, kernel),
                number(STACK, kernel),
                number(STORES, kernel),
                number(LOADS, kernel),
                log);
    }

    private static int number(Pattern pattern, String text) {
        Matcher m = pattern.matcher(text);
        return m.find() ? Integer.parseInt(m.group(1)) : -1;
    }

    private static void require(int status, String what) {
        if (status != 0) {
            throw new IllegalStateException("the PTX assembler failed (" + what + "): status " + status);
        }
    }

    private static String errorLog(nvPTXCompilerHandle handle) {
        long[] size = new long[1];
        JNvPTXCompiler.nvPTXCompilerGetErrorLogSize(handle, size);
        byte[] log = new byte[Math.toIntExact(size[0]) + 1];
        JNvPTXCompiler.nvPTXCompilerGetErrorLog(handle, log);
        return text(log);
    }

    private static String infoLog(nvPTXCompilerHandle handle) {
        long[] size = new long[1];
        JNvPTXCompiler.nvPTXCompilerGetInfoLogSize(handle, size);
        byte[] log = new byte[Math.toIntExact(size[0]) + 1];
        JNvPTXCompiler.nvPTXCompilerGetInfoLog(handle, log);
        return text(log);
    }

    private static String text(byte[] log) {
        int n = 0;
        while (n < log.length && log[n] != 0) {
            n++;
        }
        return new String(log, 0, n, StandardCharsets.UTF_8).trim();
    }
}
