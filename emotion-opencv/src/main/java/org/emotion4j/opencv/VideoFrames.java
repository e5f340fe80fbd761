package org.emotion4j.opencv;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.emotion4j.ClosedException;
import org.emotion4j.Frame;
import org.jspecify.annotations.Nullable;

/**
 * The pictures of a video file, a network stream or a camera, in order, each with its timestamp:
 *
 * <pre>{@code
 * try (VideoFrames video = VideoFrames.ofFile(Path.of("clip.mp4"))) {
 *   for (Frame frame : video) {
 *     EmotionResult result = recognizer.recognize(frame);
 *   }
 * }
 * }</pre>
 *
 * <p>A picture's memory is used again for the next one: a frame is valid until the next is asked
 * for, and {@link Frame#toBufferedImage()} makes a copy that lasts. Frames carry the rotation that
 * phones write into their files. Timestamps are the container's, a camera's count from its opening;
 * they strictly increase.
 *
 * <p>Files and streams are read by FFmpeg if {@code org.bytedeco:javacv} and {@code
 * org.bytedeco:ffmpeg} are on the class path, which emotion-opencv does not bring along: any codec
 * and container. Without them OpenCV alone reads Motion JPEG in AVI. Cameras need neither.
 *
 * <p>For one thread at a time. It can be gone through once.
 */
public final class VideoFrames implements Iterable<Frame>, AutoCloseable {
  private final String name;
  private final VideoSource source;
  private Duration last = Duration.ofNanos(-1);
  private boolean closed;

  private VideoFrames(String name, VideoSource source) {
    this.name = name;
    this.source = source;
  }

  /**
   * Opens a file.
   *
   * @throws org.emotion4j.ImageException if there is none, or it is no video that can be read; the
   *     message names the jar to add if one would help
   * @throws org.emotion4j.NativeLibraryException if a native library does not load
   */
  public static VideoFrames ofFile(Path file) {
    if (!Files.isReadable(file)) {
      throw new org.emotion4j.ImageException("no video file that can be read at " + file);
    }
    return ofLocation(file.toString());
  }

  /**
   * Opens a network stream, such as {@code rtsp://} or {@code http://}; needs FFmpeg. This is the
   * only part of the library that uses a network.
   *
   * @throws org.emotion4j.ImageException if it cannot be opened
   * @throws org.emotion4j.NativeLibraryException if a native library does not load
   */
  public static VideoFrames ofUrl(String url) {
    return ofLocation(url);
  }

  private static VideoFrames ofLocation(String location) {
    OpenCv.load();
    return new VideoFrames(
        location, Ffmpeg.isPresent() ? new FfmpegSource(location) : CaptureSource.ofFile(location));
  }

  /**
   * Opens a camera.
   *
   * @param index 0 for the first
   * @throws org.emotion4j.ImageException if there is none, or another program has it
   * @throws org.emotion4j.NativeLibraryException if a native library does not load
   */
  public static VideoFrames ofCamera(int index) {
    OpenCv.load();
    return new VideoFrames("camera " + index, CaptureSource.ofCamera(index));
  }

  /** Pictures a second as the container or camera says; 0 if it does not. */
  public double frameRate() {
    return source.frameRate();
  }

  /**
   * The next picture, or empty at the end. It is valid until the next call or {@link #close}.
   *
   * @throws org.emotion4j.ImageException if the file is damaged, or cut short: after the pictures
   *     that are there
   * @throws ClosedException after {@link #close}
   */
  public Optional<Frame> next() {
    if (closed) {
      throw new ClosedException("the video " + name + " is closed: open it again");
    }
    Frame frame = source.next();
    if (frame == null) {
      return Optional.empty();
    }
    // Containers repeat or step back a timestamp now and then; streams rely on their order.
    Duration time = frame.timestamp();
    last = time.compareTo(last) > 0 ? time : last.plusNanos(1_000);
    return Optional.of(frame.withTimestamp(last));
  }

  /** The pictures that are left, as {@link #next()} gives them. */
  @Override
  public Iterator<Frame> iterator() {
    return new Iterator<>() {
      private @Nullable Frame upcoming;
      private boolean ended;

      @Override
      public boolean hasNext() {
        if (upcoming == null && !ended) {
          upcoming = VideoFrames.this.next().orElse(null);
          ended = upcoming == null;
        }
        return upcoming != null;
      }

      @Override
      public Frame next() {
        if (!hasNext()) {
          throw new NoSuchElementException("the video " + name + " has no more pictures");
        }
        Frame frame = java.util.Objects.requireNonNull(upcoming);
        upcoming = null;
        return frame;
      }
    };
  }

  /** Frees file or camera; further calls do nothing. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      source.close();
    }
  }
}
