package dev.adagent.fuzzing.autodiff;

import dev.adagent.fuzzing.Compiled;
import dev.adagent.transform.lift.ClassSource;
import java.util.List;
import java.util.Map;

/** A way to run a program and its derivatives. What it throws besides {@link Error}s is a refusal or a failure of the engine. */
interface Way {
    /** Finds the program's class files and those of the JDK, which are read once. */
    static ClassSource source(Compiled compiled) {
        return ((ClassSource) name -> compiled.classes().get(name)).orElse(LibraryClasses::find);
    }

    /** As on the command line. */
    String name();

    boolean runs(Program program);

    /** Whether programs run; if not, they are compiled, and what a run gives says nothing. */
    default boolean computes() {
        return true;
    }

    /**
     * What a run gave for one point.
     *
     * @param result of {@code f}
     * @param contents the arrays after the run; numbers are as they were
     * @param tangent of the result, in forward mode
     * @param derivative in forward mode the tangents of the arrays' contents, in reverse mode the gradients
     */
    record Outcome(double result, Arguments contents, double tangent, Arguments derivative) {}

    /** Prepares a program's derivatives. @param compiled has the program's class file */
    Prepared prepare(Program program, Compiled compiled) throws Exception;

    /** A program with its derivatives. Points run together: a kernel has a thread for each. */
    interface Prepared {
        List<Outcome> primal(List<Arguments> at) throws Exception;

        List<Outcome> forward(List<Arguments> at, List<Arguments> directions) throws Exception;

        List<Outcome> reverse(List<Arguments> at, double adjoint, List<Arguments> adjoints) throws Exception;

        /** Second derivatives of the result in two directions, by name of the way that they were made. */
        Map<String, Double> second(Arguments at, Arguments v, Arguments u) throws Exception;
    }
}
