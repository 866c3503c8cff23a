package dev.adagent.fuzzing;

import dev.adagent.fuzzing.autodiff.AutodiffFuzzer;
import dev.adagent.fuzzing.language.LanguageFuzzer;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** {@code ./fuzz language} and its like: runs a fuzzer, prints the result, exits with 1 on a find. */
public final class Main {
    private static final Map<String, Fuzzer.Factory> FUZZERS =
            new TreeMap<>(Map.of("autodiff", new AutodiffFuzzer.Factory(), "language", LanguageFuzzer.factory()));

    private Main() {}

    /** @param args the fuzzer's name, then its options */
    public static void main(String[] args) throws IOException {
        Fuzzer.Factory factory = args.length == 0 ? null : FUZZERS.get(args[0]);
        if (factory == null) {
            System.err.println("usage: " + String.join(" | ", FUZZERS.keySet()) + " " + FuzzOptions.USAGE);
            System.exit(2);
        }
        FuzzOptions options;
        try {
            options = FuzzOptions.parse(factory.devices(), Arrays.copyOfRange(args, 1, args.length));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        Campaign.Result result = new Campaign(factory, options, System.err).run();
        String text = text("fuzz " + String.join(" ", args), options, result);
        System.out.print(text);
        if (options.out() != null) {
            Files.writeString(options.out(), text);
        }
        System.exit(result.passed(options) ? 0 : 1);
    }

    private static String text(String command, FuzzOptions options, Campaign.Result result) {
        StringBuilder out = new StringBuilder(RunHeader.text(command, result.description()));
        out.append(String.format(
                "%d programs from seed %d in %.0f s (%.1f a second), %d finds%n",
                result.programs(),
                options.seed(),
                result.seconds(),
                result.programs() / Math.max(1e-3, result.seconds()),
                result.finds().size()));
        out.append(result.coverage().report());
        result.finds().forEach(out::append);
        out.append(result.passed(options) ? "PASSED\n" : "FAILED\n");
        return out.toString();
    }
}
