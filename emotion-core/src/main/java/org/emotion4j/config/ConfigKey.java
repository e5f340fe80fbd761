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
      "path of a directory",
      "Where native libraries are unpacked, unless they are there already. Empty: each library's own default below the home directory."),
  STREAM_BUDGET(
      "emotion.stream.budget",
      "",
      "a time above zero (20ms or 1.5s), at most one hour",
      "How long the work on one frame of a stream may take on average: the detector runs less often to keep it."
          + " Empty: no limit."),
  STREAM_MAX_DETECTION_INTERVAL(
      "emotion.stream.max-detection-interval",
      "500ms",
      "a time (20ms or 1.5s), at most one hour",
      "The detector runs, and each face is classified, at least this often, whatever the budget."),
  STREAM_GRACE(
      "emotion.stream.grace",
      "1500ms",
      "a time (20ms or 1.5s), at most one hour",
      "How long a face may be lost and still keep its id."),
  STREAM_SMOOTHING(
      "emotion.stream.smoothing",
      "150ms",
      "a time (20ms or 1.5s), at most one hour",
      "Time constant of the smoothing of scores; 0ms for none."),
  STREAM_LABEL_HOLD(
      "emotion.stream.label-hold",
      "80ms",
      "a time (20ms or 1.5s), at most one hour",
      "How long another emotion must lead before the label changes to it."),
  STREAM_LABEL_MARGIN(
      "emotion.stream.label-margin",
      "0.1",
      "a number from 0 to 1",
      "By how much another emotion's score must lead to replace the label."),
  STREAM_MIN_WEIGHT(
      "emotion.stream.min-weight",
      "0.3",
      "a number from 0 to 1",
      "Faces whose quality weighs less are uncertain, and their scores withheld; 0 for never."),
  STREAM_MIN_SIZE(
      "emotion.stream.min-size",
      "24",
      "pixels from 0 to 100000",
      "Smaller faces are tiny: they count less."),
  STREAM_MIN_SHARPNESS(
      "emotion.stream.min-sharpness",
      "0.03",
      "a number from 0 to 100",
      "Faces less sharp than this are blurred: they count less."),
  STREAM_MIN_BRIGHTNESS(
      "emotion.stream.min-brightness",
      "0.1",
      "a number from 0 to 1",
      "Faces with a lower mean luma are dark: they count less."),
  STREAM_MAX_CLIPPED(
      "emotion.stream.max-clipped",
      "0.3",
      "a number from 0 to 1",
      "Faces with a larger share of white pixels are overexposed: they count less."),
  STREAM_MAX_YAW(
      "emotion.stream.max-yaw",
      "45",
      "degrees from 0 to 90",
      "Faces turned further to the side count less."),
  STREAM_MAX_COVERED(
      "emotion.stream.max-covered",
      "0.85",
      "a number from 0 to 1",
      "Faces more likely to be partly covered than this count less."),
  STREAM_BASELINE(
      "emotion.stream.baseline",
      "",
      "a time above zero (20ms or 1.5s), at most one hour",
      "How much time each face's neutral expression is learned from, to be corrected from then on. Empty: no"
          + " correction."),
  STREAM_TRACKER(
      "emotion.stream.tracker",
      "motion",
      "motion, or the name of a plug-in",
      "What gives the faces of a stream their identity."),
  STREAM_SMOOTHER(
      "emotion.stream.smoother",
      "exponential",
      "exponential, or the name of a plug-in",
      "What steadies the scores of a stream.");

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
