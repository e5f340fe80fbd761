package org.emotion4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.zip.GZIPOutputStream;
import org.emotion4j.Emotion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Fer2013CsvTest {
  private static final String HEADER = "emotion,pixels,Usage\n";

  @TempDir Path folder;

  private static String row(String emotion, int pixels, String value, String usage) {
    return emotion
        + ","
        + String.join(" ", Collections.nCopies(pixels, value))
        + ","
        + usage
        + "\n";
  }

  private Path write(String content) throws IOException {
    return Files.writeString(folder.resolve("fer2013.csv"), content);
  }

  @Test
  void read_plain_givesLabelPixelsAndSplit() throws Exception {
    Path csv =
        write(HEADER + row("3", 2304, "200", "Training") + row("6", 2304, "0", "PrivateTest"));

    Fer2013Csv.Content content = Fer2013Csv.read(csv, false);

    assertThat(content.skipped()).isEmpty();
    assertThat(content.rows()).hasSize(2);
    Fer2013Csv.Row first = content.rows().get(0);
    assertThat(first.label()).isEqualTo(Emotion.HAPPINESS);
    assertThat(first.pixels()).hasSize(2304).containsOnly(200);
    assertThat(first.split()).isEqualTo(Split.TRAINING);
    assertThat(content.rows().get(1).index()).isEqualTo(1);
    assertThat(content.rows().get(1).split()).isEqualTo(Split.PRIVATE_TEST);
  }

  @Test
  void read_gzip_givesTheSame() throws Exception {
    Path csv = folder.resolve("fer2013.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(csv))) {
      out.write((HEADER + row("0", 2304, "7", "PublicTest")).getBytes(StandardCharsets.UTF_8));
    }

    assertThat(Fer2013Csv.read(csv, false).rows())
        .singleElement()
        .satisfies(row -> assertThat(row.split()).isEqualTo(Split.PUBLIC_TEST));
  }

  @ParameterizedTest
  @CsvSource({
    "7, 2304, 1, Training, emotion '7'",
    "x, 2304, 1, Training, emotion 'x'",
    "1, 2303, 1, Training, found 2303",
    "1, 2305, 1, Training, found 2305",
    "1, 2304, 256, Training, pixel '256'",
    "1, 2304, -1, Training, pixel '-1'",
    "1, 2304, 1, Test, unknown split 'Test'",
  })
  void read_badRow_namesTheLine(
      String emotion, int pixels, String value, String usage, String message) throws Exception {
    Path csv = write(HEADER + row("1", 2304, "1", "Training") + row(emotion, pixels, value, usage));

    assertThatThrownBy(() -> Fer2013Csv.read(csv, false))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("fer2013.csv:3: ")
        .hasMessageContaining(message);
  }

  @Test
  void read_pictureInTheWrongPlace_isNotRepeatedInTheMessage() throws Exception {
    String picture = String.join(";", Collections.nCopies(2304, "77"));
    for (String row :
        new String[] {
          "1," + picture + ",Training", picture + ",1,Training", "1,1," + picture,
        }) {
      Path csv = write(HEADER + row + "\n");
      assertThatThrownBy(() -> Fer2013Csv.read(csv, false))
          .isInstanceOf(DataException.class)
          .satisfies(e -> assertThat(e.toString() + e.getCause()).doesNotContain("77;77;77;77;77"));
    }
  }

  @Test
  void read_badRowLenient_isSkippedAndTold() throws Exception {
    Path csv = write(HEADER + "nonsense\n" + row("1", 2304, "1", "Training"));

    Fer2013Csv.Content content = Fer2013Csv.read(csv, true);

    assertThat(content.skipped()).singleElement().asString().contains(":2: ");
    assertThat(content.rows())
        .singleElement()
        .satisfies(row -> assertThat(row.index()).as("keeps its place for FER+").isEqualTo(1));
  }

  @Test
  void read_otherHeader_isRefused() throws Exception {
    Path csv = write("a,b,c\n");

    assertThatThrownBy(() -> Fer2013Csv.read(csv, true))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(":1: expected the header");
  }
}
