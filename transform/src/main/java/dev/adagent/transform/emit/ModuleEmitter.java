package dev.adagent.transform.emit;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.analysis.FunctionCloner;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Emits the functions that a module's entry reaches, each as a static method of one class. */
public final class ModuleEmitter {
    private static final String RUNTIME = "dev/adagent/transform/cpu/";
    static final String FAULTS = RUNTIME + "Faults";
    static final String ATOMICS = RUNTIME + "Atomics";

    final Module module;
    final EmitOptions options;
    final String className;
    final Coordinates coordinates;
    final Accumulation accumulation;
    final Sites sites = new Sites();
    final Members members;
    final ClassData data;
    private final Set<String> parts;
    private final Map<String, String> names = new LinkedHashMap<>();
    private final Loc entryPlace;
    final ClassLoader loader;

    /** As {@link #ModuleEmitter(String, Module, EmitOptions, Members, ClassLoader)}, for a class that carries no objects. */
    public ModuleEmitter(String className, Module source, EmitOptions options) {
        this(className, source, options, Members.DIRECT, null);
    }

    /**
     * @param className internal name of the class to be
     * @param source what to emit; not changed
     * @param members how members of other classes are reached
     * @param loader finds the app's exception classes that the module raises; null if it raises none
     * @throws IllegalArgumentException if a call names a function that is not in the module
     */
    public ModuleEmitter(String className, Module source, EmitOptions options, Members members, ClassLoader loader) {
        this.members = members;
        this.loader = loader;
        this.className = className;
        data = new ClassData(className);
        this.module = prepared(source, options);
        this.options = options;
        parts = MethodSplitting.run(
                module, sizes(className, options, members, loader), MethodSplitting.Limits.HOTSPOT, !options.kernel());
        reach();
        coordinates = new Coordinates(module, options.kernel());
        accumulation = new Accumulation(module, options);
        entryPlace = firstPlace();
    }

    /** Emits functions to measure them. */
    static MethodSplitting.Sizes sizes(String className, EmitOptions options, Members members, ClassLoader loader) {
        return (module, f) -> new ModuleEmitter(module, className, options, members, loader).bytes(f);
    }

    /** For tests of what splitting is for: emits functions however large they are. */
    static ModuleEmitter unsplit(Module module, EmitOptions options) {
        return new ModuleEmitter(module, "t/Unsplit", options, Members.DIRECT, null);
    }

    /** Emits the module as it is. */
    private ModuleEmitter(Module module, String className, EmitOptions options, Members members, ClassLoader loader) {
        this.members = members;
        this.loader = loader;
        this.className = className;
        this.module = module;
        this.options = options;
        data = new ClassData(className);
        parts = Set.of();
        module.functions().forEach(f -> names.put(f.name(), "f" + names.size()));
        coordinates = new Coordinates(module, options.kernel());
        accumulation = new Accumulation(module, options);
        entryPlace = firstPlace();
    }

    /** Bytes of bytecode of each block that is reached. */
    private Map<Integer, Integer> bytes(Function f) {
        ClassWriter cw = new ClassWriter(0);
        cw.setComputeLimits(
                Integer.MAX_VALUE, Long.MAX_VALUE); // as FramedClass does: what is measured here is not split yet
        cw.visit(Opcodes.V17, 0, className, null, "java/lang/Object", null);
        FunctionEmitter e = new FunctionEmitter(this, f, method(cw, f));
        e.emit();
        return e.bytes();
    }

    /** Whether the function is a part of another, split off for its size: its call has no place in the program. */
    boolean isPart(Function f) {
        return parts.contains(f.name());
    }

    private static Module prepared(Module module, EmitOptions options) {
        Module out = new Module();
        for (Function f : module.functions()) {
            Function copy = FunctionCloner.copy(f, f.name());
            AscendingLoops.run(copy, options.distinct() && f == module.entry());
            out.add(copy);
        }
        return out;
    }

    private void reach() {
        Deque<Function> work = new ArrayDeque<>();
        work.add(module.entry());
        names.put(module.entry().name(), "f0");
        while (!work.isEmpty()) {
            for (Block b : work.poll().blocks()) {
                for (Insn insn : b.insns()) {
                    String callee = insn.op() == Op.CALL ? ((Callee) insn.attr()).function() : null;
                    if (callee != null && names.putIfAbsent(callee, "f" + names.size()) == null) {
                        work.add(function(callee));
                    }
                }
            }
        }
    }

    private Loc firstPlace() {
        for (Block b : module.entry().blocks()) {
            for (Insn insn : b.insns()) {
                Loc l = insn.loc();
                while (l.inlinedAt() != null) {
                    l = l.inlinedAt();
                }
                if (l.file() != null) {
                    return l;
                }
            }
        }
        return Loc.NONE;
    }

    Function function(String name) {
        Function f = module.get(name);
        if (f == null) {
            throw new IllegalArgumentException("no function " + name + " in the module");
        }
        return f;
    }

    /** The first place of the entry's source that is known. */
    Loc entryPlace() {
        return entryPlace;
    }

    String methodName(Function f) {
        return names.get(f.name());
    }

    /** Whether line numbers at that place mean the class's source file. */
    boolean isOwnFile(Loc loc) {
        return Objects.equals(loc.file(), entryPlace.file()) && loc.file() != null;
    }

    /** Writes the methods, and the source file of the entry. */
    public void emit(ClassVisitor cv) {
        cv.visitSource(entryPlace.file(), null);
        for (String name : names.keySet()) {
            Function f = function(name);
            new FunctionEmitter(this, f, method(cv, f)).emit();
        }
        data.write(cv);
    }

    private MethodVisitor method(ClassVisitor cv, Function f) {
        int more = coordinates.of(f.name()).size();
        return cv.visitMethod(Opcodes.ACC_STATIC, methodName(f), JvmTypes.methodDescriptor(f, more), null, null);
    }

    /** The objects that the class is to be defined with; complete after {@link #emit}. */
    public ClassData data() {
        return data;
    }

    public String entryName() {
        return names.get(module.entry().name());
    }

    /** Descriptor of the entry's method: the function's parameters, then the coordinates that it needs. */
    public String entryDescriptor() {
        return JvmTypes.methodDescriptor(module.entry(), entryCoordinates().size());
    }

    /** Indices into {@link Coordinates#NAMES} of the entry's extra parameters. */
    public java.util.List<Integer> entryCoordinates() {
        return coordinates.of(module.entry().name());
    }

    /** The places named by the numbers that failing code reports. */
    public Sites sites() {
        return sites;
    }
}
