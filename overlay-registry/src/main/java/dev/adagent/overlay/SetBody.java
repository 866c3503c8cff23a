package dev.adagent.overlay;

import java.util.AbstractCollection;
import java.util.Collection;
import java.util.Set;

/** What the sets of compiled code are beside collections: equal where they have the same elements, as the JDK's are. */
abstract class SetBody extends AbstractCollection<Object> implements Set<Object> {
    @Override
    public final Object[] toArray() {
        return elements(this);
    }

    /** The elements of a collection; {@code AbstractCollection} mistrusts {@code size()}, and copies what it may find too long. */
    static Object[] elements(Collection<Object> of) {
        Object[] out = new Object[of.size()];
        int i = 0;
        for (Object o : of) {
            out[i++] = o;
        }
        return out;
    }

    @Override
    public final boolean equals(Object o) {
        return o == this || o instanceof Set<?> s && s.size() == size() && containsAll(s);
    }

    @Override
    public final int hashCode() {
        int h = 0;
        for (Object o : this) {
            h += o == null ? 0 : o.hashCode();
        }
        return h;
    }
}
