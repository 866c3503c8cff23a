package dev.adagent.transform.link;

import dev.adagent.transform.link.LinkedClass.Member;
import dev.adagent.transform.link.Resolution.Unresolved;
import java.util.Set;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Resolves every name in one method's code, as the JVM would when each instruction runs (JVMS §6.5). */
final class CodeLinks extends MethodVisitor {
    private static final String RECOMPILE = "compile the app against the version of the library that it runs with";
    private static final String BOOTSTRAP = "name a bootstrap method that is there and public";
    private static final Set<String> LOOKUPS = Set.of("java/lang/invoke/MethodHandles$Lookup", "java/lang/Object");
    private static final String LOOKUP = "(Ljava/lang/invoke/MethodHandles$Lookup;";

    private final Resolution resolution;
    private final LinkedClass self;
    private final String method;
    private final Findings findings;
    private int line;

    CodeLinks(Resolution resolution, LinkedClass self, String method, Findings findings) {
        super(Opcodes.ASM9);
        this.resolution = resolution;
        this.self = self;
        this.method = method;
        this.findings = findings;
    }

    private void look(Findings.Lookup lookup) {
        findings.look(method, line, lookup);
    }

    @Override
    public void visitLineNumber(int l, Label start) {
        line = l;
    }

    @Override
    public void visitTypeInsn(int opcode, String type) {
        look(() -> {
            LinkedClass c = resolution.type(self, type);
            if (opcode == Opcodes.NEW && c.is(Opcodes.ACC_ABSTRACT)) {
                throw new Unresolved(
                        "the class " + Resolution.dotted(type) + " is abstract and is instantiated", RECOMPILE);
            }
        });
    }

    @Override
    public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
        look(() -> resolution.type(self, descriptor));
    }

    @Override
    public void visitTryCatchBlock(Label start, Label end, Label handler, String type) {
        if (type != null) {
            look(() -> {
                if (!resolution.isSubclass(resolution.type(self, type), "java/lang/Throwable")) {
                    throw new Unresolved(Resolution.dotted(type) + " is caught but is no Throwable", RECOMPILE);
                }
            });
        }
    }

    @Override
    public void visitFrame(int type, int locals, Object[] local, int stacks, Object[] stack) {
        frameTypes(locals, local);
        frameTypes(stacks, stack);
    }

    private void frameTypes(int count, Object[] types) {
        for (int i = 0; types != null && i < Math.min(count, types.length); i++) {
            if (types[i] instanceof String name) {
                look(() -> resolution.type(self, name));
            }
        }
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
        look(() -> {
            ClassLinks.types(resolution, Type.getType(descriptor));
            Member f = resolution.field(self, owner, name, descriptor);
            boolean isStatic = opcode == Opcodes.GETSTATIC || opcode == Opcodes.PUTSTATIC;
            staticness(f, isStatic, "the field ");
            boolean writes = opcode == Opcodes.PUTFIELD || opcode == Opcodes.PUTSTATIC;
            String initializer = isStatic ? "<clinit>" : "<init>";
            if (writes
                    && f.is(Opcodes.ACC_FINAL)
                    && !(f.owner().name.equals(self.name) && method.startsWith(initializer))) {
                throw new Unresolved(
                        "the final field " + name + " of " + Resolution.dotted(owner) + " is written", RECOMPILE);
            }
        });
    }

    @Override
    public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
        look(() -> {
            ClassLinks.types(resolution, Type.getMethodType(descriptor));
            Member m = resolution.method(self, owner, name, descriptor, isInterface);
            staticness(m, opcode == Opcodes.INVOKESTATIC, "the method ");
            if (opcode == Opcodes.INVOKESPECIAL && m.is(Opcodes.ACC_ABSTRACT)) {
                throw new Unresolved("the abstract method " + name + descriptor + " is called by super", RECOMPILE);
            }
        });
    }

    private static void staticness(Member m, boolean wanted, String kind) throws Unresolved {
        if (m.is(Opcodes.ACC_STATIC) != wanted) {
            throw new Unresolved(
                    kind + Resolution.dotted(m.owner().name) + "." + m.name() + " is " + (wanted ? "not " : "")
                            + "static",
                    RECOMPILE);
        }
    }

    @Override
    public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
        look(() -> ClassLinks.types(resolution, Type.getMethodType(descriptor)));
        look(() -> bootstrap(bootstrap, arguments, false));
        for (Object a : arguments) {
            look(() -> constant(a));
        }
    }

    @Override
    public void visitLdcInsn(Object value) {
        look(() -> constant(value));
    }

    private void constant(Object value) throws Unresolved {
        if (value instanceof Type t) {
            if (t.getSort() == Type.METHOD) {
                ClassLinks.types(resolution, t);
            } else {
                resolution.type(self, t.getInternalName());
            }
        } else if (value instanceof Handle h) {
            handle(h);
        } else if (value instanceof ConstantDynamic c) {
            ClassLinks.types(resolution, Type.getType(c.getDescriptor()));
            Object[] arguments = new Object[c.getBootstrapMethodArgumentCount()];
            for (int i = 0; i < arguments.length; i++) {
                arguments[i] = c.getBootstrapMethodArgument(i);
                constant(arguments[i]);
            }
            bootstrap(c.getBootstrapMethod(), arguments, true);
        }
    }

    /** A bootstrap method takes a lookup, a name, a type, and the static arguments (JVMS §5.4.3.6). */
    private void bootstrap(Handle h, Object[] arguments, boolean constant) throws Unresolved {
        Member m = handle(h);
        Type[] parameters = Type.getArgumentTypes(h.getDesc());
        String what = "the bootstrap method " + Resolution.dotted(h.getOwner()) + "." + h.getName() + h.getDesc();
        boolean constructor = h.getTag() == Opcodes.H_NEWINVOKESPECIAL;
        if (h.getTag() != Opcodes.H_INVOKESTATIC && !constructor) {
            throw new Unresolved(what + " is no static method", BOOTSTRAP);
        }
        boolean takesLookup = parameters.length > 0
                && parameters[0].getSort() == Type.OBJECT
                && LOOKUPS.contains(parameters[0].getInternalName());
        if (!takesLookup && !(m.is(Opcodes.ACC_VARARGS) && parameters.length == 1)
                || constant && !h.getDesc().startsWith(LOOKUP)) {
            throw new Unresolved(what + " does not begin with a lookup", BOOTSTRAP);
        }
        int given = 3 + arguments.length;
        if (m.is(Opcodes.ACC_VARARGS) ? given < parameters.length - 1 : given != parameters.length) {
            throw new Unresolved(what + " is given " + given + " arguments", BOOTSTRAP);
        }
    }

    private Member handle(Handle h) throws Unresolved {
        boolean isField = h.getTag() <= Opcodes.H_PUTSTATIC;
        Member m;
        if (isField) {
            ClassLinks.types(resolution, Type.getType(h.getDesc()));
            m = resolution.field(self, h.getOwner(), h.getName(), h.getDesc());
        } else {
            ClassLinks.types(resolution, Type.getMethodType(h.getDesc()));
            m = resolution.method(self, h.getOwner(), h.getName(), h.getDesc(), h.isInterface());
        }
        boolean isStatic = h.getTag() == Opcodes.H_GETSTATIC
                || h.getTag() == Opcodes.H_PUTSTATIC
                || h.getTag() == Opcodes.H_INVOKESTATIC;
        staticness(m, isStatic, isField ? "the field " : "the method ");
        return m;
    }
}
