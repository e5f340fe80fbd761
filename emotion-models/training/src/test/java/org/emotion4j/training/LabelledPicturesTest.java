package org.emotion4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.emotion4j.Emotion;
import org.emotion4j.Frame;
import org.emotion4j.spi.Detection;
import org.emotion4j.spi.FaceCrop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelledPicturesTest {
  @TempDir Path folder;

  private static void picture(Path file) throws Exception {
    Files.createDirectories(file.getParent());
    ImageIO.write(new BufferedImage(60, 50, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
  }

  @Test
  void folders_everydayNames_areUnderstood() throws Exception {
    picture(folder.resolve("happy/1.png"));
    picture(folder.resolve("surprise/2.png"));

    List<LabelledPictures.Picture> pictures = LabelledPictures.folders(folder);

    assertThat(pictures)
        .extracting(LabelledPictures.Picture::truth)
        .containsExactly(Emotion.HAPPINESS, Emotion.SURPRISE);
    assertThat(pictures.get(0).source().open().width()).isEqualTo(60);
  }

  @Test
  void folders_noEmotion_namesTheFolder() throws Exception {
    picture(folder.resolve("tired/1.png"));

    assertThatThrownBy(() -> LabelledPictures.folders(folder))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("tired");
  }

  @Test
  void csv_columnsInAnyOrder_areFound() throws Exception {
    picture(folder.resolve("a.png"));
    Path csv = Files.writeString(folder.resolve("labels.csv"), "label,age,file\nSad,30,a.png\n");

    List<LabelledPictures.Picture> pictures = LabelledPictures.csv(folder, csv);

    assertThat(pictures)
        .singleElement()
        .satisfies(
            picture -> {
              assertThat(picture.truth()).isEqualTo(Emotion.SADNESS);
              assertThat(picture.source().open().height()).isEqualTo(50);
            });
  }

  @Test
  void csv_badRow_namesTheLine() throws Exception {
    Path unknown = Files.writeString(folder.resolve("a.csv"), "file,label\na.png,tired\n");
    Path shortRow = Files.writeString(folder.resolve("b.csv"), "file,label\na.png\n");

    assertThatThrownBy(() -> LabelledPictures.csv(folder, unknown))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("a.csv:2: 'tired' is not an emotion");
    assertThatThrownBy(() -> LabelledPictures.csv(folder, shortRow))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("b.csv:2: expected 2 columns");
  }

  @Test
  void ferPlus_picturesWithoutMajority_areMarked() throws Exception {
    byte[] pixels = DrawnFaces.face(true, new SplittableRandom(1));
    List<Fer2013Csv.Row> rows =
        List.of(
            new Fer2013Csv.Row(0, Emotion.ANGER, pixels, Split.PRIVATE_TEST),
            new Fer2013Csv.Row(1, Emotion.ANGER, pixels, Split.PRIVATE_TEST));
    List<FerPlusVotes> votes =
        List.of(
            FerPlusVotes.of(new int[] {0, 0, 0, 0, 9, 0, 0, 0}, 1, 0),
            FerPlusVotes.of(new int[] {5, 0, 0, 0, 5, 0, 0, 0}, 0, 0));

    assertThat(LabelledPictures.ferPlus(rows, votes, Split.PRIVATE_TEST))
        .extracting(LabelledPictures.Picture::clear)
        .containsExactly(true, false);
  }

  @Test
  void agreed_keepsWhatBothLabelAlike() throws Exception {
    byte[] pixels = DrawnFaces.face(true, new SplittableRandom(1));
    List<Fer2013Csv.Row> rows =
        List.of(
            new Fer2013Csv.Row(0, Emotion.HAPPINESS, pixels, Split.PRIVATE_TEST),
            new Fer2013Csv.Row(1, Emotion.SADNESS, pixels, Split.PRIVATE_TEST),
            new Fer2013Csv.Row(2, Emotion.HAPPINESS, pixels, Split.PRIVATE_TEST),
            new Fer2013Csv.Row(3, Emotion.HAPPINESS, pixels, Split.PUBLIC_TEST));
    FerPlusVotes happy = FerPlusVotes.of(new int[] {0, 0, 0, 0, 9, 0, 0, 0}, 1, 0);
    List<FerPlusVotes> votes =
        List.of(happy, happy, FerPlusVotes.of(new int[] {5, 0, 0, 0, 5, 0, 0, 0}, 0, 0), happy);

    assertThat(LabelledPictures.agreed(rows, votes, Split.PRIVATE_TEST))
        .extracting(LabelledPictures.Picture::truth)
        .containsExactly(Emotion.HAPPINESS);
  }

  @Test
  void wholePicture_greyOfTheModelsSize_keepsEachPixel() throws Exception {
    byte[] pixels = DrawnFaces.face(true, new SplittableRandom(1));
    List<Fer2013Csv.Row> rows =
        List.of(new Fer2013Csv.Row(0, Emotion.ANGER, pixels, Split.PRIVATE_TEST));
    Frame frame = LabelledPictures.fer2013(rows, Split.PRIVATE_TEST).get(0).source().open();

    try (WholePicture whole = new WholePicture()) {
      List<Detection> faces = whole.detect(frame);
      FaceCrop crop = whole.align(frame, faces, FaceInput.of(48)).get(0);

      assertThat(faces.get(0).box().width()).isEqualTo(48);
      assertThat(crop.pixels()).isEqualTo(pixels);
    }
  }

  @Test
  void wholePicture_largePicture_keepsItsMean() {
    BufferedImage stripes = new BufferedImage(500, 333, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 333; y++) {
      for (int x = 0; x < 500; x++) {
        stripes.setRGB(x, y, x % 2 == 0 ? 0xffffff : 0);
      }
    }

    try (WholePicture whole = new WholePicture()) {
      Frame frame = Frame.of(stripes);
      FaceCrop crop = whole.align(frame, whole.detect(frame), FaceInput.of(48)).get(0);

      assertThat(crop.fits(FaceInput.of(48))).isTrue();
      for (byte pixel : crop.pixels()) {
        assertThat(pixel & 0xff).isBetween(110, 145);
      }
    }
  }
}
