package dev.adagent.examples.digits;

import dev.adagent.AgentMissingException;
import dev.adagent.Gpu;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Trains on 8,000 handwritten digits, tests on 2,000, and writes what came out. */
public final class Main {
    private Main() {}

    /** One line of {@code metrics.csv}. */
    record Metrics(int epoch, double loss, double accuracy, double seconds) {}

    public static void main(String[] args) throws IOException {
        if (Arrays.asList(args).contains("--help")) {
            System.out.println(Options.USAGE);
            return;
        }
        Options options;
        try {
            options = Options.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.println(Options.USAGE);
            System.exit(2);
            return;
        }
        try {
            run(options);
        } catch (AgentMissingException e) {
            System.err.println(e);
            System.exit(3);
        }
    }

    private static void run(Options options) throws IOException {
        Samples train = Samples.load("train").first(options.train());
        Samples test = Samples.load("test");
        Network network = Network.random(options.seed());

        GradientCheck.Report check = GradientCheck.run(network, train, options.seed());
        System.out.println("Training on " + Gpu.device());
        System.out.println(check);
        if (!check.passed()) {
            System.err.println("The gradient is wrong; not training with it.");
            System.exit(1);
        }

        List<Metrics> metrics = train(options, network, train, test);
        double[] probabilities = Trainer.probabilities(network, test);
        System.out.printf(
                Locale.ROOT,
                "Accuracy on %d test digits: %.2f %%%n",
                test.count(),
                100 * accuracy(probabilities, test.labels()));

        Files.createDirectories(options.out());
        Path predictions = options.out().resolve("predictions.csv");
        Path table = options.out().resolve("metrics.csv");
        writePredictions(predictions, probabilities, test.labels());
        writeMetrics(table, metrics);
        System.out.println("Wrote " + predictions);
        System.out.println("Wrote " + table);
        if (options.pictures()) {
            Path curve = options.out().resolve("loss.png");
            Path grid = options.out().resolve("digits.png");
            Pictures.curve(curve, metrics);
            Pictures.grid(grid, test, probabilities);
            System.out.println("Wrote " + curve);
            System.out.println("Wrote " + grid);
        }
    }

    private static List<Metrics> train(Options options, Network network, Samples train, Samples test) {
        Trainer trainer = new Trainer(network, options.batch(), options.rate());
        List<Metrics> metrics = new ArrayList<>();
        int batches = (train.count() + options.batch() - 1) / options.batch();
        try (ProgressBar bar = new ProgressBarBuilder()
                .setTaskName("Training")
                .setInitialMax((long) options.epochs() * batches)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(200)
                .setMaxRenderedLength(120)
                .build()) {
            double accuracy = 0;
            for (int epoch = 1; epoch <= options.epochs(); epoch++) {
                long start = System.nanoTime();
                double before = accuracy;
                int number = epoch;
                double loss = trainer.epoch(train, options.seed() + epoch, batchLoss -> {
                    bar.setExtraMessage(message(number, batchLoss, before));
                    bar.step();
                });
                double seconds = (System.nanoTime() - start) / 1e9;
                accuracy = accuracy(Trainer.probabilities(network, test), test.labels());
                bar.setExtraMessage(message(epoch, loss, accuracy));
                metrics.add(new Metrics(epoch, loss, accuracy, seconds));
            }
        }
        return metrics;
    }

    private static String message(int epoch, double loss, double accuracy) {
        return String.format(Locale.ROOT, " epoch %d, loss %.4f, accuracy %.2f %%", epoch, loss, 100 * accuracy);
    }

    static int prediction(double[] probabilities, int sample) {
        int best = 0;
        for (int c = 1; c < Network.CLASSES; c++) {
            if (probabilities[sample * Network.CLASSES + c] > probabilities[sample * Network.CLASSES + best]) {
                best = c;
            }
        }
        return best;
    }

    static double accuracy(double[] probabilities, int[] labels) {
        int hits = 0;
        for (int s = 0; s < labels.length; s++) {
            if (prediction(probabilities, s) == labels[s]) {
                hits++;
            }
        }
        return (double) hits / labels.length;
    }

    private static void writePredictions(Path file, double[] probabilities, int[] labels) throws IOException {
        try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(file))) {
            out.println("index,label,prediction,probability");
            for (int s = 0; s < labels.length; s++) {
                int p = prediction(probabilities, s);
                out.println(s + "," + labels[s] + "," + p + "," + probabilities[s * Network.CLASSES + p]);
            }
        }
    }

    private static void writeMetrics(Path file, List<Metrics> metrics) throws IOException {
        try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(file))) {
            out.println("epoch,loss,test_accuracy,seconds");
            for (Metrics m : metrics) {
                out.println(m.epoch() + "," + m.loss() + "," + m.accuracy() + ","
                        + String.format(Locale.ROOT, "%.3f", m.seconds()));
            }
        }
    }
}
