package org.emotion4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.emotion4j.Emotion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabellingTest {
  private static final Fer2013Csv.Row FEAR =
      new Fer2013Csv.Row(0, Emotion.FEAR, new byte[48 * 48], Split.TRAINING);
  // In the order of the emotions' names: anger, contempt, disgust, fear, …
  private static final FerPlusVotes HALF_ANGER_HALF_CONTEMPT =
      FerPlusVotes.of(new int[] {5, 5, 0, 0, 0, 0, 0, 0}, 0, 0);
  private static final FerPlusVotes NO_FACE = FerPlusVotes.of(new int[8], 0, 10);

  @TempDir Path folder;

  private static Labelling labelling(Labelling.Mix mix, FerPlusVotes votes, boolean cleaning) {
    return new Labelling(
        Fer2013Csv.LABELS, mix, Optional.of(List.of(votes)), Optional.empty(), cleaning);
  }

  @Test
  void target_labelAndVotes_areMixedOverTheSharedLabels() {
    Labelling.Mix mix = new Labelling.Mix(3, 1, 0);

    float[] target = labelling(mix, HALF_ANGER_HALF_CONTEMPT, true).target(FEAR).orElseThrow();

    // Of seven labels, contempt is none, so anger has all of the votes.
    assertThat(target).containsExactly(0.25f, 0, 0.75f, 0, 0, 0, 0);
  }

  @Test
  void target_unreadable_isEmptyOnlyWhenCleaning() {
    Labelling.Mix mix = new Labelling.Mix(1, 0, 0);

    assertThat(labelling(mix, NO_FACE, true).target(FEAR)).isEmpty();
    assertThat(labelling(mix, NO_FACE, false).target(FEAR)).isPresent();
  }

  @Test
  void target_labelThatIsNotTrained_isEmpty() {
    Fer2013Csv.Row contempt =
        new Fer2013Csv.Row(0, Emotion.CONTEMPT, new byte[48 * 48], Split.TRAINING);
    Labelling labelling =
        new Labelling(
            Fer2013Csv.LABELS,
            new Labelling.Mix(1, 0, 0),
            Optional.empty(),
            Optional.empty(),
            true);

    assertThat(labelling.target(contempt)).isEmpty();
    assertThat(labelling.readable(contempt)).isEqualTo(1);
  }

  @Test
  void target_teacherWithNamedColumns_isPutInOrder() throws Exception {
    Path csv =
        Files.writeString(
            folder.resolve("teacher.csv"),
            "index,neutral,surprise,sadness,happiness,fear,disgust,anger\n0,0.1,0,0.2,0,0.3,0,0.4\n");
    Labelling labelling =
        new Labelling(
            Fer2013Csv.LABELS,
            new Labelling.Mix(0, 0, 1),
            Optional.empty(),
            Optional.of(Teacher.read(csv, Fer2013Csv.LABELS)),
            true);

    assertThat(labelling.target(FEAR).orElseThrow())
        .containsExactly(0.4f, 0, 0.3f, 0, 0.2f, 0, 0.1f);
  }

  @Test
  void teacher_badRows_areNamedByLine() throws Exception {
    Path csv =
        Files.writeString(
            folder.resolve("teacher.csv"), "index,p0,p1,p2,p3,p4,p5,p6\n0,0,0,0,0,0,0,1.5\n");

    assertThatThrownBy(() -> Teacher.read(csv, Fer2013Csv.LABELS))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("teacher.csv:2: '1.5' is not a probability");
    assertThatThrownBy(() -> Teacher.read(csv, FerPlusVotes.LABELS))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("teacher.csv:1: expected the columns index");
  }

  @Test
  void labelling_sourceThatIsNotGiven_isNamed() {
    assertThatThrownBy(
            () ->
                new Labelling(
                    Fer2013Csv.LABELS,
                    new Labelling.Mix(0, 0, 1),
                    Optional.empty(),
                    Optional.empty(),
                    true))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("--teacher");
  }
}
