package org.emotion4j.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.emotion4j.EmotionException;
import org.emotion4j.PluginException;
import org.emotion4j.RecognizerOptions;
import org.emotion4j.config.ConfigKey;
import org.emotion4j.model.ModelFile;
import org.emotion4j.model.ModelFolder;
import org.emotion4j.spi.EmotionModel;
import org.emotion4j.spi.EmotionModelProvider;
import org.emotion4j.spi.FaceAligner;
import org.emotion4j.spi.FaceAlignerProvider;
import org.emotion4j.spi.FaceDetector;
import org.emotion4j.spi.FaceDetectorProvider;
import org.emotion4j.spi.FaceTracker;
import org.emotion4j.spi.FaceTrackerProvider;
import org.emotion4j.spi.ScoreSmoother;
import org.emotion4j.spi.ScoreSmootherProvider;
import org.emotion4j.stream.StreamOptions;
import org.jspecify.annotations.Nullable;

/** Finds detectors, aligners, back ends, trackers and smoothers on the class path, by name. */
final class Plugins {
  private static final String DEFAULT_DETECTOR = "blazeface";
  private static final String CORE_JAR = "org.emotion4j:emotion-core";
  private static final String OPENCV_JAR = "org.emotion4j:emotion-opencv";
  private static final String MODELS_JAR = "org.emotion4j:emotion-models";

  private Plugins() {}

  static FaceDetector detector(RecognizerOptions options) {
    Map<String, FaceDetectorProvider> found =
        providers(FaceDetectorProvider.class, FaceDetectorProvider::name);
    Optional<String> name =
        options.detector().or(() -> Optional.of(DEFAULT_DETECTOR).filter(found::containsKey));
    FaceDetectorProvider provider = choose("detector", ConfigKey.DETECTOR, name, found, OPENCV_JAR);
    return made("detector", provider, () -> provider.create(options));
  }

  static FaceAligner aligner(RecognizerOptions options) {
    Map<String, FaceAlignerProvider> found =
        providers(FaceAlignerProvider.class, FaceAlignerProvider::name);
    FaceAlignerProvider provider =
        choose("aligner", ConfigKey.ALIGNER, options.aligner(), found, OPENCV_JAR);
    return made("aligner", provider, () -> provider.create(options));
  }

  static EmotionModel model(RecognizerOptions options) {
    Map<String, EmotionModelProvider> found =
        providers(EmotionModelProvider.class, EmotionModelProvider::name);
    if (found.isEmpty()) {
      throw none("model back end", MODELS_JAR + " or " + OPENCV_JAR);
    }
    ModelFolder folder = ModelFolder.find(options.model());
    List<EmotionModelProvider> candidates =
        options.backend().isPresent()
            ? List.of(
                choose("model back end", ConfigKey.BACKEND, options.backend(), found, MODELS_JAR))
            : found.values().stream().filter(EmotionModelProvider::isAvailable).toList();
    for (ModelFile file : folder.descriptor().files()) {
      List<EmotionModelProvider> able =
          candidates.stream().filter(p -> p.formats().contains(file.format())).toList();
      if (able.size() > 1) {
        throw new PluginException(
            "several back ends read "
                + file.path()
                + ": "
                + able.stream().map(EmotionModelProvider::name).toList()
                + "; choose one by "
                + ConfigKey.BACKEND.key());
      }
      if (able.size() == 1) {
        EmotionModelProvider provider = able.get(0);
        EmotionModel model =
            made("model back end", provider, () -> provider.create(folder, file, options));
        return GoldenCheck.checked(model, folder, file, options.maxBatch());
      }
    }
    throw new PluginException(
        "model "
            + folder
            + " has files of "
            + folder.descriptor().files().stream().map(f -> f.format().label()).toList()
            + ", which none of the back ends "
            + candidates.stream().map(EmotionModelProvider::name).toList()
            + " reads; found on the class path: "
            + found.keySet()
            + ", of which lack their own dependency: "
            + found.values().stream()
                .filter(p -> !p.isAvailable())
                .map(EmotionModelProvider::name)
                .toList());
  }

  static FaceTracker tracker(StreamOptions options) {
    return maker(
            "tracker",
            options,
            options.tracker(),
            options.trackerName(),
            ConfigKey.STREAM_TRACKER,
            () -> providers(FaceTrackerProvider.class, FaceTrackerProvider::name),
            FaceTrackerProvider::create)
        .get();
  }

  /** What makes a smoother for each face. */
  static Supplier<ScoreSmoother> smoothers(StreamOptions options) {
    return maker(
        "smoother",
        options,
        options.smoother(),
        options.smootherName(),
        ConfigKey.STREAM_SMOOTHER,
        () -> providers(ScoreSmootherProvider.class, ScoreSmootherProvider::name),
        ScoreSmootherProvider::create);
  }

  /** A stream's part by the factory that the options hold, or else by the provider of that name. */
  private static <P, T> Supplier<T> maker(
      String what,
      StreamOptions options,
      Optional<Function<StreamOptions, T>> given,
      String name,
      ConfigKey key,
      Supplier<Map<String, P>> providers,
      BiFunction<P, StreamOptions, T> create) {
    if (given.isPresent()) {
      Function<StreamOptions, T> factory = given.get();
      return () -> made(what, factory, () -> factory.apply(options));
    }
    P provider = choose(what, key, Optional.of(name), providers.get(), CORE_JAR);
    return () -> made(what, provider, () -> create.apply(provider, options));
  }

  private static <P> P choose(
      String what, ConfigKey key, Optional<String> name, Map<String, P> found, String jar) {
    if (found.isEmpty()) {
      throw none(what, jar);
    }
    if (name.isEmpty()) {
      if (found.size() > 1) {
        throw new PluginException(
            "several of kind "
                + what
                + " are on the class path: "
                + found.keySet()
                + "; choose one by "
                + key.key());
      }
      return found.values().iterator().next();
    }
    P provider = found.get(name.get());
    if (provider == null) {
      throw new PluginException(
          "no "
              + what
              + " named '"
              + name.get()
              + "' ("
              + key.key()
              + ") is on the class path; found are "
              + found.keySet()
              + ". The project's own come with "
              + jar);
    }
    return provider;
  }

  /** What a provider throws beyond the library's own exceptions is named after the provider. */
  private static <T> T made(String what, Object provider, Supplier<@Nullable T> maker) {
    @Nullable T part;
    try {
      part = maker.get();
    } catch (EmotionException e) {
      throw e;
    } catch (RuntimeException | LinkageError e) {
      throw new PluginException(
          "the " + what + " of " + provider.getClass().getName() + " cannot be made: " + e, e);
    }
    if (part == null) {
      throw new PluginException(
          "the " + what + " of " + provider.getClass().getName() + " cannot be made: it gave null");
    }
    return part;
  }

  private static PluginException none(String what, String jar) {
    return new PluginException("no " + what + " is on the class path: add the dependency " + jar);
  }

  /**
   * All providers by name, in alphabetical order; of one name, the one that the context class
   * loader sees wins.
   */
  private static <P> Map<String, P> providers(Class<P> type, Function<P, String> naming) {
    List<ServiceLoader<P>> loaders = new ArrayList<>();
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    if (context != null) {
      loaders.add(ServiceLoader.load(type, context));
    }
    loaders.add(ServiceLoader.load(type, Plugins.class.getClassLoader()));
    Map<String, P> byName = new LinkedHashMap<>();
    try {
      for (ServiceLoader<P> loader : loaders) {
        for (P provider : loader) {
          String name =
              Objects.requireNonNull(
                  naming.apply(provider), () -> provider.getClass().getName() + " has no name");
          byName.putIfAbsent(name, provider);
        }
      }
    } catch (RuntimeException | ServiceConfigurationError | LinkageError e) {
      throw new PluginException("a plug-in on the class path cannot be loaded: " + e, e);
    }
    Map<String, P> sorted = new LinkedHashMap<>();
    for (String name : new TreeSet<>(byName.keySet())) {
      sorted.put(name, Objects.requireNonNull(byName.get(name)));
    }
    return sorted;
  }
}
