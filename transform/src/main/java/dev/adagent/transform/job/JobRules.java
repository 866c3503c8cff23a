package dev.adagent.transform.job;

import dev.adagent.overlay.DerivativeRule;
import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.Overlay;
import dev.adagent.transform.autodiff.rules.CustomRules;
import dev.adagent.transform.autodiff.rules.Rules;
import dev.adagent.transform.deferred.Resolver;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Captured;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.IrPrinter;
import dev.adagent.transform.ir.LaunchCall;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.lift.ClassRules;
import dev.adagent.transform.lift.JobClasses;
import dev.adagent.transform.lift.Lifter;
import dev.adagent.transform.lift.OutsideObjects;
import dev.adagent.transform.opt.Hierarchy;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rules of a job: those of its view, below them those that a method's own annotations name. A rule's method is lifted when the first
 * derivative takes it; what it calls comes into the job's module.
 */
final class JobRules implements CustomRules {
    private final Job job;
    private final Module module;
    private final ClassRules declared;
    private final Lifter lifter;
    private final OutsideObjects outside;
    private final Map<MethodKey, Function> lifted = new HashMap<>();
    private final Map<MethodKey, String> texts = new HashMap<>();
    /** The methods of rules of launches. */
    private final Map<MethodKey, LaunchCall> launches = new HashMap<>();

    /** The rules of a job that may meet any arguments, at any time. */
    JobRules(Job job, Module module) {
        this(job, module, Lifter.empty(job.source(), job.view(), job.statics()), OutsideObjects.lasting(job.statics()));
    }

    /**
     * @param lifter lifts what turns out to be needed
     * @param outside the objects that the job's code is made for
     */
    JobRules(Job job, Module module, Lifter lifter, OutsideObjects outside) {
        this.lifter = lifter;
        this.outside = outside;
        this.job = job;
        this.module = module;
        declared = new ClassRules(job.source());
    }

    @Override
    public boolean checkpoints() {
        return job.options().checkpoints();
    }

    @Override
    public List<DerivativeRule> find(Callee callee, DerivativeRule.Mode mode) {
        if (callee.overlay() instanceof Overlay.Deferred) {
            return List.of();
        }
        if (callee.overlay() instanceof LaunchCall l) {
            return l.operation() == LaunchCall.Operation.PRIMAL
                    ? List.of(LaunchCall.rule(callee, mode, List.of()))
                    : List.of();
        }
        if (callee.overlay() instanceof Overlay.Body body && !body.method().equals(callee.original())) {
            List<DerivativeRule> own = of(body.method(), mode);
            if (!own.isEmpty() || Rules.isBuiltIn(body.method())) {
                return own;
            }
        }
        return of(callee.original(), mode);
    }

    private List<DerivativeRule> of(MethodKey method, DerivativeRule.Mode mode) {
        List<DerivativeRule> found = job.view().rules(method, mode);
        return found.isEmpty()
                ? declared.rules(method).stream().filter(r -> r.isFor(mode)).toList()
                : found;
    }

    /** Whether a method has any rule. */
    boolean has(Callee callee) {
        for (DerivativeRule.Mode m : DerivativeRule.Mode.values()) {
            if (!find(callee, m).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Function rule(MethodKey method) {
        Function known = lifted.get(method);
        if (known == null && launches.containsKey(method)) {
            known = launches.get(method).body(method);
            lifted.put(method, known);
        }
        if (known == null) {
            Module m = lift(method);
            prepare(m);
            known = m.entry();
            for (Function f : m.functions()) {
                if (module.get(f.name()) == null) {
                    module.add(f);
                }
            }
            lifted.put(method, known);
            Resolver.resolve(module, known, this, job.context());
        }
        return known;
    }

    @Override
    public String text(MethodKey method) {
        return texts.computeIfAbsent(method, m -> {
            try {
                StringBuilder out = new StringBuilder();
                lift(m).functions().forEach(f -> out.append(IrPrinter.print(f)));
                return out.toString();
            } catch (RuntimeException e) {
                return String.valueOf(e.getMessage()); // an error only where the rule is taken
            }
        });
    }

    /** Readies a module that was just lifted. */
    void prepare(Module fresh) {
        stopAtInactive(fresh, functions(new Module()));
        KernelCompiler.prepareForDerivatives(fresh, classes(fresh), this);
    }

    /** Before anything else is done with the functions that are not among {@code done}, which takes them. */
    private void stopAtInactive(Module of, Set<Function> done) {
        List<Function> fresh =
                of.functions().stream().filter(f -> !done.contains(f)).toList();
        if (fresh.isEmpty()) {
            return;
        }
        InactiveTypes.run(fresh, t -> job.view().isInactiveType(t) || declared.isInactiveType(t), key -> {
            if (of.get(key.toString()) == null) {
                of.add(lift(key).entry());
            }
            return key;
        });
        done.addAll(of.functions());
    }

    private static Set<Function> functions(Module of) {
        Set<Function> out = Collections.newSetFromMap(new IdentityHashMap<>());
        out.addAll(of.functions());
        return out;
    }

    /** What the passes on a module of the job may ask. */
    Hierarchy classes(Module of) {
        Set<Function> done = functions(of);
        return new JobClasses(job.source(), lifter, of, outside, () -> stopAtInactive(of, done));
    }

    private Module lift(MethodKey method) {
        return Lifter.lift(method, job.source(), job.view(), job.statics());
    }

    @Override
    public Function body(String function) {
        return module.get(function);
    }

    @Override
    public DerivativeRule fitting(Callee callee, DerivativeRule.Mode mode, List<Integer> constants) {
        if (!(callee.overlay() instanceof LaunchCall l)) {
            return null;
        }
        DerivativeRule rule = LaunchCall.rule(callee, mode, constants);
        if (rule instanceof DerivativeRule.Reverse r) {
            launches.put(r.body(), l.derivative(LaunchCall.Operation.REVERSE, constants));
            launches.put(r.augmented(), l.derivative(LaunchCall.Operation.AUGMENTED, constants));
        } else if (rule instanceof DerivativeRule.Forward r) {
            launches.put(r.body(), l.derivative(LaunchCall.Operation.FORWARD, constants));
        }
        return rule;
    }

    @Override
    public int length(FieldRef array) {
        return classes(module).length(Captured.ofStatic(array));
    }

    @Override
    public boolean isEnum(String type) {
        return declared.isEnum(type);
    }

    @Override
    public boolean mayBeItsOwnShadow(String type) {
        return declared.mayBeItsOwnShadow(type);
    }

    @Override
    public List<FieldRef> components(String type) {
        List<FieldRef> madeUp = LaunchCall.components(type);
        if (!madeUp.isEmpty()) {
            return madeUp;
        }
        return declared.components(type);
    }
}
