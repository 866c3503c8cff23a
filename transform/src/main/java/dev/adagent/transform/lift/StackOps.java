package dev.adagent.transform.lift;

import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Opcodes;

/** The instructions that only move operands (JVMS §6.5, {@code pop} … {@code swap}); a long or double is one entry of two words. */
final class StackOps {
    private final Builder b;

    StackOps(Builder builder) {
        this.b = builder;
    }

    void translate(int op) {
        switch (op) {
            case Opcodes.POP -> take(1);
            case Opcodes.POP2 -> take(2);
            case Opcodes.DUP -> duplicate(1, 0);
            case Opcodes.DUP_X1 -> duplicate(1, 1);
            case Opcodes.DUP_X2 -> duplicate(1, 2);
            case Opcodes.DUP2 -> duplicate(2, 0);
            case Opcodes.DUP2_X1 -> duplicate(2, 1);
            case Opcodes.DUP2_X2 -> duplicate(2, 2);
            default -> {
                List<Integer> top = take(1);
                List<Integer> below = take(1);
                put(top);
                put(below);
            }
        }
    }

    private void duplicate(int words, int under) {
        List<Integer> top = take(words);
        List<Integer> below = take(under);
        put(top);
        put(below);
        put(top);
    }

    private List<Integer> take(int words) {
        List<Integer> out = new ArrayList<>();
        for (int left = words; left > 0; ) {
            int v = b.pop();
            out.add(0, v);
            left -= b.typeOf(v).equals(Type.I64) || b.typeOf(v).equals(Type.F64) ? 2 : 1;
        }
        return out;
    }

    private void put(List<Integer> values) {
        values.forEach(b::push);
    }
}
