package dev.adagent.codegen;

import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;

/** The few functions in LLVM assembly that lowered code calls, written into the modules that use them. */
final class SupportFunctions {
    /** A thread's place in the grid, in the order of the record that targets without registers for it pass along (i32 each). */
    static final List<String> PLACE = List.of(
            "tid.x",
            "tid.y",
            "tid.z",
            "ctaid.x",
            "ctaid.y",
            "ctaid.z",
            "ntid.x",
            "ntid.y",
            "ntid.z",
            "nctaid.x",
            "nctaid.y",
            "nctaid.z");

    private final LlvmTarget target;
    private final Set<Integer> raises = new TreeSet<>();
    private final Set<String> declarations = new TreeSet<>();
    private final Set<String> scatters = new TreeSet<>();
    private boolean raisesIndex;
    private boolean fmod;

    SupportFunctions(LlvmTarget target) {
        this.target = target;
    }

    /** Declares an LLVM intrinsic. */
    void declare(String result, String name, String... params) {
        declarations.add("declare " + result + " @" + name + "(" + String.join(", ", params) + ")");
    }

    /**
     * The call of the target's own function for an operation, or null where LLVM's instruction or intrinsic does.
     *
     * @param args operands with their types
     */
    String own(String operation, String result, List<String> args) {
        String symbol = target.operations().apply(operation);
        if (symbol == null) {
            return null;
        }
        declare(
                result,
                symbol,
                args.stream().map(a -> a.substring(0, a.indexOf(' '))).toArray(String[]::new));
        return "call " + result + " @" + symbol + "(" + String.join(", ", args) + ")";
    }

    /** The instruction that reads the named index from its register. */
    String threadIndex(String name) {
        if (!target.threadRegisters()) {
            throw new IllegalStateException(name + " is no register of " + target.name());
        }
        declare("i32", target.symbol(name));
        return "call i32 @" + target.symbol(name) + "()";
    }

    /** The call that records an exception. */
    String raise(int site, List<String> operands) {
        raises.add(operands.size());
        StringJoiner args = new StringJoiner(", ");
        args.add("ptr %adagent.exc");
        if (!target.threadRegisters()) {
            args.add("ptr %adagent.place");
        }
        args.add("i32 " + site);
        operands.forEach(o -> args.add("i64 " + o));
        return "call void @adagent_raise_" + operands.size() + "(" + args + ")";
    }

    /** The call that records an index outside an array, or a null array: then the length is negative, and the site is the one before. */
    String raiseIndex(String site, String index, String length) {
        raisesIndex = true;
        return "call void @adagent_raise_index(ptr %adagent.exc, "
                + (target.threadRegisters() ? "" : "ptr %adagent.place, ") + "i32 " + site + ", i64 " + index + ", i64 "
                + length + ")";
    }

    /** Name of the function of the exact floating-point remainder (JLS §15.17.3). */
    String fmod() {
        fmod = true;
        declare("i64", "llvm.ctlz.i64", "i64", "i1");
        declare("i64", "llvm.umin.i64", "i64", "i64");
        return "adagent_fmod";
    }

    /** Name of the function in which each lane of a warp gets the sum of the values that others give to it. */
    String scatterAdd(Type type) {
        String t = LlvmTypes.of(type);
        declare("i32", "llvm.nvvm.vote.ballot.sync", "i32", "i1");
        declare("i32", "llvm.nvvm.shfl.sync.idx.i32", "i32", "i32", "i32", "i32");
        declare("i32", "llvm.nvvm.read.ptx.sreg.laneid");
        scatters.add(t);
        return "adagent_scatter_add_" + t;
    }

    private String scatterText(String t) {
        Type type = t.equals("float") ? Type.F32 : Type.F64;
        Body body = new Body("loop");
        String moved = new Shuffles(this, body::value).move("idx", "%mask", type, "%v", "%l", "31");
        return SCATTER.replace("$ATTRIBUTES", target.attributes())
                .replace("$SHUFFLED", body.toString().stripTrailing())
                .replace("$MOVED", moved)
                .replace("$T", t);
    }

    /** Each lane looks at what all others give, and to whom; those that take no part are passed by. */
    private static final String SCATTER = """
            define internal $T @adagent_scatter_add_$T(i32 %mask, $T %v, i32 %named) $ATTRIBUTES {
            entry:
              %present = call i32 @llvm.nvvm.vote.ballot.sync(i32 %mask, i1 true)
              %me = call i32 @llvm.nvvm.read.ptx.sreg.laneid()
              %named5 = and i32 %named, 31
              %moved = lshr i32 %present, %named5
              %bit = and i32 %moved, 1
              %there = icmp ne i32 %bit, 0
              %to = select i1 %there, i32 %named5, i32 %me
              br label %loop
            loop:
              %l = phi i32 [ 0, %entry ], [ %next, %loop ]
              %sum = phi $T [ 0.0, %entry ], [ %more, %loop ]
            $SHUFFLED
              %target = call i32 @llvm.nvvm.shfl.sync.idx.i32(i32 %mask, i32 %to, i32 %l, i32 31)
              %lmoved = lshr i32 %present, %l
              %lbit = and i32 %lmoved, 1
              %here = icmp ne i32 %lbit, 0
              %mine = icmp eq i32 %target, %me
              %take = and i1 %here, %mine
              %part = select i1 %take, $T $MOVED, $T 0.0
              %more = fadd $T %sum, %part
              %next = add i32 %l, 1
              %again = icmp ult i32 %next, 32
              br i1 %again, label %loop, label %end
            end:
              ret $T %more
            }
            """;

    String text() {
        StringBuilder out = new StringBuilder();
        scatters.forEach(t -> out.append(scatterText(t)).append('\n'));
        raises().forEach(r -> {
            out.append(r.definition()).append('\n');
            declarations.addAll(r.declarations());
        });
        if (fmod) {
            out.append(FMOD).append('\n');
        }
        declarations.forEach(d -> out.append(d).append('\n'));
        return out.toString();
    }

    /** The declarations of what a function calls. */
    Set<String> declarations(String definition) {
        Set<String> out = new TreeSet<>();
        for (String d : declarations) {
            if (definition.contains(d.substring(d.indexOf('@'), d.indexOf('(') + 1))) {
                out.add(d);
            }
        }
        return out;
    }

    /** The functions that record exceptions, as far as they are called. */
    List<SeparateFunction> raises() {
        List<SeparateFunction> out = new ArrayList<>();
        raises.forEach(n -> out.add(raise("" + n, "", n)));
        if (raisesIndex) {
            out.add(raise("index", RAISE_INDEX, 2));
        }
        return out;
    }

    private SeparateFunction raise(String name, String first, int operands) {
        SupportFunctions own = new SupportFunctions(target);
        String definition = own.raiseText(name, first, operands);
        // what LLVM finds out itself where it has the body
        String attributes = " cold nofree norecurse nounwind";
        return new SeparateFunction("adagent_raise_" + name, definition, own.declarations, attributes, false);
    }

    /** @param first what finds {@code %site}, the number of the site, if that is not the parameter */
    private String raiseText(String name, String first, int operands) {
        StringBuilder b = new StringBuilder();
        b.append("define internal void @adagent_raise_").append(name).append("(ptr %adagent.exc");
        if (!target.threadRegisters()) {
            b.append(", ptr %adagent.place");
        }
        b.append(first.isEmpty() ? ", i32 %site" : ", i32 %first");
        for (int i = 0; i < operands; i++) {
            b.append(", i64 %o").append(i);
        }
        b.append(") noinline cold ")
                .append(target.attributes())
                .append(" {\nentry:\n")
                .append(first);
        for (int i = 0; i < PLACE.size(); i++) {
            String register = PLACE.get(i);
            if (target.threadRegisters()) {
                b.append("  %i")
                        .append(i)
                        .append(" = ")
                        .append(threadIndex(register))
                        .append('\n');
            } else {
                b.append("  %p")
                        .append(i)
                        .append(" = getelementptr i32, ptr %adagent.place, i64 ")
                        .append(i)
                        .append('\n');
                b.append("  %i")
                        .append(i)
                        .append(" = load i32, ptr %p")
                        .append(i)
                        .append('\n');
            }
            b.append("  %w").append(i).append(" = zext i32 %i").append(i).append(" to i64\n");
        }
        b.append(RAISE_ID);
        Atomics atomics = new Atomics(target, this);
        b.append(RAISE_LOCK
                .replace("$SEEN", atomics.load("i64", "%adagent.exc", 8))
                .replace("$NOW", atomics.load("i64", "%adagent.exc", 8))
                .replace("$WON", atomics.won("%won", "%lock", "0", "1"))
                .replace("$WRITE", atomics.store("i64", "%id", "%adagent.exc", 8))
                .replace("$SCOPE", target.deviceScope()));
        store(b, "i32", "%site", ExceptionRecord.SITE);
        for (int i = 0; i < 3; i++) {
            store(b, "i32", "%i" + (3 + i), ExceptionRecord.BLOCK + 4 * i);
            store(b, "i32", "%i" + i, ExceptionRecord.THREAD + 4 * i);
        }
        for (int i = 0; i < operands; i++) {
            store(b, "i64", "%o" + i, ExceptionRecord.OPERANDS + 8 * i);
        }
        b.append(RAISE_UNLOCK
                .replace("$GONE", atomics.modify("exch", "xchg", "i32", "%lock", "0"))
                .replace("$SCOPE", target.deviceScope()));
        return b.toString();
    }

    private static void store(StringBuilder b, String type, String value, int offset) {
        b.append("  %a")
                .append(offset)
                .append(" = getelementptr i8, ptr %adagent.exc, i64 ")
                .append(offset)
                .append('\n');
        b.append("  store volatile ")
                .append(type)
                .append(' ')
                .append(value)
                .append(", ptr %a")
                .append(offset)
                .append('\n');
    }

    private static final String RAISE_INDEX = """
              %none = icmp slt i64 %o1, 0
              %second = add i32 %first, 1
              %site = select i1 %none, i32 %first, i32 %second
            """;

    private static final String RAISE_ID = """
              %b0 = mul i64 %w10, %w5
              %b1 = add i64 %b0, %w4
              %b2 = mul i64 %b1, %w9
              %b3 = add i64 %b2, %w3
              %t0 = mul i64 %w7, %w2
              %t1 = add i64 %t0, %w1
              %t2 = mul i64 %t1, %w6
              %t3 = add i64 %t2, %w0
              %n0 = mul i64 %w6, %w7
              %n1 = mul i64 %n0, %w8
              %id0 = mul i64 %b3, %n1
              %id = add i64 %id0, %t3
            """;

    /**
     * Who holds the lock gives it back inside the loop, then leaves by seeing its own id or a lower one: so threads of one warp that
     * wait for each other at the loop's end do not wait for the lock too.
     */
    private static final String RAISE_LOCK = """
              %lock = getelementptr i8, ptr %adagent.exc, i64 8
              br label %look
            look:
              %seen = $SEEN
              %late = icmp ule i64 %seen, %id
              br i1 %late, label %out, label %try
            try:
            $WON
              br i1 %won, label %inside, label %look
            inside:
              fence $SCOPE acq_rel
              %now = $NOW
              %lower = icmp ult i64 %id, %now
              br i1 %lower, label %write, label %unlock
            write:
              $WRITE
            """;

    private static final String RAISE_UNLOCK = """
              br label %unlock
            unlock:
              fence $SCOPE acq_rel
              %gone = $GONE
              br label %look
            out:
              ret void
            }
            """;

    /**
     * The remainder by long division of the significands, eleven bits a step: every step is exact, so the result is. The significand
     * of the divisor is below 2^53, so a partial remainder shifted by eleven still fits in 64 bits.
     */
    private static final String FMOD = """
            define internal double @adagent_fmod(double %x, double %y) nounwind {
            entry:
              %bx = bitcast double %x to i64
              %by = bitcast double %y to i64
              %ax = and i64 %bx, 9223372036854775807
              %ay = and i64 %by, 9223372036854775807
              %sign = and i64 %bx, -9223372036854775808
              %xbad = icmp uge i64 %ax, 9218868437227405312
              %ybad = icmp ugt i64 %ay, 9218868437227405312
              %yzero = icmp eq i64 %ay, 0
              %bad0 = or i1 %xbad, %ybad
              %bad = or i1 %bad0, %yzero
              br i1 %bad, label %nan, label %finite
            nan:
              ret double 0x7FF8000000000000
            finite:
              %small = icmp ult i64 %ax, %ay
              br i1 %small, label %same, label %divide
            same:
              ret double %x
            divide:
              %ex0 = lshr i64 %ax, 52
              %ey0 = lshr i64 %ay, 52
              %fx = and i64 %ax, 4503599627370495
              %fy = and i64 %ay, 4503599627370495
              %xsub = icmp eq i64 %ex0, 0
              %ysub = icmp eq i64 %ey0, 0
              %ex = select i1 %xsub, i64 1, i64 %ex0
              %ey = select i1 %ysub, i64 1, i64 %ey0
              %hx = select i1 %xsub, i64 0, i64 4503599627370496
              %hy = select i1 %ysub, i64 0, i64 4503599627370496
              %mx = or i64 %fx, %hx
              %my = or i64 %fy, %hy
              %d = sub i64 %ex, %ey
              %r0 = urem i64 %mx, %my
              br label %loop
            loop:
              %r = phi i64 [ %r0, %divide ], [ %rn, %step ]
              %n = phi i64 [ %d, %divide ], [ %nn, %step ]
              %done = icmp eq i64 %n, 0
              br i1 %done, label %pack, label %step
            step:
              %k = call i64 @llvm.umin.i64(i64 %n, i64 11)
              %rs = shl i64 %r, %k
              %rn = urem i64 %rs, %my
              %nn = sub i64 %n, %k
              br label %loop
            pack:
              %rzero = icmp eq i64 %r, 0
              br i1 %rzero, label %zero, label %scale
            zero:
              %z = bitcast i64 %sign to double
              ret double %z
            scale:
              %lead = call i64 @llvm.ctlz.i64(i64 %r, i1 false)
              %up = sub i64 %lead, 11
              %e = sub i64 %ey, %up
              %normal = icmp sgt i64 %e, 0
              br i1 %normal, label %norm, label %sub
            norm:
              %m1 = shl i64 %r, %up
              %m2 = and i64 %m1, 4503599627370495
              %e2 = shl i64 %e, 52
              %v1 = or i64 %m2, %e2
              br label %give
            sub:
              %down = sub i64 %ey, 1
              %v2 = shl i64 %r, %down
              br label %give
            give:
              %v = phi i64 [ %v1, %norm ], [ %v2, %sub ]
              %vs = or i64 %v, %sign
              %res = bitcast i64 %vs to double
              ret double %res
            }
            """;
}
