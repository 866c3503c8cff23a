package dev.adagent.transform.lift;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Type;

/** The methods of arrays themselves: {@code clone()}, as a new array and a copying loop (JLS §10.7). */
final class ArrayCalls {
    private final MethodLifter method;
    private final Builder b;
    private final Checks checks;

    ArrayCalls(MethodLifter method, Builder builder, Checks checks) {
        this.method = method;
        this.b = builder;
        this.checks = checks;
    }

    boolean handles(MethodKey key) {
        return key.owner().startsWith("[");
    }

    int translate(MethodKey key, int... args) {
        if (!key.name().equals("clone")) {
            throw method.refuse(
                    "a call of " + key.name() + "() on an array",
                    "arrays have no identity on a device",
                    "compare the arrays' contents, or pass an int that tells them apart");
        }
        int array = args[0];
        checks.notNull(array);
        Type type = b.typeOf(array);
        int length = b.emit(Op.ALEN, Type.I32, null, array);
        int copy = b.emit(Op.NEWARRAY, type, null, length);
        b.loop(length, i -> {
            int value = b.emit(Op.ALOAD, type.element().asValue(), null, array, i);
            b.emit(Op.ASTORE, Type.VOID, null, copy, i, value);
        });
        return copy;
    }
}
