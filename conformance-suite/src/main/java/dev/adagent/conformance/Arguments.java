package dev.adagent.conformance;

import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;

/**
 * Arguments of a case's method for a number of threads. A parameter gets the input of its name ({@link Inputs}): a scalar by value, or
 * with one more, outermost, dimension, whose element i is thread i's own copy. Results are read from there after the call.
 */
final class Arguments {
    private final Parameter[] parameters;
    private final Object[] values;
    private final int threads;

    Arguments(Method method, CaseRow row, int threads) {
        this.threads = threads;
        parameters = method.getParameters();
        values = new Object[parameters.length];
        Inputs inputs = new Inputs(row);
        for (int k = 0; k < values.length; k++) {
            Parameter p = parameters[k];
            Scratch scratch = p.getAnnotation(Scratch.class);
            Object json = scratch == null ? inputs.value(p.getName()) : inputs.scratch(p.getName(), scratch.value());
            int dimensions = Shapes.dimensions(p.getType());
            if (dimensions == 0) {
                values[k] = Shapes.java(json, p.getType());
            } else if (dimensions == Shapes.depth(json) + 1) {
                values[k] = Shapes.java(Shapes.repeat(threads, json), p.getType());
            } else {
                throw new IllegalArgumentException(
                        method + ": parameter " + p.getName() + " has " + dimensions + " dimensions for " + json);
            }
        }
    }

    Object[] values() {
        return values;
    }

    /** What is wrong with the results of any thread, or null. */
    String difference(CaseRow row) {
        for (String name : row.expected().keySet()) {
            Object results = results(name);
            if (results == null) {
                return name + " was not computed";
            }
            for (int t = 0; t < threads; t++) {
                String wrong = Comparison.difference(
                        name, Array.get(results, t), row.expected().get(name), row.rtol());
                if (wrong != null) {
                    return wrong + (threads == 1 ? "" : " in thread " + t);
                }
            }
        }
        return null;
    }

    private Object results(String name) {
        for (int k = 0; k < values.length; k++) {
            if (parameters[k].getName().equals(name) && values[k].getClass().isArray()) {
                return values[k];
            }
        }
        return null;
    }
}
