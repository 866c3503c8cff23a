package dev.adagent.transform.lift;

import dev.adagent.overlay.DerivativeRule;
import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.RuleReader;
import dev.adagent.transform.ir.FieldRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AnnotationNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * The derivative rules that methods declare themselves, read from class files: {@code @DerivativeRules} names the class that holds them,
 * {@code @Inactive} says that there is none.
 */
public final class ClassRules {
    private static final String RULES = "Ldev/adagent/DerivativeRules;";
    private static final String INACTIVE = "Ldev/adagent/Inactive;";

    private final ClassSource source;
    private final Map<String, ClassNode> nodes = new HashMap<>();
    private final Map<MethodKey, List<DerivativeRule>> known = new HashMap<>();

    public ClassRules(ClassSource source) {
        this.source = source;
    }

    /**
     * The rules that the method's annotations give it; perhaps none.
     *
     * @throws LiftException if the class that they name is no class of rules
     */
    public List<DerivativeRule> rules(MethodKey method) {
        return Jdk.isJdk(method.owner()) ? List.of() : known.computeIfAbsent(method, this::read);
    }

    /** Whether the type is marked {@code @Inactive}. @param type internal name */
    public boolean isInactiveType(String type) {
        ClassNode c = Jdk.isJdk(type) ? null : node(type);
        return c != null
                && c.visibleAnnotations != null
                && c.visibleAnnotations.stream()
                        .anyMatch(a -> a.desc.equals(INACTIVE) && elements(a).get("owner") == null);
    }

    /** Whether a class of the app is an enum, or that of an enum constant with a body. @param type internal name */
    public boolean isEnum(String type) {
        return is(Opcodes.ACC_ENUM, type);
    }

    /** Whether a class is none of the app, or an interface: an object of it may be a lambda, an enum constant, a boxed number. @param type internal name */
    public boolean mayBeItsOwnShadow(String type) {
        return Jdk.isJdk(type) || is(Opcodes.ACC_INTERFACE, type);
    }

    private boolean is(int flag, String type) {
        ClassNode c = Jdk.isJdk(type) ? null : node(type);
        return c != null && (c.access & flag) != 0;
    }

    private List<DerivativeRule> read(MethodKey method) {
        ClassNode owner = node(method.owner());
        if (owner == null) {
            return List.of();
        }
        for (MethodNode m : owner.methods) {
            if (m.name.equals(method.name()) && m.desc.equals(method.descriptor()) && m.visibleAnnotations != null) {
                for (AnnotationNode a : m.visibleAnnotations) {
                    if (a.desc.equals(INACTIVE)) {
                        return List.of(new DerivativeRule.Inactive());
                    } else if (a.desc.equals(RULES)) {
                        return named(method, ((Type) elements(a).get("value")).getInternalName());
                    }
                }
            }
        }
        return List.of();
    }

    private List<DerivativeRule> named(MethodKey method, String rules) {
        ClassNode c = node(rules);
        try {
            if (c == null) {
                throw new IllegalArgumentException("the class file of " + rules.replace('/', '.') + " is not found");
            }
            List<Declared> methods =
                    c.methods.stream().map(m -> new Declared(c, m)).toList();
            return RuleReader.read(methods, this::result).stream()
                    .filter(e -> e.method().equals(method))
                    .map(RuleReader.Entry::rule)
                    .sorted(Comparator.comparingInt(
                                    (DerivativeRule r) -> -r.constants().size())
                            .thenComparing(DerivativeRule::toString))
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new LiftException(
                    "@DerivativeRules(" + rules.replace('/', '.') + ".class) on " + method,
                    e.getMessage(),
                    "correct the class of rules",
                    List.of(new dev.adagent.transform.ir.Loc(method.owner(), method.name(), null, -1, null)));
        }
    }

    private String result(String owner, String name, String parameters, boolean instance) {
        ClassNode c = node(owner);
        if (c != null) {
            for (MethodNode m : c.methods) {
                boolean isStatic = (m.access & Opcodes.ACC_STATIC) != 0;
                if (m.name.equals(name)
                        && isStatic != instance
                        && (m.access & Opcodes.ACC_BRIDGE) == 0
                        && m.desc.startsWith("(" + parameters + ")")) {
                    return m.desc.substring(m.desc.indexOf(')') + 1);
                }
            }
        }
        return null;
    }

    /** The components of a record, in order; empty if the class is no record. */
    public List<FieldRef> components(String type) {
        ClassNode c = node(type);
        List<FieldRef> out = new ArrayList<>();
        if (c != null && c.recordComponents != null) {
            c.recordComponents.forEach(r -> out.add(new FieldRef(type, r.name, r.descriptor)));
        }
        return out;
    }

    /** The instance fields of a class, those of its superclasses first; null if a class among them is not found. */
    public List<FieldRef> fields(String type) {
        List<FieldRef> out = new ArrayList<>();
        for (String c = type; !"java/lang/Object".equals(c); c = node(c).superName) {
            if (c == null || node(c) == null) {
                return null;
            }
            List<FieldRef> own = new ArrayList<>();
            for (var f : node(c).fields) {
                if ((f.access & org.objectweb.asm.Opcodes.ACC_STATIC) == 0) {
                    own.add(new FieldRef(c, f.name, f.desc));
                }
            }
            out.addAll(0, own);
        }
        return out;
    }

    private ClassNode node(String name) {
        if (!nodes.containsKey(name)) {
            byte[] bytes = source.find(name);
            ClassNode n = null;
            if (bytes != null) {
                n = new ClassNode();
                new ClassReader(bytes)
                        .accept(n, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
            }
            nodes.put(name, n);
        }
        return nodes.get(name);
    }

    private static Map<String, Object> elements(AnnotationNode a) {
        Map<String, Object> out = new HashMap<>();
        for (int k = 0; a.values != null && k < a.values.size(); k += 2) {
            out.put((String) a.values.get(k), a.values.get(k + 1));
        }
        return out;
    }

    /** A method as its class file shows it. */
    private record Declared(ClassNode owner, MethodNode method) implements RuleReader.Declared {
        @Override
        public MethodKey key() {
            return new MethodKey(owner.name, method.name, method.desc);
        }

        @Override
        public boolean isStatic() {
            return (method.access & Opcodes.ACC_STATIC) != 0;
        }

        @Override
        public Map<String, Object> annotation(String name) {
            String descriptor = "L" + name.replace('.', '/') + ";";
            for (AnnotationNode a :
                    method.visibleAnnotations == null ? List.<AnnotationNode>of() : method.visibleAnnotations) {
                if (a.desc.equals(descriptor)) {
                    Map<String, Object> out = elements(a);
                    out.replaceAll((k, v) -> v instanceof Type t ? t.getInternalName() : v);
                    return out;
                }
            }
            return null;
        }

        @Override
        public boolean isMarked(int parameter, String annotation) {
            List<AnnotationNode>[] all = method.visibleParameterAnnotations;
            return all != null
                    && parameter < all.length
                    && all[parameter] != null
                    && all[parameter].stream().anyMatch(a -> a.desc.equals("L" + annotation.replace('.', '/') + ";"));
        }
    }
}
