package dev.adagent.transform.deferred;

import dev.adagent.transform.autodiff.Activity;
import dev.adagent.transform.autodiff.DifferentiationException;
import java.util.List;

/** The lanes of a batch, whose number is a constant of the compiled code: each lane is a value there, none is found by an index. */
final class Lanes {
    private final Holders holders;
    private final List<Holders.Kind> kinds;
    private final int width;

    /** @throws DifferentiationException if the number is not known, or not the same for all that has lanes, or something has none */
    Lanes(Holders holders, List<Holders.Kind> kinds) {
        this.holders = holders;
        this.kinds = kinds;
        boolean seeds = holders.returned() == Holders.Returned.SEEDS;
        width = seeds || kinds.stream().anyMatch(Holders.Kind::batch) ? find(seeds) : 0;
    }

    /** Whether derivatives come in batches. */
    boolean isBatch() {
        return width > 0;
    }

    /** The number of derivatives made at once, 1 without a batch. */
    int width() {
        return Math.max(1, width);
    }

    /** The arrays that are given as shadows for an argument, −1 for each that is not known; none if it is not duplicated. */
    List<Integer> shadows(int k) {
        Holders.Kind kind = kinds.get(k);
        if (kind.activity() != Activity.DUPLICATED) {
            return List.of();
        }
        int extra = holders.stored(holders.argument(k), kind.extraField());
        List<Integer> lanes = kind.batch() ? holders.elements(extra) : List.of(extra);
        return lanes == null ? List.of(-1) : lanes;
    }

    private int find(boolean seeds) {
        int found = seeds ? holders.length(holders.stored(holders.result(), Holders.SEED_VALUES)) : -1;
        for (int k = 0; k < kinds.size(); k++) {
            Holders.Kind kind = kinds.get(k);
            if (!kind.batch()) {
                if (kind.activity() != Activity.CONST) {
                    throw refused(
                            "a batch of derivatives whose argument " + (k + 1) + " has no lanes",
                            "write activeBatch(x, width) or duplicatedBatch(x, dx0, …)");
                }
                continue;
            }
            int n = holders.length(holders.stored(holders.argument(k), kind.lanes()));
            if (n >= 0 && found >= 0 && n != found) {
                throw refused(
                        "a batch of derivatives whose argument " + (k + 1) + " has " + n + " lanes, others " + found,
                        "give all of a batch as many");
            }
            found = n < 0 ? found : n;
        }
        if (found <= 0) {
            throw refused(
                    found == 0
                            ? "a batch of 0 derivatives"
                            : "a batch of derivatives whose number is not known when it is compiled",
                    "give one argument by activeBatch(x, 2) or duplicatedBatch(x, dx0, dx1), with a constant number of"
                            + " lanes");
        }
        if (holders.returned() == Holders.Returned.SEEDED) {
            throw refused("one seed for a batch of " + found + " derivatives", "write seeds(s0, s1, …)");
        }
        return found;
    }

    private DifferentiationException refused(String construct, String hint) {
        return new DifferentiationException(holders.loc(), construct, hint);
    }
}
