package dev.adagent.codegen;

import dev.adagent.transform.device.Exceptions;
import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.ir.Loc;
import java.util.ArrayList;
import java.util.List;

/** Makes the Java exception that a thread of a kernel raised. */
public final class DeviceExceptions {
    private DeviceExceptions() {}

    /**
     * The failure that a record describes, its cause an exception of the class that the kernel named, with the message and the stack trace
     * of the kernel's source; an {@link Exceptions.Described} if its class cannot be loaded or built from a message.
     *
     * @param loader finds the exception's class
     */
    public static KernelFailure failure(ExceptionRecord.Raised raised, ClassLoader loader) {
        List<Loc> stack = new ArrayList<>();
        for (Loc l = raised.loc(); l != null && !l.equals(Loc.NONE); l = l.inlinedAt()) {
            stack.add(l);
        }
        Throwable exception = raised.construction() == null
                ? Exceptions.make(raised.className(), raised.message(), loader)
                : Exceptions.make(raised.construction(), raised.operands(), loader);
        exception.setStackTrace(stack.stream()
                .map(l -> new StackTraceElement(l.className().replace('/', '.'), l.method(), l.file(), l.line()))
                .toArray(StackTraceElement[]::new));
        return new KernelFailure(exception, raised.block(), raised.thread(), stack);
    }
}
