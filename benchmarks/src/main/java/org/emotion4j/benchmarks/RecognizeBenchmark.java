package org.emotion4j.benchmarks;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.emotion4j.EmotionResult;
import org.emotion4j.FaceEmotion;
import org.emotion4j.FaceEmotionRecognizer;
import org.emotion4j.Frame;
import org.emotion4j.PixelFormat;
import org.emotion4j.config.EmotionConfig;
import org.emotion4j.testkit.Pictures;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one frame costs an application: {@code recognize} on a camera frame in a direct buffer, as a
 * capture library hands it over, with no, one or several faces in it.
 *
 * <pre>
 * mvn -q -pl benchmarks -am -DskipTests compile exec:exec@jmh -Djmh.args="RecognizeBenchmark -prof gc"
 * </pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class RecognizeBenchmark {
  private static final int HEAD = 160;

  @Param({"640x480", "1920x1080"})
  private String size = "640x480";

  @Param({"0", "1", "4"})
  private int faces = 1;

  @Param({"pytorch", "opencv"})
  private String backend = "pytorch";

  @SuppressWarnings("NullAway.Init") // made in open()
  private FaceEmotionRecognizer recognizer;

  @SuppressWarnings("NullAway.Init")
  private Frame frame;

  @Setup
  public void open() {
    String[] wh = size.split("x", -1);
    frame =
        Pictures.frame(
            picture(Integer.parseInt(wh[0]), Integer.parseInt(wh[1])), PixelFormat.BGR24, 0);
    recognizer =
        FaceEmotionRecognizer.builder().config(EmotionConfig.of(Map.of())).backend(backend).build();
    int found = recognizer.recognize(frame).faces().size();
    if (found != faces) {
      throw new IllegalStateException(
          "the frame was made with " + faces + " faces, " + found + " were found");
    }
  }

  private BufferedImage picture(int width, int height) {
    BufferedImage image = Pictures.noFace(width, height);
    int side = HEAD * height / 480;
    BufferedImage head = Pictures.scaled(Pictures.head(), side, side);
    Graphics2D g = image.createGraphics();
    for (int i = 0; i < faces; i++) {
      g.drawImage(head, width / 20 + i % 2 * width / 2, height / 20 + i / 2 * height / 2, null);
    }
    g.dispose();
    return image;
  }

  @TearDown
  public void close() {
    recognizer.close();
  }

  @Benchmark
  public List<FaceEmotion> recognize() {
    EmotionResult result = recognizer.recognize(frame);
    return result.faces();
  }
}
