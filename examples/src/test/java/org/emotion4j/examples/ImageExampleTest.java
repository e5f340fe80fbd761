package org.emotion4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.emotion4j.Emotion;
import org.emotion4j.testkit.Pictures;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageExampleTest {
  @TempDir Path dir;
  private Path out;

  @BeforeEach
  void setUp() {
    out = dir.resolve("annotated");
  }

  private Path portrait(String name) throws IOException {
    Path file = dir.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.copy(Path.of("astronaut.jpg"), file);
  }

  private Path pictureWithoutFace() throws IOException {
    Path file = dir.resolve("nobody.png");
    ImageIO.write(Pictures.noFace(320, 240), "png", file.toFile());
    return file;
  }

  private Path textFile() throws IOException {
    return Files.writeString(dir.resolve("notes.jpg"), "not a picture");
  }

  @Test
  void image_portrait_printsHappinessAndWritesTheAnnotatedPicture() throws IOException {
    Run run = Run.of(ImageExample::new, "astronaut.jpg", "--out", out);
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("astronaut.jpg: 512 x 512, 1 face").contains("happiness");
    Path annotated = out.resolve("astronaut-emotions.png");
    assertThat(run.out()).contains("annotated: " + annotated);
    assertThat(ImageIO.read(annotated.toFile()).getHeight()).isEqualTo(512);
  }

  @Test
  void image_json_printsOneObjectWithTheStatedFields() {
    Run run = Run.of(ImageExample::new, "--json", "astronaut.jpg");
    assertThat(run.code()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out().lines()).hasSize(1);
    JsonObject object = JsonParser.parseString(run.out()).getAsJsonObject();
    assertThat(object.keySet()).containsExactly("file", "width", "height", "faces", "millis");
    assertThat(object.get("file").getAsString()).isEqualTo("astronaut.jpg");
    assertThat(object.get("width").getAsInt()).isEqualTo(512);
    assertThat(object.get("height").getAsInt()).isEqualTo(512);
    assertThat(object.getAsJsonObject("millis").get("total").getAsDouble()).isPositive();
    JsonArray faces = object.getAsJsonArray("faces");
    assertThat(faces).hasSize(1);
    JsonObject face = faces.get(0).getAsJsonObject();
    assertThat(face.keySet())
        .containsExactly("box", "confidence", "emotion", "scores", "landmarks");
    assertThat(face.get("emotion").getAsString()).isEqualTo("happiness");
    assertThat(face.get("confidence").getAsDouble()).isBetween(0.5, 1.0);
    List<Double> box =
        face.getAsJsonArray("box").asList().stream().map(v -> v.getAsDouble()).toList();
    assertThat(box).hasSize(4);
    assertThat(box.get(0) + box.get(2) / 2)
        .isBetween(Pictures.ASTRONAUT_FACE.x(), Pictures.ASTRONAUT_FACE.x() + 96);
    JsonObject scores = face.getAsJsonObject("scores");
    assertThat(scores.keySet()).allSatisfy(Emotion::parse);
    double sum = scores.asMap().values().stream().mapToDouble(v -> v.getAsDouble()).sum();
    assertThat(sum).isBetween(0.999, 1.001);
    assertThat(face.getAsJsonArray("landmarks").get(0).getAsJsonArray()).hasSize(2);
    assertThat(dir).isEmptyDirectory();
  }

  @Test
  void image_outNamesAFile_writesExactlyThat() {
    Path file = dir.resolve("new/folder/face.png");
    Run run = Run.of(ImageExample::new, "--json", "astronaut.jpg", "--out", file);
    assertThat(run.code()).isZero();
    assertThat(file).isRegularFile();
    assertThat(run.err()).contains("annotated: " + file);
    assertThat(run.out().lines()).hasSize(1);
  }

  @Test
  void image_folder_takesAllPicturesButItsOwn() throws IOException {
    portrait("in/b.jpg");
    portrait("in/below/a.jpg");
    portrait("in/b-emotions.png");
    Files.writeString(dir.resolve("in/readme.txt"), "text");
    Run run = Run.of(ImageExample::new, "--json", dir.resolve("in"), "--out", out);
    assertThat(run.code()).isZero();
    assertThat(run.out().lines()).hasSize(2);
    assertThat(out.resolve("a-emotions.png")).exists();
    assertThat(out.resolve("b-emotions.png")).exists();
  }

  @Test
  void image_twoPicturesOfOneName_bothKeepTheirAnnotation() throws IOException {
    Path a = portrait("a/x.jpg");
    Path b = portrait("b/x.jpg");
    Run run = Run.of(ImageExample::new, a, b, "--out", out);
    assertThat(run.code()).isZero();
    assertThat(out.toFile().list()).containsExactlyInAnyOrder("x-emotions.png", "x-2-emotions.png");
  }

  @Test
  void image_unreadableFiles_areNamedInALineAndTheOthersGoOn() throws IOException {
    Path absent = dir.resolve("absent.jpg");
    Path text = textFile();
    Run run = Run.of(ImageExample::new, "--json", absent, text, "astronaut.jpg");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err().lines()).hasSize(2);
    assertThat(run.err())
        .contains(absent + ": no such file")
        .contains(text + " is not a picture")
        .doesNotContain("\tat ");
    assertThat(run.out().lines()).hasSize(1);
  }

  @Test
  void image_noFace_saysSoAndIsNoFailure() throws IOException {
    Path nobody = pictureWithoutFace();
    Run table = Run.of(ImageExample::new, nobody, "--out", out);
    assertThat(table.code()).isZero();
    assertThat(table.out()).contains("320 x 240, no face");
    Run json = Run.of(ImageExample::new, "--json", nobody);
    assertThat(json.out()).contains("\"faces\":[]");
  }

  @Test
  void image_emptyFolder_saysSo() throws IOException {
    Path empty = Files.createDirectory(dir.resolve("empty"));
    Run run = Run.of(ImageExample::new, empty);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains(empty + ": no pictures");
  }

  @Test
  void image_severalPicturesForOneFile_isRefused() {
    Run run =
        Run.of(ImageExample::new, "astronaut.jpg", "astronaut.jpg", "--out", dir.resolve("x.png"));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("one file");
    assertThat(dir).isEmptyDirectory();
  }

  @Test
  void image_unknownOption_isNamed() {
    Run run = Run.of(ImageExample::new, "astronaut.jpg", "--colour");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains("--colour");
  }

  @Test
  void image_noArguments_saysWhatIsMissing() {
    Run run = Run.of(ImageExample::new);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("PICTURE");
  }

  @Test
  void image_help_listsTheOptions() {
    Run run = Run.of(ImageExample::new, "--help");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("--json").contains("--out");
  }
}
