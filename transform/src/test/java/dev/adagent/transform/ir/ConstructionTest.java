package dev.adagent.transform.ir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ConstructionTest {
    private static final String TEXT =
            "new java/lang/IllegalStateException (Ljava/lang/String;)V [ text D \"at \\u0001\" ]";

    private static Throwable run(Construction c) throws ReflectiveOperationException {
        return ConstructionRun.run(c, new Object[] {2.5}, ConstructionTest.class.getClassLoader());
    }

    @Test
    void theTextSaysWhatItDoes() throws ReflectiveOperationException {
        Construction c = Construction.parse(TEXT);
        assertThat(c.text()).isEqualTo(TEXT);
        assertThat(c.slots()).isOne();
        assertThat(run(c))
                .hasToString("java.lang.IllegalStateException: at 2.5")
                .hasNoSuppressedExceptions();
    }

    @Test
    void anExceptionThatSuppressesAnotherSaysSo() throws ReflectiveOperationException {
        Construction c = Construction.parse(TEXT).suppressing();
        assertThat(c.text()).isEqualTo("suppressing " + TEXT);
        assertThat(Construction.parse(c.text())).isEqualTo(c);
        Throwable made = run(c);
        assertThat(made).hasToString("java.lang.IllegalStateException: at 2.5");
        assertThat(made.getSuppressed()).hasSize(1);
        assertThat(made.getSuppressed()[0]).hasMessageContaining("while it closed a resource");
    }

    @Test
    void aCauseHasTheStackOfThePlaceWhereItIsMade() throws ReflectiveOperationException {
        String text =
                "new java/lang/IllegalStateException (Ljava/lang/String;Ljava/lang/Throwable;)V [ text - \"outer\""
                        + " new java/lang/ArithmeticException ()V [ ] at \"t/P.f(P.java:3) <- t/Q.g(Q.java:5)\" ]";
        Construction c = Construction.parse(text);
        assertThat(c.text()).isEqualTo(text);
        Throwable cause = run(c).getCause();
        assertThat(cause.getStackTrace())
                .containsExactly(
                        new StackTraceElement("t.P", "f", "P.java", 3), new StackTraceElement("t.Q", "g", "Q.java", 5));
        Loc caller = new Loc("t/R", "h", "R.java", 7, null);
        assertThat(c.withPlaces(l -> l.inlinedInto(caller)).text()).contains("Q.java:5) <- t/R.h(R.java:7)\"");
    }

    /** Collects what is called on it. */
    public static final class Collecting extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final StringBuilder said = new StringBuilder();

        StringBuilder said() {
            return said;
        }

        @Override
        public String getMessage() {
            return said.toString();
        }
    }

    @Test
    void callsFollowTheConstructorInTheirOrder() throws ReflectiveOperationException {
        String name = Collecting.class.getName().replace('.', '/');
        String builder = "java/lang/StringBuilder";
        String text = "new " + name + " ()V [ ] then -1 " + name + " said ()L" + builder + "; [ ]"
                + " then 0 " + builder + " append (Ljava/lang/String;)L" + builder + "; [ text - \"at \" ]"
                + " then 0 " + builder + " append (D)L" + builder + "; [ %D ]";
        Construction c = Construction.parse(text);
        assertThat(c.text()).isEqualTo(text);
        assertThat(c.slots()).isOne();
        assertThat(Construction.parseSteps(Construction.text(c.steps()))).isEqualTo(c.steps());
        assertThat(run(c)).isInstanceOf(Collecting.class).hasMessage("at 2.5");
        assertThatThrownBy(() -> Construction.parseSteps("then 0 a")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsNoExceptionIsRefused() {
        for (String text :
                new String[] {"", "suppressing", "null", TEXT + " null", "suppressing suppressing " + TEXT}) {
            assertThatThrownBy(() -> Construction.parse(text)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
