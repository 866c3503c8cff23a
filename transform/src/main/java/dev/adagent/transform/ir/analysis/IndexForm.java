package dev.adagent.transform.ir.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * An {@code i32} as a polynomial in what the launch and the thread give, modulo 2³² as Java computes it.
 *
 * @param terms product of atoms, sorted, none for the constant part → its factor, never 0
 */
public record IndexForm(Map<List<Atom>, Integer> terms) {
    private static final int MAX_TERMS = 12;
    private static final int MAX_DEGREE = 6;

    /** What an atom is. */
    public enum Kind {
        /** A parameter of the kernel. */
        PARAMETER,
        /** The length of an array that is a parameter of the kernel. */
        LENGTH,
        /** {@code ntid} or {@code nctaid}: an extent of the grid. */
        EXTENT,
        /** {@code tid}, {@code ctaid}, or {@code gid} for {@code ctaid · ntid + tid}: the thread's place along an axis. */
        PLACE,
        /** A counter that begins at such a place and goes on by as many as there are: a loop that strides over the grid. */
        STRIDING,
        /** Any other value. */
        OTHER
    }

    /**
     * A number that is not known.
     *
     * @param name of the place or extent, for example {@code tid.x}; for a striding counter the place where it begins; else empty
     * @param value the parameter, the array or the value; −1 for places and extents
     */
    public record Atom(Kind kind, String name, int value) implements Comparable<Atom> {
        @Override
        public int compareTo(Atom o) {
            int c = kind.compareTo(o.kind);
            c = c != 0 ? c : name.compareTo(o.name);
            return c != 0 ? c : Integer.compare(value, o.value);
        }

        /** Whether it is the same number in all threads of the launch, whenever it is read. */
        boolean isUniform() {
            return kind == Kind.PARAMETER || kind == Kind.LENGTH || kind == Kind.EXTENT;
        }

        /** Whether threads that differ in this place have different ones. */
        boolean isPlace() {
            return kind == Kind.PLACE || kind == Kind.STRIDING;
        }
    }

    static final IndexForm ZERO = new IndexForm(Map.of());
    static final IndexForm ONE = constant(1);

    static IndexForm constant(int c) {
        return c == 0 ? ZERO : new IndexForm(Map.of(List.of(), c));
    }

    static IndexForm of(Atom a) {
        return term(List.of(a), 1);
    }

    static IndexForm term(List<Atom> atoms, int factor) {
        return factor == 0 ? ZERO : new IndexForm(Map.of(atoms, factor));
    }

    /** This plus the other one times a factor; null if it grows too large. */
    IndexForm plus(IndexForm o, int factor) {
        Map<List<Atom>, Integer> out = empty();
        out.putAll(terms);
        o.terms.forEach((k, c) -> out.merge(k, c * factor, Integer::sum));
        return made(out);
    }

    /** The product; null if it grows too large. */
    IndexForm times(IndexForm o) {
        Map<List<Atom>, Integer> out = empty();
        for (Map.Entry<List<Atom>, Integer> a : terms.entrySet()) {
            for (Map.Entry<List<Atom>, Integer> b : o.terms.entrySet()) {
                List<Atom> both = new ArrayList<>(a.getKey());
                both.addAll(b.getKey());
                both.sort(null);
                if (both.size() > MAX_DEGREE) {
                    return null;
                }
                out.merge(List.copyOf(both), a.getValue() * b.getValue(), Integer::sum);
            }
        }
        return made(out);
    }

    private static Map<List<Atom>, Integer> empty() {
        return new TreeMap<>((a, b) -> {
            for (int k = 0; k < Math.min(a.size(), b.size()); k++) {
                int c = a.get(k).compareTo(b.get(k));
                if (c != 0) {
                    return c;
                }
            }
            return Integer.compare(a.size(), b.size());
        });
    }

    private static IndexForm made(Map<List<Atom>, Integer> terms) {
        terms.values().removeIf(c -> c == 0);
        return terms.size() > MAX_TERMS ? null : new IndexForm(terms).withPlaces();
    }

    /** With {@code gid} in the place of {@code ctaid · ntid + tid}, by which one writes it. */
    private IndexForm withPlaces() {
        for (Map.Entry<List<Atom>, Integer> t : terms.entrySet()) {
            for (Atom a : t.getKey()) {
                if (a.kind() == Kind.PLACE && a.name().startsWith("tid.")) {
                    String axis = a.name().substring("tid".length());
                    List<Atom> first = new ArrayList<>(t.getKey());
                    first.remove(a);
                    List<Atom> gid = new ArrayList<>(first);
                    first.add(new Atom(Kind.PLACE, "ctaid" + axis, -1));
                    first.add(new Atom(Kind.EXTENT, "ntid" + axis, -1));
                    first.sort(null);
                    if (t.getValue().equals(terms.get(first))) {
                        gid.add(new Atom(Kind.PLACE, "gid" + axis, -1));
                        gid.sort(null);
                        Map<List<Atom>, Integer> out = empty();
                        out.putAll(terms);
                        out.remove(first);
                        out.remove(t.getKey());
                        out.merge(List.copyOf(gid), t.getValue(), Integer::sum);
                        return made(out);
                    }
                }
            }
        }
        return this;
    }

    boolean isUniform() {
        return terms.keySet().stream().allMatch(t -> t.stream().allMatch(Atom::isUniform));
    }

    /** The constant if it is one, else null. */
    Integer asConstant() {
        return terms.isEmpty() ? Integer.valueOf(0) : terms.size() == 1 ? terms.get(List.of()) : null;
    }

    /** The atom if it is one and nothing else, else null. */
    Atom asAtom() {
        if (terms.size() != 1) {
            return null;
        }
        Map.Entry<List<Atom>, Integer> t = terms.entrySet().iterator().next();
        return t.getValue() == 1 && t.getKey().size() == 1 ? t.getKey().get(0) : null;
    }

    /** What it is in a launch, computed as Java does. */
    int value(ToIntFunction<Atom> atoms) {
        int sum = 0;
        for (Map.Entry<List<Atom>, Integer> t : terms.entrySet()) {
            int product = t.getValue();
            for (Atom a : t.getKey()) {
                product *= atoms.applyAsInt(a);
            }
            sum += product;
        }
        return sum;
    }

    /** By the contents, however the terms are kept. */
    @Override
    public boolean equals(Object o) {
        return o instanceof IndexForm f && toString().equals(f.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    @Override
    public String toString() {
        return terms.isEmpty()
                ? "0"
                : terms.entrySet().stream()
                        .map(t -> t.getKey().isEmpty()
                                ? t.getValue().toString()
                                : (t.getValue() == 1 ? "" : t.getValue() + "·")
                                        + t.getKey().stream()
                                                .map(IndexForm::text)
                                                .collect(Collectors.joining("·")))
                        .collect(Collectors.joining(" + "));
    }

    private static String text(Atom a) {
        return switch (a.kind()) {
            case PARAMETER -> "%" + a.value();
            case LENGTH -> "%" + a.value() + ".length";
            case EXTENT, PLACE -> a.name();
            case STRIDING -> a.name() + "…%" + a.value();
            case OTHER -> "?%" + a.value();
        };
    }
}
