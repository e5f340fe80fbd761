package org.emotion4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  private static final Path DOCUMENT = Path.of("../docs/benchmarks.md");

  @TempDir Path folder;
  private JsonObject machine;

  @BeforeEach
  void machine() throws Exception {
    machine = Machine.describe();
    machine.addProperty("suite", "quick");
  }

  private static JsonObject run(String method, double p50, double heap, String... parameters) {
    JsonObject run = new JsonObject();
    run.addProperty("benchmark", "org.emotion4j.benchmarks.Any." + method);
    run.addProperty("threads", 1);
    JsonObject params = new JsonObject();
    for (int i = 0; i < parameters.length; i += 2) {
      params.addProperty(parameters[i], parameters[i + 1]);
    }
    run.add("params", params);
    JsonObject percentiles = new JsonObject();
    percentiles.addProperty("50.0", p50);
    percentiles.addProperty("99.0", 2 * p50);
    JsonObject primary = new JsonObject();
    primary.addProperty("score", p50);
    primary.add("scorePercentiles", percentiles);
    run.add("primaryMetric", primary);
    JsonObject norm = new JsonObject();
    norm.addProperty("score", heap);
    JsonObject secondary = new JsonObject();
    secondary.add("gc.alloc.rate.norm", norm);
    run.add("secondaryMetrics", secondary);
    return run;
  }

  private static JsonObject recognize(double p50, double heap) {
    return run("recognize", p50, heap, "size", "640x480", "faces", "1", "backend", "pytorch");
  }

  private String filled() throws IOException {
    return new Report(new Results(folder)).fill(Files.readString(DOCUMENT));
  }

  @Test
  void fill_floor_comparesTheMedianOfRoundsWithTheSumOfBothNetworks() throws IOException {
    JsonArray all = new JsonArray();
    all.add(recognize(2000, 100));
    all.add(recognize(9000, 100));
    all.add(recognize(2200, 100));
    all.add(run("detectorForward", 1400, 0));
    all.add(run("detectorForward", 1500, 0));
    all.add(run("detectorForward", 1600, 0));
    all.add(run("modelForward", 500, 0));
    all.add(run("modelForward", 500, 0));
    all.add(run("modelForward", 600, 0));
    new Results(folder).write("recognize", machine, all);
    assertThat(filled())
        .contains("| at most 1.15 times | 1.10 times | yes |")
        .contains("| the same in each round | 1.05, 4.50, 1.00 |");
  }

  @Test
  void fill_stepsOfAFrame_areAddedUp() throws IOException {
    JsonArray stages = new JsonArray();
    stages.add(run("detect", 1200, 0, "size", "640x480", "faces", "1"));
    stages.add(run("detect", 7000, 0, "size", "640x480", "faces", "16"));
    stages.add(run("align", 40, 0, "size", "640x480", "faces", "1"));
    stages.add(run("fill", 10, 0, "size", "640x480", "faces", "1"));
    new Results(folder).write("stages", machine, stages);
    JsonArray classify = new JsonArray();
    classify.add(run("classify", 800, 0, "network", "ferplus@pytorch", "batch", "1"));
    new Results(folder).write("classify", machine, classify);
    assertThat(filled()).contains("| a frame's steps one by one | 2.05 ms |");
  }

  @Test
  void fill_missedAim_saysNo() throws IOException {
    JsonArray all = new JsonArray();
    all.add(recognize(2000, 20_000));
    new Results(folder).write("recognize", machine, all);
    assertThat(filled()).contains("| at most 16384 bytes | 20000 bytes | no |");
  }

  @Test
  void fill_int8AndBatch_compareWithFp32AndWithSingleCalls() throws IOException {
    JsonArray all = new JsonArray();
    all.add(run("classify", 1000, 0, "network", "ferplus@pytorch", "batch", "1"));
    all.add(run("classify", 8000, 0, "network", "ferplus@pytorch", "batch", "16"));
    all.add(run("classify", 4000, 0, "network", "ferplus-fp32@pytorch", "batch", "1"));
    new Results(folder).write("classify", machine, all);
    assertThat(filled())
        .contains("| at least 3 times as fast | 4.00 times as fast | yes |")
        .contains("| at least 1.50 times as fast | 2.00 times as fast | yes |")
        .contains("| `ferplus` | pytorch | 1.00 ms | – | 8.00 ms | 500 µs | 128 G | 255 G |");
  }

  @Test
  void fill_liveStreamMeasuredAlone_hasItsOwnMachineAndTable() throws IOException {
    machine.remove("suite");
    JsonObject live = new JsonObject();
    live.addProperty("framesPerSecond", 200);
    live.addProperty("budgetMicros", 10_000);
    live.addProperty("submitted", 400);
    live.addProperty("processed", 390);
    live.addProperty("dropped", 10);
    live.addProperty("failed", 0);
    live.addProperty("shareWithinBudget", 0.975);
    JsonArray held = new JsonArray();
    for (int mebibytes : new int[] {3, 2, 4}) {
      JsonObject sample = new JsonObject();
      sample.addProperty("residentBytes", mebibytes << 20);
      sample.addProperty("directBytes", 1 << 20);
      held.add(sample);
    }
    live.add("held", held);
    live.add("staleness", ProcessFacts.percentiles(new long[] {3_000_000, 4_000_000}));
    new Results(folder).write("live", machine, live);
    assertThat(filled())
        .contains("; `live` alone.")
        .contains("| 400 | 390 | 10 | 0 | 3.00 ms | 4.00 ms | 4.00 ms | 4.00 ms |")
        .contains("the budget for one: 10.00 ms; 97.5 % of the results")
        .contains("Looked at 3 times, the process held 2.0 to 4.0 MB, 1.0 to 1.0 MB of it");
  }

  @Test
  void fill_twice_changesNothing() throws IOException {
    String once = filled();
    assertThat(new Report(new Results(folder)).fill(once)).isEqualTo(once);
  }

  @Test
  void fill_documentWithoutAMark_isAnError() {
    assertThatThrownBy(() -> new Report(new Results(folder)).fill("no marks"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("machine");
  }

  @Test
  void document_ofThisRepository_hasTheTablesOfTheKeptResults() throws IOException {
    String document = Files.readString(DOCUMENT);
    assertThat(new Report(new Results(Path.of("results"))).fill(document)).isEqualTo(document);
  }
}
