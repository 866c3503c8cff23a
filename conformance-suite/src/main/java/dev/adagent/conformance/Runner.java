package dev.adagent.conformance;

import dev.adagent.ActivityException;
import dev.adagent.CompileException;
import dev.adagent.Gpu;
import dev.adagent.GpuKernel;
import dev.adagent.Grid;
import dev.adagent.RuleException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs one row on one device. */
final class Runner {
    /** Two blocks of 32 threads, each with inputs of its own. */
    private static final Grid GRID = Grid.of(2, 32);

    private static final int THREADS = 64;

    private static final Map<String, String> ERRORS = Map.of(
            "capture", "CaptureException",
            "rule", "RuleException",
            "activity", "ActivityException");

    /** Seeds are not all 1: derivatives are linear in them. */
    private static final double FACTOR = -2.5;

    /**
     * What came of a row: it passes if both are null.
     *
     * @param wrong what is wrong
     * @param refused the typed error with which an optional row was refused
     */
    record Outcome(String wrong, String refused) {
        private static final Outcome PASS = new Outcome(null, null);

        private static Outcome of(String wrong) {
            return wrong == null ? PASS : new Outcome(wrong, null);
        }

        boolean passes() {
            return wrong == null && refused == null;
        }
    }

    private final Cases cases;
    private final long seconds;

    /** @param seconds after which a row is given up */
    Runner(Cases cases, long seconds) {
        this.cases = cases;
        this.seconds = seconds;
    }

    /** A row whose derivatives are linear in its seeds runs once more with others. */
    Outcome run(CaseRow row, Where where) {
        Outcome first = runOnce(row, where);
        if (!first.passes() || !row.isLinear()) {
            return first;
        }
        Outcome second = runOnce(row.scaled(FACTOR), where);
        return second.wrong() == null
                ? second
                : Outcome.of("with seeds " + FACTOR + " times as large, " + second.wrong());
    }

    private Outcome runOnce(CaseRow row, Where where) {
        Method method = cases.find(row, where);
        if (method == null) {
            return Outcome.of("no method computes " + row.key());
        }
        if (row.expected().isEmpty()) {
            return Outcome.of("nothing is expected of it: it could not fail");
        }
        Object error = row.expected().get("error");
        String kind = error == null ? null : ERRORS.get(error);
        if (error != null && kind == null) {
            return Outcome.of("the error " + error + " is not known");
        }
        try {
            String wrong = limited(() -> compute(row, where, method, error != null));
            return Outcome.of(kind == null || wrong != null ? wrong : "no " + kind + " was thrown");
        } catch (Throwable e) {
            if (kind == null && row.optional() && isRefusal(e)) {
                return new Outcome(null, describe(e));
            }
            return Outcome.of(e.getClass().getSimpleName().equals(kind) ? null : describe(e));
        }
    }

    /** One of the errors that say what to write instead; what else is thrown is a failure of adagent's or of the case's. */
    private static boolean isRefusal(Throwable e) {
        return e instanceof CompileException || e instanceof ActivityException || e instanceof RuleException;
    }

    private static String compute(CaseRow row, Where where, Method method, boolean errorOnly) throws Throwable {
        if (method.getParameterCount() == 1 && method.getParameterTypes()[0] == Values.class) {
            if (where != Where.HOST && !row.isKernelItself()) {
                return method.getName() + " runs on the host only";
            }
            Values values = new Values(row);
            invoke(method, values);
            return errorOnly ? null : values.difference();
        }
        if (where == Where.HOST) {
            Arguments arguments = new Arguments(method, row, 1);
            invoke(method, arguments.values());
            return errorOnly ? null : arguments.difference(row);
        }
        if (!method.isAnnotationPresent(GpuKernel.class)) {
            return method.getName() + " is no kernel";
        }
        Arguments arguments = new Arguments(method, row, THREADS);
        Gpu.launch(GRID, () -> call(method, arguments.values()));
        return errorOnly ? null : arguments.difference(row);
    }

    private static void invoke(Method method, Object... arguments) throws Throwable {
        try {
            method.invoke(null, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static void call(Method method, Object[] arguments) {
        try {
            invoke(method, arguments);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** The computation of one row. */
    private interface Work {
        String run() throws Throwable;
    }

    private String limited(Work work) throws Throwable {
        FutureTask<String> task = new FutureTask<>(() -> {
            try {
                return work.run();
            } catch (Exception | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        });
        Thread thread = new Thread(null, task, "case", 1L << 26);
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(seconds, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause();
        } catch (TimeoutException e) {
            return "no end after " + seconds + " s";
        }
    }

    /** The exception and its causes in one line. */
    private static String describe(Throwable e) {
        StringBuilder s = new StringBuilder();
        for (Throwable t = e; t != null && s.length() < 600; t = t.getCause()) {
            String line = t.getClass().getSimpleName() + ": " + t.getMessage();
            if (s.indexOf(String.valueOf(t.getMessage())) < 0) {
                s.append(s.length() == 0 ? "" : "; caused by ").append(line.replaceAll("\\s+", " "));
            }
        }
        if (Boolean.getBoolean("adagent.conformance.traces")) {
            e.printStackTrace();
        }
        return s.toString();
    }
}
