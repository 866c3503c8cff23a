package dev.adagent.transform.lift;

import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.KnownClass;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.opt.KnownArguments;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * The entry of a job that is compiled for arguments of which something is known: a static method that makes the lambdas among them of what those
 * captured, and calls the job's method. It is written as a class file, so that lambdas are what they are in any method.
 */
public final class KnownEntry {
    private static final String OWNER = "dev/adagent/Autodiff$Entry";
    private static final String NAME = "autodiff";
    private static final Loc FRAME = new Loc("dev/adagent/Autodiff", NAME, null, -1, null);
    private final List<Type> parameters = new ArrayList<>();
    private final List<KnownClass> classes = new ArrayList<>();

    private KnownEntry() {}

    /**
     * Lifts a job from such an entry.
     *
     * @param known of each of the method's arguments, the receiver first
     * @see Lifter#lift(MethodKey, ClassSource, TableView, StaticValues)
     */
    public static Module lift(
            MethodKey method, ClassSource source, TableView view, StaticValues statics, List<KnownArgument> known) {
        return new KnownEntry().lifted(method, source, view, statics, known);
    }

    private Module lifted(
            MethodKey method, ClassSource source, TableView view, StaticValues statics, List<KnownArgument> known) {
        List<Type> own = new ArrayList<>(List.of(Type.getArgumentTypes(method.descriptor())));
        boolean instance = known.size() > own.size();
        if (instance) {
            own.add(0, Type.getObjectType(method.owner()));
        }
        for (int k = 0; k < own.size(); k++) {
            flatten(own.get(k), known.get(k));
        }
        String descriptor =
                Type.getMethodDescriptor(Type.getReturnType(method.descriptor()), parameters.toArray(new Type[0]));
        byte[] bytes = write(method, own, known, instance, descriptor, isInterface(source, method.owner()));
        Module lifted =
                Lifter.lift(new MethodKey(OWNER, NAME, descriptor), new WithEntry(source, bytes), view, statics);
        KnownArguments.mark(lifted.entry(), classes, FRAME);
        lifted.functions().forEach(KnownEntry::relocate);
        return lifted;
    }

    private static boolean isInterface(ClassSource source, String owner) {
        byte[] bytes = source.find(owner);
        return bytes != null && (new org.objectweb.asm.ClassReader(bytes).getAccess() & Opcodes.ACC_INTERFACE) != 0;
    }

    private void flatten(Type type, KnownArgument known) {
        if (known.lambda() == null) {
            parameters.add(type);
            classes.add(known.type());
            return;
        }
        List<Type> captured = captured(known.lambda());
        for (int k = 0; k < captured.size(); k++) {
            flatten(captured.get(k), known.lambda().captured().get(k));
        }
    }

    private static List<Type> captured(KnownArgument.Made made) {
        return LambdaClass.captured(
                made.lambda().implementation(),
                made.reference(),
                made.captured().size());
    }

    private static byte[] write(
            MethodKey method,
            List<Type> own,
            List<KnownArgument> known,
            boolean instance,
            String descriptor,
            boolean isInterface) {
        ClassWriter cw = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        cw.visit(Opcodes.V17, Opcodes.ACC_FINAL | Opcodes.ACC_SUPER, OWNER, null, "java/lang/Object", null);
        MethodVisitor mv = cw.visitMethod(Opcodes.ACC_STATIC, NAME, descriptor, null, null);
        mv.visitCode();
        int local = 0;
        for (int k = 0; k < own.size(); k++) {
            local = push(mv, own.get(k), known.get(k), local);
        }
        mv.visitMethodInsn(
                instance ? Opcodes.INVOKESPECIAL : Opcodes.INVOKESTATIC,
                method.owner(),
                method.name(),
                method.descriptor(),
                isInterface);
        mv.visitInsn(Type.getReturnType(method.descriptor()).getOpcode(Opcodes.IRETURN));
        mv.visitMaxs(0, 0);
        mv.visitEnd();
        cw.visitEnd();
        return cw.toByteArray();
    }

    /** @return the next local */
    private static int push(MethodVisitor mv, Type type, KnownArgument known, int local) {
        if (known.lambda() == null) {
            mv.visitVarInsn(type.getOpcode(Opcodes.ILOAD), local);
            return local + type.getSize();
        }
        KnownArgument.Made made = known.lambda();
        List<Type> captured = captured(made);
        int next = local;
        for (int k = 0; k < captured.size(); k++) {
            next = push(mv, captured.get(k), made.captured().get(k), next);
        }
        LambdaClass.make(mv, made.lambda(), made.reference(), captured);
        return next;
    }

    /** Call stacks name the api's method in the place of this one. */
    private static void relocate(Function f) {
        UnaryOperator<Loc> to = KnownEntry::relocated;
        for (Block b : f.blocks()) {
            b.insns().replaceAll(i -> i.withLoc(to.apply(i.loc())));
            b.setTerm(b.term().withLoc(to.apply(b.term().loc())));
        }
    }

    private static Loc relocated(Loc loc) {
        if (loc == null) {
            return null;
        }
        return loc.className().equals(OWNER)
                ? FRAME
                : new Loc(
                        loc.className(), loc.method(), loc.file(), loc.line(), loc.insn(), relocated(loc.inlinedAt()));
    }

    /** The job's class files and that of the entry. */
    private record WithEntry(ClassSource source, byte[] bytes) implements ClassSource {
        @Override
        public byte[] find(String internalName) {
            return internalName.equals(OWNER) ? bytes.clone() : source.find(internalName);
        }

        @Override
        public JdkAnswers.Listener listener() {
            return source.listener();
        }

        @Override
        public Set<String> met() {
            return source.met();
        }
    }
}
