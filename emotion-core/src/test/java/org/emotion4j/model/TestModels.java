package org.emotion4j.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.emotion4j.Emotion;
import org.emotion4j.EmotionScores;

/** Descriptions and folders of models that no engine runs. */
public final class TestModels {
  /** The bytes of the weights file of {@link #write}. */
  public static final byte[] WEIGHTS = "weights".getBytes(StandardCharsets.UTF_8);

  /**
   * {@link #write}'s description: 2 x 1 grey pixels, happiness and sadness, golden scores 0.25 and
   * 0.75.
   */
  public static final String JSON =
      """
      {
        "schema": 1,
        "id": "test",
        "version": "1.0",
        "title": "A model for tests",
        "labels": ["happiness", "sadness"],
        "input": {
          "layout": "NCHW", "width": 2, "height": 1, "channels": "gray",
          "normalization": {"kind": "fixed", "mean": [0], "std": [1]},
          "crop": {"eyes": {"x": 0.5, "y": 0.4, "distance": 0.4}, "box": {"x": 0.5, "y": 0.5, "size": 0.8}}
        },
        "output": {"kind": "logits", "reliability": false},
        "temperature": 1,
        "golden": {"pixels": "AP8="},
        "files": [
          {
            "format": "onnx", "path": "model.onnx", "size": 7, "precision": "fp32",
            "sha256": "9a129038d9a00aed0cf6a7ea059ca50a813449061ab87848cf1a13eafdf33b2c",
            "scores": {"happiness": 0.25, "sadness": 0.75}, "tolerance": 0.001
          }
        ],
        "licences": {"weights": "Apache-2.0", "trainingData": "none"},
        "metrics": [{"dataset": "none", "n": 1, "accuracy": 1, "macroF1": 1, "precision": "fp32"}],
        "provenance": {"trainer": "none"}
      }
      """;

  private TestModels() {}

  /** A description in code. */
  public static ModelDescriptor descriptor(
      ModelOutput.Kind kind, double temperature, boolean reliability) {
    List<Emotion> labels = List.of(Emotion.HAPPINESS, Emotion.SADNESS);
    ModelInput input =
        new ModelInput(
            ModelInput.Layout.NCHW,
            2,
            1,
            ModelInput.Channels.GRAY,
            new Normalization.PerImage(0.05),
            new CropRule(0.5, 0.4, 0.4, 0.5, 0.5, 0.8));
    ModelFile file =
        new ModelFile(
            ModelFile.Format.ONNX,
            "model.onnx",
            7,
            "0".repeat(64),
            "fp32",
            EmotionScores.of(labels, new float[] {0.25f, 0.75f}),
            0.001);
    return new ModelDescriptor(
        "test",
        "1.0",
        "A model for tests",
        labels,
        input,
        new ModelOutput(kind, reliability),
        temperature,
        new byte[2],
        List.of(file),
        new ModelDescriptor.Licences("Apache-2.0", "none"),
        List.of(),
        Map.of());
  }

  /** Writes a folder with this description and {@link #WEIGHTS}. */
  public static Path write(Path directory, String json) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("model.json"), json);
    Files.write(directory.resolve("model.onnx"), WEIGHTS);
    return directory;
  }
}
