package dev.adagent.bench.gpu;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.style.CategoryStyler;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Draws the speed table: for each kernel Java's time over that of CUDA C++, in each mode, with and without checks. Arguments: the
 * {@code speed.csv} that {@link SpeedTable} left, and the PNG.
 */
public final class SpeedPicture {
    /** One colour for each mode, darker with checks. */
    private static final Map<String, Color> COLOURS = Map.of(
            "STRICT, checks off", new Color(0x8f, 0xbc, 0xe6),
            "STRICT, checks on", new Color(0x1f, 0x5f, 0xa8),
            "CONTRACT, checks off", new Color(0x9f, 0xd8, 0xa4),
            "CONTRACT, checks on", new Color(0x2e, 0x7d, 0x32),
            "FAST, checks off", new Color(0xf7, 0xc9, 0x8b),
            "FAST, checks on", new Color(0xd9, 0x6c, 0x06));

    private SpeedPicture() {}

    public static void main(String[] args) throws IOException {
        draw(read(Files.readAllLines(Path.of(args[0]))), Path.of(args[1]));
    }

    /** For each series, named by mode and checks, the ratio of each kernel, in the order of the file. */
    static Map<String, Map<String, Double>> read(List<String> csv) {
        List<String> head = List.of(csv.get(0).split(","));
        Map<String, Map<String, Double>> out = new LinkedHashMap<>();
        for (String line : csv.subList(1, csv.size())) {
            String[] row = line.split(",");
            String series = row[head.indexOf("math")] + ", checks " + row[head.indexOf("checks")];
            out.computeIfAbsent(series, s -> new LinkedHashMap<>())
                    .put(row[head.indexOf("kernel")], Double.parseDouble(row[head.indexOf("ratio")]));
        }
        return out;
    }

    private static void draw(Map<String, Map<String, Double>> table, Path file) throws IOException {
        List<String> kernels = List.copyOf(table.values().iterator().next().keySet());
        CategoryChart chart = new CategoryChartBuilder()
                .width(1600)
                .height(620)
                .title("Time of kernels in Java over the time of the same kernels in CUDA C++")
                .xAxisTitle("")
                .yAxisTitle("Java / CUDA C++, less is better")
                .build();
        double most = table.values().stream()
                .flatMap(ratios -> ratios.values().stream())
                .max(Double::compare)
                .orElse(1.0);
        style(chart.getStyler(), most);
        CategorySeries even = chart.addSeries("as fast", kernels, Collections.nCopies(kernels.size(), 1.0));
        even.setChartCategorySeriesRenderStyle(CategorySeries.CategorySeriesRenderStyle.Line);
        even.setMarker(SeriesMarkers.NONE)
                .setLineColor(Color.DARK_GRAY)
                .setLineStyle(
                        new BasicStroke(1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {6}, 0));
        for (String series :
                COLOURS.keySet().stream().sorted(SpeedPicture::order).toList()) {
            Map<String, Double> ratios = table.get(series);
            if (ratios != null) {
                chart.addSeries(
                                series,
                                kernels,
                                kernels.stream().map(ratios::get).toList())
                        .setFillColor(COLOURS.get(series));
            }
        }
        BitmapEncoder.saveBitmap(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG);
    }

    /** STRICT, CONTRACT, FAST; without checks first. */
    private static int order(String a, String b) {
        List<String> modes = List.of("STRICT", "CONTRACT", "FAST");
        int byMode = Integer.compare(
                modes.indexOf(a.substring(0, a.indexOf(','))), modes.indexOf(b.substring(0, b.indexOf(','))));
        return byMode != 0 ? byMode : a.compareTo(b);
    }

    private static void style(CategoryStyler styler, double most) {
        styler.setLegendPosition(LegendPosition.OutsideS);
        styler.setLegendLayout(LegendLayout.Horizontal);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotGridVerticalLinesVisible(false);
        styler.setAvailableSpaceFill(0.8);
        styler.setYAxisMin(0.0);
        styler.setYAxisMax(Math.max(1.6, most + 0.1));
        styler.setYAxisDecimalPattern("0.0");
        styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        styler.setXAxisLabelRotation(0);
    }
}
