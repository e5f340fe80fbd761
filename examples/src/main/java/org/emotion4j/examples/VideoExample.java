package org.emotion4j.examples;

import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.emotion4j.EmotionResult;
import org.emotion4j.FaceEmotionRecognizer;
import org.emotion4j.Frame;
import org.emotion4j.opencv.VideoFrames;
import org.emotion4j.opencv.VideoWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Recognises the faces of a video or camera, frame by frame, in a window or into another video:
 *
 * <pre>
 * mvn -q -pl examples -am -DskipTests compile exec:java@video -Dexec.args="0"
 * mvn -q -pl examples -am -DskipTests compile exec:java@video \
 *     -Dexec.args="clip.mp4 --headless --out annotated.mp4"
 * </pre>
 */
@Command(
    name = "video",
    description = "Recognises the faces of a video or camera, in a window or into another video.")
public final class VideoExample implements Callable<Integer> {
  private static final double USUAL_FRAME_RATE = 25;
  private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final PrintWriter out;
  private final PrintWriter err;
  private final Map<String, Integer> counts = new TreeMap<>();
  private volatile boolean stopped;
  private int frames;

  @Parameters(paramLabel = "SOURCE", description = "A file, the number of a camera, or a URL.")
  private String source = "";

  @Option(names = "--headless", description = "Without a window.")
  private boolean headless;

  @Option(names = "--out", paramLabel = "FILE.mp4", description = "Where the annotated video goes.")
  private @Nullable Path target;

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
      seconds = play();
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
  private double play() throws IOException, InterruptedException {
    try (VideoFrames video = open();
        FaceEmotionRecognizer recognizer = FaceEmotionRecognizer.create();
        VideoWriter writer = target == null ? null : writer(target, video.frameRate());
        VideoWindow window = headless ? null : new VideoWindow(source, this::stop)) {
      long start = System.nanoTime();
      long reported = start;
      while (!stopped && frames < maxFrames) {
        Optional<Frame> next = video.next();
        if (next.isEmpty()) {
          break;
        }
        BufferedImage picture = upright(next.get());
        EmotionResult result = recognizer.recognize(Frame.of(picture));
        count(result);
        Annotator.draw(picture, result.faces());
        if (writer != null) {
          writer.write(Frame.of(picture));
        }
        if (window != null) {
          window.show(picture, next.get().timestamp());
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

  private VideoFrames open() {
    if (source.matches("\\d+")) {
      return VideoFrames.ofCamera(Integer.parseInt(source));
    }
    return isUrl() ? VideoFrames.ofUrl(source) : VideoFrames.ofFile(Path.of(source));
  }

  private boolean isUrl() {
    return source.contains("://");
  }

  private VideoWriter writer(Path file, double frameRate) throws IOException {
    if (!isUrl() && Files.exists(file) && Files.isSameFile(file, Path.of(source))) {
      throw new IOException("--out " + file + " would overwrite the video that is read");
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
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

  private void count(EmotionResult result) {
    frames++;
    String what = result.largestFace().map(face -> face.emotion().label()).orElse("no face");
    counts.merge(what, 1, Integer::sum);
  }

  private void printSummary(double seconds) {
    out.printf(Locale.ROOT, "%d frames, %.1f a second%n", frames, frames / seconds);
    counts.forEach((what, count) -> out.printf("  %-10s %d%n", what, count));
    if (target != null && frames > 0) {
      out.println("annotated: " + target.toAbsolutePath().normalize());
    }
  }
}
