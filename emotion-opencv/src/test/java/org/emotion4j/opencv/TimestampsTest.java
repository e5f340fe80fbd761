package org.emotion4j.opencv;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TimestampsTest {
  private static final long NONE = Long.MIN_VALUE;

  private static long[] of(double rate, long... millis) {
    Timestamps timestamps = new Timestamps(rate);
    return LongStream.of(millis)
        .map(told -> timestamps.next(duration(told)).toNanos() / 1_000)
        .toArray();
  }

  private static @Nullable Duration duration(long millis) {
    return millis == NONE ? null : Duration.ofMillis(millis);
  }

  private static long[] micros(long... millis) {
    return Arrays.stream(millis).map(m -> m * 1_000).toArray();
  }

  @Test
  void next_increasing_areLeftAlone() {
    assertThat(of(25, 7, 40, 41, 60_000)).isEqualTo(micros(7, 40, 41, 60_000));
  }

  @Test
  void next_repeatedOrALittleBack_followByAMicrosecond() {
    assertThat(of(25, 0, 40, 40, 30, 80)).isEqualTo(new long[] {0, 40_000, 40_001, 40_002, 80_000});
  }

  @Test
  void next_joinedRecordings_goOnOnePictureLater() {
    assertThat(of(10, 5_000, 5_100, 0, 100, 200))
        .isEqualTo(micros(5_000, 5_100, 5_200, 5_300, 5_400));
  }

  @Test
  void next_none_followTheFrameRate() {
    assertThat(of(20, NONE, NONE, NONE, 500, NONE)).isEqualTo(micros(0, 50, 100, 500, 550));
    assertThat(of(0, NONE, NONE)).isEqualTo(micros(0, 40));
  }

  @Test
  void next_negativeStart_isMovedToZero() {
    assertThat(of(25, -80, -40, 0, 40)).isEqualTo(micros(0, 40, 80, 120));
  }
}
