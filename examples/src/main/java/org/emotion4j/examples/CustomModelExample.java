package org.emotion4j.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.emotion4j.Emotion;
import org.emotion4j.FaceEmotion;
import org.emotion4j.FaceEmotionRecognizer;
import org.emotion4j.Frame;
import org.emotion4j.model.CropRule;
import org.emotion4j.model.ModelDescriptor;
import org.emotion4j.model.ModelInput;
import org.emotion4j.model.ModelOutput;
import org.emotion4j.model.Normalization;
import org.emotion4j.spi.Classification;
import org.emotion4j.spi.EmotionModel;
import org.emotion4j.spi.FaceBatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * A model of the application's own, in code or as a folder with a {@code model.json}:
 *
 * <pre>
 * mvn -q -pl examples -am -DskipTests compile exec:java@custom-model -Dexec.args="examples/astronaut.jpg"
 * mvn -q -pl examples -am -DskipTests compile exec:java@custom-model \
 *     -Dexec.args="examples/astronaut.jpg --folder /path/to/model"
 * </pre>
 */
@Command(
    name = "custom-model",
    description = "Recognises faces by a model written in Java, or by a model folder.")
public final class CustomModelExample implements Callable<Integer> {
  private final PrintWriter out;

  @Parameters(paramLabel = "PICTURE", description = "The picture.")
  private Path picture = Path.of("");

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "A folder with model.json and weights, instead of the model in Java.")
  private @Nullable Path folder;

  CustomModelExample(PrintWriter out) {
    this.out = out;
  }

  public static void main(String[] args) {
    Cli.main((out, err) -> new CustomModelExample(out), args);
  }

  @Override
  public Integer call() throws IOException {
    Frame frame = Frame.read(picture);
    if (folder != null) {
      // No Java needed: emotion.model=/path/to/model does the same.
      try (FaceEmotionRecognizer recognizer =
          FaceEmotionRecognizer.builder().model(folder).build()) {
        print(recognizer, frame);
      }
    } else {
      // Who makes a model closes it, after the recognizer.
      try (EmotionModel model = new TeethModel();
          FaceEmotionRecognizer recognizer = FaceEmotionRecognizer.builder().model(model).build()) {
        print(recognizer, frame);
      }
    }
    return 0;
  }

  private void print(FaceEmotionRecognizer recognizer, Frame frame) {
    out.println("model: " + recognizer.model().title());
    List<FaceEmotion> faces = recognizer.recognize(frame).faces();
    out.println(faces.isEmpty() ? "no face" : "faces: " + faces.size());
    for (FaceEmotion face : faces) {
      out.println(face.emotion() + " " + face.scores() + " at " + face.box());
    }
  }

  /** A toy: teeth are bright between dark lips, so a bright stripe in the mouth means a smile. */
  private static final class TeethModel implements EmotionModel {
    private static final int SIDE = 48;
    private static final int MOUTH_TOP = 31;
    private static final int MOUTH_BOTTOM = 43;

    private final ModelDescriptor descriptor =
        new ModelDescriptor(
            "teeth",
            "1",
            "Happiness by a bright stripe in the mouth",
            List.of(Emotion.HAPPINESS, Emotion.NEUTRAL),
            new ModelInput(
                ModelInput.Layout.NCHW,
                SIDE,
                SIDE,
                ModelInput.Channels.GRAY,
                new Normalization.PerImage(0.05),
                // Eyes in the upper third, so that the mouth is at three quarters of the height.
                new CropRule(0.5, 0.33, 0.44, 0.5, 0.5, 1)),
            new ModelOutput(ModelOutput.Kind.LOGITS, false),
            1,
            new byte[SIDE * SIDE],
            List.of(), // no files: the model is this code
            new ModelDescriptor.Licences("Apache-2.0", "none"),
            List.of(), // nothing measured
            Map.of());

    @Override
    public ModelDescriptor descriptor() {
      return descriptor;
    }

    @Override
    public List<Classification> classify(FaceBatch batch) {
      FloatBuffer pixels = batch.floats();
      float[] logits = new float[2 * batch.size()];
      for (int face = 0; face < batch.size(); face++) {
        logits[2 * face] = 8 * (ridge(pixels, face * SIDE * SIDE) - 0.4f);
      }
      return Classification.decode(descriptor, logits, batch.size());
    }

    /**
     * How much a row of the mouth is brighter than both a row above and one below it, in standard
     * deviations of the face's pixels.
     */
    private static float ridge(FloatBuffer pixels, int start) {
      float highest = 0;
      for (int y = MOUTH_TOP; y < MOUTH_BOTTOM; y++) {
        float above = Float.POSITIVE_INFINITY;
        float below = Float.POSITIVE_INFINITY;
        for (int other = MOUTH_TOP; other < MOUTH_BOTTOM; other++) {
          float brightness = row(pixels, start + other * SIDE);
          above = other <= y ? Math.min(above, brightness) : above;
          below = other >= y ? Math.min(below, brightness) : below;
        }
        highest = Math.max(highest, row(pixels, start + y * SIDE) - Math.max(above, below));
      }
      return highest;
    }

    /** Mean of the middle fifth of a row. */
    private static float row(FloatBuffer pixels, int start) {
      float sum = 0;
      for (int x = SIDE * 2 / 5; x < SIDE * 3 / 5; x++) {
        sum += pixels.get(start + x);
      }
      return sum / (SIDE * 3 / 5 - SIDE * 2 / 5);
    }

    @Override
    public void close() {}
  }
}
