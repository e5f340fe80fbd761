package org.emotion4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
  private static Arguments parse(String... args) {
    return new Arguments(List.of(args), Set.of("--out"), Set.of("--lenient"));
  }

  @Test
  void parse_keysAndFlags() {
    Arguments arguments = parse("--lenient", "--out", "run");

    assertThat(arguments.required("--out")).isEqualTo("run");
    assertThat(arguments.has("--lenient")).isTrue();
  }

  @Test
  void parse_unknown_isNamed() {
    assertThatThrownBy(() -> parse("--uot", "run"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'--uot'")
        .hasMessageContaining("--out");
  }

  @Test
  void parse_valueMissing_isNamed() {
    assertThatThrownBy(() -> parse("--out")).hasMessageContaining("--out needs a value");
    assertThatThrownBy(() -> parse().required("--out")).hasMessageContaining("--out is missing");
  }
}
