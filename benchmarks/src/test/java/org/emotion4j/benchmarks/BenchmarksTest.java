package org.emotion4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Each benchmark's methods run once, and each program prints what it should, so that none rots. */
class BenchmarksTest {
  /** One call in this process, without warming up. */
  private static ChainedOptionsBuilder once(String benchmark) {
    return new OptionsBuilder()
        .include("^org\\.emotion4j\\.benchmarks\\." + benchmark + "$")
        .mode(Mode.SingleShotTime)
        .forks(0)
        .warmupIterations(0)
        .measurementIterations(1)
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT);
  }

  private static int runs(ChainedOptionsBuilder options) throws RunnerException {
    return new Runner(options.build()).run().size();
  }

  @Test
  void recognizeBenchmark_eachBackEndAndTheFloor_run() throws RunnerException {
    assertThat(runs(once("RecognizeBenchmark\\..*").param("size", "640x480").param("faces", "1")))
        .isEqualTo(Parts.backends().size() + 3);
  }

  @Test
  void stageBenchmark_detectOnEveryPicture_findsAllItsFaces() throws RunnerException {
    assertThat(runs(once("StageBenchmark\\.detect"))).isEqualTo(2 * 4);
  }

  @Test
  void stageBenchmark_otherStages_run() throws RunnerException {
    assertThat(
            runs(
                once("StageBenchmark\\.(?!detect).*").param("size", "640x480").param("faces", "1")))
        .isEqualTo(5);
  }

  @Test
  void classifyBenchmark_eachNetwork_runs() throws RunnerException {
    assertThat(runs(once("ClassifyBenchmark\\..*").param("batch", "4"))).isEqualTo(4);
  }

  @Test
  void detectorBenchmark_eachDetectorAndEngine_runs() throws RunnerException {
    assertThat(runs(once("DetectorBenchmark\\..*").param("size", "640x480").param("faces", "1")))
        .isEqualTo(4 + 4);
  }

  @Test
  void streamBenchmark_eachBudget_runs() throws RunnerException {
    assertThat(runs(once("StreamBenchmark\\..*").param("size", "640x480").param("faces", "1")))
        .isEqualTo(3);
  }

  @Test
  void start_onePicture_printsTimesAndMemory(@TempDir Path folder) throws Exception {
    Path picture = folder.resolve("picture.jpg");
    Files.write(picture, Scene.of(640, 480, 1).encoded("jpg"));
    JsonObject json = Java.run(120, List.of(), Start.class, picture.toString());
    assertThat(json.get("firstResultMillis").getAsDouble())
        .isGreaterThan(json.get("createMillis").getAsDouble());
    assertThat(json.has("residentBytes")).isTrue();
  }

  @Test
  void memory_fewFrames_printsASampleEach() throws Exception {
    JsonObject json = Java.run(120, List.of(), Memory.class, "20");
    assertThat(json.getAsJsonArray("samples")).hasSize(11);
    assertThat(json.get("heapBytesPerFrame").getAsLong()).isPositive();
  }

  @Test
  void latency_shortTime_printsBothHalves() throws Exception {
    JsonObject json = Java.run(120, List.of(), Latency.class, "0.2");
    assertThat(json.getAsJsonObject("idle").get("n").getAsInt()).isPositive();
    assertThat(json.getAsJsonObject("busy").get("n").getAsInt()).isPositive();
  }

  @Test
  void live_shortTime_accountsForEveryFrame() throws Exception {
    JsonObject json = Java.run(120, List.of(), Live.class, "1", "10");
    assertThat(json.get("submitted").getAsInt()).isEqualTo(200);
    assertThat(json.get("processed").getAsInt() + json.get("dropped").getAsInt()).isEqualTo(200);
    assertThat(json.getAsJsonArray("held")).hasSize(10);
    assertThat(json.getAsJsonObject("staleness").get("n").getAsInt()).isPositive();
  }

  @Test
  void plainDjl_shortTime_givesTheSameScores() throws Exception {
    JsonObject json = Java.run(120, List.of(), PlainDjl.class, "0.3");
    assertThat(json.get("largestDifference").getAsDouble()).isLessThan(1e-3);
  }
}
