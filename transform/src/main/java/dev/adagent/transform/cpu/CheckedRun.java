package dev.adagent.transform.cpu;

import dev.adagent.transform.device.Aliases;
import dev.adagent.transform.device.Exceptions;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.opt.OwnAdds;
import java.lang.reflect.Array;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Runs a kernel in the IR's interpreter and looks for data races, and for threads that wait for each other for ever. Slow. */
final class CheckedRun {
    /** The exception that a launch with races ends with; the api's. */
    static final String RACE = "dev/adagent/DataRaceException";

    private CheckedRun() {}

    /** With plain additions where a GPU has them: they are looked at as well. */
    private static Kernel asOnAGpu(Kernel kernel, boolean distinct) {
        Module copy = new Module();
        kernel.module().functions().forEach(f -> copy.add(f.copy(f.name())));
        OwnAdds.run(copy.entry(), distinct);
        return new Kernel(kernel.method(), copy, kernel.contentId(), kernel.options());
    }

    /** Names an array, and the rows that it holds. */
    private static void name(Object array, String as, Map<Object, String> names) {
        if (array == null || !array.getClass().isArray()) {
            return;
        }
        String type = array.getClass().getComponentType().getTypeName();
        String name = as + " (" + type + "[" + Array.getLength(array) + "])";
        boolean known = names.containsKey(array);
        names.merge(array, name, (a, b) -> a + ", " + b);
        if (array instanceof Object[] rows && !known) {
            for (int k = 0; k < rows.length; k++) {
                name(rows[k], "row " + k + " of " + as, names);
            }
        }
    }

    /**
     * Runs the grid to its end.
     *
     * @throws KernelFailure if a thread throws, threads wait for each other in vain, or there is a race
     */
    static void launch(Kernel kernel, int[] grid, Object[] args) throws KernelFailure {
        Map<Object, String> names = new IdentityHashMap<>();
        for (int i = 0; i < args.length; i++) {
            name(args[i], "argument " + (i + 1), names);
        }
        RaceDetector races = new RaceDetector(grid, names);
        InterpretedRun.launch(asOnAGpu(kernel, Aliases.of(args).allDistinct()), grid, races, args);
        List<String> found = races.found();
        if (!found.isEmpty()) {
            String message = (found.size() == 1 ? "a data race in " : "data races in ")
                    + kernel.method().owner().replace('/', '.') + "."
                    + kernel.method().name() + ":\n  "
                    + String.join("\n  ", found);
            throw new KernelFailure(Exceptions.make(RACE, message), new int[3], new int[3], List.of());
        }
    }
}
