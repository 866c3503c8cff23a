package dev.adagent.transform.link;

import dev.adagent.transform.lift.Marker;
import org.objectweb.asm.Type;

/**
 * Resolves what the constant pool names, whether or not anything uses it: linkers, shrinkers and dependency analysers read the pool. Of
 * members only the existence is asked here, the rest at their uses.
 */
final class PoolLinks {
    private final Resolution resolution;
    private final Findings findings;
    private final Pool pool;

    PoolLinks(Resolution resolution, Findings findings, byte[] classFile) {
        this.resolution = resolution;
        this.findings = findings;
        this.pool = new Pool(classFile);
    }

    void check(LinkedClass self) {
        for (int i = 1; i < pool.size(); i++) {
            int index = i;
            switch (pool.tag(i)) {
                case Pool.CLASS -> named(pool.className(i));
                case Pool.FIELD ->
                    findings.lookAnywhere(() -> resolution.field(
                            self, pool.className(pool.first(index)), pool.name(index), pool.descriptor(index)));
                case Pool.METHOD, Pool.INTERFACE_METHOD ->
                    findings.lookAnywhere(() -> resolution.method(
                            self,
                            pool.className(pool.first(index)),
                            pool.name(index),
                            pool.descriptor(index),
                            pool.tag(index) == Pool.INTERFACE_METHOD));
                case Pool.METHOD_TYPE -> types(pool.utf8(pool.first(index)));
                case Pool.NAME_AND_TYPE -> types(pool.utf8(pool.second(index)));
                default -> {
                    // Names nothing.
                }
            }
        }
    }

    private void named(String name) {
        if (name.equals(Marker.OWNER)) {
            findings.add(
                    null,
                    0,
                    "it names the compiler's marker " + Resolution.dotted(name),
                    "this is a fault of adagent: report it with the class");
        }
        types(name.startsWith("[") ? name : "L" + name + ";");
    }

    private void types(String descriptor) {
        Type t = Type.getType(descriptor);
        findings.lookAnywhere(() -> ClassLinks.types(resolution, t));
    }
}
