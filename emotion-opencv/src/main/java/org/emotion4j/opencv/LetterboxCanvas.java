package org.emotion4j.opencv;

import org.emotion4j.Frame;
import org.emotion4j.model.ModelInput.Channels;
import org.jspecify.annotations.Nullable;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Rect;
import org.opencv.core.Scalar;

/**
 * A network's input picture, kept between calls so that a video costs no allocation. For one thread
 * at a time; {@link #close} frees it.
 */
final class LetterboxCanvas implements AutoCloseable {
  private final Channels colour;
  private final RegionReader reader = new RegionReader();
  private final Mat canvas = new Mat();
  private final Mat unturned = new Mat();
  private @Nullable Mat content;
  private @Nullable Rect place;

  LetterboxCanvas(Channels colour) {
    this.colour = colour;
  }

  /** Draws a frame's region; the picture is this canvas's own and valid until the next call. */
  Mat draw(Frame frame, Letterbox letterbox) {
    Mat target = contentAt(letterbox);
    PixelRect region = letterbox.region();
    int width = letterbox.contentWidth();
    int height = letterbox.contentHeight();
    if (letterbox.rotation() == 0) {
      reader.read(frame, region, width, height, colour, target);
    } else {
      boolean turned = Letterbox.isTurned(letterbox.rotation());
      reader.read(
          frame, region, turned ? height : width, turned ? width : height, colour, unturned);
      Core.rotate(unturned, target, rotateCode(letterbox.rotation()));
    }
    return canvas;
  }

  private static int rotateCode(int clockwise) {
    return switch (clockwise) {
      case 90 -> Core.ROTATE_90_CLOCKWISE;
      case 180 -> Core.ROTATE_180;
      default -> Core.ROTATE_90_COUNTERCLOCKWISE;
    };
  }

  /** The part of the canvas that is written; the rest is black. */
  private Mat contentAt(Letterbox letterbox) {
    Rect rect =
        new Rect(
            letterbox.left(), letterbox.top(), letterbox.contentWidth(), letterbox.contentHeight());
    Mat current = content;
    if (current != null
        && rect.equals(place)
        && canvas.cols() == letterbox.width()
        && canvas.rows() == letterbox.height()) {
      return current;
    }
    if (current != null) {
      current.release();
    }
    canvas.create(letterbox.height(), letterbox.width(), CvType.CV_8UC(colour.count()));
    canvas.setTo(new Scalar(0, 0, 0));
    current = new Mat(canvas, rect);
    content = current;
    place = rect;
    return current;
  }

  @Override
  public void close() {
    if (content != null) {
      content.release();
    }
    canvas.release();
    unturned.release();
    reader.close();
  }
}
