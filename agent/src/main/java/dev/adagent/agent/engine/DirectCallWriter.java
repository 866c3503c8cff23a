package dev.adagent.agent.engine;

import dev.adagent.transform.autodiff.Activity;
import dev.adagent.transform.autodiff.DerivativeMode;
import dev.adagent.transform.deferred.Holders;
import dev.adagent.transform.emit.Carriers;
import dev.adagent.transform.emit.ClassData;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Type;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Writes the class of a direct call; see {@link DirectCalls}. Its parameters: 0 the mode, 1 the functional object, then the arguments'
 * holders.
 */
final class DirectCallWriter {
    static final String TEST = "isSuch";
    static final String CALL = "call";
    private static final String MODE = "dev/adagent/Mode";

    private final Derivative derivative;
    private final List<MethodHandle> captured;
    private final Class<?> receiver;
    private final List<Holders.Kind> kinds;
    private final MethodType type;
    private final MethodHandle target;
    private ClassData data;
    private MethodVisitor mv;

    /**
     * @param captured handles on what the functional object captured
     * @param receiver the class of receivers that select the method; null if all do
     * @param kinds the arguments' kinds
     * @param type type of the call
     */
    DirectCallWriter(
            Derivative derivative,
            List<MethodHandle> captured,
            Class<?> receiver,
            List<Holders.Kind> kinds,
            MethodType type) {
        this.receiver = receiver;
        this.derivative = derivative;
        this.captured = captured;
        this.kinds = kinds;
        this.type = type;
        MethodType t = derivative.handle().type();
        for (int k = 0; k < t.parameterCount(); k++) {
            if (!t.parameterType(k).isPrimitive()) {
                t = t.changeParameterType(k, Object.class);
            }
        }
        target = derivative.handle().asType(t);
    }

    /** What the class is to be defined with; complete after {@link #write}. */
    List<Object> data() {
        return data.list();
    }

    byte[] write(String packageName) {
        ClassWriter cw = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        String name = packageName + "/Autodiff$$adagent";
        data = new ClassData(name);
        int access = Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC;
        cw.visit(Opcodes.V17, access, name, null, "java/lang/Object", null);
        mv = cw.visitMethod(
                Opcodes.ACC_STATIC, TEST, type.changeReturnType(boolean.class).toMethodDescriptorString(), null, null);
        mv.visitCode();
        test();
        mv.visitMaxs(0, 0);
        mv.visitEnd();
        mv = cw.visitMethod(Opcodes.ACC_STATIC, CALL, type.toMethodDescriptorString(), null, null);
        mv.visitCode();
        call();
        mv.visitMaxs(0, 0);
        mv.visitEnd();
        data.write(cw);
        cw.visitEnd();
        return cw.toByteArray();
    }

    private DerivativeMode mode() {
        return derivative.spec().mode();
    }

    private void test() {
        Label no = new Label();
        mv.visitVarInsn(Opcodes.ALOAD, 0);
        mv.visitFieldInsn(Opcodes.GETSTATIC, MODE, mode().name(), "L" + MODE + ";");
        if (derivative.spec().strongZero()) {
            mv.visitMethodInsn(Opcodes.INVOKEVIRTUAL, MODE, "strongZero", "()L" + MODE + ";", false);
        }
        if (derivative.spec().runtimeActivity()) {
            mv.visitMethodInsn(Opcodes.INVOKEVIRTUAL, MODE, "runtimeActivity", "()L" + MODE + ";", false);
        }
        mv.visitJumpInsn(Opcodes.IF_ACMPNE, no);
        for (int i = 0; i < kinds.size(); i++) {
            mv.visitVarInsn(Opcodes.ALOAD, 2 + i);
            is(kinds.get(i).valueField().owner(), no);
            if (kinds.get(i).batch()) {
                lanes(i);
                mv.visitInsn(Opcodes.ARRAYLENGTH);
                mv.visitLdcInsn(width());
                mv.visitJumpInsn(Opcodes.IF_ICMPNE, no);
            }
        }
        if (receiver != null) {
            receiver();
            mv.visitJumpInsn(Opcodes.IFNULL, no);
            receiver();
            mv.visitMethodInsn(Opcodes.INVOKEVIRTUAL, "java/lang/Object", "getClass", "()Ljava/lang/Class;", false);
            data.push(mv, receiver, Class.class);
            mv.visitJumpInsn(Opcodes.IF_ACMPNE, no);
        }
        arrays(no);
        aliases(no);
        mv.visitInsn(Opcodes.ICONST_1);
        mv.visitInsn(Opcodes.IRETURN);
        mv.visitLabel(no);
        mv.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
        mv.visitInsn(Opcodes.ICONST_0);
        mv.visitInsn(Opcodes.IRETURN);
    }

    private void receiver() {
        if (captured.isEmpty()) {
            value(0);
        } else {
            captured(captured.get(0), Object.class);
        }
    }

    private void is(String internalName, Label no) {
        mv.visitTypeInsn(Opcodes.INSTANCEOF, internalName);
        mv.visitJumpInsn(Opcodes.IFEQ, no);
    }

    /** Arrays are of the right type, and shadows as long as their primals. */
    private void arrays(Label no) {
        int at = captured.size();
        for (int i = 0; i < kinds.size(); i++) {
            Holders.Kind kind = kinds.get(i);
            boolean withShadow = kind.activity() == Activity.DUPLICATED;
            Type t = derivative.parameters().get(at);
            if (t.isArray()) {
                value(i);
                is(t.descriptor(), no);
            }
            for (int lane = 0; t.isArray() && withShadow && lane < width(); lane++) {
                shadow(i, lane);
                is(t.descriptor(), no);
                value(i);
                length(t);
                shadow(i, lane);
                length(t);
                mv.visitJumpInsn(Opcodes.IF_ICMPNE, no);
            }
            at += withShadow ? 1 + width() : 1;
        }
    }

    private void length(Type array) {
        mv.visitTypeInsn(Opcodes.CHECKCAST, array.descriptor());
        mv.visitInsn(Opcodes.ARRAYLENGTH);
    }

    /** The derivative was compiled for arrays that are all different, or for such of which some are the same. */
    private void aliases(Label no) {
        List<Runnable> arrays = arrayOperands();
        Label yes = new Label();
        boolean distinct = derivative.spec().distinct();
        for (int i = 0; i < arrays.size(); i++) {
            for (int j = 0; j < i; j++) {
                arrays.get(i).run();
                arrays.get(j).run();
                mv.visitJumpInsn(Opcodes.IF_ACMPEQ, distinct ? no : yes);
            }
        }
        if (!distinct) {
            mv.visitJumpInsn(Opcodes.GOTO, no);
            mv.visitLabel(yes);
            mv.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
        }
    }

    private List<Runnable> arrayOperands() {
        List<Runnable> out = new ArrayList<>();
        int at = 0;
        for (MethodHandle c : captured) {
            if (derivative.parameters().get(at++).isArray()) {
                out.add(() -> captured(c, Object.class));
            }
        }
        for (int i = 0; i < kinds.size(); i++) {
            int k = i;
            boolean isArray = derivative.parameters().get(at++).isArray();
            if (isArray) {
                out.add(() -> value(k));
            }
            for (int lane = 0; kinds.get(i).activity() == Activity.DUPLICATED && lane < width(); lane++) {
                int l = lane;
                at++;
                if (isArray) {
                    out.add(() -> shadow(k, l));
                }
            }
        }
        return out;
    }

    private void captured(MethodHandle getter, Class<?> as) {
        // Narrow integers, boolean too, are int in the derivative.
        data.push(
                mv,
                MethodHandles.explicitCastArguments(getter, MethodType.methodType(as, Object.class)),
                MethodHandle.class);
        mv.visitVarInsn(Opcodes.ALOAD, 1);
        invokeExact(MethodType.methodType(as, Object.class));
    }

    private void invokeExact(MethodType t) {
        mv.visitMethodInsn(
                Opcodes.INVOKEVIRTUAL,
                "java/lang/invoke/MethodHandle",
                "invokeExact",
                t.toMethodDescriptorString(),
                false);
    }

    private void value(int argument) {
        field(argument, kinds.get(argument).valueField());
    }

    /** @param lane of a batch; 0 if it is none */
    private void shadow(int argument, int lane) {
        field(argument, kinds.get(argument).extraField());
        if (kinds.get(argument).batch()) {
            mv.visitLdcInsn(lane);
            mv.visitInsn(Opcodes.AALOAD);
        }
    }

    /** The array with an element for each lane. */
    private void lanes(int argument) {
        Holders.Kind kind = kinds.get(argument);
        field(argument, kind.activity() == Activity.ACTIVE ? kind.gradField() : kind.extraField());
    }

    private int width() {
        return derivative.spec().width();
    }

    private void field(int argument, FieldRef f) {
        holder(argument);
        mv.visitFieldInsn(Opcodes.GETFIELD, f.owner(), f.name(), f.descriptor());
    }

    private void holder(int argument) {
        mv.visitVarInsn(Opcodes.ALOAD, 2 + argument);
        mv.visitTypeInsn(Opcodes.CHECKCAST, kinds.get(argument).valueField().owner());
    }

    private void call() {
        data.push(mv, target, MethodHandle.class);
        for (int k = 0; k < captured.size(); k++) {
            captured(captured.get(k), target.type().parameterType(k));
        }
        for (int i = 0; i < kinds.size(); i++) {
            value(i);
            for (int lane = 0; kinds.get(i).activity() == Activity.DUPLICATED && lane < width(); lane++) {
                shadow(i, lane);
            }
        }
        for (int lane = 0; isSeeded() && lane < width(); lane++) {
            mv.visitInsn(derivative.primalResult().equals(Type.F32) ? Opcodes.FCONST_1 : Opcodes.DCONST_1);
        }
        invokeExact(target.type());
        int carrier = 2 + kinds.size();
        if (target.type().returnType() != void.class) {
            mv.visitVarInsn(Opcodes.ASTORE, carrier);
        }
        result(carrier);
    }

    /** A batch takes the adjoints of the result, which are 1 where the call gives none. */
    private boolean isSeeded() {
        return derivative.spec().seeded() && derivative.primalResult().isFloating();
    }

    /** The tuple's members in the order that {@code Spec.resultType} gives. */
    private void result(int carrier) {
        boolean reverse = mode().isReverse();
        int active = (int)
                kinds.stream().filter(k -> k.activity() == Activity.ACTIVE).count();
        int rest = reverse ? active * width() : derivative.primalResult().isFloating() ? 1 : 0;
        boolean primal = mode().withPrimal() && derivative.members().size() > rest;
        int next = primal ? 1 : 0;
        if (reverse) {
            for (int i = 0; i < kinds.size(); i++) {
                for (int lane = 0; kinds.get(i).activity() == Activity.ACTIVE && lane < width(); lane++) {
                    accumulate(i, lane, carrier, next++);
                }
            }
        }
        boolean tangent = !reverse && rest == 1;
        number(primal, carrier, 0);
        number(tangent, carrier, next);
        mv.visitIntInsn(Opcodes.BIPUSH, (primal ? 0 : 1) | (tangent ? 0 : 2));
        mv.visitMethodInsn(Opcodes.INVOKESTATIC, "dev/adagent/Result", "of", "(DDI)Ldev/adagent/Result;", false);
        mv.visitInsn(Opcodes.ARETURN);
    }

    private void accumulate(int argument, int lane, int carrier, int index) {
        Holders.Kind kind = kinds.get(argument);
        FieldRef grad = kind.gradField();
        boolean isDouble = kind.value().equals(Type.F64);
        int add = isDouble ? Opcodes.DADD : Opcodes.FADD;
        if (kind.batch()) {
            lanes(argument);
            mv.visitLdcInsn(lane);
            mv.visitInsn(Opcodes.DUP2);
            mv.visitInsn(isDouble ? Opcodes.DALOAD : Opcodes.FALOAD);
            member(carrier, index);
            mv.visitInsn(add);
            mv.visitInsn(isDouble ? Opcodes.DASTORE : Opcodes.FASTORE);
            return;
        }
        holder(argument);
        mv.visitInsn(Opcodes.DUP);
        mv.visitFieldInsn(Opcodes.GETFIELD, grad.owner(), grad.name(), grad.descriptor());
        member(carrier, index);
        mv.visitInsn(add);
        mv.visitFieldInsn(Opcodes.PUTFIELD, grad.owner(), grad.name(), grad.descriptor());
    }

    private void number(boolean present, int carrier, int index) {
        if (!present) {
            mv.visitInsn(Opcodes.DCONST_0);
            return;
        }
        member(carrier, index);
        switch (derivative.members().get(index).kind()) {
            case F64 -> {}
            case F32 -> mv.visitInsn(Opcodes.F2D);
            case I64 -> mv.visitInsn(Opcodes.L2D);
            default -> mv.visitInsn(Opcodes.I2D);
        }
    }

    private void member(int carrier, int index) {
        mv.visitVarInsn(Opcodes.ALOAD, carrier);
        Carriers.member(mv, Type.tuple(derivative.members()), index);
    }
}
