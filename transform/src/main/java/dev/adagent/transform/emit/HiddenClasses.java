package dev.adagent.transform.emit;

import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Module;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.objectweb.asm.Opcodes;

/** Makes hidden classes of IR modules (JEP 371): no name to clash or leak, unloaded with their last use. */
public final class HiddenClasses {
    private HiddenClasses() {}

    /**
     * Class file of a module for the host: static methods only, {@code f0} the entry, JDK names and those of the module's own calls.
     *
     * @param packageOf internal name of a class in the package that it is to be defined in
     * @throws EmitException if an instruction has no bytecode form
     */
    public static byte[] hostBytes(Module module, String packageOf) {
        String className = packageOf + "$$adagent";
        return bytes(className, new ModuleEmitter(className, module, EmitOptions.HOST));
    }

    private static byte[] bytes(String className, ModuleEmitter emitter) {
        FramedClass cw = new FramedClass();
        cw.visit(
                Opcodes.V17,
                Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC,
                className,
                null,
                "java/lang/Object",
                null);
        emitter.emit(cw);
        cw.visitEnd();
        try {
            return cw.toByteArray();
        } catch (FramedClass.TooLarge e) {
            throw new EmitException(
                    emitter.entryPlace(),
                    "a function that makes " + e.getMessage(),
                    "differentiate smaller methods, or let loops do what is written out");
        }
    }

    /**
     * Defines a module's entry in the nest of the lookup's class and gives a handle on it, its type as
     * {@link JvmTypes#descriptor} says: parameters as in the IR, a tuple result as its carrier array.
     *
     * @param loader finds the app's exception classes that the module raises; null for the boot loader
     * @param members how members of other classes are reached
     * @throws EmitException if an instruction has no bytecode form
     * @throws IllegalArgumentException if the lookup lacks full privilege access
     */
    public static MethodHandle host(MethodHandles.Lookup lookup, Module module, ClassLoader loader, Members members) {
        Class<?> host = lookup.lookupClass();
        // A hidden class's own name is no name for another class (JEP 371): only its package is kept.
        String className =
                (host.isHidden() ? host.getPackageName() + ".Hidden" : host.getName()).replace('.', '/') + "$$adagent";
        ModuleEmitter emitter = new ModuleEmitter(className, module, EmitOptions.HOST, members, loader);
        byte[] bytes = bytes(className, emitter);
        Function entry = module.entry();
        try {
            MethodHandles.Lookup hidden = define(lookup, bytes, emitter.data().list());
            MethodType type =
                    MethodType.fromMethodDescriptorString(JvmTypes.methodDescriptor(entry, 0), host.getClassLoader());
            return hidden.findStatic(hidden.lookupClass(), "f0", type);
        } catch (NoSuchMethodException | IllegalAccessException e) {
            throw new IllegalStateException("the entry that was just emitted is not there", e);
        }
    }

    /** {@link #host(MethodHandles.Lookup, Module, ClassLoader, Members)} with the loader of the lookup's class and its names. */
    public static MethodHandle host(MethodHandles.Lookup lookup, Module module) {
        return host(lookup, module, lookup.lookupClass().getClassLoader(), Members.DIRECT);
    }

    /**
     * Defines a hidden class in the nest of the lookup's class.
     *
     * @param classData object that {@link MethodHandles#classData} finds, or null
     * @throws IllegalArgumentException if the lookup lacks full privilege access
     */
    public static MethodHandles.Lookup define(MethodHandles.Lookup lookup, byte[] bytes, Object classData) {
        try {
            return classData == null
                    ? lookup.defineHiddenClass(bytes, true, MethodHandles.Lookup.ClassOption.NESTMATE)
                    : lookup.defineHiddenClassWithClassData(
                            bytes, classData, true, MethodHandles.Lookup.ClassOption.NESTMATE);
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException(
                    "the lookup on " + lookup.lookupClass().getName() + " may not define classes", e);
        }
    }
}
