package org.emotion4j.model;

import java.util.Locale;
import java.util.Objects;
import org.emotion4j.EmotionScores;

/**
 * One form of a network's weights, and what it must answer to the golden input.
 *
 * @param format what a back end must be able to read
 * @param path name of the file in the model folder, without directories
 * @param size in bytes
 * @param sha256 in lower case hexadecimal
 * @param precision of the weights and arithmetic, in words: {@code fp32}, {@code int8}
 * @param golden the calibrated scores of the golden input
 * @param tolerance the largest difference of a score from {@code golden} that still counts as the
 *     same
 */
public record ModelFile(
    Format format,
    String path,
    long size,
    String sha256,
    String precision,
    EmotionScores golden,
    double tolerance) {
  /** The file formats that back ends read. */
  public enum Format {
    /** A TorchScript archive, for the PyTorch engine. */
    TORCHSCRIPT,
    /** An ONNX graph, for OpenCV dnn and ONNX Runtime. */
    ONNX;

    /** The name in {@code model.json}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final long MAX_SIZE = 1L << 30;

  public ModelFile {
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(golden, "golden");
    if (!path.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      throw new IllegalArgumentException("path must be a plain file name, got '" + path + "'");
    }
    if (size < 1 || size > MAX_SIZE) {
      throw new IllegalArgumentException(
          "size must lie in [1, " + MAX_SIZE + "] bytes, got " + size);
    }
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "sha256 must be 64 lower case hexadecimal digits, got '" + sha256 + "'");
    }
    if (!(tolerance > 0 && tolerance <= 0.1)) {
      throw new IllegalArgumentException("tolerance must lie in (0, 0.1], got " + tolerance);
    }
  }
}
