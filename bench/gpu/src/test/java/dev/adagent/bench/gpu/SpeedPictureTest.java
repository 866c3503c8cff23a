package dev.adagent.bench.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpeedPictureTest {
    private static final List<String> CSV = List.of(
            "kernel,math,checks,registers,java_ms,cuda_ms,ratio,java_spread,cuda_spread,max_relative_difference",
            "saxpy,STRICT,on,28,0.3,0.3,1.0123,0.0041,0.0071,0.000e+00",
            "saxpy,STRICT,off,10,0.3,0.3,1.5000,0.0055,0.0067,0.000e+00",
            "nbody,STRICT,on,28,0.3,0.3,0.9000,0.0041,0.0071,0.000e+00",
            "nbody,STRICT,off,10,0.3,0.3,0.8000,0.0055,0.0067,0.000e+00");

    @Test
    void ratiosAreReadByName() {
        assertThat(SpeedPicture.read(CSV).get("STRICT, checks on"))
                .containsEntry("saxpy", 1.0123)
                .containsEntry("nbody", 0.9)
                .hasSize(2);
    }

    /** The colour of the bars without checks stands as high as they say: 1.5 beside 0.8. */
    @Test
    void barsAreAsHighAsTheRatios(@TempDir Path folder) throws Exception {
        System.setProperty("java.awt.headless", "true");
        Path csv = Files.write(folder.resolve("speed.csv"), CSV);
        Path png = folder.resolve("speed.png");
        SpeedPicture.main(new String[] {csv.toString(), png.toString()});
        BufferedImage image = ImageIO.read(png.toFile());
        int[] heights = IntStream.range(0, image.getWidth())
                .map(x -> (int) IntStream.range(0, image.getHeight() - 100)
                        .filter(y -> (image.getRGB(x, y) & 0xffffff) == 0x8fbce6)
                        .count())
                .filter(h -> h > 20)
                .distinct()
                .sorted()
                .toArray();
        assertThat((double) heights[heights.length - 1] / heights[0]).isBetween(1.8, 1.95);
    }
}
