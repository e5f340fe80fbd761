package org.emotion4j.opencv;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
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

  private final String name;
  private final FFmpegFrameGrabber grabber;
  private final long announced;
  private final int rotation;
  private long read;

  FfmpegSource(String location) {
    name = location;
    Ffmpeg.load();
    grabber = new FFmpegFrameGrabber(location);
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
        .withTimestamp(Duration.of(Math.max(0, image.timestamp), ChronoUnit.MICROS));
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
