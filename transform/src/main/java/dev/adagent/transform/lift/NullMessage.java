package dev.adagent.transform.lift;

import dev.adagent.transform.ir.Loc;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.LocalVariableNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.Frame;
import org.objectweb.asm.tree.analysis.SourceInterpreter;
import org.objectweb.asm.tree.analysis.SourceValue;

/**
 * The message that the JVM computes for a {@code NullPointerException} which an instruction raises: what failed, and what was null, told
 * from the bytecode that put the reference on the stack (JEP 358).
 */
public final class NullMessage {
    /** How many instructions a description goes back through, as the JVM's does. */
    private static final int DEEPEST = 5;

    private static final String RETURN_VALUE = "the return value of \"";

    private final String owner;
    private final MethodNode method;
    /** Made at the first question; empty if the code cannot be followed. */
    private Frame<SourceValue>[] frames;

    /** The messages of a method's instructions, which is followed once for all of them. */
    NullMessage(String owner, MethodNode method) {
        this.owner = owner;
        this.method = method;
    }

    /**
     * The message of the exception that was raised at a place.
     *
     * @param source finds the class file
     * @return null if the place names no such instruction, or its class file is not found
     */
    public static String of(Loc place, ClassSource source) {
        byte[] bytes = place.insn() < 0 ? null : source.find(place.className());
        if (bytes == null) {
            return null;
        }
        ClassNode owner = new ClassNode();
        new ClassReader(bytes).accept(owner, ClassReader.SKIP_FRAMES);
        for (MethodNode m : owner.methods) {
            int at = m.name.equals(place.method()) ? index(m, place) : -1;
            if (at >= 0) {
                return new NullMessage(owner.name, m).at(m.instructions.get(at));
            }
        }
        return null;
    }

    /**
     * The exception itself, or where an instruction of compiled code raised it, one with the message that the JVM would have computed.
     *
     * @param stack the place that raised it and those it was called from, innermost first; empty if not known
     * @param source finds the class files
     */
    public static Throwable complete(Throwable raised, List<Loc> stack, ClassSource source) {
        boolean open = raised.getClass() == NullPointerException.class && !stack.isEmpty();
        String message = open ? of(stack.get(0), source) : null;
        return message == null ? raised : Reworded.like(raised, new NullPointerException(message));
    }

    /** The message of what an instruction of the method raises; null if it can raise none with a message. */
    String at(AbstractInsnNode insn) {
        if (frames == null) {
            frames = follow();
        }
        Frame<SourceValue> frame = frame(insn);
        return frame == null ? null : message(insn, frame);
    }

    private Frame<SourceValue>[] follow() {
        try {
            return new Analyzer<>(new Sources()).analyze(owner, method);
        } catch (AnalyzerException e) {
            return noFrames(); // the JVM has no message for code that it cannot follow
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // there are no arrays of a parameterized type
    private static Frame<SourceValue>[] noFrames() {
        return new Frame[0];
    }

    private Frame<SourceValue> frame(AbstractInsnNode insn) {
        int at = method.instructions.indexOf(insn);
        return at < frames.length ? frames[at] : null;
    }

    /** Where the place's instruction is in a method; −1 if the method has none with that number on that line. */
    private static int index(MethodNode m, Loc place) {
        int line = -1;
        int number = 0;
        for (int k = 0; k < m.instructions.size(); k++) {
            AbstractInsnNode n = m.instructions.get(k);
            if (n instanceof LineNumberNode l) {
                line = l.line;
            } else if (n.getOpcode() >= 0 && number++ == place.insn()) {
                return line == place.line() ? k : -1;
            }
        }
        return -1;
    }

    /**
     * An operand is known by the instruction that pushed it, wherever it was copied on the stack. Which of several pushed it is not asked, as in the JVM: with
     * sets of them a method with many jumps takes minutes.
     */
    private static final class Sources extends SourceInterpreter {
        /** In place of two instructions or more. */
        private static final Set<AbstractInsnNode> SEVERAL = Set.of(new LabelNode(), new LabelNode());

        Sources() {
            super(Opcodes.ASM9);
        }

        @Override
        public SourceValue copyOperation(AbstractInsnNode insn, SourceValue value) {
            return insn instanceof VarInsnNode ? super.copyOperation(insn, value) : value;
        }

        @Override
        public SourceValue unaryOperation(AbstractInsnNode insn, SourceValue value) {
            return insn.getOpcode() == Opcodes.CHECKCAST ? value : super.unaryOperation(insn, value);
        }

        @Override
        public SourceValue merge(SourceValue a, SourceValue b) {
            int size = Math.min(a.size, b.size);
            if (a.insns.equals(b.insns)) {
                return a.size == size ? a : b;
            }
            return a.insns == SEVERAL && a.size == size ? a : new SourceValue(size, SEVERAL);
        }
    }

    private String message(AbstractInsnNode at, Frame<SourceValue> frame) {
        String action = action(at);
        if (action == null) {
            return null;
        }
        SourceValue reference = frame.getStack(frame.getStackSize() - 1 - above(at));
        AbstractInsnNode made = source(reference);
        String cause = made == null ? null : describe(made, DEEPEST, false);
        if (cause == null) {
            return action;
        }
        String words = made instanceof MethodInsnNode ? RETURN_VALUE : "\"";
        return action + " because " + words + cause + "\" is null";
    }

    /** What the instruction could not do. */
    private static String action(AbstractInsnNode at) {
        int op = at.getOpcode();
        String element = element(op);
        if (element != null) {
            boolean load = op <= Opcodes.SALOAD;
            return "Cannot " + (load ? "load from " : "store to ") + element + " array";
        }
        return switch (op) {
            case Opcodes.ARRAYLENGTH -> "Cannot read the array length";
            case Opcodes.ATHROW -> "Cannot throw exception";
            case Opcodes.MONITORENTER -> "Cannot enter synchronized block";
            case Opcodes.MONITOREXIT -> "Cannot exit synchronized block";
            case Opcodes.GETFIELD -> "Cannot read field \"" + ((FieldInsnNode) at).name + "\"";
            case Opcodes.PUTFIELD -> "Cannot assign field \"" + ((FieldInsnNode) at).name + "\"";
            case Opcodes.INVOKEVIRTUAL, Opcodes.INVOKEINTERFACE, Opcodes.INVOKESPECIAL -> {
                MethodInsnNode m = (MethodInsnNode) at;
                if (m.name.equals("<init>")) {
                    yield null;
                }
                yield "Cannot invoke \"" + called(m) + "\"";
            }
            default -> null;
        };
    }

    /** What the arrays hold that the instruction accesses; null if it accesses none. */
    private static String element(int op) {
        return switch (op) {
            case Opcodes.IALOAD, Opcodes.IASTORE -> "int";
            case Opcodes.FALOAD, Opcodes.FASTORE -> "float";
            case Opcodes.AALOAD, Opcodes.AASTORE -> "object";
            case Opcodes.BALOAD, Opcodes.BASTORE -> "byte/boolean";
            case Opcodes.CALOAD, Opcodes.CASTORE -> "char";
            case Opcodes.SALOAD, Opcodes.SASTORE -> "short";
            case Opcodes.LALOAD, Opcodes.LASTORE -> "long";
            case Opcodes.DALOAD, Opcodes.DASTORE -> "double";
            default -> null;
        };
    }

    /** How many operands are above the reference that was null. */
    private static int above(AbstractInsnNode at) {
        int op = at.getOpcode();
        if (element(op) != null) {
            return op <= Opcodes.SALOAD ? 1 : 2;
        }
        if (op == Opcodes.PUTFIELD) {
            return 1;
        }
        return at instanceof MethodInsnNode m ? Type.getArgumentTypes(m.desc).length : 0;
    }

    private static AbstractInsnNode source(SourceValue value) {
        return value.insns.size() == 1 ? value.insns.iterator().next() : null;
    }

    /** The operand {@code above} below the top of the stack, in words; null if there are none for it. */
    private String operand(AbstractInsnNode at, int above, int depth, boolean index) {
        Frame<SourceValue> frame = depth <= 0 ? null : frame(at);
        AbstractInsnNode made = frame == null ? null : source(frame.getStack(frame.getStackSize() - 1 - above));
        return made == null ? null : describe(made, depth, index);
    }

    /** What an instruction pushes, as the program's text would say it; null if there are no words for it. */
    private String describe(AbstractInsnNode made, int depth, boolean index) {
        int op = made.getOpcode();
        if (op >= Opcodes.ICONST_M1 && op <= Opcodes.ICONST_5) {
            return Integer.toString(op - Opcodes.ICONST_0);
        }
        return switch (op) {
            case Opcodes.ACONST_NULL -> "null";
            case Opcodes.BIPUSH, Opcodes.SIPUSH -> Integer.toString(((IntInsnNode) made).operand);
            case Opcodes.ILOAD, Opcodes.ALOAD -> local((VarInsnNode) made);
            case Opcodes.GETSTATIC -> {
                FieldInsnNode f = (FieldInsnNode) made;
                yield className(f.owner) + "." + f.name;
            }
            case Opcodes.GETFIELD -> {
                String object = operand(made, 0, depth - 1, index);
                yield (object == null ? "" : object + ".") + ((FieldInsnNode) made).name;
            }
            case Opcodes.IALOAD, Opcodes.AALOAD -> {
                String array = operand(made, 1, depth - 1, index);
                String at = operand(made, 0, depth, true);
                yield (array == null ? "<array>" : array) + "[" + (at == null ? "..." : at) + "]";
            }
            case Opcodes.INVOKEVIRTUAL, Opcodes.INVOKEINTERFACE, Opcodes.INVOKESPECIAL, Opcodes.INVOKESTATIC ->
                called((MethodInsnNode) made);
            default -> null;
        };
    }

    private String local(VarInsnNode load) {
        int at = method.instructions.indexOf(load);
        for (LocalVariableNode v :
                method.localVariables == null ? List.<LocalVariableNode>of() : method.localVariables) {
            if (v.index == load.var
                    && method.instructions.indexOf(v.start) <= at
                    && at < method.instructions.indexOf(v.end)) {
                return v.name;
            }
        }
        boolean isStatic = (method.access & Opcodes.ACC_STATIC) != 0;
        boolean isParameter =
                frame(load) != null && frame(load).getLocal(load.var).insns.isEmpty();
        if (!isStatic && load.var == 0 && isParameter) {
            return "this";
        }
        int slot = isStatic ? 0 : 1;
        int number = 1;
        for (Type t : Type.getArgumentTypes(method.desc)) {
            if (isParameter && load.var >= slot && load.var < slot + t.getSize()) {
                return "<parameter" + number + ">";
            }
            slot += t.getSize();
            number++;
        }
        return "<local" + load.var + ">";
    }

    private static String called(MethodInsnNode m) {
        StringBuilder out =
                new StringBuilder(className(m.owner)).append('.').append(m.name).append('(');
        String sep = "";
        for (Type t : Type.getArgumentTypes(m.desc)) {
            out.append(sep).append(wellKnown(t.getClassName()));
            sep = ", ";
        }
        return out.append(')').toString();
    }

    private static String className(String internalName) {
        return wellKnown(Type.getObjectType(internalName).getClassName());
    }

    /** The JVM leaves the package of two classes out. */
    private static String wellKnown(String name) {
        return name.replaceFirst("^java\\.lang\\.(Object|String)(?![A-Za-z0-9_$.])", "$1");
    }
}
