package dev.adagent.transform.job;

import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.device.Printed;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Callee;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.Module;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Print;
import dev.adagent.transform.ir.Remarks;
import dev.adagent.transform.ir.Type;
import dev.adagent.transform.opt.UncheckedAccess;
import dev.adagent.transform.prints.PrintBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes what a kernel prints records in an array ({@link PrintBuffer}), which becomes one more parameter of the entry and of the functions on the way to
 * a print: so every device runs the same, and needs nothing of its own.
 */
final class PrintRecords {
    private static final String OWNER = PrintBuffer.class.getName().replace('.', '/');
    private static final Type BUFFER = Type.array(Type.I64);

    private final Module module;
    private final ExactAdditions.Library library;
    private final List<String> sites = new ArrayList<>();
    private final Set<String> printing = new HashSet<>();
    private final Map<Function, Integer> buffers = new HashMap<>();

    private PrintRecords(Module module, ExactAdditions.Library library) {
        this.module = module;
        this.library = library;
    }

    /**
     * Changes a kernel that is ready for a device.
     *
     * @param library gives the methods that records are made with
     * @return what is printed, for which the entry has a parameter now, after its own; null if the kernel prints nothing
     */
    static Printed run(Module module, ExactAdditions.Library library) {
        PrintRecords pass = new PrintRecords(module, library);
        pass.find();
        return pass.printing.isEmpty() ? null : pass.run();
    }

    /** Finds the functions that print, or call one that does. */
    private void find() {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Function f : module.functions()) {
                boolean prints = f.blocks().stream()
                        .anyMatch(b -> b.insns().stream().anyMatch(i -> Print.is(i) || callsPrinting(i)));
                changed |= prints && printing.add(f.name());
            }
        }
    }

    private boolean callsPrinting(Insn i) {
        return i.op() == Op.CALL && printing.contains(((Callee) i.attr()).function());
    }

    private Printed run() {
        List<Function> functions = module.functions().stream()
                .filter(f -> printing.contains(f.name()))
                .toList();
        functions.forEach(f -> buffers.put(f, f.addParam(f.entry(), BUFFER)));
        for (Function f : functions) {
            for (Block b : f.blocks()) {
                List<Insn> old = List.copyOf(b.insns());
                b.insns().clear();
                old.forEach(i -> rewrite(f, b, i));
            }
        }
        return new Printed(sites);
    }

    private void rewrite(Function f, Block b, Insn i) {
        if (Print.is(i)) {
            record(f, b, i);
        } else if (callsPrinting(i)) {
            int[] args = Arrays.copyOf(i.args(), i.args().length + 1);
            args[i.args().length] = buffers.get(f);
            b.insns().add(i.withArgs(args));
        } else {
            b.insns().add(i);
        }
    }

    private void record(Function f, Block b, Insn print) {
        if (Remarks.areWanted()) {
            Remarks.add(new Remarks.Remark(
                    Remarks.Kind.PRINT, print.loc(), "", "", "", PrintBuffer.bytes(print.args().length)));
        }
        int buffer = buffers.get(f);
        int site = f.constant(b, site((String) print.attr()), print.loc());
        int count = f.constant(b, print.args().length, print.loc());
        int at = f.append(b, Op.CALL, Type.I32, callee("begin", "([JII)I"), print.loc(), buffer, site, count);
        for (int k = 0; k < print.args().length; k++) {
            int number = f.constant(b, k, print.loc());
            String type = f.typeOf(print.arg(k)).descriptor();
            f.append(
                    b,
                    Op.CALL,
                    Type.VOID,
                    callee("put", "([JII" + type + ")V"),
                    print.loc(),
                    buffer,
                    at,
                    number,
                    print.arg(k));
        }
    }

    private int site(String print) {
        if (!sites.contains(print)) {
            sites.add(print);
        }
        return sites.indexOf(print);
    }

    /** A method of the buffer's, whose accesses are in bounds by how it is written. */
    private Callee callee(String name, String descriptor) {
        MethodKey method = new MethodKey(OWNER, name, descriptor);
        if (module.get(method.toString()) == null) {
            for (Function g : library.of(method).functions()) {
                if (module.get(g.name()) == null) {
                    UncheckedAccess.run(g);
                    module.add(g);
                }
            }
        }
        return new Callee(Callee.Kind.STATIC, method, null, null, method.toString());
    }
}
