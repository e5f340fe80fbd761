package org.emotion4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.emotion4j.Emotion;
import org.emotion4j.FaceEmotionRecognizer;
import org.emotion4j.Frame;
import org.emotion4j.config.EmotionConfig;
import org.emotion4j.testkit.Pictures;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * The whole path in a network name space of its own, which has no way out. Linux counts there what
 * was tried, by native code too.
 */
@EnabledOnOs(OS.LINUX)
class NoNetworkTest {
  private static final List<String> UNSHARE = List.of("unshare", "--map-root-user", "--net");

  @BeforeAll
  static void needsNameSpaces() throws Exception {
    List<String> command = new ArrayList<>(UNSHARE);
    command.add("true");
    boolean allowed;
    try {
      allowed = new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException e) {
      allowed = false; // no such program
    }
    assumeThat(allowed).as("network name spaces are allowed here").isTrue();
  }

  /** What runs there; prints how many packets were to leave. */
  static final class Child {
    private Child() {}

    public static void main(String[] backEnds) throws IOException {
      for (String backEnd : backEnds) {
        if (backEnd.equals("connect")) {
          connect();
        } else {
          recognize(backEnd);
        }
      }
      System.out.println("tried " + tried());
    }

    private static void recognize(String backEnd) {
      EmotionConfig config = EmotionConfig.of(Map.of("emotion.backend", backEnd));
      try (FaceEmotionRecognizer recognizer =
          FaceEmotionRecognizer.builder().config(config).build()) {
        int faces = recognizer.recognize(Frame.of(Pictures.astronaut())).faces().size();
        System.out.println(backEnd + " faces " + faces);
      }
    }

    private static void connect() {
      try {
        new Socket(InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1}), 80).close();
      } catch (IOException e) {
        System.out.println("no way out");
      }
    }

    private static long tried() throws IOException {
      long sum = 0;
      List<String> lines = Files.readAllLines(Path.of("/proc/self/net/snmp"));
      for (int i = 0; i + 1 < lines.size(); i += 2) {
        String[] names = lines.get(i).split(" ");
        String[] values = lines.get(i + 1).split(" ");
        for (String wanted : List.of("OutNoRoutes", "OutRequests", "ActiveOpens", "OutDatagrams")) {
          int column = Arrays.asList(names).indexOf(wanted);
          sum += column < 0 ? 0 : Long.parseLong(values[column]);
        }
      }
      for (String line : Files.readAllLines(Path.of("/proc/self/net/snmp6"))) {
        if (line.startsWith("Ip6OutNoRoutes")) {
          sum += Long.parseLong(line.split("\\s+")[1]);
        }
      }
      return sum;
    }
  }

  private static String run(String... steps) throws Exception {
    List<String> command = new ArrayList<>(UNSHARE);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx128m");
    command.add("-Dorg.slf4j.simpleLogger.log.org.emotion4j=trace");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName()));
    command.addAll(List.of(steps));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return output;
  }

  @Test
  void recognize_withoutNetwork_worksAndTriesNone() throws Exception {
    assertThat(run("pytorch", "opencv"))
        .contains("pytorch faces 1", "opencv faces 1")
        .contains("tried 0");
  }

  /** Or else the test above would prove nothing. */
  @Test
  void connect_withoutNetwork_isCounted() throws Exception {
    assertThat(run("connect")).contains("no way out").containsPattern("tried [1-9]");
  }

  /** The same run logs all that the library has to say. */
  @Test
  void recognize_everyLevelOfLogging_saysNothingOfFacesAndScores() throws Exception {
    String output = run("pytorch");
    assertThat(output).contains("Recognizer ready");
    for (Emotion emotion : Emotion.values()) {
      assertThat(output).doesNotContainIgnoringCase(emotion.label());
    }
  }
}
