package dev.adagent.agent.engine;

import dev.adagent.codegen.LlvmLowering;
import dev.adagent.codegen.Occupancy;
import dev.adagent.codegen.PtxCompiler;
import dev.adagent.codegen.PtxKernel;
import dev.adagent.codegen.RaisedSites;
import dev.adagent.cuda.CudaTarget;
import dev.adagent.transform.device.Aliases;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.ir.Block;
import dev.adagent.transform.ir.Function;
import dev.adagent.transform.ir.Insn;
import dev.adagent.transform.ir.IrPrinter;
import dev.adagent.transform.ir.Op;
import dev.adagent.transform.ir.Remarks;
import dev.adagent.transform.ir.Remarks.Remark;
import dev.adagent.transform.ir.analysis.OwnElements;
import dev.adagent.transform.ir.analysis.SourceText;
import dev.adagent.transform.job.Job;
import dev.adagent.transform.job.KernelCompiler;
import dev.adagent.transform.job.StageListener;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What {@code Gpu.explain} tells of one kernel. The kernel is compiled for it, past every cache; what the passes decided, they said
 * themselves ({@link Remarks}), and which checks are left stands in what LLVM made.
 */
final class Explanation {
    private static final Pattern SHARED = Pattern.compile("(\\d+) bytes smem");
    private static final Pattern CONSTANT = Pattern.compile("(\\d+) bytes cmem");

    private final Job job;
    private final String architecture;
    private final Set<Remark> remarks = new LinkedHashSet<>();
    private final Map<String, String> names = new LinkedHashMap<>();

    /** @param architecture for example {@code sm_90} */
    Explanation(Job job, String architecture) {
        this.job = job;
        this.architecture = architecture;
    }

    /**
     * Compiles, and tells.
     *
     * @param parameters the method's parameters by name, receiver first
     * @return null if the launch's arguments share an array through an object, and the job is for distinct ones
     */
    Map<String, Object> of(List<String> parameters, int[] grid, Object... args) {
        Kernel kernel = Remarks.collect(remarks, () -> KernelCompiler.compile(job, StageListener.NONE, args));
        if (job.distinctArrays() && !Aliases.of(kernel.arguments(args)).allDistinct()) {
            return null;
        }
        Function entry = kernel.module().entry();
        Object[] inputs = kernel.arguments(args);
        for (int k = 0; k < inputs.length; k++) {
            names.put(SourceText.parameter(entry, k), kernel.inputs().name(k, parameters));
        }
        Supplier<PtxKernel> compile = () -> PtxCompiler.compile(
                kernel.module(),
                CudaTarget.lowering(),
                architecture,
                LlvmLowering.Options.of(kernel.options(), job.distinctArrays(), 0));
        PtxKernel ptx = Remarks.collect(remarks, compile);
        Map<String, Object> out = new LinkedHashMap<>();
        out.put(
                "kernel",
                job.entry().owner().replace('/', '.') + "." + job.entry().name());
        out.put("ir", IrPrinter.print(kernel.module()));
        out.put("llvm", ptx.llvmAfter());
        out.put("ptx", ptx.ptx());
        addNumbers(out, ptx.report(), grid[3] * grid[4] * grid[5]);
        addChecks(out, ptx.llvmAfter());
        Set<String> others = kernel.sums() == null
                ? sharedInLaunch(entry, grid, inputs)
                : kernel.sums().inLaunch(grid, inputs).stream()
                        .map(k -> SourceText.parameter(entry, k))
                        .collect(Collectors.toSet());
        String otherwise = kernel.sums() == null ? "atomic" : "exact";
        out.put("shadows", rows(Remarks.Kind.SHADOW, r -> {
            boolean unfit = r.decision().equals("plain") && others.contains(r.subject());
            return new Object[] {
                place(r),
                named(r.subject()),
                unfit ? otherwise : r.decision(),
                named(unfit ? "this launch is not one where " + r.reason() : r.reason())
            };
        }));
        out.put("loops", rows(Remarks.Kind.LOOP, r ->
                new Object[] {place(r), named(r.subject()), r.decision(), r.reason(), r.number()}));
        out.put("prints", rows(Remarks.Kind.PRINT, r -> new Object[] {place(r), r.number()}));
        return out;
    }

    /** The arrays that each thread has elements of its own of in some launches, but not in this one. */
    private Set<String> sharedInLaunch(Function entry, int[] grid, Object... args) {
        OwnElements elements = new OwnElements(entry, job.distinctArrays());
        SourceText text = new SourceText(entry);
        Set<String> out = new HashSet<>();
        for (Block b : entry.blocks()) {
            for (Insn i : b.insns()) {
                OwnElements.Verdict v = i.op() == Op.ACCUM ? elements.of(i) : null;
                if (v != null && v.isOwn() && !v.condition().holds(entry, grid, args)) {
                    out.add(text.array(i.arg(0)));
                }
            }
        }
        return out;
    }

    private static void addNumbers(Map<String, Object> out, PtxKernel.Report r, int threads) {
        int shared = sum(SHARED, r.log());
        out.put("architecture", r.architecture());
        out.put("registers", r.registers());
        out.put("stackBytes", r.stackBytes());
        out.put("spillStoreBytes", r.spillStoreBytes());
        out.put("spillLoadBytes", r.spillLoadBytes());
        out.put("sharedBytes", shared);
        out.put("constantBytes", sum(CONSTANT, r.log()));
        out.put("threads", threads);
        Occupancy o = Occupancy.of(r.architecture(), threads, r.registers(), shared);
        if (o != null) {
            out.put("blocks", o.blocks());
            out.put("occupancy", o.share());
            out.put("limit", o.limit());
        }
    }

    private static int sum(Pattern pattern, String log) {
        int out = 0;
        for (Matcher m = pattern.matcher(log); m.find(); ) {
            out += Integer.parseInt(m.group(1));
        }
        return out;
    }

    private void addChecks(Map<String, Object> out, String llvm) {
        Set<Integer> left = RaisedSites.in(llvm);
        List<Object[]> checks = new ArrayList<>();
        int removed = 0;
        for (Remark r : remarks) {
            if (r.kind() != Remarks.Kind.CHECK) {
                continue;
            }
            // of a null array, or of an index outside it
            if (left.contains(r.number()) || left.contains(r.number() + 1)) {
                checks.add(new Object[] {place(r), named(r.subject()), named(r.reason())});
            } else {
                removed++;
            }
        }
        out.put("checks", checks);
        out.put("removedChecks", removed);
    }

    private List<Object[]> rows(Remarks.Kind kind, java.util.function.Function<Remark, Object[]> row) {
        return remarks.stream()
                .filter(r -> r.kind() == kind)
                .map(row)
                .distinct()
                .toList();
    }

    private static String place(Remark r) {
        String simple = r.at().className().substring(r.at().className().lastIndexOf('/') + 1);
        return simple.replace('$', '.') + "." + r.at().method() + "(" + SourceText.line(r.at()) + ")";
    }

    /** A text with the names of the kernel's parameters in it. */
    private String named(String text) {
        String out = text;
        // the longest first: parameter 1 begins as parameter 12 does
        for (String key : names.keySet().stream()
                .sorted(Comparator.comparing(String::length).reversed())
                .toList()) {
            out = out.replace(key, names.get(key));
        }
        return out;
    }
}
