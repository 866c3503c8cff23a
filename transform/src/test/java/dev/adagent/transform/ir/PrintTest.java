package dev.adagent.transform.ir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is printed, as the name of an intrinsic, and whether a format fits its arguments. */
class PrintTest {
    private static String name(String format, Construction.Part... shown) {
        return Print.name(List.of(
                new Construction.Text(format, ""), new Construction.ArrayOf("Ljava/lang/Object;", List.of(shown))));
    }

    private static Construction.Part box(char descriptor) {
        return new Construction.Box(new Construction.Slot(descriptor));
    }

    @Test
    void numbersGoIntoTheirSlots() {
        String name = name(
                "%s %b %c %d %d %s|%s",
                new Construction.Text("x=\u0001", "D"),
                box('Z'),
                box('C'),
                box('B'),
                box('J'),
                new Construction.Null(),
                new Construction.Static(new FieldRef("java/lang/Thread$State", "NEW", "Ljava/lang/Thread$State;")));
        assertThat(Print.descriptors(name)).isEqualTo("DZCBJ");
        assertThat(Print.text(name, new Object[] {1.5, 1, 65, -3, 1L << 40}, null))
                .isEqualTo("x=1.5 true A -3 1099511627776 null|NEW");
        assertThat(Print.fault(name)).isNull();
    }

    @Test
    void isAnIntrinsicOfTheTextForm() {
        String text = """
                func @f (%0: f64) -> void {
                b0(%0: f64):
                  intrinsic "NAME" %0
                  ret
                }
                """.replace(
                        "NAME", name("\"%s\"%n", box('D')).replace("\\", "\\\\").replace("\"", "\\\""));
        Function f = IrParser.parseFunction(text);
        Verifier.verify(f);
        assertThat(IrPrinter.print(IrParser.parseFunction(IrPrinter.print(f)))).isEqualTo(IrPrinter.print(f));
        Insn print = f.entry().insns().get(0);
        assertThat(Print.is(print)).isTrue();
        assertThat(Intrinsics.kind((String) print.attr())).isEqualTo(Intrinsics.Kind.PRINT);
        assertThatThrownBy(() -> Verifier.verify(IrParser.parseFunction(text.replace("\" %0", "\" %0, %0"))))
                .hasMessageContaining("1 numbers → void");
    }

    @ParameterizedTest
    @CsvSource({
        "%d, D, d != java.lang.Double",
        "%f, I, f != java.lang.Integer",
        "%d %d, I, Format specifier '%d'",
        "%y, I, Conversion = 'y'",
        "%.2d, I, 2",
        "%c, I, Code point = 0xffffffff",
        "%c, S, Code point = 0xffffffff",
        "%-d, I, %-d",
        "100%, I, Conversion = '%'"
    })
    void formatsThatDoNotFit(String format, char descriptor, String why) {
        assertThat(Print.fault(name(format, box(descriptor)))).contains(why);
    }

    @ParameterizedTest
    @CsvSource({"%x %<d %s, I", "%a %e %g %h, D", "%c, C", "%tY, J", "no conversion, Z"})
    void formatsThatFit(String format, char descriptor) {
        Construction.Part b = box(descriptor);
        assertThat(Print.fault(name(format, b, b, b, b))).isNull();
    }

    /** What an object of the app's decides is decided by the host, and shown. */
    @Test
    void whatFailsOnTheHostIsShown() {
        String name =
                name("%d", new Construction.Static(new FieldRef("java/util/Locale", "ROOT", "Ljava/util/Locale;")));
        assertThat(Print.fault(name)).isNull();
        assertThat(Print.text(name, new Object[0], null))
                .startsWith("<Kernel.printf of ")
                .contains("IllegalFormatConversionException: d != java.util.Locale");
    }
}
