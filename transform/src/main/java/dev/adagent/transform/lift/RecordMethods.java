package dev.adagent.transform.lift;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.Handle;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;

/**
 * The {@code equals}, {@code hashCode} and {@code toString} that a record gets without writing them, as
 * {@code java.lang.runtime.ObjectMethods} makes them: component by component, in their order, numbers compared as the wrapper classes'
 * {@code compare} does and hashed as their {@code hashCode} does.
 */
final class RecordMethods {
    static final String BOOTSTRAP = "java/lang/runtime/ObjectMethods";

    private static final Map<Character, String> WRAPPERS = Map.of(
            'Z', "java/lang/Boolean",
            'B', "java/lang/Byte",
            'C', "java/lang/Character",
            'S', "java/lang/Short",
            'I', "java/lang/Integer",
            'J', "java/lang/Long",
            'F', "java/lang/Float",
            'D', "java/lang/Double");

    private final MethodLifter method;
    private final Builder b;
    private final Calls calls;

    RecordMethods(MethodLifter method, Builder builder, Calls calls) {
        this.method = method;
        this.b = builder;
        this.calls = calls;
    }

    int translate(InvokeDynamicInsnNode n, int... args) {
        Type record = Type.object(((org.objectweb.asm.Type) n.bsmArgs[0]).getInternalName());
        String[] names = ((String) n.bsmArgs[1]).isEmpty() ? new String[0] : ((String) n.bsmArgs[1]).split(";");
        List<FieldRef> fields = new ArrayList<>();
        for (int k = 2; k < n.bsmArgs.length; k++) {
            Handle getter = (Handle) n.bsmArgs[k];
            fields.add(new FieldRef(getter.getOwner(), getter.getName(), getter.getDesc()));
        }
        return switch (n.name) {
            case "equals" -> equal(record, fields, args[0], args[1]);
            case "hashCode" -> hash(fields, args[0]);
            default -> text(record, names, fields, args[0]);
        };
    }

    private int get(int record, FieldRef field) {
        return b.emit(Op.GETFIELD, Type.ofDescriptor(field.descriptor()).asValue(), field, record);
    }

    private int equal(Type record, List<FieldRef> fields, int self, int other) {
        Block join = b.function.newBlock();
        int result = b.function.addParam(join, Type.I32);
        require(b.emit(Op.INSTANCEOF, Type.I32, record, other), join);
        int o = b.emit(Op.CHECK_CAST, record, null, other);
        b.markNotNull(o);
        for (FieldRef f : fields) {
            require(equal(f.descriptor(), get(self, f), get(o, f)), join);
        }
        b.jump(join, b.constant(1));
        b.block = join;
        return result;
    }

    /** Goes on where the condition holds, and to {@code join} with 0 where not. */
    private void require(int condition, Block join) {
        Block fails = b.function.newBlock();
        Block holds = b.function.newBlock();
        b.branch(condition, holds, fails);
        b.block = fails;
        b.jump(join, b.constant(0));
        b.block = holds;
    }

    private int equal(String descriptor, int left, int right) {
        char kind = descriptor.charAt(0);
        if (kind == 'F' || kind == 'D') {
            MethodKey compare = new MethodKey(WRAPPERS.get(kind), "compare", "(" + kind + kind + ")I");
            int order = calls.call(Callee.Kind.STATIC, compare, false, left, right);
            return b.compare(Cond.EQ, order, b.constant(0));
        }
        if (kind != 'L' && kind != '[') {
            return b.compare(Cond.EQ, left, right);
        }
        MethodKey equals = new MethodKey("java/util/Objects", "equals", "(Ljava/lang/Object;Ljava/lang/Object;)Z");
        return ofReference(descriptor, left, equals, new int[] {left, right}, "equals", "(Ljava/lang/Object;)Z", right);
    }

    private int hash(List<FieldRef> fields, int self) {
        int sum = b.constant(0);
        for (FieldRef f : fields) {
            int value = get(self, f);
            char kind = f.descriptor().charAt(0);
            int one;
            if (WRAPPERS.containsKey(kind)) {
                MethodKey hash = new MethodKey(WRAPPERS.get(kind), "hashCode", "(" + kind + ")I");
                one = calls.call(Callee.Kind.STATIC, hash, false, value);
            } else {
                MethodKey hash = new MethodKey("java/util/Objects", "hashCode", "(Ljava/lang/Object;)I");
                one = ofReference(f.descriptor(), value, hash, new int[] {value}, "hashCode", "()I");
            }
            int scaled = b.emit(Op.MUL, Type.I32, null, sum, b.constant(31));
            sum = b.emit(Op.ADD, Type.I32, null, scaled, one);
        }
        return sum;
    }

    /** A method of a component that may be null: by its own type where that tells which method it is, else as {@code Objects} does it. */
    private int ofReference(
            String descriptor, int value, MethodKey general, int[] all, String name, String own, int... args) {
        Type type = Type.ofDescriptor(descriptor);
        boolean known = type.kind() == Type.Kind.OBJECT && method.pool().isFinal(type.name());
        if (!known) {
            return calls.call(Callee.Kind.STATIC, general, false, all);
        }
        Block none = b.function.newBlock();
        Block some = b.function.newBlock();
        Block join = b.function.newBlock();
        int result = b.function.addParam(join, Type.I32);
        b.branch(b.compare(Cond.EQ, value, b.nullOf(type)), none, some);
        b.block = none;
        int other = args.length == 0 ? b.constant(0) : b.compare(Cond.EQ, args[0], b.nullOf(b.typeOf(args[0])));
        b.jump(join, other);
        b.block = some;
        int[] receiverFirst = new int[args.length + 1];
        receiverFirst[0] = b.emit(Op.CHECK_CAST, type, null, value);
        b.markNotNull(receiverFirst[0]);
        System.arraycopy(args, 0, receiverFirst, 1, args.length);
        b.jump(join, calls.call(Callee.Kind.VIRTUAL, new MethodKey(type.name(), name, own), false, receiverFirst));
        b.block = join;
        return result;
    }

    private int text(Type record, String[] names, List<FieldRef> fields, int self) {
        String simple = record.name().substring(record.name().lastIndexOf('/') + 1);
        StringBuilder recipe = new StringBuilder(simpleName(simple)).append('[');
        StringBuilder descriptors = new StringBuilder();
        int[] shown = new int[fields.size()];
        for (int k = 0; k < shown.length; k++) {
            recipe.append(k == 0 ? "" : ", ").append(names[k]).append("=\u0001");
            String descriptor = fields.get(k).descriptor();
            int value = get(self, fields.get(k));
            shown[k] = calls.shown(value, descriptor);
            descriptors.append(shown[k] == value ? descriptor : "Ljava/lang/String;");
        }
        return Concat.call(b, recipe.append(']').toString(), descriptors.toString(), shown);
    }

    /** As {@code Class.getSimpleName()}: by the class file's InnerClasses attribute, where there is one (JVMS §4.7.6). */
    private String simpleName(String binary) {
        return method.owner().innerClasses.stream()
                .filter(c -> c.name.equals(method.owner().name) && c.innerName != null)
                .map(c -> c.innerName)
                .findFirst()
                .orElse(binary);
    }
}
