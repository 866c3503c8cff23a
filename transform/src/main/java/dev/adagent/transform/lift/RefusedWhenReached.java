package dev.adagent.transform.lift;

import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Construction;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.ir.Term;
import dev.adagent.transform.ir.analysis.Cfg;
import java.util.List;

/**
 * Refusals of code that may never be reached, on the host: where it is, the function throws what compiling it would have thrown, past every
 * handler of the program's. So a call that only reports an error leaves the rest of a function its derivative.
 */
public final class RefusedWhenReached {
    private static final String EXCEPTION = "dev/adagent/CompileException";
    private static final String PARAMETERS =
            "(Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;ILjava/lang/String;Ljava/lang/String;)V";

    private RefusedWhenReached() {}

    /** Ends a block with the refusal, without what follows its first instructions. @param kept how many instructions stay */
    public static void end(Function f, Block b, int kept, LiftException refusal) {
        b.insns().subList(kept, b.insns().size()).clear();
        Loc at = refusal.loc();
        int line = f.constant(b, at.line(), refusal.callPath().get(0));
        b.setTerm(Term.raise(
                new Term.Raise(new Construction(new Construction.New(
                        EXCEPTION,
                        PARAMETERS,
                        List.of(
                                text(refusal.getMessage()),
                                text(String.valueOf(at.className()).replace('/', '.')),
                                text(String.valueOf(at.method())),
                                new Construction.Slot('I'),
                                text(refusal.construct()),
                                text(refusal.hint()))))),
                refusal.callPath().get(0),
                line));
    }

    private static Construction.Part text(String text) {
        return new Construction.Text(text.replace('\u0001', ' '), "");
    }

    /** Whether a function can end by returning. */
    public static boolean mayReturn(Function f) {
        return Cfg.of(f).reversePostOrder().stream()
                .anyMatch(b -> f.block(b).term().kind() == Term.Kind.RET);
    }
}
