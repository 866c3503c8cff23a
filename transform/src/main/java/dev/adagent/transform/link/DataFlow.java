package dev.adagent.transform.link;

import java.util.List;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicValue;
import org.objectweb.asm.tree.analysis.SimpleVerifier;
import org.objectweb.asm.util.CheckClassAdapter;

/** Whether code is well-typed: ASM's structural checks, and its data-flow analysis on a hierarchy that is read from class files. */
final class DataFlow {
    private static final String ADVICE =
            "the JVM would refuse the class: compile it anew, without tools that rewrite it";

    private DataFlow() {}

    static void check(byte[] classFile, Resolution resolution, Findings findings) {
        ClassNode node = new ClassNode();
        new ClassReader(classFile).accept(node, ClassReader.SKIP_FRAMES);
        Types types = new Types(node, resolution);
        for (MethodNode m : node.methods) {
            structure(node, m, findings);
            try {
                new Analyzer<>(types).analyze(node.name, m);
            } catch (AnalyzerException e) {
                findings.add(m.name + m.desc, line(e.node), firstLine(e), ADVICE);
            } catch (RuntimeException e) {
                findings.add(m.name + m.desc, 0, "its code cannot be analysed: " + firstLine(e), ADVICE);
            }
        }
    }

    /** The order and the operands of the visits, method by method, so that one fault does not hide another. */
    private static void structure(ClassNode node, MethodNode m, Findings findings) {
        ClassNode shell = new ClassNode();
        try {
            CheckClassAdapter check = new CheckClassAdapter(shell, false);
            check.visit(node.version, node.access, node.name, node.signature, node.superName, null);
            m.accept(check);
        } catch (RuntimeException e) {
            findings.add(m.name + m.desc, 0, "its code is malformed: " + firstLine(e), ADVICE);
        }
    }

    private static int line(AbstractInsnNode at) {
        for (AbstractInsnNode n = at; n != null; n = n.getPrevious()) {
            if (n instanceof LineNumberNode l) {
                return l.line;
            }
        }
        return 0;
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString());
    }

    /** ASM's verifier loads classes to compare them; this one reads them. What is missing is reported elsewhere, and fits here. */
    private static final class Types extends SimpleVerifier {
        private final Resolution resolution;

        Types(ClassNode node, Resolution resolution) {
            super(
                    Opcodes.ASM9,
                    Type.getObjectType(node.name),
                    node.superName == null ? null : Type.getObjectType(node.superName),
                    node.interfaces.stream().map(Type::getObjectType).toList(),
                    (node.access & Opcodes.ACC_INTERFACE) != 0);
            this.resolution = resolution;
        }

        @Override
        protected boolean isInterface(Type t) {
            LinkedClass c = t.getSort() == Type.OBJECT ? resolution.find(t.getInternalName()) : null;
            return c != null && c.isInterface();
        }

        @Override
        protected Type getSuperClass(Type t) {
            if (t.getSort() == Type.ARRAY) {
                return Type.getObjectType("java/lang/Object");
            }
            LinkedClass c = resolution.find(t.getInternalName());
            if (c == null) {
                return Type.getObjectType("java/lang/Object");
            }
            return c.superName == null ? null : Type.getObjectType(c.superName);
        }

        @Override
        protected boolean isSubTypeOf(BasicValue value, BasicValue expected) {
            Type to = expected.getType();
            Type from = value.getType();
            if (to == null || from == null || to.getSort() < Type.ARRAY || from.getSort() < Type.ARRAY) {
                return to != null && to.equals(from);
            }
            return from.equals(NULL_TYPE) || isAssignableFrom(to, from);
        }

        /** JVMS §4.10.1.2: an interface is treated as Object. */
        @Override
        protected boolean isAssignableFrom(Type to, Type from) {
            if (to.equals(from) || to.getInternalName().equals("java/lang/Object") || isInterface(to)) {
                return true;
            }
            if (to.getSort() == Type.ARRAY) {
                return from.getSort() == Type.ARRAY && arrays(to, from);
            }
            return from.getSort() == Type.OBJECT && fits(from.getInternalName(), to.getInternalName());
        }

        private boolean arrays(Type to, Type from) {
            Type a = Type.getType(to.getDescriptor().substring(1));
            Type b = Type.getType(from.getDescriptor().substring(1));
            boolean references = a.getSort() >= Type.ARRAY && b.getSort() >= Type.ARRAY;
            return references ? isAssignableFrom(a, b) : a.equals(b);
        }

        private boolean fits(String from, String to) {
            return List.of(from, to).stream().anyMatch(n -> resolution.find(n) == null)
                    || resolution.isSubtype(from, to);
        }
    }
}
