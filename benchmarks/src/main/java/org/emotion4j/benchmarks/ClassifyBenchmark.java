package org.emotion4j.benchmarks;

import java.awt.image.BufferedImage;
import java.util.Collections;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.emotion4j.RecognizerOptions;
import org.emotion4j.model.ModelFile;
import org.emotion4j.model.ModelFolder;
import org.emotion4j.spi.Classification;
import org.emotion4j.spi.EmotionModel;
import org.emotion4j.spi.EmotionModelProvider;
import org.emotion4j.spi.FaceBatch;
import org.emotion4j.spi.FaceCrop;
import org.emotion4j.spi.Preprocessor;
import org.emotion4j.testkit.Pictures;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a model costs: {@code classify} on faces that are cut out and normalised already, one or
 * several at once.
 *
 * <pre>
 * mvn -q -pl benchmarks -am -DskipTests compile exec:exec@jmh -Djmh.args="ClassifyBenchmark"
 * </pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ClassifyBenchmark {
  @Param({"ferplus", "ferplus-fp32", "fer2013-cnn1", "fer2013-cnn2"})
  private String model = "ferplus";

  @Param("pytorch")
  private String backend = "pytorch";

  @Param({"1", "4", "16"})
  private int faces = 1;

  @SuppressWarnings("NullAway.Init") // made in open()
  private EmotionModel network;

  @SuppressWarnings("NullAway.Init")
  private FaceBatch batch;

  @Setup
  public void open() {
    ModelFolder folder = ModelFolder.find(model);
    EmotionModelProvider provider =
        ServiceLoader.load(EmotionModelProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(candidate -> candidate.name().equals(backend))
            .findFirst()
            .orElseThrow();
    ModelFile file =
        folder.descriptor().files().stream()
            .filter(candidate -> provider.formats().contains(candidate.format()))
            .findFirst()
            .orElseThrow();
    network = provider.create(folder, file, RecognizerOptions.defaults());
    batch = new FaceBatch(folder.descriptor().input(), faces);
    Preprocessor.fill(batch, Collections.nCopies(faces, crop(folder)));
  }

  private static FaceCrop crop(ModelFolder folder) {
    int width = folder.descriptor().input().width();
    int height = folder.descriptor().input().height();
    BufferedImage head = Pictures.scaled(Pictures.head(), width, height);
    byte[] pixels = new byte[width * height];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (head.getRGB(i % width, i / width) >> 8);
    }
    return new FaceCrop(width, height, 1, pixels);
  }

  @TearDown
  public void close() {
    network.close();
  }

  @Benchmark
  public List<Classification> classify() {
    return network.classify(batch);
  }
}
