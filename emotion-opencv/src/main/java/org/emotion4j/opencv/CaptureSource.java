package org.emotion4j.opencv;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.emotion4j.Frame;
import org.emotion4j.ImageException;
import org.emotion4j.PixelFormat;
import org.jspecify.annotations.Nullable;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.videoio.VideoCapture;
import org.opencv.videoio.Videoio;

/** Cameras, and Motion JPEG AVI files, by OpenCV alone. */
final class CaptureSource implements VideoSource {
  private final String name;
  private final VideoCapture capture;
  private final boolean live;
  private final long opened = System.nanoTime();
  private final long announced;
  private final Mat captured = new Mat();
  private @Nullable ByteBuffer pixels;
  private @Nullable Mat target;
  private final Timestamps timestamps;
  private long read;

  private CaptureSource(String name, VideoCapture capture, boolean live) {
    this.name = name;
    this.capture = capture;
    this.live = live;
    this.timestamps = new Timestamps(frameRate());
    this.announced = live ? 0 : (long) capture.get(Videoio.CAP_PROP_FRAME_COUNT);
  }

  static CaptureSource ofFile(String file) {
    // Named, because "any" also tries to read a row of numbered pictures.
    VideoCapture capture = new VideoCapture(file, Videoio.CAP_OPENCV_MJPEG);
    if (!capture.isOpened()) {
      capture.release();
      throw new ImageException(
          file
              + " cannot be opened: without FFmpeg only Motion JPEG in AVI can be read. For MP4, H.264"
              + " and network streams add "
              + Ffmpeg.JARS);
    }
    return new CaptureSource("video " + file, capture, false);
  }

  static CaptureSource ofCamera(int index) {
    VideoCapture capture = new VideoCapture(index);
    if (!capture.isOpened()) {
      capture.release();
      throw new ImageException(
          "camera "
              + index
              + " cannot be opened: is it plugged in, used by another program, or closed to this user?");
    }
    return new CaptureSource("camera " + index, capture, true);
  }

  @Override
  public @Nullable Frame next() {
    double millis = capture.get(Videoio.CAP_PROP_POS_MSEC);
    if (!capture.read(captured) || captured.empty()) {
      if (live) {
        throw new ImageException(name + " gives no more pictures: was it unplugged?");
      }
      if (read < announced) {
        throw VideoSource.cutShort("the " + name, announced, read);
      }
      return null;
    }
    read++;
    long nanos = live ? System.nanoTime() - opened : (long) (millis * 1e6);
    return Frame.wrap(copied(), captured.cols(), captured.rows(), PixelFormat.BGR24)
        .withTimestamp(timestamps.next(Duration.ofNanos(nanos)));
  }

  /**
   * OpenCV's Java classes give no buffer over a Mat's memory, so the picture is copied into one.
   */
  private ByteBuffer copied() {
    ByteBuffer buffer = pixels;
    Mat mat = target;
    if (buffer == null || mat == null || !mat.size().equals(captured.size())) {
      if (mat != null) {
        mat.release();
      }
      buffer = ByteBuffer.allocateDirect(captured.rows() * captured.cols() * 3);
      mat = new Mat(captured.rows(), captured.cols(), CvType.CV_8UC3, buffer);
      pixels = buffer;
      target = mat;
    }
    captured.copyTo(mat);
    return buffer;
  }

  @Override
  public boolean isFinite() {
    return !live;
  }

  @Override
  public double frameRate() {
    return Math.max(0, capture.get(Videoio.CAP_PROP_FPS));
  }

  @Override
  public void close() {
    capture.release();
    captured.release();
    if (target != null) {
      target.release();
    }
  }
}
