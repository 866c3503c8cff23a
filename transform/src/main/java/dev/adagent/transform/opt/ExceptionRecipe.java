package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * The instructions that make an exception, as a tree whose leaves are numbers: from these numbers the same exception can be made in
 * another function.
 */
final class ExceptionRecipe {
    private static final int DEEPEST = 12;

    /** A node: an instruction with its operands, or a leaf of the type if there is no instruction. */
    private record Node(Insn insn, Insn constructor, Type leaf, List<Node> operands) {}

    private final Node root;
    private final List<Integer> leaves = new ArrayList<>();
    private final List<Type> types = new ArrayList<>();

    private ExceptionRecipe(Uses uses, Function f, Insn made) {
        root = node(uses, f, made.result(), 0);
    }

    /** How an exception is made, null if something of it is no number. */
    static ExceptionRecipe of(Uses uses, Function f, Insn made) {
        ExceptionRecipe r = new ExceptionRecipe(uses, f, made);
        return r.root == null ? null : r;
    }

    /** The numbers, in the function in which it was found. */
    List<Integer> leaves() {
        return leaves;
    }

    List<Type> types() {
        return types;
    }

    /** Equal for exceptions that are made the same way at the same place. */
    String key() {
        StringBuilder out = new StringBuilder();
        write(root, out);
        return out.toString();
    }

    private static void write(Node n, StringBuilder out) {
        if (n.leaf() != null) {
            out.append(n.leaf());
        } else {
            Insn shown = n.constructor() == null ? n.insn() : n.constructor();
            out.append(shown.op())
                    .append(' ')
                    .append(n.insn().type())
                    .append(' ')
                    .append(shown.attr());
            out.append(n.constructor() == null ? "" : shown.loc());
        }
        out.append('[');
        n.operands().forEach(o -> write(o, out));
        out.append(']');
    }

    private Node node(Uses uses, Function f, int value, int depth) {
        Type type = f.typeOf(value);
        Insn d = uses.insn(value);
        while (d != null && d.op() == Op.CHECK_CAST) {
            d = uses.insn(d.arg(0));
        }
        if (d != null && d.op() == Op.CONST) {
            return new Node(d, null, null, List.of());
        }
        if (!type.isReference() && !type.isTuple()) {
            leaves.add(value);
            types.add(type);
            return new Node(null, null, type, List.of());
        }
        if (d == null || depth > DEEPEST) {
            return null;
        }
        if (d.op() == Op.NEW) {
            Insn constructor = Throwables.constructor(uses, d);
            boolean more = depth > 0 && !isAsConstructed(uses, f, value);
            return constructor == null || more ? null : node(d, constructor, uses, f, depth);
        }
        boolean repeated = d.op() == Op.GETSTATIC
                || Messages.isConcat(d)
                || Facts.isText(d)
                || Facts.isBox(d)
                || Facts.isArrayOf(d);
        return repeated ? node(d, null, uses, f, depth) : null;
    }

    /** Whether nothing is called on an exception within another, and nothing stored to it, but by its constructor. */
    private static boolean isAsConstructed(Uses uses, Function f, int exception) {
        return !ReturnedExceptions.isNoted(uses, exception)
                && ExceptionFields.areAsConstructed(f, uses, Set.of(exception));
    }

    private Node node(Insn d, Insn constructor, Uses uses, Function f, int depth) {
        Insn called = constructor == null ? d : constructor;
        List<Node> operands = new ArrayList<>();
        for (int k = constructor == null ? 0 : 1; k < called.args().length; k++) {
            Node n = node(uses, f, called.arg(k), depth + 1);
            if (n == null) {
                return null;
            }
            operands.add(n);
        }
        return new Node(d, constructor, null, operands);
    }

    /**
     * Makes the exception at the end of a block.
     *
     * @param numbers the leaves' values there
     * @param caller where the function was called that made it first
     */
    int make(Function f, Block b, List<Integer> numbers, Loc caller) {
        return make(root, f, b, numbers.iterator(), caller);
    }

    private static int make(Node n, Function f, Block b, Iterator<Integer> numbers, Loc caller) {
        if (n.leaf() != null) {
            return numbers.next();
        }
        Insn i = n.insn();
        int[] args = new int[n.operands().size() + (n.constructor() == null ? 0 : 1)];
        for (int k = 0; k < n.operands().size(); k++) {
            args[k + args.length - n.operands().size()] = make(n.operands().get(k), f, b, numbers, caller);
        }
        Loc loc = i.loc().inlinedInto(caller);
        if (n.constructor() == null) {
            return f.append(b, i.op(), i.type(), i.attr(), loc, args);
        }
        int object = f.append(b, Op.NEW, i.type(), null, loc);
        args[0] = object;
        Callee constructor = (Callee) n.constructor().attr();
        f.append(b, Op.CALL, Type.VOID, constructor, n.constructor().loc().inlinedInto(caller), args);
        return object;
    }
}
