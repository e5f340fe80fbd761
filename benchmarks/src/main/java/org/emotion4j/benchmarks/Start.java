package org.emotion4j.benchmarks;

import com.google.gson.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.emotion4j.EmotionResult;
import org.emotion4j.FaceEmotionRecognizer;
import org.emotion4j.Frame;

/**
 * What an application waits for once: the time from {@code create()} to the first result, and what
 * the process then takes. One process is one measurement; {@link Suite} starts several, on an empty
 * cache directory ({@code -Demotion.cache-dir}) and on one that is filled. Prints JSON.
 *
 * <pre>{@code java -cp ... -Demotion.cache-dir=DIR org.emotion4j.benchmarks.Start PICTURE.jpg}
 * </pre>
 */
public final class Start {
  private Start() {}

  public static void main(String[] args) throws IOException {
    Path picture = Path.of(args[0]);
    byte[] bytes = Files.readAllBytes(picture);
    long jvm = System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
    long start = System.nanoTime();
    try (FaceEmotionRecognizer recognizer = FaceEmotionRecognizer.create()) {
      long created = System.nanoTime();
      Frame frame = Frame.read(new ByteArrayInputStream(bytes));
      EmotionResult result = recognizer.recognize(frame);
      long first = System.nanoTime();
      if (result.faces().size() != 1) {
        throw new IllegalStateException(
            picture + " shows one face, found were " + result.faces().size());
      }
      JsonObject json = new JsonObject();
      json.addProperty("jvmMillis", jvm);
      json.addProperty("createMillis", (created - start) / 1e6);
      json.addProperty("firstResultMillis", (first - start) / 1e6);
      json.addProperty("residentBytes", ProcessFacts.residentBytes());
      json.addProperty("peakResidentBytes", ProcessFacts.peakResidentBytes());
      System.out.println(json);
    }
  }
}
