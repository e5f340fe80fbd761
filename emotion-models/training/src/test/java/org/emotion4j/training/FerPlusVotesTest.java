package org.emotion4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.emotion4j.Emotion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FerPlusVotesTest {
  private static final String HEADER =
      "Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF\n";

  @TempDir Path folder;

  private FerPlusVotes read(String row) throws Exception {
    Path csv = Files.writeString(folder.resolve("fer2013new.csv"), HEADER + row + "\n");
    return FerPlusVotes.read(csv).get(0);
  }

  @Test
  void distribution_isInTheOrderOfTheLabelsWithoutSingleVotes() throws Exception {
    FerPlusVotes votes = read("Training,fer0000000.png,4,0,0,1,3,2,0,0,0,0");

    // anger 3, contempt 0, disgust 2, fear 0, happiness 0, neutral 4, sadness 1 (noise), surprise 0
    assertThat(votes.distribution()).containsExactly(3 / 9f, 0, 2 / 9f, 0, 0, 4 / 9f, 0, 0);
    assertThat(FerPlusVotes.LABELS.get(votes.winner())).isEqualTo(Emotion.NEUTRAL);
    assertThat(votes.hasMajority()).isFalse();
    assertThat(votes.readable()).isEqualTo(1);
  }

  @Test
  void hasMajority_moreThanHalfOfWhatRemains() throws Exception {
    assertThat(read("Training,a.png,6,0,1,1,0,0,0,0,2,0").hasMajority()).isTrue();
    assertThat(read("Training,a.png,5,5,0,0,0,0,0,0,0,0").hasMajority()).isFalse();
    assertThat(read("Training,a.png,4,0,0,0,0,0,0,0,4,2").hasMajority()).isFalse();
  }

  @Test
  void isUnreadable_whenMostSawNoFaceOrCouldNotTell() throws Exception {
    assertThat(read("Training,,0,0,0,0,0,0,0,0,0,10").isUnreadable()).isTrue();
    assertThat(read("Training,,3,1,0,0,0,0,0,0,6,0").isUnreadable()).isTrue();
    assertThat(read("Training,,1,1,1,1,1,1,1,1,1,1").isUnreadable()).as("only noise").isTrue();
    assertThat(read("Training,,6,1,0,0,0,0,0,0,3,0").isUnreadable()).isFalse();
    assertThat(read("Training,,6,1,0,0,0,0,0,0,3,0").readable()).isEqualTo(0.7f);
  }

  @Test
  void read_badRow_namesTheLine() throws Exception {
    Path csv =
        Files.writeString(
            folder.resolve("votes.csv"),
            HEADER + "Training,a.png,4,0,0,1,3,2,0,0,0,0\nTraining,b.png,4,zero,0,1,3,2,0,0,0,0\n");

    assertThatThrownBy(() -> FerPlusVotes.read(csv))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("votes.csv:3: votes 'zero'");
  }
}
