package org.emotion4j.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.emotion4j.ConfigurationException;
import org.emotion4j.Emotion;
import org.emotion4j.EmotionScores;
import org.emotion4j.config.EmotionConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamOptionsTest {
  @Test
  void defaults_areTheTables() {
    StreamOptions options = StreamOptions.defaults();
    assertThat(options.budget()).isEmpty();
    assertThat(options.maxDetectionInterval()).isEqualTo(Duration.ofMillis(500));
    assertThat(options.grace()).isEqualTo(Duration.ofMillis(1500));
    assertThat(options.smoothing()).isEqualTo(Duration.ofMillis(150));
    assertThat(options.labelHold()).isEqualTo(Duration.ofMillis(80));
    assertThat(options.labelMargin()).isEqualTo(0.1);
    assertThat(options.quality())
        .isEqualTo(new QualityThresholds(0.3, 24, 0.03, 0.1, 0.3, 45, 0.85));
    assertThat(options.baselineLearning()).isEmpty();
    assertThat(options.baseline()).isEmpty();
    assertThat(options.trackerName()).isEqualTo("motion");
    assertThat(options.smootherName()).isEqualTo("exponential");
    assertThat(options.listener()).isEmpty();
  }

  @Test
  void from_configuration_takesEveryKey() {
    StreamOptions options =
        StreamOptions.from(
            EmotionConfig.of(
                Map.of(
                    "emotion.stream.budget", "20ms",
                    "emotion.stream.grace", "1.5 s",
                    "emotion.stream.label-hold", "0ms",
                    "emotion.stream.baseline", "3s",
                    "emotion.stream.max-yaw", "30",
                    "emotion.stream.tracker", "mine",
                    "emotion.x.mine.setting", "7")));
    assertThat(options.budget()).contains(Duration.ofMillis(20));
    assertThat(options.grace()).isEqualTo(Duration.ofMillis(1500));
    assertThat(options.labelHold()).isZero();
    assertThat(options.baselineLearning()).contains(Duration.ofSeconds(3));
    assertThat(options.quality().maxYaw()).isEqualTo(30);
    assertThat(options.trackerName()).isEqualTo("mine");
    assertThat(options.extras()).containsEntry("mine.setting", "7");
  }

  @ParameterizedTest
  @CsvSource({
    "emotion.stream.budget, 0ms",
    "emotion.stream.budget, 20",
    "emotion.stream.budget, PT1S",
    "emotion.stream.grace, -1ms",
    "emotion.stream.grace, 3601s",
    "emotion.stream.grace, soon",
    "emotion.stream.smoothing, 1e3ms",
    "emotion.stream.label-margin, 1.5",
    "emotion.stream.min-weight, NaN",
    "emotion.stream.max-yaw, 91",
    "emotion.stream.baseline, yes"
  })
  void from_badValue_namesKeyValueAndWhatIsAllowed(String key, String value) {
    assertThatThrownBy(() -> StreamOptions.from(EmotionConfig.of(Map.of(key, value))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(key)
        .hasMessageContaining("'" + value + "'")
        .hasMessageContaining("it takes");
  }

  @Test
  void build_badTime_namesTheOptionAndTheValue() {
    List<Consumer<StreamOptions.Builder>> bad =
        List.of(
            b -> b.budget(Duration.ZERO),
            b -> b.grace(Duration.ofMillis(-1)),
            b -> b.smoothing(Duration.ofHours(2)),
            b -> b.learnBaseline(Duration.ZERO),
            b -> b.labelMargin(Double.NaN));
    List<String> names = List.of("budget", "grace", "smoothing", "baseline", "labelMargin");
    for (int i = 0; i < bad.size(); i++) {
      StreamOptions.Builder builder = StreamOptions.builder();
      bad.get(i).accept(builder);
      assertThatThrownBy(builder::build)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(names.get(i));
    }
    assertThatThrownBy(() -> new QualityThresholds(0.3, 24, 0.03, 0.1, 1.3, 45, 0.85))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maxClipped")
        .hasMessageContaining("1.3");
  }

  @Test
  void toBuilder_keepsTheRest() {
    EmotionScores resting =
        EmotionScores.of(List.of(Emotion.NEUTRAL, Emotion.SADNESS), new float[] {0.4f, 0.6f});
    StreamOptions options =
        StreamOptions.builder().grace(Duration.ofSeconds(3)).baseline(resting).build();
    StreamOptions changed = options.toBuilder().budget(Duration.ofMillis(15)).build();
    assertThat(changed.grace()).isEqualTo(Duration.ofSeconds(3));
    assertThat(changed.baseline()).contains(resting);
    assertThat(changed.budget()).contains(Duration.ofMillis(15));
    assertThat(options.budget()).isEmpty();
  }
}
