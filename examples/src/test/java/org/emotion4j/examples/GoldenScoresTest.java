package org.emotion4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.emotion4j.Emotion;
import org.emotion4j.FaceEmotion;
import org.emotion4j.FaceEmotionRecognizer;
import org.emotion4j.Frame;
import org.emotion4j.config.EmotionConfig;
import org.emotion4j.testkit.Concurrency;
import org.emotion4j.testkit.Pictures;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * From a picture's bytes to scores, numbers stay what they were: detector, aligner, preprocessing
 * and each back end, with small networks that are never trained again. The scores are kept in
 * golden-scores.txt, which {@code -Demotion4j.golden=write} writes anew after a change that is
 * meant. (OpenCV runs no NHWC, which tiny-bgr is.) The bundled models have their golden scores in
 * model.json.
 */
class GoldenScoresTest {
  private static final Path FIXTURES = Path.of("../emotion-models/src/test/resources/fixtures");
  private static final Path KEPT =
      Path.of("src/test/resources/org/emotion4j/examples/golden-scores.txt");
  private static final double TOLERANCE = 1e-3;

  private static FaceEmotionRecognizer recognizer(String model, String backEnd) {
    return FaceEmotionRecognizer.builder()
        .config(
            EmotionConfig.of(
                Map.of("emotion.model", FIXTURES.resolve(model) + "/", "emotion.backend", backEnd)))
        .build();
  }

  private static Map<String, BufferedImage> pictures() {
    Map<String, BufferedImage> pictures = new LinkedHashMap<>();
    pictures.put("astronaut", Pictures.astronaut());
    pictures.put("four-faces", Pictures.grid(2, 2, 190));
    return pictures;
  }

  /** A line a face: model, picture, place of the face, and the scores in the order of Emotion. */
  private static List<String> lines(FaceEmotionRecognizer recognizer, String model) {
    List<String> lines = new ArrayList<>();
    pictures()
        .forEach(
            (name, picture) -> {
              List<FaceEmotion> faces = recognizer.recognize(Frame.of(picture)).faces();
              for (int i = 0; i < faces.size(); i++) {
                StringBuilder line = new StringBuilder(model + " " + name + " " + i);
                for (Emotion emotion : Emotion.values()) {
                  line.append(
                      String.format(Locale.ROOT, " %.5f", faces.get(i).scores().score(emotion)));
                }
                lines.add(line.toString());
              }
            });
    return lines;
  }

  private static void assertClose(List<String> found, List<String> expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.size(); i++) {
      String[] is = found.get(i).split(" ");
      String[] was = expected.get(i).split(" ");
      for (int j = 0; j < was.length; j++) {
        if (j < 3) {
          assertThat(is[j]).isEqualTo(was[j]);
        } else {
          assertThat(Double.parseDouble(is[j]))
              .as("%s, was %s", found.get(i), expected.get(i))
              .isCloseTo(Double.parseDouble(was[j]), within(TOLERANCE));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "tiny-gray, pytorch", "tiny-gray, opencv",
    "tiny-rgb, pytorch", "tiny-rgb, opencv",
    "tiny-bgr, pytorch"
  })
  void recognize_keptPictures_scoresAreTheKeptOnesOnOneAndManyThreads(String model, String backEnd)
      throws IOException {
    try (FaceEmotionRecognizer recognizer = recognizer(model, backEnd)) {
      List<String> found = lines(recognizer, model);
      if ("write".equals(System.getProperty("emotion4j.golden"))) {
        write(model, found);
      }
      List<String> kept =
          Files.readAllLines(KEPT).stream().filter(line -> line.startsWith(model + " ")).toList();
      assertClose(found, kept);
      for (List<String> onThreads : Concurrency.run(4, 8, () -> lines(recognizer, model))) {
        assertClose(onThreads, kept);
      }
    }
  }

  private static void write(String model, List<String> lines) throws IOException {
    List<String> all = new ArrayList<>();
    if (Files.exists(KEPT)) {
      all.addAll(Files.readAllLines(KEPT));
      all.removeIf(line -> line.startsWith(model + " "));
    }
    all.addAll(lines);
    Files.createDirectories(KEPT.getParent());
    Files.write(KEPT, all);
  }
}
