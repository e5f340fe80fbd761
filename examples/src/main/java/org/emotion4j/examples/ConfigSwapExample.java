package org.emotion4j.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import org.emotion4j.EmotionException;
import org.emotion4j.EmotionResult;
import org.emotion4j.FaceEmotionRecognizer;
import org.emotion4j.Frame;
import org.emotion4j.config.EmotionConfig;
import org.emotion4j.model.ModelFolder;
import org.emotion4j.spi.EmotionModelProvider;
import org.emotion4j.spi.FaceDetectorProvider;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * The same picture through every detector, bundled model and back end, chosen by properties alone:
 *
 * <pre>
 * mvn -q -pl examples -am -DskipTests compile exec:java@config-swap -Dexec.args="examples/astronaut.jpg"
 * </pre>
 */
@Command(
    name = "config-swap",
    description =
        "Recognises a picture with every detector, bundled model and back end on the class path.")
public final class ConfigSwapExample implements Callable<Integer> {
  private final PrintWriter out;

  @Parameters(paramLabel = "PICTURE", description = "The picture.")
  private Path picture = Path.of("");

  ConfigSwapExample(PrintWriter out) {
    this.out = out;
  }

  public static void main(String[] args) {
    Cli.main((out, err) -> new ConfigSwapExample(out), args);
  }

  @Override
  public Integer call() throws IOException {
    Frame frame = Frame.read(picture);
    List<String> detectors =
        ServiceLoader.load(FaceDetectorProvider.class).stream()
            .map(provider -> provider.get().name())
            .sorted()
            .toList();
    List<String> backends =
        ServiceLoader.load(EmotionModelProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(EmotionModelProvider::isAvailable)
            .map(EmotionModelProvider::name)
            .sorted()
            .toList();
    out.printf("%-15s %-15s %-12s result%n", "detector", "model", "backend");
    int worked = 0;
    for (String detector : detectors) {
      for (String model : ModelFolder.bundled()) {
        for (String backend : backends) {
          Map<String, String> properties =
              Map.of(
                  "emotion.detector", detector, "emotion.model", model, "emotion.backend", backend);
          out.printf("%-15s %-15s %-12s ", detector, model, backend);
          try {
            out.println(recognized(properties, frame));
            worked++;
          } catch (EmotionException e) {
            out.println("- " + Cli.reason(e)); // such as yunet, which wants a file
          }
          out.flush();
        }
      }
    }
    return worked > 0 ? 0 : Cli.FAILED;
  }

  private static String recognized(Map<String, String> properties, Frame frame) {
    EmotionConfig config = EmotionConfig.load().with(properties, "the config-swap example");
    try (FaceEmotionRecognizer recognizer =
        FaceEmotionRecognizer.builder().config(config).build()) {
      recognizer.recognize(frame); // the first call of each part is slower
      EmotionResult result = recognizer.recognize(frame);
      return result
          .largestFace()
          .map(
              face ->
                  String.format(
                      Locale.ROOT,
                      "%s %.0f %% in %.1f ms",
                      face.emotion(),
                      100 * face.scores().topScore(),
                      result.times().total().toNanos() / 1e6))
          .orElse("no face");
    }
  }
}
