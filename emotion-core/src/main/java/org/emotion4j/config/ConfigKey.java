package org.emotion4j.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Every configuration key, with its default and what it allows; {@code docs/configuration.md} is
 * checked against it.
 */
public enum ConfigKey {
  DETECTOR(
      "emotion.detector",
      "",
      "blazeface, blazeface-full, yunet, haar, lbp, or the name of a plug-in",
      "Which face detector runs. Empty: blazeface, or the only one on the class path."),
  DETECTOR_MODEL(
      "emotion.detector.model",
      "",
      "path of a file",
      "The detector's own model: required by yunet (ONNX), optional for haar and lbp (cascade XML)."),
  MIN_CONFIDENCE(
      "emotion.detector.min-confidence",
      "0.5",
      "a number from 0 to 1",
      "Faces that the detector is less sure of are not reported."),
  MIN_FACE_SIZE(
      "emotion.detector.min-face",
      "0",
      "pixels (24 or 24px), or per cent of the frame's shorter side (5%)",
      "Faces narrower than this are not reported."),
  MAX_FACES(
      "emotion.detector.max-faces",
      "100",
      "a whole number from 1 to 10000",
      "At most so many faces are reported, the largest ones."),
  REGION(
      "emotion.detector.region",
      "0,0,1,1",
      "x,y,width,height in fractions of the frame, from 0 to 1",
      "The part of the frame in which faces are looked for."),
  TILES(
      "emotion.detector.tiles",
      "1",
      "a whole number from 1 to 16",
      "Searches the frame in this many overlapping parts along its longer side as well, which finds small faces in"
          + " large frames and takes as many times longer, squared."),
  ALIGNER(
      "emotion.aligner",
      "",
      "landmark, or the name of a plug-in",
      "How faces are cut out. Empty: the only one."),
  MODEL(
      "emotion.model",
      "ferplus",
      "the name of a bundled model, or the path of a model folder (with a / or \\)",
      "Which emotion model runs."),
  BACKEND(
      "emotion.backend",
      "",
      "pytorch, opencv, onnxruntime, or the name of a plug-in",
      "What runs the model. Empty: the first file of the model for which a back end is on the class path."),
  MAX_BATCH(
      "emotion.model.max-batch",
      "64",
      "a whole number from 1 to 4096",
      "Faces in one model call at most; more are classified in several calls, which bounds memory."),
  INTRA_OP_THREADS(
      "emotion.model.intra-op-threads",
      "1",
      "a whole number from 1 to 256",
      "Threads that one model call uses. More than one seldom pays for networks this small."),
  MIN_RELIABILITY(
      "emotion.model.min-reliability",
      "0",
      "a number from 0 to 1",
      "Faces whose scores the model itself calls less reliable are marked as uncertain."),
  THREADS(
      "emotion.threads",
      "",
      "a whole number from 1 to 1024",
      "How many calls detect or classify at the same time. Empty: the number of processors."),
  CACHE_DIRECTORY(
      "emotion.cache-dir",
      "",
      "path of a directory that can be written",
      "Where native libraries are unpacked. Empty: each library's own default below the home directory.");

  private final String key;
  private final String defaultValue;
  private final String allowed;
  private final String description;

  ConfigKey(String key, String defaultValue, String allowed, String description) {
    this.key = key;
    this.defaultValue = defaultValue;
    this.allowed = allowed;
    this.description = description;
  }

  /** The property's name: {@code emotion.detector.min-face}. */
  public String key() {
    return key;
  }

  /** The environment variable's name: {@code EMOTION_DETECTOR_MIN_FACE}. */
  public String environmentKey() {
    return key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }

  /** The value when no source has one; empty for none. */
  public String defaultValue() {
    return defaultValue;
  }

  /** What may stand as its value, in words. */
  public String allowed() {
    return allowed;
  }

  /** What it does, in a sentence or two. */
  public String description() {
    return description;
  }

  /** The key of a property's name. */
  public static Optional<ConfigKey> of(String property) {
    return Arrays.stream(values()).filter(k -> k.key.equals(property)).findFirst();
  }
}
