package dev.adagent.codegen;

import dev.adagent.transform.device.DeviceRefusal;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Term;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Lowers the ends of a function's blocks, and its edges: what they carry becomes phis where they lead. */
final class EdgeLowering {
    /** One edge into a block: where it comes from and what it carries. */
    private record Incoming(String label, List<String> values) {}

    private final FunctionLowering f;
    private final boolean kernel;
    private final Map<Integer, List<Incoming>> incoming = new HashMap<>();
    private String loop = "";

    EdgeLowering(FunctionLowering function, boolean kernel) {
        f = function;
        this.kernel = kernel;
    }

    static String label(int block) {
        return "b" + block;
    }

    /** The phis at a block's head, once all edges are written. */
    String phis(int block) {
        StringBuilder out = new StringBuilder();
        List<Incoming> sources = incoming.getOrDefault(block, List.of());
        int part = 0;
        for (int p : f.function.block(block).params()) {
            List<String> types = LlvmTypes.parts(f.function.typeOf(p));
            List<String> names = f.parts(p);
            for (int i = 0; i < names.size(); i++, part++) {
                StringJoiner from = new StringJoiner(", ");
                for (Incoming in : sources) {
                    from.add("[ " + in.values().get(part) + ", %" + in.label() + " ]");
                }
                if (!sources.isEmpty()) {
                    out.append("  ")
                            .append(names.get(i))
                            .append(" = phi ")
                            .append(types.get(i))
                            .append(' ')
                            .append(from);
                } else {
                    // not reached: any value will do
                    out.append("  ")
                            .append(names.get(i))
                            .append(" = freeze ")
                            .append(types.get(i))
                            .append(" zeroinitializer");
                }
                out.append('\n');
            }
        }
        return out.toString();
    }

    /** Ends a block. @param ofLoop what is said of the loop that the block ends */
    void lower(Term t, String ofLoop) {
        loop = ofLoop;
        switch (t.kind()) {
            case JUMP -> f.body.line("br label %" + follow(t.edges().get(0)) + loop);
            case BR -> branch(t);
            case SWITCH -> select(t);
            case RET -> result(t);
            case RAISE -> f.raise(t.raise(), t.loc(), t.args());
            case UNREACHABLE -> f.body.line("unreachable");
            case THROW ->
                throw new DeviceRefusal(
                        t.loc(),
                        "throwing an exception object that was not made here",
                        "throw a new exception with a constant message, or one joined from numbers");
        }
    }

    private void branch(Term t) {
        String condition = f.body.value("icmp ne i32 " + f.value(t.args()[0]) + ", 0");
        List<String> stubs = new ArrayList<>();
        List<String> labels = targets(t, stubs);
        f.body.line("br i1 " + condition + ", label %" + labels.get(0) + ", label %" + labels.get(1) + loop);
        stubs.forEach(this::stub);
    }

    private void select(Term t) {
        List<String> stubs = new ArrayList<>();
        List<String> labels = targets(t, stubs);
        StringBuilder cases = new StringBuilder();
        for (int i = 0; i < t.keys().length; i++) {
            cases.append(" i32 ").append(t.keys()[i]).append(", label %").append(labels.get(i));
        }
        f.body.line(
                "switch i32 " + f.value(t.args()[0]) + ", label %" + labels.get(t.keys().length) + " [" + cases + " ]");
        stubs.forEach(this::stub);
    }

    /** Labels for the edges; several edges into one block get a block of their own each, since a phi knows blocks, not edges. */
    private List<String> targets(Term t, List<String> stubs) {
        List<String> labels = new ArrayList<>();
        for (Edge e : t.edges()) {
            boolean shared =
                    t.edges().stream().filter(o -> o.target() == e.target()).count() > 1;
            if (shared) {
                String stub = f.body.freshLabel();
                arrive(e, stub);
                stubs.add(stub + " " + label(e.target()));
                labels.add(stub);
            } else {
                labels.add(follow(e));
            }
        }
        return labels;
    }

    private void stub(String labels) {
        int space = labels.indexOf(' ');
        f.body.begin(labels.substring(0, space));
        f.body.line("br label %" + labels.substring(space + 1));
    }

    private String follow(Edge e) {
        arrive(e, f.body.label());
        return label(e.target());
    }

    private void arrive(Edge e, String from) {
        List<String> values = new ArrayList<>();
        for (int a : e.args()) {
            values.addAll(f.parts(a));
        }
        incoming.computeIfAbsent(e.target(), k -> new ArrayList<>()).add(new Incoming(from, values));
    }

    private void result(Term t) {
        if (kernel) {
            f.body.line("ret void");
            return;
        }
        if (f.isApart()) {
            f.body.line("ret " + f.typed(t.args()[0]));
            return;
        }
        List<String> types = LlvmTypes.parts(f.function.result());
        String type = LlvmLowering.returnType(f.function);
        String value = "zeroinitializer";
        for (int p = 0; t.args().length > 0 && p < types.size(); p++) {
            value = f.body.value("insertvalue " + type + " " + value + ", " + types.get(p) + " "
                    + f.parts(t.args()[0]).get(p) + ", " + p);
        }
        f.body.line("ret " + type + " " + value);
    }
}
