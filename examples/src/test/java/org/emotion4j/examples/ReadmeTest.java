package org.emotion4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.emotion4j.EmotionResult;
import org.emotion4j.FaceEmotion;
import org.emotion4j.FaceEmotionRecognizer;
import org.emotion4j.Frame;
import org.junit.jupiter.api.Test;

/** The README shows code that compiles and does what it says. */
class ReadmeTest {
  private static final Path ROOT = Path.of("..");
  private static final Path SOURCE =
      Path.of("src/test/java/org/emotion4j/examples/ReadmeTest.java");

  private static void snippet(Path photo) throws IOException {
    // begin
    try (FaceEmotionRecognizer recognizer = FaceEmotionRecognizer.create()) {
      EmotionResult result = recognizer.recognize(Frame.read(photo));
      for (FaceEmotion face : result.faces()) {
        System.out.println(face.emotion() + " at " + face.box() + " " + face.scores());
      }
    }
    // end
  }

  @Test
  void readme_firstSnippet_isThisCode() throws IOException {
    String readme = Files.readString(ROOT.resolve("README.md"));
    Matcher shown = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL).matcher(readme);
    assertThat(shown.find()).isTrue();
    Matcher compiled =
        Pattern.compile("    // begin\\R(.*?)    // end", Pattern.DOTALL)
            .matcher(Files.readString(SOURCE));
    assertThat(compiled.find()).isTrue();
    assertThat(shown.group(1).lines())
        .containsExactlyElementsOf(
            compiled.group(1).stripTrailing().stripIndent().lines().toList());
  }

  @Test
  void readme_firstSnippet_printsTheFace() throws IOException {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      snippet(Path.of("astronaut.jpg"));
    } finally {
      System.setOut(before);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .startsWith("happiness at BoundingBox[x=")
        .contains("{happiness=")
        .hasLineCount(1);
  }

  @Test
  void readme_linksAndPictures_arePresent() throws IOException {
    String readme = Files.readString(ROOT.resolve("README.md"));
    Matcher link = Pattern.compile("]\\(([^)#:]+)\\)").matcher(readme);
    while (link.find()) {
      assertThat(ROOT.resolve(link.group(1))).exists();
    }
  }
}
