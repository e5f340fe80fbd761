package org.emotion4j.opencv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Java2DFrameConverter;
import org.emotion4j.BoundingBox;
import org.emotion4j.ClosedException;
import org.emotion4j.EmotionException;
import org.emotion4j.Frame;
import org.emotion4j.ImageException;
import org.emotion4j.PixelFormat;
import org.emotion4j.RecognizerOptions;
import org.emotion4j.spi.Detection;
import org.emotion4j.spi.FaceDetector;
import org.emotion4j.testkit.Pictures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VideoTest {
  private static final int PICTURES = 20;
  private static final double RATE = 10;

  @TempDir Path directory;

  /** The portrait wandering to the right, 4 pixels a picture. */
  private static BufferedImage picture(int i) {
    return Pictures.placed(Pictures.head(), 20 + 4 * i, 30, 190, 320, 240);
  }

  private Path video(String name) {
    Path file = directory.resolve(name);
    try (VideoWriter writer = new VideoWriter(file, RATE)) {
      for (int i = 0; i < PICTURES; i++) {
        writer.write(Frame.of(picture(i)));
      }
    }
    return file;
  }

  @ParameterizedTest
  @ValueSource(strings = {"clip.mp4", "clip.avi", "clip.mkv"})
  void writtenVideo_readBack_hasThePicturesInOrderWithTheirTimes(String name) {
    List<Duration> times = new ArrayList<>();
    List<Double> places = new ArrayList<>();
    try (VideoFrames video = VideoFrames.ofFile(video(name));
        FaceDetector detector = BlazeFaceDetector.shortRange(RecognizerOptions.defaults())) {
      assertThat(video.frameRate()).isCloseTo(RATE, within(0.1));
      for (Frame frame : video) {
        assertThat(frame.width()).isEqualTo(320);
        assertThat(frame.height()).isEqualTo(240);
        times.add(frame.timestamp());
        List<Detection> faces = detector.detect(frame);
        assertThat(faces).hasSize(1);
        places.add(faces.get(0).box().centerX());
      }
    }
    assertThat(times).hasSize(PICTURES);
    for (int i = 0; i < PICTURES; i++) {
      assertThat(times.get(i).toMillis()).isCloseTo(100L * i, within(2L));
    }
    assertThat(places.get(PICTURES - 1) - places.get(0))
        .isCloseTo(4.0 * (PICTURES - 1), within(6.0));
  }

  @Test
  void motionJpegAvi_openCvAlone_sameAsByFfmpeg() {
    Path file = video("clip.avi");
    OpenCv.load();
    try (VideoFrames ffmpeg = VideoFrames.ofFile(file);
        VideoSource alone = CaptureSource.ofFile(file.toString())) {
      assertThat(alone.frameRate()).isCloseTo(RATE, within(0.1));
      for (Frame expected : ffmpeg) {
        Frame actual = alone.next();
        assertThat(actual.timestamp().toMillis())
            .isCloseTo(expected.timestamp().toMillis(), within(2L));
        int rgb = actual.toBufferedImage().getRGB(100, 100);
        int wanted = expected.toBufferedImage().getRGB(100, 100);
        assertThat(rgb & 0xff).isCloseTo(wanted & 0xff, within(12));
      }
      assertThat(alone.next()).isNull();
    }
  }

  @Test
  void openCvAlone_otherVideo_namesTheJarsToAdd() {
    Path file = video("clip.mp4");
    assertThatThrownBy(() -> CaptureSource.ofFile(file.toString()))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("org.bytedeco:ffmpeg");
  }

  /** An MP4 file as phones make them: with a rotation, and here with its index in front. */
  private Path recorded(BufferedImage stored, int pictures, int rotation) throws Exception {
    Path file = directory.resolve("phone.mp4");
    Ffmpeg.load();
    try (FFmpegFrameRecorder recorder =
            new FFmpegFrameRecorder(file.toFile(), stored.getWidth(), stored.getHeight(), 0);
        Java2DFrameConverter converter = new Java2DFrameConverter()) {
      recorder.setVideoCodec(avcodec.AV_CODEC_ID_H264);
      recorder.setPixelFormat(avutil.AV_PIX_FMT_YUV420P);
      recorder.setVideoBitrate(1_000_000);
      recorder.setFrameRate(RATE);
      recorder.setGopSize(5);
      recorder.setOption("movflags", "faststart");
      recorder.setDisplayRotation(-rotation); // FFmpeg counts counter-clockwise
      recorder.start();
      for (int i = 0; i < pictures; i++) {
        recorder.record(converter.convert(stored));
      }
    }
    return file;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 90, 180, 270})
  void phoneVideo_rotationInTheFile_facesAreFound(int rotation) throws Exception {
    BufferedImage upright = Pictures.placed(Pictures.head(), 60, 30, 190, 320, 240);
    Path file = recorded(Pictures.turned(upright, -rotation), 3, rotation);
    try (VideoFrames video = VideoFrames.ofFile(file);
        FaceDetector detector = BlazeFaceDetector.shortRange(RecognizerOptions.defaults())) {
      Frame frame = video.next().orElseThrow();
      assertThat(frame.rotation()).isEqualTo(rotation);
      List<Detection> faces = detector.detect(frame);
      assertThat(faces).hasSize(1);
      BoundingBox box = Pictures.toUpright(faces.get(0).box(), frame);
      assertThat(box.centerX()).isCloseTo(60 + 95, within(10.0));
    }
  }

  /** A file in the usual codec of its container. */
  private Path encoded(String name) throws Exception {
    Path file = directory.resolve(name);
    Ffmpeg.load();
    try (FFmpegFrameRecorder recorder = new FFmpegFrameRecorder(file.toFile(), 320, 240, 0);
        Java2DFrameConverter converter = new Java2DFrameConverter()) {
      boolean gif = name.endsWith(".gif");
      recorder.setVideoCodec(
          gif
              ? avcodec.AV_CODEC_ID_GIF
              : name.endsWith(".webm") ? avcodec.AV_CODEC_ID_VP8 : avcodec.AV_CODEC_ID_H264);
      recorder.setPixelFormat(gif ? avutil.AV_PIX_FMT_RGB8 : avutil.AV_PIX_FMT_YUV420P);
      recorder.setVideoBitrate(1_000_000);
      recorder.setFrameRate(RATE);
      recorder.setGopSize(5);
      recorder.start();
      for (int i = 0; i < PICTURES; i++) {
        recorder.record(converter.convert(picture(i)));
      }
    }
    return file;
  }

  @ParameterizedTest
  @ValueSource(strings = {"clip.gif", "clip.webm", "clip.mov", "clip.ts", "clip.mkv", "clip.avi"})
  void otherContainers_giveEveryPictureAtItsTime(String name) throws Exception {
    List<Long> times = new ArrayList<>();
    try (VideoFrames video = VideoFrames.ofFile(encoded(name))) {
      for (Frame frame : video) {
        times.add(frame.timestamp().toMillis());
      }
    }
    assertThat(times).hasSize(PICTURES);
    for (int i = 0; i < PICTURES; i++) {
      assertThat(times.get(i) - times.get(0)).isCloseTo(100L * i, within(2L));
    }
  }

  @Test
  void rawStream_withoutTimestamps_followsTheFrameRate() throws Exception {
    Path file = encoded("clip.h264");
    List<Duration> times = new ArrayList<>();
    try (VideoFrames video = VideoFrames.ofFile(file)) {
      Duration period = Duration.ofNanos(Math.round(1e9 / video.frameRate()));
      for (Frame frame : video) {
        times.add(frame.timestamp());
      }
      assertThat(times).hasSize(PICTURES);
      for (int i = 1; i < PICTURES; i++) {
        assertThat(times.get(i).minus(times.get(i - 1))).isCloseTo(period, Duration.ofMillis(1));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"clip.avi", "clip.mkv", "clip.webm", "clip.gif"})
  void truncatedFile_givesWhatIsThereThenSaysThatItIsCutShort(String name) throws Exception {
    Path file = encoded(name);
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      raw.setLength(raw.length() / 2);
    }
    List<Frame> read = new ArrayList<>();
    try (VideoFrames video = VideoFrames.ofFile(file)) {
      assertThatThrownBy(() -> video.forEach(read::add))
          .isInstanceOf(ImageException.class)
          .hasMessageContaining(name + " is cut short");
    }
    assertThat(read.size()).isBetween(2, PICTURES - 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"clip.avi", "clip.mkv", "clip.webm", "clip.gif", "clip.mp4", "clip.mov"})
  void container_anyLength_neverFailsToSayWhetherItIsWhole(String name) throws Exception {
    Path file = encoded(name);
    assertThat(Container.isCutShort(file)).isFalse();
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      for (long length : new long[] {raw.length() - 1, raw.length() / 3, 100, 12, 11}) {
        raw.setLength(length);
        assertThat(Container.isCutShort(file)).as("%s bytes", length).isTrue();
      }
    }
  }

  @Test
  void truncatedMp4_indexInFront_givesWhatIsThereThenSaysHowMuchIsMissing() throws Exception {
    Path file = recorded(Pictures.astronaut(), 30, 0);
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      raw.setLength(raw.length() * 2 / 3);
    }
    try (VideoFrames video = VideoFrames.ofFile(file)) {
      for (int i = 0; i < 3; i++) {
        assertThat(video.next()).isPresent();
      }
      assertThatThrownBy(
              () -> {
                while (video.next().isPresent()) {}
              })
          .isInstanceOf(ImageException.class)
          .hasMessageContaining("announces 30 pictures and ends after");
    }
  }

  @Test
  void truncatedMp4_withoutItsIndex_cannotBeOpened() throws Exception {
    Path file = video("clip.mp4");
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      raw.setLength(raw.length() / 2);
    }
    assertThatThrownBy(() -> VideoFrames.ofFile(file))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("clip.mp4");
  }

  @Test
  void ofFile_noVideo_namesTheFile() throws Exception {
    Path file = Files.writeString(directory.resolve("text.mp4"), "no video");
    assertThatThrownBy(() -> VideoFrames.ofFile(file))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("text.mp4");
    assertThatThrownBy(() -> VideoFrames.ofFile(directory.resolve("absent.mp4")))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("absent.mp4");
  }

  @Test
  void ofCamera_none_saysSo() {
    assertThatThrownBy(() -> VideoFrames.ofCamera(63))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("camera 63");
  }

  @Test
  void writer_oddSizeRotatedAndOtherFormats_fitsThemIn() {
    Path file = directory.resolve("odd.mp4");
    BufferedImage odd = Pictures.scaled(Pictures.astronaut(), 201, 151);
    try (VideoWriter writer = new VideoWriter(file, RATE)) {
      writer.write(Frame.of(odd));
      writer.write(Pictures.rotatedFrame(odd, 90));
      writer.write(Pictures.frame(Pictures.astronaut(), PixelFormat.NV12, 16));
    }
    int read = 0;
    try (VideoFrames video = VideoFrames.ofFile(file)) {
      for (Frame frame : video) {
        assertThat(frame.width()).isEqualTo(200);
        assertThat(frame.height()).isEqualTo(150);
        read++;
      }
    }
    assertThat(read).isEqualTo(3);
  }

  @Test
  void writer_directoryMissing_throws() {
    for (String name : List.of("x.mp4", "x.avi")) {
      try (VideoWriter writer = new VideoWriter(directory.resolve("none").resolve(name), RATE)) {
        assertThatThrownBy(() -> writer.write(Frame.of(picture(0))))
            .isInstanceOf(EmotionException.class)
            .hasMessageContaining(name);
      }
    }
  }

  @Test
  void closed_videoAndWriter_refuse() {
    Path file = video("clip.avi");
    VideoFrames video = VideoFrames.ofFile(file);
    video.close();
    video.close();
    assertThatThrownBy(video::next).isInstanceOf(ClosedException.class);
    VideoWriter writer = new VideoWriter(directory.resolve("b.avi"), RATE);
    writer.close();
    writer.close();
    assertThatThrownBy(() -> writer.write(Frame.of(picture(0))))
        .isInstanceOf(ClosedException.class);
  }
}
