package org.emotion4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.emotion4j.Emotion;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureRowsTest {
  @TempDir Path temporary;
  private Path folder;

  @BeforeEach
  void draw() throws IOException {
    folder = Files.createDirectory(temporary.resolve("pictures"));
    SplittableRandom random = new SplittableRandom(1);
    for (boolean happy : new boolean[] {true, false}) {
      Path label = Files.createDirectory(folder.resolve(happy ? "happy" : "sad"));
      for (int i = 0; i < 20; i++) {
        BufferedImage picture = new BufferedImage(48, 48, BufferedImage.TYPE_BYTE_GRAY);
        picture.getRaster().setDataElements(0, 0, 48, 48, DrawnFaces.face(happy, random));
        ImageIO.write(picture, "png", label.resolve(i + ".png").toFile());
      }
    }
  }

  @Test
  void read_folders_givesRowsWithLabelsAndKeepsSomeApart() throws Exception {
    Fer2013Csv.Content content = PictureRows.read(folder, Optional.empty(), false);

    assertThat(content.rows()).hasSize(40);
    assertThat(content.rows()).extracting(Fer2013Csv.Row::label).contains(Emotion.HAPPINESS);
    assertThat(content.rows().get(39).label()).isEqualTo(Emotion.SADNESS);
    assertThat(content.rows()).extracting(Fer2013Csv.Row::split).contains(Split.PUBLIC_TEST);
    assertThat(content.rows())
        .extracting(Fer2013Csv.Row::pixels)
        .allSatisfy(pixels -> assertThat(pixels).hasSize(48 * 48));
  }

  @Test
  void read_brokenPicture_isAnErrorOrSkippedAndReported() throws Exception {
    Files.writeString(folder.resolve("sad/a.png"), "no picture");

    assertThatThrownBy(() -> PictureRows.read(folder, Optional.empty(), false))
        .isInstanceOf(DataException.class);
    Fer2013Csv.Content content = PictureRows.read(folder, Optional.empty(), true);
    assertThat(content.rows()).hasSize(40);
    assertThat(content.skipped()).hasSize(1);
  }

  @Test
  void train_ownPictures_needsNothingElse() throws Exception {
    Path config =
        Files.writeString(
            temporary.resolve("own.properties"),
            Files.readString(Path.of("configs/fer2013-cnn1.properties"))
                .replaceFirst("(?m)^epochs = .*", "epochs = 1")
                .replaceFirst("(?m)^batch = .*", "batch = 8")
                .replaceFirst("(?m)^reliability = .*", "reliability = 0"));
    Path out = temporary.resolve("run");

    Train.main(
        new String[] {
          "--config", config.toString(), "--images", folder.toString(), "--out", out.toString()
        });

    assertThat(out.resolve("weights.safetensors")).isNotEmptyFile();
    assertThat(out.resolve("network.json")).content().contains("\"reliability\": false");
  }
}
