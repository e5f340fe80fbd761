package org.emotion4j.timeline;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.emotion4j.Emotion;
import org.jspecify.annotations.Nullable;

/**
 * A page of one file. Charts are drawn here, as SVG without text that stretches with the page, and
 * labels are HTML beside it, so that it reads alike on a phone, on paper and without scripts. The
 * script adds a cursor that tells the values at a time. The page's own policy allows nothing to be
 * loaded and no other script to run.
 */
final class HtmlReport {
  /** Height of a lane's drawing, in its own units; the page decides the real one. */
  private static final int LANE = 100;

  /** A label that was never shown and never above this has no lane. */
  private static final double FAINT = 0.15;

  /** What a table still is read for; the CSV has all. */
  private static final int MOST_STRETCHES = 500;

  /** A block of a ribbon at least so wide, in percent, has its name on it. */
  private static final double NAMED_PERCENT = 11;

  private static final int MOST_TICKS = 6;
  private static final double LAST_TICK = 0.95;
  private static final long[] TICK_SECONDS = {
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400
  };

  private final RowStore.Snapshot rows;
  private final ReportOptions options;
  private final ReportBins.Frames frames;
  private final ReportBins bins;
  private final List<Stretch> stretches;
  private final List<PersonSummary> people;

  HtmlReport(RowStore.Snapshot rows, ReportOptions options) {
    this.rows = rows;
    this.options = options;
    this.frames = ReportBins.Frames.of(rows);
    this.bins = ReportBins.of(rows, rows.labels(), frames);
    this.stretches = Stretch.of(rows);
    this.people = PersonSummary.of(stretches);
  }

  void write(Writer out) throws IOException {
    String script = resource("report.js");
    out.append(
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
        style-src 'unsafe-inline'; img-src data:; script-src 'sha256-%s'">
        <meta name="color-scheme" content="light dark">
        <meta name="generator" content="emotion4j">
        <title>%s</title>
        <style>
        %s</style>
        </head>
        <body>
        """
            .formatted(sha256(script), escaped(options.title()), resource("report.css")));
    header(out);
    out.append("<main>\n");
    if (!people.isEmpty()) {
      everyone(out);
    }
    for (PersonSummary person : people) {
      person(out, person);
    }
    out.append("</main>\n");
    footer(out);
    out.append("<script>").append(script).append("</script>\n</body>\n</html>\n");
  }

  private void header(Writer out) throws IOException {
    out.append(
        """
        <header class="top">
        <p class="kicker">Expressions over time</p>
        <h1>%s</h1>
        <dl class="facts">
        """
            .formatted(escaped(options.title())));
    fact(out, "Length", length(frames.endMillis() - frames.startMillis()));
    fact(out, "People", count(people.size()));
    fact(out, "Frames looked at", count(frames.lookedAt()));
    fact(out, "Without a face", shareOf(frames.withoutFace(), frames.lookedAt()));
    fact(out, "Frames dropped", shareOf(frames.dropped(), frames.all()));
    out.append("</dl>\n</header>\n");
    if (people.isEmpty()) {
      out.append("<p class=\"none\">Nobody was seen in this recording.</p>\n");
    }
  }

  private static void fact(Writer out, String name, String value) throws IOException {
    out.append("<div><dt>%s</dt><dd>%s</dd></div>\n".formatted(name, value));
  }

  /** A ribbon a person on one axis, and what the colours mean. */
  private void everyone(Writer out) throws IOException {
    out.append(
        """
        <section class="card" aria-labelledby="everyone">
        <h2 id="everyone">Everyone</h2>
        <div class="ribbons">
        """);
    for (PersonSummary person : people) {
      ReportBins.Person own = bins.person(person.track());
      out.append(
          "<a href=\"#p%1$d\">Person %1$d</a><div class=\"ribbon\" role=\"img\" aria-label=\"%2$s\">"
              .formatted(person.track(), inWords(person)));
      out.append(svg(1));
      for (Emotion emotion : rows.labels()) {
        String path = blocks(bin -> own.emotion(bin).filter(e -> e == emotion).isPresent(), 1);
        if (!path.isEmpty()) {
          out.append("<path class=\"%s\" d=\"%s\"/>".formatted(emotion.label(), path));
        }
      }
      out.append("</svg>");
      zones(out, own, Stretch.Kind.UNREAD);
      zones(out, own, null);
      names(out, own);
      out.append("</div>\n");
    }
    out.append("<span></span>");
    axis(out);
    out.append("</div>\n<ul class=\"legend\">\n");
    for (Emotion emotion : rows.labels()) {
      if (people.stream().anyMatch(person -> person.share(emotion) > 0)) {
        out.append("<li><i class=\"swatch %1$s\"></i>%1$s</li>\n".formatted(emotion.label()));
      }
    }
    out.append(
        """
        <li><i class="swatch unread"></i>there, not readable</li>
        <li><i class="swatch away"></i>not seen</li>
        </ul>
        </section>
        """);
  }

  private void person(Writer out, PersonSummary person) throws IOException {
    int track = person.track();
    byte[] picture = options.thumbnails().get(track);
    out.append(
        "<section class=\"card person\" id=\"p%1$d\" aria-labelledby=\"h%1$d\">\n"
            .formatted(track));
    out.append("<div class=\"who\">");
    out.append(
        picture == null
            ? "<span class=\"face\" aria-hidden=\"true\">%d</span>".formatted(track)
            : "<img class=\"face\" alt=\"Person %d\" src=\"data:%s;base64,%s\">"
                .formatted(
                    track,
                    ReportOptions.mediaType(picture),
                    Base64.getEncoder().encodeToString(picture)));
    out.append(
        "<div><h2 id=\"h%1$d\">Person %1$d</h2><p>%2$s</p></div>"
            .formatted(track, inWords(person)));
    out.append(
        """
        <div class="coverage"><span>Read <b>%1$s</b> of that time</span>\
        <span class="meter" aria-hidden="true"><i style="width:%2$s%%"></i></span></div></div>
        """
            .formatted(percent(person.coverage()), number(100 * person.coverage())));
    chart(out, person);
    shares(out, person);
    stretches(out, track);
    out.append("</section>\n");
  }

  /** "Mostly happiness (62%), in view 0:03–1:40, 12 changes". */
  private String inWords(PersonSummary person) {
    String mostly =
        person.emotions().isEmpty()
            ? "Never readable"
            : "Mostly %s (%s)"
                .formatted(
                    person.emotions().get(0).emotion().label(),
                    percent(person.emotions().get(0).share()));
    String changes = person.switches() == 1 ? "1 change" : count(person.switches()) + " changes";
    return mostly
        + " · in view "
        + clock(person.firstSeen().toMillis() - frames.startMillis())
        + "–"
        + clock(person.lastSeen().toMillis() - frames.startMillis())
        + " · "
        + changes;
  }

  /** A lane an emotion: its score as an area, strong where it is the one shown. */
  private void chart(Writer out, PersonSummary person) throws IOException {
    ReportBins.Person own = bins.person(person.track());
    List<Emotion> lanes = new ArrayList<>();
    List<Emotion> faint = new ArrayList<>();
    for (Emotion emotion : rows.labels()) {
      boolean shown = person.share(emotion) > 0 || own.highestScore(emotion) >= FAINT;
      (shown ? lanes : faint).add(emotion);
    }
    if (lanes.isEmpty()) {
      return;
    }
    out.append("<div class=\"chart\">\n<ul class=\"lanes\" aria-hidden=\"true\">");
    for (Emotion emotion : lanes) {
      out.append("<li><i class=\"swatch %1$s\"></i>%1$s</li>".formatted(emotion.label()));
    }
    out.append(
        """
        </ul>
        <div class="plot" data-length="%d" data-labels="%s" data-shown="%s" \
        data-scores="%s" aria-label="Person %d over time">
        """
            .formatted(
                frames.endMillis() - frames.startMillis(),
                rows.labels().stream().map(Emotion::label).collect(Collectors.joining(" ")),
                shown(own),
                scores(own),
                person.track()));
    for (long tick : ticks()) {
      out.append("<i class=\"grid\" style=\"left:%s%%\"></i>".formatted(place(tick)));
    }
    for (Emotion emotion : lanes) {
      out.append("<div class=\"lane\">").append(svg(LANE));
      out.append(
          "<path class=\"%s weak\" d=\"%s\"/>"
              .formatted(emotion.label(), area(own, emotion, false)));
      String strong = area(own, emotion, true);
      if (!strong.isEmpty()) {
        out.append("<path class=\"%s\" d=\"%s\"/>".formatted(emotion.label(), strong));
      }
      out.append("</svg></div>\n");
    }
    zones(out, own, Stretch.Kind.UNREAD);
    zones(out, own, null);
    out.append("<i class=\"cursor\" hidden></i></div>\n<span></span>");
    axis(out);
    out.append("</div>\n<p class=\"readout\">");
    if (!faint.isEmpty()) {
      out.append(
          "Below %s throughout: %s."
              .formatted(
                  percent(FAINT),
                  faint.stream().map(Emotion::label).collect(Collectors.joining(", "))));
    }
    out.append("</p>\n");
  }

  private void shares(Writer out, PersonSummary person) throws IOException {
    if (person.emotions().isEmpty()) {
      return;
    }
    out.append(
        """
        <table class="shares">
        <thead><tr><th scope="col">Shown</th><th scope="col">Share of the time read</th>\
        <th scope="col">Time</th><th scope="col" class="wide">Times</th>\
        <th scope="col" class="wide">Mean</th><th scope="col">Longest</th></tr></thead>
        <tbody>
        """);
    for (PersonSummary.Share share : person.emotions()) {
      out.append(
          """
          <tr><th scope="row"><i class="swatch %1$s"></i>%1$s</th>\
          <td class="bar"><div><span><i class="%1$s" style="width:%2$s%%"></i></span>\
          <em>%3$s</em></div></td>\
          <td>%4$s</td><td class="wide">%5$s</td><td class="wide">%6$s</td><td>%7$s</td></tr>
          """
              .formatted(
                  share.emotion().label(),
                  number(100 * share.share()),
                  percent(share.share()),
                  length(share.time().toMillis()),
                  count(share.stretches()),
                  length(share.meanDwell().toMillis()),
                  length(share.longestDwell().toMillis())));
    }
    out.append("</tbody>\n</table>\n");
  }

  private void stretches(Writer out, int track) throws IOException {
    List<Stretch> own = stretches.stream().filter(s -> s.track() == track).toList();
    out.append(
        "<details>\n<summary>Every stretch of time (%s)</summary>\n".formatted(count(own.size())));
    if (own.size() > MOST_STRETCHES) {
      out.append("<p>The first %s; the CSV export has all.</p>\n".formatted(count(MOST_STRETCHES)));
    }
    out.append(
        """
        <table class="all">
        <thead><tr><th scope="col">From</th><th scope="col">To</th>\
        <th scope="col">Length</th><th scope="col">Shown</th></tr></thead>
        <tbody>
        """);
    for (Stretch stretch : own.subList(0, Math.min(MOST_STRETCHES, own.size()))) {
      String what =
          switch (stretch.kind()) {
            case READ ->
                "<i class=\"swatch %1$s\"></i>%1$s"
                    .formatted(stretch.emotion().orElseThrow().label());
            case UNREAD -> "<i class=\"swatch unread\"></i>there, not readable";
            case LOST -> "<i class=\"swatch away\"></i>lost from sight";
          };
      out.append(
          "<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>\n"
              .formatted(
                  precise(stretch.startMillis() - frames.startMillis()),
                  precise(stretch.endMillis() - frames.startMillis()),
                  length(stretch.millis()),
                  what));
    }
    out.append("</tbody>\n</table>\n</details>\n");
  }

  private void footer(Writer out) throws IOException {
    out.append(
        """
        <footer>
        <h2>How to read this</h2>
        <p>Each lane of a chart is one expression. The height of its colour is the model's score, \
        steadied over time; the colour is full where this expression led and faint elsewhere. \
        Hatched: the person was there and could not be read. Dotted: they were not seen, \
        since they were away or frames were dropped. \
        Shares are of the time that was read, so compare them with how much that is.</p>
        <p>The scores say which word people would most likely choose for a picture of the face. \
        They do not say what a person feels, and they are wrong at times: look at the recording \
        before you rely on one. %s</p>
        </footer>
        """
            .formatted(
                options.thumbnails().isEmpty()
                    ? "This file has no picture of anybody in it."
                    : "The pictures in this file were added on request."));
  }

  private String svg(int height) {
    return "<svg viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
        .formatted(bins.count(), height);
  }

  /** Whether a bin belongs to a run. */
  private interface Choice {
    boolean has(int bin);
  }

  /** Takes a run of bins. */
  private interface Run {
    void take(int from, int to);
  }

  private void runs(Choice choice, Run run) {
    int from = -1;
    for (int bin = 0; bin <= bins.count(); bin++) {
      boolean has = bin < bins.count() && choice.has(bin);
      if (has && from < 0) {
        from = bin;
      } else if (!has && from >= 0) {
        run.take(from, bin);
        from = -1;
      }
    }
  }

  private String blocks(Choice choice, int height) {
    StringBuilder path = new StringBuilder();
    runs(
        choice,
        (from, to) -> path.append("M%d 0h%dv%dh%dz".formatted(from, to - from, height, from - to)));
    return path.toString();
  }

  /** The area below an emotion's score: all of it, or where it is the one shown. */
  private String area(ReportBins.Person own, Emotion emotion, boolean shown) {
    StringBuilder path = new StringBuilder();
    runs(
        bin ->
            shown
                ? own.emotion(bin).filter(e -> e == emotion).isPresent()
                : own.kind(bin) == Stretch.Kind.READ,
        (from, to) -> {
          path.append('M').append(from).append(' ').append(LANE);
          for (int bin = from; bin < to; bin++) {
            path.append('V').append(Math.round(LANE * (1 - own.score(emotion, bin)))).append("h1");
          }
          path.append('V').append(LANE).append('z');
        });
    return path.toString();
  }

  /** Bands across a chart where a person was unread, or away (null). */
  private void zones(Writer out, ReportBins.Person own, Stretch.@Nullable Kind kind)
      throws IOException {
    StringBuilder bands = new StringBuilder();
    runs(
        bin -> own.kind(bin) == kind,
        (from, to) ->
            bands.append(
                "<i class=\"zone %s\" style=\"left:%s%%;width:%s%%\"></i>"
                    .formatted(
                        kind == null ? "away" : "unread",
                        number(100.0 * from / bins.count()),
                        number(100.0 * (to - from) / bins.count()))));
    out.append(bands);
  }

  /** Names on a ribbon's blocks that have room for them. */
  private void names(Writer out, ReportBins.Person own) throws IOException {
    StringBuilder names = new StringBuilder();
    for (Emotion emotion : rows.labels()) {
      runs(
          bin -> own.emotion(bin).filter(e -> e == emotion).isPresent(),
          (from, to) -> {
            double width = 100.0 * (to - from) / bins.count();
            if (width >= NAMED_PERCENT) {
              names.append(
                  "<b class=\"%1$s\" style=\"left:%2$s%%;width:%3$s%%\">%1$s</b>"
                      .formatted(
                          emotion.label(), number(100.0 * from / bins.count()), number(width)));
            }
          });
    }
    out.append(names);
  }

  private void axis(Writer out) throws IOException {
    out.append("<div class=\"axis\" aria-hidden=\"true\">");
    long length = frames.endMillis() - frames.startMillis();
    for (long tick : ticks()) {
      String end = tick > LAST_TICK * length ? " class=\"end\"" : "";
      out.append("<span%s style=\"left:%s%%\">%s</span>".formatted(end, place(tick), clock(tick)));
    }
    out.append("</div>\n");
  }

  /** Round times, in milliseconds from the start. */
  private List<Long> ticks() {
    long length = frames.endMillis() - frames.startMillis();
    // Of a recording too long for any of them, as many of the longest as keeps the ticks few.
    long longest = 1_000 * TICK_SECONDS[TICK_SECONDS.length - 1];
    long step = longest * (length / (longest * MOST_TICKS) + 1);
    for (long seconds : TICK_SECONDS) {
      if (length / (1_000 * seconds) < MOST_TICKS) {
        step = 1_000 * seconds;
        break;
      }
    }
    List<Long> ticks = new ArrayList<>();
    for (long tick = 0; tick <= length; tick += step) {
      ticks.add(tick);
    }
    return ticks;
  }

  private String place(long millis) {
    return number(100.0 * millis / Math.max(1, frames.endMillis() - frames.startMillis()));
  }

  /** For the script, a letter a bin: the label's, from 'a'; '?' for unread, '.' for away. */
  private String shown(ReportBins.Person own) {
    StringBuilder letters = new StringBuilder();
    for (int bin = 0; bin < bins.count(); bin++) {
      Stretch.Kind kind = own.kind(bin);
      letters.append(
          kind == null
              ? '.'
              : own.emotion(bin).map(e -> (char) ('a' + rows.labels().indexOf(e))).orElse('?'));
    }
    return letters.toString();
  }

  /** For the script, two digits a bin: the score of the emotion shown, in hundredths below one. */
  private String scores(ReportBins.Person own) {
    StringBuilder digits = new StringBuilder();
    for (int bin = 0; bin < bins.count(); bin++) {
      int at = bin;
      double score = own.emotion(bin).map(e -> own.score(e, at)).orElse(0.0);
      digits.append("%02d".formatted(Math.min(99, Math.round(100 * score))));
    }
    return digits.toString();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static String percent(double share) {
    return share > 0 && share < 0.01 ? "&lt;1%" : Math.round(100 * share) + "%";
  }

  private static String shareOf(long part, long whole) {
    return part == 0 ? "none" : percent((double) part / whole);
  }

  /** A length as people say it: 0.4 s, 12 s, 2 min 5 s, 1 h 3 min. */
  private static String length(long millis) {
    if (millis < 10_000) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
    long seconds = Math.round(millis / 1000.0);
    if (seconds < 60) {
      return seconds + " s";
    }
    return seconds < 3600
        ? seconds / 60 + " min" + (seconds % 60 == 0 ? "" : " " + seconds % 60 + " s")
        : seconds / 3600 + " h " + seconds / 60 % 60 + " min";
  }

  /** A time as players show it: 0:05, 1:02:03. */
  private static String clock(long millis) {
    long seconds = millis / 1000;
    return seconds < 3600
        ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
        : String.format(
            Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  private static String precise(long millis) {
    return clock(millis) + String.format(Locale.ROOT, ".%d", millis % 1000 / 100);
  }

  private static String escaped(String text) {
    StringBuilder out = new StringBuilder();
    for (char c : text.toCharArray()) {
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
    return out.toString();
  }

  private static String sha256(String script) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(HtmlReport.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
