package dev.adagent.transform.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adagent.Overlay;
import dev.adagent.overlay.AnnotatedTable;
import dev.adagent.overlay.GlobalTable;
import dev.adagent.overlay.MethodKey;
import dev.adagent.overlay.MethodTable;
import dev.adagent.overlay.TableView;
import dev.adagent.transform.device.Kernel;
import dev.adagent.transform.ir.Interpreter;
import dev.adagent.transform.lift.ClassSource;
import dev.adagent.transform.lift.LiftException;
import dev.adagent.transform.lift.StaticValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** Which calls an entry replaces, told by the numbers that kernels give. Each entry gives a number of its own. */
class OverlayMatchesTest {
    // ---- what is replaced

    static class Base {
        double v;

        Base(double v) {
            this.v = v;
        }

        double m() {
            return v + 1;
        }

        double outer() {
            return v + hidden();
        }

        private double hidden() {
            return 0.5;
        }
    }

    static class Sub extends Base {
        Sub(double v) {
            super(v);
        }

        @Override
        double m() {
            return v + 2;
        }

        double up() {
            return super.m();
        }
    }

    static final class Leaf extends Sub {
        Leaf(double v) {
            super(v);
        }

        @Override
        double m() {
            return v + 3;
        }
    }

    sealed interface Shape permits Circle, Square {
        double area();

        default double twice() {
            return 2 * area();
        }
    }

    record Circle(double r) implements Shape {
        @Override
        public double area() {
            return 3 * r * r;
        }
    }

    record Square(double a) implements Shape {
        @Override
        public double area() {
            return a * a;
        }
    }

    interface Map1<T> {
        T apply(T x);
    }

    static final class Twice implements Map1<Double> {
        @Override
        public Double apply(Double x) {
            return 2 * x;
        }
    }

    static <T extends Shape> double larger(T a, T b) {
        return Math.max(a.area(), b.area());
    }

    static double open(Base b) {
        return b.m();
    }

    static double each(Shape s) {
        return s.area();
    }

    // ---- kernels

    static void statics(double[] y) {
        y[0] = Math.exp(3);
        DoubleUnaryOperator f = Math::exp;
        y[1] = f.applyAsDouble(3);
        y[2] = StrictMath.exp(3);
    }

    static void exact(double[] y) {
        Base b = new Base(10);
        Sub s = new Sub(20);
        Leaf l = new Leaf(30);
        y[0] = b.m();
        y[1] = s.m();
        y[2] = l.m();
        y[3] = s.up();
        y[4] = b.outer();
    }

    static void opened(double[] y) {
        y[0] = open(new Base(10));
        y[1] = open(new Sub(20));
        y[2] = open(new Leaf(30));
    }

    static void sealedTypes(double[] y) {
        y[0] = each(new Circle(1));
        y[1] = each(new Square(5));
        y[2] = new Square(5).twice();
    }

    static void generics(double[] y) {
        Map1<Double> t = new Twice();
        y[0] = t.apply(4.0);
        y[1] = larger(new Square(1), new Square(2));
    }

    static void made(double[] y) {
        y[0] = new Base(1).v;
        double c = y[1];
        Base b = c > 0 ? new Base(c) : new Base(7);
        y[2] = b.v;
        y[3] = new Sub(9).v;
    }

    static void madeByBranch(double[] y) {
        y[0] = new Base(y[0] > 0 ? 1 : 2).v;
    }

    static void library(double[] y) {
        y[0] = new Random(42).nextDouble();
    }

    // ---- tables

    static final class Exp {
        @Overlay(owner = Math.class)
        static double exp(double x) {
            return 100 + Math.exp(x);
        }
    }

    static final class OnBase {
        @Overlay(owner = Base.class, instance = true)
        static double m(Base b) {
            return 100 + b.v;
        }
    }

    static final class OnBaseAndBelow {
        @Overlay(owner = Base.class, instance = true, subclasses = true)
        static double m(Base b) {
            return 200 + b.v;
        }
    }

    static final class OnSub {
        @Overlay(owner = Sub.class, instance = true)
        static double m(Sub b) {
            return 300 + b.v;
        }
    }

    static final class OnLeaf {
        @Overlay(owner = Leaf.class, instance = true)
        static double m(Leaf b) {
            return 400 + b.v;
        }
    }

    static final class Hidden {
        @Overlay(owner = Base.class, instance = true)
        static double hidden(Base b) {
            return 1000;
        }
    }

    static final class Shapes {
        @Overlay(owner = Shape.class, instance = true)
        static double area(Shape s) {
            return 500;
        }
    }

    static final class Squares {
        @Overlay(owner = Square.class, instance = true)
        static double area(Square s) {
            return 600 + s.a;
        }
    }

    static final class Generic {
        @Overlay(owner = Twice.class, instance = true)
        static Double apply(Twice t, Double x) {
            return 700 + x;
        }

        @Overlay(owner = OverlayMatchesTest.class)
        static <T extends Shape> double larger(T a, T b) {
            return 701;
        }
    }

    static final class Factory {
        @Overlay(owner = Base.class, name = "<init>")
        static Base make(double v) {
            return new Base(800 + v);
        }
    }

    static final class Initialiser {
        @Overlay(owner = Base.class, name = "<init>", instance = true)
        static void init(Base b, double v) {
            b.v = 900 + v;
        }
    }

    static final class Jdk {
        @Overlay(owner = Random.class, instance = true)
        static double nextDouble(Random r) {
            return 0.25;
        }

        @Overlay(owner = Random.class, name = "<init>", instance = true)
        static void init(Random r, long seed) {}
    }

    static final class SecondShape {
        @Overlay(owner = Shape.class, instance = true)
        static double area(Shape s) {
            return 501;
        }
    }

    // ----

    private static Job job(String kernel, Class<?>... tables) {
        List<MethodTable> stack = new ArrayList<>();
        for (Class<?> t : tables) {
            stack.add(AnnotatedTable.of(t.getSimpleName(), t));
        }
        stack.add(new CpuTable().table());
        stack.add(GlobalTable.get());
        ClassLoader loader = OverlayMatchesTest.class.getClassLoader();
        return new Job(
                new MethodKey(OverlayMatchesTest.class.getName().replace('.', '/'), kernel, "([D)V"),
                ClassSource.of(loader),
                StaticValues.of(loader),
                TableView.of(stack),
                true,
                Kernel.Options.DEFAULT);
    }

    private static double[] run(String kernel, Class<?>... tables) {
        Kernel k = KernelCompiler.compile(job(kernel, tables), StageListener.NONE);
        double[] y = new double[5];
        new Interpreter(k.module()).runGrid(k.module().entry().name(), new int[] {1, 1, 1, 1, 1, 1}, (Object) y);
        return y;
    }

    @Test
    void aStaticMethodIsReplacedInCallsAndReferencesAndItsBodyCanCallIt() {
        assertThat(run("statics", Exp.class)).startsWith(100 + Math.exp(3), 100 + Math.exp(3), StrictMath.exp(3));
        assertThat(run("statics")).startsWith(Math.exp(3), Math.exp(3), StrictMath.exp(3));
    }

    @Test
    void anEntryReplacesTheMethodThatTheReceiverSelects() {
        assertThat(run("exact")).containsExactly(11, 22, 33, 21, 10.5);
        // Sub and Leaf override it; super.m() is the replaced method itself
        assertThat(run("exact", OnBase.class)).containsExactly(110, 22, 33, 120, 10.5);
        assertThat(run("exact", OnSub.class)).containsExactly(11, 320, 33, 21, 10.5);
    }

    @Test
    void anEntryForSubclassesReplacesOverridingMethodsToo() {
        assertThat(run("exact", OnBaseAndBelow.class)).containsExactly(210, 220, 230, 220, 10.5);
        // the upper table's entry wins where it holds
        assertThat(run("exact", OnSub.class, OnBaseAndBelow.class)).containsExactly(210, 320, 230, 220, 10.5);
        assertThat(run("exact", OnBaseAndBelow.class, OnSub.class)).containsExactly(210, 220, 230, 220, 10.5);
    }

    @Test
    void privateMethodsAreReplaced() {
        assertThat(run("exact", Hidden.class)[4]).isEqualTo(1010);
    }

    /** The receiver's class is open: a full match is needed, partial ones come before it. */
    @Test
    void openReceiversTakeFullMatchesAndPartialOnes() {
        assertThat(run("opened", OnBaseAndBelow.class)).startsWith(210, 220, 230);
        assertThat(run("opened", OnLeaf.class, OnBaseAndBelow.class)).startsWith(210, 220, 430);
        // without an entry, the method shows once the callers are inlined
        assertThat(run("opened")).startsWith(11, 22, 33);
        assertThatThrownBy(() -> run("opened", OnBase.class))
                .isInstanceOf(LiftException.class)
                .hasMessageContaining("write subclasses = true at the entry of table OnBase");
        assertThatThrownBy(() -> run("opened", OnSub.class, OnBaseAndBelow.class))
                .isInstanceOf(LiftException.class)
                .hasMessageContaining("OverlayMatchesTest$Sub, whose method table OnSub replaces");
    }

    @Test
    void sealedTypesAreToldApart() {
        assertThat(run("sealedTypes")).startsWith(3, 25, 50);
        assertThat(run("sealedTypes", Squares.class)).startsWith(3, 605, 1210);
        assertThat(run("sealedTypes", Shapes.class)).startsWith(500, 500, 1000);
        assertThat(run("sealedTypes", Squares.class, Shapes.class)).startsWith(500, 605, 1210);
        assertThat(run("sealedTypes", Shapes.class, Squares.class)).startsWith(500, 500, 1000);
        assertThat(run("sealedTypes", SecondShape.class, Shapes.class)).startsWith(501, 501, 1002);
    }

    /** A call through the interface reaches the bridge, which calls the replaced method. */
    @Test
    void genericMethodsAreReplacedByErasure() {
        assertThat(run("generics")).startsWith(8, 4);
        assertThat(run("generics", Generic.class)).startsWith(704, 701);
    }

    @Test
    void constructorsAreReplacedByFactoriesAndInitialisers() {
        assertThat(run("made")).containsExactly(1, 0, 7, 9, 0);
        assertThat(run("made", Initialiser.class)).containsExactly(901, 0, 907, 909, 0);
        assertThat(run("madeByBranch", Initialiser.class)[0]).isEqualTo(902);
        // a factory makes another object: super(…) cannot take it, nor a new whose arguments branch
        assertThatThrownBy(() -> run("made", Factory.class))
                .isInstanceOf(LiftException.class)
                .hasMessageContaining("Factory.make");
        assertThatThrownBy(() -> run("madeByBranch", Factory.class))
                .isInstanceOf(LiftException.class)
                .hasMessageContaining("compute the arguments before new");
    }

    static void madePlainly(double[] y) {
        y[0] = new Base(1).v;
        Base b = y[1] > 0 ? new Base(3) : new Base(7);
        y[2] = b.v;
    }

    static void calledOnMade(double[] y) {
        y[0] = new Base(1).m();
    }

    @Test
    void aFactoryGivesTheObject() {
        assertThat(run("madePlainly", Factory.class)).startsWith(801, 0, 807);
        // what it gives may be of any subclass
        assertThat(run("calledOnMade", OnBaseAndBelow.class, Factory.class)[0]).isEqualTo(1001);
        assertThatThrownBy(() -> run("calledOnMade", OnBase.class, Factory.class))
                .isInstanceOf(LiftException.class)
                .hasMessageContaining("subclasses = true");
    }

    @Test
    void classesOfTheJdkAreReplaced() {
        assertThat(run("library", Jdk.class)[0]).isEqualTo(0.25);
        assertThat(run("library")[0]).isEqualTo(new Random(42).nextDouble());
    }

    @Test
    void theKeyChangesWithTheView() {
        String plain = KernelCompiler.compile(job("exact"), StageListener.NONE).contentId();
        // the table says nothing of what this kernel reaches: its view is another all the same
        String other = KernelCompiler.compile(job("exact", Exp.class), StageListener.NONE)
                .contentId();
        assertThat(other).isNotEqualTo(plain);
        assertThat(KernelCompiler.compile(job("exact"), StageListener.NONE).contentId())
                .isEqualTo(plain);
        assertThat(KernelCompiler.compile(job("exact", OnSub.class, OnLeaf.class), StageListener.NONE)
                        .contentId())
                .isNotEqualTo(KernelCompiler.compile(job("exact", OnLeaf.class, OnSub.class), StageListener.NONE)
                        .contentId());
    }
}
