package org.emotion4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
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
