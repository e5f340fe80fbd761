package org.emotion4j.benchmarks;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import org.emotion4j.FaceEmotionRecognizer;

/**
 * How evenly {@code recognize} answers when the machine has other work: percentiles on one face at
 * 640 x 480 with the other processors idle, then with all but one kept busy by a process that
 * spins. Prints JSON.
 *
 * <pre>{@code java -cp ... org.emotion4j.benchmarks.Latency SECONDS}</pre>
 */
public final class Latency {
  private static final String SPIN = "spin";
  private static final int MOST_CALLS = 100_000;

  private static volatile long sink;

  private Latency() {}

  public static void main(String[] args) throws IOException {
    if (args[0].equals(SPIN)) {
      spin(Integer.parseInt(args[1]));
      return;
    }
    Duration time = Duration.ofMillis((long) (1000 * Double.parseDouble(args[0])));
    int others = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
    Scene scene = Scene.of(640, 480, 1);
    JsonObject json = new JsonObject();
    json.addProperty("busyProcessors", others);
    try (FaceEmotionRecognizer recognizer = Parts.recognizer("pytorch")) {
      scene.requireAll(recognizer.recognize(scene.frame()).faces().size());
      measure(recognizer, scene, time.dividedBy(4));
      json.add("idle", measure(recognizer, scene, time));
      Process spinning = Java.start(Latency.class, SPIN, Integer.toString(others));
      try {
        spinning.getInputStream().read(); // it says when it spins
        json.add("busy", measure(recognizer, scene, time));
      } finally {
        spinning.destroy();
      }
    }
    System.out.println(json);
  }

  private static JsonObject measure(FaceEmotionRecognizer recognizer, Scene scene, Duration time) {
    long[] nanos = new long[MOST_CALLS];
    int n = 0;
    long end = System.nanoTime() + time.toNanos();
    for (long now = System.nanoTime(); now < end && n < nanos.length; n++) {
      recognizer.recognize(scene.frame());
      long after = System.nanoTime();
      nanos[n] = after - now;
      now = after;
    }
    return ProcessFacts.percentiles(Arrays.copyOf(nanos, n));
  }

  /** Until the parent ends this process, or is gone and so closes its end of the pipe. */
  private static void spin(int threads) throws IOException {
    for (int i = 0; i < threads; i++) {
      Thread thread =
          new Thread(
              () -> {
                for (long n = 0; ; n++) {
                  sink = n;
                }
              });
      thread.setDaemon(true);
      thread.start();
    }
    System.out.println(SPIN);
    while (System.in.read() >= 0) {}
  }
}
