package dev.adagent.transform.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** Objects of real classes in host code. */
class ObjectOperationsTest {
    private static final String BOX = "dev/adagent/transform/emit/Emitted$Box";

    private static String text(String parameters, String result, String body) {
        return "func @t/T.f()V (" + parameters + ") -> " + result + " {\nb0(" + parameters + "):\n"
                + body.replace("BOX", BOX) + "}\n";
    }

    @Test
    void fields() throws Throwable {
        Emitted.Box box = new Emitted.Box(2.5, (byte) 7);
        String f = text("%0: L" + BOX + ";, %1: i32", "f64", """
                check_null %0
                %2: f64 = getfield BOX.x:D %0
                putfield BOX.b:B %0, %1
                %3: i32 = getfield BOX.b:B %0
                %4: f64 = conv %3
                %5: f64 = add %2, %4
                putfield BOX.x:D %0, %5
                %6: i32 = getstatic BOX.count:I
                %7: i32 = add %6, %1
                putstatic BOX.count:I %7
                ret %5
                """);
        Emitted.Box.count = 3;
        assertThat(Emitted.run(f, box, 300)).isEqualTo(2.5 + (byte) 300);
        assertThat(box.x).isEqualTo(2.5 + (byte) 300);
        assertThat(box.b).isEqualTo((byte) 300);
        assertThat(Emitted.Box.count).isEqualTo(303);
        assertThatThrownBy(() -> Emitted.run(f, null, 1)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void aNullReceiverFailsBeforeWhatFollows() {
        String f = text("%0: L" + BOX + ";, %1: [f64, %2: i32", "f64", """
                check_null %0
                check_bounds %1, %2
                %3: f64 = aload %1, %2
                %4: f64 = getfield BOX.x:D %0
                %5: f64 = add %3, %4
                ret %5
                """);
        assertThatThrownBy(() -> Emitted.run(f, null, new double[1], 9)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Emitted.run(f, new Emitted.Box(1, (byte) 0), new double[1], 9))
                .isInstanceOf(ArrayIndexOutOfBoundsException.class);
    }

    @Test
    void casts() throws Throwable {
        String f = text("%0: Ljava/lang/Object;", "i32", """
                %1: i32 = instanceof Ljava/lang/String; %0
                br %1, b1(), b2()
                b1():
                %2: Ljava/lang/String; = check_cast %0
                %3: i32 = call virtual java/lang/String.length()I (%2)
                ret %3
                b2():
                %4: [f64 = check_cast %0
                check_null %4
                %5: i32 = alen %4
                ret %5
                """);
        assertThat(Emitted.run(f, "four")).isEqualTo(4);
        assertThat(Emitted.run(f, (Object) new double[3])).isEqualTo(3);
        assertThatThrownBy(() -> Emitted.run(f, 1)).isInstanceOf(ClassCastException.class);
        assertThatThrownBy(() -> Emitted.run(f, (Object) null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void exactClasses() throws Throwable {
        String f = text("%0: Ljava/lang/Object;", "i32", """
                %1: i32 = instanceof exactly Ljava/lang/Exception; %0
                ret %1
                """);
        assertThat(Emitted.run(f, new Exception())).isEqualTo(1);
        assertThat(Emitted.run(f, new RuntimeException())).isEqualTo(0);
        assertThat(Emitted.run(f, (Object) null)).isEqualTo(0);
    }

    @Test
    void callsOfEveryKind() throws Throwable {
        String f = text("%0: Ljava/lang/CharSequence;, %1: i32", "i32", """
                %2: i32 = call interface java/lang/CharSequence.length()I (%0)
                %3: i32 = call static java/lang/Integer.reverse(I)I (%1)
                %4: i32 = add %2, %3
                %5: Ljava/lang/String; = call virtual java/lang/Object.toString()Ljava/lang/String; (%0)
                %6: i32 = call virtual java/lang/String.hashCode()I (%5)
                %7: i32 = xor %4, %6
                ret %7
                """);
        assertThat(Emitted.run(f, "abc", 12345)).isEqualTo((3 + Integer.reverse(12345)) ^ "abc".hashCode());
    }

    @Test
    void referencesCompareByIdentity() throws Throwable {
        String f = text("%0: [f64, %1: [f64", "i32", """
                %2: [f64 = const null
                %3: i32 = cmp eq %0, %1
                %4: i32 = cmp ne %0, %2
                %5: i32 = add %3, %3
                %6: i32 = add %5, %4
                ret %6
                """);
        double[] a = {1};
        assertThat(Emitted.run(f, a, a)).isEqualTo(3);
        assertThat(Emitted.run(f, a, a.clone())).isEqualTo(1);
        assertThat(Emitted.run(f, null, null)).isEqualTo(2);
    }

    @Test
    void lambdasCapture() throws Throwable {
        String f = text("%0: f64", "Ljava/util/function/DoubleUnaryOperator;", """
                %1: Ljava/util/function/DoubleUnaryOperator; = lambda java/util/function/DoubleUnaryOperator.applyAsDouble(D)D (D)D static java/lang/Math.pow(DD)D (%0)
                ret %1
                """);
        assertThat(((DoubleUnaryOperator) Emitted.run(f, 3.0)).applyAsDouble(4)).isEqualTo(81);
    }

    @Test
    void callsOfExactlyOneMethodAreRefused() {
        String f = text("%0: Ljava/lang/Object;", "i32", """
                %1: i32 = call special java/lang/Object.hashCode()I (%0)
                ret %1
                """);
        assertThatThrownBy(() -> Emitted.run(f, "x"))
                .isInstanceOf(EmitException.class)
                .hasMessageContaining("java/lang/Object.hashCode");
    }
}
