package dev.adagent.transform.opt;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The messages that exceptions of compiled code can have: a recipe with one {@code \u0001} for each number put in. */
final class Messages {
    private static final String CONCAT = "java/lang/invoke/StringConcatFactory";
    private static final char SLOT = '\u0001';

    /** Messages of the constructors that take one number. */
    private static final Map<String, String> OF_NUMBER = Map.of(
            "java/lang/AssertionError", "\u0001",
            "java/lang/IndexOutOfBoundsException", "Index out of range: \u0001",
            "java/lang/ArrayIndexOutOfBoundsException", "Array index out of range: \u0001",
            "java/lang/StringIndexOutOfBoundsException", "String index out of range: \u0001");

    /** A recipe, null for no message, and what fills its slots. */
    record Message(String recipe, int[] operands) {}

    private final Uses uses;

    Messages(Uses uses) {
        this.uses = uses;
    }

    /** The message that a constructor call gives its exception; null if it cannot be described. */
    Message of(Insn constructor) {
        MethodKey key = ((Callee) constructor.attr()).original();
        List<Type> types = types(key.descriptor());
        if (types.isEmpty()) {
            return new Message(null, new int[0]);
        }
        if (types.size() != 1) {
            return null;
        }
        if (!types.get(0).isReference()) {
            String recipe = isPrinted(types.get(0)) ? OF_NUMBER.get(key.owner()) : null;
            return recipe == null ? null : new Message(recipe, new int[] {constructor.arg(1)});
        }
        boolean text = types.get(0).equals(Type.object("java/lang/String"));
        boolean assertion = key.owner().equals("java/lang/AssertionError");
        Message m = text || assertion ? ofText(uses.insn(constructor.arg(1))) : null;
        // it shows String.valueOf of its argument
        return m != null && m.recipe() == null && assertion ? new Message("null", m.operands()) : m;
    }

    private Message ofText(Insn text) {
        if (text == null) {
            return null;
        }
        if (text.op() == Op.CONST) {
            String s = (String) text.attr();
            return s != null && s.indexOf(SLOT) >= 0 ? null : new Message(s, new int[0]);
        }
        return isConcat(text) ? ofConcat(text) : null;
    }

    static boolean isConcat(Insn i) {
        return i.op() == Op.CALL
                && i.attr() instanceof Callee c
                && c.original().owner().equals(CONCAT);
    }

    private Message ofConcat(Insn concat) {
        List<Type> types = types(((Callee) concat.attr()).original().descriptor());
        String recipe = (String) uses.insn(concat.arg(0)).attr();
        StringBuilder out = new StringBuilder();
        List<Integer> operands = new ArrayList<>();
        int next = 1;
        for (int at = 0; at < recipe.length(); at++) {
            char c = recipe.charAt(at);
            if (c != SLOT) {
                out.append(c);
                continue;
            }
            int operand = concat.arg(next);
            String constant = constantText(types.get(next), uses.insn(operand));
            if (constant != null && constant.indexOf(SLOT) < 0) {
                out.append(constant);
            } else if (constant == null && isPrinted(types.get(next))) {
                out.append(SLOT);
                operands.add(operand);
            } else {
                return null;
            }
            next++;
        }
        return new Message(
                out.toString(), operands.stream().mapToInt(Integer::intValue).toArray());
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
}
