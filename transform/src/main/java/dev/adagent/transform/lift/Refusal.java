package dev.adagent.transform.lift;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.ir.Loc;
import java.util.List;

/**
 * Why something cannot be compiled, before it is said where.
 *
 * @param construct what is not supported
 * @param why the reason, a sentence without its full stop
 * @param hint what to write instead, a sentence without its full stop
 */
record Refusal(String construct, String why, String hint) {
    static Refusal monitor() {
        return new Refusal(
                "synchronized",
                "other threads may hold the monitor, what is done under it could tell, and threads of a grid share none",
                "lock objects that the function makes, or only to read; or use Kernel.atomicAdd(...) on an array, or give each thread its own element and sum after the launch");
    }

    static Refusal staticWrite(String owner, String field) {
        return new Refusal(
                "a write to the static field " + owner.replace('/', '.') + "." + field,
                "static fields are read when a job starts and never written by it",
                "pass a one-element array and write its element 0");
    }

    static Refusal classConstant(String className) {
        return new Refusal(
                "a class constant (" + className + ".class)",
                "classes are no values in compiled code",
                "use an int code or an enum constant");
    }

    /** A call of the JDK's that leads nowhere in compiled code. */
    static Refusal jdk(MethodKey called, Jdk.Refused refused) {
        String name = called.owner().replace('/', '.') + "." + called.name();
        return new Refusal(refused.what() + " (" + name + ")", refused.why(), refused.hint());
    }

    /** @param path the place, then the calls that lead there */
    LiftException at(List<Loc> path) {
        return new LiftException(construct, why, hint, path);
    }

    String block(Loc place) {
        return LiftException.block(construct, why, hint, List.of(place));
    }
}
