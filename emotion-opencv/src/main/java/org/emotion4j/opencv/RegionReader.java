package org.emotion4j.opencv;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.List;
import org.emotion4j.Frame;
import org.emotion4j.PixelFormat;
import org.emotion4j.model.ModelInput.Channels;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfInt;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;

/**
 * The one way from a frame's bytes to an OpenCV picture: cuts a region, scales it and converts its
 * colours, for every {@link PixelFormat}.
 *
 * <p>A direct buffer is read in place and a heap buffer's region is copied. Scaling comes before
 * the conversion of colours, since what is left afterwards is small. Scaling by a power of two
 * averages every pixel; other reductions to less than half average a grid of twice the wanted size,
 * whose cost does not grow with the frame.
 *
 * <p>Keeps its work pictures between calls. For one thread at a time; {@link #close} frees it.
 */
final class RegionReader implements AutoCloseable {
  /** Heap buffers are copied in pieces of about this many bytes, which stay in the cache. */
  private static final int CHUNK = 1 << 16;

  // BT.601 limited range to full range RGB: rows R, G, B; columns Y, U, V, 1.
  private static final double[] YUV_TO_RGB = {
    1.164384, 0, 1.596027, -222.921,
    1.164384, -0.391762, -0.812968, 135.576,
    1.164384, 2.017232, 0, -276.836
  };
  private static final double LUMA_SCALE = 255.0 / 219;
  private static final double LUMA_OFFSET = -16 * LUMA_SCALE;

  private final Mat yuvToRgb = new Mat(3, 4, CvType.CV_64F);
  private final Mat yuvToBgr = new Mat(3, 4, CvType.CV_64F);
  private final Mat[] halves = {new Mat(), new Mat()};
  private final Mat[] scaled = {new Mat(), new Mat(), new Mat()};
  private final Mat merged = new Mat();

  RegionReader() {
    yuvToRgb.put(0, 0, YUV_TO_RGB);
    double[] bgr = YUV_TO_RGB.clone();
    System.arraycopy(YUV_TO_RGB, 8, bgr, 0, 4);
    System.arraycopy(YUV_TO_RGB, 0, bgr, 8, 4);
    yuvToBgr.put(0, 0, bgr);
  }

  /**
   * Writes a region of a frame, as it lies in memory, into {@code out}.
   *
   * @param region within the frame; at even places and of even size for formats with shared chroma
   * @param width of the result
   * @param height of the result
   * @param colour order of the channels of the result, 8 bits each
   * @param out is written in place if it already has that size and type
   */
  void read(Frame frame, PixelRect region, int width, int height, Channels colour, Mat out) {
    try {
      switch (frame.format()) {
        case NV12, NV21, I420 -> readPlanar(frame, region, width, height, colour, out);
        case YUYV -> readYuyv(frame, region, width, height, colour, out);
        default -> readPacked(frame, region, width, height, colour, out);
      }
    } finally {
      Reference.reachabilityFence(frame); // a Mat does not keep the buffer that it points into
    }
  }

  private void readPacked(
      Frame frame, PixelRect region, int width, int height, Channels colour, Mat out) {
    PixelFormat format = frame.format();
    int channels = format.bytesPerPixel();
    int offset = region.y() * frame.stride() + region.x() * channels;
    Mat source = plane(frame, offset, region.width(), region.height(), channels, frame.stride());
    try {
      if (alreadyIn(format, colour)) {
        scale(source, width, height, out);
      } else {
        convert(scaled(source, width, height, scaled[0]), format, colour, out);
      }
    } finally {
      source.release();
    }
  }

  private void readYuyv(
      Frame frame, PixelRect region, int width, int height, Channels colour, Mat out) {
    int offset = region.y() * frame.stride() + region.x() * 2;
    Mat source = plane(frame, offset, region.width(), region.height(), 2, frame.stride());
    try {
      if (colour == Channels.GRAY) {
        Core.extractChannel(source, merged, 0);
        lumaToGrey(scaled(merged, width, height, scaled[0]), out);
      } else {
        // Neighbours share their chroma, so a row cannot be scaled before it is taken apart.
        Imgproc.cvtColor(
            source,
            merged,
            colour == Channels.BGR ? Imgproc.COLOR_YUV2BGR_YUYV : Imgproc.COLOR_YUV2RGB_YUYV);
        scale(merged, width, height, out);
      }
    } finally {
      source.release();
    }
  }

  private void readPlanar(
      Frame frame, PixelRect region, int width, int height, Channels colour, Mat out) {
    int stride = frame.stride();
    int offset = region.y() * stride + region.x();
    Mat luma = plane(frame, offset, region.width(), region.height(), 1, stride);
    try {
      Mat y = scaled(luma, width, height, scaled[0]);
      if (colour == Channels.GRAY) {
        lumaToGrey(y, out);
      } else {
        merged.create(height, width, CvType.CV_8UC3);
        mergeChroma(frame, region, y);
        Core.transform(merged, out, colour == Channels.BGR ? yuvToBgr : yuvToRgb);
      }
    } finally {
      luma.release();
    }
  }

  /** Scales the chroma to the luma's size and puts the three together. */
  private void mergeChroma(Frame frame, PixelRect region, Mat y) {
    int stride = frame.stride();
    int halfWidth = region.width() / 2;
    int halfHeight = region.height() / 2;
    int row = region.y() / 2;
    int planes = stride * frame.height();
    if (frame.format() != PixelFormat.I420) {
      Mat uv = plane(frame, planes + row * stride + region.x(), halfWidth, halfHeight, 2, stride);
      try {
        List<Mat> parts = List.of(y, scaled(uv, y.cols(), y.rows(), scaled[1]));
        boolean swapped = frame.format() == PixelFormat.NV21;
        mix(parts, merged, 0, 0, swapped ? 2 : 1, 1, swapped ? 1 : 2, 2);
      } finally {
        uv.release();
      }
      return;
    }
    int halfStride = stride / 2;
    int offset = planes + row * halfStride + region.x() / 2;
    Mat u = plane(frame, offset, halfWidth, halfHeight, 1, halfStride);
    Mat v =
        plane(
            frame, offset + frame.height() / 2 * halfStride, halfWidth, halfHeight, 1, halfStride);
    try {
      Mat scaledU = scaled(u, y.cols(), y.rows(), scaled[1]);
      Mat scaledV = scaled(v, y.cols(), y.rows(), scaled[2]);
      mix(List.of(y, scaledU, scaledV), merged, 0, 0, 1, 1, 2, 2);
    } finally {
      u.release();
      v.release();
    }
  }

  private static void lumaToGrey(Mat luma, Mat out) {
    luma.convertTo(out, CvType.CV_8U, LUMA_SCALE, LUMA_OFFSET);
  }

  private static boolean alreadyIn(PixelFormat format, Channels colour) {
    return switch (format) {
      case GRAY8 -> colour == Channels.GRAY;
      case RGB24 -> colour == Channels.RGB;
      case BGR24 -> colour == Channels.BGR;
      default -> false;
    };
  }

  private void convert(Mat picture, PixelFormat format, Channels colour, Mat out) {
    switch (format) {
      case GRAY8 -> Imgproc.cvtColor(picture, out, Imgproc.COLOR_GRAY2BGR);
      case RGB24, BGR24 ->
          Imgproc.cvtColor(
              picture,
              out,
              colour != Channels.GRAY
                  ? Imgproc.COLOR_BGR2RGB
                  : format == PixelFormat.RGB24 ? Imgproc.COLOR_RGB2GRAY : Imgproc.COLOR_BGR2GRAY);
      case RGBA32 ->
          Imgproc.cvtColor(
              picture,
              out,
              switch (colour) {
                case GRAY -> Imgproc.COLOR_RGBA2GRAY;
                case RGB -> Imgproc.COLOR_RGBA2RGB;
                case BGR -> Imgproc.COLOR_RGBA2BGR;
              });
      case BGRA32 ->
          Imgproc.cvtColor(
              picture,
              out,
              switch (colour) {
                case GRAY -> Imgproc.COLOR_BGRA2GRAY;
                case RGB -> Imgproc.COLOR_BGRA2RGB;
                case BGR -> Imgproc.COLOR_BGRA2BGR;
              });
      case ARGB32, ABGR32 -> {
        // OpenCV has no name for alpha in front. Grey goes by way of BGR.
        boolean inOrder = (format == PixelFormat.ARGB32) == (colour == Channels.RGB);
        Mat opaque = colour == Channels.GRAY ? merged : out;
        opaque.create(picture.rows(), picture.cols(), CvType.CV_8UC3);
        mix(List.of(picture), opaque, inOrder ? 1 : 3, 0, 2, 1, inOrder ? 3 : 1, 2);
        if (colour == Channels.GRAY) {
          Imgproc.cvtColor(opaque, out, Imgproc.COLOR_BGR2GRAY);
        }
      }
      case NV12, NV21, I420, YUYV -> throw new AssertionError(format + " is not packed RGB");
    }
  }

  private static void mix(List<Mat> from, Mat to, int... pairs) {
    MatOfInt channels = new MatOfInt(pairs);
    try {
      Core.mixChannels(from, List.of(to), channels);
    } finally {
      channels.release();
    }
  }

  /** The picture itself if it has that size, otherwise {@code target} after scaling into it. */
  private Mat scaled(Mat picture, int width, int height, Mat target) {
    if (picture.cols() == width && picture.rows() == height) {
      return picture;
    }
    scale(picture, width, height, target);
    return target;
  }

  private void scale(Mat picture, int width, int height, Mat target) {
    Mat current = picture;
    int next = 0;
    if (!isPowerOfTwoReduction(picture, width, height)
        && picture.cols() >= 2 * width
        && picture.rows() >= 2 * height) {
      Imgproc.resize(
          current, halves[next], new Size(2 * width, 2 * height), 0, 0, Imgproc.INTER_LINEAR);
      current = halves[next];
      next = 1 - next;
    }
    while (current.cols() >= 4 * width && current.rows() >= 4 * height) {
      Imgproc.resize(
          current,
          halves[next],
          new Size(current.cols() / 2, current.rows() / 2),
          0,
          0,
          Imgproc.INTER_AREA);
      current = halves[next];
      next = 1 - next;
    }
    boolean halving = current.cols() == 2 * width && current.rows() == 2 * height;
    Imgproc.resize(
        current,
        target,
        new Size(width, height),
        0,
        0,
        halving ? Imgproc.INTER_AREA : Imgproc.INTER_LINEAR);
  }

  private static boolean isPowerOfTwoReduction(Mat picture, int width, int height) {
    int factor = picture.cols() / width;
    return Integer.bitCount(factor) == 1
        && picture.cols() == width * factor
        && picture.rows() == height * factor;
  }

  /** A plane's part as a picture, which the caller releases. */
  private static Mat plane(
      Frame frame, int offset, int width, int height, int channels, int stride) {
    ByteBuffer pixels = frame.pixels();
    int type = CvType.CV_8UC(channels);
    if (pixels.isDirect()) {
      return new Mat(height, width, type, pixels.slice(offset, pixels.capacity() - offset), stride);
    }
    Mat copy = new Mat(height, width, type);
    int rowBytes = width * channels;
    int chunkRows = Math.max(1, Math.min(height, CHUNK / rowBytes));
    byte[] chunk = new byte[chunkRows * rowBytes];
    for (int y = 0; y < height; y += chunkRows) {
      int rows = Math.min(chunkRows, height - y);
      for (int r = 0; r < rows; r++) {
        pixels.get(offset + (y + r) * stride, chunk, r * rowBytes, rowBytes);
      }
      copy.put(y, 0, chunk, 0, rows * rowBytes);
    }
    return copy;
  }

  @Override
  public void close() {
    yuvToRgb.release();
    yuvToBgr.release();
    merged.release();
    for (Mat mat : halves) {
      mat.release();
    }
    for (Mat mat : scaled) {
      mat.release();
    }
  }
}
