package org.emotion4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.emotion4j.Frame;
import org.emotion4j.opencv.VideoFrames;
import org.emotion4j.opencv.VideoWriter;
import org.emotion4j.testkit.Pictures;
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
    int count = 0;
    try (VideoFrames frames = VideoFrames.ofFile(video)) {
      for (Frame frame : frames) {
        assertThat(frame.width()).isEqualTo(WIDTH);
        assertThat(frame.height()).isEqualTo(HEIGHT);
        count++;
      }
    }
    return count;
  }

  @Test
  void video_headless_writesAnAnnotatedVideoOfTheSameLength() {
    Path annotated = dir.resolve("new/annotated.mp4");
    Run run = Run.of(VideoExample::new, clip(20), "--headless", "--out", annotated);
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isZero();
    assertThat(run.out()).startsWith("20 frames, ").contains("happiness").contains("annotated: ");
    assertThat(framesOf(annotated)).isEqualTo(20);
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
  void video_outIsTheSource_isRefusedAndTheSourceKept() throws IOException {
    Path clip = clip(3);
    byte[] before = Files.readAllBytes(clip);
    Run run = Run.of(VideoExample::new, clip, "--headless", "--out", clip);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("would overwrite");
    assertThat(Files.readAllBytes(clip)).isEqualTo(before);
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
