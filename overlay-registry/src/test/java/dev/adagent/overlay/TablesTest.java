package dev.adagent.overlay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TablesTest {
    private static final MethodKey SIN = MethodKey.parse("java/lang/Math.sin(D)D");

    private static MethodTable table(String name, String intrinsic) {
        return MethodTable.builder(name)
                .put(SIN, new Overlay.Intrinsic(intrinsic))
                .build();
    }

    @Test
    void firstFullMatchWinsAndSaysWhere() {
        TableView view = TableView.of(table("A", "a"), table("B", "b"), GlobalTable.get());
        assertThat(view.lookup(SIN)).isEqualTo(new TableView.Match(new Overlay.Intrinsic("a"), "A"));
        assertThat(view.lookup(MethodKey.parse("java/lang/Math.cos(D)D")).table())
                .isEqualTo("GLOBAL");
        assertThat(view.lookup(MethodKey.parse("java/lang/Math.sin(F)F"))).isNull();
        assertThat(view.lookup(MethodKey.parse("java/lang/Math.floorMod(II)I"))).isNull();
    }

    @Test
    void versionsAreThoseOfTheContent() {
        assertThat(table("A", "a").version()).isEqualTo(table("A", "a").version());
        assertThat(table("A", "a").version()).isNotEqualTo(table("A", "b").version());
        assertThat(table("A", "a").version()).isNotEqualTo(table("B", "a").version());
        MethodTable a = table("A", "a");
        MethodTable b = table("B", "b");
        assertThat(TableView.of(a, b).version()).isEqualTo(TableView.of(a, b).version());
        assertThat(TableView.of(a, b).version()).isNotEqualTo(TableView.of(b, a).version());
        MethodKey cos = MethodKey.parse("java/lang/Math.cos(D)D");
        var one = MethodTable.builder("T").put(SIN, new Overlay.Deferred()).put(cos, new Overlay.Deferred());
        var two = MethodTable.builder("T").put(cos, new Overlay.Deferred()).put(SIN, new Overlay.Deferred());
        assertThat(one.build().version()).isEqualTo(two.build().version());
    }

    @Test
    void aTableCannotReplaceAMethodTwice() {
        var b = MethodTable.builder("T").put(SIN, new Overlay.Intrinsic("a"));
        b.put(SIN, new Overlay.Intrinsic("a"));
        assertThatThrownBy(() -> b.put(SIN, new Overlay.Intrinsic("b")))
                .isInstanceOf(OverlayConflictException.class)
                .hasMessageContaining("table T")
                .hasMessageContaining("java/lang/Math.sin(D)D")
                .hasMessageContaining("intrinsic a")
                .hasMessageContaining("intrinsic b");
    }

    @Test
    void aBodyHasTheShapeOfItsMethod() {
        MethodKey length = MethodKey.parse("java/lang/String.length()I");
        var b = MethodTable.builder("T");
        b.put(length, new Overlay.Body(MethodKey.parse("app/O.length(Ljava/lang/String;)I")));
        b.put(SIN, new Overlay.Body(MethodKey.parse("app/O.sine(D)D")));
        assertThatThrownBy(() -> b.put(SIN, new Overlay.Body(MethodKey.parse("app/O.sine(F)F"))))
                .isInstanceOf(OverlayDeclarationException.class)
                .hasMessageContaining("app/O.sine(F)F");
    }

    /** Numbers as objects go away in compiled code, with the calls that make them: an entry would hold here and not there. */
    @Test
    void boxingCannotBeReplaced() {
        for (String method : new String[] {
            "java/lang/Double.valueOf(D)Ljava/lang/Double;",
            "java/lang/Character.valueOf(C)Ljava/lang/Character;",
            "java/lang/Integer.doubleValue()D",
            "java/lang/Number.intValue()I"
        }) {
            MethodKey key = MethodKey.parse(method);
            assertThatThrownBy(() -> MethodTable.builder("T").put(key, new Overlay.Intrinsic("a")))
                    .isInstanceOf(OverlayDeclarationException.class)
                    .hasMessageContaining(method);
        }
        MethodKey parse = MethodKey.parse("java/lang/Double.valueOf(Ljava/lang/String;)Ljava/lang/Double;");
        MethodTable.builder("T").put(parse, new Overlay.Intrinsic("a"));
    }

    @Test
    void layersStackInTheirOrderWhateverTheOrderOfDiscovery() {
        var r = new OverlayRegistry()
                .add(Layer.GLOBAL, null, table("G", "g"))
                .add(Layer.BACKEND, "cuda", table("CUDA", "c"))
                .add(Layer.BACKEND, "cpu", table("CPU", "h"));
        assertThat(r.view("cuda").tables()).extracting(MethodTable::name).containsExactly("CUDA", "G");
        assertThat(r.view("cpu").lookup(SIN).table()).isEqualTo("CPU");
        assertThat(r.view("other").lookup(SIN).table()).isEqualTo("G");
        TableView app = r.view("cuda", table("Z", "z"));
        assertThat(app.tables()).extracting(MethodTable::name).containsExactly("Z", "CUDA", "G");
        assertThat(app.version()).isNotEqualTo(r.view("cuda").version());
    }

    @Test
    void tablesOfOneLayerMustAgree() {
        var r = new OverlayRegistry();
        assertThat(r.view("cuda", table("A", "a"), table("B", "a")).lookup(SIN).table())
                .isEqualTo("A");
        assertThatThrownBy(() -> r.view("cuda", table("A", "a"), table("B", "b")))
                .isInstanceOf(OverlayConflictException.class)
                .hasMessageContaining("tables A and B");
    }

    @Test
    void providersAreFound() {
        TableView view = OverlayRegistry.discover(getClass().getClassLoader()).view("any");
        assertThat(view.tables()).contains(GlobalTable.get());
        assertThat(view.lookup(SIN)).isEqualTo(new TableView.Match(new Overlay.Intrinsic("sin"), "GLOBAL"));
    }

    /** A back end's own operation stands in place of NVIDIA's; the class that declares it is none of its business. */
    @Test
    void aBackEndReplacesOperationsOfKernelByItsName() {
        var own = new Overlay.TargetIntrinsic("wave.ballot", Overlay.Effect.THREAD);
        MethodTable.Builder b = MethodTable.builder("T");
        b.put("dev/adagent/Kernel", "ballotSync", "(IZ)I", own);
        b.put("dev/adagent/Kernel", "threadIdxX", "()I", own);
        MethodTable table = KernelOverlays.addKernel(b).build();
        assertThat(table.lookup(MethodKey.parse("dev/adagent/WarpFunctions.ballotSync(IZ)I")))
                .isEqualTo(own);
        assertThat(table.lookup(MethodKey.parse("dev/adagent/Kernel.threadIdxX()I")))
                .isEqualTo(own);
        assertThat(table.lookup(MethodKey.parse("dev/adagent/WarpFunctions.anySync(IZ)Z")))
                .isEqualTo(new Overlay.Intrinsic("vote.any"));
        assertThat(KernelOverlays.addKernel(MethodTable.builder("T")).build().methods())
                .as("the same entries")
                .isEqualTo(table.methods());
    }
}
