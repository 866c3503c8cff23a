package dev.adagent.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Blocks, edges, calls, tuples, the grid. */
class ControlLoweringTest {
    @Test
    void twoEdgesIntoOneBlockCarryTheirOwnValues() throws Exception {
        String text = Lowered.elementwise("i32", "i32", "i32", """
                br %7, b4(%8), b4(%7)
                b4(%9: i32):""");
        int[] out = new int[3];

        Lowered.run(text, new int[] {0, 1, -1}, new int[] {7, 8, 9}, out);

        assertThat(out).containsExactly(0, 8, 9);
    }

    @Test
    void switchTakesTheKeyOrTheDefault() throws Exception {
        String text = Lowered.elementwise("i32", "i32", "i32", """
                %20: i32 = const 10
                  %21: i32 = const 20
                  switch %7, -2147483648: b4(%20), 0: b4(%21), 5: b5(), default: b4(%8)
                b5():
                  %22: i32 = const 50
                  jump b4(%22)
                b4(%9: i32):""");
        int[] out = new int[5];

        Lowered.run(text, new int[] {Integer.MIN_VALUE, 0, 5, 6, -1}, new int[] {1, 2, 3, 4, 5}, out);

        assertThat(out).containsExactly(10, 20, 50, 4, 5);
    }

    @Test
    void tuplesCarryScalarsAndArrays() throws Exception {
        String text = """
                func @t/K.k([D[D)V (%0: [f64, %1: [f64) -> void {
                b0(%0: [f64, %1: [f64):
                  %2: ([f64,(f64,i32)) = call static t/K.longer([D[D)V [fn "t/K.longer"] (%0, %1)
                  %3: [f64 = extract 0 %2
                  %4: (f64,i32) = extract 1 %2
                  %5: f64 = extract 0 %4
                  %6: i32 = extract 1 %4
                  astore %3, %6, %5
                  ret
                }

                func @t/K.longer ([%X) -> ([f64,(f64,i32)) {
                b0([%X):
                  %2: i32 = alen %0
                  %3: i32 = alen %1
                  %4: i32 = cmp lt %2, %3
                  %5: [f64 = select %4, %1, %0
                  %6: f64 = const 2.5
                  %7: i32 = const 1
                  %8: (f64,i32) = tuple %6, %7
                  %9: ([f64,(f64,i32)) = tuple %5, %8
                  ret %9
                }
                """.replace("[%X", "%0: [f64, %1: [f64");
        double[] a = {1, 2};
        double[] b = {1, 2, 3};

        Lowered.run(text, a, b);

        assertThat(a).containsExactly(1, 2);
        assertThat(b).containsExactly(1, 2.5, 3);
    }

    @Test
    void everyThreadKnowsItsPlace() throws Exception {
        StringBuilder text = new StringBuilder("func @t/K.k([I)V (%0: [i32) -> void {\nb0(%0: [i32):\n");
        int v = 1;
        String[] names = SupportFunctions.PLACE.toArray(new String[0]);
        for (String name : names) {
            text.append("  %")
                    .append(v++)
                    .append(": i32 = intrinsic ")
                    .append(name)
                    .append('\n');
        }
        // linear id: ((bz * gy + by) * gx + bx) * (nx * ny * nz) + (tz * ny + ty) * nx + tx, then its own code of the
        // place
        text.append("""
                  %20: i32 = mul %6, %11
                  %21: i32 = add %20, %5
                  %22: i32 = mul %21, %10
                  %23: i32 = add %22, %4
                  %24: i32 = mul %7, %8
                  %25: i32 = mul %24, %9
                  %26: i32 = mul %23, %25
                  %27: i32 = mul %3, %8
                  %28: i32 = add %27, %2
                  %29: i32 = mul %28, %7
                  %30: i32 = add %29, %1
                  %31: i32 = add %26, %30
                  %32: i32 = const 10
                  %33: i32 = mul %6, %32
                  %34: i32 = add %33, %5
                  %35: i32 = mul %34, %32
                  %36: i32 = add %35, %4
                  %37: i32 = mul %36, %32
                  %38: i32 = add %37, %3
                  %39: i32 = mul %38, %32
                  %40: i32 = add %39, %2
                  %41: i32 = mul %40, %32
                  %42: i32 = add %41, %1
                  astore %0, %31, %42
                  ret
                }
                """);
        int[] grid = {2, 3, 2, 3, 2, 4};
        int[] out = new int[2 * 3 * 2 * 3 * 2 * 4];

        PtxKernel ptx = Lowered.runGrid(text.toString(), grid, out);

        int i = 0;
        for (int bz = 0; bz < 2; bz++) {
            for (int by = 0; by < 3; by++) {
                for (int bx = 0; bx < 2; bx++) {
                    for (int tz = 0; tz < 4; tz++) {
                        for (int ty = 0; ty < 2; ty++) {
                            for (int tx = 0; tx < 3; tx++) {
                                assertThat(out[i++])
                                        .isEqualTo(((((bz * 10 + by) * 10 + bx) * 10 + tz) * 10 + ty) * 10 + tx);
                            }
                        }
                    }
                }
            }
        }
        assertThat(ptx.ptx()).contains("%ctaid.z", "%ntid.y", "%nctaid.x");
    }
}
