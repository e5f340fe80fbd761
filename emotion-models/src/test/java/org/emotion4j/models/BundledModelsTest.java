package org.emotion4j.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.emotion4j.Emotion;
import org.emotion4j.model.ModelDescriptor;
import org.emotion4j.model.ModelFile;
import org.emotion4j.model.ModelFolder;
import org.emotion4j.spi.Classification;
import org.emotion4j.spi.EmotionModel;
import org.emotion4j.spi.EmotionModelProvider;
import org.junit.jupiter.api.Test;

/** The models that this jar brings, as an application finds them. */
class BundledModelsTest {
  private static final List<EmotionModelProvider> BACK_ENDS =
      List.of(new PyTorchModelProvider(), new OnnxRuntimeModelProvider());

  /** The module's resources, where the index and the folders lie. */
  private static Path resources() throws URISyntaxException {
    Path classes =
        Path.of(DjlEmotionModel.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    assertThat(classes).isDirectory();
    return classes;
  }

  private static List<String> folders() throws IOException, URISyntaxException {
    Path root = resources().resolve(ModelFolder.RESOURCE_ROOT);
    try (Stream<Path> entries = Files.list(root)) {
      return entries
          .filter(Files::isDirectory)
          .map(folder -> folder.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  private static List<String> index() throws IOException, URISyntaxException {
    return Files.readAllLines(resources().resolve(ModelFolder.INDEX)).stream()
        .filter(line -> !line.isBlank())
        .sorted()
        .toList();
  }

  @Test
  void index_listsExactlyTheFoldersThatAreThere() throws Exception {
    assertThat(index()).isEqualTo(folders());
  }

  @Test
  void everyModel_hasItsOwnName_andFilesAsDescribed() throws Exception {
    for (String name : index()) {
      ModelFolder folder = ModelFolder.find(name);
      assertThat(folder.descriptor().id()).isEqualTo(name);
      assertThat(folder.descriptor().metrics()).as(name).isNotEmpty();
      for (ModelFile file : folder.descriptor().files()) {
        assertThat(folder.read(file)).hasSize((int) file.size());
      }
    }
  }

  /** How far scores may drift; model.json allows other processors somewhat more. */
  private static double drift(ModelFile file) {
    return Math.min(file.tolerance(), file.precision().equals("int8") ? 1e-2 : 1e-3);
  }

  @Test
  void everyFile_givesItsGoldenScoresOnItsBackEnds() throws Exception {
    for (String name : index()) {
      ModelFolder folder = ModelFolder.find(name);
      ModelDescriptor descriptor = folder.descriptor();
      for (ModelFile file : descriptor.files()) {
        for (EmotionModelProvider backEnd : BACK_ENDS) {
          if (backEnd.formats().contains(file.format())) {
            try (EmotionModel model = backEnd.create(folder, file, Fixtures.options())) {
              Classification answer = model.classify(Fixtures.golden(folder, 1)).get(0);
              for (Emotion label : descriptor.labels()) {
                assertThat(Math.abs(answer.scores().score(label) - file.golden().score(label)))
                    .as(name + "/" + file.path() + " on " + backEnd.name() + ": " + label)
                    .isLessThanOrEqualTo(drift(file));
              }
            }
          }
        }
      }
    }
  }
}
