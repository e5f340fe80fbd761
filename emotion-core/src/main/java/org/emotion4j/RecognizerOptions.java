package org.emotion4j;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.emotion4j.config.ConfigKey;
import org.emotion4j.config.EmotionConfig;

/**
 * What a recognizer was told, in checked and typed form: the one source that the pipeline, the
 * detectors and the model back ends read. Made from an {@link EmotionConfig}; each component is one
 * {@link ConfigKey}, which documents it.
 *
 * @param detector name of the detector; empty for the default
 * @param detectorModel the detector's own model file, for detectors that need or allow one
 * @param aligner name of the aligner; empty for the only one
 * @param model name of a bundled model, or path of a model folder
 * @param backend name of the model back end; empty for the model's own order of preference
 * @param minConfidence faces below this detector confidence are not reported; 0 to 1
 * @param minFaceSize faces narrower than this are not reported
 * @param maxFaces at most so many faces are reported, the largest ones; at least 1
 * @param region where faces are looked for
 * @param tiles how many overlapping parts along its longer side a frame is searched in, for small
 *     faces; 1 for none
 * @param minReliability faces whose scores are less reliable are marked as uncertain; 0 to 1
 * @param threads how many calls detect or classify at the same time; later ones wait
 * @param intraOpThreads threads that one model call uses
 * @param maxBatch faces in one model call at most
 * @param cacheDirectory where native libraries are unpacked; empty for each library's default
 * @param extras keys that start with {@code emotion.x.}, without that prefix, for an application's
 *     own plug-ins
 */
public record RecognizerOptions(
    Optional<String> detector,
    Optional<Path> detectorModel,
    Optional<String> aligner,
    String model,
    Optional<String> backend,
    double minConfidence,
    MinFaceSize minFaceSize,
    int maxFaces,
    Region region,
    int tiles,
    double minReliability,
    int threads,
    int intraOpThreads,
    int maxBatch,
    Optional<Path> cacheDirectory,
    Map<String, String> extras) {
  public RecognizerOptions {
    extras = Map.copyOf(extras);
  }

  /** The defaults, regardless of any configuration around. */
  public static RecognizerOptions defaults() {
    return from(EmotionConfig.of(Map.of()));
  }

  /**
   * The options of a configuration.
   *
   * @throws ConfigurationException if a value is not allowed: the message has key, origin, value
   *     and what is allowed
   */
  public static RecognizerOptions from(EmotionConfig config) {
    return new RecognizerOptions(
        config.text(ConfigKey.DETECTOR),
        path(config, ConfigKey.DETECTOR_MODEL),
        config.text(ConfigKey.ALIGNER),
        config.value(ConfigKey.MODEL, Function.identity()),
        config.text(ConfigKey.BACKEND),
        config.number(ConfigKey.MIN_CONFIDENCE, 0, 1),
        config.value(ConfigKey.MIN_FACE_SIZE, MinFaceSize::parse),
        config.integer(ConfigKey.MAX_FACES, 1, 10_000),
        config.value(ConfigKey.REGION, Region::parse),
        config.integer(ConfigKey.TILES, 1, 16),
        config.number(ConfigKey.MIN_RELIABILITY, 0, 1),
        config.text(ConfigKey.THREADS).isPresent()
            ? config.integer(ConfigKey.THREADS, 1, 1024)
            : Runtime.getRuntime().availableProcessors(),
        config.integer(ConfigKey.INTRA_OP_THREADS, 1, 256),
        config.integer(ConfigKey.MAX_BATCH, 1, 4096),
        path(config, ConfigKey.CACHE_DIRECTORY),
        config.extras());
  }

  private static Optional<Path> path(EmotionConfig config, ConfigKey key) {
    return config.text(key).isEmpty() ? Optional.empty() : Optional.of(config.value(key, Path::of));
  }
}
