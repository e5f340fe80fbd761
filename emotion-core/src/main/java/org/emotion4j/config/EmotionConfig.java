package org.emotion4j.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.math.BigDecimal;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.emotion4j.ConfigurationException;

/**
 * The values of all configuration keys, each with its origin. Immutable.
 *
 * <p>Sources, later ones win: {@code emotion.properties} on the class path, the file named by the
 * system property {@code emotion.config} or the environment variable {@code EMOTION_CONFIG},
 * environment variables {@code EMOTION_*}, system properties {@code emotion.*}, and what the
 * builder of the recognizer was told. An unknown key is an error wherever it stands, so that a slip
 * of the pen does not go unseen; keys below {@code emotion.x.} are free for an application's own
 * plug-ins.
 */
public final class EmotionConfig {
  /** The class path resource that is read first. */
  public static final String RESOURCE = "emotion.properties";

  /** The system property that names a further file. */
  public static final String FILE_PROPERTY = "emotion.config";

  /** The environment variable that names it when the system property does not. */
  public static final String FILE_VARIABLE = "EMOTION_CONFIG";

  private static final String PREFIX = "emotion.";
  private static final String EXTRA_PREFIX = "emotion.x.";
  private static final String ENVIRONMENT_PREFIX = "EMOTION_";

  /** Many times what all keys with long paths take. */
  private static final int MAX_FILE_BYTES = 1 << 20;

  private static final Pattern TIME = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)\\s*(ms|s)");

  private final Map<String, Entry> entries;

  /** A value and where it stands. */
  private record Entry(String value, String origin) {}

  private EmotionConfig(Map<String, Entry> entries) {
    this.entries = entries;
  }

  /**
   * Reads all sources of this process.
   *
   * @throws ConfigurationException if a key is unknown or a named file cannot be read
   */
  public static EmotionConfig load() {
    return load(System.getProperties(), System.getenv());
  }

  /** As {@link #load()} with other system properties and another environment. */
  public static EmotionConfig load(Properties system, Map<String, String> environment) {
    TreeMap<String, Entry> entries = new TreeMap<>();
    URL resource = resource();
    if (resource != null) {
      addProperties(entries, resource.toString(), () -> resource.openStream());
    }
    String file = system.getProperty(FILE_PROPERTY, environment.get(FILE_VARIABLE));
    if (file != null) {
      addProperties(entries, file, () -> Files.newInputStream(Path.of(file)));
    }
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(ENVIRONMENT_PREFIX) && !name.equals(FILE_VARIABLE)) {
            put(entries, keyOfEnvironment(name), value, "environment variable " + name);
          }
        });
    for (String name : system.stringPropertyNames()) {
      if (name.startsWith(PREFIX) && !name.equals(FILE_PROPERTY)) {
        put(entries, name, system.getProperty(name), "system property " + name);
      }
    }
    return new EmotionConfig(entries);
  }

  /**
   * Only these values, regardless of this process.
   *
   * @param values by property name
   * @throws ConfigurationException if a key is unknown
   */
  public static EmotionConfig of(Map<String, String> values) {
    return new EmotionConfig(new TreeMap<>()).with(values, "code");
  }

  /** This configuration with more values, which win. */
  public EmotionConfig with(Map<String, String> values, String origin) {
    TreeMap<String, Entry> merged = new TreeMap<>(entries);
    values.forEach((key, value) -> put(merged, key, value, origin));
    return new EmotionConfig(merged);
  }

  /** The value of a key, or its default; empty when there is neither. */
  public Optional<String> text(ConfigKey key) {
    Entry entry = entries.get(key.key());
    String value = entry == null ? key.defaultValue() : entry.value().strip();
    return value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  /** Where the value of a key stands: {@code "default"}, or a file, variable or property. */
  public String origin(ConfigKey key) {
    Entry entry = entries.get(key.key());
    return entry == null ? "default" : entry.origin();
  }

  /** The keys below {@code emotion.x.}, without that prefix. */
  public Map<String, String> extras() {
    TreeMap<String, String> extras = new TreeMap<>();
    entries.forEach(
        (key, entry) -> {
          if (key.startsWith(EXTRA_PREFIX)) {
            extras.put(key.substring(EXTRA_PREFIX.length()), entry.value());
          }
        });
    return Collections.unmodifiableMap(extras);
  }

  /**
   * A key's value in another type.
   *
   * @throws ConfigurationException if there is none, or the parser throws {@link
   *     IllegalArgumentException}
   */
  public <T> T value(ConfigKey key, Function<String, T> parser) {
    String text =
        text(key).orElseThrow(() -> new ConfigurationException(key.key() + " has no value"));
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw refused(key, text, e);
    }
  }

  /** A number within bounds, both included. */
  public double number(ConfigKey key, double min, double max) {
    return value(
        key,
        text -> {
          double number = Double.parseDouble(text);
          if (!(number >= min && number <= max)) {
            throw new IllegalArgumentException("out of bounds");
          }
          return number;
        });
  }

  /** A whole number within bounds, both included. */
  public int integer(ConfigKey key, int min, int max) {
    return value(
        key,
        text -> {
          int number = Integer.parseInt(text);
          if (number < min || number > max) {
            throw new IllegalArgumentException("out of bounds");
          }
          return number;
        });
  }

  /** A time within bounds, both included: a number with the unit {@code ms} or {@code s}. */
  public Duration time(ConfigKey key, Duration min, Duration max) {
    return value(
        key,
        text -> {
          Matcher matcher = TIME.matcher(text);
          if (!matcher.matches()) {
            throw new IllegalArgumentException("no time");
          }
          BigDecimal nanos =
              new BigDecimal(matcher.group(1))
                  .movePointRight(matcher.group(2).equals("ms") ? 6 : 9);
          // Compared before it is rounded to what a long holds.
          if (nanos.compareTo(BigDecimal.valueOf(min.toNanos())) < 0
              || nanos.compareTo(BigDecimal.valueOf(max.toNanos())) > 0) {
            throw new IllegalArgumentException("out of bounds");
          }
          return Duration.ofNanos(nanos.longValue());
        });
  }

  private ConfigurationException refused(ConfigKey key, String value, Exception cause) {
    return new ConfigurationException(
        key.key()
            + " = '"
            + value
            + "' ("
            + origin(key)
            + ") is not allowed; it takes "
            + key.allowed(),
        cause);
  }

  private static void put(Map<String, Entry> entries, String key, String value, String origin) {
    if (!key.startsWith(EXTRA_PREFIX) && ConfigKey.of(key).isEmpty()) {
      List<String> known = Arrays.stream(ConfigKey.values()).map(ConfigKey::key).toList();
      throw new ConfigurationException(
          "unknown key '"
              + key
              + "' ("
              + origin
              + "); known are "
              + known
              + " and, for plug-ins, "
              + EXTRA_PREFIX
              + "*");
    }
    entries.put(key, new Entry(value, origin));
  }

  private static String keyOfEnvironment(String name) {
    for (ConfigKey key : ConfigKey.values()) {
      if (key.environmentKey().equals(name)) {
        return key.key();
      }
    }
    return name; // unknown, which put() reports under the name that the user knows
  }

  private interface Source {
    InputStream open() throws IOException;
  }

  private static void addProperties(Map<String, Entry> entries, String origin, Source source) {
    Properties properties = new Properties();
    try (InputStream stream = source.open()) {
      byte[] bytes = stream.readNBytes(MAX_FILE_BYTES + 1);
      if (bytes.length > MAX_FILE_BYTES) {
        throw new ConfigurationException(
            "the configuration file " + origin + " has more than " + MAX_FILE_BYTES + " bytes");
      }
      properties.load(new StringReader(new String(bytes, StandardCharsets.UTF_8)));
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigurationException(
          "the configuration file " + origin + " cannot be read: " + e, e);
    }
    properties
        .stringPropertyNames()
        .forEach(key -> put(entries, key, properties.getProperty(key), origin));
  }

  private static java.net.@org.jspecify.annotations.Nullable URL resource() {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    URL found = context == null ? null : context.getResource(RESOURCE);
    return found != null ? found : EmotionConfig.class.getClassLoader().getResource(RESOURCE);
  }
}
