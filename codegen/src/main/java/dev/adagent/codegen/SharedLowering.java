package dev.adagent.codegen;

import dev.adagent.transform.device.DeviceRefusal;
import dev.adagent.transform.device.SharedArrays;
import dev.adagent.transform.device.SharedArrays.SharedArray;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Type;
import java.util.ArrayList;
import java.util.List;

/**
 * The arrays that a block shares: global variables in the target's space for them, zeroed before the block begins. Where threads run at
 * once, all of them zero together and then wait for each other; elsewhere whoever runs the blocks calls {@link #ZERO} before each.
 */
final class SharedLowering {
    /** Name of the function that zeroes all shared arrays. */
    static final String ZERO = "adagent_zero_shared";

    /** Its name is none of Java's. */
    private static final SharedArray MEETING =
            new SharedArray("threads of the block", Type.array(Type.I32), 2, Loc.NONE);

    private final List<SharedArray> arrays;
    private final LlvmTarget target;

    /** @param meeting whether the block needs two words in which its threads note the barrier that they have come to */
    SharedLowering(List<SharedArray> arrays, LlvmTarget target, boolean meeting) {
        this.arrays = new ArrayList<>(arrays);
        this.target = target;
        if (meeting) {
            this.arrays.add(MEETING);
            int bytes = this.arrays.stream().mapToInt(SharedArray::bytes).sum();
            if (bytes > SharedArrays.MAX_BYTES) {
                throw new DeviceRefusal(
                        arrays.get(0).loc(),
                        "shared arrays that leave no room to check that all threads come to the same barrier",
                        "use " + MEETING.bytes() + " bytes less, or switch the checks of this kernel off");
            }
        }
    }

    /** Address of the word for the number of a barrier. */
    String barrierWord() {
        return address(MEETING.name());
    }

    /** Address of the word that is set when threads are found at different barriers. */
    String apartWord() {
        return "getelementptr (i8, ptr " + address(MEETING.name()) + ", i64 4)";
    }

    boolean isEmpty() {
        return arrays.isEmpty();
    }

    private static String symbol(int k) {
        return "@adagent_shared_" + k;
    }

    private String pointer(int k) {
        return target.sharedSpace() == target.genericSpace()
                ? symbol(k)
                : "addrspacecast (ptr addrspace(" + target.sharedSpace() + ") " + symbol(k) + " to ptr)";
    }

    /** The address of the array of that name, as an LLVM constant. */
    String address(String name) {
        for (int k = 0; k < arrays.size(); k++) {
            if (arrays.get(k).name().equals(name)) {
                return pointer(k);
            }
        }
        throw new IllegalArgumentException("no shared array " + name);
    }

    /** What the kernel begins with. */
    String prologue() {
        return isEmpty() || !target.threadRegisters() ? "" : "  call void @" + ZERO + "()\n";
    }

    private static long words(SharedArray a) {
        // an empty array has an address too: it is not null
        return Math.max(1, (a.bytes() + 7) / 8);
    }

    /** The variables, and the function that zeroes them. */
    String text(SupportFunctions support) {
        if (isEmpty()) {
            return "";
        }
        StringBuilder out = new StringBuilder();
        for (int k = 0; k < arrays.size(); k++) {
            out.append(symbol(k)).append(" = internal ");
            out.append(target.sharedSpace() == 0 ? "" : "addrspace(" + target.sharedSpace() + ") ");
            out.append("global [").append(words(arrays.get(k))).append(" x i64] ");
            out.append(target.sharedSpace() == 0 ? "zeroinitializer" : "undef").append(", align 16\n");
        }
        return out.append(target.threadRegisters() ? together(support) : alone(support))
                .toString();
    }

    private String alone(SupportFunctions support) {
        support.declare("void", "llvm.memset.p0.i64", "ptr", "i8", "i64", "i1");
        StringBuilder out = new StringBuilder("define void @" + ZERO + "() " + target.attributes() + " {\n");
        for (int k = 0; k < arrays.size(); k++) {
            out.append("  call void @llvm.memset.p0.i64(ptr align 16 ").append(pointer(k));
            out.append(", i8 0, i64 ").append(8 * words(arrays.get(k))).append(", i1 false)\n");
        }
        return out.append("  ret void\n}\n").toString();
    }

    private String together(SupportFunctions support) {
        StringBuilder out = new StringBuilder("define internal void @" + ZERO + "() " + target.attributes() + " {\n");
        for (String axis : List.of("x", "y", "z")) {
            out.append("  %t")
                    .append(axis)
                    .append(" = ")
                    .append(support.threadIndex("tid." + axis))
                    .append('\n');
            out.append("  %n")
                    .append(axis)
                    .append(" = ")
                    .append(support.threadIndex("ntid." + axis))
                    .append('\n');
        }
        out.append("""
                  %zy = mul i32 %tz, %ny
                  %zyy = add i32 %zy, %ty
                  %row = mul i32 %zyy, %nx
                  %thread = add i32 %row, %tx
                  %nxy = mul i32 %nx, %ny
                  %threads = mul i32 %nxy, %nz
                """);
        for (int k = 0; k < arrays.size(); k++) {
            out.append("  call void @adagent_zero_words(ptr ").append(pointer(k));
            out.append(", i32 ").append(words(arrays.get(k))).append(", i32 %thread, i32 %threads)\n");
        }
        support.declare("void", target.symbol("barrier"));
        out.append("  call void @").append(target.symbol("barrier")).append("()\n  ret void\n}\n");
        return out.append(ZERO_WORDS.replace("$ATTRIBUTES", target.attributes()))
                .toString();
    }

    private static final String ZERO_WORDS = """
            define internal void @adagent_zero_words(ptr %p, i32 %n, i32 %first, i32 %step) $ATTRIBUTES {
            entry:
              br label %test
            test:
              %i = phi i32 [ %first, %entry ], [ %next, %run ]
              %more = icmp ult i32 %i, %n
              br i1 %more, label %run, label %end
            run:
              %wide = zext i32 %i to i64
              %q = getelementptr i64, ptr %p, i64 %wide
              store i64 0, ptr %q
              %next = add i32 %i, %step
              br label %test
            end:
              ret void
            }
            """;
}
