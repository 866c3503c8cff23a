package dev.adagent.transform.lift;

import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.MethodTable;
import dev.adagent.overlay.Overlay;
import dev.adagent.overlay.TableView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Which entry of the job's view holds for a call. A call that means one method takes the entry of that method. A virtual call takes the
 * entry of the method that the receiver's class selects (JVMS §5.4.6), or one that holds for subclasses and is overridden by it; the
 * topmost table with either wins. Where the receiver's class is open, only entries that hold for all of its subclasses are full matches;
 * entries for some of its subclasses are partial ones, told apart by the receiver's class.
 */
final class OverlayLookup {
    /**
     * What holds for some receivers.
     *
     * @param receiver their class, or null for all that no case before took
     */
    record Case(String receiver, TableView.Match match) {}

    /** What holds cannot be told. */
    static final class Ambiguous extends RuntimeException {
        private static final long serialVersionUID = 1L;

        final transient String why;
        final transient String hint;

        Ambiguous(String why, String hint) {
            super(why, null, false, false);
            this.why = why;
            this.hint = hint;
        }
    }

    private final TableView view;
    private final ClassPool pool;
    private final ClassRules declared;

    OverlayLookup(TableView view, ClassPool pool, ClassRules declared) {
        this.declared = declared;
        this.view = view;
        this.pool = pool;
    }

    /**
     * What the view has in place of exactly this method, bodies followed to their end; null if nothing.
     *
     * @param caller the method with the call, in which its own entry does not hold
     */
    TableView.Match exact(MethodKey method, MethodKey caller) {
        TableView.Match match = followed(view.lookup(method, caller));
        if (match == null && !declared.rules(method).isEmpty()) {
            // as for a method with rules in a table: it stands for itself
            return new TableView.Match(new Overlay.Body(method), "of " + method.owner());
        }
        return match;
    }

    private TableView.Match followed(TableView.Match first) {
        TableView.Match match = first;
        Set<MethodKey> seen = new HashSet<>();
        while (match != null && match.overlay() instanceof Overlay.Body body && seen.add(body.method())) {
            TableView.Match next = view.lookup(body.method(), body.method());
            if (next == null) {
                return match;
            }
            match = next;
        }
        return match;
    }

    /** Whether any table says something of this method, of one that it overrides, or of one that overrides it. */
    boolean mentioned(String receiver, MethodKey named) {
        for (MethodTable t : view.tables()) {
            for (MethodKey k : t.withSignature(named.name(), named.descriptor())) {
                if (pool.exists(k.owner())
                        && (pool.isSubclass(receiver, k.owner()) || pool.isSubclass(k.owner(), receiver))) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * What the view has in place of the method that receivers of one class select, null if nothing.
     *
     * @param receiver the class
     * @param selected the method, by the class that declares it
     * @throws Ambiguous if two entries of one table hold, neither for a subclass of the other's class
     */
    TableView.Match selected(String receiver, MethodKey selected, MethodKey caller) {
        for (MethodTable t : view.tables()) {
            TableView.Match m = TableView.in(t, selected, caller);
            m = m != null ? m : inherited(t, receiver, selected, caller);
            if (m != null) {
                return followed(m);
            }
        }
        return exact(selected, caller);
    }

    /** The entry for the nearest method above the receiver's class that holds for subclasses, or null. */
    private TableView.Match inherited(MethodTable table, String receiver, MethodKey named, MethodKey caller) {
        MethodKey best = null;
        for (MethodKey k : table.withSignature(named.name(), named.descriptor())) {
            boolean holds = table.holdsForSubclasses(k)
                    && pool.isSubclass(receiver, k.owner())
                    && isOverridable(k, receiver)
                    && TableView.in(table, k, caller) != null;
            if (holds && best != null && !pool.isSubclass(best.owner(), k.owner())) {
                if (!pool.isSubclass(k.owner(), best.owner())) {
                    throw new Ambiguous(
                            "table " + table.name() + " has two entries for a receiver of class "
                                    + receiver.replace('/', '.') + ": " + k + " by " + table.lookup(k) + ", and " + best
                                    + " by " + table.lookup(best),
                            "give " + receiver.replace('/', '.') + " an entry of its own");
                }
                best = k;
            } else if (holds && best == null) {
                best = k;
            }
        }
        return best == null ? null : TableView.in(table, best, caller);
    }

    /** Whether a method of the receiver's class can override this one (JVMS §5.4.5). */
    private boolean isOverridable(MethodKey k, String receiver) {
        ClassPool.Resolved r = pool.method(k.owner(), k.name(), k.descriptor());
        if (r == null || r.is(Opcodes.ACC_STATIC | Opcodes.ACC_PRIVATE)) {
            return false;
        }
        return r.is(Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED)
                || MethodSelection.packageOf(k.owner()).equals(MethodSelection.packageOf(receiver));
    }

    /**
     * What holds for receivers of an open class: cases by subclass, and last, with a null class, a full match if there is one.
     *
     * @throws Ambiguous if a case depends on classes that are not known
     */
    List<Case> open(String type, MethodKey named, MethodKey caller) {
        List<Case> cases = new ArrayList<>();
        for (MethodTable t : view.tables()) {
            List<MethodKey> below = new ArrayList<>();
            for (MethodKey k : t.withSignature(named.name(), named.descriptor())) {
                boolean sub = !k.owner().equals(type) && pool.exists(k.owner()) && pool.isSubclass(k.owner(), type);
                boolean taken = cases.stream().anyMatch(c -> pool.isSubclass(k.owner(), c.receiver()));
                if (sub && !taken && TableView.in(t, k, caller) != null && takesReceiver(t, k, caller)) {
                    below.add(k);
                }
            }
            below.sort((a, b) -> Integer.compare(depth(b.owner()), depth(a.owner())));
            for (MethodKey k : below) {
                requireWhole(t, k);
                cases.add(new Case(k.owner(), followed(TableView.in(t, k, caller))));
            }
            TableView.Match rest = inherited(t, type, named, caller);
            if (rest != null) {
                cases.add(new Case(null, followed(rest)));
                return cases;
            }
        }
        return cases;
    }

    /**
     * Whether the body in place of a method takes an object of the method's class. One that takes another class, which stands for it in compiled
     * code, is not run for an object that has the method's class: such come from outside.
     */
    private boolean takesReceiver(MethodTable table, MethodKey method, MethodKey caller) {
        if (!(TableView.in(table, method, caller).overlay() instanceof Overlay.Body body)) {
            return true;
        }
        Type[] taken = Type.getArgumentTypes(body.method().descriptor());
        int own = Type.getArgumentTypes(method.descriptor()).length;
        return taken.length == own
                || taken[0].getSort() != Type.OBJECT
                || pool.isSubclass(method.owner(), taken[0].getInternalName());
    }

    /** How many types are above a class: more than above any of those types. */
    private int depth(String type) {
        return pool.supertypes(type).size();
    }

    private void requireWhole(MethodTable table, MethodKey k) {
        ClassPool.Resolved r = pool.method(k.owner(), k.name(), k.descriptor());
        boolean leaf = pool.isFinal(k.owner()) || (r != null && r.is(Opcodes.ACC_FINAL));
        if (!leaf && !table.holdsForSubclasses(k)) {
            throw new Ambiguous(
                    "the receiver may be a " + k.owner().replace('/', '.') + ", whose method table " + table.name()
                            + " replaces by " + table.lookup(k) + ", or of a class that overrides it",
                    "write subclasses = true at that entry if it holds for these too, or make the class final");
        }
    }
}
