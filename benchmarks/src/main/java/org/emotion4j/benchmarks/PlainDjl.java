package org.emotion4j.benchmarks;

import ai.djl.MalformedModelException;
import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import com.google.gson.JsonObject;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.emotion4j.model.ModelFolder;
import org.emotion4j.model.ModelInput;
import org.emotion4j.model.Normalization;
import org.emotion4j.spi.EmotionModel;
import org.emotion4j.spi.FaceBatch;
import org.emotion4j.spi.FaceCrop;
import org.emotion4j.spi.Preprocessor;

/**
 * A peer: the default model's TorchScript by DJL alone, written as its examples are, with a {@code
 * Translator} and a {@code Predictor}; beside it this library's way from the same crop to scores,
 * in turns in one process. DJL brings no face detector without a download, so both begin at the
 * face that was cut out. One thread. Prints JSON.
 *
 * <pre>{@code
 * java -cp ... -Dai.djl.pytorch.num_threads=1 org.emotion4j.benchmarks.PlainDjl SECONDS
 * }</pre>
 */
public final class PlainDjl {
  private static final int ROUNDS = 3;
  private static final int MOST_CALLS = 100_000;

  private PlainDjl() {}

  /** A call that is measured. */
  private interface Call {
    void run() throws TranslateException;
  }

  public static void main(String[] args)
      throws IOException, ModelNotFoundException, MalformedModelException, TranslateException {
    Duration block = Duration.ofMillis((long) (1000 * Double.parseDouble(args[0]) / (2 * ROUNDS)));
    ModelFolder folder = ModelFolder.find(Parts.DEFAULT_MODEL);
    ModelInput input = folder.descriptor().input();
    FaceCrop crop = Parts.crop(input);
    Image image = ImageFactory.getInstance().fromImage(grey(crop));
    FaceBatch batch = new FaceBatch(input, 1);
    Path file = Files.createTempFile("emotion4j-plain-djl", ".pt");
    try (EmotionModel own = Parts.model(folder, "pytorch")) {
      Files.write(file, folder.read(folder.descriptor().files().get(0)));
      try (ZooModel<Image, Classifications> model = load(file, folder);
          Predictor<Image, Classifications> predictor = model.newPredictor()) {
        Call plain = () -> predictor.predict(image);
        Call ours =
            () -> {
              Preprocessor.fill(batch, List.of(crop));
              own.classify(batch);
            };
        Block plainTimes = new Block();
        Block ourTimes = new Block();
        new Block().measure(plain, block);
        new Block().measure(ours, block);
        for (int i = 0; i < ROUNDS; i++) {
          plainTimes.measure(plain, block);
          ourTimes.measure(ours, block);
        }
        JsonObject json = new JsonObject();
        json.add("plain", plainTimes.json());
        json.add("own", ourTimes.json());
        json.addProperty("largestDifference", difference(predictor.predict(image), own, batch));
        System.out.println(json);
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static ZooModel<Image, Classifications> load(Path file, ModelFolder folder)
      throws IOException, ModelNotFoundException, MalformedModelException {
    return Criteria.builder()
        .setTypes(Image.class, Classifications.class)
        .optEngine("PyTorch")
        .optModelPath(file)
        .optTranslator(new FaceTranslator(folder))
        .build()
        .loadModel();
  }

  /** The two ways must compute the same, or their times say nothing. */
  private static double difference(Classifications plain, EmotionModel own, FaceBatch batch) {
    var scores = own.classify(batch).get(0).scores();
    double most = 0;
    for (var label : scores.labels()) {
      most =
          Math.max(most, Math.abs(scores.score(label) - plain.get(name(label)).getProbability()));
    }
    return most;
  }

  private static String name(Enum<?> label) {
    return label.name().toLowerCase(Locale.ROOT);
  }

  private static BufferedImage grey(FaceCrop crop) {
    BufferedImage image =
        new BufferedImage(crop.width(), crop.height(), BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setDataElements(0, 0, crop.width(), crop.height(), crop.pixels());
    return image;
  }

  /** Times of one way, over several rounds. */
  private static final class Block {
    private final long[] nanos = new long[MOST_CALLS];
    private int n;
    private long heap;
    private long direct;

    void measure(Call call, Duration time) throws TranslateException {
      long heapBefore = ProcessFacts.allocatedBytes();
      long directBefore = ProcessFacts.directBytes();
      long end = System.nanoTime() + time.toNanos();
      for (long now = System.nanoTime(); now < end && n < nanos.length; n++) {
        call.run();
        long after = System.nanoTime();
        nanos[n] = after - now;
        now = after;
      }
      heap += ProcessFacts.allocatedBytes() - heapBefore;
      direct += Math.max(0, ProcessFacts.directBytes() - directBefore);
    }

    JsonObject json() {
      JsonObject json = ProcessFacts.percentiles(Arrays.copyOf(nanos, n));
      json.addProperty("heapBytesPerCall", heap / n);
      json.addProperty("directBytesLeftPerCall", direct / n);
      return json;
    }
  }

  private static final class FaceTranslator implements Translator<Image, Classifications> {
    private final List<String> names;
    private final double temperature;
    private final double minStd;

    FaceTranslator(ModelFolder folder) {
      names = folder.descriptor().labels().stream().map(PlainDjl::name).toList();
      temperature = folder.descriptor().temperature();
      minStd = ((Normalization.PerImage) folder.descriptor().input().normalization()).minStd();
    }

    @Override
    public NDList processInput(TranslatorContext context, Image image) {
      NDArray pixels = image.toNDArray(context.getNDManager(), Image.Flag.GRAYSCALE);
      NDArray x = pixels.toType(DataType.FLOAT32, false).div(255);
      x = x.sub(x.mean());
      NDArray std = x.square().mean().sqrt().maximum(minStd);
      return new NDList(x.div(std).transpose(2, 0, 1));
    }

    @Override
    public Classifications processOutput(TranslatorContext context, NDList list) {
      NDArray logits = list.singletonOrThrow().get("0:" + names.size());
      return new Classifications(names, logits.div(temperature).softmax(0));
    }
  }
}
