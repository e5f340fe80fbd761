package org.emotion4j.opencv;

import java.nio.file.Path;
import java.util.Locale;
import org.emotion4j.ClosedException;
import org.emotion4j.Frame;
import org.emotion4j.NativeLibraryException;
import org.emotion4j.model.ModelInput.Channels;
import org.jspecify.annotations.Nullable;

/**
 * Writes pictures into a video file: H.264 in MP4 (or another container that the file's name tells)
 * if {@code org.bytedeco:javacv} and {@code org.bytedeco:ffmpeg} are on the class path; Motion JPEG
 * for names that end in {@code .avi}, always.
 *
 * <p>The first picture decides the size, turned upright by its rotation and made even, as H.264
 * wants it. Later ones are fitted into it. Pictures follow each other at the given rate; their
 * timestamps are not looked at.
 *
 * <p>For one thread at a time. The file is complete after {@link #close}.
 */
public final class VideoWriter implements AutoCloseable {
  private final Path file;
  private final double frameRate;
  private final LetterboxCanvas canvas;
  private @Nullable VideoSink sink;
  private int width;
  private int height;
  private boolean closed;

  /**
   * Prepares a file, which is made, or replaced, when the first picture comes.
   *
   * @param frameRate pictures a second, above 0
   * @throws IllegalArgumentException if the rate is not above 0
   * @throws NativeLibraryException if a native library does not load, or the file's kind needs
   *     FFmpeg and it is not there
   */
  public VideoWriter(Path file, double frameRate) {
    if (!(frameRate > 0 && frameRate <= 1000)) {
      throw new IllegalArgumentException("a frame rate lies in (0, 1000], got " + frameRate);
    }
    if (!isAvi(file) && !Ffmpeg.isPresent()) {
      throw new NativeLibraryException(
          "writing " + file + " needs FFmpeg: add " + Ffmpeg.JARS + ", or name an .avi file");
    }
    OpenCv.load();
    this.file = file;
    this.frameRate = frameRate;
    this.canvas = new LetterboxCanvas(Channels.BGR);
  }

  private static boolean isAvi(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".avi");
  }

  /**
   * Appends a picture in any format and rotation.
   *
   * @throws org.emotion4j.EmotionException if the file cannot be written
   * @throws ClosedException after {@link #close}
   */
  public void write(Frame frame) {
    if (closed) {
      throw new ClosedException("the video " + file + " is complete: open another");
    }
    VideoSink out = sink;
    if (out == null) {
      boolean turned = Letterbox.isTurned(frame.rotation());
      width = even(turned ? frame.height() : frame.width());
      height = even(turned ? frame.width() : frame.height());
      out =
          isAvi(file)
              ? new AviSink(file, width, height, frameRate)
              : new FfmpegSink(file, width, height, frameRate);
      sink = out;
    }
    Letterbox whole = Letterbox.within(PixelRect.all(frame), frame.rotation(), width, height, 0);
    out.write(canvas.draw(frame, whole));
  }

  private static int even(int length) {
    return Math.max(2, length & ~1);
  }

  /**
   * Completes the file; further calls do nothing. Without any picture there is no file.
   *
   * @throws org.emotion4j.EmotionException if the end cannot be written
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    canvas.close();
    if (sink != null) {
      sink.close();
    }
  }
}
