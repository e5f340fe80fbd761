package org.emotion4j.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.emotion4j.timeline.MadeTimeline.LABELS;
import static org.emotion4j.timeline.MadeTimeline.seen;
import static org.emotion4j.timeline.MadeTimeline.unread;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.emotion4j.Emotion;
import org.emotion4j.timeline.TimelineRow.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExportTest {
  private static final String HEADER =
      "frame,millis,track,state,emotion,confidence,x,y,width,height,"
          + "neutral,happiness,surprise,sadness,anger,disgust,fear,contempt";

  @TempDir Path directory;

  private static Timeline small() {
    Timeline timeline = new Timeline(LABELS);
    timeline.add(seen(0, 0, 1, Emotion.HAPPINESS));
    timeline.add(unread(0, 0, 2, State.UNCERTAIN));
    timeline.add(TimelineRow.noFace(1, 40));
    timeline.add(TimelineRow.dropped(2, 80));
    return timeline;
  }

  private static String csv(Timeline timeline) throws IOException {
    StringWriter out = new StringWriter();
    timeline.writeCsv(out);
    return out.toString();
  }

  @Test
  void csv_hasTheHeaderAndALineARowWithEmptyValuesForWhatIsNotKnown() throws IOException {
    assertThat(csv(small()))
        .isEqualTo(
            HEADER
                + "\r\n0,0,1,seen,happiness,0.7900,10.0,20.0,100.0,100.0,"
                + "0.0300,0.7900,0.0300,0.0300,0.0300,0.0300,0.0300,0.0300\r\n"
                + "0,0,2,uncertain,,,20.0,20.0,90.0,90.0,,,,,,,,\r\n"
                + "1,40,,no_face,,,,,,,,,,,,,,\r\n"
                + "2,80,,dropped,,,,,,,,,,,,,,\r\n");
  }

  @Test
  void csv_readBack_isTheSameTimelineWithTheSameSummary() throws IOException {
    Timeline timeline = MadeTimeline.conversation();
    Path file = directory.resolve("t.csv");
    timeline.writeCsv(file);
    Timeline again = Timeline.read(file);
    assertThat(again.labels()).isEqualTo(timeline.labels());
    assertThat(again).containsExactlyElementsOf(timeline);
    assertThat(again.people()).isEqualTo(timeline.people()).hasSize(3);
    assertThat(csv(again)).isEqualTo(Files.readString(file));
  }

  /** With nothing but the file and a calculator: shares and switches by counting lines. */
  @Test
  void summary_recomputedFromTheCsvByHand_agrees() throws IOException {
    Timeline timeline = MadeTimeline.conversation();
    List<String[]> lines = new ArrayList<>();
    for (String line : csv(timeline).lines().skip(1).toList()) {
      lines.add(line.split(",", -1));
    }
    long[] times =
        lines.stream()
            .filter(line -> !line[3].equals("dropped"))
            .mapToLong(line -> Long.parseLong(line[1]))
            .distinct()
            .toArray();
    for (PersonSummary person : timeline.people()) {
      Map<String, Long> millis = new HashMap<>();
      long read = 0;
      int switches = 0;
      String before = "";
      for (String[] line : lines) {
        if (!line[2].equals(Integer.toString(person.track())) || line[4].isEmpty()) {
          continue;
        }
        int at = Arrays.binarySearch(times, Long.parseLong(line[1]));
        long pause = at + 1 < times.length ? times[at + 1] - times[at] : 40;
        long stands = pause > 1000 ? 40 : pause;
        millis.merge(line[4], stands, Long::sum);
        read += stands;
        switches += before.isEmpty() || before.equals(line[4]) ? 0 : 1;
        before = line[4];
      }
      assertThat(person.read().toMillis()).isEqualTo(read);
      assertThat(person.switches()).isEqualTo(switches);
      assertThat(person.emotions()).hasSize(millis.size());
      for (PersonSummary.Share share : person.emotions()) {
        assertThat(share.time().toMillis()).isEqualTo(millis.get(share.emotion().label()));
      }
    }
  }

  @Test
  void csv_anyLocale_hasPoints() throws IOException {
    Locale before = Locale.getDefault();
    String usual = csv(small());
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(csv(small())).isEqualTo(usual);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void read_savedAgainByASpreadsheet_isTheSame() throws IOException {
    String changed =
        "\uFEFF"
            + csv(small())
                .replace("\r\n", "\n")
                .replace("happiness,0.79", "\"happiness\",0.79")
                .replace("no_face", "\"no_face\"");
    assertThat(changed).contains("\"happiness\"");
    assertThat(Timeline.read(new StringReader(changed))).containsExactlyElementsOf(small());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0,0,1,seen|0,0,1,here|line 2: 'here' is not a state",
        "happiness,0.7900|joyful,0.7900|line 2: 'joyful' is not an emotion",
        "frame,millis|frame;millis|line 1: expected the header",
        "1,40,|1,x,|line 4: ",
        "20.0,20.0,90.0|20.0,'20,0',90.0|line 3: column 8 must be a number with a point",
        "1,40,,no_face|1,40,no_face|line 4: has 17 values, the header 18",
        "1,40,|0,40,|line 4: frame 0 at 40 ms cannot follow",
        "no_face|seen|line 4: track and box come with a face",
      })
  void read_damagedFile_namesTheLine(String from, String to, String message) throws IOException {
    String text = csv(small());
    assertThat(text).contains(from);
    Path file =
        Files.writeString(directory.resolve("bad.csv"), text.replace(from, to.replace('\'', '"')));
    assertThatThrownBy(() -> Timeline.read(file))
        .isInstanceOf(TimelineFormatException.class)
        .hasMessageContaining("bad.csv, " + message);
  }

  @Test
  void read_lineWithoutAnEnd_isRefusedBeforeItFillsTheMemory() throws IOException {
    Path file = directory.resolve("zeros.csv");
    try (RandomAccessFile zeros = new RandomAccessFile(file.toFile(), "rw")) {
      zeros.setLength(8L << 30);
    }
    assertThatThrownBy(() -> Timeline.read(file))
        .isInstanceOf(TimelineFormatException.class)
        .hasMessageContaining("zeros.csv, line 1: has more than 4096 characters");
  }

  @Test
  void read_scoreThatIsNoNumber_isNotTakenForZero() {
    String csv =
        "frame,millis,track,state,emotion,confidence,x,y,width,height,happiness,sadness\n"
            + "0,0,1,seen,happiness,1,10,20,30,40,1,NaN\n";
    assertThatThrownBy(() -> Timeline.read(new StringReader(csv)))
        .isInstanceOf(TimelineFormatException.class)
        .hasMessageContaining("line 2: column 12 must be a number with a point, got 'NaN'");
  }

  @Test
  void read_emptyOrNoText_saysSo() throws IOException {
    Path empty = Files.createFile(directory.resolve("empty.csv"));
    assertThatThrownBy(() -> Timeline.read(empty))
        .isInstanceOf(TimelineFormatException.class)
        .hasMessageContaining("empty.csv is empty");
    Path binary = Files.write(directory.resolve("binary.csv"), new byte[] {(byte) 0xff, 0, 1});
    assertThatThrownBy(() -> Timeline.read(binary))
        .isInstanceOf(TimelineFormatException.class)
        .hasMessageContaining("binary.csv is not UTF-8");
  }

  @Test
  void rowWriter_writtenThrough_givesTheSameFile() throws IOException {
    Timeline timeline = MadeTimeline.conversation();
    Path kept = directory.resolve("kept.csv");
    Path through = directory.resolve("through.csv");
    timeline.writeCsv(kept);
    try (RowWriter writer = new CsvRowWriter(through, LABELS)) {
      for (TimelineRow row : timeline) {
        writer.write(row);
      }
    }
    assertThat(through).hasSameTextualContentAs(kept);
  }

  @Test
  void jsonLines_areObjectsThatSayWhatTheCsvSays() throws IOException {
    Path file = directory.resolve("t.jsonl");
    small().writeJsonLines(file);
    List<JsonObject> rows =
        Files.readAllLines(file).stream()
            .map(line -> JsonParser.parseString(line).getAsJsonObject())
            .toList();
    assertThat(rows).hasSize(4);
    JsonObject first = rows.get(0);
    assertThat(first.keySet())
        .containsExactly(
            "frame", "millis", "track", "state", "emotion", "confidence", "box", "scores");
    assertThat(first.get("box").toString()).isEqualTo("[10.0,20.0,100.0,100.0]");
    assertThat(first.getAsJsonObject("scores").keySet()).hasSize(8);
    assertThat(first.getAsJsonObject("scores").get("happiness")).isEqualTo(first.get("confidence"));
    assertThat(rows.get(1).keySet()).containsExactly("frame", "millis", "track", "state", "box");
    assertThat(rows.get(2).toString())
        .isEqualTo("{\"frame\":1,\"millis\":40,\"state\":\"no_face\"}");
  }

  private record Cue(long start, long end, List<String> lines) {}

  /** Holds a file to the grammar of WebVTT's section 4.1, as far as it is used. */
  private static List<Cue> cues(String vtt) {
    Pattern timing =
        Pattern.compile(
            "(\\d{2,}):([0-5]\\d):([0-5]\\d)\\.(\\d{3}) --> (\\d{2,}):([0-5]\\d):([0-5]\\d)\\.(\\d{3})");
    String[] blocks = vtt.split("\n\n");
    assertThat(blocks[0].strip()).isEqualTo("WEBVTT");
    assertThat(vtt).endsWith("\n").doesNotContain("\r", "\n\n\n");
    List<Cue> cues = new ArrayList<>();
    for (String block : Arrays.copyOfRange(blocks, 1, blocks.length)) {
      List<String> lines = block.strip().lines().toList();
      Matcher times = timing.matcher(lines.get(0));
      assertThat(times.matches()).as(lines.get(0)).isTrue();
      cues.add(new Cue(millis(times, 1), millis(times, 5), lines.subList(1, lines.size())));
      assertThat(String.join("", lines.subList(1, lines.size())))
          .isNotEmpty()
          .doesNotContain("-->", "<", "&");
    }
    return cues;
  }

  private static long millis(Matcher times, int group) {
    return Long.parseLong(times.group(group)) * 3_600_000
        + Long.parseLong(times.group(group + 1)) * 60_000
        + Long.parseLong(times.group(group + 2)) * 1_000
        + Long.parseLong(times.group(group + 3));
  }

  private static List<Cue> cues(Timeline timeline) throws IOException {
    StringWriter out = new StringWriter();
    timeline.writeWebVtt(out);
    return cues(out.toString());
  }

  @Test
  void webVtt_severalPeople_cuesFollowEachOtherAndChangeWithThem() throws IOException {
    List<Cue> cues = cues(MadeTimeline.conversation());
    long before = 0;
    List<String> lines = List.of();
    for (Cue cue : cues) {
      assertThat(cue.end).isGreaterThan(cue.start);
      assertThat(cue.start).isGreaterThanOrEqualTo(before);
      if (cue.start == before) {
        assertThat(cue.lines).isNotEqualTo(lines);
      }
      before = cue.end;
      lines = cue.lines;
    }
    assertThat(cues.get(0).lines).containsExactly("Person 1: neutral");
    assertThat(cues)
        .anySatisfy(
            cue ->
                assertThat(cue.lines)
                    .containsExactly(
                        "Person 1: uncertain", "Person 2: neutral", "Person 3: neutral"));
    assertThat(cues.size()).isLessThan(80);
  }

  @Test
  void webVtt_aBlinkOfUncertainty_keepsTheLine_andALongerTimeDoesNot() throws IOException {
    Timeline timeline = new Timeline(LABELS);
    for (int frame = 0; frame < 60; frame++) {
      boolean blink = frame == 10 || (frame >= 20 && frame < 30);
      timeline.add(
          blink
              ? unread(frame, 3_600_000 + frame * 100L, 1, State.UNCERTAIN)
              : seen(frame, 3_600_000 + frame * 100L, 1, Emotion.SADNESS));
    }
    assertThat(cues(timeline))
        .containsExactly(
            new Cue(3_600_000, 3_602_000, List.of("Person 1: sadness")),
            new Cue(3_602_000, 3_603_000, List.of("Person 1: uncertain")),
            new Cue(3_603_000, 3_606_000, List.of("Person 1: sadness")));
  }

  @Test
  void webVtt_nobody_isAFileWithoutCues() throws IOException {
    assertThat(cues(new Timeline(LABELS))).isEmpty();
  }
}
