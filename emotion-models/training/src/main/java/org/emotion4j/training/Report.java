package org.emotion4j.training;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.emotion4j.Emotion;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;

/** An evaluation as Markdown, JSON, csv and charts. */
final class Report {
  private Report() {}

  /** Tables for people. */
  static String markdown(Evaluation e, List<String> notes) {
    StringBuilder text = new StringBuilder("# Evaluation\n\n");
    notes.forEach(note -> text.append("- ").append(note).append('\n'));
    line(text, "");
    line(text, "| n | accuracy | 95 %% interval | macro F1 | weighted F1 | ECE | coverage |");
    line(text, "|---|---|---|---|---|---|---|");
    line(
        text,
        "| %d | %.4f | %.4f – %.4f | %.4f | %.4f | %.4f | %.4f |",
        e.n(),
        e.accuracy(),
        e.accuracyLow(),
        e.accuracyHigh(),
        e.macroF1(),
        e.weightedF1(),
        e.ece(),
        e.coverage());
    line(text, "");
    line(text, "| label | precision | recall | F1 | support |");
    line(text, "|---|---|---|---|---|");
    for (Evaluation.PerClass label : e.perClass()) {
      line(
          text,
          "| %s | %.3f | %.3f | %.3f | %d |",
          label.label(),
          label.precision(),
          label.recall(),
          label.f1(),
          label.support());
    }
    line(text, "");
    line(text, "Confusion (rows are the truth, columns what the model said):");
    line(text, "");
    line(text, "| | %s |", join(e.labels(), " | "));
    line(text, "|---%s|", "|---".repeat(e.labels().size()));
    for (int row = 0; row < e.labels().size(); row++) {
      line(text, "| %s | %s |", e.labels().get(row), join(e.confusion().get(row), " | "));
    }
    line(text, "");
    line(text, "Accuracy when only the surest share of the faces is answered:");
    line(text, "");
    line(text, "| share | accuracy |");
    line(text, "|---|---|");
    for (Evaluation.Selective point : e.selective()) {
      line(text, "| %.1f | %.4f |", point.coverage(), point.accuracy());
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static String join(List<?> values, String separator) {
    return String.join(separator, values.stream().map(Object::toString).toList());
  }

  /**
   * The figures for machines.
   *
   * @param withoutShared the same without the pictures that stand in Training too, if there are any
   */
  static String json(Evaluation e, Optional<Evaluation> withoutShared) {
    JsonObject json = figures(e);
    withoutShared.ifPresent(without -> json.add("withoutShared", figures(without)));
    return new GsonBuilder().setPrettyPrinting().create().toJson(json) + "\n";
  }

  private static JsonObject figures(Evaluation e) {
    JsonObject json = new JsonObject();
    json.addProperty("n", e.n());
    json.addProperty("accuracy", e.accuracy());
    json.addProperty("accuracyLow", e.accuracyLow());
    json.addProperty("accuracyHigh", e.accuracyHigh());
    json.addProperty("macroF1", e.macroF1());
    json.addProperty("weightedF1", e.weightedF1());
    json.addProperty("ece", e.ece());
    json.addProperty("coverage", e.coverage());
    JsonObject perClass = new JsonObject();
    for (Evaluation.PerClass label : e.perClass()) {
      JsonObject figures = new JsonObject();
      figures.addProperty("precision", label.precision());
      figures.addProperty("recall", label.recall());
      figures.addProperty("f1", label.f1());
      figures.addProperty("support", label.support());
      perClass.add(label.label().label(), figures);
    }
    json.add("perClass", perClass);
    JsonObject confusion = new JsonObject();
    for (int row = 0; row < e.labels().size(); row++) {
      JsonObject counts = new JsonObject();
      for (int column = 0; column < e.labels().size(); column++) {
        counts.addProperty(e.labels().get(column).label(), e.confusion().get(row).get(column));
      }
      confusion.add(e.labels().get(row).label(), counts);
    }
    json.add("confusion", confusion);
    JsonObject selective = new JsonObject();
    for (Evaluation.Selective point : e.selective()) {
      selective.addProperty(String.format(Locale.ROOT, "%.1f", point.coverage()), point.accuracy());
    }
    json.add("selective", selective);
    return json;
  }

  /** The confusion matrix; the row is the truth. */
  static String csv(Evaluation e) {
    StringBuilder text = new StringBuilder("truth," + join(e.labels(), ",") + "\n");
    for (int row = 0; row < e.labels().size(); row++) {
      text.append(e.labels().get(row))
          .append(',')
          .append(join(e.confusion().get(row), ","))
          .append('\n');
    }
    return text.toString();
  }

  /** Writes everything into a folder. */
  static void write(Evaluation e, String markdown, Path folder) throws IOException {
    Files.writeString(folder.resolve("report.md"), markdown);
    Files.writeString(folder.resolve("confusion.csv"), csv(e));
    Path heatMap = folder.resolve("confusion");
    BitmapEncoder.saveBitmap(heatMap(e), heatMap.toString(), BitmapFormat.PNG);
    Path selective = folder.resolve("selective");
    BitmapEncoder.saveBitmap(selective(e), selective.toString(), BitmapFormat.PNG);
  }

  private static HeatMapChart heatMap(Evaluation e) {
    HeatMapChart chart =
        new HeatMapChartBuilder()
            .width(900)
            .height(700)
            .title("Share of each true label, in per cent")
            .xAxisTitle("the model said")
            .yAxisTitle("truth")
            .build();
    chart.getStyler().setLegendVisible(false);
    chart.getStyler().setRangeColors(new Color[] {Color.WHITE, new Color(0x4a, 0x90, 0xd9)});
    chart.getStyler().setShowValue(true);
    chart.getStyler().setHeatMapValueDecimalPattern("#0");
    int size = e.labels().size();
    List<Number[]> cells = new ArrayList<>();
    for (int column = 0; column < size; column++) {
      for (int row = 0; row < size; row++) {
        int support = Math.max(1, e.perClass().get(row).support());
        // The chart's vertical axis goes up, a matrix is read downward.
        cells.add(
            new Number[] {
              column, size - 1 - row, 100.0 * e.confusion().get(row).get(column) / support
            });
      }
    }
    List<String> labels = e.labels().stream().map(Emotion::label).toList();
    List<String> upward = new ArrayList<>(labels);
    Collections.reverse(upward);
    chart.addSeries("share", labels, upward, cells);
    return chart;
  }

  private static XYChart selective(Evaluation e) {
    XYChart chart =
        new XYChartBuilder()
            .width(800)
            .height(500)
            .title("Accuracy when only the surest faces are answered")
            .xAxisTitle("share of faces answered")
            .yAxisTitle("accuracy")
            .build();
    chart.getStyler().setLegendVisible(false);
    chart.addSeries(
        "accuracy",
        e.selective().stream().map(Evaluation.Selective::coverage).toList(),
        e.selective().stream().map(Evaluation.Selective::accuracy).toList());
    return chart;
  }
}
