package dev.adagent.fuzzing.autodiff;

import dev.adagent.fuzzing.Compiled;
import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.OverlayRegistry;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.autodiff.Activity;
import dev.adagent.transform.autodiff.DerivativeMode;
import dev.adagent.transform.autodiff.Spec;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.emit.HiddenClasses;
import dev.adagent.transform.emit.Members;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.job.HostDerivative;
import dev.adagent.transform.job.HostTable;
import dev.adagent.transform.job.Job;
import dev.adagent.transform.job.StageListener;
import dev.adagent.transform.lift.StaticValues;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Derivatives on the host: hidden classes in the nest of the program's class, as {@code autodiff} outside kernels makes them. */
final class HostWay implements Way {
    static final String NAME = "host";

    private final TableView view =
            OverlayRegistry.discover(HostWay.class.getClassLoader()).view(HostTable.TARGET);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean runs(Program program) {
        return true;
    }

    @Override
    public Prepared prepare(Program program, Compiled compiled) throws Exception {
        return new OnHost(program, compiled);
    }

    /** A derivative of a method, with the types of its result's members. */
    private record Derivative(MethodHandle handle, List<Type> members) {
        List<Double> call(Object... args) throws Exception {
            Object carrier;
            try {
                carrier = handle.invokeWithArguments(args);
            } catch (Exception | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
            List<Double> out = new ArrayList<>();
            for (int k = 0; k < members.size(); k++) {
                if (carrier instanceof long[] bits) {
                    out.add(
                            members.get(k).equals(Type.F32)
                                    ? Float.intBitsToFloat((int) bits[k])
                                    : Double.longBitsToDouble(bits[k]));
                } else {
                    out.add(((Number) Array.get(carrier, k)).doubleValue());
                }
            }
            return out;
        }
    }

    private final class OnHost implements Prepared {
        private final Program program;
        private final Compiled compiled;
        private final Class<?> owner;
        private final Method f;
        private final Derivative forward;
        private final Derivative reverse;

        OnHost(Program program, Compiled compiled) throws Exception {
            this.program = program;
            this.compiled = compiled;
            owner = Class.forName(program.className(), true, compiled.loader());
            f = method("f");
            f.setAccessible(true);
            List<Activity> tangents = new ArrayList<>();
            List<Activity> gradients = new ArrayList<>();
            for (dev.adagent.fuzzing.autodiff.Method.Parameter p : Program.PARAMETERS) {
                boolean constant = program.isConstant(p.name());
                tangents.add(constant ? Activity.CONST : Activity.DUPLICATED);
                gradients.add(constant ? Activity.CONST : p.dimensions() == 0 ? Activity.ACTIVE : Activity.DUPLICATED);
            }
            boolean distinct = !program.has(Program.Trait.ALIAS);
            forward = compile(f, new Spec(DerivativeMode.FORWARD_WITH_PRIMAL, tangents, distinct, false));
            reverse = compile(f, new Spec(DerivativeMode.REVERSE_WITH_PRIMAL, gradients, distinct, true));
        }

        private Method method(String name) {
            for (Method m : owner.getDeclaredMethods()) {
                if (m.getName().equals(name)) {
                    return m;
                }
            }
            throw new IllegalStateException(owner + " has no method " + name);
        }

        private Derivative compile(Method method, Spec spec) throws Exception {
            ClassLoader loader = owner.getClassLoader();
            MethodKey key = new MethodKey(
                    owner.getName().replace('.', '/'),
                    method.getName(),
                    MethodType.methodType(method.getReturnType(), method.getParameterTypes())
                            .toMethodDescriptorString());
            Job job = new Job(
                    key,
                    Way.source(compiled),
                    StaticValues.of(loader),
                    view,
                    spec.distinct(),
                    Kernel.Options.DEFAULT.with(program.inlining()));
            HostDerivative d = HostDerivative.compile(job, spec, StageListener.NONE);
            Method own = method(Kernels.LOOKUP);
            own.setAccessible(true);
            MethodHandles.Lookup lookup = (MethodHandles.Lookup) own.invoke(null);
            MethodHandle handle = HiddenClasses.host(lookup, d.module(), loader, Members.DIRECT);
            Type result = d.module().entry().result();
            return new Derivative(handle, result.isTuple() ? result.parts() : List.of());
        }

        @Override
        public List<Outcome> primal(List<Arguments> at) throws Exception {
            List<Outcome> out = new ArrayList<>();
            for (Arguments a : at) {
                Arguments c = a.copy();
                out.add(new Outcome((Double) f.invoke(null, c.values), c, 0, null));
            }
            return out;
        }

        /** Arguments of a derivative: each that is not constant followed by what belongs to it. */
        private List<Object> beside(Arguments at, Arguments shadows, boolean numbersToo) {
            List<Object> out = new ArrayList<>();
            for (int k = 0; k < at.values.length; k++) {
                out.add(at.values[k]);
                dev.adagent.fuzzing.autodiff.Method.Parameter p = Program.PARAMETERS.get(k);
                if (!program.isConstant(p.name()) && (numbersToo || p.dimensions() > 0)) {
                    out.add(shadows.values[k]);
                }
            }
            return out;
        }

        @Override
        public List<Outcome> forward(List<Arguments> at, List<Arguments> directions) throws Exception {
            List<Outcome> out = new ArrayList<>();
            for (int k = 0; k < at.size(); k++) {
                Arguments c = at.get(k).copy();
                Arguments t = directions.get(k).copy();
                List<Double> r = forward.call(beside(c, t, true).toArray());
                out.add(new Outcome(r.get(0), c, r.get(1), t));
            }
            return out;
        }

        @Override
        public List<Outcome> reverse(List<Arguments> at, double adjoint, List<Arguments> adjoints) throws Exception {
            List<Outcome> out = new ArrayList<>();
            for (int k = 0; k < at.size(); k++) {
                Arguments c = at.get(k).copy();
                Arguments g = adjoints.get(k).copy();
                List<Object> arguments = beside(c, g, false);
                arguments.add(adjoint);
                List<Double> r = reverse.call(arguments.toArray());
                int next = 1;
                for (int p = 0; p < g.values.length; p++) {
                    if (g.values[p] instanceof Double) {
                        g.values[p] =
                                program.isConstant(Program.PARAMETERS.get(p).name()) ? 0.0 : r.get(next++);
                    } else if (g.values[p] instanceof Float) {
                        g.values[p] = program.isConstant(
                                        Program.PARAMETERS.get(p).name())
                                ? 0f
                                : r.get(next++).floatValue();
                    }
                }
                out.add(new Outcome(r.get(0), c, 0, g));
            }
            return out;
        }

        @Override
        public Map<String, Double> second(Arguments at, Arguments v, Arguments u) throws Exception {
            Map<String, Double> out = new LinkedHashMap<>();
            for (Second.Kind kind : Second.kinds(program)) {
                Second s = new Second(program, kind, at, v, u);
                boolean distinct = !program.has(Program.Trait.ALIAS);
                Derivative d = compile(method(kind.method()), new Spec(s.mode(), s.activities(), distinct, false));
                out.put(kind.text(), s.value(d.call(s.arguments())));
            }
            return out;
        }
    }
}
