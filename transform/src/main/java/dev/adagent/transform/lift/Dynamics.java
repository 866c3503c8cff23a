package dev.adagent.transform.lift;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Lambda;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import java.lang.invoke.LambdaMetafactory;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** Translates {@code invokedynamic}: lambdas, method references and string concatenation. */
final class Dynamics {
    static final String LAMBDAS = "java/lang/invoke/LambdaMetafactory";

    private final MethodLifter method;
    private final Lifter lifter;
    private final Builder b;
    private final Calls calls;
    private final RecordMethods records;
    private final PatternSwitches patterns;

    Dynamics(MethodLifter method, Lifter lifter, Builder builder, Calls calls) {
        this.method = method;
        this.calls = calls;
        records = new RecordMethods(method, builder, calls);
        patterns = new PatternSwitches(method, builder, calls);
        this.lifter = lifter;
        this.b = builder;
    }

    void translate(InvokeDynamicInsnNode n) {
        int[] args = new int[Type.parameters(n.desc).size()];
        for (int i = args.length - 1; i >= 0; i--) {
            args[i] = b.pop();
        }
        String factory = n.bsm.getOwner();
        if (factory.equals(LAMBDAS)) {
            b.push(lambda(n, args));
        } else if (factory.equals(Concat.OWNER)) {
            b.push(concat(n, args));
        } else if (factory.equals(RecordMethods.BOOTSTRAP)) {
            b.push(records.translate(n, args));
        } else if (factory.equals(PatternSwitches.BOOTSTRAP)) {
            b.push(patterns.translate(n, args[0], args[1]));
        } else {
            throw method.refuse(
                    "a dynamic call (" + factory.replace('/', '.') + ")",
                    "what it calls is known only at run time",
                    "call the method directly");
        }
    }

    private int lambda(InvokeDynamicInsnNode n, int... captured) {
        String itf = org.objectweb.asm.Type.getReturnType(n.desc).getInternalName();
        MethodKey interfaceMethod = new MethodKey(itf, n.name, ((org.objectweb.asm.Type) n.bsmArgs[0]).getDescriptor());
        Handle h = (Handle) n.bsmArgs[1];
        String instantiated = ((org.objectweb.asm.Type) n.bsmArgs[2]).getDescriptor();
        MethodKey key = new MethodKey(h.getOwner(), h.getName(), h.getDesc());
        Callee.Kind kind = switch (h.getTag()) {
            case Opcodes.H_INVOKESTATIC -> Callee.Kind.STATIC;
            case Opcodes.H_INVOKEINTERFACE -> Callee.Kind.INTERFACE;
            case Opcodes.H_INVOKEVIRTUAL -> Callee.Kind.VIRTUAL;
            default -> Callee.Kind.SPECIAL;
        };
        ClassPool.Resolved target = method.pool().method(key.owner(), key.name(), key.descriptor());
        boolean own = target != null
                && lifter.overlays().exact(key, method.key()) == null
                && lifter.overlays()
                                .exact(new MethodKey(target.owner().name, key.name(), key.descriptor()), method.key())
                        == null
                && (kind == Callee.Kind.STATIC || target.is(Opcodes.ACC_PRIVATE))
                && h.getTag() != Opcodes.H_NEWINVOKESPECIAL
                && !Jdk.isJdk(key.owner());
        if (itf.equals("dev/adagent/KernelCall")) {
            lifter.addLaunch(key);
        }
        Lambda lambda = own
                ? new Lambda(interfaceMethod, instantiated, kind, key, method.request(key, false))
                : bridge(interfaceMethod, instantiated, h);
        int made = b.emit(Op.LAMBDA, Type.object(itf), lambda, captured);
        markMarkers(made, n.bsmArgs);
        return made;
    }

    /** Notes the interfaces beside its own that a lambda has: {@code (Comparator<T> & Serializable)} ({@code LambdaMetafactory.altMetafactory}). */
    private void markMarkers(int lambda, Object... arguments) {
        int flags = arguments.length > 3 ? (Integer) arguments[3] : 0;
        if ((flags & LambdaMetafactory.FLAG_SERIALIZABLE) != 0) {
            b.markAlso(lambda, "java/io/Serializable");
        }
        int markers = (flags & LambdaMetafactory.FLAG_MARKERS) != 0 ? (Integer) arguments[4] : 0;
        for (int k = 0; k < markers; k++) {
            b.markAlso(lambda, ((org.objectweb.asm.Type) arguments[5 + k]).getInternalName());
        }
    }

    /**
     * A lambda on a static method made up here, which calls the method that is meant: so overlays, constructors and virtual methods
     * are treated as in any other call.
     */
    private Lambda bridge(MethodKey interfaceMethod, String instantiated, Handle h) {
        boolean constructor = h.getTag() == Opcodes.H_NEWINVOKESPECIAL;
        boolean receiver = h.getTag() != Opcodes.H_INVOKESTATIC && !constructor;
        String self = "L" + h.getOwner() + ";";
        String parameters =
                (receiver ? self : "") + h.getDesc().substring(1, h.getDesc().indexOf(')'));
        String result = constructor ? self : h.getDesc().substring(h.getDesc().indexOf(')') + 1);
        String descriptor = "(" + parameters + ")" + result;

        MethodNode m = new MethodNode(Opcodes.ACC_STATIC | Opcodes.ACC_SYNTHETIC, "", descriptor, null, null);
        Label start = new Label();
        m.visitLabel(start);
        if (b.loc.line() >= 0) {
            m.visitLineNumber(b.loc.line(), start);
        }
        if (constructor) {
            m.visitTypeInsn(Opcodes.NEW, h.getOwner());
            m.visitInsn(Opcodes.DUP);
        }
        int local = 0;
        for (org.objectweb.asm.Type t : org.objectweb.asm.Type.getArgumentTypes(descriptor)) {
            m.visitVarInsn(t.getOpcode(Opcodes.ILOAD), local);
            local += t.getSize();
        }
        m.visitMethodInsn(opcode(h.getTag()), h.getOwner(), h.getName(), h.getDesc(), h.isInterface());
        m.visitInsn(org.objectweb.asm.Type.getType(result).getOpcode(Opcodes.IRETURN));
        m.maxLocals = local;

        String name = constructor ? "new" : h.getName();
        String function = MethodLifter.BRIDGE + method.owner().name + ":" + b.loc.line() + " " + h.getOwner() + "."
                + name + descriptor;
        return new Lambda(
                interfaceMethod,
                instantiated,
                Callee.Kind.STATIC,
                new MethodKey(h.getOwner(), name, descriptor),
                method.requestBridge(function, m));
    }

    private static int opcode(int tag) {
        return switch (tag) {
            case Opcodes.H_INVOKESTATIC -> Opcodes.INVOKESTATIC;
            case Opcodes.H_INVOKEVIRTUAL -> Opcodes.INVOKEVIRTUAL;
            case Opcodes.H_INVOKEINTERFACE -> Opcodes.INVOKEINTERFACE;
            default -> Opcodes.INVOKESPECIAL;
        };
    }

    private int concat(InvokeDynamicInsnNode n, int... args) {
        org.objectweb.asm.Type[] types = org.objectweb.asm.Type.getArgumentTypes(n.desc);
        StringBuilder operands = new StringBuilder();
        int[] shown = new int[args.length];
        for (int k = 0; k < args.length; k++) {
            shown[k] = calls.shown(args[k], types[k].getDescriptor());
            operands.append(shown[k] == args[k] ? types[k].getDescriptor() : "Ljava/lang/String;");
        }
        return Concat.call(b, recipe(n, args.length), operands.toString(), shown);
    }

    private String recipe(InvokeDynamicInsnNode n, int operands) {
        if (n.bsmArgs.length == 0) {
            return "\u0001".repeat(operands);
        }
        StringBuilder recipe = new StringBuilder();
        int constant = 1;
        for (char c : ((String) n.bsmArgs[0]).toCharArray()) {
            if (c == '\u0002') {
                String text = String.valueOf(n.bsmArgs[constant++]);
                if (text.indexOf('\u0001') >= 0) {
                    throw method.refuse(
                            "a string constant with the character U+0001",
                            "it marks the operands of a concatenation",
                            "leave it out");
                }
                recipe.append(text);
            } else {
                recipe.append(c);
            }
        }
        return recipe.toString();
    }
}
