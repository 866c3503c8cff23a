package dev.adagent.transform.autodiff;

import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What is asked of a derivative.
 *
 * @param mode kind of derivative
 * @param activities one for each parameter of the primal
 * @param distinct whether the array parameters are known to be pairwise different objects
 * @param seeded reverse mode: whether a last parameter gives the adjoint of the result; without it that is 1. Of a function that stays a call and gives
 *     an array or object, in both modes: whether it gives its shadow, too
 * @param width number of derivatives made at once, which share what the primal computes; at least 1
 * @param strongZero whether a derivative of zero stays zero when the slope it is multiplied with is infinite or not a number
 * @param runtimeActivity whether a reference that is its own shadow has no derivative, which is found out when the derivative runs: then
 *     references may be constant on one way and duplicated on another, and what is stored in constant memory is constant when read back
 * @param holdsConstants of a function that stays a call: whether what duplicated arguments hold may be constant; then it is its own shadow there,
 *     which each access finds out
 */
public record Spec(
        DerivativeMode mode,
        List<Activity> activities,
        boolean distinct,
        boolean seeded,
        int width,
        boolean strongZero,
        boolean runtimeActivity,
        boolean holdsConstants) {
    /** @throws IllegalArgumentException if the width is not positive */
    public Spec {
        activities = List.copyOf(activities);
        if (width < 1) {
            throw new IllegalArgumentException("a batch of " + width + " derivatives: the width is at least 1");
        }
    }

    /** One derivative, zero times infinity being not a number as everywhere. */
    public Spec(DerivativeMode mode, List<Activity> activities, boolean distinct, boolean seeded) {
        this(mode, activities, distinct, seeded, 1, false, false, false);
    }

    /** Array parameters may be equal objects; the adjoint of the result is 1. */
    public static Spec of(DerivativeMode mode, Activity... activities) {
        return new Spec(mode, List.of(activities), false, false);
    }

    /** The same for a function with these activities. @param distinctArrays as {@link #distinct} */
    public Spec of(List<Activity> those, boolean distinctArrays) {
        return new Spec(mode, those, distinctArrays, seeded, width, strongZero, runtimeActivity, holdsConstants);
    }

    public Spec withSeed() {
        return new Spec(mode, activities, distinct, true, width, strongZero, runtimeActivity, holdsConstants);
    }

    public Spec withDistinctArrays() {
        return new Spec(mode, activities, true, seeded, width, strongZero, runtimeActivity, holdsConstants);
    }

    /** That many derivatives at once. */
    public Spec withWidth(int lanes) {
        return new Spec(mode, activities, distinct, seeded, lanes, strongZero, runtimeActivity, holdsConstants);
    }

    public Spec withStrongZero() {
        return new Spec(mode, activities, distinct, seeded, width, true, runtimeActivity, holdsConstants);
    }

    public Spec withRuntimeActivity() {
        return new Spec(mode, activities, distinct, seeded, width, strongZero, true, holdsConstants);
    }

    /** Whether accesses find out whether a reference is its own shadow. */
    boolean findsConstants() {
        return runtimeActivity || holdsConstants;
    }

    /**
     * Parameter types of the derivative: for each parameter of the primal its value, then its shadows if it is duplicated, one for each
     * derivative of the batch; last the adjoints of the result, as many, if the derivative is seeded.
     */
    public List<Type> parameterTypes(Function primal) {
        List<Type> out = new ArrayList<>();
        for (int i = 0; i < activities.size(); i++) {
            Type t = primal.paramTypes().get(i);
            out.add(t);
            if (activities.get(i) == Activity.DUPLICATED) {
                out.addAll(Collections.nCopies(width, t));
            }
        }
        if (hasSeed(primal)) {
            out.addAll(Collections.nCopies(width, primal.result()));
        }
        return out;
    }

    /** Whether the derivative of {@code primal} takes the adjoint of the result as its last parameter. */
    public boolean hasSeed(Function primal) {
        return seeded && mode.isReverse() && primal.result().isFloating();
    }

    /** Whether a function that stays a call gives the shadows of the array or object that is its result, too. */
    boolean givesShadow(Type result) {
        return seeded && result.isReference();
    }

    /**
     * Result of the derivative, a tuple: the primal's result if the mode asks for it and there is one; then in reverse mode the
     * gradients of each {@link Activity#ACTIVE} parameter in order, in forward mode the tangents of a floating-point result: as many as
     * the batch has derivatives.
     * {@link Type#VOID} if that is nothing.
     */
    public Type resultType(Function primal) {
        List<Type> out = new ArrayList<>();
        if (mode.withPrimal() && !primal.result().equals(Type.VOID)) {
            out.add(primal.result());
        }
        if (mode.isReverse()) {
            for (int i = 0; i < activities.size(); i++) {
                if (activities.get(i) == Activity.ACTIVE) {
                    out.addAll(Collections.nCopies(width, primal.paramTypes().get(i)));
                }
            }
        } else if (primal.result().isFloating() || givesShadow(primal.result())) {
            out.addAll(Collections.nCopies(width, primal.result()));
        }
        return out.isEmpty() ? Type.VOID : Type.tuple(out);
    }

    /** Text that two specs share exactly when they ask for the same. */
    public String key() {
        StringBuilder s = new StringBuilder(mode.name());
        activities.forEach(a -> s.append(' ').append(a.name()));
        return s.append(distinct ? " distinct" : "")
                .append(seeded ? " seeded" : "")
                .append(width > 1 ? " width=" + width : "")
                .append(strongZero ? " strongzero" : "")
                .append(runtimeActivity ? " runtimeactivity" : "")
                .append(holdsConstants ? " holdsconstants" : "")
                .toString();
    }

    /** Reads what {@link #key} gives. @throws IllegalArgumentException if it is not that */
    public static Spec parse(String key) {
        String[] words = key.split(" ");
        List<Activity> activities = new ArrayList<>();
        boolean distinct = false;
        boolean seeded = false;
        int width = 1;
        boolean strongZero = false;
        boolean runtimeActivity = false;
        boolean holdsConstants = false;
        for (String word : List.of(words).subList(1, words.length)) {
            switch (word) {
                case "distinct" -> distinct = true;
                case "seeded" -> seeded = true;
                case "strongzero" -> strongZero = true;
                case "runtimeactivity" -> runtimeActivity = true;
                case "holdsconstants" -> holdsConstants = true;
                default -> {
                    if (word.startsWith("width=")) {
                        width = Integer.parseInt(word.substring("width=".length()));
                    } else {
                        activities.add(Activity.valueOf(word));
                    }
                }
            }
        }
        return new Spec(
                DerivativeMode.valueOf(words[0]),
                activities,
                distinct,
                seeded,
                width,
                strongZero,
                runtimeActivity,
                holdsConstants);
    }
}
