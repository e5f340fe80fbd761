package org.emotion4j.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.emotion4j.Emotion;
import org.emotion4j.RecognizerOptions;
import org.emotion4j.model.ModelFile;
import org.emotion4j.model.ModelFolder;
import org.emotion4j.spi.Classification;
import org.emotion4j.spi.EmotionModel;
import org.emotion4j.spi.EmotionModelProvider;
import org.emotion4j.testkit.Concurrency;
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

  private static void assertGolden(Classification answer, ModelFile file, String what) {
    for (Emotion label : file.golden().labels()) {
      assertThat(Math.abs(answer.scores().score(label) - file.golden().score(label)))
          .as(what + ": " + label)
          .isLessThanOrEqualTo(drift(file));
    }
  }

  @Test
  void everyFile_givesItsGoldenScoresOnItsBackEndsOnOneAndManyThreads() throws Exception {
    RecognizerOptions options = Fixtures.options("emotion.threads", "4");
    for (String name : index()) {
      ModelFolder folder = ModelFolder.find(name);
      for (ModelFile file : folder.descriptor().files()) {
        for (EmotionModelProvider backEnd : BACK_ENDS) {
          if (backEnd.formats().contains(file.format())) {
            String what = name + "/" + file.path() + " on " + backEnd.name();
            try (EmotionModel model = backEnd.create(folder, file, options)) {
              Callable<Classification> golden =
                  () -> model.classify(Fixtures.golden(folder, 1)).get(0);
              assertGolden(golden.call(), file, what);
              for (Classification answer : Concurrency.run(4, 4, golden)) {
                assertGolden(answer, file, what + " on four threads");
              }
            }
          }
        }
      }
    }
  }
}
