package dev.adagent.transform.opt;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Construction;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Print;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.TextCalls;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How the host can make the exceptions of compiled code: by a message, a recipe with one {@code \u0001} for each number put in, or by the
 * constructor that the program calls, with what can be told of its arguments.
 */
final class Messages {
    private static final char SLOT = '\u0001';
    private static final String ENUM = "java/lang/Enum";
    private static final int DEEPEST = 6;
    private static final int MOST_NESTED = 100;

    /** Messages of the constructors that take one number. */
    private static final Map<String, String> OF_NUMBER = Map.of(
            "java/lang/AssertionError", "\u0001",
            "java/lang/IndexOutOfBoundsException", "Index out of range: \u0001",
            "java/lang/ArrayIndexOutOfBoundsException", "Array index out of range: \u0001",
            "java/lang/StringIndexOutOfBoundsException", "String index out of range: \u0001");

    /**
     * What makes the exception, and what fills its slots.
     *
     * @param whole whether nothing of it is lost; if not, later passes may still show what it is
     */
    record Message(Term.Raise raise, int[] operands, boolean whole) {}

    private record Text(String recipe, int[] operands) {}

    private final Uses uses;
    private final List<Integer> operands = new ArrayList<>();
    private boolean whole = true;

    Messages(Uses uses) {
        this.uses = uses;
    }

    /**
     * How to make the exception that a constructor call makes.
     *
     * @return null if it cannot be described: the object is of a class whose own constructor was inlined
     */
    Message of(Insn constructor) {
        MethodKey key = ((Callee) constructor.attr()).original();
        Insn made = uses.insn(constructor.arg(0));
        if (made == null || made.op() != Op.NEW || !made.type().name().equals(key.owner())) {
            return null;
        }
        Text text = key.owner().startsWith("java/") ? message(constructor, key) : null;
        if (text != null) {
            return new Message(new Term.Raise(key.owner(), text.recipe()), text.operands(), whole);
        }
        operands.clear();
        whole = true;
        Construction c = new Construction(construction(constructor, key, 0));
        return new Message(
                new Term.Raise(c), operands.stream().mapToInt(Integer::intValue).toArray(), whole);
    }

    /** The same exception by its constructor. @param types of the operands that fill its message's slots */
    static Construction construction(Term.Raise raise, List<Type> types) {
        if (raise.construction() != null) {
            return raise.construction();
        }
        if (raise.message() == null) {
            return new Construction(new Construction.New(raise.className(), "()V", List.of()));
        }
        StringBuilder descriptors = new StringBuilder();
        types.forEach(t -> descriptors.append(t.descriptor()));
        boolean assertion = raise.className().equals("java/lang/AssertionError");
        return new Construction(new Construction.New(
                raise.className(),
                assertion ? "(Ljava/lang/Object;)V" : "(Ljava/lang/String;)V",
                List.of(new Construction.Text(raise.message(), descriptors.toString()))));
    }

    /**
     * The arguments of a call on an exception.
     *
     * @param found takes the numbers that fill their slots
     * @return null if one is not known
     */
    List<Construction.Part> arguments(Insn call, List<Integer> found) {
        operands.clear();
        whole = true;
        List<Type> types = types(((Callee) call.attr()).original().descriptor());
        List<Construction.Part> parts = new ArrayList<>();
        for (int k = 0; k < types.size(); k++) {
            parts.add(part(types.get(k), call.arg(k + 1), call, 1));
        }
        found.addAll(operands);
        return whole ? parts : null;
    }

    /**
     * How the host makes an exception that a call on another is passed.
     *
     * @param found takes the numbers that fill its slots
     * @return null if something of it is not known
     */
    Construction.New exception(Insn constructor, List<Integer> found) {
        operands.clear();
        whole = true;
        Construction.New n = construction(constructor, ((Callee) constructor.attr()).original(), 1);
        found.addAll(operands);
        return whole ? new Construction.New(n.className(), n.descriptor(), n.parts(), constructor.loc()) : null;
    }

    // ---- messages

    private Text message(Insn constructor, MethodKey key) {
        List<Type> types = types(key.descriptor());
        if (types.isEmpty()) {
            return new Text(null, new int[0]);
        }
        if (types.size() != 1) {
            return null;
        }
        if (!types.get(0).isReference()) {
            String recipe = isPrinted(types.get(0)) ? OF_NUMBER.get(key.owner()) : null;
            return recipe == null ? null : new Text(recipe, new int[] {constructor.arg(1)});
        }
        boolean text = types.get(0).equals(Type.object("java/lang/String"));
        boolean assertion = key.owner().equals("java/lang/AssertionError");
        Text m = text || assertion ? ofText(uses.insn(constructor.arg(1))) : null;
        // it shows String.valueOf of its argument
        return m != null && m.recipe() == null && assertion ? new Text("null", m.operands()) : m;
    }

    private Text ofText(Insn text) {
        if (text == null) {
            return null;
        }
        if (text.op() == Op.CONST) {
            String s = (String) text.attr();
            return s != null && s.indexOf(SLOT) >= 0 ? null : new Text(s, new int[0]);
        }
        return isConcat(text) ? ofConcat(text) : null;
    }

    static boolean isConcat(Insn i) {
        return TextCalls.isConcat(i);
    }

    private Text ofConcat(Insn concat) {
        operands.clear();
        if (!(concatenation(concat, 0) instanceof Construction.Text t)
                || !t.descriptors().chars().allMatch(c -> isPrinted(Type.ofDescriptor("" + (char) c)))) {
            return null;
        }
        return new Text(
                t.recipe(), operands.stream().mapToInt(Integer::intValue).toArray());
    }

    /** The pieces of a text: words and numbers, and between them what a method of the JDK makes. */
    private static final class Pieces {
        private final List<Construction.Part> done = new ArrayList<>();
        private StringBuilder recipe = new StringBuilder();
        private StringBuilder descriptors = new StringBuilder();

        void word(String s) {
            recipe.append(s);
        }

        void number(String descriptor) {
            recipe.append(SLOT);
            descriptors.append(descriptor);
        }

        void call(Construction.Part made) {
            end();
            done.add(made);
        }

        private void end() {
            if (recipe.length() > 0) {
                done.add(new Construction.Text(recipe.toString(), descriptors.toString()));
            }
            recipe = new StringBuilder();
            descriptors = new StringBuilder();
        }

        Construction.Part whole() {
            if (done.isEmpty()) {
                return new Construction.Text(recipe.toString(), descriptors.toString());
            }
            end();
            String text = "Ljava/lang/CharSequence;";
            return new Construction.Call(
                    "java/lang/String",
                    "join",
                    "(" + text + "[" + text + ")Ljava/lang/String;",
                    List.of(new Construction.Text("", ""), new Construction.ArrayOf(text, done)));
        }
    }

    /** The text of a concatenation, with those in it. Objects that are no constants and no numbers are left out, and the text says so. */
    private Construction.Part concatenation(Insn concat, int depth) {
        Pieces out = new Pieces();
        concatenate(concat, out, depth);
        return out.whole();
    }

    private void concatenate(Insn concat, Pieces out, int depth) {
        List<Type> types = types(((Callee) concat.attr()).original().descriptor());
        String recipe = (String) uses.insn(concat.arg(0)).attr();
        int next = 1;
        for (int at = 0; at < recipe.length(); at++) {
            if (recipe.charAt(at) != SLOT) {
                out.word(String.valueOf(recipe.charAt(at)));
            } else {
                put(concat.arg(next), types.get(next), out, depth);
                next++;
            }
        }
    }

    private void put(int operand, Type type, Pieces out, int depth) {
        Insn value = made(operand);
        String constant = constantText(type, value);
        if (constant != null && constant.indexOf(SLOT) < 0) {
            out.word(constant);
        } else if (value != null && isConcat(value) && depth < MOST_NESTED) {
            concatenate(value, out, depth + 1);
        } else if (isValueOfObject(value)) {
            put(value.arg(0), Type.object("java/lang/Object"), out, depth);
        } else if (value != null && (Facts.isBox(value) || isNumberText(value))) {
            out.number(String.valueOf(boxed(value)));
            operands.add(value.arg(0));
        } else if (!type.isReference()) {
            out.number(type.descriptor());
            operands.add(operand);
        } else if (constant != null) {
            out.call(new Construction.Text(constant, "")); // a text that itself holds what stands for a slot
        } else if (value != null && Facts.isText(value) && depth < MOST_NESTED) {
            out.call(call(value, depth + 1));
        } else {
            whole = false;
            out.word("<an object known to the kernel only>");
        }
    }

    /** {@code String.valueOf(Object)}, which javac writes for an operand of a concatenation. */
    private static boolean isValueOfObject(Insn i) {
        return i != null
                && Facts.isText(i)
                && ((Callee) i.attr()).original().name().equals("valueOf")
                && ((Callee) i.attr()).original().descriptor().startsWith("(Ljava/lang/Object;)");
    }

    /** The instruction that makes a value, casts left out. */
    private Insn made(int value) {
        Insn d = uses.insn(value);
        while (d != null && d.op() == Op.CHECK_CAST) {
            d = uses.insn(d.arg(0));
        }
        return d;
    }

    /** {@code String.valueOf(x)} or {@code Double.toString(x)}: shows the number as concatenation does. */
    private static boolean isNumberText(Insn i) {
        if (!Facts.isText(i)) {
            return false;
        }
        MethodKey m = ((Callee) i.attr()).original();
        List<Type> types = types(m.descriptor());
        return types.size() == 1
                && !types.get(0).isReference()
                && (m.name().equals("valueOf") || m.name().equals("toString"));
    }

    /** As concatenation prints a constant (JLS §5.1.11); null if the value is none. */
    private static String constantText(Type type, Insn value) {
        if (value == null || value.op() != Op.CONST) {
            return null;
        }
        Object c = value.attr();
        return switch (type.kind()) {
            case BOOL -> c.equals(0) ? "false" : "true";
            case U16 -> String.valueOf((char) (int) (Integer) c);
            default -> String.valueOf(c);
        };
    }

    /** Whether a value in a slot prints as Java prints it; a char or boolean would print as its number. */
    private static boolean isPrinted(Type t) {
        return !t.isReference() && !t.equals(Type.BOOL) && !t.equals(Type.U16);
    }

    private static List<Type> types(String descriptor) {
        return LambdaFolding.descriptorTypes(descriptor);
    }

    // ---- constructions

    /** The intrinsic in the place of a call that prints; null while something of what it prints is not known. */
    Insn print(Insn call) {
        operands.clear();
        whole = true;
        List<Construction.Part> parts = new ArrayList<>();
        List<Type> types = types(Print.METHOD.descriptor());
        for (int k = 0; k < types.size(); k++) {
            parts.add(part(types.get(k), call.arg(k), call, 1));
        }
        boolean fixed = parts.get(0) instanceof Construction.Null
                || parts.get(0) instanceof Construction.Text t
                        && t.descriptors().isEmpty();
        int[] numbers = operands.stream().mapToInt(Integer::intValue).toArray();
        return whole && fixed ? new Insn(Op.INTRINSIC, Type.VOID, -1, numbers, Print.name(parts), call.loc()) : null;
    }

    private Construction.New construction(Insn constructor, MethodKey key, int depth) {
        List<Type> types = types(key.descriptor());
        List<Construction.Part> parts = new ArrayList<>();
        for (int k = 0; k < types.size(); k++) {
            parts.add(part(types.get(k), constructor.arg(k + 1), constructor, depth + 1));
        }
        return new Construction.New(key.owner(), key.descriptor(), parts);
    }

    private Construction.Part part(Type type, int value, Insn user, int depth) {
        if (!type.isReference()) {
            operands.add(value);
            return new Construction.Slot(type.descriptor().charAt(0));
        }
        Insn d = made(value);
        Construction.Part p = d == null || depth > DEEPEST ? null : reference(d, user, depth);
        whole &= p != null;
        return p == null ? new Construction.Lost(type.descriptor()) : p;
    }

    private Construction.Part reference(Insn d, Insn user, int depth) {
        switch (d.op()) {
            case CONST -> {
                String s = (String) d.attr();
                return s == null ? new Construction.Null() : new Construction.Text(s, "");
            }
            case GETSTATIC -> {
                return new Construction.Static((FieldRef) d.attr());
            }
            case NEWARRAY -> {
                return array(d, user, depth);
            }
            case NEW -> {
                return object(d, depth);
            }
            case CALL -> {
                return call(d, depth);
            }
            default -> {
                return null;
            }
        }
    }

    private Construction.Part call(Insn d, int depth) {
        MethodKey key = ((Callee) d.attr()).original();
        if (Facts.isBox(d)) {
            operands.add(d.arg(0));
            return new Construction.Box(new Construction.Slot(boxed(d)));
        }
        if (isConcat(d)) {
            return concatenation(d, depth);
        }
        if (!Facts.isText(d) && !Facts.isArrayOf(d)) {
            return null;
        }
        List<Type> types = types(key.descriptor());
        List<Construction.Part> parts = new ArrayList<>();
        for (int k = 0; k < types.size(); k++) {
            parts.add(part(types.get(k), d.arg(k), d, depth + 1));
        }
        if (Facts.isArrayOf(d)) {
            return new Construction.ArrayOf(d.type().element().descriptor(), parts);
        }
        return new Construction.Call(key.owner(), key.name(), key.descriptor(), parts);
    }

    private static char boxed(Insn box) {
        return ((Callee) box.attr()).original().descriptor().charAt(1);
    }

    /** An exception that is made on the spot, or an enum constant. */
    private Construction.Part object(Insn made, int depth) {
        Insn constructor = null;
        for (Uses.Use u : uses.of(made.result())) {
            Insn i = u.insn();
            if (i != null && u.operand() == 0 && Throwables.isConstructor(i)) {
                constructor = i;
            }
            if (i != null && i.op() == Op.PUTFIELD && u.operand() == 0) {
                FieldRef field = (FieldRef) i.attr();
                Insn name = uses.insn(i.arg(1));
                if (PassedExceptions.isMark(field)) {
                    continue;
                }
                if (!field.owner().equals(ENUM)) {
                    return null;
                }
                if (field.name().equals("name") && name != null) {
                    String owner = made.type().name();
                    return new Construction.Static(new FieldRef(owner, (String) name.attr(), "L" + owner + ";"));
                }
            }
        }
        boolean plain = constructor != null
                && ((Callee) constructor.attr())
                        .original()
                        .owner()
                        .equals(made.type().name());
        if (!plain) {
            return null;
        }
        Construction.New n = construction(constructor, ((Callee) constructor.attr()).original(), depth);
        return new Construction.New(n.className(), n.descriptor(), n.parts(), constructor.loc());
    }

    /** An array that is filled once where it is made, as those of varargs are. */
    private Construction.Part array(Insn made, Insn user, int depth) {
        Insn length = uses.insn(made.arg(0));
        if (length == null || !(length.attr() instanceof Integer n) || n < 0 || n > 64) {
            return null;
        }
        Integer[] elements = new Integer[n];
        Uses.Use shown = uses.of(made.result()).stream()
                .filter(u -> u.insn() == user)
                .findFirst()
                .orElse(null);
        for (Uses.Use u : uses.of(made.result())) {
            Insn i = u.insn();
            if (i == user || (i != null && (i.op() == Op.CHECK_BOUNDS || i.op() == Op.CHECK_NULL))) {
                continue;
            }
            boolean store = i != null && i.op() == Op.ASTORE && u.operand() == 0;
            Insn index = store ? uses.insn(i.arg(1)) : null;
            boolean once = index != null
                    && index.attr() instanceof Integer k
                    && k >= 0
                    && k < n
                    && elements[k] == null
                    && u.block() == uses.def(made.result()).block()
                    && (shown == null || u.block() != shown.block() || u.index() < shown.index());
            if (!once) {
                return null;
            }
            elements[(Integer) index.attr()] = i.arg(2);
        }
        List<Construction.Part> parts = new ArrayList<>();
        Type element = made.type().element();
        for (Integer e : elements) {
            if (e == null && !element.isReference()) {
                return null;
            }
            parts.add(e == null ? new Construction.Null() : part(element, e, made, depth + 1));
        }
        return new Construction.ArrayOf(element.descriptor(), parts);
    }
}
