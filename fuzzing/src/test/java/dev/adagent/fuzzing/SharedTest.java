package dev.adagent.fuzzing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What all fuzzers share. */
class SharedTest {
    private static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream());

    private static FuzzOptions parse(String... args) {
        return FuzzOptions.parse(EnumSet.of(FuzzDevice.CPU), args);
    }

    /** Counts its programs; that of seed 1013 is a find. */
    private static final class Counting implements Fuzzer.Factory {
        final Set<Long> seen = new TreeSet<>();

        @Override
        public Fuzzer open(FuzzOptions options) {
            return new Fuzzer() {
                @Override
                public int batch() {
                    return 7;
                }

                @Override
                public void run(long firstSeed, int count, Coverage coverage, Consumer<Find> finds) {
                    for (long s = firstSeed; s < firstSeed + count; s++) {
                        synchronized (seen) {
                            assertThat(seen.add(s)).isTrue();
                        }
                        coverage.count("kind", s % 2 == 0 ? "even" : "odd");
                        if (s == 1013) {
                            finds.accept(new Find(s, "cpu", "1 is not 2", "int x;"));
                        }
                    }
                }

                @Override
                public String describe() {
                    return "nothing";
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public Set<FuzzDevice> devices() {
            return EnumSet.of(FuzzDevice.CPU);
        }

        @Override
        public void require(Coverage coverage, FuzzOptions options) {
            coverage.require("kind", "even", 10);
            coverage.require("kind", "prime", 1);
        }
    }

    @Test
    void everySeedRunsOnceWhateverTheJobs() {
        for (int jobs : new int[] {1, 3}) {
            Counting counting = new Counting();
            FuzzOptions options = parse("--seed", "1000", "--programs", "50", "--jobs", "" + jobs);
            Campaign.Result result = new Campaign(counting, options, NOWHERE).run();
            assertThat(counting.seen).hasSize(50).contains(1000L, 1049L);
            assertThat(result.programs()).isEqualTo(50);
            assertThat(result.coverage().get("kind", "odd")).isEqualTo(25);
            assertThat(result.finds()).extracting(Find::seed).containsExactly(1013L);
            assertThat(result.passed(options)).isFalse();
        }
    }

    @Test
    void whatIsMissedFailsTheRunThatAsksForIt() {
        FuzzOptions free = parse("--seed", "2000", "--programs", "50");
        FuzzOptions asking = parse("--seed", "2000", "--programs", "50", "--require-coverage");
        Campaign.Result result = new Campaign(new Counting(), free, NOWHERE).run();
        assertThat(result.coverage().missing()).containsExactly("kind prime: 0 of 1");
        assertThat(result.passed(free)).isTrue();
        assertThat(result.passed(asking)).isFalse();
    }

    @Test
    void aBrokenJobIsNoResult() {
        Fuzzer.Factory broken = new Fuzzer.Factory() {
            @Override
            public Fuzzer open(FuzzOptions options) {
                throw new IllegalArgumentException("no such device");
            }

            @Override
            public Set<FuzzDevice> devices() {
                return EnumSet.of(FuzzDevice.CPU);
            }

            @Override
            public void require(Coverage coverage, FuzzOptions options) {}
        };
        assertThatThrownBy(() -> new Campaign(broken, parse(), NOWHERE).run()).hasRootCauseMessage("no such device");
    }

    @Test
    void options() {
        FuzzOptions o = parse("--devices", "cpu,llvm-host", "--programs", "5");
        assertThat(o.devices()).isEqualTo(EnumSet.of(FuzzDevice.CPU, FuzzDevice.LLVM_HOST));
        assertThatThrownBy(() -> parse("--devices", "abacus")).hasMessageContaining("no device abacus");
        assertThatThrownBy(() -> parse("--sed", "5")).hasMessageContaining("unknown argument --sed");
        assertThatThrownBy(() -> parse("--seed")).hasMessageContaining("needs a value");
        assertThat(parse().devices()).isEqualTo(EnumSet.of(FuzzDevice.CPU));
    }

    /** A run of no programs, or by no jobs, has no find. */
    @Test
    void aRunOfNothingIsRefused() {
        assertThatThrownBy(() -> parse("--programs", "0"))
                .hasMessageStartingWith("--programs takes a whole number from 1 to 2147483647, not 0");
        assertThatThrownBy(() -> parse("--jobs", "0")).hasMessageContaining("--jobs");
        assertThatThrownBy(() -> parse("--programs", "3000000000")).hasMessageContaining("not 3000000000");
        assertThatThrownBy(() -> parse("--seed", "x")).hasMessageContaining("--seed takes a whole number");
        assertThat(parse("--minutes", "0", "--seed", "-5").seed()).isEqualTo(-5);
    }

    @Test
    void shrinksToTheSmallestThatFails() {
        List<Integer> start = List.of(5, 9, 2, 7, 1, 8);
        List<Integer> small = Shrinker.shrink(
                start,
                l -> IntStream.range(0, l.size())
                        .mapToObj(k -> IntStream.range(0, l.size())
                                .filter(i -> i != k)
                                .mapToObj(l::get)
                                .toList()),
                l -> l.contains(9) && l.contains(1),
                1000);
        assertThat(small).containsExactly(9, 1);
    }

    @Test
    void aSeedGivesTheSameChoices() {
        Draw a = new Draw(5);
        Draw b = new Draw(5);
        for (int k = 0; k < 100; k++) {
            assertThat(a.weighted(1, 2, 3)).isEqualTo(b.weighted(1, 2, 3)).isBetween(0, 2);
            assertThat(a.between(-2, 2)).isEqualTo(b.between(-2, 2)).isBetween(-2, 2);
        }
    }

    /** SplittableRandom's states are a fixed number apart: seeds must not be so too. */
    @Test
    void neighbouringSeedsAreNotOneStreamShifted() {
        Draw a = new Draw(7);
        a.bits();
        assertThat(new Draw(8).bits()).isNotEqualTo(a.bits());
    }
}
