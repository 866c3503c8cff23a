package dev.adagent.transform.lift;

import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.opt.Facts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MultiANewArrayInsnNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/** Translates the instructions that neither branch nor call: constants, locals, arithmetic, arrays, fields, types. */
final class Operations {
    /** Rows of an array of arrays that are made one by one, so that each has a place of its own. */
    private static final int MOST_ROWS = 16;

    private final MethodLifter method;
    private final Builder b;
    private final Checks checks;
    private final Enums enums;
    private final Calls calls;
    private final StackOps stackOps;

    Operations(MethodLifter method, Builder builder, Checks checks, Enums enums, Calls calls) {
        this.calls = calls;
        this.method = method;
        this.b = builder;
        this.checks = checks;
        this.enums = enums;
        stackOps = new StackOps(builder);
    }

    void translate(AbstractInsnNode n) {
        int op = n.getOpcode();
        if (n instanceof VarInsnNode v) {
            if (op >= Opcodes.ISTORE) {
                b.setLocal(v.var, b.pop());
            } else {
                b.push(b.local(v.var));
            }
        } else if (n instanceof IincInsnNode inc) {
            b.setLocal(inc.var, b.emit(Op.ADD, Type.I32, null, b.local(inc.var), b.constant(inc.incr)));
        } else if (n instanceof IntInsnNode i) {
            if (op == Opcodes.NEWARRAY) {
                b.push(newArray(Type.array(elementOf(i.operand)), b.pop()));
            } else {
                b.push(b.constant(i.operand));
            }
        } else if (n instanceof LdcInsnNode ldc) {
            loadConstant(ldc.cst);
        } else if (n instanceof FieldInsnNode f) {
            field(op, f);
        } else if (n instanceof TypeInsnNode t) {
            typed(op, t);
        } else if (n instanceof MultiANewArrayInsnNode m) {
            multi(Type.ofDescriptor(m.desc), m.dims);
        } else if (op == Opcodes.NOP) {
            return;
        } else if (op >= Opcodes.POP && op <= Opcodes.SWAP) {
            stackOps.translate(op);
        } else if (op >= Opcodes.ACONST_NULL && op <= Opcodes.DCONST_1) {
            simpleConstant(op);
        } else if (op >= Opcodes.IALOAD && op <= Opcodes.SALOAD) {
            load(op);
        } else if (op >= Opcodes.IASTORE && op <= Opcodes.SASTORE) {
            store(op);
        } else if (op == Opcodes.ARRAYLENGTH) {
            int array = asArray(b.pop(), Type.I32);
            checks.notNull(array);
            b.push(b.emit(Op.ALEN, Type.I32, null, array));
        } else {
            arithmetic(op);
        }
    }

    private void simpleConstant(int op) {
        if (op == Opcodes.ACONST_NULL) {
            b.push(b.nullOf(Type.object("java/lang/Object")));
        } else if (op <= Opcodes.ICONST_5) {
            b.push(b.constant(op - Opcodes.ICONST_0));
        } else if (op <= Opcodes.LCONST_1) {
            b.push(b.constant((long) (op - Opcodes.LCONST_0)));
        } else if (op <= Opcodes.FCONST_2) {
            b.push(b.constant((float) (op - Opcodes.FCONST_0)));
        } else {
            b.push(b.constant((double) (op - Opcodes.DCONST_0)));
        }
    }

    private void loadConstant(Object c) {
        if (c instanceof Number || c instanceof String) {
            b.push(b.constant(c));
        } else if (c instanceof org.objectweb.asm.Type) {
            b.push(classConstant(((org.objectweb.asm.Type) c).getClassName()));
        } else {
            throw method.refuse(
                    "a dynamic constant",
                    "what it names is known only at run time",
                    "use a static final field or an argument");
        }
    }

    private int classConstant(String name) {
        if (method.isEntry()) {
            throw Refusal.classConstant(name).at(method.path());
        }
        Callee callee = new Callee(Callee.Kind.STATIC, Facts.CLASS_CONSTANT, null, null, null);
        return b.emit(Op.CALL, Type.object("java/lang/Class"), callee, b.constant(name));
    }

    private void arithmetic(int op) {
        if (op >= Opcodes.IADD && op <= Opcodes.DNEG) {
            Type type = kind(op - Opcodes.IADD);
            Op operation =
                    List.of(Op.ADD, Op.SUB, Op.MUL, Op.DIV, Op.REM, Op.NEG).get((op - Opcodes.IADD) / 4);
            binary(operation, type);
        } else if (op >= Opcodes.ISHL && op <= Opcodes.LXOR) {
            Type type = (op - Opcodes.ISHL) % 2 == 0 ? Type.I32 : Type.I64;
            binary(List.of(Op.SHL, Op.SHR, Op.USHR, Op.AND, Op.OR, Op.XOR).get((op - Opcodes.ISHL) / 2), type);
        } else if (op >= Opcodes.LCMP && op <= Opcodes.DCMPG) {
            int right = b.pop();
            int left = b.pop();
            int unordered = op == Opcodes.LCMP ? 0 : op == Opcodes.FCMPL || op == Opcodes.DCMPL ? -1 : 1;
            b.push(b.emit(Op.CMP3, Type.I32, unordered, left, right));
        } else {
            convert(op);
        }
    }

    private void binary(Op operation, Type type) {
        int right = b.pop();
        if (operation == Op.NEG) {
            b.push(b.emit(Op.NEG, type, null, right));
            return;
        }
        int left = b.pop();
        if (type.isInteger() && (operation == Op.DIV || operation == Op.REM)) {
            checks.notZero(right);
        }
        b.push(b.emit(operation, type, null, left, right));
    }

    private void convert(int op) {
        int value = b.pop();
        switch (op) {
            case Opcodes.I2B -> b.push(b.emit(Op.NARROW, Type.I32, Type.I8, value));
            case Opcodes.I2C -> b.push(b.emit(Op.NARROW, Type.I32, Type.U16, value));
            case Opcodes.I2S -> b.push(b.emit(Op.NARROW, Type.I32, Type.I16, value));
            case Opcodes.L2I, Opcodes.F2I, Opcodes.D2I -> b.push(b.emit(Op.CONV, Type.I32, null, value));
            case Opcodes.I2L, Opcodes.F2L, Opcodes.D2L -> b.push(b.emit(Op.CONV, Type.I64, null, value));
            case Opcodes.I2F, Opcodes.L2F, Opcodes.D2F -> b.push(b.emit(Op.CONV, Type.F32, null, value));
            case Opcodes.I2D, Opcodes.L2D, Opcodes.F2D -> b.push(b.emit(Op.CONV, Type.F64, null, value));
            default -> throw method.refuse("bytecode " + op, "it is none of JVMS §6.5", "compile the class again");
        }
    }

    // ---- arrays

    private void load(int op) {
        int index = b.pop();
        int array = asArray(b.pop(), elementAccessed(op - Opcodes.IALOAD));
        int ofSwitch = enums.switchMap(array, index);
        if (ofSwitch >= 0) {
            b.push(ofSwitch);
            return;
        }
        checks.bounds(array, index);
        b.push(b.emit(Op.ALOAD, b.typeOf(array).element().asValue(), null, array, index));
    }

    private void store(int op) {
        int value = b.pop();
        int index = b.pop();
        int array = asArray(b.pop(), elementAccessed(op - Opcodes.IASTORE));
        checks.bounds(array, index);
        Type element = b.typeOf(array).element();
        if (op == Opcodes.AASTORE) {
            checkStore(array, element, value);
        }
        b.emit(Op.ASTORE, Type.VOID, null, array, index, narrow(b.typedNull(value, element), element));
    }

    /** An array's static type; the null reference may have none, and is given one (the check before it fails). */
    private int asArray(int array, Type element) {
        return b.typeOf(array).isArray() ? array : b.nullOf(Type.array(element));
    }

    /** What storing to a narrow element or field leaves of an int, where that is not what it is already. */
    private int narrow(int value, Type element) {
        if (element.asValue().equals(element)) {
            return value;
        }
        Insn d = b.definition(value);
        return d != null && Narrow.gives(d, element, b::typeOf) ? value : b.emit(Op.NARROW, Type.I32, element, value);
    }

    /** A store that may fail with ArrayStoreException; it never does where the element type has no subtypes. */
    private void checkStore(int array, Type element, int value) {
        boolean exact = method.isExact(array, Type.array(element));
        if (!b.isNull(value) && !(exact && method.pool().isSubtype(b.typeOf(value), element))) {
            checkStore(b, array, value);
        }
    }

    /** Emits the check of a store that is to be shown to fit once more is known of the array. */
    static void checkStore(Builder b, int array, int value) {
        b.emit(Op.CALL, Type.VOID, new Callee(Callee.Kind.STATIC, Facts.STORE_CHECK, null, null, null), array, value);
    }

    int newArray(Type type, int length) {
        checks.size(length);
        return b.emit(Op.NEWARRAY, type, null, length);
    }

    private void multi(Type type, int dimensions) {
        List<Integer> lengths = new ArrayList<>();
        for (int d = 0; d < dimensions; d++) {
            lengths.add(0, b.pop());
        }
        lengths.forEach(checks::size);
        b.push(nested(type, lengths));
    }

    private int nested(Type type, List<Integer> lengths) {
        int array = b.emit(Op.NEWARRAY, type, null, lengths.get(0));
        Insn length = b.definition(lengths.get(0));
        if (lengths.size() > 1 && length != null && length.op() == Op.CONST && (Integer) length.attr() <= MOST_ROWS) {
            for (int k = 0; k < (Integer) length.attr(); k++) {
                int row = nested(type.element(), lengths.subList(1, lengths.size()));
                b.emit(Op.ASTORE, Type.VOID, null, array, b.constant(k), row);
            }
        } else if (lengths.size() > 1) {
            b.loop(
                    lengths.get(0),
                    i -> b.emit(
                            Op.ASTORE,
                            Type.VOID,
                            null,
                            array,
                            i,
                            nested(type.element(), lengths.subList(1, lengths.size()))));
        }
        return array;
    }

    private static Type elementOf(int code) {
        return switch (code) {
            case Opcodes.T_BOOLEAN -> Type.BOOL;
            case Opcodes.T_CHAR -> Type.U16;
            case Opcodes.T_FLOAT -> Type.F32;
            case Opcodes.T_DOUBLE -> Type.F64;
            case Opcodes.T_BYTE -> Type.I8;
            case Opcodes.T_SHORT -> Type.I16;
            case Opcodes.T_INT -> Type.I32;
            default -> Type.I64;
        };
    }

    private static Type kind(int offset) {
        return List.of(Type.I32, Type.I64, Type.F32, Type.F64).get(offset % 4);
    }

    private static Type elementAccessed(int offset) {
        return List.of(
                        Type.I32,
                        Type.I64,
                        Type.F32,
                        Type.F64,
                        Type.object("java/lang/Object"),
                        Type.I8,
                        Type.U16,
                        Type.I16)
                .get(offset);
    }

    // ---- fields and types

    private void field(int op, FieldInsnNode n) {
        Map.Entry<ClassNode, FieldNode> found = method.pool().field(n.owner, n.name, n.desc);
        if (found == null) {
            throw method.refuse(
                    "field " + n.owner.replace('/', '.') + "." + n.name,
                    "the class has no such field",
                    "compile the class again");
        }
        FieldRef ref = new FieldRef(found.getKey().name, n.name, n.desc);
        Type element = Type.ofDescriptor(n.desc);
        Type type = element.asValue();
        switch (op) {
            case Opcodes.GETFIELD -> {
                int object = b.pop();
                checks.notNull(object);
                b.push(b.emit(Op.GETFIELD, type, ref, object));
            }
            case Opcodes.PUTFIELD -> {
                int value = b.pop();
                int object = b.pop();
                checks.notNull(object);
                b.emit(Op.PUTFIELD, Type.VOID, ref, object, narrow(b.typedNull(value, element), element));
            }
            case Opcodes.GETSTATIC -> {
                Long whole = Jdk.wholeNumber(ref);
                if (whole != null) {
                    b.push(calls.wholeNumber(whole));
                    return;
                }
                Object constant = (found.getValue().access & Opcodes.ACC_FINAL) != 0
                        ? method.staticValue(ref, found.getValue())
                        : null;
                int made = constant != null
                        ? b.constant(constant)
                        : Jdk.isEmptyOptional(ref) ? b.emit(Op.NEW, type, null) : enums.constant(found.getKey(), ref);
                made = made >= 0 ? made : method.staticLambda(found.getKey(), ref, found.getValue());
                b.push(made >= 0 ? made : b.emit(Op.GETSTATIC, type, ref));
            }
            default -> throw Refusal.staticWrite(n.owner, n.name).at(method.path());
        }
    }

    private void typed(int op, TypeInsnNode n) {
        Type type = n.desc.startsWith("[") ? Type.ofDescriptor(n.desc) : Type.object(n.desc);
        switch (op) {
            case Opcodes.NEW -> b.push(b.emit(Op.NEW, type, null));
            case Opcodes.ANEWARRAY -> b.push(newArray(Type.array(type), b.pop()));
            case Opcodes.CHECKCAST -> b.push(checks.cast(b.pop(), type));
            default -> {
                int value = b.pop();
                b.push(b.isNull(value) ? b.constant(0) : b.emit(Op.INSTANCEOF, Type.I32, type, value));
            }
        }
    }
}
