package org.emotion4j.model;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.emotion4j.Emotion;

/**
 * What {@code model.json} says: everything that must hold for a network's answers to mean what they
 * seem to, and where the network comes from. It is checked against the files when a model is
 * opened.
 *
 * @param id the model's name, as {@code emotion.model} takes it
 * @param version of these weights
 * @param title one line for people
 * @param labels the emotions in the order of the network's outputs
 * @param input what goes in
 * @param output what comes out
 * @param temperature by which logits are divided before the softmax (Guo et al. 2017, On
 *     Calibration of Modern Neural Networks); 1 for none, and for models that give probabilities
 * @param goldenPixels a picture of the input's size, rows of grey or red-green-blue bytes, for
 *     which each file states its scores
 * @param files the weights, the preferred form first; a folder has at least one, an {@link
 *     org.emotion4j.spi.EmotionModel} of the application's own may have none
 * @param licences of the weights and of the training data
 * @param metrics measured on data that was not trained on
 * @param provenance how the model was made; free keys
 */
public record ModelDescriptor(
    String id,
    String version,
    String title,
    List<Emotion> labels,
    ModelInput input,
    ModelOutput output,
    double temperature,
    byte[] goldenPixels,
    List<ModelFile> files,
    Licences licences,
    List<Metric> metrics,
    Map<String, String> provenance) {

  /**
   * Terms under which the model may be used.
   *
   * @param weights licence of the weights, an SPDX identifier where there is one
   * @param trainingData terms of the data that the model was trained on
   */
  public record Licences(String weights, String trainingData) {}

  /**
   * One measurement.
   *
   * @param dataset data set and split
   * @param n number of pictures
   * @param accuracy share of pictures whose highest score is the true label
   * @param macroF1 mean of the labels' F1
   * @param precision form of the weights that was measured: {@code fp32}, {@code int8}
   */
  public record Metric(String dataset, int n, double accuracy, double macroF1, String precision) {}

  public ModelDescriptor {
    labels = List.copyOf(labels);
    files = List.copyOf(files);
    metrics = List.copyOf(metrics);
    provenance = Map.copyOf(provenance);
    Objects.requireNonNull(licences, "licences");
    goldenPixels = goldenPixels.clone();
    if (!id.matches("[a-z0-9][a-z0-9._-]*")) {
      throw new IllegalArgumentException(
          "id must be of lower case letters, digits, '.', '_', '-', got '" + id + "'");
    }
    if (labels.size() < 2 || new HashSet<>(labels).size() != labels.size()) {
      throw new IllegalArgumentException("labels must be two or more, each once, got " + labels);
    }
    if (!(temperature > 0 && temperature <= 100)) {
      throw new IllegalArgumentException("temperature must lie in (0, 100], got " + temperature);
    }
    if (output.kind() == ModelOutput.Kind.PROBABILITIES && temperature != 1) {
      throw new IllegalArgumentException(
          "probabilities take no temperature: it must be 1, got " + temperature);
    }
    int expected = input.elements();
    if (goldenPixels.length != expected) {
      throw new IllegalArgumentException(
          "golden.pixels must be "
              + expected
              + " bytes ("
              + input.width()
              + "x"
              + input.height()
              + "x"
              + input.channels().count()
              + "), got "
              + goldenPixels.length);
    }
    for (ModelFile file : files) {
      if (!file.golden().labels().equals(labels)) {
        throw new IllegalArgumentException(
            "the golden scores of " + file.path() + " must be for the model's labels");
      }
    }
  }

  /** A copy of the golden picture. */
  @Override
  public byte[] goldenPixels() {
    return goldenPixels.clone();
  }

  /** Numbers that the network gives for one picture. */
  public int outputs() {
    return labels.size() + (output.reliability() ? 1 : 0);
  }

  /**
   * Two descriptors are equal when they describe the same model and version with the same files.
   */
  @Override
  public boolean equals(Object other) {
    return other instanceof ModelDescriptor that
        && id.equals(that.id)
        && version.equals(that.version)
        && labels.equals(that.labels)
        && input.equals(that.input)
        && output.equals(that.output)
        && temperature == that.temperature
        && files.equals(that.files);
  }

  @Override
  public int hashCode() {
    return Objects.hash(id, version, files);
  }
}
