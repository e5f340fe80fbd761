package org.emotion4j.timeline;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Any bytes as an exported timeline: a TimelineFormatException, or rows that are the same when they
 * are written and read again, and of which every summary can be made.
 */
class TimelineFuzzTest {
  private static Path file;

  @BeforeAll
  static void makeFile() throws IOException {
    file = Files.createTempFile("timeline", ".csv");
  }

  @AfterAll
  static void deleteFile() throws IOException {
    Files.delete(file);
  }

  @FuzzTest(maxDuration = "10m")
  void read_anyBytes_isATimelineOrATimelineFormatException(byte[] csv) throws IOException {
    Files.write(file, csv);
    Timeline timeline;
    try {
      timeline = Timeline.read(file);
    } catch (TimelineFormatException e) {
      return;
    }
    StringWriter written = new StringWriter();
    timeline.writeCsv(written);
    StringWriter again = new StringWriter();
    Timeline.read(new StringReader(written.toString())).writeCsv(again);
    if (!again.toString().equals(written.toString())) {
      throw new AssertionError("rows that change when they are read: " + written);
    }
    timeline.people();
    timeline.writeJsonLines(Writer.nullWriter());
    timeline.writeWebVtt(Writer.nullWriter());
    timeline.writeReport(Writer.nullWriter(), ReportOptions.titled("fuzz"));
  }
}
