package dev.adagent.transform.cpu;

import dev.adagent.transform.device.DeviceRefusal;
import dev.adagent.transform.device.SharedArrays.SharedArray;
import dev.adagent.transform.emit.EmitOptions;
import dev.adagent.transform.emit.FramedClass;
import dev.adagent.transform.emit.HiddenClasses;
import dev.adagent.transform.emit.ModuleEmitter;
import dev.adagent.transform.emit.Sites;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.CodeSizeEvaluator;

/**
 * A module as a hidden class, with the source places of its failures. Where threads of a block work together it is a
 * {@link BlockProgram}, else a {@link CpuProgram} that runs ranges of threads.
 *
 * @param split how a kernel whose threads work together was split, else null
 * @param shared arrays of a block, which the entry takes after the kernel's own arguments
 */
record KernelClass(Object instance, BarrierSplit.Split split, List<SharedArray> shared, Sites sites, byte[] bytes) {
    private static final String PACKAGE = "dev/adagent/transform/cpu/";
    private static final String NAME = PACKAGE + "KernelProgram";

    /** HotSpot leaves methods of more bytes to the interpreter ({@code HugeMethodLimit}). */
    static final int HUGE = 8000;

    /**
     * @throws DeviceRefusal if the kernel waits at a barrier in a way that this device cannot run
     * @throws FramedClass.TooLarge if the code does not fit into a class file
     */
    static KernelClass make(Module module, EmitOptions options) {
        SharedParameters.Shared shared = SharedParameters.of(module);
        BarrierSplit.Split split = worksTogether(module) ? BarrierSplit.of(shared.module()) : null;
        FramedClass cw = new FramedClass();
        Sites sites = write(cw, shared, split, options.withPlain(ownParameters(module, shared)));
        byte[] bytes = cw.toByteArray();
        Class<?> c = HiddenClasses.define(MethodHandles.lookup(), bytes, null).lookupClass();
        try {
            return new KernelClass(c.getDeclaredConstructor().newInstance(), split, shared.arrays(), sites, bytes);
        } catch (NoSuchMethodException
                | InstantiationException
                | IllegalAccessException
                | InvocationTargetException e) {
            throw new IllegalStateException("the class that was just emitted has no constructor", e);
        }
    }

    /** Whether threads of a block wait for each other or share arrays, so that one worker has to run the block. */
    static boolean worksTogether(Module module) {
        return module.functions().stream()
                .flatMap(f -> f.blocks().stream())
                .flatMap(b -> b.insns().stream())
                .anyMatch(i -> i.op() == Op.SHARED || BarrierSplit.pauses(i));
    }

    /** The parameters for shared arrays: only the worker that runs the block touches them. */
    private static Set<Integer> ownParameters(Module module, SharedParameters.Shared shared) {
        int first = module.entry().params().size();
        return IntStream.range(first, first + shared.arrays().size()).boxed().collect(Collectors.toSet());
    }

    private static Sites write(
            ClassVisitor cv, SharedParameters.Shared shared, BarrierSplit.Split split, EmitOptions options) {
        cv.visit(
                Opcodes.V17,
                Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC,
                NAME,
                null,
                "java/lang/Object",
                new String[] {PACKAGE + (split == null ? "CpuProgram" : "BlockProgram")});
        ModuleEmitter emitter = new ModuleEmitter(NAME, split == null ? shared.module() : split.module(), options);
        emitter.emit(cv);
        MethodVisitor init = cv.visitMethod(0, "<init>", "()V", null, null);
        init.visitCode();
        init.visitVarInsn(Opcodes.ALOAD, 0);
        init.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        init.visitInsn(Opcodes.RETURN);
        init.visitMaxs(0, 0);
        init.visitEnd();
        if (split == null) {
            new Driver(NAME, shared.module().entry(), emitter).emit(cv);
        } else {
            new PhaseDriver(NAME, shared.module().entry().paramTypes(), emitter).emit(cv);
        }
        cv.visitEnd();
        return emitter.sites();
    }

    /** Bytes of bytecode in the largest method. */
    int largestMethod() {
        int[] largest = {0};
        new ClassReader(bytes)
                .accept(
                        new ClassVisitor(Opcodes.ASM9) {
                            @Override
                            public MethodVisitor visitMethod(
                                    int access, String name, String desc, String sig, String[] ex) {
                                return new CodeSizeEvaluator(null) {
                                    @Override
                                    public void visitEnd() {
                                        largest[0] = Math.max(largest[0], getMinSize());
                                    }
                                };
                            }
                        },
                        0);
        return largest[0];
    }
}
