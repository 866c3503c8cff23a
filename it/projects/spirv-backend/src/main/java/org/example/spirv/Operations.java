package org.example.spirv;

import java.util.Set;
import java.util.TreeSet;

/**
 * LLVM assembly of operations that LLVM 20's SPIR-V back end does not do as Java wants them: {@code llvm.minimum} and {@code llvm.maximum}
 * become OpenCL's {@code fmin} and {@code fmax}, which drop a NaN; it has no saturating conversion to integers; it makes plain loads and
 * stores of atomic ones, a compare-and-swap through pointers of other types, which SPIR-V does not allow, and adds floating-point numbers
 * atomically by an extension alone.
 */
final class Operations {
    private Operations() {}

    /** Names of the operations, of which each is a function {@code example_NAME}. */
    static final Set<String> DEFINED = new TreeSet<>();

    static final String TEXT = make();

    private static String make() {
        StringBuilder b = new StringBuilder();
        for (String[] t : new String[][] {{"f32", "float", "i32"}, {"f64", "double", "i64"}}) {
            b.append(extremum("min", "olt", "or", t[0], t[1], t[2]));
            b.append(extremum("max", "ogt", "and", t[0], t[1], t[2]));
            b.append(convert(t[0], t[1], "i32", "0x41E0000000000000", "0xC1E0000000000000", "2147483647"));
            b.append(convert(t[0], t[1], "i64", "0x43E0000000000000", "0xC3E0000000000000", "9223372036854775807"));
        }
        b.append(atomics("i32", "j")).append(atomics("i64", "m"));
        b.append(add("f32", "float", "i32")).append(add("f64", "double", "i64"));
        return b.toString();
    }

    private static String function(String name, String result, String parameters, String body) {
        DEFINED.add(name);
        return "define " + result + " @example_" + name.replace('.', '_') + "(" + parameters
                + ") alwaysinline nounwind {\n" + body + "}\n";
    }

    /** {@code Math.min} and {@code Math.max}: a NaN wins, and −0 is below 0; of equal numbers only zeros differ, in their signs. */
    private static String extremum(String name, String better, String bits, String type, String llvm, String word) {
        return function(
                name + "." + type,
                llvm,
                llvm + " %a, " + llvm + " %b",
                """
                  %nan = fcmp uno $T %a, %b
                  %sum = fadd $T %a, %b
                  %same = fcmp oeq $T %a, %b
                  %ab = bitcast $T %a to $W
                  %bb = bitcast $T %b to $W
                  %zb = $BITS $W %ab, %bb
                  %z = bitcast $W %zb to $T
                  %better = fcmp $BETTER $T %a, %b
                  %other = select i1 %better, $T %a, $T %b
                  %number = select i1 %same, $T %z, $T %other
                  %r = select i1 %nan, $T %sum, $T %number
                  ret $T %r
                """.replace("$T", llvm)
                        .replace("$W", word)
                        .replace("$BITS", bits)
                        .replace("$BETTER", better));
    }

    /** JLS §5.1.3: towards zero; beyond the integers the nearest one; a NaN gives 0. */
    private static String convert(String type, String llvm, String to, String above, String below, String greatest) {
        return function(
                "convert." + type + "." + to,
                to,
                llvm + " %x",
                """
                  %high = fcmp oge $T %x, $ABOVE
                  %low = fcmp olt $T %x, $BELOW
                  %nan = fcmp uno $T %x, %x
                  %high_or_low = or i1 %high, %low
                  %out = or i1 %high_or_low, %nan
                  %safe = select i1 %out, $T 0.0, $T %x
                  %i = fptosi $T %safe to $I
                  %least = xor $I $GREATEST, -1
                  %a = select i1 %high, $I $GREATEST, $I %i
                  %r = select i1 %low, $I %least, $I %a
                  ret $I %r
                """.replace("$T", llvm)
                        .replace("$I", to)
                        .replace("$ABOVE", above)
                        .replace("$BELOW", below)
                        .replace("$GREATEST", greatest));
    }

    /** @param code the type in the mangled names: unsigned, since SPIR-V's integers have no sign */
    private static String atomics(String type, String code) {
        String cas = "_Z29__spirv_AtomicCompareExchangePU3AS4" + code + "iii" + code + code;
        String load = "_Z18__spirv_AtomicLoadPU3AS4" + code + "ii";
        String store = "_Z19__spirv_AtomicStorePU3AS4" + code + "ii" + code;
        // scope 1 is the device, semantics 0 relaxed (SPIR-V, sections 3.27 and 3.25)
        return "declare $I @$CAS(ptr addrspace(4), i32, i32, i32, $I, $I)\n"
                        .replace("$CAS", cas)
                        .replace("$I", type)
                + "declare $I @$LOAD(ptr addrspace(4), i32, i32)\n"
                        .replace("$LOAD", load)
                        .replace("$I", type)
                + "declare void @$STORE(ptr addrspace(4), i32, i32, $I)\n"
                        .replace("$STORE", store)
                        .replace("$I", type)
                + function(
                        "atomic.cas." + type,
                        type,
                        "ptr addrspace(4) %p, " + type + " %expected, " + type + " %wanted",
                        "  %r = call $I @$CAS(ptr addrspace(4) %p, i32 1, i32 0, i32 0, $I %wanted, $I %expected)\n  ret $I %r\n"
                                .replace("$CAS", cas)
                                .replace("$I", type))
                + function(
                        "atomic.load." + type,
                        type,
                        "ptr addrspace(4) %p",
                        "  %r = call $I @$LOAD(ptr addrspace(4) %p, i32 1, i32 0)\n  ret $I %r\n"
                                .replace("$LOAD", load)
                                .replace("$I", type))
                + function(
                        "atomic.store." + type,
                        "void",
                        "ptr addrspace(4) %p, " + type + " %v",
                        "  call void @$STORE(ptr addrspace(4) %p, i32 1, i32 0, $I %v)\n  ret void\n"
                                .replace("$STORE", store)
                                .replace("$I", type));
    }

    /** Compare and swap until nobody came between. */
    private static String add(String type, String llvm, String word) {
        return function(
                "atomic.add." + type,
                llvm,
                "ptr addrspace(4) %p, " + llvm + " %v",
                """
                entry:
                  br label %loop
                loop:
                  %seen = call $W @example_atomic_load_$W(ptr addrspace(4) %p)
                  %old = bitcast $W %seen to $T
                  %new = fadd $T %old, %v
                  %wanted = bitcast $T %new to $W
                  %found = call $W @example_atomic_cas_$W(ptr addrspace(4) %p, $W %seen, $W %wanted)
                  %done = icmp eq $W %found, %seen
                  br i1 %done, label %end, label %loop
                end:
                  ret $T %old
                """.replace("$T", llvm).replace("$W", word));
    }
}
