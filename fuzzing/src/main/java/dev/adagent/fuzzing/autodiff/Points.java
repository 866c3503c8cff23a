package dev.adagent.fuzzing.autodiff;

import dev.adagent.fuzzing.Draw;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a program's derivatives are checked, one point for each thread of a kernel, with what they must be there.
 *
 * @param second the second derivative of the result at the first point in its direction and in {@code other}, with its error; null if
 *     it is not checked
 */
record Points(
        List<Arguments> at,
        List<Arguments> directions,
        double adjoint,
        List<Arguments> adjoints,
        List<Reference> references,
        Arguments other,
        double[] second) {
    private static final int TRIES = 24;

    /** @throws Evaluation.Unusable if no points are found where the program can be checked */
    static Points of(Program program) {
        Draw draw = new Draw(program.seed() ^ 0x5DEECE66DL);
        double adjoint = draw.unit() + 0.5;
        int n = draw.below(7);
        List<Arguments> at = new ArrayList<>();
        List<Arguments> directions = new ArrayList<>();
        List<Arguments> adjoints = new ArrayList<>();
        List<Reference> references = new ArrayList<>();
        double[] second = null;
        Arguments other = Arguments.direction(program, draw);
        int tries = 0;
        while (at.size() < program.threads()) {
            Arguments a = Arguments.random(program, draw, n);
            Arguments v = Arguments.direction(program, draw);
            Arguments w = Arguments.direction(program, draw);
            try {
                Reference r = Reference.of(program, a, v, adjoint, w, Reference.FEW);
                if (at.isEmpty() && program.has(Program.Trait.SECOND_ORDER)) {
                    second = Reference.second(program, a, v, other, Reference.FEW);
                }
                at.add(a);
                directions.add(v);
                adjoints.add(w);
                references.add(r);
            } catch (Evaluation.Unusable e) {
                if (++tries == TRIES) {
                    throw e;
                }
            }
        }
        return new Points(at, directions, adjoint, adjoints, references, other, second);
    }

    /**
     * The same points with bounds from many runs with noise: from a few they are too narrow now and then, where those happen to move
     * little.
     *
     * @throws Evaluation.Unusable if these runs show that the program cannot be checked there
     */
    Points refined(Program program) {
        List<Reference> refined = new ArrayList<>();
        for (int k = 0; k < at.size(); k++) {
            refined.add(Reference.of(program, at.get(k), directions.get(k), adjoint, adjoints.get(k), Reference.MANY));
        }
        double[] exactly =
                second == null ? null : Reference.second(program, at.get(0), directions.get(0), other, Reference.MANY);
        return new Points(at, directions, adjoint, adjoints, refined, other, exactly);
    }

    String text() {
        StringBuilder out = new StringBuilder();
        for (int k = 0; k < at.size(); k++) {
            out.append("at ")
                    .append(at.get(k).text())
                    .append("\n  direction ")
                    .append(directions.get(k).text());
            out.append("\n  adjoint ")
                    .append(adjoint)
                    .append(", adjoints ")
                    .append(adjoints.get(k).text())
                    .append('\n');
        }
        return out.toString();
    }
}
