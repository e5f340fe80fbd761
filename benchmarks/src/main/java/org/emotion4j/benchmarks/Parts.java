package org.emotion4j.benchmarks;

import java.awt.image.BufferedImage;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.emotion4j.FaceEmotionRecognizer;
import org.emotion4j.RecognizerOptions;
import org.emotion4j.config.ConfigKey;
import org.emotion4j.config.EmotionConfig;
import org.emotion4j.model.ModelFile;
import org.emotion4j.model.ModelFolder;
import org.emotion4j.model.ModelInput;
import org.emotion4j.spi.EmotionModel;
import org.emotion4j.spi.EmotionModelProvider;
import org.emotion4j.spi.FaceAligner;
import org.emotion4j.spi.FaceAlignerProvider;
import org.emotion4j.spi.FaceBatch;
import org.emotion4j.spi.FaceCrop;
import org.emotion4j.spi.FaceDetector;
import org.emotion4j.spi.FaceDetectorProvider;
import org.emotion4j.spi.Preprocessor;
import org.emotion4j.testkit.Pictures;

/** Parts of the library, opened through the same interfaces that a plug-in uses. */
final class Parts {
  static final String DEFAULT_MODEL = "ferplus";
  static final String DEFAULT_DETECTOR = "blazeface";

  private Parts() {}

  /** The options of every part here: the defaults, whatever this process's configuration says. */
  static EmotionConfig config() {
    return EmotionConfig.of(
        Map.of(ConfigKey.MIN_CONFIDENCE.key(), Double.toString(Scene.MIN_CONFIDENCE)));
  }

  /** A recognizer with the default detector and model on a back end. */
  static FaceEmotionRecognizer recognizer(String backend) {
    return FaceEmotionRecognizer.builder().config(config()).backend(backend).build();
  }

  static FaceDetector detector(String name, EmotionConfig config) {
    return ServiceLoader.load(FaceDetectorProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.name().equals(name))
        .findFirst()
        .orElseThrow()
        .create(RecognizerOptions.from(config));
  }

  static FaceAligner aligner() {
    return ServiceLoader.load(FaceAlignerProvider.class)
        .findFirst()
        .orElseThrow()
        .create(RecognizerOptions.from(config()));
  }

  /** Names of the back ends that can run, in alphabetical order. */
  static List<String> backends() {
    return ServiceLoader.load(EmotionModelProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(EmotionModelProvider::isAvailable)
        .map(EmotionModelProvider::name)
        .sorted()
        .toList();
  }

  private static EmotionModelProvider backend(String name) {
    return ServiceLoader.load(EmotionModelProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Whether a model has a file that a back end reads. */
  static boolean runsOn(ModelFolder folder, String backend) {
    return folder.descriptor().files().stream()
        .anyMatch(file -> backend(backend).formats().contains(file.format()));
  }

  static EmotionModel model(ModelFolder folder, String backend) {
    EmotionModelProvider provider = backend(backend);
    ModelFile file =
        folder.descriptor().files().stream()
            .filter(candidate -> provider.formats().contains(candidate.format()))
            .findFirst()
            .orElseThrow();
    return provider.create(folder, file, RecognizerOptions.from(config()));
  }

  /** One face, repeated, as a model's input takes it. */
  static FaceBatch batch(ModelInput input, int faces) {
    FaceBatch batch = new FaceBatch(input, faces);
    Preprocessor.fill(batch, Collections.nCopies(faces, crop(input)));
    return batch;
  }

  static FaceCrop crop(ModelInput input) {
    int width = input.width();
    int height = input.height();
    int channels = input.channels().count();
    BufferedImage head = Pictures.scaled(Pictures.head(), width, height);
    byte[] pixels = new byte[width * height * channels];
    for (int i = 0; i < pixels.length; i++) {
      int rgb = head.getRGB(i / channels % width, i / channels / width);
      pixels[i] = (byte) (channels == 1 ? rgb >> 8 : rgb >> 8 * (2 - i % channels));
    }
    return new FaceCrop(width, height, channels, pixels);
  }
}
