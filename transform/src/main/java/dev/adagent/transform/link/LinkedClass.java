package dev.adagent.transform.link;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** What others see of a class: its place in the hierarchy and its members. */
final class LinkedClass {
    /** A field or method. */
    record Member(LinkedClass owner, String name, String descriptor, int access) {
        boolean is(int flag) {
            return (access & flag) != 0;
        }

        String key() {
            return key(name, descriptor);
        }

        static String key(String name, String descriptor) {
            return descriptor.startsWith("(") ? name + descriptor : name + ":" + descriptor;
        }
    }

    final Map<String, Member> members = new LinkedHashMap<>();
    final List<String> nestMembers = new ArrayList<>();
    final List<String> permitted = new ArrayList<>();
    String name;
    String superName;
    List<String> interfaces = List.of();
    String nestHost;
    int access;

    private LinkedClass() {}

    static LinkedClass of(byte[] classFile) {
        LinkedClass c = new LinkedClass();
        new ClassReader(classFile)
                .accept(c.new Collector(), ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        return c;
    }

    boolean is(int flag) {
        return (access & flag) != 0;
    }

    boolean isInterface() {
        return is(Opcodes.ACC_INTERFACE);
    }

    String packageName() {
        return JdkClasses.packageOf(name);
    }

    String nest() {
        return nestHost == null ? name : nestHost;
    }

    private final class Collector extends ClassVisitor {
        Collector() {
            super(Opcodes.ASM9);
        }

        @Override
        public void visit(int version, int flags, String n, String signature, String s, String[] i) {
            name = n;
            access = flags;
            superName = s;
            interfaces = i == null ? List.of() : List.of(i);
        }

        @Override
        public void visitNestHost(String host) {
            nestHost = host;
        }

        @Override
        public void visitNestMember(String member) {
            nestMembers.add(member);
        }

        @Override
        public void visitPermittedSubclass(String subclass) {
            permitted.add(subclass);
        }

        @Override
        public FieldVisitor visitField(int flags, String n, String descriptor, String signature, Object value) {
            add(new Member(LinkedClass.this, n, descriptor, flags));
            return null;
        }

        @Override
        public MethodVisitor visitMethod(int flags, String n, String descriptor, String signature, String[] e) {
            add(new Member(LinkedClass.this, n, descriptor, flags));
            return null;
        }

        private void add(Member m) {
            members.put(m.key(), m);
        }
    }
}
