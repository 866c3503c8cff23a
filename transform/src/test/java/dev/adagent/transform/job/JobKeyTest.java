package dev.adagent.transform.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.adagent.overlay.AnnotatedTable;
import dev.adagent.overlay.GlobalTable;
import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.MethodTable;
import dev.adagent.overlay.Overlay;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.autodiff.Activity;
import dev.adagent.transform.autodiff.DerivativeMode;
import dev.adagent.transform.autodiff.Spec;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.lift.ClassSource;
import dev.adagent.transform.lift.StaticValues;
import dev.adagent.transform.opt.Inlining;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** A job's key and the ids of its derivatives: equal for equal content, different for each part that differs. */
class JobKeyTest {
    private static String key;
    private static List<String> ids;
    private static KeyMain.Seen seen;

    private record Made(String key, List<String> ids, KeyMain.Seen seen) {}

    private static Made make(Job job) {
        KeyMain.Seen seen = new KeyMain.Seen();
        String key = KernelCompiler.compile(job, seen).contentId();
        return new Made(key, seen.derivatives, seen);
    }

    private static Job job() {
        return KeyMain.job("kernel", "([D[D)V");
    }

    @BeforeAll
    static void compileOnce() {
        Made made = make(job());
        key = made.key();
        ids = made.ids();
        seen = made.seen();
        assertThat(key).matches("[0-9a-f]{64}");
    }

    private static Job with(ClassSource source) {
        Job j = job();
        return new Job(j.entry(), source, j.statics(), j.view(), j.distinctArrays(), j.options(), j.environment());
    }

    /** The sources with one class changed. */
    private static ClassSource changed(String simpleName, UnaryOperator<byte[]> change) {
        ClassSource plain = job().source();
        String name = KeyMain.OWNER + simpleName;
        return n -> n.equals(name) ? change.apply(plain.find(n)) : plain.find(n);
    }

    /** Puts 4.5 in place of 3.25. */
    private static byte[] otherConstant(byte[] classFile) {
        ClassReader r = new ClassReader(classFile);
        ClassWriter w = new ClassWriter(r, 0);
        r.accept(
                new ClassVisitor(Opcodes.ASM9, w) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String descriptor, String signature, String[] exceptions) {
                        return new MethodVisitor(
                                Opcodes.ASM9, super.visitMethod(access, name, descriptor, signature, exceptions)) {
                            @Override
                            public void visitLdcInsn(Object value) {
                                super.visitLdcInsn(value.equals(3.25) ? (Double) 4.5 : value);
                            }
                        };
                    }
                },
                0);
        return w.toByteArray();
    }

    private static byte[] notFinal(byte[] classFile) {
        ClassReader r = new ClassReader(classFile);
        ClassWriter w = new ClassWriter(r, 0);
        r.accept(
                new ClassVisitor(Opcodes.ASM9, w) {
                    @Override
                    public void visit(int v, int access, String name, String signature, String sup, String[] i) {
                        super.visit(v, access & ~Opcodes.ACC_FINAL, name, signature, sup, i);
                    }
                },
                0);
        return w.toByteArray();
    }

    private static void differs(Made made) {
        assertThat(made.key()).isNotEqualTo(key);
        assertThat(made.ids()).hasSize(1).doesNotContainAnyElementsOf(ids);
    }

    @Test
    void isEqualForEqualContent() {
        Made again = make(job());
        assertThat(again.key()).isEqualTo(key);
        assertThat(again.ids()).isEqualTo(ids);
        assertThat(make(with(changed("$Stranger", JobKeyTest::otherConstant))).key())
                .as("a class that is not reached")
                .isEqualTo(key);
    }

    @Test
    void theSameDerivativeIsCompiledOnce() {
        assertThat(ids).hasSize(1);
        assertThat(ids.get(0)).as("the highest bit is set").matches("derivative\\.[89a-f][0-9a-f]{15}");
        assertThat(make(KeyMain.job("kernelOfTwo", "([D[D)V")).ids()).hasSize(2);
    }

    @Test
    void dependsOnTheBytecodeThatIsReached() {
        differs(make(with(changed("$Helper", JobKeyTest::otherConstant))));
    }

    private static Made makeRuled(ClassSource source) {
        Job j = KeyMain.job("kernelOfRules", "([D[D)V");
        TableView view = TableView.of(
                AnnotatedTable.of("RULES", Keyed.TableRules.class), new CpuTable().table(), GlobalTable.get());
        return make(new Job(j.entry(), source, j.statics(), view, j.distinctArrays(), j.options(), j.environment()));
    }

    /** A rule's method is lifted by a lifter of its own, when the first derivative takes it. */
    @Test
    void dependsOnTheBodiesOfRules() {
        Made made = makeRuled(job().source());
        assertThat(made.ids()).hasSize(2);
        assertThat(makeRuled(changed("$Stranger", JobKeyTest::otherConstant)).key())
                .isEqualTo(made.key());
        for (String rules : List.of("$OwnRules", "$TableRules", "$RuleHelper")) {
            ClassSource source = changed(rules, JobKeyTest::otherConstant);
            Made other = makeRuled(source);
            assertThat(other.key()).as(rules).isNotEqualTo(made.key());
            assertThat(other.ids()).as(rules).isNotEqualTo(made.ids());
            assertThat(made.seen().inputs.hold(source, job().statics()))
                    .as("what is stored of %s", rules)
                    .isFalse();
        }
        assertThat(made.seen().inputs.hold(job().source(), job().statics())).isTrue();
    }

    @Test
    void dependsOnFoldedStaticValues() {
        Job j = job();
        StaticValues other =
                f -> f.name().equals("OFFSET") ? (Double) 0.25 : j.statics().value(f);
        differs(make(
                new Job(j.entry(), j.source(), other, j.view(), j.distinctArrays(), j.options(), j.environment())));
    }

    @Test
    void dependsOnTheClassHierarchy() {
        Made made = make(with(changed("$Helper", JobKeyTest::notFinal)));
        assertThat(made.key()).isNotEqualTo(key);
        assertThat(made.ids()).as("nothing follows from it for the derivative").isEqualTo(ids);
        TreeMap<String, String> answers = new TreeMap<>(seen.inputs.answers());
        String question = answers.keySet().stream()
                .filter(q -> q.startsWith("class "))
                .findFirst()
                .orElseThrow();
        answers.put(question, answers.get(question) + " planted");
        JobInputs i = seen.inputs;
        JobInputs planted = new JobInputs(i.classes(), i.statics(), answers, i.outside(), i.jdk(), i.stable());
        assertThat(JobKey.of(seen.request, planted)).isNotEqualTo(key);
        assertThat(planted.hold(job().source(), job().statics())).isFalse();
    }

    @Test
    void dependsOnTheJdkWhereItsCodeIsLiftedAndOnlyThere() {
        assertThat(seen.inputs.jdk()).isEmpty();
        Made signs = make(KeyMain.job("signs", "([I[I)V"));
        JobInputs i = signs.seen().inputs;
        assertThat(i.jdk()).isEqualTo(Runtime.version().toString());
        JobInputs other = new JobInputs(i.classes(), i.statics(), i.answers(), i.outside(), "99+1", i.stable());
        assertThat(JobKey.of(signs.seen().request, other)).isNotEqualTo(signs.key());
        assertThat(other.hold(job().source(), job().statics())).isFalse();
        assertThat(i.hold(job().source(), job().statics())).isTrue();
    }

    @Test
    void dependsOnTheVersionOfTheView() {
        Job j = job();
        MethodTable more = MethodTable.builder("MORE")
                .put("a/B", "c", "()V", new Overlay.Body(new MethodKey("a/D", "c", "()V")))
                .build();
        TableView view = TableView.of(more, new CpuTable().table(), GlobalTable.get());
        differs(make(
                new Job(j.entry(), j.source(), j.statics(), view, j.distinctArrays(), j.options(), j.environment())));
    }

    @Test
    void dependsOnTheMathMode() {
        differs(make(with(new Kernel.Options(Kernel.MathMode.FAST, true))));
    }

    @Test
    void dependsOnWhetherAccessesAreChecked() {
        differs(make(with(new Kernel.Options(Kernel.MathMode.STRICT, false))));
        differs(make(with(Kernel.Options.DEFAULT.withDeterministic(true))));
    }

    @Test
    void dependsOnWhichCallsStayCalls() {
        differs(make(with(Kernel.Options.DEFAULT.with(Inlining.ALWAYS))));
        differs(make(with(Kernel.Options.DEFAULT.with(Inlining.NEVER))));
    }

    @Test
    void dependsOnWhetherTheDeviceHasTheTargetsOperations() {
        differs(make(job().bindingTargetIntrinsics()));
    }

    private static Job with(Kernel.Options options) {
        Job j = job();
        return new Job(j.entry(), j.source(), j.statics(), j.view(), j.distinctArrays(), options, j.environment());
    }

    @Test
    void dependsOnTheAliasPartition() {
        Job j = job();
        Made made = make(new Job(j.entry(), j.source(), j.statics(), j.view(), false, j.options(), j.environment()));
        assertThat(made.key()).isNotEqualTo(key);
        assertThat(made.ids()).as("the derivative gets no arrays").isEqualTo(ids);
        Spec spec = Spec.of(DerivativeMode.REVERSE, Activity.DUPLICATED);
        assertThat(spec.key()).isNotEqualTo(spec.withDistinctArrays().key());
    }

    @Test
    void dependsOnTheTarget() {
        differs(make(with(new Job.Environment("cuda", "1.0"))));
    }

    @Test
    void dependsOnTheVersionOfAdagent() {
        differs(make(with(new Job.Environment("cpu", "1.1"))));
    }

    private static Job with(Job.Environment environment) {
        Job j = job();
        return new Job(j.entry(), j.source(), j.statics(), j.view(), j.distinctArrays(), j.options(), environment);
    }

    /** The entry's code is the other's, down to the byte. */
    @Test
    void dependsOnTheEntry() {
        Spec reverse = Spec.of(DerivativeMode.REVERSE, Activity.ACTIVE);
        String f = host("f", reverse);
        assertThat(host("f", reverse)).isEqualTo(f);
        assertThat(host("twin", reverse)).isNotEqualTo(f);
        assertThat(JobKey.id(f)).isNegative();
    }

    @Test
    void dependsOnWhatIsDifferentiatedHow() {
        Spec reverse = Spec.of(DerivativeMode.REVERSE, Activity.ACTIVE);
        List<Spec> specs = List.of(
                reverse,
                Spec.of(DerivativeMode.REVERSE_WITH_PRIMAL, Activity.ACTIVE),
                Spec.of(DerivativeMode.REVERSE, Activity.CONST),
                Spec.of(DerivativeMode.FORWARD, Activity.DUPLICATED),
                Spec.of(DerivativeMode.FORWARD_WITH_PRIMAL, Activity.DUPLICATED),
                Spec.of(DerivativeMode.FORWARD, Activity.DUPLICATED).withWidth(2),
                Spec.of(DerivativeMode.FORWARD, Activity.DUPLICATED).withWidth(3),
                reverse.withSeed(),
                reverse.withDistinctArrays(),
                reverse.withStrongZero(),
                reverse.withRuntimeActivity());
        assertThat(specs.stream().map(s -> host("f", s)).distinct()).hasSameSizeAs(specs);
        assertThat(specs.stream().map(s -> Spec.parse(s.key())).toList())
                .as("what is stored is read back")
                .isEqualTo(specs);
    }

    private static String host(String method, Spec spec) {
        return HostDerivative.compile(KeyMain.job(method, "(D)D"), spec, StageListener.NONE)
                .key();
    }

    @Test
    void isEqualInAnotherJvmAndOnAnotherJdk() throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"));
        List<String> here = keys(java);
        assertThat(here).contains("kernel " + key, "derivatives " + ids);
        assertThat(keys(java, elsewhere())).as("as on another machine").isEqualTo(here);
        Path other = otherJdk(java);
        assumeThat(other).as("a second JDK beside this one").isNotNull();
        List<String> there = keys(other);
        assertThat(there.subList(0, 4)).isEqualTo(here.subList(0, 4));
        assertThat(there.get(4)).as("JDK code is lifted").isNotEqualTo(here.get(4));
    }

    /** What differs between machines and no content should depend on: places, encoding, language, time, hash codes, processors. */
    private static String[] elsewhere() {
        return new String[] {
            "-Dfile.encoding=ISO-8859-9",
            "-Duser.language=tr",
            "-Duser.country=TR",
            "-Duser.timezone=Pacific/Chatham",
            "-Duser.name=other",
            "-Duser.home=/nowhere",
            "-Djava.io.tmpdir=/nowhere",
            "-Dos.name=Other",
            "-Dline.separator=\r",
            "-XX:+UnlockExperimentalVMOptions",
            "-XX:hashCode=2",
            "-XX:ActiveProcessorCount=1",
            "-XX:+UseSerialGC"
        };
    }

    private static List<String> keys(Path home, String... options) throws IOException, InterruptedException {
        Path out = Files.createTempFile("keys", ".txt");
        List<String> command = new ArrayList<>(
                List.of(home.resolve("bin/java").toString(), "-Xshare:auto", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(options));
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path") + File.pathSeparator + classPath(),
                "dev.adagent.transform.job.KeyMain"));
        Process p = new ProcessBuilder(command)
                .directory(out.getParent().toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(p.waitFor(120, TimeUnit.SECONDS)).isTrue();
        List<String> lines = Files.readAllLines(out);
        Files.delete(out);
        assertThat(lines).last().as(lines.toString()).isEqualTo("done");
        return lines;
    }

    /** Where this test's classes come from, however it was started. */
    private static String classPath() {
        return Stream.of(
                        KeyMain.class,
                        Job.class,
                        TableView.class,
                        dev.adagent.Autodiff.class,
                        ClassReader.class,
                        org.objectweb.asm.tree.ClassNode.class,
                        org.objectweb.asm.tree.analysis.Analyzer.class)
                .map(c -> c.getProtectionDomain().getCodeSource().getLocation().getPath())
                .reduce((a, b) -> a + File.pathSeparator + b)
                .orElseThrow();
    }

    /** A JDK of another feature release in the folder where this one is, or null. */
    private static Path otherJdk(Path home) throws IOException {
        try (Stream<Path> all = Files.list(home.toRealPath().getParent())) {
            return all.filter(h -> Files.isExecutable(h.resolve("bin/java")) && feature(h) > 17)
                    .filter(h -> feature(h) != Runtime.version().feature())
                    .findFirst()
                    .orElse(null);
        }
    }

    private static int feature(Path home) {
        try (Stream<String> release = Files.lines(home.resolve("release"))) {
            return release.filter(l -> l.startsWith("JAVA_VERSION="))
                    .mapToInt(l -> Integer.parseInt(l.replaceAll("JAVA_VERSION=\"(\\d+).*", "$1")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}
