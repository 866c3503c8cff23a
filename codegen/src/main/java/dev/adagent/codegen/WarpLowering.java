package dev.adagent.codegen;

import dev.adagent.transform.device.DeviceRefusal;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Meeting;
import dev.adagent.transform.ir.Type;
import java.util.List;

/**
 * Lowers barriers, shuffles and votes: on NVIDIA's targets to PTX's {@code bar} or {@code barrier}, {@code shfl.sync} and {@code vote.sync}, elsewhere to a
 * call of {@code adagent_wait}, in which the thread stays until whoever runs the block has exchanged the values.
 */
final class WarpLowering {
    private static final String MEET = "llvm.nvvm.barrier.sync";

    private static final String APART =
            "this thread waits in syncThreads() while others of its block wait in another call of it: all threads"
                    + " that have not ended must come to the same call";

    private final FunctionLowering f;
    private final Function function;

    WarpLowering(FunctionLowering f) {
        this.f = f;
        this.function = f.function;
    }

    void lower(Insn i, String name) {
        if (!f.lowering.target.threadRegisters()) {
            waiting(i, name);
        } else if (name.equals("barrier") && f.lowering.checksBarriers) {
            checkedBarrier(i);
        } else if (name.equals("barrier") && f.lowering.target.isNvidia() && !f.allComeHere()) {
            meet();
        } else if (name.equals("barrier")) {
            String symbol = f.lowering.target.symbol("barrier");
            f.lowering.support.declare("void", symbol);
            f.body.line("call void @" + symbol + "()");
        } else if (!f.lowering.target.isNvidia()) {
            throw new DeviceRefusal(
                    i.loc(),
                    "operation " + name + " on the target " + f.lowering.target.name(),
                    "bring a target intrinsic with the target's table in place of this method of Kernel");
        } else if (name.equals("warp.sync")) {
            f.lowering.support.declare("void", "llvm.nvvm.bar.warp.sync", "i32");
            f.body.line("call void @llvm.nvvm.bar.warp.sync(i32 " + f.value(i.arg(0)) + ")");
        } else if (name.startsWith("vote.")) {
            vote(i, name);
        } else if (name.equals("scatter.add")) {
            String t = LlvmTypes.of(i.type());
            f.body.named(
                    f.value(i.result()),
                    "call " + t + " @" + f.lowering.support.scatterAdd(i.type()) + "(i32 " + f.value(i.arg(0)) + ", "
                            + t + " " + f.value(i.arg(1)) + ", i32 " + f.value(i.arg(2)) + ")");
        } else {
            shuffle(i, name.substring("shfl.".length()));
        }
    }

    /**
     * A barrier to which perhaps not all threads come. Each notes the barrier's number in a word that the block shares; after they have met,
     * who reads another number than his own sets a second word; after they have met again, all who find it set throw.
     */
    private void checkedBarrier(Insn i) {
        String number = Integer.toString(f.lowering.barrierNumber(i.loc()));
        String word = f.lowering.shared.barrierWord();
        String apart = f.lowering.shared.apartWord();
        exchange(word, number);
        meet();
        String same = f.body.value("icmp eq i32 " + f.body.value("load volatile i32, ptr " + word) + ", " + number);
        String bad = f.body.freshLabel();
        String good = f.body.freshLabel();
        f.body.line("br i1 " + same + ", label %" + good + ", label %" + bad);
        f.body.begin(bad);
        exchange(apart, "1");
        f.body.line("br label %" + good);
        f.body.begin(good);
        meet();
        String together = f.body.value("icmp eq i32 " + f.body.value("load volatile i32, ptr " + apart) + ", 0");
        f.check(together, "java/lang/IllegalStateException", APART, i.loc());
    }

    /**
     * PTX's {@code barrier.sync}, for which the threads of a warp need not be together, and which waits for those that have not ended. The
     * {@code bar.sync} of other barriers is {@code barrier.sync.aligned}: undefined unless all threads of a warp come to it alike.
     */
    private void meet() {
        f.lowering.support.declare("void", MEET, "i32");
        f.body.line("call void @" + MEET + "(i32 0)");
    }

    /** An atomic store: several threads of the block may do it at once, and tools that look for races are to know. */
    private void exchange(String address, String value) {
        f.body.value("atomicrmw volatile xchg ptr " + address + ", i32 " + value + " syncscope(\"block\") monotonic");
    }

    private void vote(Insn i, String name) {
        boolean ballot = name.equals("vote.ballot");
        String symbol = "llvm.nvvm." + name + ".sync";
        String type = ballot ? "i32" : "i1";
        f.lowering.support.declare(type, symbol, "i32", "i1");
        String yes = f.body.value("icmp ne i32 " + f.value(i.arg(1)) + ", 0");
        String call = "call " + type + " @" + symbol + "(i32 " + f.value(i.arg(0)) + ", i1 " + yes + ")";
        f.body.named(f.value(i.result()), ballot ? call : "zext i1 " + f.body.value(call) + " to i32");
    }

    /** The last operand of PTX's instruction holds the first lane's bits of a group and the last lane that may be read from. */
    private void shuffle(Insn i, String kind) {
        String up = f.body.value("sub i32 32, " + f.value(i.arg(3)));
        String segment = f.body.value("shl i32 " + up + ", 8");
        String clamp = f.body.value("or i32 " + segment + ", " + (kind.equals("up") ? 0 : 31));
        String moved = new Shuffles(f.lowering.support, f.body::value)
                .move(kind, f.value(i.arg(0)), i.type(), f.value(i.arg(1)), f.value(i.arg(2)), clamp);
        f.body.named(f.value(i.result()), "freeze " + LlvmTypes.of(i.type()) + " " + moved);
    }

    private void waiting(Insn i, String name) {
        int n = i.args().length;
        Type type = n < 2 ? Type.VOID : function.typeOf(i.arg(1));
        int place = f.lowering.waits(new Meeting.Place(i.loc(), name, type));
        String mask = n > 0 ? f.value(i.arg(0)) : "0";
        String value = n > 1 ? bits(type, f.value(i.arg(1))) : "0";
        String lane = n > 2 ? f.value(i.arg(2)) : "0";
        String width = n > 3 ? f.value(i.arg(3)) : "0";
        String call = "call i64 @adagent_wait(ptr %adagent.place, i32 " + place + ", i32 " + mask + ", i64 " + value
                + ", i32 " + lane + ", i32 " + width + ")";
        if (i.result() < 0) {
            f.body.value(call);
            return;
        }
        String out = f.body.value(call);
        String half =
                List.of(Type.I32, Type.F32).contains(i.type()) ? f.body.value("trunc i64 " + out + " to i32") : out;
        f.body.named(
                f.value(i.result()),
                i.type().isFloating()
                        ? "bitcast " + (half.equals(out) ? "i64 " : "i32 ") + half + " to " + LlvmTypes.of(i.type())
                        : "freeze " + LlvmTypes.of(i.type()) + " " + half);
    }

    private String bits(Type type, String value) {
        return switch (type.kind()) {
            case I64 -> value;
            case F64 -> f.body.value("bitcast double " + value + " to i64");
            case F32 -> f.body.value("zext i32 " + f.body.value("bitcast float " + value + " to i32") + " to i64");
            default -> f.body.value("zext i32 " + value + " to i64");
        };
    }
}
