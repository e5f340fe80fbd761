package org.emotion4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.emotion4j.Emotion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TeachTest {
  @TempDir Path folder;

  private Path pictures() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder csv = new StringBuilder("emotion,pixels,Usage\n");
    for (String usage : List.of("Training", "PublicTest", "Training")) {
      byte[] face = DrawnFaces.face(true, random);
      String pixels =
          IntStream.range(0, face.length)
              .mapToObj(i -> "" + (face[i] & 0xff))
              .collect(Collectors.joining(" "));
      csv.append("3,").append(pixels).append(',').append(usage).append('\n');
    }
    return Files.writeString(folder.resolve("fer2013.csv"), csv);
  }

  @Test
  void teach_trainingPicturesAlone_getProbabilitiesThatATeacherReads() throws Exception {
    Path csv = folder.resolve("teacher.csv");

    Teach.main(
        new String[] {
          "--model", "ferplus,ferplus", "--fer2013", pictures().toString(), "--out", csv.toString()
        });

    // Twice the same model is that model: the mean is over models.
    Teacher teacher = Teacher.read(csv, FerPlusVotes.LABELS);
    assertThat(teacher.size()).isEqualTo(2);
    assertThat(teacher.scores(1)).isEmpty();
    float[] scores = teacher.scores(2).orElseThrow();
    double sum = 0;
    for (float score : scores) {
      sum += score;
    }
    assertThat(sum).isCloseTo(1, within(1e-3));
    assertThat(scores[FerPlusVotes.LABELS.indexOf(Emotion.HAPPINESS)]).isPositive();
  }
}
