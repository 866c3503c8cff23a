package dev.adagent.transform.ir;

import dev.adagent.transform.ir.Interpreter.Fault;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** What an interpreted thread's instructions read and change besides values: memory, objects, the grid, tapes and the output. */
final class InterpretedEffects {
    private final Interpreter interpreter;
    private final JavaWorld world;
    private final Place place;
    private final Map<String, Object> shared;

    /**
     * Where in the grid the thread is.
     *
     * @param thread its index in the block
     * @param block its block's index
     * @param grid sizes of the grid, then of a block
     */
    record Place(int[] thread, int[] block, int[] grid) {}

    InterpretedEffects(Interpreter interpreter, JavaWorld world, Place place, Map<String, Object> shared) {
        this.interpreter = interpreter;
        this.world = world;
        this.place = place;
        this.shared = shared;
    }

    /** The result of an instruction that is neither arithmetic nor a call; null if it has none. */
    Object of(Insn insn, Object[] a) {
        return switch (insn.op()) {
            case CONST -> insn.attr();
            case ALEN -> Array.getLength(a[0]);
            case ALOAD -> {
                interpreter.observer().access(a[0], (Integer) a[1], GridObserver.Access.READ, insn.loc());
                yield JavaValues.load(a[0], (Integer) a[1]);
            }
            case ASTORE -> {
                interpreter.observer().access(a[0], (Integer) a[1], GridObserver.Access.WRITE, insn.loc());
                JavaValues.store(a[0], (Integer) a[1], a[2]);
                yield null;
            }
            case ACCUM -> {
                int i = (Integer) a[1];
                interpreter.observer().access(a[0], i, GridObserver.Access.ATOMIC, insn.loc());
                JavaValues.store(a[0], i, JavaValues.add(JavaValues.load(a[0], i), a[2]));
                yield null;
            }
            case NEWARRAY -> JavaValues.newArray(insn.type(), (Integer) a[0]);
            case SHARED ->
                shared.computeIfAbsent((String) insn.attr(), s -> JavaValues.newArray(insn.type(), (Integer) a[0]));
            case CHECK_CAST -> a[0];
            case INSTANCEOF -> a[0] != null && isInstance(a[0], insn) ? 1 : 0;
            case NEW -> new Interpreter.Instance(insn.type().name());
            case GETFIELD -> world.get(a[0], (FieldRef) insn.attr());
            case PUTFIELD -> {
                world.put(a[0], (FieldRef) insn.attr(), a[1]);
                yield null;
            }
            case GETSTATIC -> world.getStatic((FieldRef) insn.attr());
            case PUTSTATIC -> {
                interpreter.statics().put((FieldRef) insn.attr(), a[0]);
                yield null;
            }
            case ATOMIC -> {
                int i = (Integer) a[1];
                interpreter.observer().access(a[0], i, GridObserver.Access.ATOMIC, insn.loc());
                Object old = JavaValues.load(a[0], i);
                JavaValues.store(a[0], i, JavaValues.combine((AtomicKind) insn.attr(), old, a));
                yield old;
            }
            case LAMBDA ->
                new InterpretedThread.Closure((Lambda) insn.attr(), Collections.unmodifiableList(Arrays.asList(a)));
            case INTRINSIC -> intrinsic((String) insn.attr(), insn.type(), a);
            case TUPLE -> Collections.unmodifiableList(Arrays.asList(a));
            case EXTRACT -> ((List<?>) a[0]).get((Integer) insn.attr());
            case CHECK_BOUNDS, CHECK_NULL, CHECK_ZERO, CHECK_SIZE -> null;
            default -> throw new Fault("no meaning for " + insn.op(), null);
        };
    }

    /** The result of an operation that is known by name. */
    Object intrinsic(String name, Type type, Object[] a) {
        int axis = "xyz".indexOf(name.charAt(name.length() - 1));
        return switch (Intrinsics.kind(name)) {
            case PURE -> MathFunctions.eval(name, type, a);
            case THREAD ->
                switch (name.substring(0, name.length() - 2)) {
                    case "tid" -> place.thread()[axis];
                    case "ctaid" -> place.block()[axis];
                    case "nctaid" -> place.grid()[axis];
                    default -> place.grid()[axis + 3];
                };
            case TAPE -> tape(name, type, a);
            case FENCE -> {
                interpreter.observer().fence(name);
                yield null;
            }
            case PRINT -> {
                System.out.print(Print.text(name, a, Thread.currentThread().getContextClassLoader()));
                yield null;
            }
            default -> throw new Fault("no meaning for " + name, null);
        };
    }

    private Object tape(String name, Type type, Object[] a) {
        switch (name) {
            case "tape.open":
                interpreter.tapes(1);
                return JavaValues.newArray(type, 0);
            case "tape.ensure":
                int have = Array.getLength(a[0]);
                if ((Integer) a[1] <= have) {
                    return a[0];
                }
                Object bigger = JavaValues.newArray(type, (Integer) a[1]);
                System.arraycopy(a[0], 0, bigger, 0, have);
                return bigger;
            case "tape.load":
                return JavaValues.load(a[0], (Integer) a[1]);
            case "tape.store":
                JavaValues.store(a[0], (Integer) a[1], a[2]);
                return null;
            default:
                interpreter.tapes(-1);
                return null;
        }
    }

    private boolean isInstance(Object o, Insn test) {
        return test.attr() instanceof Exactly e
                ? JavaWorld.className(o).equals(e.type().name())
                : world.isInstance(o, (Type) test.attr());
    }
}
