package dev.adagent.codegen;

import dev.adagent.transform.ir.Type;
import java.util.List;
import java.util.function.Consumer;

/**
 * Adds what the lanes of a warp add to one element once for all of them. Whether they do is asked while the kernel runs: that all 32 lanes
 * are here together, and that they name one address. Then they sum what they have by exchanging it with the lane that differs in one bit of its
 * number, bit after bit, and the first lane adds the sum. Else each adds its own. (Harris, "Optimizing Parallel Reduction in CUDA", 2007;
 * by shuffles: Luitjens, "Faster Parallel Reductions on Kepler", 2014.)
 */
final class WarpSums {
    private static final int ALL = -1;

    private final FunctionLowering f;

    WarpSums(FunctionLowering f) {
        this.f = f;
    }

    private String temp(String rhs) {
        return f.body.value(rhs);
    }

    private String call(String result, String name, String... args) {
        String[] types = new String[args.length];
        for (int k = 0; k < args.length; k++) {
            types[k] = args[k].substring(0, args[k].indexOf(' '));
        }
        f.lowering.support.declare(result, name, types);
        return "call " + result + " @" + name + "(" + String.join(", ", args) + ")";
    }

    /**
     * The sum of what all lanes have, as one piece of PTX: 65 instructions that LLVM would go through in each of its passes, and leave as they are.
     * A half of a double is exchanged at a time.
     */
    private String sum(Type element, String value) {
        boolean wide = element.byteSize() == 8;
        String add = wide ? "add.rn.f64" : f.lowering.options.fast() ? "add.rn.ftz.f32" : "add.rn.f32";
        StringBuilder ptx = new StringBuilder();
        ptx.append(wide ? "{ .reg .b32 %low, %high; .reg .f64 %other; " : "{ .reg .f32 %other; ");
        ptx.append(wide ? "mov.f64 $0, $1; " : "mov.f32 $0, $1; ");
        for (int lane = 16; lane > 0; lane /= 2) {
            String exchange = ", " + lane + ", 31, " + ALL + "; ";
            if (wide) {
                ptx.append("mov.b64 {%low, %high}, $0; ");
                ptx.append("shfl.sync.bfly.b32 %low, %low").append(exchange);
                ptx.append("shfl.sync.bfly.b32 %high, %high").append(exchange);
                ptx.append("mov.b64 %other, {%low, %high}; ");
            } else {
                ptx.append("shfl.sync.bfly.b32 %other, $0").append(exchange);
            }
            ptx.append(add).append(" $0, $0, %other; ");
        }
        return new InlinePtx(
                        LlvmTypes.of(element), List.of(value), ptx.append('}').toString())
                .ofWarp();
    }

    /**
     * Adds to an element.
     *
     * @param p its address
     * @param add lowers the addition of a value, in the block where it stands
     */
    void add(String p, Type element, String value, Consumer<String> add) {
        String match = f.body.freshLabel();
        String reduce = f.body.freshLabel();
        String sum = f.body.freshLabel();
        String end = f.body.freshLabel();
        String t = LlvmTypes.of(element);
        String here = temp(call("i32", "llvm.nvvm.activemask"));
        String full = temp("icmp eq i32 " + here + ", " + ALL);
        String entry = f.body.label();
        f.body.line("br i1 " + full + ", label %" + match + ", label %" + sum);
        f.body.begin(match);
        String address = temp("ptrtoint ptr " + p + " to i64");
        String matched = temp(call("{ i32, i1 }", "llvm.nvvm.match.all.sync.i64p", "i32 " + ALL, "i64 " + address));
        String same = temp("extractvalue { i32, i1 } " + matched + ", 1");
        f.body.line("br i1 " + same + ", label %" + reduce + ", label %" + sum);
        f.body.begin(reduce);
        String all = temp(sum(element, t + " " + value));
        String me = temp(call("i32", "llvm.nvvm.read.ptx.sreg.laneid"));
        String first = temp("icmp eq i32 " + me + ", 0");
        f.body.line("br i1 " + first + ", label %" + sum + ", label %" + end);
        f.body.begin(sum);
        String part = temp("phi " + t + " [ " + value + ", %" + entry + " ], [ " + value + ", %" + match + " ], [ "
                + all + ", %" + reduce + " ]");
        add.accept(part);
        f.body.line("br label %" + end);
        f.body.begin(end);
    }
}
