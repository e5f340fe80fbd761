package org.emotion4j.examples;

import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.emotion4j.FaceEmotionRecognizer;
import org.emotion4j.Frame;
import org.emotion4j.opencv.VideoFrames;
import org.emotion4j.opencv.VideoWriter;
import org.emotion4j.stream.EmotionStream;
import org.emotion4j.stream.StreamResult;
import org.emotion4j.timeline.PersonSummary;
import org.emotion4j.timeline.ReportOptions;
import org.emotion4j.timeline.Timeline;
import org.emotion4j.timeline.TimelineRow;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Follows the people of a video or camera, with steady emotions, in a window or into another video,
 * and writes down what they showed:
 *
 * <pre>
 * mvn -q -pl examples -am -DskipTests compile exec:java@video -Dexec.args="0"
 * mvn -q -pl examples -am -DskipTests compile exec:java@video \
 *     -Dexec.args="clip.mp4 --headless --out annotated.mp4 --report report.html"
 * </pre>
 */
@Command(
    name = "video",
    description = "Follows the people of a video or camera, and writes down what they showed.")
public final class VideoExample implements Callable<Integer> {
  private static final double USUAL_FRAME_RATE = 25;
  private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final PrintWriter out;
  private final PrintWriter err;
  private volatile boolean stopped;
  private @Nullable Timeline timeline; // once the source is open
  private int frames;

  @Parameters(paramLabel = "SOURCE", description = "A file, the number of a camera, or a URL.")
  private String source = "";

  @Option(names = "--headless", description = "Without a window.")
  private boolean headless;

  @Option(names = "--out", paramLabel = "FILE.mp4", description = "Where the annotated video goes.")
  private @Nullable Path target;

  @Option(names = "--csv", paramLabel = "FILE", description = "Where a row a frame and face goes.")
  private @Nullable Path csv;

  @Option(names = "--jsonl", paramLabel = "FILE", description = "The same as JSON lines.")
  private @Nullable Path jsonLines;

  @Option(names = "--vtt", paramLabel = "FILE", description = "Where subtitles go (WebVTT).")
  private @Nullable Path subtitles;

  @Option(names = "--report", paramLabel = "FILE.html", description = "Where the report goes.")
  private @Nullable Path report;

  @Option(names = "--max-frames", paramLabel = "N", description = "Stops after so many frames.")
  private int maxFrames = Integer.MAX_VALUE;

  VideoExample(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  public static void main(String[] args) {
    Cli.main(VideoExample::new, args);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!headless && !VideoWindow.isPossible()) {
      throw new IOException("no display for a window: add --headless, and --out FILE.mp4");
    }
    if (!Annotator.hasFonts()) {
      throw new IOException(Annotator.NO_FONTS);
    }
    // An MP4 is playable only once it is closed, so Ctrl-C waits for that.
    CountDownLatch closed = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndWait(closed), "video-end"));
    double seconds;
    try {
      prepare("--out", target);
      prepare("--csv", csv);
      prepare("--jsonl", jsonLines);
      prepare("--vtt", subtitles);
      prepare("--report", report);
      try {
        seconds = play();
      } finally {
        save(); // of a damaged video what was read of it
      }
    } finally {
      closed.countDown();
    }
    printSummary(seconds);
    return 0;
  }

  /** Ends after the current frame. */
  void stop() {
    stopped = true;
  }

  private void stopAndWait(CountDownLatch closed) {
    stop();
    try {
      closed.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How many seconds it took, without opening the parts. */
  private double play() throws InterruptedException {
    try (VideoFrames video = open();
        FaceEmotionRecognizer recognizer = FaceEmotionRecognizer.create();
        EmotionStream stream = recognizer.openStream();
        VideoWriter writer = target == null ? null : writer(target, video.frameRate());
        VideoWindow window = headless ? null : new VideoWindow(source, this::stop)) {
      Timeline rows = new Timeline(recognizer.model().labels());
      timeline = rows;
      long start = System.nanoTime();
      long reported = start;
      while (!stopped && frames < maxFrames) {
        Optional<Frame> next = video.next();
        if (next.isEmpty()) {
          break;
        }
        BufferedImage picture = upright(next.get());
        Frame frame = Frame.of(picture).withTimestamp(next.get().timestamp());
        StreamResult result = stream.process(frame);
        rows.add(result);
        frames++;
        Annotator.draw(picture, result.faces().stream().map(Annotator.Mark::of).toList());
        if (writer != null) {
          writer.write(frame);
        }
        if (window != null) {
          window.show(picture, frame.timestamp());
        }
        long now = System.nanoTime();
        if (now - reported >= PROGRESS_NANOS) {
          reported = now;
          err.printf(
              Locale.ROOT, "%d frames, %.1f a second%n", frames, frames / ((now - start) / 1e9));
        }
      }
      return (System.nanoTime() - start) / 1e9;
    }
  }

  private void save() throws IOException {
    Timeline rows = timeline;
    if (rows == null) {
      return;
    }
    if (csv != null) {
      rows.writeCsv(csv);
    }
    if (jsonLines != null) {
      rows.writeJsonLines(jsonLines);
    }
    if (subtitles != null) {
      rows.writeWebVtt(subtitles);
    }
    if (report != null) {
      rows.writeReport(report, ReportOptions.titled(title()));
    }
  }

  /** The file's name without where it lies, or a URL's host: no folders, no password. */
  private String title() {
    if (source.matches("\\d+")) {
      return "Camera " + source;
    }
    return isUrl()
        ? source.replaceFirst("^.*?://(?:[^/@]*@)?([^/:?]*).*", "$1")
        : Path.of(source).getFileName().toString();
  }

  private VideoFrames open() {
    if (source.matches("\\d+")) {
      return VideoFrames.ofCamera(Integer.parseInt(source));
    }
    return isUrl() ? VideoFrames.ofUrl(source) : VideoFrames.ofFile(Path.of(source));
  }

  private boolean isUrl() {
    return source.contains("://");
  }

  /** Makes the folder of a file that will be written. */
  private void prepare(String option, @Nullable Path file) throws IOException {
    if (file == null) {
      return;
    }
    if (!isUrl() && Files.exists(file) && Files.isSameFile(file, Path.of(source))) {
      throw new IOException(option + " " + file + " would overwrite the video that is read");
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
  }

  private static VideoWriter writer(Path file, double frameRate) {
    return new VideoWriter(file, frameRate > 0 ? frameRate : USUAL_FRAME_RATE);
  }

  /** A copy to draw on, turned as the frame says, so that labels stand upright. */
  private static BufferedImage upright(Frame frame) {
    BufferedImage picture = frame.toBufferedImage();
    int quarters = frame.rotation() / 90;
    if (quarters == 0) {
      return picture;
    }
    boolean turned = quarters % 2 == 1;
    int width = turned ? frame.height() : frame.width();
    int height = turned ? frame.width() : frame.height();
    AffineTransform turn = new AffineTransform();
    turn.translate(width / 2.0, height / 2.0);
    turn.quadrantRotate(quarters);
    turn.translate(-frame.width() / 2.0, -frame.height() / 2.0);
    BufferedImage result = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D g = result.createGraphics();
    g.drawImage(picture, turn, null);
    g.dispose();
    return result;
  }

  private void printSummary(double seconds) {
    out.printf(Locale.ROOT, "%d frames, %.1f a second%n", frames, frames / seconds);
    Timeline rows = Objects.requireNonNull(timeline);
    long empty = 0;
    for (TimelineRow row : rows) {
      empty += row.state() == TimelineRow.State.NO_FACE ? 1 : 0;
    }
    if (empty > 0) {
      out.printf(Locale.ROOT, "  %-10s %d%n", "no face", empty);
    }
    for (PersonSummary person : rows.people()) {
      String shares =
          person.emotions().stream()
              .map(share -> share.emotion() + " " + Math.round(100 * share.share()) + " %")
              .collect(Collectors.joining(", "));
      out.printf(
          Locale.ROOT,
          "  %-10s %.1f s to %.1f s, read in %.0f %% of it: %s%n",
          "person " + person.track(),
          person.firstSeen().toMillis() / 1e3,
          person.lastSeen().toMillis() / 1e3,
          100 * person.coverage(),
          shares.isEmpty() ? "nothing" : shares);
    }
    if (target != null && frames > 0) {
      printFile("annotated", target);
    }
    printFile("csv", csv);
    printFile("jsonl", jsonLines);
    printFile("vtt", subtitles);
    printFile("report", report);
  }

  private void printFile(String what, @Nullable Path file) {
    if (file != null) {
      out.println(what + ": " + file.toAbsolutePath().normalize());
    }
  }
}
