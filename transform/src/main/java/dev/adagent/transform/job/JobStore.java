package dev.adagent.transform.job;

import dev.adagent.transform.lift.ClassSource;
import dev.adagent.transform.lift.StaticValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Jobs on disk: from an id to what was asked and read. A later run finds a job by its id alone, or asks for a request whether the key of an
 * earlier compilation still holds ({@link #key}), which compiles nothing. One text file {@code <request's hash>-<id>.job} each; files
 * appear complete or not at all, so that several JVMs may share a folder. What is unreadable counts as not there.
 */
public final class JobStore {
    private static final String HEAD = "adagent job 2";
    private static final String SUFFIX = ".job";
    private static final String SUM = "sum ";
    private static final String LAUNCH = "launch ";
    private static final int MAX_FILES = 4096;

    private final Path folder;
    private boolean pruned;

    /**
     * What a file holds.
     *
     * @param key see {@link JobKey}
     * @param launch what a launch of the code needs to know besides; empty for derivatives
     */
    public record Stored(JobRequest request, JobInputs inputs, String key, List<String> launch) {}

    /** @param folder made when something is stored */
    public JobStore(Path folder) {
        this.folder = folder;
    }

    /**
     * Stores a job.
     *
     * @return its key
     * @throws IOException if the folder cannot be written
     */
    public String put(JobRequest request, JobInputs inputs, List<String> launch) throws IOException {
        String key = JobKey.of(request, inputs);
        Path file = folder.resolve(prefix(request) + "-" + hex(JobKey.id(key)) + SUFFIX);
        if (Files.exists(file) && read(file) != null) {
            touch(file);
            return key;
        }
        Files.createDirectories(folder);
        prune();
        List<String> lines = new ArrayList<>(List.of("key " + key));
        lines.addAll(request.lines());
        lines.addAll(inputs.lines());
        launch.forEach(l -> lines.add(LAUNCH + l));
        lines.addAll(0, List.of(HEAD, SUM + JobKey.sha256(lines)));
        WholeFile.write(file, temporary -> Files.write(temporary, lines));
        return key;
    }

    /**
     * The job that compiling the request would make, if an earlier compilation of it read what the sources give now; else null. Reads
     * class files and static values, compiles nothing.
     *
     * @param arguments the entry's at the launch that it is for, receiver first; none if they are not known
     */
    public Stored find(JobRequest request, ClassSource source, StaticValues statics, Object... arguments) {
        for (Path file : files(prefix(request) + "-*")) {
            Stored s = read(file);
            if (s != null
                    && s.request().lines().equals(request.lines())
                    && s.inputs().hold(source, statics, arguments)) {
                touch(file);
                return s;
            }
        }
        return null;
    }

    /** The key that compiling the request would have; see {@link #find}. */
    public String key(JobRequest request, ClassSource source, StaticValues statics) {
        Stored s = find(request, source, statics, (Object[]) null);
        return s == null ? null : s.key();
    }

    /** Says that a file was of use. */
    private static void touch(Path file) {
        try {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        } catch (IOException e) {
            // the folder cannot be written, or another JVM made room: the file was good all the same
        }
    }

    /** The job of an id, or null if it is not stored here. */
    public Stored get(long id) {
        for (Path file : files("*-" + hex(id))) {
            Stored s = read(file);
            if (s != null && JobKey.id(s.key()) == id) {
                return s;
            }
        }
        return null;
    }

    private static String prefix(JobRequest request) {
        return request.hash().substring(0, 16);
    }

    private static String hex(long id) {
        return HexFormat.of().toHexDigits(id);
    }

    private List<Path> files(String pattern) {
        List<Path> out = new ArrayList<>();
        try (var found = Files.newDirectoryStream(folder, pattern + SUFFIX)) {
            found.forEach(out::add);
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            return List.of(); // nothing was stored yet, or it cannot be read
        }
        out.sort(Comparator.naturalOrder());
        return out;
    }

    private static Stored read(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            if (!lines.get(0).equals(HEAD)
                    || !lines.get(1).equals(SUM + JobKey.sha256(lines.subList(2, lines.size())))) {
                return null;
            }
            String key = lines.get(2).substring("key ".length());
            int end = 3 + JobRequest.size();
            JobRequest request = JobRequest.parse(lines.subList(3, end));
            List<String> rest = lines.subList(end, lines.size());
            JobInputs inputs = JobInputs.parse(
                    rest.stream().filter(l -> !l.startsWith(LAUNCH)).toList());
            List<String> launch = rest.stream()
                    .filter(l -> l.startsWith(LAUNCH))
                    .map(l -> l.substring(LAUNCH.length()))
                    .toList();
            return JobKey.of(request, inputs).equals(key) ? new Stored(request, inputs, key, launch) : null;
        } catch (NoSuchFileException e) {
            return null; // another JVM made room
        } catch (IOException | RuntimeException e) {
            return null; // cut off, or of another version: it is as if it were not there
        }
    }

    /** Once for each store: the files that were stored longest ago give way. */
    private synchronized void prune() throws IOException {
        if (pruned) {
            return;
        }
        pruned = true;
        WholeFile.removeAbandoned(folder);
        List<Path> all;
        try (Stream<Path> found = Files.list(folder)) {
            all = new ArrayList<>(
                    found.filter(f -> f.toString().endsWith(SUFFIX)).toList());
        }
        if (all.size() > MAX_FILES) {
            all.sort(Comparator.comparing((Path f) -> f.toFile().lastModified()));
            for (Path old : all.subList(0, all.size() - MAX_FILES / 2)) {
                Files.deleteIfExists(old);
            }
        }
    }
}
