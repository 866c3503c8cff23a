package dev.adagent.codegen;

import static org.bytedeco.llvm.global.LLVM.*;

import java.nio.charset.StandardCharsets;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.llvm.LLVM.LLVMBinaryRef;
import org.bytedeco.llvm.LLVM.LLVMContextRef;
import org.bytedeco.llvm.LLVM.LLVMDisasmContextRef;
import org.bytedeco.llvm.LLVM.LLVMMemoryBufferRef;
import org.bytedeco.llvm.LLVM.LLVMOpInfoCallback;
import org.bytedeco.llvm.LLVM.LLVMSectionIteratorRef;
import org.bytedeco.llvm.LLVM.LLVMSymbolLookupCallback;

/** Reads an object file's instructions back, with LLVM's disassembler. */
final class Disassembler {
    private static final int ROOM = 1024;

    private Disassembler() {}

    /**
     * The instructions of the section {@code .text}, one a line after its offset.
     *
     * @return the text, or null if LLVM has no disassembler for the target
     * @throws IllegalStateException if the object has no such section, or bytes in it that are no instructions
     */
    static String text(byte[] object, String triple, String cpu, String features) {
        LLVMDisasmContextRef disassembler = LLVMCreateDisasmCPUFeatures(
                triple, cpu, features, (Pointer) null, 0, (LLVMOpInfoCallback) null, (LLVMSymbolLookupCallback) null);
        if (disassembler == null || disassembler.isNull()) {
            return null;
        }
        try {
            return lines(disassembler, section(object));
        } finally {
            LLVMDisasmDispose(disassembler);
        }
    }

    private static String lines(LLVMDisasmContextRef disassembler, byte[] code) {
        StringBuilder out = new StringBuilder();
        try (BytePointer bytes = new BytePointer(code);
                BytePointer line = new BytePointer(ROOM)) {
            for (int at = 0; at < code.length; ) {
                long size = LLVMDisasmInstruction(
                        disassembler, new BytePointer(bytes).position(at), code.length - at, at, line, ROOM);
                if (size <= 0) {
                    throw new IllegalStateException("no instruction at offset " + at + " of the object's code");
                }
                out.append(String.format("%6x: ", at)).append(line.getString().strip());
                out.append('\n');
                at += (int) size;
            }
        }
        return out.toString();
    }

    private static byte[] section(byte[] object) {
        LLVMContextRef context = LLVMContextCreate();
        try (BytePointer bytes = new BytePointer(object);
                BytePointer name = new BytePointer("object");
                BytePointer error = new BytePointer(ROOM)) {
            LLVMMemoryBufferRef buffer = LLVMCreateMemoryBufferWithMemoryRangeCopy(bytes, object.length, name);
            LLVMBinaryRef binary = LLVMCreateBinary(buffer, context, error);
            if (binary == null || binary.isNull()) {
                throw new IllegalStateException("LLVM cannot read the object that it wrote");
            }
            LLVMSectionIteratorRef s = LLVMObjectFileCopySectionIterator(binary);
            try {
                for (; LLVMObjectFileIsSectionIteratorAtEnd(binary, s) == 0; LLVMMoveToNextSection(s)) {
                    BytePointer title = LLVMGetSectionName(s); // the first section of an ELF file has none
                    if (title != null && title.getString(StandardCharsets.UTF_8).equals(".text")) {
                        byte[] code = new byte[Math.toIntExact(LLVMGetSectionSize(s))];
                        LLVMGetSectionContents(s).get(code);
                        return code;
                    }
                }
                throw new IllegalStateException("the object has no section .text");
            } finally {
                LLVMDisposeSectionIterator(s);
                LLVMDisposeBinary(binary);
                LLVMDisposeMemoryBuffer(buffer);
            }
        } finally {
            LLVMContextDispose(context);
        }
    }
}
