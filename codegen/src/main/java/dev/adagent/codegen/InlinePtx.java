package dev.adagent.codegen;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * PTX as inline assembly of LLVM's, which passes it through as one operation.
 *
 * @param result its type in LLVM; {@code $0} in the PTX
 * @param arguments values with their types; {@code $1} and so on
 * @param text the PTX, in which a line may end with a line feed
 */
record InlinePtx(String result, List<String> arguments, String text) {
    /** The letters for registers (LLVM's NVPTX back end). */
    private static final Map<String, String> REGISTERS = Map.of("i32", "r", "i64", "l", "float", "f", "double", "d");

    /** Whether registers hold what it takes and gives. */
    boolean isOfRegisters() {
        return REGISTERS.containsKey(result) && arguments.stream().allMatch(a -> REGISTERS.containsKey(type(a)));
    }

    /** Computes the result from the arguments alone, some of which it may read after it has written the result. */
    String pure() {
        return call("asm", "=&", "nounwind memory(none)");
    }

    /** Exchanges values with the other lanes of the warp, and writes the result after it has read the arguments. */
    String ofWarp() {
        return call("asm sideeffect", "=", "convergent nounwind");
    }

    private String call(String kind, String written, String attributes) {
        String quoted = text.replace("\n", "\\0A").replace("\t", "\\09");
        String constraints =
                arguments.stream().map(a -> "," + REGISTERS.get(type(a))).collect(Collectors.joining());
        return "call " + result + " " + kind + " \"" + quoted + "\", \"" + written + REGISTERS.get(result) + constraints
                + "\"(" + String.join(", ", arguments) + ") " + attributes;
    }

    private static String type(String argument) {
        return argument.substring(0, argument.indexOf(' '));
    }
}
