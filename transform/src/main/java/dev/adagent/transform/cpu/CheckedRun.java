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

    /**
     * Runs the grid to its end.
     *
     * @throws KernelFailure if a thread throws, threads wait for each other in vain, or there is a race
     */
    static void launch(Kernel kernel, int[] grid, Object[] args) throws KernelFailure {
        Map<Object, String> names = new IdentityHashMap<>();
        for (int i = 0; i < args.length; i++) {
            if (args[i] != null && args[i].getClass().isArray()) {
                String type = args[i].getClass().getComponentType().getTypeName();
                String name = "argument " + (i + 1) + " (" + type + "[" + Array.getLength(args[i]) + "])";
                names.merge(args[i], name, (a, b) -> a + ", " + b);
            }
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
