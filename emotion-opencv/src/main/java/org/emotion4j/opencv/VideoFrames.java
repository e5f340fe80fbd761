package org.emotion4j.opencv;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.emotion4j.ClosedException;
import org.emotion4j.Frame;
import org.emotion4j.NativeLibraryException;
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
 * phones write into their files. Timestamps are the container's, a camera's count from its opening.
 * They strictly increase: one that repeats is moved by a microsecond, and where a container has
 * none, or jumps back, the frame rate decides.
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
   * @throws NativeLibraryException if a native library does not load
   */
  public static VideoFrames ofFile(Path file) {
    if (!Files.isReadable(file)) {
      throw new org.emotion4j.ImageException("no video file that can be read at " + file);
    }
    OpenCv.load();
    return new VideoFrames(
        file.toString(),
        Ffmpeg.isPresent() ? FfmpegSource.ofFile(file) : CaptureSource.ofFile(file.toString()));
  }

  /** As {@link #ofUrl(String, Reconnect)} with {@link Reconnect#usual()}. */
  public static VideoFrames ofUrl(String url) {
    return ofUrl(url, Reconnect.usual());
  }

  /**
   * Opens a network stream, such as {@code rtsp://} or {@code http://}; needs FFmpeg. This is the
   * only part of the library that uses a network.
   *
   * <p>A live stream, which has no length, is opened again when it breaks off, ends or is silent
   * for ten seconds: {@link #next()} waits meanwhile, and the time that passed shows in the
   * timestamps. A video file behind a URL ends at its end.
   *
   * @throws org.emotion4j.ImageException if it cannot be opened at first
   * @throws NativeLibraryException if a native library does not load, or FFmpeg is not there
   */
  public static VideoFrames ofUrl(String url, Reconnect reconnect) {
    if (!Ffmpeg.isPresent()) {
      throw new NativeLibraryException("opening " + url + " needs FFmpeg: add " + Ffmpeg.JARS);
    }
    OpenCv.load();
    return new VideoFrames(url, LiveSource.of(url, reconnect));
  }

  /**
   * Opens a camera.
   *
   * @param index 0 for the first
   * @throws org.emotion4j.ImageException if there is none, or another program has it
   * @throws NativeLibraryException if a native library does not load
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
   * @throws StreamLostException if a live stream broke off and could not be opened again
   * @throws ClosedException after {@link #close}
   */
  public Optional<Frame> next() {
    if (closed) {
      throw new ClosedException("the video " + name + " is closed: open it again");
    }
    return Optional.ofNullable(source.next());
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
