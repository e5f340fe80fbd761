package org.emotion4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.emotion4j.model.ModelFile;
import org.emotion4j.model.ModelFolder;
import org.emotion4j.testkit.Pictures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CustomPartsTest {
  @TempDir Path dir;

  private static Run detector(Object... args) {
    return Run.of((out, err) -> new CustomDetectorExample(out), args);
  }

  private static Run model(Object... args) {
    return Run.of((out, err) -> new CustomModelExample(out), args);
  }

  private Path written(BufferedImage image) throws IOException {
    Path file = dir.resolve("picture.png");
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  /** A bundled model as a folder of the user's. */
  private Path folder() throws IOException {
    ModelFolder bundled = ModelFolder.find("ferplus");
    Path folder = Files.createDirectory(dir.resolve("model"));
    String resource = "/" + ModelFolder.RESOURCE_ROOT + "ferplus/" + ModelFolder.DESCRIPTION;
    try (InputStream description = CustomPartsTest.class.getResourceAsStream(resource)) {
      Files.copy(description, folder.resolve(ModelFolder.DESCRIPTION));
    }
    for (ModelFile file : bundled.descriptor().files()) {
      Files.write(folder.resolve(file.path()), bundled.read(file));
    }
    return folder;
  }

  @Test
  void customDetector_boothPicture_recognisesTheFaceThere() {
    Run run = detector("astronaut.jpg");
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.out()).startsWith("happiness").contains("x=179.2, y=76.8");
  }

  @Test
  void customDetector_otherRegion_isWhereTheFaceIsLookedFor() {
    Run run = detector("astronaut.jpg", "--face", "0.5,0.5,0.25,0.25");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("x=256.0, y=256.0, width=128.0");
  }

  @Test
  void customDetector_wrongRegion_isExplained() {
    Run run = detector("astronaut.jpg", "--face", "1,2,3");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains("--face").contains("four numbers");
  }

  @Test
  void customDetector_noSuchFile_isOneLine() {
    Run run = detector("absent.jpg");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .isEqualToIgnoringNewLines("custom-detector: absent.jpg: no such file or folder");
  }

  @Test
  void customModel_teeth_areHappiness() {
    Run run = model("astronaut.jpg");
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("\nhappiness {happiness=0.9");
  }

  @Test
  void customModel_noTeeth_areNeutral() throws IOException {
    BufferedImage picture = Pictures.astronaut();
    Graphics2D g = picture.createGraphics();
    g.setColor(new Color(205, 150, 130));
    g.fillOval(200, 135, 48, 26); // skin over the mouth
    g.dispose();
    assertThat(model(written(picture)).out()).contains("\nneutral {neutral=0.9");
  }

  @Test
  void customModel_folder_isRun() throws IOException {
    Run run = model("astronaut.jpg", "--folder", folder());
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("\nhappiness {");
  }

  @Test
  void customModel_damagedFolder_namesTheFile() throws IOException {
    Path folder = folder();
    String weights = ModelFolder.open(folder).descriptor().files().get(0).path();
    byte[] bytes = Files.readAllBytes(folder.resolve(weights));
    bytes[bytes.length / 2] ^= 1;
    Files.write(folder.resolve(weights), bytes);
    Run run = model("astronaut.jpg", "--folder", folder);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains(weights).contains("SHA-256");
  }

  @Test
  void customModel_absentFolder_neverFallsBack() {
    Run run = model("astronaut.jpg", "--folder", dir.resolve("absent"));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("no model folder at");
  }

  @Test
  void customModel_noFace_saysSo() throws IOException {
    Run run = model(written(Pictures.noFace(320, 240)));
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("no face");
  }
}
