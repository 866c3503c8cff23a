package dev.adagent.codegen;

import dev.adagent.overlay.Overlay;
import dev.adagent.transform.device.DeviceRefusal;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.IndexFacts;
import dev.adagent.transform.ir.analysis.LoopForest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/** Lowers one function: its signature, its values, its calls and what it does when it fails. */
final class FunctionLowering {
    /** Attributes of a function that only gives a result: what LLVM would find out of its body. */
    static final String PURE = " nofree norecurse nosync nounwind willreturn memory(none)";

    final LlvmLowering lowering;
    final Function function;
    private IndexFacts facts;
    private final boolean kernel;
    /** Whether the function only gives a result; it has no lines, as it is the same in all kernels. */
    private final boolean apart;

    private final int scope;
    private final Map<Integer, Insn> definitions = new HashMap<>();
    private final StringBuilder allocas = new StringBuilder();
    private final Set<Integer> marks = new HashSet<>();
    private final ArrayOrigins origins;
    private final Unrolling unrolling;
    private final EdgeLowering edges;
    private final IndexFailures failures = new IndexFailures(this);
    private final BitSet slow = new BitSet();
    private final ThreadHeap heap;
    /** The block that is being written, and the one of the function that it comes from. */
    Body body;

    private int block;
    /** The last place, which most often is the next one's, and its suffix. */
    private Loc place;

    private String suffix;

    FunctionLowering(LlvmLowering lowering, Function function, boolean kernel) {
        this.lowering = lowering;
        this.function = function;
        this.kernel = kernel;
        this.apart = lowering.isApart(function);
        this.scope = apart ? -1 : lowering.debug.subprogram(function);
        this.origins = new ArrayOrigins(function, kernel);
        this.edges = new EdgeLowering(this, kernel);
        Set<Integer> slowLoops = lowering.slowLoops(function);
        this.unrolling = new Unrolling(function, slowLoops, lowering.target, lowering.debug);
        if (!slowLoops.isEmpty()) {
            LoopForest.of(function).loops().stream()
                    .filter(l -> slowLoops.contains(l.header()))
                    .forEach(l -> l.blocks().forEach(slow::set));
        }
        this.heap = lowering.heap(function);
        for (Block b : function.blocks()) {
            for (Insn i : b.insns()) {
                if (i.result() >= 0) {
                    definitions.put(i.result(), i);
                }
            }
        }
    }

    String lower() {
        Block entry = function.entry();
        InsnLowering insns = new InsnLowering(this);
        Map<Integer, String> texts = new LinkedHashMap<>();
        for (Block b : function.blocks()) {
            body = new Body(EdgeLowering.label(b.id()));
            block = b.id();
            lower(b.insns(), insns);
            place(b.term().loc());
            regions(b);
            edges.lower(b.term(), unrolling.suffix(b.id()));
            texts.put(b.id(), body.toString());
        }
        StringBuilder out = new StringBuilder(signature());
        out.append("entry:\n")
                .append(kernel && lowering.hasHeap() ? ownHeap() : "")
                .append(allocas)
                .append(startOfFunction())
                .append(kernel ? lowering.shared.prologue() : "")
                .append("  br label %")
                .append(EdgeLowering.label(entry.id()))
                .append('\n');
        texts.forEach((id, text) -> {
            // the entry's parameters are the function's own; no edge leads there
            String phis = id == entry.id() ? "" : edges.phis(id);
            out.append(EdgeLowering.label(id)).append(":\n").append(phis).append(text);
        });
        return out.append(failures.text()).append("}\n").toString();
    }

    /** The function's arrays that lie in the thread's heap. */
    ThreadHeap heap() {
        return heap;
    }

    private String ownHeap() {
        StringBuilder before = new StringBuilder(allocas);
        allocas.setLength(0);
        alloca(ThreadHeap.NAME, ThreadHeap.type(), 8);
        String own = allocas + "  store i64 0, ptr " + ThreadHeap.NAME + "\n";
        allocas.setLength(0);
        allocas.append(before);
        return own;
    }

    private String startOfFunction() {
        return kernel || !heap.endsWithFunction() ? "" : "  %heap.start = load i64, ptr " + ThreadHeap.NAME + "\n";
    }

    /** Gives back what was made in the heap at the ends of rounds and of the function. */
    private void regions(Block b) {
        for (int header : heap.ended(b)) {
            String mark = body.value("load i64, ptr %heap.mark" + header);
            body.line("store i64 " + mark + ", ptr " + ThreadHeap.NAME);
        }
        for (int header : heap.entered(b)) {
            if (marks.add(header)) {
                alloca("%heap.mark" + header, "i64", 8);
            }
            String now = body.value("load i64, ptr " + ThreadHeap.NAME);
            body.line("store i64 " + now + ", ptr %heap.mark" + header);
        }
        if (!kernel && heap.endsWithFunction() && b.term().kind() == Term.Kind.RET) {
            body.line("store i64 %heap.start, ptr " + ThreadHeap.NAME);
        }
    }

    /** Several checks of accesses in a row make one test. */
    private void lower(List<Insn> code, InsnLowering insns) {
        for (int k = 0; k < code.size(); k++) {
            int end = k;
            while (end < code.size() && code.get(end).op() == Op.CHECK_BOUNDS) {
                end++;
            }
            place(code.get(k).loc());
            if (end > k + 1) {
                insns.checkBounds(code.subList(k, end));
                k = end - 1;
            } else {
                insns.lower(code.get(k));
            }
        }
    }

    private String signature() {
        StringJoiner params = new StringJoiner(", ");
        for (int p : function.params()) {
            List<String> types = LlvmTypes.parts(function.typeOf(p));
            List<String> parts = parts(p);
            for (int i = 0; i < parts.size(); i++) {
                boolean alone = kernel
                        && lowering.options.distinctArrays()
                        && types.get(i).equals("ptr");
                boolean length = i == 1 && function.typeOf(p).isArray();
                String aligned = kernel && types.get(i).equals("ptr") ? lowering.target.alignment() : "";
                String attribute = alone
                        ? " noalias" + aligned
                        : !aligned.isEmpty() ? aligned : length ? " range(i32 0, -2147483648)" : "";
                params.add(parameter(types.get(i), parts.get(i), attribute));
            }
        }
        for (String hidden : apart ? List.<String>of() : lowering.hiddenParameters(kernel)) {
            int space = hidden.indexOf(' ');
            params.add(parameter(
                    hidden.substring(0, space),
                    hidden.substring(space + 1),
                    kernel && hidden.startsWith("ptr ") ? " noalias" : ""));
        }
        String head = kernel
                ? "define " + lowering.target.kernelConvention() + " void"
                : "define internal " + (apart ? LlvmTypes.of(function.result()) : LlvmLowering.returnType(function));
        String flush = lowering.options.fast() ? " \"denormal-fp-math-f32\"=\"preserve-sign,preserve-sign\"" : "";
        String name = lowering.names.of(function.name());
        if (apart) {
            // other targets have no calls that cost little
            return head + " @" + name + "(" + params + ")" + PURE + flush
                    + (lowering.target.isNvidia() ? " noinline {\n" : " {\n");
        }
        return head + " @" + name + "(" + params + ") " + attributes()
                + flush
                + (function.noInline() ? " noinline" : "")
                + " !dbg !" + scope + " {\n";
    }

    void place(Loc loc) {
        if (apart) {
            body.setDebug("");
            return;
        }
        if (suffix == null || loc != place) {
            place = loc;
            suffix = lowering.debug.suffix(loc, scope);
        }
        body.setDebug(suffix);
    }

    /** The LLVM values, names or constants, that make up an IR value. */
    List<String> parts(int value) {
        Insn d = definitions.get(value);
        if (d != null && d.op() == Op.CONST && d.attr() != null) {
            return List.of(LlvmTypes.constant(d.attr()));
        }
        if (d != null && d.op() == Op.CONST) {
            return List.of("null", "0");
        }
        if (d != null && d.op() == Op.ALEN) {
            return List.of(parts(d.arg(0)).get(1));
        }
        String name = "%v" + value;
        if (d != null && d.op() == Op.NEWARRAY) {
            return List.of(name + ".p", parts(d.arg(0)).get(0));
        }
        if (d != null && d.op() == Op.SHARED) {
            return List.of(
                    lowering.shared.address((String) d.attr()), parts(d.arg(0)).get(0));
        }
        if (d != null && d.op() == Op.CHECK_CAST) {
            return parts(d.arg(0));
        }
        return function.typeOf(value).isReference() ? List.of(name + ".p", name + ".n") : List.of(name);
    }

    /** Where the function's arrays come from. */
    ArrayOrigins origins() {
        return origins;
    }

    /** The instruction that defines a value, null for a parameter. */
    Insn definition(int value) {
        return definitions.get(value);
    }

    /** The one LLVM value of a scalar or tuple. */
    String value(int id) {
        List<String> parts = parts(id);
        if (parts.size() != 1) {
            throw new IllegalArgumentException("%" + id + " is an array");
        }
        return parts.get(0);
    }

    /** The LLVM value with its type in front. */
    String typed(int id) {
        return LlvmTypes.of(function.typeOf(id)) + " " + value(id);
    }

    String address(int array) {
        return parts(array).get(0);
    }

    String length(int array) {
        return parts(array).get(1);
    }

    /** Room on the thread's stack, made once on entry. */
    void alloca(String name, String type, int align) {
        int space = lowering.target.allocaSpace();
        boolean cast = space != lowering.target.genericSpace();
        String own = cast ? name + ".own" : name;
        allocas.append("  ").append(own).append(" = alloca ").append(type);
        allocas.append(", align ").append(align);
        if (space != 0) {
            allocas.append(", addrspace(").append(space).append(")");
        }
        if (cast) {
            allocas.append('\n').append(generic(name, own, space));
        }
        allocas.append('\n');
    }

    /** The instruction that makes a pointer of all memory of one of an address space. */
    private static String generic(String name, String pointer, int space) {
        return "  " + name + " = addrspacecast ptr addrspace(" + space + ") " + pointer + " to ptr";
    }

    /** A parameter of the function: a kernel's pointers come in the target's address space for them. */
    private String parameter(String type, String name, String attribute) {
        int generic = lowering.target.genericSpace();
        int space = kernel && type.equals("ptr") ? lowering.target.pointerSpace() : generic;
        if (space == generic) {
            return type + attribute + " " + name;
        }
        allocas.append(generic(name, name + ".in", space)).append('\n');
        return "ptr addrspace(" + space + ")" + attribute + " " + name + ".in";
    }

    /** Whether division and square root of that type are the target's approximations. */
    boolean approximates(Type type) {
        return lowering.options.fast() && lowering.target.isNvidia() && type.equals(Type.F32);
    }

    /** Goes on only if the condition holds, else records an exception and leaves. */
    void check(String condition, String className, String message, Loc loc, int... operands) {
        String bad = body.freshLabel();
        String good = body.freshLabel();
        body.line("br i1 " + condition + ", label %" + good + ", label %" + bad + lowering.debug.likely());
        body.begin(bad);
        raise(className, message, loc, operands);
        body.begin(good);
    }

    /** Records an exception and leaves the function. Ends the LLVM block. */
    void raise(String className, String message, Loc loc, int... operands) {
        raise(new Term.Raise(className, message), loc, operands);
    }

    void raise(Term.Raise raise, Loc loc, int... operands) {
        List<String> bits = new ArrayList<>();
        List<Type> types = new ArrayList<>();
        for (int o : operands) {
            types.add(function.typeOf(o));
            bits.add(bits(o));
        }
        int site = lowering.site(
                new ExceptionRecord.Site(raise.className(), raise.message(), raise.construction(), types, loc));
        body.line(lowering.support.raise(site, bits));
        leave();
    }

    /** Whether the block that is being lowered is of a loop that only runs where a guard could not show that no check fails. */
    boolean isSlow() {
        return slow.get(block);
    }

    /** Where checks of indices lead when they fail. */
    IndexFailures failures() {
        return failures;
    }

    /** Whether all threads that have not ended come together to the instruction that is being lowered. */
    boolean allComeHere() {
        return lowering.allComeTo(function, block);
    }

    /** What is known of the function's indices, for remarks. */
    IndexFacts facts() {
        if (facts == null) {
            facts = new IndexFacts(function);
        }
        return facts;
    }

    private String bits(int id) {
        String v = value(id);
        return switch (function.typeOf(id).kind()) {
            case I64 -> v;
            case F64 -> body.value("bitcast double " + v + " to i64");
            case F32 -> body.value("zext i32 " + body.value("bitcast float " + v + " to i32") + " to i64");
            default -> body.value("sext i32 " + v + " to i64");
        };
    }

    /** Whether the function only gives a result. */
    boolean isApart() {
        return apart;
    }

    /** Leaves the function with an exception. */
    void leave() {
        if (kernel) {
            body.line("ret void");
            return;
        }
        StringJoiner members = new StringJoiner(", ", "{ ", " }");
        LlvmTypes.parts(function.result()).forEach(t -> members.add(t + " zeroinitializer"));
        body.line("ret " + LlvmLowering.returnType(function) + " " + members.add("i1 true"));
    }

    /** Calls another function of the module, and leaves if it did. An operation of the target is an LLVM intrinsic or the like. */
    void call(Insn i) {
        Callee callee = (Callee) i.attr();
        if (callee.isTargetIntrinsic()) {
            operation(i, (Overlay.TargetIntrinsic) callee.overlay());
            return;
        }
        Function f = lowering.callee(i, callee.function(), callee.original().toString());
        StringJoiner args = new StringJoiner(", ");
        for (int a : i.args()) {
            List<String> types = LlvmTypes.parts(function.typeOf(a));
            for (int p = 0; p < types.size(); p++) {
                args.add(types.get(p) + " " + parts(a).get(p));
            }
        }
        if (lowering.isApart(f)) {
            body.named(
                    value(i.result()),
                    "call " + LlvmTypes.of(i.type()) + " @" + lowering.names.of(f.name()) + "(" + args + ")");
            return;
        }
        lowering.hiddenParameters(false).forEach(args::add);
        String type = LlvmLowering.returnType(f);
        String all = body.value("call " + type + " @" + lowering.names.of(f.name()) + "(" + args + ")");
        int n = LlvmTypes.parts(f.result()).size();
        String raised = body.value("extractvalue " + type + " " + all + ", " + n);
        String out = body.freshLabel();
        String on = body.freshLabel();
        body.line("br i1 " + raised + ", label %" + out + ", label %" + on);
        body.begin(out);
        leave();
        body.begin(on);
        for (int p = 0; i.result() >= 0 && p < n; p++) {
            body.named(parts(i.result()).get(p), "extractvalue " + type + " " + all + ", " + p);
        }
    }

    private void operation(Insn i, Overlay.TargetIntrinsic operation) {
        String symbol = lowering.target.operations().apply(operation.name());
        if (symbol == null) {
            throw new DeviceRefusal(
                    i.loc(),
                    "the operation " + operation.name(),
                    "the target " + lowering.target.name() + " binds it to no symbol; call the method elsewhere");
        }
        StringJoiner args = new StringJoiner(", ");
        List<String> types = new ArrayList<>();
        for (int a : i.args()) {
            List<String> parts = LlvmTypes.parts(function.typeOf(a));
            for (int p = 0; p < parts.size(); p++) {
                types.add(parts.get(p));
                args.add(parts.get(p) + " " + parts(a).get(p));
            }
        }
        String result = i.result() < 0 ? "void" : LlvmTypes.of(i.type());
        lowering.support.declare(result, symbol, types.toArray(new String[0]));
        String call = "call " + result + " @" + symbol + "(" + args + ")";
        if (i.result() < 0) {
            body.line(call);
        } else {
            body.named(value(i.result()), call);
        }
    }

    /** A function with narrow elements gets what keeps LLVM from making vectors of them: it makes none under this attribute. */
    private String attributes() {
        boolean narrow = function.blocks().stream()
                .flatMap(b -> b.insns().stream())
                .filter(i -> i.op() == Op.ALOAD || i.op() == Op.ASTORE)
                .map(i -> function.typeOf(i.arg(0)).element())
                .anyMatch(t -> !t.equals(t.asValue()));
        return lowering.target.attributes() + (narrow && lowering.target.losesNarrowPairs() ? " noimplicitfloat" : "");
    }
}
