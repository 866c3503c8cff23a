package dev.adagent.transform.link;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Opcodes;

/** What a rewritten class has that its original has not: a host copy gains no member and no supertype. */
final class Additions {
    private static final String ADVICE = "this is a fault of what rewrote the class: report it with the class";

    private Additions() {}

    static List<Finding> of(byte[] original, byte[] copy) {
        LinkedClass before = LinkedClass.of(original);
        LinkedClass after = LinkedClass.of(copy);
        Findings findings = new Findings(after.name);
        if (!before.name.equals(after.name)
                || before.access != after.access
                || !String.valueOf(before.superName).equals(String.valueOf(after.superName))
                || !before.interfaces.equals(after.interfaces)
                || !before.nestMembers.equals(after.nestMembers)
                || !before.permitted.equals(after.permitted)
                || !before.nest().equals(after.nest())) {
            findings.add(
                    null, 0, "the class has another name, modifiers, supertypes or nest than its original", ADVICE);
        }
        List<LinkedClass.Member> gone = new ArrayList<>(before.members.values());
        for (LinkedClass.Member m : after.members.values()) {
            LinkedClass.Member same = before.members.get(m.key());
            boolean isNative = m.is(Opcodes.ACC_NATIVE) && m.descriptor().startsWith("(");
            if (same == null) {
                findings.add(
                        null, 0, "the " + (isNative ? "native method " : "member ") + m.key() + " was added", ADVICE);
            } else if (same.access() != m.access()) {
                findings.add(null, 0, "the member " + m.key() + " has other modifiers than in the original", ADVICE);
            }
            gone.remove(same);
        }
        for (LinkedClass.Member m : gone) {
            findings.add(null, 0, "the member " + m.key() + " was removed", ADVICE);
        }
        return findings.all();
    }
}
