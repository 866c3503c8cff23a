package dev.adagent.transform.job;

import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.MethodTable;
import dev.adagent.overlay.Overlay;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.autodiff.rules.Rules;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.analysis.Computation;
import dev.adagent.transform.lift.ClassSource;
import dev.adagent.transform.lift.JdkAnswers;
import dev.adagent.transform.lift.LiftException;
import dev.adagent.transform.lift.Lifter;
import dev.adagent.transform.lift.StaticValues;
import dev.adagent.transform.opt.Expand;
import dev.adagent.transform.opt.Hierarchy;
import dev.adagent.transform.opt.OptPipeline;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Bodies that this compiler's own tables put in the place of elementary functions, lifted and optimised once in a process: they are the same in all jobs, and
 * as they have derivative rules, nobody looks into them before derivatives are made. Also the first job takes what was prepared, so that code does not depend
 * on what was compiled before. A body that calls what the job's mode may still replace, or reads a table, is lifted with each job.
 */
final class PreparedBodies implements Lifter.Prepared {
    /** Where the bodies are that no app can call, and whose rules are those of the functions that they stand for. */
    private static final String OWN = "dev/adagent/codegen/math/";

    private static final Set<String> REPLACED = Set.of("java/lang/Math", "java/lang/StrictMath");

    /** What a body is lifted by, besides class files. */
    private record Key(MethodKey body, String view) {}

    /**
     * A body.
     *
     * @param classes the class files that were read
     * @param answers what was learnt of the JDK's classes, by question
     */
    private record Body(Function function, Map<String, byte[]> classes, Map<String, String> answers) {}

    private static final Map<Key, Optional<Body>> BODIES = new ConcurrentHashMap<>();
    private static final Map<String, Set<MethodKey>> CANDIDATES = new ConcurrentHashMap<>();

    private final Job job;
    private final Set<MethodKey> candidates;

    PreparedBodies(Job job) {
        this.job = job;
        candidates = job.bindsTargetIntrinsics()
                ? CANDIDATES.computeIfAbsent(job.view().version(), v -> candidates(job.view()))
                : Set.of();
    }

    private static Set<MethodKey> candidates(TableView view) {
        Set<MethodKey> out = new HashSet<>();
        for (MethodTable table : view.tables()) {
            for (String method : table.methods()) {
                MethodKey key = MethodKey.parse(method);
                if (REPLACED.contains(key.owner())
                        && Rules.isBuiltIn(key)
                        && table.lookup(key) instanceof Overlay.Body body
                        && body.method().owner().startsWith(OWN)) {
                    out.add(body.method());
                }
            }
        }
        return Set.copyOf(out);
    }

    @Override
    public Function of(MethodKey method) {
        if (!candidates.contains(method)) {
            return null;
        }
        Key key = new Key(method, job.view().version());
        Optional<Body> known = BODIES.get(key);
        if (known == null) {
            // not inside the map: the app's class loader is asked for class files, which may compile itself, or wait
            // for a thread that does
            known = prepared(method);
            BODIES.putIfAbsent(key, known);
        }
        return known.filter(this::holds).map(Body::function).orElse(null);
    }

    /** Whether the job has the class files that the body was lifted from; tells it what was read. */
    private boolean holds(Body body) {
        for (Map.Entry<String, byte[]> e : body.classes().entrySet()) {
            if (!Arrays.equals(job.source().find(e.getKey()), e.getValue())) {
                return false;
            }
        }
        body.answers().forEach((q, a) -> job.source().listener().answered(q, a));
        return true;
    }

    private Optional<Body> prepared(MethodKey method) {
        Reader reader = new Reader(job.source());
        try {
            Module m = Lifter.lift(method, reader, job.view(), reader);
            OptPipeline.run(m, Hierarchy.JDK);
            if (!Computation.isAll(m.entry(), i -> Computation.is(i) || isNamed(i))) {
                return Optional.empty();
            }
            Expand.run(m);
            OptPipeline.run(m, Hierarchy.JDK);
            return Computation.isAll(m.entry(), Computation::is) && !reader.isSpecial
                    ? Optional.of(
                            new Body(m.entry().copy(method.toString()).setOptimised(), reader.classes, reader.answers))
                    : Optional.empty();
        } catch (LiftException e) {
            return Optional.empty(); // the job that lifts it itself says why
        }
    }

    /** Whether an instruction is still the call of an operation that a method table names. */
    private static boolean isNamed(Insn i) {
        return i.op() == Op.CALL
                && i.attr() instanceof Callee c
                && c.function() == null
                && c.overlay() instanceof Overlay.Intrinsic;
    }

    /** Notes what is read. */
    private static final class Reader implements ClassSource, JdkAnswers.Listener, StaticValues {
        private final ClassSource source;
        private final Map<String, byte[]> classes = new LinkedHashMap<>();
        private final Map<String, String> answers = new LinkedHashMap<>();
        /** Whether what was read is not known to be the same for another job. */
        private boolean isSpecial;

        Reader(ClassSource source) {
            this.source = source;
        }

        @Override
        public byte[] find(String internalName) {
            byte[] bytes = source.find(internalName);
            isSpecial |= bytes == null;
            if (!isJdk(internalName)) {
                classes.put(internalName, bytes);
            }
            return bytes;
        }

        @Override
        public JdkAnswers.Listener listener() {
            return this;
        }

        @Override
        public boolean isJdk(String internalName) {
            return source.listener().isJdk(internalName);
        }

        @Override
        public void answered(String question, String answer) {
            answers.put(question, answer);
        }

        @Override
        public void readCode() {
            isSpecial = true;
        }

        @Override
        public Object value(FieldRef field) {
            isSpecial = true;
            return null;
        }
    }
}
