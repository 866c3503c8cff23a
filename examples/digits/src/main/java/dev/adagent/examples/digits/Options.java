package dev.adagent.examples.digits;

import java.nio.file.Path;

/**
 * The command line.
 *
 * @param out folder for the results
 * @param pictures whether to draw
 * @param epochs passes over the training set
 * @param batch samples a step
 * @param rate learning rate of the first epoch
 * @param seed seed of the initial weights, of the order of the samples and of the gradient check
 * @param train how many of the training samples to use
 */
record Options(Path out, boolean pictures, int epochs, int batch, double rate, long seed, int train) {
    static final String USAGE = """
            Usage: java -javaagent:adagent.jar -jar digits.jar [options]
              --epochs N      passes over the training set (10)
              --batch N       samples a step (64)
              --rate R        learning rate of the first epoch (0.1)
              --seed S        seed of weights, order and gradient check (1)
              --train N       use the first N training samples only (all)
              --out DIR       where results go (out)
              --no-pictures   write no loss.png and digits.png
              --help          this text""";

    /** @throws IllegalArgumentException with a line for the user if the arguments make no sense */
    static Options parse(String[] args) {
        Path out = Path.of("out");
        boolean pictures = true;
        int epochs = 10;
        int batch = 64;
        double rate = 0.1;
        long seed = 1;
        int train = Integer.MAX_VALUE;
        for (int i = 0; i < args.length; i++) {
            String option = args[i];
            if (option.equals("--no-pictures")) {
                pictures = false;
                continue;
            }
            if (i + 1 == args.length) {
                throw new IllegalArgumentException("unknown option or missing value: " + option);
            }
            String value = args[++i];
            try {
                switch (option) {
                    case "--epochs" -> epochs = positive(value);
                    case "--batch" -> batch = positive(value);
                    case "--rate" -> rate = Double.parseDouble(value);
                    case "--seed" -> seed = Long.parseLong(value);
                    case "--train" -> train = positive(value);
                    case "--out" -> out = Path.of(value);
                    default -> throw new IllegalArgumentException("unknown option: " + option);
                }
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(option + ": not a number of the right kind: " + value, e);
            }
        }
        return new Options(out, pictures, epochs, batch, rate, seed, train);
    }

    private static int positive(String value) {
        int n = Integer.parseInt(value);
        if (n < 1) {
            throw new NumberFormatException(value);
        }
        return n;
    }
}
