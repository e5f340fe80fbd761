package org.emotion4j.opencv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.emotion4j.ModelException;
import org.emotion4j.PixelFormat;
import org.emotion4j.model.ModelInput.Channels;
import org.emotion4j.testkit.Pictures;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.Scalar;
import org.opencv.core.Size;
import org.opencv.dnn.Dnn;
import org.opencv.dnn.Net;

class TfLiteNetTest {
  @BeforeAll
  static void load() {
    OpenCv.loadTensorFlowLite(Optional.empty());
  }

  /** The astronaut in a network's size, 8-bit RGB. */
  private static Mat astronaut(int side) {
    Mat picture = new Mat();
    try (RegionReader reader = new RegionReader()) {
      var frame = Pictures.frame(Pictures.astronaut(), PixelFormat.BGR24, 0);
      reader.read(frame, PixelRect.all(frame), side, side, Channels.RGB, picture);
    }
    return picture;
  }

  /** What OpenCV's own reader and kernels make of the same file, by the outputs' sizes. */
  private static float[] byOpenCv(byte[] file, Mat picture, int values) {
    Net net = Dnn.readNetFromTFLite(new MatOfByte(file));
    net.setPreferableBackend(Dnn.DNN_BACKEND_OPENCV);
    net.setInput(
        Dnn.blobFromImage(picture, 1 / 127.5, new Size(), new Scalar(127.5, 127.5, 127.5)));
    List<Mat> outputs = new ArrayList<>();
    net.forward(outputs, net.getUnconnectedOutLayersNames());
    Mat output = outputs.stream().filter(mat -> mat.total() == values).findFirst().orElseThrow();
    float[] result = new float[values];
    output.get(new int[] {0, 0, 0}, result);
    return result;
  }

  private static float[] copy(FloatBuffer buffer) {
    float[] values = new float[buffer.remaining()];
    buffer.duplicate().get(values);
    return values;
  }

  @ParameterizedTest
  @EnumSource
  void run_bundledNetwork_agreesWithOpenCvDnn(BlazeFaceModel model) {
    Mat picture = astronaut(model.side());
    try (TfLiteNet net = new TfLiteNet(model.load())) {
      Mat input = new Mat(model.side(), model.side(), CvType.CV_32FC3, net.input());
      picture.convertTo(input, CvType.CV_32F, 1 / 127.5, -1);
      net.run();
      for (String name : List.of(model.scoreOutput(), model.boxOutput())) {
        float[] values = copy(net.output(name));
        assertThat(values)
            .containsExactly(byOpenCv(model.load(), picture, values.length), within(1e-3f));
      }
    }
  }

  @Test
  void run_again_overwritesTheSameOutput() {
    BlazeFaceModel model = BlazeFaceModel.SHORT_RANGE;
    try (TfLiteNet net = new TfLiteNet(model.load())) {
      FloatBuffer input = net.input().asFloatBuffer();
      FloatBuffer scores = net.output(model.scoreOutput());
      input.put(new float[input.capacity()]);
      net.run();
      float[] grey = copy(scores);
      input.put(input.capacity() / 2, 1);
      net.run();
      assertThat(copy(scores)).isNotEqualTo(grey);
    }
  }

  @Test
  void create_otherBytes_throws() {
    byte[] file = BlazeFaceModel.SHORT_RANGE.load();
    for (byte[] bytes :
        List.of(
            new byte[0],
            "no network, but some text".getBytes(StandardCharsets.UTF_8),
            Arrays.copyOf(file, file.length / 2))) {
      assertThatThrownBy(() -> new TfLiteNet(bytes)).isInstanceOf(ModelException.class);
    }
  }

  @Test
  void output_unknownName_throws() {
    try (TfLiteNet net = new TfLiteNet(BlazeFaceModel.SHORT_RANGE.load())) {
      assertThatThrownBy(() -> net.output("faces"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("faces");
    }
  }

  @Test
  void close_again_doesNothing() {
    TfLiteNet net = new TfLiteNet(BlazeFaceModel.SHORT_RANGE.load());
    net.close();
    net.close();
  }
}
