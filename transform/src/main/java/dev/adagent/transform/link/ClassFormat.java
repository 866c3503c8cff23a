package dev.adagent.transform.link;

import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.objectweb.asm.Opcodes;

/**
 * The form of a class file (JVMS §4.8): lengths within bounds, constant pool indices of the right kind, code made of instructions that
 * exist. ASM trusts its input in all of this: it takes the reserved opcodes 202 to 220 for marks of its own and writes other instructions in
 * their place, and allocates whatever a length says. So nothing is given to ASM that is not well-formed.
 */
public final class ClassFormat {
    /** What is wrong. @param method name and descriptor, or null outside methods @param offset of the bytecode, or -1 */
    public record Problem(String className, String method, int offset, String what) {}

    /** Nesting of attributes and of annotations in annotations. */
    private static final int DEEPEST = 60;

    private static final int NEWEST = Opcodes.V28;

    private static final Map<String, IntConsumer> NO_HANDLERS = Map.of();

    private final byte[] file;
    private final Pool pool;
    private int at;
    private String className;
    private String method;

    private ClassFormat(byte[] file) {
        this.file = file;
        this.pool = new Pool(file);
        this.at = pool.end();
    }

    /** The first problem of a class file, or null if it is well-formed. */
    public static Problem problem(byte[] file) {
        ClassFormat format = null;
        try {
            format = new ClassFormat(file);
            if (format.u2(6) > NEWEST) {
                throw new Malformed("class file version " + format.u2(6) + ", which is newer than what adagent reads");
            }
            format.pool.check();
            format.classFile();
            return null;
        } catch (Malformed e) {
            String owner = format == null ? null : format.className;
            return new Problem(owner, format == null ? null : format.method, e.offset, e.getMessage());
        }
    }

    /** Ends the reading. */
    static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1;

        final int offset;

        Malformed(String what) {
            this(what, -1);
        }

        Malformed(String what, int offset) {
            super(what, null, false, false);
            this.offset = offset;
        }
    }

    private void classFile() {
        need(8);
        className = pool.className(u2(at + 2));
        if (u2(at + 4) != 0) {
            pool.className(u2(at + 4));
        }
        int interfaces = u2(at + 6);
        at += 8;
        need(2 * interfaces);
        for (int i = 0; i < interfaces; i++) {
            pool.className(u2(at));
            at += 2;
        }
        members(false);
        members(true);
        attributes(file.length, 0, Map.of("BootstrapMethods", this::bootstrapMethods));
        if (!pool.bootstrapsAreWithin(bootstraps)) {
            throw new Malformed("a dynamic constant names a bootstrap method that is not in the table");
        }
        if (at != file.length) {
            throw new Malformed((file.length - at) + " bytes after the end");
        }
    }

    private int bootstraps;

    private void members(boolean methods) {
        need(2);
        int count = u2(at);
        at += 2;
        for (int i = 0; i < count; i++) {
            need(6);
            String name = pool.utf8(u2(at + 2));
            String descriptor = pool.utf8(u2(at + 4));
            if (!(methods ? Descriptors.isMethod(descriptor) : Descriptors.isField(descriptor))) {
                throw new Malformed("the descriptor " + descriptor + " of " + name);
            }
            method = methods ? name + descriptor : null;
            at += 6;
            attributes(file.length, 0, methods ? Map.of("Code", this::code) : NO_HANDLERS);
            method = null;
        }
    }

    /** Attributes up to {@code limit}; a handler gets the end of its attribute and must stop there. */
    private void attributes(int limit, int depth, Map<String, IntConsumer> handlers) {
        if (depth > DEEPEST) {
            throw new Malformed("attributes nested too deep");
        }
        need(2, limit);
        int count = u2(at);
        at += 2;
        for (int i = 0; i < count; i++) {
            need(6, limit);
            String name = pool.utf8(u2(at));
            long length = u4(at + 2);
            at += 6;
            if (length > limit - at) {
                throw new Malformed("the attribute " + name + " ends after the class file");
            }
            int end = at + (int) length;
            IntConsumer handler = handlers.get(name);
            if (handler != null) {
                handler.accept(end);
                if (at != end) {
                    throw new Malformed("the attribute " + name + " has another length than it says");
                }
            } else {
                new AttributeFormat(file, pool, name, at, end).check();
            }
            at = end;
        }
    }

    private void bootstrapMethods(int end) {
        need(2, end);
        int count = u2(at);
        at += 2;
        bootstraps += count;
        for (int i = 0; i < count; i++) {
            need(4, end);
            pool.expect(u2(at), Pool.METHOD_HANDLE);
            int arguments = u2(at + 2);
            at += 4;
            need(2 * arguments, end);
            for (int j = 0; j < arguments; j++) {
                pool.expectLoadable(u2(at));
                at += 2;
            }
        }
    }

    private void code(int end) {
        need(8, end);
        long length = u4(at + 4);
        if (length == 0 || length > 65535 || length > end - at - 8) {
            throw new Malformed("code of " + length + " bytes");
        }
        int start = at + 8;
        CodeFormat code = new CodeFormat(file, pool, start, (int) length, u2(at + 2));
        code.check();
        at = start + (int) length;
        need(2, end);
        int handlers = u2(at);
        at += 2;
        need(8 * handlers, end);
        for (int i = 0; i < handlers; i++) {
            int from = u2(at);
            int to = u2(at + 2);
            if (from >= to || !code.isBoundary(from) || !code.isEnd(to) || !code.isBoundary(u2(at + 4))) {
                throw new Malformed("an exception handler that does not stand between instructions");
            }
            if (u2(at + 6) != 0) {
                pool.className(u2(at + 6));
            }
            at += 8;
        }
        codeAttributes(end, code);
    }

    private void codeAttributes(int end, CodeFormat code) {
        IntConsumer lines = stop -> lineNumbers(stop, code);
        IntConsumer locals = stop -> localVariables(stop, code);
        IntConsumer frames = stop -> at = new FrameFormat(file, pool, code, at, stop).check();
        attributes(
                end,
                1,
                Map.of(
                        "LineNumberTable",
                        lines,
                        "LocalVariableTable",
                        locals,
                        "LocalVariableTypeTable",
                        locals,
                        "StackMapTable",
                        frames));
    }

    private void lineNumbers(int end, CodeFormat code) {
        for (int start : table(4, end)) {
            if (!code.isBoundary(u2(start))) {
                throw new Malformed("a line number inside an instruction", u2(start));
            }
        }
    }

    private void localVariables(int end, CodeFormat code) {
        for (int start : table(10, end)) {
            int from = u2(start);
            int to = from + u2(start + 2);
            pool.utf8(u2(start + 4));
            pool.utf8(u2(start + 6));
            if (!code.isEnd(from) || !code.isEnd(to)) {
                throw new Malformed("the scope of a local variable ends inside an instruction", from);
            }
        }
    }

    /** Where the entries of a table of fixed-size entries begin; the position moves behind it. */
    private List<Integer> table(int size, int end) {
        need(2, end);
        int count = u2(at);
        int first = at + 2;
        at += 2;
        need(size * count, end);
        at += size * count;
        return java.util.stream.IntStream.range(0, count)
                .mapToObj(i -> first + size * i)
                .toList();
    }

    private void need(int bytes) {
        need(bytes, file.length);
    }

    private void need(int bytes, int limit) {
        if (bytes > limit - at) {
            throw new Malformed("it ends in the middle");
        }
    }

    private int u2(int p) {
        return (file[p] & 255) << 8 | file[p + 1] & 255;
    }

    private long u4(int p) {
        return (long) u2(p) << 16 | u2(p + 2);
    }
}
