package org.emotion4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.emotion4j.Emotion;
import org.emotion4j.ModelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFolderTest {
  @TempDir Path dir;

  private ModelFolder open(String json) throws IOException {
    return ModelFolder.open(TestModels.write(dir, json));
  }

  @Test
  void read_fileWithMoreBytes_saysWhatModelJsonSays() throws IOException {
    ModelFolder folder = ModelFolder.open(TestModels.write(dir, TestModels.JSON));
    Files.write(dir.resolve("model.onnx"), new byte[8]);
    assertThatThrownBy(() -> folder.read(folder.descriptor().files().get(0)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("model.onnx has more bytes, model.json says 7");
  }

  @Test
  void find_valueThatIsNoPath_isAModelException() {
    assertThatThrownBy(() -> ModelFolder.find("a/\0"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("no path of a model folder");
  }

  @Test
  void open_goodFolder_readsEverything() throws IOException {
    ModelDescriptor d = open(TestModels.JSON).descriptor();
    assertThat(d.id()).isEqualTo("test");
    assertThat(d.labels()).containsExactly(Emotion.HAPPINESS, Emotion.SADNESS);
    assertThat(d.input().layout()).isEqualTo(ModelInput.Layout.NCHW);
    assertThat(d.input().crop().boxSize()).isEqualTo(0.8);
    assertThat(d.input().normalization())
        .isEqualTo(new Normalization.Fixed(List.of(0.0), List.of(1.0)));
    assertThat(d.goldenPixels()).containsExactly(0, 255);
    assertThat(d.files().get(0).golden().score(Emotion.SADNESS)).isEqualTo(0.75);
    assertThat(d.metrics().get(0).n()).isEqualTo(1);
    assertThat(d.provenance()).containsEntry("trainer", "none");
  }

  @Test
  void read_goodFile_givesItsBytes() throws IOException {
    ModelFolder folder = open(TestModels.JSON);
    assertThat(folder.read(folder.descriptor().files().get(0))).isEqualTo(TestModels.WEIGHTS);
  }

  @Test
  void read_flippedByte_namesFileAndBothHashes() throws IOException {
    ModelFolder folder = open(TestModels.JSON);
    byte[] damaged = TestModels.WEIGHTS.clone();
    damaged[3] ^= 1;
    Files.write(dir.resolve("model.onnx"), damaged);
    ModelFile file = folder.descriptor().files().get(0);
    assertThatThrownBy(() -> folder.read(file))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("model.onnx")
        .hasMessageContaining(file.sha256())
        .hasMessageContaining("damaged");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 6, 8})
  void read_otherSize_namesFileAndBothSizes(int size) throws IOException {
    ModelFolder folder = open(TestModels.JSON);
    Files.write(dir.resolve("model.onnx"), new byte[size]);
    assertThatThrownBy(() -> folder.read(folder.descriptor().files().get(0)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("model.onnx")
        .hasMessageContaining("7");
  }

  @Test
  void read_absentFile_isNamed() throws IOException {
    ModelFolder folder = open(TestModels.JSON);
    Files.delete(dir.resolve("model.onnx"));
    assertThatThrownBy(() -> folder.read(folder.descriptor().files().get(0)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("model.onnx")
        .hasMessageContaining("missing");
  }

  @Test
  void find_absentFolder_neverFallsBack() {
    assertThatThrownBy(() -> ModelFolder.find("./absent"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("absent")
        .hasMessageContaining("emotion.model");
  }

  @Test
  void find_absentName_namesTheJar() {
    assertThatThrownBy(() -> ModelFolder.find("fer2013-vgg16"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("fer2013-vgg16")
        .hasMessageContaining("emotion-models-vgg");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"schema\": 1|\"schema\": 2|schema is 2",
        "\"id\": \"test\"|\"id\": 5|id must be a text",
        "\"id\": \"test\"|\"id\": \"../up\"|id must be of",
        "\"version\": \"1.0\",||version is missing",
        "\"title\"|\"titel\"|unknown [titel]",
        "\"sadness\"]|\"sad\"]|must be spelled 'sadness'",
        "\"sadness\"]|\"bored\"]|'bored' is not an emotion",
        "\"sadness\"]|\"happiness\"]|",
        "\"layout\": \"NCHW\"|\"layout\": \"CHW\"|input.layout",
        "\"width\": 2|\"width\": 2.5|input.width must be a whole number",
        "\"width\": 2|\"width\": 3|golden.pixels must be 3 bytes",
        "\"width\": 2|\"width\": 100000|[1, 1024]",
        "\"channels\": \"gray\"|\"channels\": \"hsv\"|input.channels: 'hsv' is not among",
        "\"std\": [1]|\"std\": [0]|std must be above 0",
        "\"mean\": [0]|\"mean\": [0, 0]|mean and std",
        "\"kind\": \"fixed\"|\"kind\": \"other\"|per-image",
        "\"size\": 0.8}|\"size\": 9}|box.size",
        "\"kind\": \"logits\"|\"kind\": \"votes\"|output.kind",
        "\"reliability\": false|\"reliability\": 0|output.reliability must be true or false",
        "\"temperature\": 1|\"temperature\": 0|temperature",
        "\"AP8=\"|\"A?8=\"|golden.pixels",
        "\"AP8=\"|\"AP8A\"|golden.pixels must be 2 bytes",
        "\"path\": \"model.onnx\"|\"path\": \"../model.onnx\"|plain file name",
        "\"size\": 7|\"size\": 0|size must lie",
        "\"size\": 7|\"size\": 1073741825|size must lie in [1, 1073741824] bytes",
        "\"format\": \"onnx\"|\"format\": \"keras\"|files[0].format",
        "\"happiness\": 0.25|\"happiness\": 0.9|sum to 1",
        "\"happiness\": 0.25,||files[0].scores.happiness is missing",
        "\"tolerance\": 0.001|\"tolerance\": 1|tolerance must lie",
        "\"weights\": \"Apache-2.0\",||licences.weights is missing",
        "\"width\": 2|\"width\": 2, \"width\": 2|'width' stands twice, the second time at"
            + " $.input.width",
        "\"sadness\": 0.75|\"sadness\": 0.75, \"sadness\": 1|twice, the second time at"
            + " $.files[0].scores.sadness"
      })
  void open_wrongDescription_namesFileFieldAndMatter(String from, String to, String message)
      throws IOException {
    assertThat(TestModels.JSON).contains(from);
    String json = TestModels.JSON.replace(from, to == null ? "" : to);
    assertThatThrownBy(() -> open(json))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("model.json")
        .hasMessageContaining(message == null ? "" : message);
  }

  @Test
  void open_noFiles_saysSo() {
    String json = TestModels.JSON.replaceAll("(?s)\"files\": \\[.*?\\n  \\]", "\"files\": []");
    assertThatThrownBy(() -> open(json))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("at least one file");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "7",
        "{} {}",
        "{\"schema\": NaN}",
        "{'schema': 1}",
        "{\"schema\": 1,}"
      })
  void open_notTheJsonExpected_isAModelException(String json) {
    assertThatThrownBy(() -> open(json))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("model.json");
  }

  @Test
  void open_deeplyNested_isAModelException() {
    assertThatThrownBy(() -> open("[".repeat(200_000))).isInstanceOf(ModelException.class);
  }

  @Test
  void open_descriptionOfManyMegabytes_isRefusedBeforeItIsParsed() throws IOException {
    Path json = TestModels.write(dir, TestModels.JSON).resolve("model.json");
    try (RandomAccessFile file = new RandomAccessFile(json.toFile(), "rw")) {
      file.setLength(8L << 30);
    }
    assertThatThrownBy(() -> ModelFolder.open(dir))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("model.json has more than 4194304 bytes");
  }

  /** What is read, and taken memory for, is what model.json allows, not what the file has. */
  @Test
  void read_weightsOfManyGigabytes_areRefusedAfterAsManyBytesAsModelJsonSays() throws IOException {
    ModelFolder folder = open(TestModels.JSON);
    try (RandomAccessFile file = new RandomAccessFile(dir.resolve("model.onnx").toFile(), "rw")) {
      file.setLength(8L << 30);
    }
    assertThatThrownBy(() -> folder.read(folder.descriptor().files().get(0)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("model.onnx has more bytes");
  }

  @Test
  void open_notUtf8_isAModelException() throws IOException {
    TestModels.write(dir, TestModels.JSON);
    Files.write(dir.resolve("model.json"), new byte[] {'{', (byte) 0xff, '}'});
    assertThatThrownBy(() -> ModelFolder.open(dir))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("UTF-8");
  }

  @Test
  void open_longValue_isNotRepeatedInFull() throws IOException {
    Path folder =
        TestModels.write(
            dir, TestModels.JSON.replace("\"test\"", "\"" + "#".repeat(100_000) + "\""));
    assertThatThrownBy(() -> ModelFolder.open(folder))
        .isInstanceOf(ModelException.class)
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(2000));
  }
}
