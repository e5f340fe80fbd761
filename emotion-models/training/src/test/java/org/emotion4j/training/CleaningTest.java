package org.emotion4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.emotion4j.Emotion;
import org.emotion4j.stream.FaceQuality;
import org.junit.jupiter.api.Test;

class CleaningTest {
  private static final FerPlusVotes ANGER =
      FerPlusVotes.of(new int[] {10, 0, 0, 0, 0, 0, 0, 0}, 0, 0);
  private static final FerPlusVotes FEAR =
      FerPlusVotes.of(new int[] {0, 0, 0, 10, 0, 0, 0, 0}, 0, 0);
  private static final FerPlusVotes NO_FACE = FerPlusVotes.of(new int[8], 0, 10);

  private final List<Fer2013Csv.Row> rows = new ArrayList<>();
  private final List<FerPlusVotes> votes = new ArrayList<>();

  private void add(int grey, Split split, FerPlusVotes vote) {
    byte[] pixels = new byte[48 * 48];
    Arrays.fill(pixels, (byte) grey);
    rows.add(new Fer2013Csv.Row(rows.size(), Emotion.ANGER, pixels, split));
    votes.add(vote);
  }

  @Test
  void training_pictureOfATestSplit_isDropped() {
    add(1, Split.TRAINING, ANGER);
    add(2, Split.TRAINING, ANGER);
    add(2, Split.PRIVATE_TEST, ANGER);

    Cleaning.Result result = Cleaning.training(rows, Labelling.ofVotes(votes));

    assertThat(result.examples()).singleElement().extracting(Example::index).isEqualTo(0);
    assertThat(result.report()).containsEntry("dropped: stands in a test split too", 1);
    assertThat(Cleaning.test(rows, Labelling.ofVotes(votes), Split.PRIVATE_TEST)).hasSize(1);
  }

  @Test
  void training_duplicates_becomeOneWithTheMeanOfTheVotes() {
    add(1, Split.TRAINING, ANGER);
    add(1, Split.TRAINING, FEAR);

    Cleaning.Result result = Cleaning.training(rows, Labelling.ofVotes(votes));

    assertThat(result.examples())
        .singleElement()
        .satisfies(
            example -> assertThat(example.target()).containsExactly(0.5f, 0, 0, 0.5f, 0, 0, 0, 0));
    assertThat(result.report())
        .containsEntry("merged: duplicate of an earlier training picture", 1)
        .containsEntry("kept: picture whose duplicates have different winners", 1);
  }

  @Test
  void training_detectorFindsNoFace_teachesReliabilityAlone() {
    add(1, Split.TRAINING, ANGER);
    add(2, Split.TRAINING, ANGER);
    add(3, Split.TRAINING, ANGER);
    FaceFindings findings =
        new FaceFindings(
            Map.of(
                0, new FaceFindings.Finding(false, Set.of()),
                1, new FaceFindings.Finding(true, Set.of(FaceQuality.Reason.COVERED))));

    Cleaning.Result result = Cleaning.training(rows, Labelling.ofVotes(votes), findings);

    assertThat(result.examples()).extracting(Example::weight).containsExactly(0f, 1f, 1f);
    assertThat(result.examples()).extracting(Example::readable).containsExactly(1f, 1f, 1f);
    assertThat(result.report())
        .containsEntry("kept for reliability alone: the detector finds no face", 1)
        .containsEntry("kept: the face is covered", 1);
  }

  @Test
  void training_noFace_teachesReliabilityAlone() {
    add(1, Split.TRAINING, NO_FACE);

    assertThat(Cleaning.training(rows, Labelling.ofVotes(votes)).examples())
        .singleElement()
        .satisfies(
            example -> {
              assertThat(example.weight()).isZero();
              assertThat(example.readable()).isZero();
            });
  }

  @Test
  void test_unreadable_isDropped() {
    add(1, Split.PUBLIC_TEST, NO_FACE);
    add(1, Split.PUBLIC_TEST, ANGER);

    assertThat(Cleaning.test(rows, Labelling.ofVotes(votes), Split.PUBLIC_TEST))
        .singleElement()
        .extracting(Example::index)
        .isEqualTo(1);
  }

  @Test
  void training_fewerVotesThanPictures_isRefused() {
    add(1, Split.TRAINING, ANGER);
    votes.clear();

    assertThatThrownBy(() -> Cleaning.training(rows, Labelling.ofVotes(votes)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("FER+ has 0 rows");
  }
}
