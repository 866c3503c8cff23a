package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Edge;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Print;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.ir.analysis.Uses;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Block parameters that only get texts, or only lambdas, each made by an instruction that can be repeated where the reference is used:
 * a string constant, a concatenation, {@code String.valueOf}, a lambda, null.
 */
final class Recipes {
    /** Instructions that can make what the parameters hold; more are left alone. */
    private static final int MOST = 12;

    final Function function;
    final Uses uses;
    private final Hierarchy hierarchy;
    private final Map<Integer, List<Incoming>> incoming;
    private final Set<Integer> params = new LinkedHashSet<>();
    /** Casts of the parameters, and the parameters themselves, by the parameter. */
    private final Map<Integer, Integer> names = new LinkedHashMap<>();

    private final List<Insn> sites = new ArrayList<>();

    private Recipes(Function function, Hierarchy hierarchy, Uses uses, Map<Integer, List<Incoming>> incoming) {
        this.function = function;
        this.hierarchy = hierarchy;
        this.uses = uses;
        this.incoming = incoming;
    }

    /** The first such parameters of a function that flow into each other and can all be replaced; null if there are none. */
    static Recipes next(Function f, Hierarchy hierarchy) {
        Uses uses = Uses.of(f);
        Map<Integer, List<Incoming>> incoming = Incoming.of(f);
        Set<Integer> seen = new LinkedHashSet<>();
        for (Map.Entry<Integer, List<Incoming>> e : incoming.entrySet()) {
            int p = e.getKey();
            boolean starts = f.typeOf(p).kind() == Type.Kind.OBJECT
                    && !seen.contains(p)
                    && e.getValue().stream()
                            .anyMatch(in -> isRecipe(uses.insn(in.value())) || isBox(uses.insn(in.value())));
            if (starts) {
                Recipes r = new Recipes(f, hierarchy, uses, incoming);
                boolean closed = r.collect(p);
                seen.addAll(r.params);
                if (closed && r.areReplaceable()) {
                    ShownArrays shown = new ShownArrays(f, uses, incoming);
                    List<Insn> texts = r.sites.stream().filter(Facts::isText).toList();
                    boolean captured = false;
                    for (Insn t : texts) {
                        captured |= shown.capture(t);
                    }
                    if (captured) {
                        return next(f, hierarchy);
                    } else if (texts.stream().noneMatch(shown::mayChange)) {
                        return r;
                    }
                }
            }
        }
        return null;
    }

    Set<Integer> params() {
        return params;
    }

    /** What makes the values, each once. */
    List<Insn> sites() {
        return sites;
    }

    /** What a recipe takes from where it stands: its operands, those of an array or a lambda in place of that. */
    int[] operands(Insn site) {
        return Arrays.stream(site.args())
                .flatMap(v -> {
                    Insn part = partOf(v);
                    return part == null ? IntStream.of(v) : Arrays.stream(operands(part));
                })
                .toArray();
    }

    /**
     * The instruction that makes an operand which is made anew with its recipe, null for another: an array, or a lambda that the recipe captures, as that
     * of {@code f.andThen(g)} does. Were one of two such lambdas passed on instead, the choice would be left where it is, and each of its uses two.
     */
    Insn partOf(int value) {
        Insn made = uses.insn(value);
        return made != null && (Facts.isArrayOf(made) || made.op() == Op.LAMBDA) ? made : null;
    }

    List<Incoming> incoming(int param) {
        return incoming.get(param);
    }

    /** The parameter that a value is or is a cast of; null if none. */
    Integer param(int value) {
        return names.get(value);
    }

    Set<Integer> names() {
        return names.keySet();
    }

    /** Number of the recipe that makes a value. */
    int site(int value) {
        Insn made = uses.insn(base(value));
        for (int k = 0; k < sites.size(); k++) {
            if (same(sites.get(k), made)) {
                return k;
            }
        }
        throw new IllegalStateException("no recipe makes %" + value);
    }

    /** The value that this one is a cast of. */
    int base(int value) {
        int v = value;
        while (uses.insn(v) != null && uses.insn(v).op() == Op.CHECK_CAST) {
            v = uses.insn(v).arg(0);
        }
        return v;
    }

    private static boolean same(Insn a, Insn b) {
        boolean constants = a.op() == Op.CONST && b.op() == Op.CONST;
        return constants ? Objects.equals(a.attr(), b.attr()) : a.result() == b.result();
    }

    private static boolean isNull(Insn i) {
        return i.op() == Op.CONST && i.attr() == null;
    }

    private static boolean isRecipe(Insn i) {
        return i != null && (isText(i) || i.op() == Op.LAMBDA);
    }

    private static boolean isText(Insn i) {
        return (i.op() == Op.CONST && i.attr() instanceof String) || Messages.isConcat(i) || Facts.isText(i);
    }

    private boolean collect(int first) {
        Deque<Integer> work = new ArrayDeque<>();
        add(first, work);
        while (!work.isEmpty()) {
            int p = work.pop();
            if (function.params().contains(p) || !incoming.containsKey(p)) {
                return false;
            }
            for (Incoming in : incoming.get(p)) {
                int base = base(in.value());
                Insn made = uses.insn(base);
                if (made == null) {
                    add(base, work);
                } else if (isRecipe(made) || Facts.isBox(made) || isNull(made)) {
                    if (sites.stream().noneMatch(s -> same(s, made))) {
                        sites.add(made);
                    }
                } else {
                    return false;
                }
            }
            if (!follow(p, p, work) || sites.size() > MOST) {
                return false;
            }
        }
        boolean texts = sites.stream().allMatch(s -> isText(s) || Facts.isBox(s) || isNull(s));
        boolean lambdas = sites.stream().allMatch(s -> s.op() == Op.LAMBDA || isNull(s));
        return (texts || lambdas) && sites.size() > 1 && !feedsItself();
    }

    private void add(int param, Deque<Integer> work) {
        if (params.add(param)) {
            names.put(param, param);
            work.push(param);
        }
    }

    /** Takes in the casts of a reference and the parameters that it is passed to. */
    private boolean follow(int value, int param, Deque<Integer> work) {
        for (Uses.Use u : uses.of(value)) {
            if (u.insn() != null && u.insn().op() == Op.CHECK_CAST) {
                names.put(u.insn().result(), param);
                if (!follow(u.insn().result(), param, work)) {
                    return false;
                }
            } else if (u.edge() >= 0) {
                Edge edge = function.block(u.block()).term().edges().get(u.edge());
                add(function.block(edge.target()).params().get(u.operand()), work);
            }
        }
        return true;
    }

    /** Whether a text is made of one of the parameters, as in a loop that appends: it has no longest form. */
    private boolean feedsItself() {
        Deque<Integer> work = new ArrayDeque<>();
        Set<Integer> seen = new LinkedHashSet<>();
        sites.forEach(s -> Arrays.stream(s.args()).forEach(work::add));
        while (!work.isEmpty()) {
            int v = work.pop();
            if (!seen.add(v) || !function.typeOf(v).isReference()) {
                continue;
            }
            if (params.contains(v)) {
                return true;
            }
            Insn made = uses.insn(v);
            if (made != null) {
                Arrays.stream(made.args()).forEach(work::add);
            } else {
                incoming.getOrDefault(v, List.of()).forEach(in -> work.add(in.value()));
            }
        }
        return false;
    }

    private static boolean isBox(Insn i) {
        return i != null && Facts.isBox(i);
    }

    private static boolean shows(Insn i) {
        return i != null
                && (Facts.isText(i)
                        || Messages.isConcat(i)
                        || Facts.isArrayOf(i)
                        || Print.isCall(i)
                        || Throwables.isConstructor(i));
    }

    /** Whether every use is by an instruction of which there can be one for each recipe. */
    private boolean areReplaceable() {
        boolean shown =
                names.keySet().stream().anyMatch(v -> uses.of(v).stream().anyMatch(u -> shows(u.insn())));
        if (!shown && sites.stream().noneMatch(Recipes::isRecipe)) {
            return false; // wrapper objects that only give their numbers are taken apart
        }
        for (int v : names.keySet()) {
            for (Uses.Use u : uses.of(v)) {
                if (u.edge() < 0 && (u.insn() == null || !isRepeatable(u.insn(), u.operand()))) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean isRepeatable(Insn i, int operand) {
        return switch (i.op()) {
            case CHECK_CAST -> sites.stream().allMatch(s -> fits(s, i.type()));
            case CHECK_NULL, INSTANCEOF, LAMBDA -> true;
            case CMP -> isConstant(i.arg(1 - operand));
            case CALL ->
                Throwables.isConstructor(i)
                        || Messages.isConcat(i)
                        || Facts.isText(i)
                        || Facts.isArrayOf(i)
                        || Print.isCall(i)
                        || Facts.isOfString(i)
                        || (((Callee) i.attr()).function() == null && (operand == 0 || isOnOne(i)));
            default -> false;
        };
    }

    /** Whether the receiver of a call is one of these too, or what a call on one gives, as in {@code f.andThen(g).compose(f)}: neither shows before the other. */
    private boolean isOnOne(Insn call) {
        Insn at = call;
        while (at != null && (Linking.isOpen(at) || at.op() == Op.EXTRACT)) {
            int receiver = base(at.arg(0));
            if (names.containsKey(receiver)) {
                return true;
            }
            at = uses.insn(receiver);
        }
        return false;
    }

    private boolean fits(Insn site, Type type) {
        return isNull(site) || Boolean.TRUE.equals(hierarchy.isSubtype(site.type(), type));
    }

    private boolean isConstant(int value) {
        return uses.insn(value) != null && uses.insn(value).op() == Op.CONST;
    }
}
