package dev.adagent.transform.ir.analysis;

import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.analysis.IndexForm.Atom;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToIntFunction;

/**
 * What of a launch a proof relies on: it is the same for all its threads, and known before they run.
 *
 * @param single extents of the grid, such as {@code ntid.y}, that are 1
 * @param fits products that do not wrap
 */
public record LaunchCondition(Set<String> single, List<Fits> fits) {
    /** Above every index. */
    public static final long INDICES = 1L << 31;

    /**
     * Factors, each at least 1, of which the product, and what is added to it, at least 0, is at most {@link #INDICES}.
     *
     * @param added {@code 0} if nothing is
     */
    public record Fits(List<IndexForm> factors, IndexForm added) {
        boolean holds(ToIntFunction<Atom> atoms) {
            long product = 1;
            for (IndexForm f : factors) {
                int factor = f.value(atoms);
                product = factor < 1 ? 2 * INDICES : Math.min(2 * INDICES, product * factor);
            }
            int more = added.value(atoms);
            return more >= 0 && product + more <= INDICES;
        }

        /** Whether every launch fulfils it: no grid has 2³¹ threads along an axis. */
        public boolean isOfEveryLaunch() {
            List<String> extents = new ArrayList<>();
            for (IndexForm f : factors) {
                Atom a = f.asAtom();
                if (a == null || a.kind() != IndexForm.Kind.EXTENT || extents.contains(a.name())) {
                    return false;
                }
                extents.add(a.name());
            }
            return added.equals(IndexForm.ZERO)
                    && extents.stream()
                                    .map(e -> e.substring(e.indexOf('.')))
                                    .distinct()
                                    .count()
                            <= 1;
        }
    }

    static final LaunchCondition ALWAYS = new LaunchCondition(Set.of(), List.of());

    /** The numbers that {@link #fits} names. */
    public Set<Atom> atoms() {
        Set<Atom> out = new TreeSet<>();
        for (Fits x : fits) {
            x.factors().forEach(f -> f.terms().keySet().forEach(out::addAll));
            x.added().terms().keySet().forEach(out::addAll);
        }
        return out;
    }

    LaunchCondition and(LaunchCondition o) {
        Set<String> both = new TreeSet<>(single);
        both.addAll(o.single);
        Set<Fits> all = new LinkedHashSet<>(fits);
        all.addAll(o.fits);
        return new LaunchCondition(both, List.copyOf(all));
    }

    /**
     * Whether a launch fulfils it.
     *
     * @param kernel the function with whose parameters it was made
     * @param grid blocks along x, y and z, then threads of a block
     * @param args the function's arguments
     */
    public boolean holds(Function kernel, int[] grid, Object... args) {
        ToIntFunction<Atom> atoms = a -> switch (a.kind()) {
            case EXTENT -> extent(a.name(), grid);
            case PARAMETER -> (Integer) args[kernel.params().indexOf(a.value())];
            case LENGTH -> {
                Object array = args[kernel.params().indexOf(a.value())];
                yield array == null ? 0 : Array.getLength(array);
            }
            default -> throw new IllegalStateException(a + " is not of the launch");
        };
        return single.stream().allMatch(e -> extent(e, grid) == 1)
                && fits.stream().allMatch(x -> x.holds(atoms));
    }

    private static int extent(String name, int... grid) {
        int axis = name.charAt(name.length() - 1) - 'x';
        return grid[name.startsWith("ntid.") ? 3 + axis : axis];
    }
}
