package org.emotion4j.opencv;

import java.nio.file.Path;
import org.emotion4j.EmotionException;
import org.opencv.core.Mat;
import org.opencv.core.Size;
import org.opencv.videoio.VideoWriter;
import org.opencv.videoio.Videoio;

/** Motion JPEG in AVI, by OpenCV alone. */
final class AviSink implements VideoSink {
  private final VideoWriter writer;

  AviSink(Path file, int width, int height, double frameRate) {
    writer =
        new VideoWriter(
            file.toString(),
            Videoio.CAP_OPENCV_MJPEG,
            VideoWriter.fourcc('M', 'J', 'P', 'G'),
            frameRate,
            new Size(width, height));
    if (!writer.isOpened()) {
      writer.release();
      throw new EmotionException(
          file + " cannot be written: is its directory there, and may this user write to it?");
    }
  }

  @Override
  public void write(Mat picture) {
    writer.write(picture);
  }

  @Override
  public void close() {
    writer.release();
  }
}
