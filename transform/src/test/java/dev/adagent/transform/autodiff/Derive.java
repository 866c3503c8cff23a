package dev.adagent.transform.autodiff;

import dev.adagent.overlay.GlobalTable;
import dev.adagent.overlay.KernelOverlays;
import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.MethodTable;
import dev.adagent.overlay.Overlay;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.deferred.Resolver;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Interpreter;
import dev.adagent.transform.ir.IrPrinter;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.Verifier;
import dev.adagent.transform.lift.ClassSource;
import dev.adagent.transform.lift.Lifter;
import dev.adagent.transform.opt.Hierarchy;
import dev.adagent.transform.opt.Inlining;
import dev.adagent.transform.opt.OptPipeline;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Lifts Java methods, differentiates them, and runs the derivatives in the interpreter. */
final class Derive {
    private static final TableView VIEW =
            TableView.of(KernelOverlays.addTo(MethodTable.builder("device")).build(), GlobalTable.get());

    private Derive() {}

    /** The method of that name, lifted and optimised. */
    static Function lift(Class<?> owner, String name) {
        return lift(owner, name, ClassSource.of(owner.getClassLoader()));
    }

    static Function lift(Class<?> owner, String name, ClassSource source) {
        Method m = Arrays.stream(owner.getDeclaredMethods())
                .filter(x -> x.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no method " + name));
        String descriptor = java.lang.invoke.MethodType.methodType(m.getReturnType(), m.getParameterTypes())
                .toMethodDescriptorString();
        MethodKey key = new MethodKey(owner.getName().replace('.', '/'), name, descriptor);
        Module module = Lifter.lift(key, source.orElse(ClassSource.of(owner.getClassLoader())), VIEW);
        OptPipeline.run(module);
        return module.entry();
    }

    /** The method of that name with all that it calls, optimised. */
    static Module module(Class<?> owner, String name, Inlining setting) {
        Method m = Arrays.stream(owner.getDeclaredMethods())
                .filter(x -> x.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no method " + name));
        String descriptor = java.lang.invoke.MethodType.methodType(m.getReturnType(), m.getParameterTypes())
                .toMethodDescriptorString();
        MethodKey key = new MethodKey(owner.getName().replace('.', '/'), name, descriptor);
        Module module = Lifter.lift(key, ClassSource.of(owner.getClassLoader()), VIEW);
        setting.mark(module);
        OptPipeline.run(module);
        return module;
    }

    /** As {@link #module}, the derivatives that it asks for itself put in. */
    static Module resolved(Class<?> owner, String name, Inlining setting) {
        Module m = module(owner, name, setting);
        Resolver.run(m);
        OptPipeline.run(m);
        return m;
    }

    /** The derivative of a method, first in its module. */
    static Module derivative(Class<?> owner, String name, Inlining setting, DerivativeMode mode, String letters) {
        return derivative(owner, name, setting, mode, letters, false);
    }

    static Module derivative(
            Class<?> owner, String name, Inlining setting, DerivativeMode mode, String letters, boolean seeded) {
        Spec spec = spec(mode, letters);
        return derivative(owner, name, setting, seeded ? spec.withSeed() : spec);
    }

    static Module derivative(Class<?> owner, String name, Inlining setting, Spec spec) {
        Module lifted = resolved(owner, name, setting);
        Module out = new Module();
        out.add(new Differentiator(lifted).derive(lifted.entry(), spec, "d"));
        lifted.functions().forEach(out::add);
        out.functions().forEach(Derive::verify);
        return out;
    }

    /** Runs a module's entry, as it is and optimised, which must not change a bit. */
    static List<?> run(Module module, Object... args) {
        Object[] copies = copies(args);
        Interpreter plain = new Interpreter(module);
        Object first = plain.run(copies);
        if (plain.openTapes() != 0) {
            throw new AssertionError("a tape is left open");
        }
        Module optimised = new Module();
        module.functions().forEach(f -> optimised.add(f.copy(f.name())));
        OptPipeline.expand(optimised, Hierarchy.JDK, true);
        Object second = new Interpreter(optimised).run(args);
        if (!java.util.Objects.equals(first, second) || !Arrays.deepEquals(copies, args)) {
            throw new AssertionError("optimisation changes " + first + " into " + second);
        }
        return first == null ? List.of() : (List<?>) first;
    }

    /** As {@link #differences(Function, String, Object...)}, of a module's entry. */
    static double[] differences(Module module, String letters, Object... args) {
        return differences(a -> ((Number) new Interpreter(module).run(a)).doubleValue(), letters, args);
    }

    private static Interpreter interpreter(Function f) {
        return new Interpreter(withBodies(f));
    }

    /** A module of the function and of the bodies that the tables have for the methods of {@code Math} that it calls. */
    private static Module withBodies(Function f) {
        Module out = new Module();
        out.add(f);
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                if (i.op() == Op.CALL
                        && i.attr() instanceof Callee c
                        && c.overlay() instanceof Overlay.Body body
                        && out.get(c.function()) == null) {
                    ClassSource source = ClassSource.of(Derive.class.getClassLoader());
                    Lifter.lift(body.method(), source, VIEW).functions().forEach(out::put);
                }
            }
        }
        return out;
    }

    /** Activities by letter: a active, d duplicated, c constant. */
    static Spec spec(DerivativeMode mode, String letters) {
        List<Activity> out = new ArrayList<>();
        for (char c : letters.toCharArray()) {
            out.add(c == 'a' ? Activity.ACTIVE : c == 'd' ? Activity.DUPLICATED : Activity.CONST);
        }
        return new Spec(mode, out, false, false);
    }

    /** The reverse derivative with the primal's result; verified. */
    static Function reverse(Function primal, String letters) {
        Function d = Differentiator.differentiate(
                primal, spec(DerivativeMode.REVERSE_WITH_PRIMAL, letters), "reverse " + primal.name());
        verify(d);
        return d;
    }

    static void verify(Function f) {
        try {
            Verifier.verify(f);
        } catch (IllegalStateException e) {
            throw new IllegalStateException(e.getMessage() + "\n" + IrPrinter.print(f), e);
        }
    }

    /**
     * Runs a derivative, as it is and after all optimisations, which must not change a bit; gives the members of its result, and
     * leaves the contents of arrays.
     */
    static List<?> run(Function derivative, Object... args) {
        Object[] copies = copies(args);
        List<?> plain = runOnce(derivative, derivative.copy(derivative.name()), copies);
        Module module = withBodies(derivative.copy(derivative.name()));
        OptPipeline.expand(module, Hierarchy.JDK, true);
        List<?> optimised = runOnce(derivative, module.entry(), args);
        if (!plain.equals(optimised) || !Arrays.deepEquals(copies, args)) {
            throw new AssertionError("optimisation changes " + plain + Arrays.deepToString(copies) + " into "
                    + optimised + Arrays.deepToString(args));
        }
        return optimised;
    }

    private static List<?> runOnce(Function derivative, Function f, Object[] args) {
        verify(f);
        Interpreter in = interpreter(f);
        Object out = in.run(args);
        if (in.openTapes() != 0) {
            throw new AssertionError("a tape is left open");
        }
        return derivative.result().equals(Type.VOID) ? List.of() : (List<?>) out;
    }

    /** A copy of an argument, arrays and arrays of arrays included. */
    static Object copy(Object value) {
        if (value == null || !value.getClass().isArray()) {
            return value;
        }
        int n = Array.getLength(value);
        Object out = Array.newInstance(value.getClass().getComponentType(), n);
        for (int i = 0; i < n; i++) {
            Array.set(out, i, copy(Array.get(value, i)));
        }
        return out;
    }

    static Object[] copies(Object... values) {
        return Arrays.stream(values).map(Derive::copy).toArray();
    }

    /**
     * Gradient of the function's result by central differences with Richardson extrapolation, by every active scalar and every
     * element of every duplicated array, in order.
     */
    static double[] differences(Function primal, String letters, Object... args) {
        return differences(a -> value(primal, a), letters, args);
    }

    private static double[] differences(
            java.util.function.ToDoubleFunction<Object[]> primal, String letters, Object... args) {
        List<Double> out = new ArrayList<>();
        for (int k = 0; k < letters.length(); k++) {
            int argument = k;
            if (letters.charAt(k) == 'a') {
                out.add(slope(h -> {
                    Object[] a = copies(args);
                    a[argument] = a[argument] instanceof Float x
                            ? (Object) (float) (x + h)
                            : (Object) ((Double) a[argument] + h);
                    return primal.applyAsDouble(a);
                }));
            } else if (letters.charAt(k) == 'd') {
                int n = Array.getLength(args[k]);
                for (int i = 0; i < n; i++) {
                    int index = i;
                    out.add(slope(h -> {
                        Object[] a = copies(args);
                        ((double[]) a[argument])[index] += h;
                        return primal.applyAsDouble(a);
                    }));
                }
            }
        }
        return out.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double value(Function primal, Object[] args) {
        return ((Number) interpreter(primal).run(args)).doubleValue();
    }

    private static double slope(java.util.function.DoubleUnaryOperator f) {
        double h = 1e-3;
        double coarse = (f.applyAsDouble(h) - f.applyAsDouble(-h)) / (2 * h);
        double fine = (f.applyAsDouble(h / 2) - f.applyAsDouble(-h / 2)) / h;
        return (4 * fine - coarse) / 3;
    }

    /** Gradient by reverse mode, in the order of {@link #differences}. */
    static double[] gradient(Function primal, String letters, Object... args) {
        Function d = reverse(primal, letters);
        List<Object> all = new ArrayList<>();
        List<Object> shadows = new ArrayList<>();
        for (int k = 0; k < letters.length(); k++) {
            Object a = copy(args[k]);
            all.add(a);
            if (letters.charAt(k) == 'd') {
                Object shadow = Array.newInstance(a.getClass().getComponentType(), Array.getLength(a));
                shadows.add(shadow);
                all.add(shadow);
            }
        }
        List<?> results = run(d, all.toArray());
        double expected = value(primal, copies(args));
        if (Double.compare(((Number) results.get(0)).doubleValue(), expected) != 0) {
            throw new AssertionError("the primal gives " + expected + ", with its derivative " + results.get(0));
        }
        List<Double> out = new ArrayList<>();
        int next = 1;
        int shadow = 0;
        for (int k = 0; k < letters.length(); k++) {
            if (letters.charAt(k) == 'a') {
                out.add(((Number) results.get(next++)).doubleValue());
            } else if (letters.charAt(k) == 'd') {
                for (double v : (double[]) shadows.get(shadow)) {
                    out.add(v);
                }
                shadow++;
            }
        }
        return out.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /**
     * Derivative of the function's result in a direction, by forward mode.
     *
     * @param direction as long as the gradient
     */
    static double tangent(Function primal, String letters, double[] direction, Object... args) {
        Function d = Differentiator.differentiate(
                primal, spec(DerivativeMode.FORWARD_WITH_PRIMAL, letters.replace('a', 'd')), "forward");
        verify(d);
        List<Object> all = new ArrayList<>();
        int next = 0;
        for (int k = 0; k < letters.length(); k++) {
            Object a = copy(args[k]);
            all.add(a);
            if (letters.charAt(k) == 'a') {
                double t = direction[next++];
                all.add(a instanceof Float ? (Object) (float) t : (Object) t);
            } else if (letters.charAt(k) == 'd') {
                int n = Array.getLength(a);
                all.add(Arrays.copyOfRange(direction, next, next + n));
                next += n;
            }
        }
        List<?> results = run(d, all.toArray());
        double expected = value(primal, copies(args));
        if (Double.compare(((Number) results.get(0)).doubleValue(), expected) != 0) {
            throw new AssertionError("the primal gives " + expected + ", with its tangent " + results.get(0));
        }
        return ((Number) results.get(1)).doubleValue();
    }

    /** Derivative of the function's result in a direction, by a central difference. */
    static double directional(Function primal, String letters, double[] direction, double h, Object... args) {
        return (moved(primal, letters, direction, h, args) - moved(primal, letters, direction, -h, args)) / (2 * h);
    }

    private static double moved(Function primal, String letters, double[] direction, double h, Object... args) {
        Object[] a = copies(args);
        int next = 0;
        for (int k = 0; k < letters.length(); k++) {
            if (letters.charAt(k) == 'a') {
                a[k] = (Double) a[k] + h * direction[next++];
            } else if (letters.charAt(k) == 'd') {
                double[] array = (double[]) a[k];
                for (int i = 0; i < array.length; i++) {
                    array[i] += h * direction[next++];
                }
            }
        }
        return value(primal, a);
    }
}
