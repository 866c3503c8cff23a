package dev.adagent.transform.lift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The messages of failed casts are the running JVM's. */
class CastMessageTest {
    /** Takes what follows the names away from the JVM's message, and has it completed again. */
    private static void check(ThrowingCallable cast, ClassLoader loader) {
        Throwable t = catchThrowable(cast);
        assertThat(t).isInstanceOf(ClassCastException.class);
        String names = t.getMessage().substring(0, t.getMessage().indexOf(" ("));
        Throwable raised = new ClassCastException(names);
        raised.addSuppressed(t);
        Throwable completed = CastMessage.complete(raised, loader);
        assertThat(completed).hasMessage(t.getMessage()).hasSuppressedException(t);
        assertThat(completed.getStackTrace()).isEqualTo(raised.getStackTrace());
    }

    private static <T> T as(Object o) {
        @SuppressWarnings("unchecked")
        T t = (T) o;
        return t;
    }

    @Test
    void everyMessageIsTheJvms() throws ReflectiveOperationException {
        ClassLoader own = CastMessageTest.class.getClassLoader();
        check(() -> assertThat(CastMessageTest.<Double>as(1).intValue()).isZero(), own);
        check(() -> assertThat(CastMessageTest.<LogRecord>as(own).getMillis()).isZero(), own);
        check(
                () -> assertThat(CastMessageTest.<Level>as(new double[0]).intValue())
                        .isZero(),
                own);
        check(
                () -> assertThat(CastMessageTest.<int[]>as(new CastMessageTest[0]).length)
                        .isZero(),
                own);
        check(
                () -> assertThat(CastMessageTest.<CastMessageTest>as("text").hashCode())
                        .isZero(),
                own);
        check(
                () -> assertThat(
                                CastMessageTest.<CastMessageTest>as(new Check()).hashCode())
                        .isZero(),
                own);
        String source = "class Other { static int f(Object o) { return ((Other) o).hashCode(); } }";
        var f = Javac.load(Javac.compile("Other", source), "Other", "f");
        Class<?> other = f.getDeclaringClass();
        check(
                () -> {
                    try {
                        f.invoke(null, new Check());
                    } catch (java.lang.reflect.InvocationTargetException e) {
                        throw e.getCause();
                    }
                },
                other.getClassLoader());
    }

    private static final class Check {}

    @Test
    void aMessageOfTheProgramsOwnStays() {
        for (String message :
                new String[] {null, "class a cannot be cast", "class no.A cannot be cast to class no.B"}) {
            Throwable own = new ClassCastException(message);
            assertThat(CastMessage.complete(own, CastMessageTest.class.getClassLoader()))
                    .isSameAs(own);
        }
    }
}
