package org.emotion4j.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.emotion4j.timeline.MadeTimeline.LABELS;
import static org.emotion4j.timeline.MadeTimeline.seen;
import static org.emotion4j.timeline.MadeTimeline.unread;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import org.emotion4j.BoundingBox;
import org.emotion4j.Emotion;
import org.emotion4j.EmotionScores;
import org.emotion4j.timeline.TimelineRow.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TimelineTest {
  private static List<TimelineRow> rows(Timeline timeline) {
    List<TimelineRow> rows = new ArrayList<>();
    timeline.forEach(rows::add);
    return rows;
  }

  private static Timeline of(TimelineRow... rows) {
    Timeline timeline = new Timeline(LABELS);
    for (TimelineRow row : rows) {
      timeline.add(row);
    }
    return timeline;
  }

  @Test
  void add_rowsOfEachState_areKeptAsTheyAre() {
    List<TimelineRow> rows =
        List.of(
            TimelineRow.dropped(0, 0),
            TimelineRow.noFace(1, 33),
            seen(2, 66, 1, Emotion.HAPPINESS),
            unread(2, 66, 2, State.UNCERTAIN),
            unread(3, 100, 1, State.LOST),
            unread(3, 100, 2, State.SEEN),
            TimelineRow.read(
                4,
                133,
                7,
                State.PREDICTED,
                Emotion.FEAR,
                new BoundingBox(-3.26, 1e6, 0.01, 77.77),
                MadeTimeline.scores(Emotion.FEAR, 0.123456)));
    Timeline timeline = of(rows.toArray(new TimelineRow[0]));
    assertThat(rows(timeline)).isEqualTo(rows);
    assertThat(timeline.size()).isEqualTo(rows.size());
  }

  @Test
  void row_numbers_areRoundedOnceAndScoresSumToOne() {
    float[] third = {0.3333f, 0.3333f, 0.3334f - 0.0004f};
    EmotionScores scores =
        EmotionScores.of(List.of(Emotion.ANGER, Emotion.FEAR, Emotion.SADNESS), third);
    TimelineRow row =
        TimelineRow.read(
            0, 0, 1, State.SEEN, Emotion.ANGER, new BoundingBox(0.04, 0.05, 1e-3, 9.96), scores);
    assertThat(row.box()).contains(new BoundingBox(0, 0.1, 0.1, 10));
    assertThat(row.scores().orElseThrow().asMap().values().stream().mapToDouble(v -> v).sum())
        .isCloseTo(1, within(1e-6));
    assertThat(
            TimelineRow.read(
                0,
                0,
                1,
                State.SEEN,
                Emotion.ANGER,
                row.box().orElseThrow(),
                row.scores().orElseThrow()))
        .isEqualTo(row);
    assertThat(row.confidence().orElseThrow())
        .isEqualTo(row.scores().orElseThrow().score(Emotion.ANGER));
  }

  @ParameterizedTest
  @EnumSource(State.class)
  void row_partsThatDoNotGoTogether_areRefused(State state) {
    Optional<BoundingBox> box = Optional.of(new BoundingBox(1, 1, 9, 9));
    boolean face = state.hasTrack();
    assertThatThrownBy(
            () ->
                new TimelineRow(
                    0,
                    0,
                    face ? OptionalInt.empty() : OptionalInt.of(1),
                    state,
                    Optional.empty(),
                    box,
                    Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(state.toString());
    if (!state.mayHaveEmotion()) {
      assertThatThrownBy(
              () ->
                  new TimelineRow(
                      0,
                      0,
                      face ? OptionalInt.of(1) : OptionalInt.empty(),
                      state,
                      Optional.of(Emotion.FEAR),
                      face ? box : Optional.empty(),
                      Optional.of(MadeTimeline.scores(Emotion.FEAR, 0.5))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(state.toString());
    }
  }

  @Test
  void add_whatContradictsTheRowsBefore_isRefusedAndNotKept() {
    Timeline timeline = of(seen(5, 200, 1, Emotion.FEAR));
    assertThatThrownBy(() -> timeline.add(seen(4, 200, 1, Emotion.FEAR)))
        .hasMessageContaining("frame 4 at 200 ms cannot follow frame 5 at 200 ms");
    assertThatThrownBy(() -> timeline.add(seen(6, 199, 1, Emotion.FEAR)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> timeline.add(seen(5, 201, 2, Emotion.FEAR)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> timeline.add(seen(5, 200, 1, Emotion.FEAR)))
        .hasMessageContaining("track 1 twice");
    assertThatThrownBy(() -> timeline.add(TimelineRow.noFace(5, 200)))
        .hasMessageContaining("one row alone");
    EmotionScores other = EmotionScores.of(List.of(Emotion.FEAR), new float[] {1});
    assertThatThrownBy(
            () ->
                timeline.add(
                    TimelineRow.read(
                        6, 240, 1, State.SEEN, Emotion.FEAR, new BoundingBox(0, 0, 1, 1), other)))
        .hasMessageContaining("scores of [fear]");
    assertThat(timeline.size()).isEqualTo(1);
  }

  @Test
  void row_timeBeyondAnyClock_isRefused() {
    assertThat(TimelineRow.noFace(0, 1_000_000_000_000_000L).millis()).isPositive();
    assertThatThrownBy(() -> TimelineRow.noFace(0, 1_000_000_000_000_001L))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1000000000000001")
        .hasMessageContaining("at most 1000000000000000");
  }

  @Test
  void stretches_gapsUncertaintyAndPauses_interruptThem() {
    Timeline timeline =
        of(
            seen(0, 0, 1, Emotion.HAPPINESS),
            seen(1, 100, 1, Emotion.HAPPINESS),
            TimelineRow.dropped(2, 200),
            seen(3, 300, 1, Emotion.HAPPINESS),
            unread(4, 400, 1, State.UNCERTAIN),
            unread(5, 500, 1, State.LOST),
            TimelineRow.noFace(6, 600),
            seen(7, 700, 1, Emotion.FEAR),
            seen(8, 5_000, 1, Emotion.FEAR));
    assertThat(timeline.stretches())
        .containsExactly(
            new Stretch(1, Stretch.Kind.READ, Optional.of(Emotion.HAPPINESS), 0, 400),
            new Stretch(1, Stretch.Kind.UNREAD, Optional.empty(), 400, 500),
            new Stretch(1, Stretch.Kind.LOST, Optional.empty(), 500, 600),
            new Stretch(1, Stretch.Kind.READ, Optional.of(Emotion.FEAR), 700, 800),
            new Stretch(1, Stretch.Kind.READ, Optional.of(Emotion.FEAR), 5_000, 5_100));
  }

  @Test
  void people_sharesDwellSwitchesAndCoverage_followFromTheRows() {
    Timeline timeline =
        of(
            seen(0, 0, 2, Emotion.HAPPINESS),
            seen(1, 100, 2, Emotion.HAPPINESS),
            seen(2, 200, 2, Emotion.FEAR),
            unread(3, 300, 2, State.UNCERTAIN),
            TimelineRow.noFace(4, 400),
            seen(5, 500, 2, Emotion.FEAR),
            seen(6, 600, 2, Emotion.HAPPINESS),
            unread(7, 700, 2, State.LOST),
            unread(8, 800, 2, State.LOST));
    PersonSummary person = timeline.people().get(0);
    assertThat(timeline.people()).hasSize(1);
    assertThat(person.track()).isEqualTo(2);
    assertThat(person.firstSeen()).isEqualTo(Duration.ZERO);
    assertThat(person.lastSeen()).isEqualTo(Duration.ofMillis(700));
    assertThat(person.read()).isEqualTo(Duration.ofMillis(500));
    assertThat(person.unread()).isEqualTo(Duration.ofMillis(100));
    assertThat(person.coverage()).isEqualTo(5.0 / 7);
    assertThat(person.switches()).isEqualTo(2);
    assertThat(person.dominant()).contains(Emotion.HAPPINESS);
    assertThat(person.share(Emotion.HAPPINESS)).isEqualTo(0.6);
    assertThat(person.share(Emotion.DISGUST)).isZero();
    assertThat(person.emotions().get(0))
        .isEqualTo(
            new PersonSummary.Share(
                Emotion.HAPPINESS,
                Duration.ofMillis(300),
                0.6,
                2,
                Duration.ofMillis(150),
                Duration.ofMillis(200)));
    assertThat(person.emotions().get(1).stretches()).isEqualTo(2);
  }

  @Test
  void people_sameRecordingAtFiveAndSixtyFramesASecond_agree() {
    Timeline slow = new Timeline(LABELS);
    Timeline fast = new Timeline(LABELS);
    for (int frame = 0; frame < 50; frame++) {
      slow.add(seen(frame, frame * 200L, 1, frame < 20 ? Emotion.NEUTRAL : Emotion.SURPRISE));
    }
    for (int frame = 0; frame < 600; frame++) {
      fast.add(
          seen(frame, frame * 1000L / 60, 1, frame < 240 ? Emotion.NEUTRAL : Emotion.SURPRISE));
    }
    PersonSummary one = slow.people().get(0);
    PersonSummary other = fast.people().get(0);
    assertThat(one.share(Emotion.NEUTRAL)).isCloseTo(other.share(Emotion.NEUTRAL), within(0.001));
    assertThat(one.lastSeen().toMillis()).isCloseTo(other.lastSeen().toMillis(), within(1L));
    assertThat(one.switches()).isEqualTo(other.switches()).isEqualTo(1);
  }

  @Test
  void people_oneFrameOrNone_areSummedUpToo() {
    PersonSummary person = of(seen(0, 7, 1, Emotion.ANGER)).people().get(0);
    assertThat(person.share(Emotion.ANGER)).isEqualTo(1);
    assertThat(person.coverage()).isEqualTo(1);
    assertThat(of(unread(0, 0, 1, State.UNCERTAIN)).people().get(0).dominant()).isEmpty();
    assertThat(of(TimelineRow.noFace(0, 0)).people()).isEmpty();
    assertThat(of().people()).isEmpty();
  }

  @Test
  void memory_anHourOfFourFaces_isBounded() {
    RowStore store = new RowStore(LABELS);
    assertThat(store.rowBytes()).isEqualTo(Timeline.BYTES_OF_EIGHT_LABELS);
    assertThat(3600L * 30 * 4 * store.rowBytes()).isLessThan(24_000_000);
    Timeline timeline = new Timeline(LABELS);
    for (int frame = 0; frame < 10_000; frame++) {
      timeline.add(seen(frame, frame * 33L, 1, Emotion.FEAR));
      timeline.add(seen(frame, frame * 33L, 2, Emotion.HAPPINESS));
    }
    assertThat(timeline.snapshot().chunks().stream().mapToLong(chunk -> chunk.capacity()).sum())
        .isLessThan(20_000L * store.rowBytes() + 4_096 * store.rowBytes());
    assertThat(rows(timeline))
        .hasSize(20_000)
        .endsWith(seen(9_999, 9_999 * 33L, 2, Emotion.HAPPINESS));
  }

  @Test
  void iterate_whileAnotherThreadAdds_seesARowsPrefix() throws InterruptedException {
    Timeline timeline = new Timeline(LABELS);
    AtomicBoolean ended = new AtomicBoolean();
    Thread writer =
        new Thread(
            () -> {
              for (int frame = 0; frame < 30_000; frame++) {
                timeline.add(seen(frame, frame, 1, LABELS.get(frame % 8)));
              }
              ended.set(true);
            });
    writer.start();
    boolean last;
    do {
      last = ended.get();
      long frame = 0;
      for (TimelineRow row : timeline) {
        if (!row.equals(seen(frame, frame, 1, LABELS.get((int) (frame % 8))))) {
          assertThat(row).isEqualTo(seen(frame, frame, 1, LABELS.get((int) (frame % 8))));
        }
        frame++;
      }
    } while (!last);
    writer.join();
    assertThat(timeline.size()).isEqualTo(30_000);
  }
}
