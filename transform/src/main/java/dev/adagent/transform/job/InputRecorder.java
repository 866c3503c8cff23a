package dev.adagent.transform.job;

import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.lift.ClassSource;
import dev.adagent.transform.lift.JdkAnswers;
import dev.adagent.transform.lift.StaticValues;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Notes what a job reads; see {@link JobInputs}. */
final class InputRecorder {
    private final Job job;
    private final Map<String, Boolean> isJdk = new HashMap<>();
    private final TreeMap<String, String> classes = new TreeMap<>();
    private final TreeMap<String, String> statics = new TreeMap<>();
    private final TreeMap<String, String> answers = new TreeMap<>();
    private String jdk = "";

    InputRecorder(Job job) {
        this.job = job;
    }

    /** The job, reading through this recorder. */
    Job job() {
        return new Job(
                job.entry(),
                new Source(),
                new Statics(),
                job.view(),
                job.distinctArrays(),
                job.options(),
                job.bindsTargetIntrinsics(),
                job.environment());
    }

    /** All that was read. @param outside what was learnt of the objects of the launch */
    JobInputs inputs(SortedMap<String, String> outside) {
        boolean stable = statics.values().stream().noneMatch(v -> v.startsWith(StaticText.OBJECT));
        return new JobInputs(
                new TreeMap<>(classes), new TreeMap<>(statics), new TreeMap<>(answers), outside, jdk, stable);
    }

    private final class Source implements ClassSource, JdkAnswers.Listener {
        @Override
        public byte[] find(String internalName) {
            byte[] bytes = job.source().find(internalName);
            if (!isJdk(internalName)) {
                classes.computeIfAbsent(internalName, n -> JobInputs.digest(bytes));
            }
            return bytes;
        }

        @Override
        public JdkAnswers.Listener listener() {
            return this;
        }

        @Override
        public Set<String> met() {
            return job.source().met();
        }

        @Override
        public boolean isJdk(String internalName) {
            return isJdk.computeIfAbsent(
                    internalName, n -> ClassLoader.getPlatformClassLoader().getResource(n + ".class") != null);
        }

        @Override
        public void answered(String question, String answer) {
            answers.put(question, answer);
        }

        @Override
        public void readCode() {
            jdk = Runtime.version().toString();
        }
    }

    private final class Statics implements StaticValues {
        @Override
        public Object value(FieldRef field) {
            Object value = job.statics().value(field);
            statics.put(JobInputs.name(field), StaticText.of(value));
            return value;
        }

        @Override
        public boolean isKnown(FieldRef field) {
            return job.statics().isKnown(field);
        }

        @Override
        public void settle() {
            job.statics().settle();
        }
    }
}
