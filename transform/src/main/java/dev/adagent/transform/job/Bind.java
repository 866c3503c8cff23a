package dev.adagent.transform.job;

import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.Overlay;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.FieldRef;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Intrinsics;
import dev.adagent.transform.ir.Lambda;
import dev.adagent.transform.ir.LaunchCall;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Print;
import dev.adagent.transform.ir.TextCalls;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.lift.LiftException;
import dev.adagent.transform.lift.Lifter;
import dev.adagent.transform.lift.RefusedWhenReached;
import dev.adagent.transform.opt.Boxes;
import dev.adagent.transform.opt.ExceptionSteps;
import dev.adagent.transform.opt.Facts;
import dev.adagent.transform.opt.Hierarchy;
import dev.adagent.transform.opt.PassedExceptions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Binds the calls and mathematical functions that derivative rules made: they name methods by their original names, which are looked up
 * in the job's view here, as the lift does for calls in bytecode. Bodies that the module lacks are lifted into it.
 */
final class Bind {
    /** Lifts a method with all that it reaches. */
    @FunctionalInterface
    interface Lift {
        Module of(MethodKey method);
    }

    private final Module module;
    private final TableView view;
    private final Lift lift;
    private final boolean emulates;
    /** Functions whose calls are to be bound; bodies that are lifted on the way come to them. */
    private final Deque<Function> todo = new ArrayDeque<>();

    private Bind(Module module, TableView view, Lift lift, boolean emulates) {
        this.emulates = emulates;
        this.module = module;
        this.view = view;
        this.lift = lift;
    }

    /** Binds every call of the module. @param emulates whether operations of the target are computed by their Java bodies */
    static void run(Module module, TableView view, Lift lift, boolean emulates) {
        Bind bind = new Bind(module, view, lift, emulates);
        bind.todo.addAll(module.functions());
        while (!bind.todo.isEmpty()) {
            for (Block b : bind.todo.poll().blocks()) {
                b.insns().replaceAll(i -> switch (i.op()) {
                    case CALL -> bind.bound(i, (Callee) i.attr());
                    case INTRINSIC -> bind.replaced(i, (String) i.attr());
                    default -> i;
                });
            }
        }
    }

    /**
     * What is left of the program that no device can run is refused; on the host, where that is reached.
     *
     * @param onHost whether the job runs in the JVM that compiles it, which may be left calls
     * @throws LiftException if the module holds a virtual call of which it is open what it calls, or makes a text for anything but an
     *     exception, or calls what is neither in it nor an intrinsic
     */
    static void checkBound(Module module, Hierarchy classes, boolean onHost) {
        PrintChecks.run(module);
        for (Function f : module.functions()) {
            if (onHost) {
                makeShown(f);
            }
            check(module, f, onHost, i -> refusal(module, f, i, classes, onHost));
            check(module, f, onHost, onHost ? Bind::ofReference : Bind::ofGrowingList);
        }
    }

    private static void check(
            Module module, Function f, boolean onHost, java.util.function.Function<Insn, LiftException> refusal) {
        LiftException refused = null;
        for (Block b : f.blocks()) {
            for (int k = 0; k < b.insns().size(); k++) {
                LiftException e = refusal.apply(b.insns().get(k));
                if (e != null && !onHost) {
                    throw e;
                } else if (e != null) {
                    RefusedWhenReached.end(f, b, k, e);
                    refused = refused == null ? e : refused;
                }
            }
        }
        Nowhere.settle(module, f, refused);
    }

    /** A method reference has a function of its own, which is in the module alone: the JVM cannot call it. */
    private static LiftException ofReference(Insn i) {
        return i.op() == Op.LAMBDA && Lifter.isOfReference(((Lambda) i.attr()).function())
                ? new LiftException(
                        "a method reference that is not called where it can be seen",
                        "compiled code calls it, and no other can",
                        "write a lambda, or call it in the method that makes it, or in one that can be inlined",
                        LiftException.path(i.loc()))
                : null;
    }

    /**
     * A constant that the JDK's lists begin with: one that is left belongs to a list which grows and whose elements no device can take apart. The CPU
     * device could not read it either.
     */
    private static LiftException ofGrowingList(Insn i) {
        return i.op() == Op.GETSTATIC
                        && i.type().isArray()
                        && i.type().element().kind() == Type.Kind.OBJECT
                        && ((FieldRef) i.attr()).owner().startsWith("java/util/")
                ? new LiftException(
                        "a collection of the JDK that grows and holds arrays or objects",
                        "its elements do not become numbers in arrays",
                        "use an array of them, made as long as the elements are many",
                        LiftException.path(i.loc()))
                : null;
    }

    /** Why an instruction cannot run, null if it can. */
    private static LiftException refusal(Module module, Function f, Insn i, Hierarchy classes, boolean onHost) {
        if (i.op() == Op.CALL
                && LaunchCall.of(i) == null
                && !((Callee) i.attr()).isTargetIntrinsic()
                && !(onHost && (isHostCall((Callee) i.attr()) || TextCalls.is(i)))
                && module.get(((Callee) i.attr()).function()) == null) {
            LiftException nowhere = Nowhere.refusal(module, f, i);
            Insn shown = shown(f, i);
            return nowhere != null ? nowhere : unbound(shown, (Callee) shown.attr(), onHost);
        }
        if (!onHost && i.op() == Op.CMP && isOpen(f, i, classes) && !(f == module.entry() && isOfArguments(f, i))) {
            return new LiftException(
                    "a comparison of references of types " + f.typeOf(i.arg(0)) + " and " + f.typeOf(i.arg(1)),
                    "compiled code has constants of enums of its own, and these may be some",
                    "give both the enum's type, or compare fields",
                    LiftException.path(i.loc()));
        }
        return null;
    }

    /** The constructor call of the exception whose message a text is: that is what could not be compiled. Else the call itself. */
    private static Insn shown(Function f, Insn call) {
        return f.blocks().stream()
                .flatMap(b -> TextCalls.isConcat(call) ? b.insns().stream() : Stream.of())
                .filter(i -> i.op() == Op.CALL
                        && i.args().length > 1
                        && i.arg(1) == call.result()
                        && ((Callee) i.attr()).function() == null
                        && ((Callee) i.attr()).original().name().equals("<init>"))
                .findFirst()
                .orElse(call);
    }

    /** Whether both are arguments, as an object and its shadow: objects of the JVM's, whatever they are. */
    private static boolean isOfArguments(Function f, Insn cmp) {
        return f.params().contains(cmp.arg(0)) && f.params().contains(cmp.arg(1));
    }

    /** Whether a comparison of two objects may be one of enum constants. */
    private static boolean isOpen(Function f, Insn cmp, Hierarchy classes) {
        if (!classes.mayBeEnum(f.typeOf(cmp.arg(0))) || !classes.mayBeEnum(f.typeOf(cmp.arg(1)))) {
            return false;
        }
        boolean isNull = f.blocks().stream()
                .flatMap(b -> b.insns().stream())
                .anyMatch(i -> i.op() == Op.CONST
                        && i.attr() == null
                        && (i.result() == cmp.arg(0) || i.result() == cmp.arg(1)));
        return !isNull;
    }

    /** Leaves to the JVM that the job runs in what it may call, where it did not show which method that is. */
    static void hostCalls(Module module, TableView view) {
        for (Function f : module.functions()) {
            for (Block b : f.blocks()) {
                b.insns().replaceAll(i -> i.op() == Op.CALL ? leftToHost(i, (Callee) i.attr(), view) : i);
            }
        }
    }

    /** Makes the arrays that were described by their elements, where the JVM prints them or makes texts of them. */
    private static void makeShown(Function f) {
        Set<Integer> shown = shown(f);
        for (Block b : f.blocks()) {
            List<Insn> out = new ArrayList<>();
            for (Insn i : b.insns()) {
                if (Facts.isArrayOf(i) && shown.contains(i.result())) {
                    make(f, i, out);
                } else {
                    out.add(i);
                }
            }
            b.insns().clear();
            b.insns().addAll(out);
        }
    }

    /** The arguments of calls that the JVM makes: of what prints, and makes texts. */
    private static Set<Integer> shown(Function f) {
        Set<Integer> out = new HashSet<>();
        for (Block b : f.blocks()) {
            for (Insn i : b.insns()) {
                boolean left = i.op() == Op.CALL
                        && ((Callee) i.attr()).function() == null
                        && !((Callee) i.attr()).original().name().equals("<init>");
                if (left) {
                    Arrays.stream(i.args()).forEach(out::add);
                }
            }
        }
        return out;
    }

    private static void make(Function f, Insn array, List<Insn> out) {
        int length = number(f, array.args().length, array, out);
        out.add(new Insn(Op.NEWARRAY, array.type(), array.result(), new int[] {length}, null, array.loc()));
        for (int k = 0; k < array.args().length; k++) {
            int[] store = {array.result(), number(f, k, array, out), array.arg(k)};
            out.add(new Insn(Op.ASTORE, Type.VOID, -1, store, null, array.loc()));
        }
    }

    private static int number(Function f, int n, Insn at, List<Insn> out) {
        int v = f.newValue(Type.I32);
        out.add(new Insn(Op.CONST, Type.I32, v, new int[0], n, at.loc()));
        return v;
    }

    private static Insn leftToHost(Insn call, Callee c, TableView view) {
        if (c.function() != null || c.overlay() != null) {
            return call;
        }
        Overlay.HostCall left = Print.isCall(call) ? new Overlay.HostCall(true) : view.hostCall(c.original());
        return left == null ? call : call.withAttr(new Callee(c.kind(), c.original(), left, null, null));
    }

    /** Whether the JVM calls the method: it is marked so, or makes a wrapper object, or takes the number out of one. */
    private static boolean isHostCall(Callee c) {
        return c.overlay() instanceof Overlay.HostCall
                || Boxes.boxed(c.original()) != null
                || Boxes.unboxed(c.original()) != null;
    }

    private static LiftException unbound(Insn call, Callee callee, boolean onHost) {
        MethodKey m = callee.original();
        String name = m.owner().replace('/', '.') + "." + m.name();
        LiftException jdk = LiftException.ofJdk(m, LiftException.path(call.loc()));
        boolean random = m.owner().endsWith("Random");
        if (jdk != null && (random || m.name().equals("<init>"))) {
            return jdk;
        }
        if (m.owner().matches("java/util/[A-Za-z]+") && callee.function() == null) {
            return onHost
                    ? new LiftException(
                            "a call of " + name + " on a collection that the function did not make",
                            "it is not known which class it is, and only reading it is left to the JVM",
                            "pass it as duplicated(x, dx), or copy it into an array or a list made in the function",
                            LiftException.path(call.loc()))
                    : new LiftException(
                            "a call of " + name,
                            "it does not show which class the collection is of, or compiled code does not have this method of it",
                            "make the collection in the kernel and keep it there, or copy it into an array before the launch",
                            LiftException.path(call.loc()));
        }
        if (callee.kind() == Callee.Kind.VIRTUAL || callee.kind() == Callee.Kind.INTERFACE) {
            return new LiftException(
                    "a virtual call of " + name,
                    "the class of its receiver is not known, and other classes may override the method",
                    "make the class or the method final, use a record, or seal the type",
                    LiftException.path(call.loc()));
        }
        if (m.descriptor().endsWith(")Ljava/lang/String;") || m.owner().equals("java/lang/String")) {
            return new LiftException(
                    "work with strings (" + (m.owner().endsWith("StringConcatFactory") ? "a concatenation" : name)
                            + ")",
                    "strings are constants and exception messages in compiled code",
                    "compare int codes or enum constants, and format after the launch",
                    LiftException.path(call.loc()));
        }
        if (m.equals(Facts.STORE_CHECK)) {
            return new LiftException(
                    "a store of an object into an array",
                    "the array may be one of a subclass, and the store fail with ArrayStoreException",
                    "make the element class final, or a record, or make the array where it is filled",
                    LiftException.path(call.loc()));
        }
        if (Boxes.boxed(m) != null) {
            return new LiftException(
                    "a wrapper object (" + name + ")",
                    "it is stored, compared, cast or passed where it is not seen that it is taken for its number",
                    "use the primitive type, or arrays of it",
                    LiftException.path(call.loc()));
        }
        if (Boxes.unboxed(m) != null) {
            return new LiftException(
                    "the number in a wrapper object (" + name + ")",
                    "it is not known where the object was made: in a collection, an array or a field outside of the kernel",
                    "copy the numbers into an array of primitives before the launch",
                    LiftException.path(call.loc()));
        }
        if (m.name().equals("<init>")) { // of an exception: no other constructor stays a call
            return new LiftException(
                    "the exception " + m.owner().replace('/', '.')
                            + ", of which more is used than the host can make again",
                    "only what its constructor stores from numbers and constants is known to the handlers of a kernel, and only that"
                            + " leaves the kernel",
                    "store fields in the constructor alone, from its arguments, and read no other; or give the numbers back by an array",
                    LiftException.path(call.loc()));
        }
        if (m.equals(PassedExceptions.UNKNOWN_CAUSE)) {
            return new LiftException(
                    "a call of initCause with an exception of which something is known to the kernel only",
                    "the host makes the exception, and has to know by which constructor its cause is made; what is called on the cause"
                            + " itself, it does not know",
                    "make the cause of numbers and constants, where it is passed or thrown and caught, and pass its own cause to its"
                            + " constructor",
                    LiftException.path(call.loc()));
        }
        if (m.equals(ExceptionSteps.TWICE)) {
            return new LiftException(
                    "calls on an exception that a handler throws again, on which one further in has called methods too",
                    "the host makes the calls, and knows those of one handler",
                    "throw a new exception with this one as its cause",
                    LiftException.path(call.loc()));
        }
        return new LiftException(
                "a call of " + name,
                "it has no bytecode that could be compiled, and no overlay on this device",
                "call something else, or give it an overlay",
                LiftException.path(call.loc()));
    }

    private Insn bound(Insn call, Callee callee) {
        if (callee.function() != null || Print.isCall(call)) {
            return call;
        }
        TableView.Match match = view.lookup(callee.original());
        Overlay overlay = callee.overlay() != null || match == null ? callee.overlay() : match.overlay();
        String table = callee.overlay() != null || match == null ? callee.table() : match.table();
        String function = overlay instanceof Overlay.Body body
                ? function(body.method())
                : overlay instanceof Overlay.TargetIntrinsic && emulates ? function(callee.original()) : null;
        return call.withAttr(new Callee(callee.kind(), callee.original(), overlay, table, function));
    }

    /** A function of {@code Math} that a rule named as an intrinsic: the target's table may have a body for it. */
    private Insn replaced(Insn i, String name) {
        if (!i.type().equals(Type.F64) || Intrinsics.kind(name) != Intrinsics.Kind.PURE) {
            return i;
        }
        boolean strict = name.startsWith("strict.");
        MethodKey key = new MethodKey(
                strict ? "java/lang/StrictMath" : "java/lang/Math",
                strict ? name.substring("strict.".length()) : name,
                "(" + "D".repeat(i.args().length) + ")D");
        TableView.Match match = view.lookup(key);
        if (match == null || !(match.overlay() instanceof Overlay.Body body)) {
            return i;
        }
        Callee callee = new Callee(Callee.Kind.STATIC, key, body, match.table(), function(body.method()));
        return new Insn(Op.CALL, i.type(), i.result(), i.args(), callee, i.loc());
    }

    private String function(MethodKey body) {
        String name = body.toString();
        if (module.get(name) == null) {
            for (Function g : lift.of(body).functions()) {
                if (module.get(g.name()) == null) {
                    module.add(g);
                    todo.add(g);
                }
            }
        }
        return name;
    }
}
