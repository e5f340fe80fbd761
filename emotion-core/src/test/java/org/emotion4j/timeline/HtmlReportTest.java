package org.emotion4j.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.emotion4j.timeline.MadeTimeline.LABELS;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.emotion4j.Emotion;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

class HtmlReportTest {
  private static String report(Timeline timeline, ReportOptions options) throws IOException {
    StringWriter out = new StringWriter();
    timeline.writeReport(out, options);
    return out.toString();
  }

  /** The body, which is written so that an XML parser reads it: every tag closed and nested. */
  private static Document body(String html) throws Exception {
    String body = html.substring(html.indexOf("<body>"), html.indexOf("<script>")) + "</body>";
    String closed =
        body.replaceAll("<img([^>]*)>", "<img$1/>").replace(" hidden>", " hidden=\"\">");
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(closed.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void report_loadsNothingAndIsWellFormed() throws Exception {
    String html = report(MadeTimeline.conversation(), ReportOptions.titled("A talk"));
    assertThat(html).startsWith("<!doctype html>").contains("<title>A talk</title>");
    assertThat(html)
        .doesNotContain(
            "http://", "https://", "src=\"//", "@import", "url(", "<link", "<img", "data:i");
    NodeList sections = body(html).getElementsByTagName("section");
    assertThat(sections.getLength()).isEqualTo(4);
    assertThat(html.length()).isLessThan(400_000);
  }

  @Test
  void report_itsPolicy_allowsItsOwnScriptAlone() throws Exception {
    String html = report(MadeTimeline.conversation(), ReportOptions.titled(""));
    String script = html.substring(html.indexOf("<script>") + 8, html.indexOf("</script>"));
    String hash =
        Base64.getEncoder()
            .encodeToString(
                MessageDigest.getInstance("SHA-256")
                    .digest(script.getBytes(StandardCharsets.UTF_8)));
    assertThat(html).contains("default-src 'none'").contains("script-src 'sha256-" + hash + "'");
  }

  @Test
  void report_titleWithMarkup_isShownAsText() throws Exception {
    String title = "</title><script>alert('x')</script> & \"Ä\" 😀";
    String html = report(MadeTimeline.conversation(), ReportOptions.titled(title));
    assertThat(html).doesNotContain("<script>alert");
    assertThat(body(html).getElementsByTagName("h1").item(0).getTextContent()).isEqualTo(title);
  }

  @Test
  void report_tellsWhatTheSummaryTells() throws Exception {
    Timeline timeline = MadeTimeline.conversation();
    String html = report(timeline, ReportOptions.titled("x"));
    for (PersonSummary person : timeline.people()) {
      PersonSummary.Share first = person.emotions().get(0);
      assertThat(html)
          .contains(
              "Mostly " + first.emotion().label() + " (" + Math.round(100 * first.share()) + "%)")
          .contains("Read <b>" + Math.round(100 * person.coverage()) + "%</b>");
    }
    assertThat(html).contains("not readable").contains("not seen");
  }

  @Test
  void report_ofAMonth_hasFewTicks() throws Exception {
    Timeline timeline = new Timeline(LABELS);
    long day = 86_400_000;
    for (int i = 0; i <= 30; i++) {
      timeline.add(MadeTimeline.seen(i, i * day, 1, Emotion.HAPPINESS));
    }
    String html = report(timeline, ReportOptions.titled("x"));
    int axis = html.indexOf("class=\"axis\"");
    assertThat(html.substring(axis, html.indexOf("</div>", axis)).split("<span"))
        .hasSizeBetween(4, 8);
  }

  @Test
  void report_gaps_areBandsAndNoArea() throws Exception {
    Timeline timeline = new Timeline(LABELS);
    for (int frame = 0; frame < 100; frame++) {
      timeline.add(
          frame >= 40 && frame < 60
              ? TimelineRow.noFace(frame, frame * 100L)
              : MadeTimeline.seen(frame, frame * 100L, 1, Emotion.HAPPINESS));
    }
    String html = report(timeline, ReportOptions.titled("x"));
    assertThat(html).contains("<i class=\"zone away\" style=\"left:40.00%;width:20.00%\"></i>");
    Matcher shown = Pattern.compile("data-shown=\"([^\"]*)\"").matcher(html);
    assertThat(shown.find()).isTrue();
    assertThat(shown.group(1)).isEqualTo("b".repeat(40) + ".".repeat(20) + "b".repeat(40));
    assertThat(html).contains("M0 100V21").contains("M60 100V21");
  }

  @Test
  void report_thumbnails_onlyThoseGiven() throws Exception {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB), "png", png);
    String html =
        report(
            MadeTimeline.conversation(),
            ReportOptions.titled("x").withThumbnail(2, png.toByteArray()));
    assertThat(html.split("<img", -1)).hasSize(2);
    assertThat(html)
        .contains(
            "alt=\"Person 2\" src=\"data:image/png;base64,"
                + Base64.getEncoder().encodeToString(png.toByteArray()));
    body(html);
    assertThatThrownBy(
            () ->
                ReportOptions.titled("x")
                    .withThumbnail(1, "<svg/>".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PNG or JPEG");
    assertThatThrownBy(() -> ReportOptions.titled("x").withThumbnail(1, new byte[200_001]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("200001 bytes");
  }

  @Test
  void report_nobodyOneFrameOrUnreadable_isAPageToo() throws Exception {
    Timeline timeline = new Timeline(LABELS);
    body(report(timeline, ReportOptions.titled("x")));
    timeline.add(TimelineRow.noFace(0, 0));
    assertThat(report(timeline, ReportOptions.titled("x"))).contains("Nobody was seen");
    timeline.add(MadeTimeline.unread(1, 40, 1, TimelineRow.State.UNCERTAIN));
    String html = report(timeline, ReportOptions.titled("x"));
    assertThat(html).contains("Never readable");
    body(html);
  }

  /** For looking at it: {@code -Demotion4j.report=/tmp/report.html}. */
  @Test
  void report_ofTheReadCsv_isTheSameAsOfTheTimeline() throws Exception {
    Timeline timeline = MadeTimeline.conversation();
    StringWriter csv = new StringWriter();
    timeline.writeCsv(csv);
    Timeline again = Timeline.read(new java.io.StringReader(csv.toString()));
    ReportOptions options = ReportOptions.titled("Documentary, scene 4");
    assertThat(report(again, options)).isEqualTo(report(timeline, options));
    String wanted = System.getProperty("emotion4j.report");
    if (wanted != null) {
      timeline.writeReport(Path.of(wanted), options);
    }
  }
}
