package org.emotion4j.opencv;

import java.util.List;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swresample;
import org.bytedeco.ffmpeg.global.swscale;
import org.emotion4j.NativeLibraryException;

/** FFmpeg by way of JavaCV, which an application may have on its class path or not. */
final class Ffmpeg {
  static final String JARS =
      "org.bytedeco:javacv, org.bytedeco:ffmpeg and the latter's classifier " + OpenCv.platform();

  private Ffmpeg() {}

  static boolean isPresent() {
    ClassLoader loader = Ffmpeg.class.getClassLoader();
    return loader.getResource("org/bytedeco/javacv/FFmpegFrameGrabber.class") != null
        && loader.getResource("org/bytedeco/ffmpeg/global/avformat.class") != null;
  }

  /**
   * Loads the natives.
   *
   * @throws NativeLibraryException if they do not load
   */
  static void load() {
    try {
      // Not JavaCV's own tryLoad(): that wants capture devices too, whose library needs a sound
      // server's, which machines without a desktop lack.
      for (Class<?> part :
          List.of(avutil.class, avformat.class, avcodec.class, swscale.class, swresample.class)) {
        OpenCv.loadLibraries(part);
      }
      if (avutil.av_log_get_level() == avutil.AV_LOG_INFO) {
        // The default tells every file's streams on the error output. What an application has set
        // stays.
        avutil.av_log_set_level(avutil.AV_LOG_FATAL);
      }
    } catch (LinkageError | RuntimeException e) {
      throw new NativeLibraryException(
          "FFmpeg's native libraries do not load; they come with " + JARS + ": " + e, e);
    }
  }
}
