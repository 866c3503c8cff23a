package dev.adagent.transform.link;

import dev.adagent.transform.link.Resolution.Unresolved;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.RecordComponentVisitor;
import org.objectweb.asm.Type;

/** Resolves what a class names outside its methods' code, and gives each method's code to {@link CodeLinks}. */
final class ClassLinks extends ClassVisitor {
    private static final String HIERARCHY = "compile the app anew with all its classes";

    private final Resolution resolution;
    private final LinkedClass self;
    private final Findings findings;

    ClassLinks(Resolution resolution, LinkedClass self, Findings findings) {
        super(Opcodes.ASM9);
        this.resolution = resolution;
        this.self = self;
        this.findings = findings;
    }

    @Override
    public void visit(int version, int access, String name, String signature, String superName, String[] interfaces) {
        if (superName != null) {
            findings.look(null, 0, () -> superType(superName, false));
        }
        for (String i : self.interfaces) {
            findings.look(null, 0, () -> superType(i, true));
        }
    }

    private void superType(String name, boolean isInterface) throws Unresolved {
        LinkedClass c = resolution.type(self, name);
        String dotted = Resolution.dotted(name);
        if (c.isInterface() != isInterface && !(self.isInterface() && name.equals("java/lang/Object"))) {
            throw new Unresolved(dotted + (isInterface ? " is no interface" : " is an interface"), HIERARCHY);
        }
        if (c.is(Opcodes.ACC_FINAL)) {
            throw new Unresolved("its superclass " + dotted + " is final", HIERARCHY);
        }
        if (!c.permitted.isEmpty() && !c.permitted.contains(self.name)) {
            throw new Unresolved(dotted + " is sealed and does not permit it", HIERARCHY);
        }
    }

    @Override
    public void visitNestHost(String host) {
        findings.look(null, 0, () -> {
            if (!resolution.type(self, host).nestMembers.contains(self.name)) {
                throw new Unresolved("its nest host " + Resolution.dotted(host) + " does not name it", HIERARCHY);
            }
        });
    }

    @Override
    public void visitNestMember(String member) {
        findings.look(null, 0, () -> {
            if (!self.name.equals(resolution.type(self, member).nestHost)) {
                throw new Unresolved("its nest member " + Resolution.dotted(member) + " has another host", HIERARCHY);
            }
        });
    }

    @Override
    public void visitPermittedSubclass(String subclass) {
        findings.look(null, 0, () -> resolution.type(self, subclass));
    }

    @Override
    public RecordComponentVisitor visitRecordComponent(String name, String descriptor, String signature) {
        findings.look(null, 0, () -> types(resolution, Type.getType(descriptor)));
        return null;
    }

    @Override
    public FieldVisitor visitField(int access, String name, String descriptor, String signature, Object value) {
        findings.look(null, 0, () -> types(resolution, Type.getType(descriptor)));
        return null;
    }

    @Override
    public MethodVisitor visitMethod(int access, String name, String descriptor, String s, String[] exceptions) {
        String method = name + descriptor;
        findings.look(method, 0, () -> types(resolution, Type.getMethodType(descriptor)));
        if (exceptions != null) {
            for (String e : exceptions) {
                findings.look(method, 0, () -> resolution.type(self, e));
            }
        }
        return new CodeLinks(resolution, self, method, findings);
    }

    /** Types of a descriptor must exist; nothing asks for access to them. */
    static void types(Resolution resolution, Type t) throws Unresolved {
        if (t.getSort() == Type.METHOD) {
            for (Type argument : t.getArgumentTypes()) {
                types(resolution, argument);
            }
            types(resolution, t.getReturnType());
            return;
        }
        Type element = t.getSort() == Type.ARRAY ? t.getElementType() : t;
        if (element.getSort() == Type.OBJECT) {
            resolution.exists(element.getInternalName());
        }
    }
}
