package org.emotion4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.image.AffineTransformOp;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.emotion4j.Emotion;
import org.emotion4j.Frame;
import org.emotion4j.opencv.VideoFrames;
import org.emotion4j.opencv.VideoWriter;
import org.emotion4j.testkit.Pictures;
import org.emotion4j.timeline.PersonSummary;
import org.emotion4j.timeline.Timeline;
import org.emotion4j.timeline.TimelineRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VideoExampleTest {
  private static final int WIDTH = 480;
  private static final int HEIGHT = 360;

  @TempDir Path dir;

  /** The portrait, moving to the right. */
  private Path clip(int frames) {
    Path file = dir.resolve("clip.mp4");
    try (VideoWriter writer = new VideoWriter(file, 25)) {
      for (int i = 0; i < frames; i++) {
        BufferedImage picture =
            Pictures.placed(Pictures.astronaut(), i % 100, 0, HEIGHT, WIDTH, HEIGHT);
        writer.write(Frame.of(picture));
      }
    }
    return file;
  }

  private static int framesOf(Path video) {
    return framesOf(video, WIDTH, HEIGHT);
  }

  private static int framesOf(Path video, int width, int height) {
    int count = 0;
    try (VideoFrames frames = VideoFrames.ofFile(video)) {
      for (Frame frame : frames) {
        assertThat(frame.width()).isEqualTo(width);
        assertThat(frame.height()).isEqualTo(height);
        count++;
      }
    }
    return count;
  }

  /** Nothing but progress, which a slow computer tells of, was written to standard error. */
  private static void assertWorked(Run run) {
    assertThat(run.err().lines()).allMatch(line -> line.matches("\\d+ frames, .* a second"));
    assertThat(run.code()).isZero();
  }

  @Test
  void video_headless_writesAnAnnotatedVideoOfTheSameLength() {
    Path annotated = dir.resolve("new/annotated.mp4");
    Run run = Run.of(VideoExample::new, clip(20), "--headless", "--out", annotated);
    assertWorked(run);
    assertThat(run.out()).startsWith("20 frames, ").contains("happiness").contains("annotated: ");
    assertThat(framesOf(annotated)).isEqualTo(20);
  }

  /**
   * Two people who pass each other, one before the other; then the one who is now on the left goes
   * out of the picture for 800 ms and comes back.
   */
  private Path crossing() {
    BufferedImage first = Pictures.scaled(Pictures.head(), 210, 210);
    BufferedImage second = mirrored(Pictures.scaled(Pictures.head(), 200, 200));
    List<Integer> secondAt = new ArrayList<>();
    for (int i = 0; i <= 50; i++) {
      secondAt.add(420 - 8 * i);
    }
    secondAt.addAll(Collections.nCopies(15, 20));
    for (int x = 20; x > -200; x -= 20) {
      secondAt.add(x);
    }
    secondAt.addAll(Collections.nCopies(20, -200)); // 800 ms at 25 frames a second
    for (int x = -180; x < 20; x += 20) {
      secondAt.add(x);
    }
    secondAt.addAll(Collections.nCopies(25, 20));
    Path file = dir.resolve("crossing.mp4");
    try (VideoWriter writer = new VideoWriter(file, 25)) {
      for (int i = 0; i < secondAt.size(); i++) {
        BufferedImage picture = Pictures.noFace(640, 480);
        Graphics2D g = picture.createGraphics();
        g.drawImage(second, secondAt.get(i), 110, null);
        g.drawImage(first, Math.min(420, 10 + 8 * i), 130, null);
        g.dispose();
        writer.write(Frame.of(picture));
      }
    }
    return file;
  }

  private static BufferedImage mirrored(BufferedImage picture) {
    AffineTransform flip = AffineTransform.getScaleInstance(-1, 1);
    flip.translate(-picture.getWidth(), 0);
    return new AffineTransformOp(flip, AffineTransformOp.TYPE_NEAREST_NEIGHBOR)
        .filter(picture, null);
  }

  @Test
  void video_twoPeopleCrossingAndOneAwayForAWhile_keepTheirIds() throws IOException {
    Path clip = crossing();
    Path csv = dir.resolve("new/crossing.csv");
    Run run = Run.of(VideoExample::new, clip, "--headless", "--csv", csv);
    assertWorked(run);
    List<TimelineRow> rows = new ArrayList<>();
    Timeline timeline = Timeline.read(csv);
    timeline.forEach(rows::add);

    // Every frame of the file has a row, and each row of a face one of two ids.
    long frames = framesOf(clip, 640, 480);
    assertThat(rows.stream().map(TimelineRow::frame).distinct())
        .containsExactlyElementsOf(LongStream.range(0, frames).boxed().toList());
    assertThat(rows.stream().flatMap(row -> row.track().stream().boxed()).distinct())
        .containsExactlyInAnyOrder(1, 2);
    // Who begins at the left ends at the right.
    assertThat(trackAtTheLeft(rows, 0)).isNotEqualTo(trackAtTheLeft(rows, frames - 1));

    // The summary follows from the rows.
    assertThat(timeline.people()).hasSize(2);
    for (PersonSummary person : timeline.people()) {
      List<TimelineRow> own =
          rows.stream()
              .filter(row -> row.track().equals(OptionalInt.of(person.track())))
              .filter(row -> row.emotion().isPresent())
              .toList();
      assertThat(person.firstSeen().toMillis()).isEqualTo(own.get(0).millis());
      double happy = own.stream().filter(row -> row.emotion().get() == Emotion.HAPPINESS).count();
      assertThat(person.share(Emotion.HAPPINESS))
          .isCloseTo(happy / own.size(), within(1.5 / own.size()));
      long switches = 0;
      for (int i = 1; i < own.size(); i++) {
        switches += own.get(i).emotion().equals(own.get(i - 1).emotion()) ? 0 : 1;
      }
      assertThat(person.switches()).isEqualTo((int) switches);
      assertThat(run.out()).contains("person " + person.track() + "   ");
    }
  }

  private static int trackAtTheLeft(List<TimelineRow> rows, long frame) {
    return rows.stream()
        .filter(row -> row.frame() == frame)
        .min(Comparator.comparingDouble(row -> row.box().orElseThrow().x()))
        .orElseThrow()
        .track()
        .orElseThrow();
  }

  @Test
  void video_everyExport_isWritten() throws IOException {
    Path csv = dir.resolve("a/rows.csv");
    Path lines = dir.resolve("b/rows.jsonl");
    Path subtitles = dir.resolve("rows.vtt");
    Path report = dir.resolve("report.html");
    Run run =
        Run.of(
            VideoExample::new,
            clip(20),
            "--headless",
            "--csv",
            csv,
            "--jsonl",
            lines,
            "--vtt",
            subtitles,
            "--report",
            report);
    assertWorked(run);
    assertThat(Files.readAllLines(csv)).hasSize(21);
    assertThat(Files.readAllLines(lines)).hasSize(20).allMatch(line -> line.startsWith("{"));
    assertThat(Files.readString(subtitles)).startsWith("WEBVTT").contains("happiness");
    assertThat(Files.readString(report)).contains("clip.mp4").contains("happiness");
    assertThat(run.out()).contains("person 1").contains("report: " + report);
  }

  @Test
  void video_cutShort_keepsWhatWasReadAndSaysSo() throws IOException {
    Path whole = dir.resolve("whole.avi");
    try (VideoWriter writer = new VideoWriter(whole, 25)) {
      for (int i = 0; i < 20; i++) {
        writer.write(Frame.of(Pictures.scaled(Pictures.astronaut(), HEIGHT, HEIGHT)));
      }
    }
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = Files.write(dir.resolve("cut.avi"), Arrays.copyOf(bytes, bytes.length / 2));
    Path csv = dir.resolve("cut.csv");
    Run run = Run.of(VideoExample::new, cut, "--headless", "--csv", csv);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains("cut.avi");
    assertThat(Files.readAllLines(csv)).hasSizeBetween(3, 20);
  }

  @Test
  void video_maxFrames_stopsThere() {
    Run run = Run.of(VideoExample::new, clip(20), "--headless", "--max-frames", 5);
    assertThat(run.code()).isZero();
    assertThat(run.out()).startsWith("5 frames, ").doesNotContain("annotated");
  }

  @Test
  void stop_whileRunning_leavesAPlayableFile() throws Exception {
    Path clip = clip(400);
    Path annotated = dir.resolve("annotated.mp4");
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out, true);
    VideoExample example = new VideoExample(writer, writer);
    CompletableFuture<Integer> code =
        CompletableFuture.supplyAsync(
            () ->
                Cli.run(
                    example,
                    writer,
                    writer,
                    clip.toString(),
                    "--headless",
                    "--out",
                    annotated.toString()));
    while (!Files.exists(annotated) && !code.isDone()) {
      Thread.sleep(5);
    }
    example.stop();
    assertThat(code.get(60, TimeUnit.SECONDS)).as(out.toString()).isZero();
    assertThat(framesOf(annotated)).isBetween(1, 399);
  }

  @Test
  void video_noSuchFile_isOneLine() {
    Run run = Run.of(VideoExample::new, "absent.mp4", "--headless");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains("absent.mp4");
  }

  @Test
  void video_notAVideo_isOneLine() throws IOException {
    Path text = Files.writeString(dir.resolve("notes.mp4"), "not a video");
    Run run = Run.of(VideoExample::new, text, "--headless", "--out", dir.resolve("out.mp4"));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains("notes.mp4");
    assertThat(dir.resolve("out.mp4")).doesNotExist();
  }

  @Test
  void video_noFace_saysSo() {
    Path file = dir.resolve("nobody.mp4");
    try (VideoWriter writer = new VideoWriter(file, 25)) {
      for (int i = 0; i < 3; i++) {
        writer.write(Frame.of(Pictures.noFace(WIDTH, HEIGHT)));
      }
    }
    Run run = Run.of(VideoExample::new, file, "--headless");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("no face    3");
  }

  @Test
  void video_outputIsTheSource_isRefusedAndTheSourceKept() throws IOException {
    Path clip = clip(3);
    byte[] before = Files.readAllBytes(clip);
    for (String option : List.of("--out", "--csv", "--jsonl", "--vtt", "--report")) {
      Run run = Run.of(VideoExample::new, clip, "--headless", option, clip);
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err()).contains(option).contains("would overwrite");
      assertThat(Files.readAllBytes(clip)).isEqualTo(before);
    }
  }

  @Test
  void video_withoutDisplay_namesTheOption() {
    Run run = Run.of(VideoExample::new, "clip.mp4");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("--headless");
  }

  @Test
  void video_unknownOption_isNamed() {
    Run run = Run.of(VideoExample::new, "clip.mp4", "--loud");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("--loud");
  }
}
