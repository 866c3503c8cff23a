package dev.adagent.agent.engine;

import dev.adagent.overlay.AnnotationException;
import dev.adagent.overlay.OverlayConflictException;
import dev.adagent.overlay.OverlayDeclarationException;
import dev.adagent.transform.autodiff.CapturedWriteException;
import dev.adagent.transform.autodiff.DifferentiationException;
import dev.adagent.transform.device.DeviceRefusal;
import dev.adagent.transform.device.Exceptions;
import dev.adagent.transform.device.KernelFailure;
import dev.adagent.transform.emit.EmitException;
import dev.adagent.transform.ir.Loc;
import dev.adagent.transform.lift.CastMessage;
import dev.adagent.transform.lift.ClassSource;
import dev.adagent.transform.lift.LiftException;
import dev.adagent.transform.lift.NullMessage;
import java.util.Arrays;

/** Turns the engine's exceptions into replies. */
final class Failure {
    private Failure() {}

    /** The reply for a thread that threw; the loader finds the app's own exceptions. */
    static Object[] of(KernelFailure f, ClassLoader loader) {
        Throwable exception =
                NullMessage.complete(Exceptions.resolve(f.exception(), loader), f.stack(), ClassSource.of(loader));
        exception = CastMessage.complete(exception, loader);
        String message =
                exception + " in block " + Arrays.toString(f.block()) + ", thread " + Arrays.toString(f.thread())
                        + (f.stack().isEmpty() ? "" : " at " + f.stack().get(0));
        return Reply.kernelException(message, exception, f.block(), f.thread());
    }

    /** The reply for code that cannot be compiled, or null if {@code e} is something else: a defect of the engine. */
    static Object[] ofRefusal(RuntimeException e) {
        if (e instanceof LiftException l) {
            return refusal(e, l.loc(), l.construct(), l.hint());
        } else if (e instanceof CapturedWriteException c) {
            return refusal("CaptureException", e, c.loc(), c.construct(), c.hint());
        } else if (e instanceof DifferentiationException d) {
            return refusal(e, d.loc(), d.construct(), d.hint());
        } else if (e instanceof DeviceRefusal d) {
            return refusal(e, d.loc(), d.construct(), d.hint());
        } else if (e instanceof EmitException m) {
            return refusal(e, m.loc(), m.construct(), m.hint());
        } else if (e instanceof AnnotationException a) {
            return Reply.compileException(
                    e.getMessage(), e.getCause(), a.annotated(), "", -1, "the annotation's element " + a.element(), "");
        } else if (e instanceof OverlayConflictException || e instanceof OverlayDeclarationException) {
            return Reply.error("OverlayException", e.getMessage(), null);
        }
        return null;
    }

    private static Object[] refusal(String name, RuntimeException e, Loc at, String construct, String hint) {
        Loc loc = LiftException.userPlace(LiftException.path(at));
        return Reply.error(
                name,
                block(e, at, construct, hint),
                null,
                loc.className().replace('/', '.'),
                loc.method(),
                loc.line(),
                construct,
                hint);
    }

    private static Object[] refusal(RuntimeException e, Loc at, String construct, String hint) {
        String message = block(e, at, construct, hint);
        Loc loc = LiftException.userPlace(LiftException.path(at));
        return Reply.compileException(
                message, null, loc.className().replace('/', '.'), loc.method(), loc.line(), construct, hint);
    }

    /** One form for whatever cannot be compiled: the place, the construct, the calls that lead there, and the way out. */
    private static String block(RuntimeException e, Loc loc, String construct, String hint) {
        boolean whole = e instanceof LiftException || loc.className() == null;
        return whole ? e.getMessage() : LiftException.block(construct, null, hint, LiftException.path(loc));
    }
}
