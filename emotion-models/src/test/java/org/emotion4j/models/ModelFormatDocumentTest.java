package org.emotion4j.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.emotion4j.Emotion;
import org.emotion4j.model.ModelDescriptor;
import org.emotion4j.model.ModelFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/models-format.md against the reader. */
class ModelFormatDocumentTest {
  private static final Path DOCUMENT = Path.of("../docs/models-format.md");

  /** Objects whose keys are not the format's: labels, and the author's own. */
  private static final Set<String> FREE = Set.of("files[].scores", "provenance");

  private static String document() throws IOException {
    return Files.readString(DOCUMENT);
  }

  private static String example() throws IOException {
    Matcher block = Pattern.compile("(?s)```json\n(.*?)```").matcher(document());
    assertThat(block.find()).isTrue();
    return block.group(1);
  }

  /** The paths in the first column of the table. */
  private static Set<String> documented() throws IOException {
    Set<String> paths = new TreeSet<>();
    for (String line : document().lines().filter(l -> l.startsWith("| `")).toList()) {
      Matcher name = Pattern.compile("`([^`]+)`").matcher(line.split("\\|")[1]);
      while (name.find()) {
        paths.add(name.group(1));
      }
    }
    return paths;
  }

  private static void addLeaves(String path, JsonElement json, Set<String> leaves) {
    if (json instanceof JsonObject object && !FREE.contains(path)) {
      for (String key : object.keySet()) {
        addLeaves(path.isEmpty() ? key : path + "." + key, object.get(key), leaves);
      }
    } else if (json instanceof JsonArray array && array.get(0) instanceof JsonObject) {
      leaves.add(path);
      addLeaves(path + "[]", array.get(0), leaves);
    } else {
      leaves.add(path);
    }
  }

  @Test
  void example_isReadAsTheDocumentSays(@TempDir Path dir) throws IOException {
    Files.writeString(dir.resolve(ModelFolder.DESCRIPTION), example());
    ModelDescriptor model = ModelFolder.open(dir).descriptor();
    assertThat(model.id()).isEqualTo("my-model");
    assertThat(model.labels()).containsExactly(Emotion.NEUTRAL, Emotion.HAPPINESS, Emotion.SADNESS);
    assertThat(model.files().get(0).golden().score(Emotion.HAPPINESS)).isEqualTo(0.7f);
    assertThat(model.goldenPixels()).hasSize(16).startsWith(0, 16, 32);
  }

  @Test
  void table_hasEveryFieldAndNoOther() throws IOException {
    Set<String> fields = new TreeSet<>();
    addLeaves("", JsonParser.parseString(example()), fields);
    fields.add("input.normalization.minStd"); // of the kind that the example does not have
    assertThat(documented()).isEqualTo(fields);
  }
}
