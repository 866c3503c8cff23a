package dev.adagent.fuzzing.autodiff;

import dev.adagent.fuzzing.Compiled;
import dev.adagent.fuzzing.FuzzDevice;
import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.OverlayRegistry;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.device.Device;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.job.Job;
import dev.adagent.transform.job.KernelCompiler;
import dev.adagent.transform.job.StageListener;
import dev.adagent.transform.lift.StaticValues;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Derivatives inside kernels on a device, a thread for each point. */
final class KernelWay implements Way {
    private static final Set<String> ASSEMBLED = Set.of(FuzzDevice.CUDA_CODE.option(), FuzzDevice.GPU.option());

    private final String name;
    private final Supplier<Device> devices;
    private final TableView view;

    /**
     * @param devices gives the device for a program: devices keep the kernels that they ran last, with their code and class loaders, which no other
     *     program can use
     */
    KernelWay(String name, Supplier<Device> devices) {
        this.name = name;
        this.devices = devices;
        view = OverlayRegistry.discover(KernelWay.class.getClassLoader())
                .view(devices.get().target());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean runs(Program program) {
        return true;
    }

    @Override
    public boolean computes() {
        return !name.equals(FuzzDevice.CUDA_CODE.option());
    }

    @Override
    public Prepared prepare(Program program, Compiled compiled) throws ClassNotFoundException {
        return new OnDevice(program, compiled);
    }

    private final class OnDevice implements Prepared {
        private final Program program;
        private final Compiled compiled;
        private final Device device = devices.get();
        private final Kernel primal;
        private final Kernel forward;
        private final Kernel reverse;
        private final Map<Second.Kind, Kernel> second = new LinkedHashMap<>();

        OnDevice(Program program, Compiled compiled) throws ClassNotFoundException {
            this.program = program;
            this.compiled = compiled;
            Class<?> owner = Class.forName(program.className(), true, compiled.loader());
            primal = compile(owner, Kernels.PRIMAL);
            forward = compile(owner, Kernels.FORWARD);
            reverse = compile(owner, Kernels.REVERSE);
            if (program.has(Program.Trait.SECOND_ORDER)) {
                kinds().forEach(k -> second.put(k, compile(owner, k.text())));
            }
        }

        /** Assembling these takes seconds each, so code for GPUs takes one for a program, by turns. */
        private List<Second.Kind> kinds() {
            List<Second.Kind> all = Second.kinds(program);
            return ASSEMBLED.contains(name) ? List.of(all.get(Math.floorMod(program.seed(), all.size()))) : all;
        }

        private Kernel compile(Class<?> owner, String method) {
            ClassLoader loader = owner.getClassLoader();
            for (Method m : owner.getDeclaredMethods()) {
                if (m.getName().equals(method)) {
                    MethodKey key = new MethodKey(
                            owner.getName().replace('.', '/'),
                            method,
                            MethodType.methodType(m.getReturnType(), m.getParameterTypes())
                                    .toMethodDescriptorString());
                    Job job = new Job(
                            key,
                            Way.source(compiled),
                            StaticValues.of(loader),
                            view,
                            !program.has(Program.Trait.ALIAS),
                            options());
                    return KernelCompiler.compile(job, StageListener.NONE);
                }
            }
            throw new IllegalStateException(owner + " has no method " + method);
        }

        private Kernel.Options options() {
            Kernel.Options options = Kernel.Options.DEFAULT.with(program.inlining());
            return program.has(Program.Trait.RECURSION) ? options.withRecursion(Program.DEEPEST) : options;
        }

        /** For each parameter that threads have values of their own for, those in one array; the parameter itself if all share it. */
        private Object[] rows(List<Arguments> points) {
            Object[] out = new Object[Program.PARAMETERS.size()];
            for (int k = 0; k < out.length; k++) {
                Object first = points.get(0).values[k];
                if (Kernels.isShared(Program.PARAMETERS.get(k))) {
                    out[k] = first;
                    continue;
                }
                Class<?> element = first instanceof Double
                        ? double.class
                        : first instanceof Float ? float.class : first.getClass();
                out[k] = Array.newInstance(element, points.size());
                for (int t = 0; t < points.size(); t++) {
                    Array.set(out[k], t, points.get(t).values[k]);
                }
            }
            if (program.has(Program.Trait.ALIAS)) {
                out[3] = out[2];
            }
            return out;
        }

        /** Takes numbers back out of the arrays that {@link #rows} made: arrays are the points' own. */
        private void takeBack(Object[] rows, List<Arguments> points) {
            for (int k = 0; k < rows.length; k++) {
                if (Program.PARAMETERS.get(k).dimensions() == 0 && !Kernels.isShared(Program.PARAMETERS.get(k))) {
                    for (int t = 0; t < points.size(); t++) {
                        points.get(t).values[k] = Array.get(rows[k], t);
                    }
                }
            }
        }

        private static List<Object> beside(Object[] rows, Object[] shadows) {
            List<Object> out = new ArrayList<>();
            for (int k = 0; k < rows.length; k++) {
                out.add(rows[k]);
                if (Program.PARAMETERS.get(k).type() != Type.INT) {
                    out.add(shadows[k]);
                }
            }
            return out;
        }

        private void launch(Kernel kernel, int threads, List<Object> arguments) throws KernelFailure {
            Object[] a = arguments.toArray();
            device.launch(kernel, new int[] {1, 1, 1, threads, 1, 1}, kernel.arguments(a));
        }

        private static List<Arguments> copies(List<Arguments> of) {
            return of.stream().map(Arguments::copy).toList();
        }

        @Override
        public List<Outcome> primal(List<Arguments> at) throws KernelFailure {
            List<Arguments> points = copies(at);
            double[] r = new double[at.size()];
            List<Object> arguments = new ArrayList<>(List.of(rows(points)));
            arguments.add(r);
            launch(primal, r.length, arguments);
            List<Outcome> out = new ArrayList<>();
            for (int t = 0; t < r.length; t++) {
                out.add(new Outcome(r[t], points.get(t), 0, null));
            }
            return out;
        }

        @Override
        public List<Outcome> forward(List<Arguments> at, List<Arguments> directions) throws KernelFailure {
            List<Arguments> points = copies(at);
            List<Arguments> tangents = copies(directions);
            double[] r = new double[at.size()];
            double[] dr = new double[at.size()];
            List<Object> arguments = beside(rows(points), rows(tangents));
            arguments.add(r);
            arguments.add(dr);
            launch(forward, r.length, arguments);
            List<Outcome> out = new ArrayList<>();
            for (int t = 0; t < r.length; t++) {
                out.add(new Outcome(r[t], points.get(t), dr[t], tangents.get(t)));
            }
            return out;
        }

        @Override
        public List<Outcome> reverse(List<Arguments> at, double adjoint, List<Arguments> adjoints)
                throws KernelFailure {
            List<Arguments> points = copies(at);
            List<Arguments> gradients = copies(adjoints);
            double[] r = new double[at.size()];
            Object[] shadows = rows(gradients);
            for (int k = 0; k < shadows.length; k++) {
                // gradients of numbers are stored, not added
                if (shadows[k] instanceof double[] || shadows[k] instanceof float[]) {
                    shadows[k] = Array.newInstance(shadows[k].getClass().getComponentType(), r.length);
                }
            }
            List<Object> arguments = beside(rows(points), shadows);
            arguments.add(adjoint);
            arguments.add(r);
            launch(reverse, r.length, arguments);
            takeBack(shadows, gradients);
            List<Outcome> out = new ArrayList<>();
            for (int t = 0; t < r.length; t++) {
                out.add(new Outcome(r[t], points.get(t), 0, gradients.get(t)));
            }
            return out;
        }

        @Override
        public Map<String, Double> second(Arguments at, Arguments v, Arguments u) throws KernelFailure {
            Map<String, Double> out = new LinkedHashMap<>();
            for (Map.Entry<Second.Kind, Kernel> e : second.entrySet()) {
                Second s = new Second(program, e.getKey(), at, v, u);
                List<Object> arguments = new ArrayList<>(List.of(s.arguments()));
                double[] result = new double[1];
                arguments.add(result);
                launch(e.getValue(), 1, arguments);
                out.put(e.getKey().text(), s.value(List.of(result[0])));
            }
            return out;
        }
    }
}
