package dev.adagent.transform.rewrite;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.lift.KernelScan;
import dev.adagent.transform.link.ClassFormat;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * The host copy of a class: what the JVM runs. Each kernel begins with {@code if (Launch.armed()) { Launch.capture(…); return; }},
 * and direct calls of {@code Autodiff} are call sites of the public bootstrap {@code CallSites.autodiff}. It has no new member, and
 * every name in it resolves with the app's jars and the api's.
 *
 * @param bytes the class file, or null if nothing had to be changed
 * @param kernels the kernels that were given a prologue
 * @param refusals why a marked method cannot be a kernel, by method; such methods are left as they were
 * @param findings what the compilation of the kernels is certain to refuse in their own code
 */
public record HostCopy(byte[] bytes, List<MethodKey> kernels, Map<MethodKey, String> refusals, List<Finding> findings) {
    /**
     * What compilation is going to refuse.
     *
     * @param text the block that a launch would throw
     * @param replaceable whether a method table of the app's could yet replace the method that it is about
     */
    public record Finding(String text, boolean replaceable) {}

    /** Descriptor of the annotation that marks kernels. */
    public static final String ANNOTATION = "Ldev/adagent/GpuKernel;";

    private static final String USE_OVERLAYS = "Ldev/adagent/UseOverlays;";

    /** {@code invokedynamic} needs a class file of Java 7 (JVMS §4.10.1.9). */
    private static final int OLDEST = Opcodes.V1_7;

    /**
     * Makes the host copy of a class. No class of the app is loaded: the one frame that a prologue needs is that of the method's
     * entry (JVMS §4.10.1.6).
     *
     * @param classFile the class
     * @param named names of methods that are kernels without carrying the annotation
     * @throws IllegalArgumentException if it is no well-formed class file: what the JVM may refuse is not made into something else
     */
    public static HostCopy make(byte[] classFile, Set<String> named) {
        ClassFormat.Problem problem = ClassFormat.problem(classFile);
        if (problem != null) {
            throw new IllegalArgumentException("it is no well-formed class file: " + problem.what());
        }
        ClassReader reader = new ClassReader(classFile);
        Scan scan = new Scan(named);
        reader.accept(scan, ClassReader.SKIP_FRAMES | ClassReader.SKIP_DEBUG);
        ClassWriter writer =
                new ClassWriter(reader, 0); // the limits of unchanged code stay as they are, right or wrong
        Rewrite rewrite = new Rewrite(writer, scan);
        if (scan.version >= OLDEST) {
            reader.accept(rewrite, 0);
        }
        byte[] bytes = rewrite.changed ? writer.toByteArray() : null;
        return new HostCopy(bytes, List.copyOf(scan.kernels), Map.copyOf(scan.refusals), List.copyOf(rewrite.findings));
    }

    /** Finds the kernels, which the class file names only after their code. */
    private static final class Scan extends ClassVisitor {
        final List<MethodKey> kernels = new ArrayList<>();
        final Map<MethodKey, String> refusals = new LinkedHashMap<>();
        final Set<MethodKey> callers = new HashSet<>();
        final Set<String> named;
        boolean usesOverlays;
        int version;
        private String owner;

        Scan(Set<String> named) {
            super(Opcodes.ASM9);
            this.named = new TreeSet<>(named);
        }

        @Override
        public void visit(int v, int access, String name, String signature, String superName, String[] interfaces) {
            version = v & 0xffff;
            owner = name;
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            MethodKey key = new MethodKey(owner, name, descriptor);
            if (named.contains(name)) {
                add(key, access);
            }
            return new MethodVisitor(Opcodes.ASM9) {
                @Override
                public void visitMethodInsn(int opcode, String o, String n, String d, boolean isInterface) {
                    if (CallSiteRewriter.replaces(opcode, o, n)) {
                        callers.add(key);
                    }
                }

                @Override
                public AnnotationVisitor visitAnnotation(String annotation, boolean visible) {
                    if (annotation.equals(ANNOTATION)) {
                        add(key, access);
                    }
                    usesOverlays |= annotation.equals(USE_OVERLAYS);
                    return null;
                }
            };
        }

        @Override
        public AnnotationVisitor visitAnnotation(String annotation, boolean visible) {
            usesOverlays |= annotation.equals(USE_OVERLAYS);
            return null;
        }

        private void add(MethodKey key, int access) {
            String why = refusal(key, access);
            if (why != null) {
                refusals.putIfAbsent(key, why);
            } else if (!kernels.contains(key)) {
                kernels.add(key);
            }
        }

        private String refusal(MethodKey key, int access) {
            if (version < OLDEST) {
                return "its class file is of version " + version + ": compile for Java 7 or later";
            }
            if (!key.descriptor().endsWith(")V")) {
                return "it has a result: make it void and write results to an array";
            }
            if ((access & Opcodes.ACC_SYNCHRONIZED) != 0) {
                return "it is synchronized, which threads of a grid cannot be: drop the modifier";
            }
            if ((access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) != 0) {
                return "it has no Java body: mark the method that has one";
            }
            return key.name().startsWith("<") ? "it is no method: mark a method" : null;
        }
    }

    private static final class Rewrite extends ClassVisitor {
        private final Scan scan;
        final List<Finding> findings = new ArrayList<>();
        private String file;
        boolean changed;

        Rewrite(ClassVisitor next, Scan scan) {
            super(Opcodes.ASM9, next);
            this.scan = scan;
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
            MethodKey key = new MethodKey(scan.owner, name, descriptor);
            boolean kernel = scan.kernels.contains(key);
            if (!kernel && !scan.callers.contains(key)) {
                return next; // ASM copies such a method's bytes as they are
            }
            MethodVisitor calls = new CallSiteRewriter(new UnknownAttributes(next), () -> changed = true);
            if (!kernel) {
                return calls;
            }
            changed = true;
            boolean replaced = scan.usesOverlays;
            return new KernelScan(
                    new PrologueWriter(calls, key, (access & Opcodes.ACC_STATIC) != 0),
                    key,
                    file,
                    (text, replaceable) -> {
                        if (!replaceable || !replaced) {
                            findings.add(new Finding(text, replaceable));
                        }
                    });
        }

        @Override
        public void visitSource(String source, String debug) {
            file = source;
            super.visitSource(source, debug);
        }
    }
}
