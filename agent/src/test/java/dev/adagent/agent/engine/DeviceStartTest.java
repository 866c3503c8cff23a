package dev.adagent.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DeviceStartTest {
    @Test
    void oneDeviceForAllThreadsAndOneThreadPrepares() throws Exception {
        DeviceStart start = new DeviceStart("cuda-code", null, null, null);
        AtomicInteger prepared = new AtomicInteger();
        Set<DeviceChoice> seen = ConcurrentHashMap.newKeySet();
        List<Thread> threads = new ArrayList<>();
        for (int k = 0; k < 8; k++) {
            Thread t = new Thread(() -> {
                try {
                    seen.add(start.get(prepared::incrementAndGet));
                } catch (DeviceChoice.Unavailable e) {
                    throw new IllegalStateException(e);
                }
            });
            t.start();
            threads.add(t);
        }
        for (Thread t : threads) {
            t.join();
        }
        assertThat(seen).hasSize(1);
        assertThat(prepared).hasValue(1);
    }

    @Test
    void onTheCpuNothingIsPreparedForAGpu() throws Exception {
        AtomicInteger prepared = new AtomicInteger();
        DeviceChoice cpu = new DeviceStart("cpu", null, null, null).get(prepared::incrementAndGet);
        assertThat(cpu.target()).isEqualTo("cpu");
        assertThat(prepared).hasValue(0);
    }

    @Test
    void whatIsNotThereIsLookedForAgain() {
        DeviceStart start = new DeviceStart("cuda", null, "other", null);
        for (int k = 0; k < 2; k++) {
            assertThatThrownBy(start::get)
                    .isInstanceOf(DeviceChoice.Unavailable.class)
                    .hasMessageContaining("leave out adagent.device=cuda");
        }
    }
}
