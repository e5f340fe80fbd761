package org.emotion4j.opencv;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.emotion4j.Frame;
import org.emotion4j.ImageException;
import org.emotion4j.PixelFormat;
import org.jspecify.annotations.Nullable;

/** Files and network streams by FFmpeg. */
final class FfmpegSource implements VideoSource {
  /**
   * How many pictures may be missing of those that the container announces, as a fraction: edit
   * lists make players skip a few at the ends of sound files.
   */
  private static final double MISSING = 0.02;

  private static final int MISSING_AT_LEAST = 2;

  private static final String SILENCE_MICROS = "10000000";

  private final String name;
  private final FFmpegFrameGrabber grabber;
  private final long announced;
  private final boolean cutShort;
  private final int rotation;
  private final Timestamps timestamps;
  private long read;

  private FfmpegSource(String location, boolean cutShort, Map<String, String> settings) {
    this.name = location;
    this.cutShort = cutShort;
    Ffmpeg.load();
    grabber = new FFmpegFrameGrabber(location);
    settings.forEach(grabber::setOption);
    try {
      grabber.setPixelFormat(avutil.AV_PIX_FMT_BGR24);
      grabber.start();
    } catch (FFmpegFrameGrabber.Exception e) {
      close();
      throw new ImageException(
          "FFmpeg cannot open the video " + location + ": " + e.getMessage(), e);
    }
    if (!grabber.hasVideo()) {
      close();
      throw new ImageException(location + " has no video in it");
    }
    announced = announcedPictures(grabber.getFormatContext());
    // FFmpeg counts counter-clockwise.
    rotation = Math.floorMod(-90 * (int) Math.rint(grabber.getDisplayRotation() / 90), 360);
    timestamps = new Timestamps(frameRate());
  }

  static FfmpegSource ofFile(Path file) {
    return new FfmpegSource(file.toString(), Container.isCutShort(file), Map.of());
  }

  static FfmpegSource ofUrl(String url) {
    Map<String, String> settings = new HashMap<>();
    // A source that falls silent is an error after a while, not a thread that waits for ever.
    settings.put("timeout", SILENCE_MICROS);
    settings.put("rw_timeout", SILENCE_MICROS);
    // Cameras lose UDP packets, and then pictures are torn.
    settings.put("rtsp_transport", "tcp");
    // A file whose transfer breaks off goes on where it was.
    settings.put("reconnect", "1");
    settings.put("reconnect_delay_max", "8");
    return new FfmpegSource(url, false, settings);
  }

  /** The number of pictures that the container's index lists; 0 if it has none. */
  private static long announcedPictures(AVFormatContext context) {
    for (int i = 0; i < context.nb_streams(); i++) {
      if (context.streams(i).codecpar().codec_type() == avutil.AVMEDIA_TYPE_VIDEO) {
        return context.streams(i).nb_frames();
      }
    }
    return 0;
  }

  @Override
  public @Nullable Frame next() {
    org.bytedeco.javacv.Frame image;
    try {
      image = grabber.grabImage();
    } catch (FFmpegFrameGrabber.Exception e) {
      throw new ImageException(
          "the video " + name + " is damaged after " + read + " pictures: " + e.getMessage(), e);
    }
    if (image == null) {
      if (announced - read > Math.max(MISSING_AT_LEAST, MISSING * announced)) {
        throw VideoSource.cutShort("the video " + name, announced, read);
      }
      if (cutShort) {
        throw new ImageException(
            "the video "
                + name
                + " is cut short: its container announces more bytes than the file has; "
                + read
                + " pictures could be read");
      }
      return null;
    }
    read++;
    ByteBuffer pixels = (ByteBuffer) image.image[0];
    return Frame.wrap(
            pixels.rewind(),
            image.imageWidth,
            image.imageHeight,
            image.imageStride,
            PixelFormat.BGR24)
        .withRotation(rotation)
        .withTimestamp(timestamps.next(toldTime(image)));
  }

  /** The container's timestamp; null if it has none. */
  private static @Nullable Duration toldTime(org.bytedeco.javacv.Frame image) {
    // JavaCV computes a time from "no value" as well.
    boolean none =
        image.opaque instanceof AVFrame decoded
            && decoded.best_effort_timestamp() == avutil.AV_NOPTS_VALUE;
    return none ? null : Duration.of(image.timestamp, ChronoUnit.MICROS);
  }

  @Override
  public boolean isFinite() {
    return grabber.getLengthInTime() > 0;
  }

  @Override
  public double frameRate() {
    return Math.max(0, grabber.getVideoFrameRate());
  }

  @Override
  public void close() {
    try {
      grabber.close();
    } catch (org.bytedeco.javacv.FrameGrabber.Exception e) {
      throw new ImageException("the video " + name + " could not be closed: " + e.getMessage(), e);
    }
  }
}
