package dev.adagent.transform.lift;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Cond;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import java.util.List;
import java.util.function.IntSupplier;
import org.objectweb.asm.Opcodes;

/** Calls of a string's methods, and texts that are read or shown. */
final class StringCalls {
    private static final String PARSE_DOUBLE = "java/lang/Double.parseDouble(Ljava/lang/String;)D";
    private static final String PARSE_FLOAT = "java/lang/Float.parseFloat(Ljava/lang/String;)F";
    private static final String TEXT_INDEX = "java/lang/StringIndexOutOfBoundsException";

    private final MethodLifter method;
    private final Builder b;
    private final Checks checks;
    private final Calls calls;

    StringCalls(MethodLifter method, Builder builder, Checks checks, Calls calls) {
        this.method = method;
        this.b = builder;
        this.checks = checks;
        this.calls = calls;
    }

    /** {@code Double.toString(x)}: a decimal made of it is {@code BigDecimal.valueOf(x)}, as the latter is documented. */
    boolean isTextOfDouble(int value) {
        Insn text = b.definition(value);
        return text != null
                && text.op() == Op.CALL
                && ((Callee) text.attr())
                        .original()
                        .toString()
                        .equals("java/lang/Double.toString(D)Ljava/lang/String;");
    }

    /** The number that a constant text is of, where the JDK's code for it does not compile; null for another call, or if it is none. */
    Object parsed(String called, int... args) {
        boolean wide = called.equals(PARSE_DOUBLE);
        Insn text = wide || called.equals(PARSE_FLOAT) ? b.definition(args[0]) : null;
        if (text == null || !(text.attr() instanceof String s)) {
            return null;
        }
        try {
            return wide ? (Object) Double.parseDouble(s) : (Object) Float.parseFloat(s);
        } catch (NumberFormatException e) {
            return null; // refused: its message is the JDK's
        }
    }

    /** A method of a string: it is folded once the string is known to be a constant. */
    int translate(MethodKey named, Type result, int... args) {
        if (named.name().equals("formatted")) {
            MethodKey format =
                    new MethodKey(named.owner(), "format", "(Ljava/lang/String;[Ljava/lang/Object;)Ljava/lang/String;");
            return calls.plain(Callee.Kind.STATIC, format, result, args);
        }
        if (named.name().equals("charAt")) {
            checkIndex(args[0], args[1]);
        }
        return calls.plain(Callee.Kind.SPECIAL, named, result, args);
    }

    /** That a string has a character at an index; the message is that of the JDK that runs. */
    private void checkIndex(int string, int index) {
        method.pool().readCode("java/lang/String"); // the code that is made holds for this JDK alone
        MethodKey of = new MethodKey("java/lang/String", "length", "()I");
        int length = calls.plain(Callee.Kind.SPECIAL, of, Type.I32, string);
        Insn text = b.definition(string);
        String recipe =
                text != null && text.attr() instanceof String s ? TextBuilders.outOf(s) : TextBuilders.outOf("");
        boolean both = recipe.indexOf('\u0001') != recipe.lastIndexOf('\u0001');
        IntSupplier message =
                () -> both ? Concat.call(b, recipe, "II", index, length) : Concat.call(b, recipe, "I", index);
        checks.raiseIf(b.compare(Cond.LT, index, b.constant(0)), TEXT_INDEX, message);
        checks.raiseIf(b.compare(Cond.GE, index, length), TEXT_INDEX, message);
    }

    /** What the value shows in a text: the value itself, or the text that its own {@code toString()} gives. */
    int shown(int value, String descriptor) {
        Type type = b.typeOf(value);
        if (!descriptor.startsWith("L")
                || type.kind() != Type.Kind.OBJECT
                || b.isNull(value)
                || !hasText(type.name())) {
            return value;
        }
        MethodKey toString = new MethodKey(type.name(), "toString", "()Ljava/lang/String;");
        Type text = Type.object("java/lang/String");
        if (b.isNotNull(value)) {
            return calls.call(Callee.Kind.VIRTUAL, toString, false, value);
        }
        Block none = b.function.newBlock();
        Block some = b.function.newBlock();
        Block join = b.function.newBlock();
        int joined = b.function.addParam(join, text);
        b.branch(b.compare(Cond.EQ, value, b.nullOf(type)), none, some);
        b.block = none;
        b.jump(join, b.constant("null"));
        b.block = some;
        int object = b.emit(Op.CHECK_CAST, type, null, value);
        b.markNotNull(object);
        b.jump(join, calls.call(Callee.Kind.VIRTUAL, toString, false, object));
        b.block = join;
        return joined;
    }

    /** Whether the objects of a class show a text that compiled code can put together. */
    private boolean hasText(String owner) {
        List<String> leaves = method.pool().leaves(owner);
        if (leaves != null && leaves.size() > 1) {
            return leaves.stream().allMatch(l -> !l.equals(owner) && hasText(l));
        }
        ClassPool.Resolved r = method.pool().method(owner, "toString", "()Ljava/lang/String;");
        if (r == null || r.is(Opcodes.ACC_ABSTRACT) || Jdk.isBox(owner) || owner.equals("java/lang/String")) {
            return false;
        }
        boolean own = !Jdk.isJdk(r.owner().name) && TextBuilders.isPlain(r.method());
        return (own || r.owner().name.equals("java/lang/Enum"))
                && (method.pool().isFinal(owner) || leaves != null);
    }
}
