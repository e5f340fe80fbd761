package org.emotion4j.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.emotion4j.timeline.MadeTimeline.LABELS;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.emotion4j.BoundingBox;
import org.emotion4j.Emotion;
import org.emotion4j.Landmarks;
import org.emotion4j.stream.StreamResult;
import org.emotion4j.stream.TrackedFace;
import org.emotion4j.timeline.TimelineRow.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamRowsTest {
  private static final BoundingBox BOX = new BoundingBox(10, 20, 30, 40);

  private static StreamResult result(long frame, long millis, TrackedFace... faces) {
    Duration none = Duration.ZERO;
    return new StreamResult(
        frame,
        Duration.ofMillis(millis).plusNanos(999_999),
        640,
        480,
        List.of(faces),
        true,
        new StreamResult.Times(none, none, none, none, none),
        none,
        0);
  }

  private static TrackedFace face(
      int id, TrackedFace.State state, boolean uncertain, boolean read) {
    return new TrackedFace(
        id,
        state,
        BOX,
        Landmarks.none(),
        Optional.empty(),
        Optional.empty(),
        read ? Optional.of(MadeTimeline.scores(Emotion.FEAR, 0.79)) : Optional.empty(),
        read ? Optional.of(Emotion.FEAR) : Optional.empty(),
        uncertain,
        Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({
    "SEEN, false, true, SEEN, true",
    "PREDICTED, false, true, PREDICTED, true",
    "SEEN, false, false, SEEN, false",
    "SEEN, true, true, UNCERTAIN, false",
    "PREDICTED, true, false, UNCERTAIN, false",
    "LOST, false, true, LOST, false",
  })
  void of_eachState_withholdsALabelThatWasNotObserved(
      TrackedFace.State state, boolean uncertain, boolean read, State expected, boolean emotion) {
    TimelineRow row = new StreamRows().of(result(0, 40, face(3, state, uncertain, read))).get(0);
    assertThat(row.state()).isEqualTo(expected);
    assertThat(row.emotion().isPresent()).isEqualTo(emotion);
    assertThat(row.track()).hasValue(3);
    assertThat(row.box()).contains(BOX);
    assertThat(row.millis()).isEqualTo(40);
  }

  @Test
  void add_gapsInTheNumbers_becomeDroppedRowsSpreadOverTheTime() {
    Timeline timeline = new Timeline(LABELS);
    timeline.add(result(2, 100));
    timeline.add(result(6, 300, face(1, TrackedFace.State.SEEN, false, true)));
    assertThat(timeline)
        .containsExactly(
            TimelineRow.dropped(0, 100),
            TimelineRow.dropped(1, 100),
            TimelineRow.noFace(2, 100),
            TimelineRow.dropped(3, 150),
            TimelineRow.dropped(4, 200),
            TimelineRow.dropped(5, 250),
            TimelineRow.read(
                6, 300, 1, State.SEEN, Emotion.FEAR, BOX, MadeTimeline.scores(Emotion.FEAR, 0.79)));
  }

  @Test
  void of_resultsOutOfOrder_areRefused() {
    StreamRows rows = new StreamRows();
    rows.of(result(5, 200));
    assertThatThrownBy(() -> rows.of(result(5, 240)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("frame 5 at 240 ms cannot follow frame 5 at 200 ms");
    assertThatThrownBy(() -> rows.of(result(6, 199))).isInstanceOf(IllegalArgumentException.class);
  }
}
