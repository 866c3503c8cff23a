package dev.adagent.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers worked out by hand from the limits of the programming guide. */
class OccupancyTest {
    @ParameterizedTest
    @CsvSource({
        // full: 8 blocks of 8 warps; 32 registers are 1024 a warp, 64 warps
        "sm_90, 256, 32, 0, 8, threads",
        // 90 registers are 2880, allotted 3072 a warp: 21 warps, by four 20, two blocks of eight
        "sm_80, 256, 90, 0, 2, registers",
        // 32 KiB and 1 KiB reserved: 228 / 33
        "sm_90, 128, 32, 32768, 6, shared memory",
        "sm_75, 32, 16, 0, 16, blocks",
        "sm_86, 1024, 64, 0, 1, threads",
        "sm_89, 64, 16, 0, 24, threads",
        // 255 registers: 8192 a warp, eight warps
        "sm_90, 1024, 255, 0, 0, registers",
    })
    void matchesTheGuide(String architecture, int threads, int registers, int shared, int blocks, String limit) {
        Occupancy o = Occupancy.of(architecture, threads, registers, shared);
        assertThat(o.blocks()).isEqualTo(blocks);
        assertThat(o.limit()).isEqualTo(limit);
        assertThat(o.share()).isBetween(0.0, 1.0);
        assertThat(Occupancy.of("sm_60", threads, registers, shared)).isNull();
    }
}
