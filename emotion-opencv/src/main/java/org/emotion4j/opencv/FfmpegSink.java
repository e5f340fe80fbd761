package org.emotion4j.opencv;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.FrameRecorder;
import org.emotion4j.EmotionException;
import org.opencv.core.CvType;
import org.opencv.core.Mat;

/** H.264 by FFmpeg, in the container that the file's name tells. */
final class FfmpegSink implements VideoSink {
  /** Enough that the writing on annotated pictures stays sharp. */
  private static final double BITS_PER_PIXEL = 0.15;

  private static final int MIN_BITS_PER_SECOND = 400_000;

  private final Path file;
  private final FFmpegFrameRecorder recorder;
  private final ByteBuffer pixels;
  private final Mat picture;
  private final Frame frame;

  FfmpegSink(Path file, int width, int height, double frameRate) {
    this.file = file;
    Ffmpeg.load();
    recorder = new FFmpegFrameRecorder(file.toString(), width, height, 0);
    recorder.setFrameRate(frameRate);
    recorder.setPixelFormat(avutil.AV_PIX_FMT_YUV420P);
    recorder.setVideoCodec(avcodec.AV_CODEC_ID_H264);
    double bits = BITS_PER_PIXEL * width * height * frameRate;
    recorder.setVideoBitrate(
        (int) Math.min(Integer.MAX_VALUE, Math.max(MIN_BITS_PER_SECOND, bits)));
    try {
      recorder.start();
    } catch (FrameRecorder.Exception e) {
      throw failed(e);
    }
    pixels = ByteBuffer.allocateDirect(width * height * 3);
    picture = new Mat(height, width, CvType.CV_8UC3, pixels);
    frame = new Frame();
    frame.imageWidth = width;
    frame.imageHeight = height;
    frame.imageDepth = Frame.DEPTH_UBYTE;
    frame.imageChannels = 3;
    frame.imageStride = width * 3;
    frame.image = new ByteBuffer[] {pixels};
  }

  @Override
  public void write(Mat source) {
    source.copyTo(picture);
    try {
      recorder.record(frame, avutil.AV_PIX_FMT_BGR24);
    } catch (FrameRecorder.Exception e) {
      throw failed(e);
    }
  }

  private EmotionException failed(FrameRecorder.Exception e) {
    return new EmotionException("FFmpeg cannot write " + file + ": " + e.getMessage(), e);
  }

  @Override
  public void close() {
    picture.release();
    try {
      recorder.close();
    } catch (FrameRecorder.Exception e) {
      throw failed(e);
    }
  }
}
