package org.emotion4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.emotion4j.ConfigurationException;
import org.emotion4j.MinFaceSize;
import org.emotion4j.RecognizerOptions;
import org.emotion4j.Region;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EmotionConfigTest {
  private static Properties system(String... pairs) {
    Properties properties = new Properties();
    for (int i = 0; i < pairs.length; i += 2) {
      properties.setProperty(pairs[i], pairs[i + 1]);
    }
    return properties;
  }

  @Test
  void load_laterSourcesWin(@TempDir Path dir) throws IOException {
    Files.writeString(
        dir.resolve("emotion.properties"),
        "emotion.detector=one\nemotion.backend=one\nemotion.model=one\nemotion.aligner=one\n");
    Path file =
        Files.writeString(
            dir.resolve("more.properties"),
            "emotion.backend=two\nemotion.model=two\nemotion.aligner=two\n");
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {dir.toUri().toURL()}, before)) {
      thread.setContextClassLoader(loader);
      EmotionConfig config =
          EmotionConfig.load(
                  system("emotion.config", file.toString(), "emotion.aligner", "four"),
                  Map.of("EMOTION_MODEL", "three", "EMOTION_ALIGNER", "three", "PATH", "/bin"))
              .with(Map.of(), "builder");
      assertThat(config.text(ConfigKey.DETECTOR)).contains("one");
      assertThat(config.text(ConfigKey.BACKEND)).contains("two");
      assertThat(config.text(ConfigKey.MODEL)).contains("three");
      assertThat(config.text(ConfigKey.ALIGNER)).contains("four");
      assertThat(config.with(Map.of("emotion.aligner", "five"), "builder").text(ConfigKey.ALIGNER))
          .contains("five");
      assertThat(config.origin(ConfigKey.BACKEND)).isEqualTo(file.toString());
      assertThat(config.origin(ConfigKey.MODEL)).isEqualTo("environment variable EMOTION_MODEL");
      assertThat(config.origin(ConfigKey.TILES)).isEqualTo("default");
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void load_unknownKey_namesKeyAndOrigin() {
    assertThatThrownBy(() -> EmotionConfig.load(system("emotion.detectr", "haar"), Map.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("emotion.detectr")
        .hasMessageContaining("system property")
        .hasMessageContaining("emotion.detector");
    assertThatThrownBy(() -> EmotionConfig.load(system(), Map.of("EMOTION_DETECTR", "haar")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("EMOTION_DETECTR");
  }

  @Test
  void load_fileOfManyMegabytes_isRefusedBeforeItIsRead(@TempDir Path dir) throws IOException {
    Path large = dir.resolve("large.properties");
    try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
      file.setLength(8L << 30);
    }
    assertThatThrownBy(
            () -> EmotionConfig.load(system("emotion.config", large.toString()), Map.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("large.properties has more than 1048576 bytes");
  }

  @Test
  void load_absentFile_isAnErrorThatNamesIt() {
    assertThatThrownBy(() -> EmotionConfig.load(system("emotion.config", "/absent/file"), Map.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("/absent/file");
  }

  @Test
  void load_fileNamedByTheEnvironment_isRead_unlessAPropertyNamesOne(@TempDir Path dir)
      throws IOException {
    Path one = Files.writeString(dir.resolve("one.properties"), "emotion.model=one");
    Path two = Files.writeString(dir.resolve("two.properties"), "emotion.model=two");
    Map<String, String> environment = Map.of("EMOTION_CONFIG", one.toString());
    assertThat(EmotionConfig.load(system(), environment).text(ConfigKey.MODEL)).contains("one");
    assertThat(
            EmotionConfig.load(system("emotion.config", two.toString()), environment)
                .text(ConfigKey.MODEL))
        .contains("two");
  }

  @Test
  void extras_areTheKeysOfPlugins() {
    assertThat(EmotionConfig.of(Map.of("emotion.x.my.key", "v")).extras())
        .isEqualTo(Map.of("my.key", "v"));
  }

  @ParameterizedTest
  @EnumSource(ConfigKey.class)
  void environmentKey_findsTheKey(ConfigKey key) {
    EmotionConfig config = EmotionConfig.load(system(), Map.of(key.environmentKey(), "1"));
    assertThat(config.text(key)).contains("1");
    assertThat(config.origin(key)).contains(key.environmentKey());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "emotion.detector.min-confidence|1.5",
        "emotion.detector.min-confidence|NaN",
        "emotion.detector.min-confidence|half",
        "emotion.detector.min-face|-3",
        "emotion.detector.min-face|130%",
        "emotion.detector.min-face|big",
        "emotion.detector.max-faces|0",
        "emotion.detector.max-faces|2.5",
        "emotion.detector.region|0,0,1",
        "emotion.detector.region|0.5,0,0.6,1",
        "emotion.detector.region|0,0,0,1",
        "emotion.detector.tiles|0",
        "emotion.model.max-batch|0",
        "emotion.model.intra-op-threads|0",
        "emotion.model.min-reliability|-0.1",
        "emotion.threads|0"
      })
  void from_badValue_namesKeyOriginValueAndWhatIsAllowed(String key, String value) {
    ConfigKey known = ConfigKey.of(key).orElseThrow();
    assertThatThrownBy(() -> RecognizerOptions.from(EmotionConfig.of(Map.of(key, value))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(key)
        .hasMessageContaining("code")
        .hasMessageContaining("'" + value + "'")
        .hasMessageContaining(known.allowed());
  }

  @ParameterizedTest
  @EnumSource(names = {"DETECTOR_MODEL", "CACHE_DIRECTORY"})
  void from_valueThatIsNoPath_namesKeyAndValue(ConfigKey key) {
    EmotionConfig config = EmotionConfig.of(Map.of(key.key(), "a\0b"));
    assertThatThrownBy(() -> RecognizerOptions.from(config))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(key.key());
  }

  @Test
  void from_goodValues_areTyped() {
    RecognizerOptions options =
        RecognizerOptions.from(
            EmotionConfig.of(
                Map.of(
                    "emotion.detector.min-face", "5%",
                    "emotion.detector.region", "0.1, 0.2, 0.3, 0.4",
                    "emotion.threads", "3",
                    "emotion.cache-dir", "cache")));
    assertThat(options.minFaceSize()).isEqualTo(MinFaceSize.fraction(0.05));
    assertThat(options.minFaceSize().inPixels(1000, 400)).isEqualTo(20);
    assertThat(options.region()).isEqualTo(new Region(0.1, 0.2, 0.3, 0.4));
    assertThat(options.threads()).isEqualTo(3);
    assertThat(options.cacheDirectory()).contains(Path.of("cache"));
  }

  @Test
  void defaults_areTheTablesDefaults() {
    RecognizerOptions options = RecognizerOptions.defaults();
    assertThat(options.model()).isEqualTo("ferplus");
    assertThat(options.detector()).isEmpty();
    assertThat(options.minConfidence()).isEqualTo(0.5);
    assertThat(options.region()).isEqualTo(Region.ALL);
    assertThat(options.intraOpThreads()).isEqualTo(1);
    assertThat(options.threads()).isEqualTo(Runtime.getRuntime().availableProcessors());
  }

  @Test
  void document_hasEveryKeyWithItsDefaultAndMeaning() throws IOException {
    String document = Files.readString(Path.of("../docs/configuration.md"));
    StringBuilder table =
        new StringBuilder("| key | default | takes | meaning |\n|---|---|---|---|\n");
    for (ConfigKey key : ConfigKey.values()) {
      String value = key.defaultValue().isEmpty() ? "–" : "`" + key.defaultValue() + "`";
      table.append(
          "| `%s` | %s | %s | %s |%n"
              .formatted(key.key(), value, key.allowed(), key.description()));
    }
    assertThat(document.replace("\r\n", "\n"))
        .contains(table.toString().replace(System.lineSeparator(), "\n"));
  }
}
