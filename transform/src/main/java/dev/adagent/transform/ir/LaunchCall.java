package dev.adagent.transform.ir;

import dev.adagent.overlay.DerivativeRule;
import dev.adagent.overlay.Descriptors;
import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.Overlay;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Stands on a call, in code for the host, that launches a kernel or a derivative of it: on the device, with the six numbers of the grid
 * before the kernel's arguments. It has a body neither here nor there; whoever runs the code binds it.
 *
 * <p>Reverse mode treats a launch as one step and reverses it jointly: the forward sweep keeps a copy of what the kernel gets, the reverse sweep
 * launches the derivative, which runs the kernel forward on that copy before it goes back (joint reversal, Griewank and Walther,
 * Evaluating Derivatives, 2008, chapter 12).
 *
 * @param kernel the kernel
 * @param operation what is launched
 * @param constants arguments of the call, the grid's counted, that have no derivative
 */
public record LaunchCall(MethodKey kernel, Operation operation, List<Integer> constants) implements Overlay {
    /** Owner of what is made up here: the records of the rules. */
    private static final String OWNER = "dev/adagent/launch/";

    /** Number of integers that make a grid. */
    public static final int GRID = 6;

    /** The record of an augmented launch: its one component is what {@link Operation#AUGMENTED} gives. */
    public static final FieldRef KEPT = new FieldRef(OWNER + "Kept", "arguments", "[Ljava/lang/Object;");

    private static final String GRADIENTS = OWNER + "Gradients:";

    /** What is launched, and what the call takes and gives. */
    public enum Operation {
        /** The kernel: grid and arguments. */
        PRIMAL,
        /** Its tangents, on copies of the arrays: grid and arguments, each followed by its tangent or shadow unless it is constant. */
        FORWARD,
        /** The kernel: grid and arguments; gives copies of these, as they were before. */
        AUGMENTED,
        /**
         * Its gradients: what {@link #AUGMENTED} gave, the shadows of the arrays that are not constant, then for each number that is not an
         * array of one element, to which its gradient is added.
         */
        REVERSE
    }

    public LaunchCall {
        Objects.requireNonNull(kernel);
        constants = List.copyOf(constants);
    }

    /** The launch of a kernel. */
    public static LaunchCall of(MethodKey kernel) {
        return new LaunchCall(kernel, Operation.PRIMAL, List.of());
    }

    /** What a call launches, null if it launches nothing. */
    public static LaunchCall of(Insn i) {
        return i.op() == Op.CALL && i.attr() instanceof Callee c && c.overlay() instanceof LaunchCall l ? l : null;
    }

    /** The call of this, with operands of those types. */
    public Callee callee(List<Type> operands, Type result) {
        String descriptor =
                operands.stream().map(Type::descriptor).collect(Collectors.joining("", "(", ")")) + result.descriptor();
        return new Callee(Callee.Kind.STATIC, key(descriptor), this, null, null);
    }

    private MethodKey key(String descriptor) {
        String suffix = constants.stream().map(String::valueOf).collect(Collectors.joining("_"));
        return new MethodKey(
                kernel.owner(),
                kernel.name() + "$launch$" + operation.name().toLowerCase(java.util.Locale.ROOT) + suffix,
                descriptor);
    }

    /** The call of a derivative, the given arguments having none. */
    public LaunchCall derivative(Operation op, List<Integer> without) {
        return new LaunchCall(kernel, op, without);
    }

    /** Types of the call's own arguments: the grid, the receiver if there is one, and the kernel's. */
    public static List<String> arguments(Callee launch) {
        return Descriptors.parameters(launch.original().descriptor());
    }

    /** Whether argument {@code k} of the launch, of that type, has a derivative. */
    public boolean varies(int k, String type) {
        return Descriptors.canVary(type) && !constants.contains(k);
    }

    /** Types of the elements of the gradients that the launch's arguments have. */
    public List<String> gradients(List<String> arguments) {
        List<String> out = new ArrayList<>();
        for (int k = 0; k < arguments.size(); k++) {
            if (arguments.get(k).length() == 1 && varies(k, arguments.get(k))) {
                out.add(arguments.get(k));
            }
        }
        return out;
    }

    /**
     * The rule of the launch for activities such as these: its methods are made up when they are asked for, see {@link #body}.
     *
     * @param launch the call of the kernel's launch
     * @param without the arguments that have no derivative
     */
    public static DerivativeRule rule(Callee launch, DerivativeRule.Mode mode, List<Integer> without) {
        LaunchCall l = (LaunchCall) launch.overlay();
        List<String> arguments = arguments(launch);
        if (mode == DerivativeRule.Mode.FORWARD) {
            return new DerivativeRule.Forward(
                    l.derivative(Operation.FORWARD, without).method(arguments), without);
        }
        return new DerivativeRule.Reverse(
                l.derivative(Operation.REVERSE, without).method(arguments),
                l.derivative(Operation.AUGMENTED, without).method(arguments),
                true,
                without);
    }

    /** The rule's method for this operation. */
    private MethodKey method(List<String> arguments) {
        StringBuilder s = new StringBuilder("(");
        String kept = "L" + KEPT.owner() + ";";
        s.append(operation == Operation.REVERSE ? kept : "");
        for (int k = 0; k < arguments.size(); k++) {
            String type = arguments.get(k);
            boolean shadow = varies(k, type) && (operation == Operation.FORWARD || type.length() > 1);
            s.append(type).append(shadow ? type : "");
        }
        List<String> gradients = gradients(arguments);
        s.append(')')
                .append(
                        switch (operation) {
                            case AUGMENTED -> kept;
                            case REVERSE ->
                                gradients.isEmpty()
                                        ? "V"
                                        : gradients.size() == 1
                                                ? gradients.get(0)
                                                : "L" + GRADIENTS + String.join("", gradients) + ";";
                            default -> "V";
                        });
        return key(s.toString());
    }

    /** The components of a record that was made up here; empty if it is none. */
    public static List<FieldRef> components(String type) {
        if (type.equals(KEPT.owner())) {
            return List.of(KEPT);
        }
        List<FieldRef> out = new ArrayList<>();
        for (int k = GRADIENTS.length(); type.startsWith(GRADIENTS) && k < type.length(); k++) {
            out.add(new FieldRef(type, "d" + out.size(), type.substring(k, k + 1)));
        }
        return out;
    }

    /** The code of a rule's method: it calls {@link #callee}. */
    public Function body(MethodKey method) {
        Type result = Type.result(method.descriptor());
        Function f = new Function(method.toString(), result);
        Block b = f.newBlock();
        Loc loc = new Loc(kernel.owner(), kernel.name(), null, -1, null);
        List<Integer> params = new ArrayList<>();
        Type.parameters(method.descriptor()).forEach(t -> params.add(f.addParam(b, t)));
        switch (operation) {
            case FORWARD -> {
                call(f, b, loc, Type.VOID, params);
                b.setTerm(Term.ret(loc));
            }
            case AUGMENTED -> b.setTerm(Term.ret(loc, augmented(f, b, loc, params)));
            case REVERSE -> reverse(f, b, loc, params);
            default -> throw new IllegalStateException(this + " is no rule");
        }
        return f;
    }

    private int augmented(Function f, Block b, Loc loc, List<Integer> params) {
        List<Integer> own = new ArrayList<>();
        for (int p = 0, k = 0; p < params.size(); p++, k++) {
            String type = f.typeOf(params.get(p)).descriptor();
            own.add(params.get(p));
            p += type.length() > 1 && varies(k, type) ? 1 : 0;
        }
        int copies = call(f, b, loc, Type.ofDescriptor(KEPT.descriptor()), own);
        int record = f.append(b, Op.NEW, f.result(), null, loc);
        f.append(b, Op.PUTFIELD, Type.VOID, KEPT, loc, record, copies);
        return record;
    }

    private void reverse(Function f, Block b, Loc loc, List<Integer> params) {
        List<Integer> operands = new ArrayList<>();
        operands.add(f.append(b, Op.GETFIELD, Type.ofDescriptor(KEPT.descriptor()), KEPT, loc, params.get(0)));
        List<Integer> sums = new ArrayList<>();
        for (int p = 1, k = 0; p < params.size(); p++, k++) {
            Type type = f.typeOf(params.get(p));
            if (!varies(k, type.descriptor())) {
                continue;
            }
            if (type.isReference()) {
                operands.add(params.get(++p));
            } else {
                sums.add(f.append(b, Op.NEWARRAY, Type.array(type), null, loc, f.constant(b, 1, loc)));
            }
        }
        operands.addAll(sums);
        call(f, b, loc, Type.VOID, operands);
        int[] gradients = new int[sums.size()];
        for (int k = 0; k < gradients.length; k++) {
            Type type = f.typeOf(sums.get(k)).element();
            gradients[k] = f.append(b, Op.ALOAD, type, null, loc, sums.get(k), f.constant(b, 0, loc));
        }
        if (gradients.length < 2) {
            b.setTerm(Term.ret(loc, gradients));
            return;
        }
        int record = f.append(b, Op.NEW, f.result(), null, loc);
        List<FieldRef> components = components(f.result().name());
        for (int k = 0; k < gradients.length; k++) {
            f.append(b, Op.PUTFIELD, Type.VOID, components.get(k), loc, record, gradients[k]);
        }
        b.setTerm(Term.ret(loc, record));
    }

    private int call(Function f, Block b, Loc loc, Type result, List<Integer> operands) {
        List<Type> types = operands.stream().map(f::typeOf).toList();
        return f.append(
                b,
                Op.CALL,
                result,
                callee(types, result),
                loc,
                operands.stream().mapToInt(v -> v).toArray());
    }

    @Override
    public String toString() {
        return "kernel " + kernel + (operation == Operation.PRIMAL ? "" : " " + operation + constants);
    }
}
