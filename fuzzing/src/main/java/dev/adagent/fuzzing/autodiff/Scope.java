package dev.adagent.fuzzing.autodiff;

import java.util.ArrayList;
import java.util.List;

/** What an expression or statement at some place of a program can name. */
final class Scope {
    /** An array: of numbers, or of rows. @param writable whether it may be assigned to: it has a shadow */
    record Array(String name, Type type, int dimensions, boolean writable) {}

    final List<String> doubles = new ArrayList<>();
    /** Those of {@link #doubles} that nothing assigns. */
    final List<String> finals = new ArrayList<>();

    final List<String> floats = new ArrayList<>();
    final List<String> ints = new ArrayList<>();
    /** Those of {@link #ints} that are indices of every array. */
    final List<String> indices = new ArrayList<>();

    final List<Array> arrays = new ArrayList<>();
    final List<String> records = new ArrayList<>();
    final List<String> recordArrays = new ArrayList<>();
    final List<String> objects = new ArrayList<>();
    /** Objects with an array each, which is in {@link #arrays} too. */
    final List<String> holders = new ArrayList<>();

    final List<String> lambdas = new ArrayList<>();
    /** Counters of the loops around, innermost last. */
    final List<String> loops = new ArrayList<>();
    /** Methods that can be called. */
    final List<Method> methods = new ArrayList<>();

    /** A scope inside this one. */
    Scope inner() {
        Scope s = new Scope();
        s.doubles.addAll(doubles);
        s.finals.addAll(finals);
        s.floats.addAll(floats);
        s.ints.addAll(ints);
        s.indices.addAll(indices);
        s.arrays.addAll(arrays);
        s.records.addAll(records);
        s.recordArrays.addAll(recordArrays);
        s.objects.addAll(objects);
        s.holders.addAll(holders);
        s.lambdas.addAll(lambdas);
        s.loops.addAll(loops);
        s.methods.addAll(methods);
        return s;
    }

    /** What a lambda of a parameter can name: nothing that may change, and no lambda. */
    Scope captured(String parameter) {
        Scope s = inner();
        s.doubles.retainAll(finals);
        s.doubles.add(parameter);
        s.floats.clear();
        s.ints.clear();
        s.indices.clear();
        s.records.clear();
        s.recordArrays.clear();
        s.objects.clear();
        s.holders.clear();
        s.lambdas.clear();
        s.methods.clear();
        return s;
    }

    List<Array> arrays(Type type, int dimensions, boolean toWrite) {
        return arrays.stream()
                .filter(a -> a.type() == type && a.dimensions() == dimensions && (a.writable() || !toWrite))
                .toList();
    }
}
