package dev.adagent.transform.opt;

import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.IrParser;
import dev.adagent.transform.ir.IrPrinter;
import dev.adagent.transform.ir.Verifier;
import java.util.function.Consumer;

/** Runs passes on IR text. */
final class Passes {
    private Passes() {}

    /** The function's text after a pass; it is verified before and after. */
    static String after(String text, Consumer<Function> pass) {
        Function f = IrParser.parseFunction(text);
        Verifier.verify(f);
        pass.accept(f);
        Verifier.verify(f);
        return IrPrinter.print(f);
    }
}
