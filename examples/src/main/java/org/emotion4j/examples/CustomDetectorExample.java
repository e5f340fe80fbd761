package org.emotion4j.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.emotion4j.BoundingBox;
import org.emotion4j.EmotionResult;
import org.emotion4j.FaceEmotion;
import org.emotion4j.FaceEmotionRecognizer;
import org.emotion4j.Frame;
import org.emotion4j.Landmarks;
import org.emotion4j.Region;
import org.emotion4j.spi.Detection;
import org.emotion4j.spi.FaceDetector;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/**
 * A face detector of the application's own, handed to the builder:
 *
 * <pre>
 * mvn -q -pl examples -am -DskipTests compile exec:java@custom-detector -Dexec.args="examples/astronaut.jpg"
 * </pre>
 *
 * <p>To choose it by {@code emotion.detector} instead, wrap it in a {@link
 * org.emotion4j.spi.FaceDetectorProvider} and list that in {@code
 * META-INF/services/org.emotion4j.spi.FaceDetectorProvider}.
 */
@Command(
    name = "custom-detector",
    description = "Recognises a face where a photo booth's camera is known to see it.")
public final class CustomDetectorExample implements Callable<Integer> {
  private final PrintWriter out;

  @Parameters(paramLabel = "PICTURE", description = "The picture.")
  private Path picture = Path.of("");

  @Option(
      names = "--face",
      paramLabel = "x,y,width,height",
      defaultValue = "0.35,0.15,0.19,0.19",
      converter = RegionConverter.class,
      description = "Where the face is, in fractions of the picture (default: ${DEFAULT-VALUE}).")
  private Region face = Region.ALL;

  CustomDetectorExample(PrintWriter out) {
    this.out = out;
  }

  public static void main(String[] args) {
    Cli.main((out, err) -> new CustomDetectorExample(out), args);
  }

  /**
   * A photo booth: the stool and the camera are screwed down, so the face is always at the same
   * place. Without landmarks the aligner cuts by the box alone.
   */
  private record BoothDetector(Region face) implements FaceDetector {
    @Override
    public List<Detection> detect(Frame frame) {
      BoundingBox box = face.inPixels(frame.width(), frame.height());
      return List.of(new Detection(box, 1, Landmarks.none()));
    }

    @Override
    public void close() {}
  }

  @Override
  public Integer call() throws IOException {
    Frame frame = Frame.read(picture);
    // Who makes a detector closes it, after the recognizer.
    try (FaceDetector detector = new BoothDetector(face);
        FaceEmotionRecognizer recognizer =
            FaceEmotionRecognizer.builder().detector(detector).build()) {
      EmotionResult result = recognizer.recognize(frame);
      for (FaceEmotion found : result.faces()) {
        out.println(found.emotion() + " " + found.scores() + " at " + found.box());
      }
    }
    return 0;
  }

  private static final class RegionConverter implements ITypeConverter<Region> {
    @Override
    public Region convert(String text) {
      try {
        return Region.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException("'" + text + "': " + e.getMessage());
      }
    }
  }
}
