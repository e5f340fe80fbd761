package org.emotion4j.benchmarks;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.emotion4j.FaceEmotionRecognizer;
import org.emotion4j.stream.EmotionStream;
import org.emotion4j.stream.StreamOptions;
import org.emotion4j.stream.StreamStatistics;

/**
 * A camera of 200 frames a second on a live stream with a budget: how old a frame is when its
 * result is there, what is dropped, and what the process holds meanwhile. Run with a heap that is
 * touched in full at the start ({@code -Xms256m -Xmx256m -XX:+AlwaysPreTouch}), so that what grows
 * is native. Prints JSON.
 *
 * <pre>{@code java -cp ... org.emotion4j.benchmarks.Live SECONDS BUDGET_MILLIS}</pre>
 */
public final class Live {
  private static final int FRAMES_A_SECOND = 200;
  private static final int SAMPLES = 10;

  private Live() {}

  public static void main(String[] args) throws InterruptedException {
    int frames = FRAMES_A_SECOND * Integer.parseInt(args[0]);
    Duration budget = Duration.ofMillis(Long.parseLong(args[1]));
    JsonObject json = new JsonObject();
    json.addProperty("framesPerSecond", FRAMES_A_SECOND);
    json.addProperty("budgetMicros", budget.toNanos() / 1000.0);
    Scene scene = Scene.of(640, 480, 1);
    long[] staleness = new long[frames];
    int[] results = {0};
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try (FaceEmotionRecognizer recognizer = Parts.recognizer("pytorch");
        EmotionStream stream =
            recognizer.openStream(
                StreamOptions.builder()
                    .budget(budget)
                    .executor(executor)
                    .listener(result -> staleness[results[0]++] = result.staleness().toNanos())
                    .build())) {
      JsonArray held = new JsonArray();
      long start = System.nanoTime();
      for (int i = 0; i < frames; i++) {
        stream.submit(
            scene.frame().withTimestamp(Duration.ofNanos(1_000_000_000L / FRAMES_A_SECOND * i)));
        if (i % (frames / SAMPLES) == frames / SAMPLES - 1) {
          JsonObject sample = new JsonObject();
          sample.addProperty("frame", i + 1);
          sample.addProperty("residentBytes", ProcessFacts.residentBytes());
          sample.addProperty("directBytes", ProcessFacts.directBytes());
          held.add(sample);
        }
        long due = start + 1_000_000_000L / FRAMES_A_SECOND * (i + 1);
        LockSupport.parkNanos(due - System.nanoTime());
      }
      if (!stream.closeAndDrain(Duration.ofSeconds(30))) {
        throw new IllegalStateException("the stream did not end");
      }
      StreamStatistics end = stream.statistics();
      json.addProperty("submitted", end.submitted());
      json.addProperty("processed", end.processed());
      json.addProperty("dropped", end.dropped());
      json.addProperty("failed", end.failed());
      json.addProperty("detectorRuns", end.detectorRuns());
      json.add("held", held);
    }
    executor.shutdown();
    executor.awaitTermination(10, TimeUnit.SECONDS);
    json.add("staleness", ProcessFacts.percentiles(Arrays.copyOf(staleness, results[0])));
    long within =
        Arrays.stream(staleness, 0, results[0]).filter(t -> t <= budget.toNanos()).count();
    json.addProperty("shareWithinBudget", (double) within / results[0]);
    System.out.println(json);
  }
}
