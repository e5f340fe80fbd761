package org.emotion4j.config;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.emotion4j.ConfigurationException;
import org.emotion4j.RecognizerOptions;
import org.emotion4j.stream.StreamOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Any bytes as a configuration file: options within their bounds, or a ConfigurationException. */
class ConfigFuzzTest {
  private static Path file;

  @BeforeAll
  static void makeFile() throws IOException {
    file = Files.createTempFile("emotion", ".properties");
  }

  @AfterAll
  static void deleteFile() throws IOException {
    Files.delete(file);
  }

  @FuzzTest(maxDuration = "10m")
  void load_anyBytes_areOptionsOrAConfigurationException(byte[] content) throws IOException {
    Files.write(file, content);
    Properties system = new Properties();
    system.setProperty(EmotionConfig.FILE_PROPERTY, file.toString());
    RecognizerOptions options;
    StreamOptions stream;
    try {
      EmotionConfig config = EmotionConfig.load(system, Map.of());
      options = RecognizerOptions.from(config);
      stream = StreamOptions.from(config);
    } catch (ConfigurationException e) {
      return;
    }
    if (!(options.minConfidence() >= 0 && options.minConfidence() <= 1)
        || options.threads() < 1
        || options.maxBatch() < 1
        || !(options.minFaceSize().inPixels(640, 480) >= 0)) {
      throw new AssertionError("options out of bounds: " + options);
    }
    if (stream.grace().isNegative() || stream.smoothing().isNegative()) {
      throw new AssertionError("options out of bounds: " + stream);
    }
  }
}
