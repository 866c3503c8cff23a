package dev.adagent.transform.ir.analysis;

import dev.adagent.transform.ir.analysis.IndexForm.Atom;
import dev.adagent.transform.ir.analysis.IndexForm.Kind;
import dev.adagent.transform.ir.analysis.LaunchCondition.Fits;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * An index from which one can tell the thread: a number {@code offset ± Σ digitₖ · strideₖ} in a mixed radix, each stride a multiple of the
 * one before, each digit below the quotient of the strides around it, so that the digits are its own; and each place of the
 * thread along an axis is a digit, or a digit's remainder by the axis' extent. (Knuth, The Art of Computer Programming, volume 2, section 4.1.)
 * Two indices of one {@link #rule} are different in threads whose places along the axes are.
 *
 * @param rule offset, sign, and for each place the stride and quotient by which one finds it
 * @param places the registers that are found
 * @param condition the launches in which all that holds
 */
record ThreadIndex(String rule, Set<String> places, LaunchCondition condition) {
    /** Constants up to which what is added to a digit is part of it. */
    private static final int MAX_ADDED = 1 << 20;

    private static final List<String> REGISTERS = List.of("tid.x", "tid.y", "tid.z", "ctaid.x", "ctaid.y", "ctaid.z");

    /** One of the numbers that the index is made of: {@code atom · factor · strides}. */
    private record Digit(Atom atom, int factor, List<Atom> strides) {
        IndexForm stride() {
            return IndexForm.term(strides, factor);
        }

        Digit negated() {
            return new Digit(atom, -factor, strides);
        }
    }

    /** What an index tells in a block where it is used; null if it does not tell the thread, or nobody knows. */
    static ThreadIndex of(IndexForms forms, int index, int block) {
        List<Digit> digits = new ArrayList<>();
        IndexForm offset = IndexForm.ZERO;
        int constant = 0;
        for (Map.Entry<List<Atom>, Integer> t : forms.of(index).terms().entrySet()) {
            List<Atom> varying = t.getKey().stream().filter(a -> !a.isUniform()).toList();
            if (t.getKey().isEmpty()) {
                constant = t.getValue();
            } else if (varying.isEmpty()) {
                offset = offset.plus(IndexForm.term(t.getKey(), t.getValue()), 1);
            } else if (varying.size() == 1) {
                List<Atom> strides = t.getKey().stream().filter(Atom::isUniform).toList();
                digits.add(new Digit(varying.get(0), t.getValue(), strides));
            } else {
                return null;
            }
        }
        boolean down = !digits.isEmpty() && digits.stream().allMatch(d -> d.factor() < 0);
        if (down) {
            digits.replaceAll(Digit::negated);
        }
        digits.sort(Comparator.comparing((Digit d) -> d.strides().size()).thenComparing(Digit::factor));
        boolean none = digits.stream().noneMatch(d -> d.atom().isPlace());
        if (none || digits.stream().anyMatch(d -> d.factor() < 1)) {
            return null;
        }
        return new Search(forms, block).of(digits, offset, constant, down);
    }

    /** What two indices tell together. */
    ThreadIndex and(ThreadIndex o) {
        Set<String> both = new TreeSet<>(places);
        both.addAll(o.places);
        return new ThreadIndex(rule + " and " + o.rule, both, condition.and(o.condition));
    }

    /** The launches in which no two threads differ in other places only. @param inBlock whether they are threads of one block */
    LaunchCondition uncovered(boolean inBlock) {
        Set<String> single = new TreeSet<>();
        for (String r : REGISTERS) {
            if (!places.contains(r) && !(inBlock && r.startsWith("ctaid."))) {
                single.add("n" + r);
            }
        }
        return new LaunchCondition(single, List.of());
    }

    /** The proof for one index. */
    private static final class Search {
        private final IndexForms forms;
        private final int block;
        private final Set<String> rule = new TreeSet<>();
        private final Set<String> places = new TreeSet<>();
        private LaunchCondition condition = LaunchCondition.ALWAYS;

        Search(IndexForms forms, int block) {
            this.forms = forms;
            this.block = block;
        }

        ThreadIndex of(List<Digit> digits, IndexForm offset, int constant, boolean down) {
            IndexForm rest = IndexForm.constant(constant);
            if (!down && constant > 0 && constant < MAX_ADDED && isSmall(digits, constant)) {
                rest = IndexForm.ZERO; // a digit of its own, or part of the lowest
            }
            for (int k = 0; k < digits.size(); k++) {
                Digit d = digits.get(k);
                IndexForm quotient = k + 1 < digits.size() ? quotient(digits.get(k + 1), d) : null;
                boolean last = k + 1 == digits.size();
                if (last ? !fits(d) : quotient == null || !isBelow(d, quotient, 0)) {
                    return null;
                }
                if (d.atom().isPlace()) {
                    notePlace(d, quotient);
                }
            }
            String text = (down ? "- " : "+ ") + rule + " from " + offset.plus(rest, 1);
            return new ThreadIndex(text, places, condition);
        }

        /** Whether a constant that is added leaves the digits as they are. */
        private boolean isSmall(List<Digit> digits, int constant) {
            Digit lowest = digits.get(0);
            if (lowest.strides().isEmpty() && lowest.factor() > constant) {
                return true;
            }
            return digits.size() > 1
                    && lowest.atom().kind() == Kind.OTHER
                    && lowest.strides().isEmpty()
                    && lowest.factor() == 1
                    && quotient(digits.get(1), lowest) != null
                    && isBelow(lowest, quotient(digits.get(1), lowest), constant);
        }

        private void notePlace(Digit d, IndexForm quotient) {
            String place = d.atom().name();
            boolean whole = quotient == null || quotient.equals(IndexForms.extent(place));
            rule.add(place + " by " + d.stride() + (whole ? "" : " below " + quotient));
            if (place.startsWith("gid.")) {
                places.add("ctaid" + place.substring("gid".length()));
                places.add("tid" + place.substring("gid".length()));
            } else {
                places.add(place);
            }
            if (d.atom().kind() == Kind.STRIDING) {
                condition = condition.and(new LaunchCondition(
                        Set.of(), List.of(new Fits(factors(IndexForms.extent(place)), forms.bound(d.atom())))));
            }
        }

        /** How often the one stride goes into the next; null if it does not. */
        private static IndexForm quotient(Digit next, Digit d) {
            List<Atom> left = new ArrayList<>(next.strides());
            for (Atom a : d.strides()) {
                if (!left.remove(a)) {
                    return null;
                }
            }
            return next.factor() % d.factor() != 0
                    ? null
                    : IndexForm.term(List.copyOf(left), next.factor() / d.factor());
        }

        /** Whether the digit, and a constant that is added to it, is below the quotient, whose factors are positive. */
        private boolean isBelow(Digit d, IndexForm quotient, int added) {
            for (IndexForm bound : forms.bounds(d.atom(), block)) {
                IndexForm sum = bound.plus(IndexForm.constant(added), 1);
                IndexForm difference = sum == null ? null : sum.plus(quotient, -1);
                Integer c = difference == null ? null : difference.asConstant();
                if (c != null && c <= 0 && (added == 0 || c > Integer.MIN_VALUE / 2)) {
                    return true;
                }
            }
            return false;
        }

        /** Whether the highest digit has a bound; the launches in which no index wraps are then part of the condition. */
        private boolean fits(Digit d) {
            List<IndexForm> bounds = forms.bounds(d.atom(), block);
            if (bounds.isEmpty()) {
                return false;
            }
            List<IndexForm> all = new ArrayList<>(factors(d.stride()));
            all.addAll(factors(bounds.get(0)));
            condition =
                    condition.and(new LaunchCondition(Set.of(), List.of(new Fits(List.copyOf(all), IndexForm.ZERO))));
            return true;
        }

        /** The factors of a product, each of which is to be positive; a sum is one. */
        private static List<IndexForm> factors(IndexForm form) {
            if (form.terms().size() != 1) {
                return List.of(form);
            }
            Map.Entry<List<Atom>, Integer> t =
                    form.terms().entrySet().iterator().next();
            List<IndexForm> out = new ArrayList<>();
            t.getKey().forEach(a -> out.add(IndexForm.of(a)));
            if (t.getValue() != 1) {
                out.add(IndexForm.constant(t.getValue()));
            }
            return out;
        }
    }
}
