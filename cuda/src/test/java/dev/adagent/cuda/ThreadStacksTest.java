package dev.adagent.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adagent.codegen.LlvmLowering;
import dev.adagent.codegen.StackNeed;
import dev.adagent.codegen.StackNeed.Frame;
import dev.adagent.overlay.MethodKey;
import dev.adagent.transform.device.DeviceRefusal;
import dev.adagent.transform.device.Kernel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Stacks and depths, against a driver that has so much memory and no GPU. */
class ThreadStacksTest {
    private static final long H100 = 85_520_809_984L;

    /** As NVIDIA's: all threads that fit get the same, out of what nobody else uses. */
    private static final class FakeDriver implements ThreadStacks.Driver {
        final List<Long> given = new ArrayList<>();
        final long total;
        long free;
        long stack = 1024;

        FakeDriver(long total, long free) {
            this.total = total;
            this.free = free;
        }

        @Override
        public long totalBytes() {
            return total;
        }

        @Override
        public long residentThreads() {
            return 132 * 2048;
        }

        @Override
        public long stack() {
            return stack;
        }

        @Override
        public boolean setStack(long bytes) {
            boolean fits = bytes <= ThreadStacks.MOST_BYTES && bytes * residentThreads() <= free;
            if (fits) {
                given.add(bytes);
                stack = bytes;
            }
            return fits;
        }
    }

    private static Kernel kernel(int recursion) {
        return new Kernel(
                new MethodKey("t/K", "k", "()V"), null, "id", Kernel.Options.DEFAULT.withRecursion(recursion));
    }

    /** A kernel, a method that calls itself, and what raises the exception. */
    private static StackNeed need(long frame) {
        return new StackNeed(
                List.of(new Frame(200, List.of(1)), new Frame(frame, List.of(1, 2)), new Frame(80, List.of())));
    }

    @Test
    void smallFramesGetTheDefault() {
        FakeDriver driver = new FakeDriver(H100, H100);
        ThreadStacks stacks = new ThreadStacks(driver);
        assertThat(stacks.require(kernel(0), need(60))).isEqualTo(LlvmLowering.DEEPEST);
        assertThat(driver.given).containsExactly(200 + 60L * (LlvmLowering.DEEPEST + 1) + 80);
        stacks.require(kernel(0), need(60));
        assertThat(driver.given).as("what is there is not asked for again").hasSize(1);
    }

    @Test
    void devicesThatShareAContextDoNotLowerEachOthersStacks() {
        FakeDriver context = new FakeDriver(H100, H100);
        ThreadStacks one = new ThreadStacks(context);
        ThreadStacks other = new ThreadStacks(context);
        one.require(kernel(100), need(1000));
        other.require(kernel(10), need(1000));
        assertThat(context.stack).isEqualTo(need(1000).bytes(100));
    }

    @Test
    void whatAnotherLibraryLoweredIsRaisedAgain() {
        FakeDriver context = new FakeDriver(H100, H100);
        ThreadStacks stacks = new ThreadStacks(context);
        stacks.require(kernel(100), need(1000));
        context.stack = 1024;
        stacks.require(kernel(100), need(1000));
        assertThat(context.stack).isEqualTo(need(1000).bytes(100));
    }

    @Test
    void largeFramesGetWhatFitsASixteenthOfTheMemory() {
        FakeDriver driver = new FakeDriver(H100, H100);
        int depth = new ThreadStacks(driver).require(kernel(0), need(3000));
        long bytes = driver.given.get(0);
        assertThat(depth).isEqualTo(5);
        assertThat(bytes).isEqualTo(need(3000).bytes(depth));
        assertThat(bytes * driver.residentThreads()).isLessThanOrEqualTo(H100 / ThreadStacks.SHARE);
        assertThat(need(3000).bytes(depth + 1) * driver.residentThreads()).isGreaterThan(H100 / ThreadStacks.SHARE);
    }

    @Test
    void theDepthDoesNotDependOnWhatRanBefore() {
        FakeDriver driver = new FakeDriver(H100, H100);
        ThreadStacks stacks = new ThreadStacks(driver);
        stacks.require(kernel(100), need(1000));
        int depth = stacks.require(kernel(0), need(3000));
        assertThat(depth).isEqualTo(new ThreadStacks(new FakeDriver(H100, H100)).require(kernel(0), need(3000)));
        assertThat(driver.given).hasSize(1);
    }

    @Test
    void whereOthersHoldTheMemoryItIsLess() {
        FakeDriver driver = new FakeDriver(H100, 3L << 30);
        int depth = new ThreadStacks(driver).require(kernel(0), need(1000));
        assertThat(depth).isBetween(4, 11);
        FakeDriver full = new FakeDriver(H100, 100 << 20);
        assertThatThrownBy(() -> new ThreadStacks(full).require(kernel(0), need(1000)))
                .isInstanceOf(DeviceRefusal.class)
                .hasMessageContaining("call themselves 1 deep");
    }

    @Test
    void oneCallAtLeastThoughFramesAreHuge() {
        assertThat(new ThreadStacks(new FakeDriver(H100, H100)).require(kernel(0), need(100_000)))
                .isEqualTo(1);
    }

    @Test
    void aDeclaredDepthIsGivenOrRefused() {
        FakeDriver driver = new FakeDriver(H100, H100);
        assertThat(new ThreadStacks(driver).require(kernel(256), need(1000))).isEqualTo(256);
        assertThat(driver.given).containsExactly(need(1000).bytes(256));
        assertThatThrownBy(() -> new ThreadStacks(driver).require(kernel(256), need(2000)))
                .isInstanceOf(DeviceRefusal.class)
                .hasMessageContaining("256 deep")
                .hasMessageContaining("514280 bytes for each of 270336 threads")
                .hasMessageContaining("N at most 157 on this GPU");
        assertThatThrownBy(() -> new ThreadStacks(driver).require(kernel(1 << 30), need(2000)))
                .as("more than the instructions can address")
                .isInstanceOf(DeviceRefusal.class);
        assertThat(driver.given).hasSize(1);
    }

    @Test
    void whatOneKernelIsRefusedDoesNotHinderTheNext() {
        FakeDriver driver = new FakeDriver(H100, H100);
        ThreadStacks stacks = new ThreadStacks(driver);
        assertThatThrownBy(() -> stacks.require(kernel(10_000), need(2000))).isInstanceOf(DeviceRefusal.class);
        assertThat(stacks.require(kernel(10), need(2000))).isEqualTo(10);
    }
}
