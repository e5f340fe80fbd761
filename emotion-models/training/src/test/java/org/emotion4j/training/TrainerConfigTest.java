package org.emotion4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerConfigTest {
  private static final Path FERPLUS = Path.of("configs/ferplus.properties");

  @TempDir Path folder;

  private Path changed(String from, String to) throws Exception {
    return Files.writeString(
        folder.resolve("changed.properties"), Files.readString(FERPLUS).replace(from, to));
  }

  @Test
  void read_ferplus_isComplete() throws Exception {
    TrainerConfig config = TrainerConfig.read(FERPLUS);

    assertThat(config.name()).isEqualTo("ferplus");
    assertThat(config.batch()).isEqualTo(128);
    assertThat(config.augmentation().rotation()).isEqualTo(15);
  }

  @Test
  void read_everyConfiguration_isComplete() throws Exception {
    try (Stream<Path> files = Files.list(FERPLUS.getParent())) {
      for (Path file : files.toList()) {
        TrainerConfig config = TrainerConfig.read(file);

        assertThat(file).hasFileName(config.name() + ".properties");
        assertThat(Networks.named(config.network(), 7).layers()).isNotEmpty();
      }
    }
  }

  @Test
  void read_unknownChoice_listsTheChoices() throws Exception {
    Path file = changed("labels = ferplus", "labels = affectnet");

    assertThatThrownBy(() -> TrainerConfig.read(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("labels = 'affectnet' is none of [ferplus, fer2013]");
  }

  @Test
  void read_nothingToLearn_isRefused() throws Exception {
    Path file = changed("target.votes = 0.6", "target.votes = 0");
    Files.writeString(
        file, Files.readString(file).replace("target.teacher = 0.4", "target.teacher = 0"));

    assertThatThrownBy(() -> TrainerConfig.read(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("changed.properties: target.label, target.votes");
  }

  @Test
  void read_picturesTooSmallForTheNetwork_areRefused() throws Exception {
    Path file = changed("network = ferplus", "network = vgg16");
    Files.writeString(file, Files.readString(file).replace("smallSide = 36", "smallSide = 31"));

    assertThatThrownBy(() -> TrainerConfig.read(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("smallSide is 31, expected 32 to 48");
  }

  @Test
  void read_missingKey_isNamed() throws Exception {
    Path file = changed("momentum = 0.9", "");

    assertThatThrownBy(() -> TrainerConfig.read(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("changed.properties")
        .hasMessageContaining("'momentum' is missing");
  }

  @Test
  void read_unknownKey_isNamed() throws Exception {
    Path file = changed("momentum", "momentun = 1\nmomentum");

    assertThatThrownBy(() -> TrainerConfig.read(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("'momentun' is unknown");
  }

  @Test
  void read_badValue_isNamed() throws Exception {
    Path file = changed("momentum = 0.9", "momentum = much");

    assertThatThrownBy(() -> TrainerConfig.read(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("momentum = 'much' is not a number");
  }
}
