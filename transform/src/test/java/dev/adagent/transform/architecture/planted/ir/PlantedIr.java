package dev.adagent.transform.architecture.planted.ir;

import org.objectweb.asm.Opcodes;

/** Part of a forbidden dependency: what stands for the IR uses ASM. */
final class PlantedIr {
    Class<?> asm = Opcodes.class;
}
