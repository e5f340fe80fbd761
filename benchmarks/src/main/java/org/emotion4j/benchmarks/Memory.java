package org.emotion4j.benchmarks;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import org.emotion4j.FaceEmotionRecognizer;

/**
 * What frames leave behind: resident memory, direct buffers and heap over many calls of {@code
 * recognize} on one face at 640 x 480. Run with a heap that is touched in full at the start ({@code
 * -Xms256m -Xmx256m -XX:+AlwaysPreTouch}), so that what grows is native. Prints JSON.
 *
 * <pre>{@code java -cp ... org.emotion4j.benchmarks.Memory FRAMES}</pre>
 */
public final class Memory {
  private static final int SAMPLES = 10;

  private Memory() {}

  public static void main(String[] args) {
    int frames = Integer.parseInt(args[0]);
    int step = Math.max(1, frames / SAMPLES);
    Scene scene = Scene.of(640, 480, 1);
    JsonArray samples = new JsonArray();
    try (FaceEmotionRecognizer recognizer = Parts.recognizer("pytorch")) {
      scene.requireAll(recognizer.recognize(scene.frame()).faces().size());
      repeat(recognizer, scene, step);
      samples.add(sample(0));
      long heap = ProcessFacts.allocatedBytes();
      for (int done = 0; done < frames; done += step) {
        repeat(recognizer, scene, step);
        samples.add(sample(done + step));
      }
      JsonObject json = new JsonObject();
      json.addProperty("warmupFrames", step);
      json.addProperty("heapBytesPerFrame", (ProcessFacts.allocatedBytes() - heap) / frames);
      json.add("samples", samples);
      System.out.println(json);
    }
  }

  private static void repeat(FaceEmotionRecognizer recognizer, Scene scene, int times) {
    for (int i = 0; i < times; i++) {
      recognizer.recognize(scene.frame());
    }
  }

  private static JsonObject sample(int frame) {
    JsonObject json = new JsonObject();
    json.addProperty("frame", frame);
    json.addProperty("residentBytes", ProcessFacts.residentBytes());
    json.addProperty("directBytes", ProcessFacts.directBytes());
    return json;
  }
}
