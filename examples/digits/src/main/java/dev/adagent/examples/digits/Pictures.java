package dev.adagent.examples.digits;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.Styler.YAxisPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws the training curve and a grid of test digits. */
final class Pictures {
    private static final int SIDE = 28;
    private static final int ZOOM = 2;
    private static final int COLUMNS = 20;
    private static final int ROWS = 10;
    private static final int CAPTION = 18;
    private static final int GAP = 8;
    private static final Color INK = new Color(0x22, 0x22, 0x22);
    private static final Color WRONG = new Color(0xc6, 0x28, 0x28);

    static {
        System.setProperty("java.awt.headless", "true");
    }

    private Pictures() {}

    /** Loss (left axis) and test accuracy in percent (right axis) by epoch. */
    static void curve(Path file, List<Main.Metrics> metrics) throws IOException {
        double[] epoch = metrics.stream().mapToDouble(Main.Metrics::epoch).toArray();
        double[] loss = metrics.stream().mapToDouble(Main.Metrics::loss).toArray();
        double[] accuracy =
                metrics.stream().mapToDouble(m -> 100 * m.accuracy()).toArray();
        XYChart chart = new XYChartBuilder()
                .width(900)
                .height(540)
                .title("Handwritten digits, 784-64-10")
                .xAxisTitle("epoch")
                .yAxisTitle("mean training loss")
                .build();
        chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
        chart.getStyler().setLegendLayout(LegendLayout.Horizontal);
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setXAxisDecimalPattern("0");
        chart.getStyler().setYAxisDecimalPattern("0.0#");
        chart.getStyler().setYAxisGroupPosition(1, YAxisPosition.Right);
        chart.setYAxisGroupTitle(1, "test accuracy, %");
        chart.addSeries("training loss", epoch, loss).setMarker(SeriesMarkers.CIRCLE);
        chart.addSeries("test accuracy", epoch, accuracy)
                .setMarker(SeriesMarkers.DIAMOND)
                .setYAxisGroup(1);
        BitmapEncoder.saveBitmap(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG);
    }

    /**
     * The first test digits with the class predicted under each. A wrong one has a red frame and says what it should have been; wrong
     * ones that the grid would miss take the places at its end, at most a quarter of it.
     */
    static void grid(Path file, Samples test, double[] probabilities) throws IOException {
        int cell = SIDE * ZOOM + GAP;
        int width = COLUMNS * cell + GAP;
        int height = ROWS * (cell + CAPTION) + GAP + 34;
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, width, height);
        int[] shown = chosen(test, probabilities);
        g.setColor(INK);
        g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 15));
        g.drawString("Test digits with predictions; framed in red where wrong (prediction, not label)", GAP, 23);
        g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 13));
        for (int k = 0; k < shown.length; k++) {
            int x = GAP + k % COLUMNS * cell;
            int y = 34 + GAP + k / COLUMNS * (cell + CAPTION);
            draw(g, test, shown[k], Main.prediction(probabilities, shown[k]), x, y);
        }
        g.dispose();
        ImageIO.write(image, "png", file.toFile());
    }

    private static int[] chosen(Samples test, double[] probabilities) {
        int places = Math.min(COLUMNS * ROWS, test.count());
        int[] shown = new int[places];
        for (int s = 0; s < places; s++) {
            shown[s] = s;
        }
        int place = places;
        for (int s = places; s < test.count() && place > places * 3 / 4; s++) {
            if (Main.prediction(probabilities, s) != test.labels()[s]) {
                shown[--place] = s;
            }
        }
        return shown;
    }

    private static void draw(Graphics2D g, Samples test, int sample, int prediction, int x, int y) {
        for (int r = 0; r < SIDE; r++) {
            for (int c = 0; c < SIDE; c++) {
                int grey = 255 - (test.pixels()[sample * Network.INPUTS + r * SIDE + c] & 0xff);
                g.setColor(new Color(grey, grey, grey));
                g.fillRect(x + c * ZOOM, y + r * ZOOM, ZOOM, ZOOM);
            }
        }
        int label = test.labels()[sample];
        boolean wrong = prediction != label;
        g.setColor(wrong ? WRONG : new Color(0xdd, 0xdd, 0xdd));
        g.setStroke(new BasicStroke(wrong ? 3 : 1));
        g.drawRect(x - 1, y - 1, SIDE * ZOOM + 1, SIDE * ZOOM + 1);
        g.setColor(wrong ? WRONG : INK);
        g.drawString(wrong ? prediction + ", not " + label : String.valueOf(prediction), x, y + SIDE * ZOOM + 14);
    }
}
