package org.emotion4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConfigSwapExampleTest {
  private static Run swap(Object... args) {
    return Run.of((out, err) -> new ConfigSwapExample(out), args);
  }

  @Test
  void configSwap_portrait_hasARowForEveryCombination() {
    Run run = swap("astronaut.jpg");
    assertThat(run.code()).as(run.out()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out().lines())
        .anyMatch(line -> line.matches("blazeface +ferplus +pytorch +happiness .*"))
        .anyMatch(line -> line.matches("blazeface-full +ferplus +opencv +happiness .*"))
        .anyMatch(line -> line.matches("yunet +ferplus +opencv +- .*emotion.detector.model.*"));
  }

  @Test
  void configSwap_noSuchFile_isOneLine() {
    Run run = swap("absent.jpg");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains("absent.jpg: no such file");
  }

  @Test
  void configSwap_notAPicture_isOneLine() {
    Run run = swap("pom.xml");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("pom.xml is not a picture");
  }
}
