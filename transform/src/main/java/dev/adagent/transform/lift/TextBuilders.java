package dev.adagent.transform.lift;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * String concatenation through {@code StringBuilder}, as javac writes it for Java 8 and in the JDK's own classes: a builder that is
 * made, filled and read in one block becomes one concatenation.
 */
final class TextBuilders {
    private static final String OWNER = "java/lang/StringBuilder";

    private record Part(int value, String descriptor) {}

    private record State(Block block, List<Part> parts) {}

    private final MethodLifter method;
    private final Builder b;
    private final Map<Integer, State> open = new HashMap<>();

    TextBuilders(MethodLifter method, Builder builder) {
        this.method = method;
        this.b = builder;
    }

    boolean handles(MethodKey key, int... args) {
        return key.owner().equals(OWNER) && args.length > 0;
    }

    int translate(MethodKey key, int... args) {
        int builder = args[0];
        String parameters = key.descriptor().substring(1, key.descriptor().indexOf(')'));
        Insn made = b.definition(builder);
        boolean fresh = made != null && made.op() == Op.NEW;
        if (fresh && key.name().equals("<init>") && (parameters.isEmpty() || parameters.equals("Ljava/lang/String;"))) {
            open.put(builder, new State(b.block, new ArrayList<>()));
            if (!parameters.isEmpty()) {
                append(builder, args[1], parameters);
            }
            return -1;
        }
        State state = open.get(builder);
        if (state != null && state.block() == b.block) {
            if (key.name().equals("append") && isPart(parameters)) {
                append(builder, args[1], parameters);
                return builder;
            }
            if (key.name().equals("toString")) {
                return text(state);
            }
        }
        throw method.refuse(
                "a use of StringBuilder (" + key.name() + ")",
                "only a text that is put together in one go, as the + operator does, is known in compiled code",
                "use + in the exception's message, and format other texts after the launch");
    }

    private static boolean isPart(String descriptor) {
        return descriptor.length() == 1
                || descriptor.equals("Ljava/lang/String;")
                || descriptor.equals("Ljava/lang/Object;");
    }

    private void append(int builder, int value, String descriptor) {
        open.get(builder).parts().add(new Part(value, descriptor));
    }

    private int text(State state) {
        StringBuilder recipe = new StringBuilder();
        StringBuilder descriptors = new StringBuilder();
        List<Integer> operands = new ArrayList<>();
        for (Part p : state.parts()) {
            Insn d = b.definition(p.value());
            if (d != null && d.op() == Op.CONST && d.attr() instanceof String s && s.indexOf('\u0001') < 0) {
                recipe.append(s);
            } else {
                recipe.append('\u0001');
                descriptors.append(p.descriptor());
                operands.add(p.value());
            }
        }
        return Concat.call(
                b,
                recipe.toString(),
                descriptors.toString(),
                operands.stream().mapToInt(i -> i).toArray());
    }
}
