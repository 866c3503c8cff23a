package dev.adagent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** No derivative goes into an object of an inactive type, also in methods that are linked only for the classes of the objects that a call passes. */
class InactiveTypesIT {
    @TempDir
    Path folder;

    @Test
    @Timeout(240)
    void areInactiveInWhatIsLinkedLater() {
        App app = new App(folder).source("Held", """
                import static dev.adagent.Autodiff.*;

                import dev.adagent.*;

                public class Held {
                    @Inactive
                    static final class Fixed {
                        double v;
                        Fixed(double v) { this.v = v; }
                    }

                    static final class Free {
                        double v;
                        Free(double v) { this.v = v; }
                    }

                    interface Op { double of(double v); }

                    static final class Stops implements Op {
                        double k = 2;
                        Fixed held = new Fixed(3);

                        public double of(double v) {
                            held.v = v;
                            return v * k * held.v + new Fixed(v).v;
                        }
                    }

                    static final class Passes implements Op {
                        double k = 2;
                        Free held = new Free(3);

                        public double of(double v) {
                            held.v = v;
                            return v * k * held.v + new Free(v).v;
                        }
                    }

                    static double run(Op[] ops, double x) {
                        double v = x;
                        for (Op o : ops) {
                            v = o.of(v);
                        }
                        return v;
                    }

                    static void show(Op op) {
                        Op[] ops = {op};
                        var x = active(7.0);
                        autodiff(REVERSE, Held::run, duplicated(ops, makeZero(ops)), x);
                        double t = autodiff(FORWARD, Held::run, duplicated(ops, makeZero(ops)), duplicated(7.0, 1.0)).tangent();
                        System.out.println(op.getClass().getSimpleName() + " " + x.grad() + " " + t);
                    }

                    public static void main(String[] args) {
                        show(new Stops());
                        show(new Passes());
                    }
                }
                """);
        Jvm.Run run =
                new Jvm(folder).withAgent().timeout(180).args("-jar", app.jar()).run();
        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(run.out().lines()).containsExactly("Stops 14.0 14.0", "Passes 29.0 29.0");
    }
}
