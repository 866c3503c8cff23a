package dev.adagent.transform.opt;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.Type;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The classes of the exceptions that functions give back, through calls and recursion: the least sets that contain what each function
 * makes and what the functions give back that it calls.
 */
final class ThrownTypes {
    private record Body(Function f, Defs defs, Map<Integer, List<Incoming>> incoming) {
        static Body of(Function f) {
            return new Body(f, Defs.of(f), Incoming.of(f));
        }
    }

    private final Hierarchy hierarchy;
    private final Map<String, Body> bodies = new HashMap<>();
    private final Map<String, Set<Type>> given = new LinkedHashMap<>();
    private final Set<String> visited = new HashSet<>();
    private boolean known;

    ThrownTypes(Hierarchy hierarchy) {
        this.hierarchy = hierarchy;
    }

    /** Whether an instruction takes an exception out of what a call gave back. */
    static boolean isException(Insn i, Defs defs) {
        return i.op() == Op.EXTRACT
                && i.type().equals(Type.object(ExceptionFields.THROWABLE))
                && defs.is(i.arg(0), Op.CALL);
    }

    /** The classes that the exception of a call's result may have, or null if they are not known. */
    Set<Type> of(Function f, Insn extracted) {
        bodies.put(f.name(), Body.of(f));
        int before = -1;
        while (true) {
            known = true;
            visited.clear();
            Set<Type> out = new LinkedHashSet<>();
            extracted(bodies.get(f.name()), extracted, out);
            int size = out.size() + given.values().stream().mapToInt(Set::size).sum();
            if (!known || size == before) {
                return known ? out : null;
            }
            before = size;
        }
    }

    private void collect(Body b, int value, Set<Integer> seen, Set<Type> out) {
        if (!seen.add(value) || !known) {
            return;
        }
        Insn d = b.defs().insn(value);
        if (d == null) {
            List<Incoming> ways = b.incoming().get(value);
            known = ways != null;
            if (known) {
                ways.forEach(in -> collect(b, in.value(), seen, out));
            }
        } else if (d.op() == Op.CHECK_CAST) {
            Set<Type> all = new LinkedHashSet<>();
            collect(b, d.arg(0), new HashSet<>(seen), all);
            all.stream()
                    .filter(t -> !Boolean.FALSE.equals(hierarchy.isSubtype(t, d.type())))
                    .forEach(out::add);
        } else if (d.op() == Op.NEW) {
            out.add(d.type());
        } else if (isException(d, b.defs())) {
            extracted(b, d, out);
        } else {
            known &= d.op() == Op.CONST && d.attr() == null;
        }
    }

    private void extracted(Body b, Insn extract, Set<Type> out) {
        Insn call = b.defs().insn(extract.arg(0));
        Callee callee = (Callee) call.attr();
        if (callee.function() != null) {
            given(callee.function(), out);
            return;
        }
        known &= Linking.isOpen(call);
        Set<Type> receivers = new LinkedHashSet<>();
        if (known) {
            collect(b, call.arg(0), new HashSet<>(), receivers);
        }
        for (Type t : receivers) {
            MethodKey m = known && !t.isArray() ? hierarchy.select(t.name(), callee.original()) : null;
            Callee target = m == null
                    ? null
                    : hierarchy.link(new Hierarchy.Target(t.name(), m), true, b.f().name(), call.loc());
            known &= target != null && target.function() != null;
            if (known) {
                given(target.function(), out);
            }
        }
    }

    private void given(String function, Set<Type> out) {
        Set<Type> own = given.computeIfAbsent(function, n -> new LinkedHashSet<>());
        if (visited.add(function)) {
            Function g = hierarchy.function(function);
            known &= g != null;
            Body b = known ? bodies.computeIfAbsent(function, n -> Body.of(g)) : null;
            for (Block block : known ? g.blocks() : List.<Block>of()) {
                if (block.term().kind() == Term.Kind.RET) {
                    Insn tuple = b.defs().insn(block.term().args()[0]);
                    known &= tuple != null && tuple.op() == Op.TUPLE;
                    if (known) {
                        collect(b, tuple.arg(tuple.args().length - 1), new HashSet<>(), own);
                    }
                }
            }
        }
        out.addAll(own);
    }
}
