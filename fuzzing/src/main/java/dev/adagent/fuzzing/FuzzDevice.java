package dev.adagent.fuzzing;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The ways of running a program that can be asked for with {@code --devices}; the reference, the JVM itself, always runs. */
public enum FuzzDevice {
    /** Derivatives on the host: hidden classes beside the program's. */
    HOST,
    /** The IR's interpreter, on what the lift gives and on what the optimiser gives. */
    INTERPRETER,
    /** Bytecode in hidden classes: {@code CpuDevice}. */
    CPU,
    /** The lowering for GPUs, for the host's processor. */
    LLVM_HOST,
    /** Code for GPUs, compiled and assembled and not run: what they refuse shows without one. */
    CUDA_CODE,
    /** The first NVIDIA GPU; asking for it where there is none is an error. */
    GPU;

    /** As on the command line: {@code llvm-host}. */
    public String option() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Devices from a list such as {@code cpu,llvm-host}. @throws IllegalArgumentException if one is not known */
    public static Set<FuzzDevice> parse(String list) {
        Set<FuzzDevice> out = EnumSet.noneOf(FuzzDevice.class);
        for (String name : list.split(",")) {
            out.add(parseOne(name.strip()));
        }
        return out;
    }

    private static FuzzDevice parseOne(String name) {
        List<String> known = new ArrayList<>();
        for (FuzzDevice d : values()) {
            known.add(d.option());
            if (d.option().equals(name)) {
                return d;
            }
        }
        throw new IllegalArgumentException("no device " + name + "; there are " + String.join(", ", known));
    }
}
