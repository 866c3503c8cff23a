package dev.adagent.transform.lift;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;

/**
 * Switches over patterns, as javac writes them from Java 21 on: {@code java.lang.runtime.SwitchBootstraps} gives the number of the first
 * label, from a given one on, that the value matches; −1 for null; the number of labels if none does.
 */
final class PatternSwitches {
    static final String BOOTSTRAP = "java/lang/runtime/SwitchBootstraps";

    private final MethodLifter method;
    private final Builder b;
    private final Calls calls;

    PatternSwitches(MethodLifter method, Builder builder, Calls calls) {
        this.method = method;
        this.b = builder;
        this.calls = calls;
    }

    /** The number of the label; {@code value} and {@code from} are the call's operands. */
    int translate(InvokeDynamicInsnNode n, int value, int from) {
        Block join = b.function.newBlock();
        int label = b.function.addParam(join, Type.I32);
        if (b.typeOf(value).isReference()) {
            b.block = goOn(b.compare(Cond.EQ, value, b.nullOf(b.typeOf(value))), join, b.constant(-1));
        }
        for (int k = 0; k < n.bsmArgs.length; k++) {
            int number = b.constant(k);
            int after = b.compare(Cond.LE, from, number);
            Block tests = b.function.newBlock();
            Block next = b.function.newBlock();
            b.branch(after, tests, next);
            b.block = tests;
            Block other = goOn(matches(n, n.bsmArgs[k], value), join, b.constant(k));
            b.block = other;
            b.jump(next);
            b.block = next;
        }
        b.jump(join, b.constant(n.bsmArgs.length));
        b.block = join;
        return label;
    }

    /** Leaves for {@code join} with a result where the condition holds; gives the block for where it does not. */
    private Block goOn(int condition, Block join, int result) {
        Block leaves = b.function.newBlock();
        Block goesOn = b.function.newBlock();
        b.branch(condition, leaves, goesOn);
        b.block = leaves;
        b.jump(join, result);
        return goesOn;
    }

    private int matches(InvokeDynamicInsnNode n, Object label, int value) {
        Type type = b.typeOf(value);
        if (label instanceof org.objectweb.asm.Type t && t.getSort() >= org.objectweb.asm.Type.ARRAY) {
            return b.emit(Op.INSTANCEOF, Type.I32, Type.ofDescriptor(t.getDescriptor()), value);
        }
        if (label instanceof ConstantDynamic c
                && !type.isReference()
                && c.getName().equals(type.descriptor())) {
            return b.constant(1); // a component of a primitive type matches its own type's pattern
        }
        if (label instanceof String s && n.name.equals("enumSwitch")) {
            FieldRef constant = new FieldRef(type.name(), s, type.descriptor());
            return method.sameEnum(value, method.enumConstant(constant));
        }
        if (label instanceof String s && type.equals(Type.object("java/lang/String"))) {
            MethodKey equals = new MethodKey("java/lang/String", "equals", "(Ljava/lang/Object;)Z");
            return calls.call(Callee.Kind.VIRTUAL, equals, false, value, b.constant(s));
        }
        if (label instanceof Integer i && type.equals(Type.object("java/lang/Integer"))) {
            MethodKey unboxed = new MethodKey("java/lang/Integer", "intValue", "()I");
            int number = calls.call(Callee.Kind.VIRTUAL, unboxed, false, value);
            return b.compare(Cond.EQ, number, b.constant(i));
        }
        throw method.refuse(
                "a switch on patterns with the label " + label,
                "only types, strings, int constants and constants of the enum switched on are known as labels",
                "write a chain of if (x instanceof T t)");
    }
}
