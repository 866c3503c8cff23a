package dev.adagent.codegen;

import dev.adagent.transform.ir.Type;
import java.util.function.UnaryOperator;

/** Moves a value through a warp: PTX's {@code shfl.sync} moves 32 bits, so what has 64 goes in two halves. */
final class Shuffles {
    private final SupportFunctions support;
    private final UnaryOperator<String> temp;

    /** @param temp writes an instruction and gives the name of its result */
    Shuffles(SupportFunctions support, UnaryOperator<String> temp) {
        this.support = support;
        this.temp = temp;
    }

    /**
     * What this lane gets.
     *
     * @param kind {@code idx}, {@code up}, {@code down} or {@code bfly}
     * @param lane the lane, or how far it is from this one
     * @param clamp PTX's last operand: the first lane's bits of a group, and the last lane that may be read from
     */
    String move(String kind, String mask, Type type, String value, String lane, String clamp) {
        String symbol = "llvm.nvvm.shfl.sync." + kind;
        String rest = ", i32 " + lane + ", i32 " + clamp + ")";
        if (type.byteSize() == 4) {
            return half(symbol + (type.isFloating() ? ".f32" : ".i32"), LlvmTypes.of(type), mask, value, rest);
        }
        String bits = type.isFloating() ? temp.apply("bitcast double " + value + " to i64") : value;
        String low = temp.apply("trunc i64 " + bits + " to i32");
        String high = temp.apply("trunc i64 " + temp.apply("lshr i64 " + bits + ", 32") + " to i32");
        String lowOut = half(symbol + ".i32", "i32", mask, low, rest);
        String highOut = half(symbol + ".i32", "i32", mask, high, rest);
        String shifted = temp.apply("shl i64 " + temp.apply("zext i32 " + highOut + " to i64") + ", 32");
        String all = temp.apply("or i64 " + shifted + ", " + temp.apply("zext i32 " + lowOut + " to i64"));
        return type.isFloating() ? temp.apply("bitcast i64 " + all + " to double") : all;
    }

    private String half(String symbol, String type, String mask, String value, String rest) {
        support.declare(type, symbol, "i32", type, "i32", "i32");
        return temp.apply("call " + type + " @" + symbol + "(i32 " + mask + ", " + type + " " + value + rest);
    }
}
