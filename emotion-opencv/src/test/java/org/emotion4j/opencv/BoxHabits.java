package org.emotion4j.opencv;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.emotion4j.BoundingBox;
import org.emotion4j.Frame;
import org.emotion4j.RecognizerOptions;
import org.emotion4j.config.ConfigKey;
import org.emotion4j.config.EmotionConfig;
import org.emotion4j.spi.Detection;
import org.emotion4j.spi.FaceDetector;

/**
 * Measures how every detector's boxes differ from BlazeFace's, for the {@link BoxHabit} constants.
 * It prints what is left after the constants in the code: shifts near 0 and a scale near 1 say that
 * they hold. With {@code new BoxHabit(0, 0, 1)} in a detector it prints that detector's constants.
 *
 * <pre>
 * mvn -q test-compile -pl emotion-opencv -am
 * mvn -q exec:java -pl emotion-opencv -Dexec.skip=false -Dexec.classpathScope=test \
 *   -Dexec.mainClass=org.emotion4j.opencv.BoxHabits -Dexec.args="fer2013.csv.gz yunet.onnx"
 * </pre>
 *
 * <p>Every twentieth of FER2013's pictures, enlarged to 240 pixels in the middle of a grey frame of
 * 640 x 480; pictures count where both detectors find one face. The YuNet model may be left out.
 */
final class BoxHabits {
  private static final int EVERY = 20;
  private static final int SIDE = 48;
  private static final int FACE = 240;

  private interface Maker {
    FaceDetector make(RecognizerOptions options);
  }

  private BoxHabits() {}

  public static void main(String[] args) throws IOException {
    List<Frame> frames = frames(Path.of(args[0]));
    Map<String, Maker> detectors = new LinkedHashMap<>();
    detectors.put("blazeface-full", BlazeFaceDetector::fullRange);
    if (args.length > 1) {
      detectors.put("yunet", YuNetDetector::new);
    }
    detectors.put("haar", CascadeFaceDetector::haar);
    detectors.put("lbp", CascadeFaceDetector::lbp);
    List<List<Detection>> reference;
    try (FaceDetector blazeFace = BlazeFaceDetector.shortRange(RecognizerOptions.defaults())) {
      reference = frames.stream().map(blazeFace::detect).toList();
    }
    for (Map.Entry<String, Maker> entry : detectors.entrySet()) {
      RecognizerOptions options =
          entry.getKey().equals("yunet")
              ? RecognizerOptions.from(
                  EmotionConfig.of(Map.of(ConfigKey.DETECTOR_MODEL.key(), args[1])))
              : RecognizerOptions.defaults();
      try (FaceDetector detector = entry.getValue().make(options)) {
        measure(entry.getKey(), detector, frames, reference);
      }
    }
  }

  private static void measure(
      String name, FaceDetector detector, List<Frame> frames, List<List<Detection>> reference) {
    int found = 0;
    List<double[]> differences = new ArrayList<>();
    for (int i = 0; i < frames.size(); i++) {
      List<Detection> faces = detector.detect(frames.get(i));
      found += faces.isEmpty() ? 0 : 1;
      if (faces.size() == 1 && reference.get(i).size() == 1) {
        BoundingBox own = faces.get(0).box();
        BoundingBox blaze = reference.get(i).get(0).box();
        if (own.iou(blaze) > 0.3) {
          double size = Math.sqrt(own.area());
          differences.add(
              new double[] {
                (blaze.centerX() - own.centerX()) / size,
                (blaze.centerY() - own.centerY()) / size,
                Math.log(Math.sqrt(blaze.area()) / size)
              });
        }
      }
    }
    double[] mean = new double[3];
    double[] deviation = new double[3];
    for (int k = 0; k < 3; k++) {
      int column = k;
      mean[k] = differences.stream().mapToDouble(d -> d[column]).average().orElse(Double.NaN);
      deviation[k] =
          Math.sqrt(
              differences.stream()
                  .mapToDouble(d -> Math.pow(d[column] - mean[column], 2))
                  .average()
                  .orElse(Double.NaN));
    }
    System.out.printf(
        Locale.ROOT,
        "%-14s found %.3f, n %d: right %.3f (sd %.3f), down %.3f (sd %.3f), scale %.3f (sd %.3f)%n",
        name,
        (double) found / frames.size(),
        differences.size(),
        mean[0],
        deviation[0],
        mean[1],
        deviation[1],
        Math.exp(mean[2]),
        deviation[2]);
  }

  private static List<Frame> frames(Path csv) throws IOException {
    List<Frame> frames = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(csv)), StandardCharsets.US_ASCII))) {
      reader.readLine(); // column names
      int row = 0;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (row++ % EVERY == 0) {
          frames.add(frame(line.split(",")[1].replace("\"", "").strip().split(" ")));
        }
      }
    }
    return frames;
  }

  private static Frame frame(String[] pixels) {
    BufferedImage face = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < SIDE * SIDE; i++) {
      face.getRaster().setSample(i % SIDE, i / SIDE, 0, Integer.parseInt(pixels[i]));
    }
    BufferedImage image = new BufferedImage(640, 480, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D g = image.createGraphics();
    g.setColor(Color.GRAY);
    g.fillRect(0, 0, 640, 480);
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    g.drawImage(face, (640 - FACE) / 2, (480 - FACE) / 2, FACE, FACE, null);
    g.dispose();
    return Frame.of(image);
  }
}
