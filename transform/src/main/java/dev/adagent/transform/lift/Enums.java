package dev.adagent.transform.lift;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Enum constants without a JVM: a constant of an enum that has no fields and no constant with a body becomes an object made on the
 * spot, with its ordinal and name, so that it can be taken apart. Two such references are the same where their ordinals are. The
 * {@code $SwitchMap$} arrays that javac makes for switches over enums are folded into the switch.
 */
final class Enums {
    static final FieldRef ORDINAL = new FieldRef("java/lang/Enum", "ordinal", "I");
    private static final FieldRef NAME = new FieldRef("java/lang/Enum", "name", "Ljava/lang/String;");
    private static final String SWITCH_MAP = "$SwitchMap$";

    /** The value of {@code map[ordinal]}. */
    private record Mapped(int ordinal, int[] map) {}

    private final MethodLifter method;
    private final Builder b;
    private final Map<Integer, Mapped> mapped = new HashMap<>();

    Enums(MethodLifter method, Builder builder) {
        this.method = method;
        this.b = builder;
    }

    /** The constant that a static field holds, −1 if it is no constant of a plain enum. */
    int constant(ClassNode owner, FieldRef field) {
        Integer ordinal = isPlain(owner) ? ordinals(owner).get(field.name()) : null;
        if (ordinal == null) {
            return -1;
        }
        int object = b.emit(Op.NEW, Type.object(owner.name), null);
        b.emit(Op.PUTFIELD, Type.VOID, ORDINAL, object, b.constant(ordinal));
        b.emit(Op.PUTFIELD, Type.VOID, NAME, object, b.constant(field.name()));
        return object;
    }

    /** The array that {@code values()} of an enum gives, −1 if the call is of another method or the constants are not known. */
    int values(MethodKey called) {
        String array = "()[L" + called.owner() + ";";
        if (!called.name().equals("values") || !called.descriptor().equals(array)) {
            return -1;
        }
        ClassNode owner = method.pool().node(called.owner());
        method.pool().readCode(owner.name);
        Map<Integer, String> constants = new TreeMap<>();
        ordinals(owner).forEach((name, ordinal) -> constants.put(ordinal, name));
        if (!"java/lang/Enum".equals(owner.superName) || constants.isEmpty()) {
            return -1;
        }
        Type type = Type.object(owner.name);
        int out = b.emit(Op.NEWARRAY, Type.array(type), null, b.constant(constants.size()));
        constants.forEach((ordinal, name) -> {
            FieldRef field = new FieldRef(owner.name, name, type.descriptor());
            int made = constant(owner, field);
            int value = made >= 0 ? made : b.emit(Op.GETSTATIC, type, field);
            b.emit(Op.ASTORE, Type.VOID, null, out, b.constant(ordinal), value);
        });
        return out;
    }

    /** A final enum without fields of its own. {@code Mode} says how to differentiate, and stays a field that is read. */
    private boolean isPlain(ClassNode c) {
        if ((c.access & Opcodes.ACC_ENUM) != 0) {
            method.pool().readCode(c.name); // the ordinals are in the initialiser's code
        }
        return (c.access & Opcodes.ACC_ENUM) != 0
                && (c.access & Opcodes.ACC_FINAL) != 0
                && "java/lang/Enum".equals(c.superName)
                && !c.name.equals("dev/adagent/Mode")
                && c.fields.stream().allMatch(f -> (f.access & Opcodes.ACC_STATIC) != 0)
                && !ordinals(c).isEmpty();
    }

    /** The ordinals as the class's initialiser gives them to the constructor: name, then ordinal, then the field stored to. */
    private static Map<String, Integer> ordinals(ClassNode c) {
        Map<String, Integer> out = new LinkedHashMap<>();
        for (MethodNode m : c.methods) {
            if (!m.name.equals("<clinit>")) {
                continue;
            }
            Integer ordinal = null;
            for (AbstractInsnNode n : m.instructions) {
                if (n instanceof LdcInsnNode ldc && ldc.cst instanceof String && ordinal == null) {
                    ordinal = intConstant(n.getNext()); // before the constructor's own arguments
                } else if (n instanceof FieldInsnNode f && n.getOpcode() == Opcodes.PUTSTATIC) {
                    if (f.desc.equals("L" + c.name + ";") && ordinal != null) {
                        out.putIfAbsent(f.name, ordinal);
                    }
                    ordinal = null;
                }
            }
        }
        boolean all = c.fields.stream()
                .filter(f -> (f.access & Opcodes.ACC_ENUM) != 0)
                .allMatch(f -> out.containsKey(f.name));
        return all ? out : Map.of();
    }

    private static Integer intConstant(AbstractInsnNode n) {
        int op = n == null ? -1 : n.getOpcode();
        if (op >= Opcodes.ICONST_0 && op <= Opcodes.ICONST_5) {
            return op - Opcodes.ICONST_0;
        }
        return op == Opcodes.BIPUSH || op == Opcodes.SIPUSH ? ((IntInsnNode) n).operand : null;
    }

    // ---- comparisons

    private boolean isEnum(Type t) {
        return t.kind() == Type.Kind.OBJECT && isPlain(method.pool().node(t.name()));
    }

    /** Whether two references are the same, as an int. Where their classes are not known yet, later passes tell. */
    int same(int left, int right) {
        Type l = b.typeOf(left);
        boolean anyNull = b.isNull(left) || b.isNull(right);
        return !anyNull && isEnum(l) && l.equals(b.typeOf(right))
                ? sameConstant(left, right)
                : b.compare(Cond.EQ, left, right);
    }

    private int sameConstant(int left, int right) {
        Block join = b.function.newBlock();
        int result = b.function.addParam(join, Type.I32);
        int leftNull = isNull(left);
        int rightNull = isNull(right);
        Block some = b.function.newBlock();
        Block none = b.function.newBlock();
        b.branch(b.emit(Op.OR, Type.I32, null, leftNull, rightNull), some, none);
        b.block = some;
        b.jump(join, b.emit(Op.AND, Type.I32, null, leftNull, rightNull));
        b.block = none;
        int l = b.emit(Op.GETFIELD, Type.I32, ORDINAL, left);
        int r = b.emit(Op.GETFIELD, Type.I32, ORDINAL, right);
        b.jump(join, b.compare(Cond.EQ, l, r));
        b.block = join;
        return result;
    }

    private int isNull(int value) {
        return b.isNotNull(value) ? b.constant(0) : b.compare(Cond.EQ, value, b.nullOf(b.typeOf(value)));
    }

    // ---- switches

    /** The element of a {@code $SwitchMap$} array for an ordinal, −1 if the array is none or its content is not known. */
    int switchMap(int array, int index) {
        Insn d = b.definition(array);
        if (d == null
                || d.op() != Op.GETSTATIC
                || !((FieldRef) d.attr()).name().startsWith(SWITCH_MAP)
                || !(method.staticObject((FieldRef) d.attr()) instanceof int[] map)) {
            return -1;
        }
        int value = b.constant(0);
        for (int k = 0; k < map.length; k++) {
            if (map[k] != 0) {
                int is = b.compare(Cond.EQ, index, b.constant(k));
                value = b.emit(Op.SELECT, Type.I32, null, is, b.constant(map[k]), value);
            }
        }
        mapped.put(value, new Mapped(index, map.clone()));
        return value;
    }

    /** What a switch on {@code value} can switch on instead: the ordinal, or the value itself. */
    int switchedOn(int value) {
        return mapped.containsKey(value) ? mapped.get(value).ordinal() : value;
    }

    /** The cases of a switch on {@code value} by what it is switched on instead. */
    <T> Map<Integer, T> cases(int value, Map<Integer, T> cases) {
        Mapped m = mapped.get(value);
        if (m == null) {
            return cases;
        }
        Map<Integer, T> out = new TreeMap<>();
        for (int k = 0; k < m.map().length; k++) {
            if (m.map()[k] != 0 && cases.containsKey(m.map()[k])) {
                out.put(k, cases.get(m.map()[k]));
            }
        }
        return out;
    }
}
