package org.emotion4j.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.emotion4j.model.ModelFolder;
import org.emotion4j.spi.FaceBatch;
import org.emotion4j.spi.FaceCrop;
import org.emotion4j.spi.Preprocessor;

/**
 * Makes a model folder of a finished run without leaving Java: ONNX in 32 bits, for the back ends
 * {@code opencv} and {@code onnxruntime}, and its {@code model.json}. TorchScript and the 8-bit
 * form need PyTorch itself; {@code export/release.sh} makes those.
 *
 * <pre>{@code
 * mvn -q -pl emotion-models/training -am -DskipTests compile exec:java@export \
 *   -Dexec.args="--run RUN --id my-model --training-data CC-BY-4.0 --out FOLDER"
 *
 * --temperature T    as exec:java@calibrate prints it; 1 unless given
 * --crop JSON        a file with the crop rule; where faces lie in FER2013's pictures unless given
 * --weights-licence  of the weights, Apache-2.0 unless given
 * }</pre>
 */
public final class Export {
  private static final double TOLERANCE = 0.001;
  private static final String FER2013_CROP =
      """
      {"eyes": {"x": 0.495, "y": 0.399, "distance": 0.362},
       "box": {"x": 0.497, "y": 0.584, "size": 0.854}}
      """;

  private Export() {}

  /** Runs the command; see the class comment. */
  public static void main(String[] args) throws IOException {
    Arguments arguments =
        new Arguments(
            List.of(args),
            Set.of(
                "--run",
                "--id",
                "--training-data",
                "--weights-licence",
                "--temperature",
                "--crop",
                "--out"),
            Set.of());
    System.setProperty("ai.djl.offline", "true");
    Path run = arguments.path("--run");
    JsonObject network =
        JsonParser.parseString(Files.readString(run.resolve("network.json"))).getAsJsonObject();
    JsonArray labels = network.getAsJsonArray("labels");
    Layer.Stack stack = Networks.named(network.get("name").getAsString(), labels.size());
    float temperature = Float.parseFloat(arguments.optional("--temperature", "1"));
    JsonElement crop =
        JsonParser.parseString(
            arguments.has("--crop") ? Files.readString(arguments.path("--crop")) : FER2013_CROP);

    Path out = Files.createDirectories(arguments.path("--out"));
    String id = arguments.required("--id");
    byte[] onnx;
    Golden golden;
    try (NDManager manager = NDManager.newBaseManager()) {
      Map<String, NDArray> weights = Checkpoint.read(run.resolve("weights.safetensors"), manager);
      Map<String, float[]> values = new HashMap<>();
      weights.forEach((name, array) -> values.put(name, array.toFloatArray()));
      onnx = Onnx.encode(stack, values, Fer2013Csv.SIDE);
      Network trained = new Network(stack, manager, false);
      trained.load(weights);
      golden = Golden.search(trained, labels.size(), temperature, manager);
    }
    Files.write(out.resolve(id + ".onnx"), onnx);

    JsonObject json = new JsonObject();
    json.addProperty("schema", 1);
    json.addProperty("id", id);
    json.addProperty("version", "1.0.0");
    json.addProperty("title", labels.size() + " emotions on 48x48 grey faces; " + stack.name());
    json.add("labels", labels);
    json.add("input", input(crop));
    json.add(
        "output",
        object(Map.of("kind", "logits", "reliability", network.get("reliability").getAsBoolean())));
    json.addProperty("temperature", temperature);
    json.add(
        "golden", object(Map.of("pixels", Base64.getEncoder().encodeToString(golden.pixels()))));
    json.add("files", files(id, onnx, labels, golden));
    json.add(
        "licences",
        object(
            Map.of(
                "weights", arguments.optional("--weights-licence", "Apache-2.0"),
                "trainingData", arguments.required("--training-data"))));
    json.add("metrics", new JsonArray());
    json.add(
        "provenance",
        object(
            Map.of(
                "trainer", Train.class.getName(),
                "parameters", "" + stack.parameters(),
                "multiplyAdds", "" + stack.multiplyAdds())));
    Files.writeString(
        out.resolve(ModelFolder.DESCRIPTION),
        new GsonBuilder().setPrettyPrinting().create().toJson(json) + "\n");
    System.out.printf(
        "%s: %,d bytes, closest two golden scores %.3f apart%n", out, onnx.length, golden.gap());
  }

  private static JsonObject input(JsonElement crop) {
    JsonObject normalization = new JsonObject();
    normalization.addProperty("kind", "per-image");
    normalization.addProperty("minStd", FaceInput.MIN_STD);
    JsonObject input = new JsonObject();
    input.addProperty("layout", "nchw");
    input.addProperty("width", Fer2013Csv.SIDE);
    input.addProperty("height", Fer2013Csv.SIDE);
    input.addProperty("channels", "gray");
    input.add("normalization", normalization);
    input.add("crop", crop);
    return input;
  }

  private static JsonArray files(String id, byte[] onnx, JsonArray labels, Golden golden) {
    JsonObject scores = new JsonObject();
    for (int i = 0; i < labels.size(); i++) {
      scores.addProperty(labels.get(i).getAsString(), golden.scores()[i]);
    }
    JsonObject file = new JsonObject();
    file.addProperty("format", "onnx");
    file.addProperty("path", id + ".onnx");
    file.addProperty("size", onnx.length);
    file.addProperty("sha256", sha256(onnx));
    file.addProperty("precision", "fp32");
    file.add("scores", scores);
    file.addProperty("tolerance", TOLERANCE);
    JsonArray files = new JsonArray();
    files.add(file);
    return files;
  }

  private static JsonObject object(Map<String, Object> values) {
    return new GsonBuilder().create().toJsonTree(values).getAsJsonObject();
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * A made picture on which no two scores are alike, so that labels that changed places show when
   * the model is loaded.
   *
   * @param pixels 48 rows of 48 grey values
   * @param scores what the trained network makes of it, label by label
   * @param gap the difference of the closest two scores
   */
  @SuppressWarnings("ArrayRecordComponent") // lives for one export
  private record Golden(byte[] pixels, float[] scores, double gap) {
    private static final int ROUNDS = 60;
    private static final int TRIES = 32;
    private static final double LOWEST = 0.02;

    /** Evolves a picture: of many slightly changed ones, the best is the parent of the next. */
    static Golden search(Network network, int classes, float temperature, NDManager manager) {
      SplittableRandom random = new SplittableRandom(1);
      int side = Fer2013Csv.SIDE;
      FaceBatch batch = new FaceBatch(FaceInput.of(side), TRIES);
      byte[] start = new byte[side * side];
      Arrays.fill(start, (byte) 128);
      Golden best = new Golden(start, new float[classes], 0);
      double closest = Double.POSITIVE_INFINITY;
      for (int round = 0; round < ROUNDS; round++) {
        List<byte[]> pictures = new ArrayList<>();
        for (int i = 0; i < TRIES; i++) {
          pictures.add(changed(best.pixels, random));
        }
        Preprocessor.fill(
            batch, pictures.stream().map(p -> new FaceCrop(side, side, 1, p)).toList());
        try (NDManager scratch = manager.newSubManager()) {
          float[] scores =
              network
                  .forward(
                      scratch.create(batch.bytes(), new Shape(batch.shape()), DataType.FLOAT32),
                      false)
                  .get(new NDIndex(":, :{}", classes))
                  .div(temperature)
                  .softmax(1)
                  .toFloatArray();
          for (int i = 0; i < TRIES; i++) {
            float[] own = Arrays.copyOfRange(scores, i * classes, (i + 1) * classes);
            double distance = distance(own);
            if (distance < closest) {
              closest = distance;
              best = new Golden(pictures.get(i), own, gap(own));
            }
          }
        }
      }
      return best;
    }

    private static double gap(float[] scores) {
      float[] sorted = scores.clone();
      Arrays.sort(sorted);
      double gap = 1;
      for (int i = 1; i < sorted.length; i++) {
        gap = Math.min(gap, sorted[i] - sorted[i - 1]);
      }
      return gap;
    }

    /** The cross-entropy against evenly spread scores, rank by rank; smaller is better. */
    private static double distance(float[] scores) {
      float[] sorted = scores.clone();
      Arrays.sort(sorted);
      int n = sorted.length;
      double step = 2 * (1.0 / n - LOWEST) / (n - 1);
      double sum = 0;
      for (int rank = 0; rank < n; rank++) {
        sum -= (LOWEST + rank * step) * Math.log(Math.max(sorted[rank], Float.MIN_NORMAL));
      }
      return sum;
    }

    /** Lightens or darkens a random spot, from a pixel's to a face's size. */
    private static byte[] changed(byte[] pixels, SplittableRandom random) {
      int side = Fer2013Csv.SIDE;
      byte[] result = pixels.clone();
      for (int spot = random.nextInt(1, 6); spot > 0; spot--) {
        double x = random.nextDouble() * side;
        double y = random.nextDouble() * side;
        double radius = Math.exp(random.nextDouble() * Math.log(side / 2.0));
        double amount = (random.nextDouble() - 0.5) * 160;
        for (int i = 0; i < result.length; i++) {
          double dx = (i % side - x) / radius;
          double dy = (i / side - y) / radius;
          double value = (result[i] & 0xff) + amount * Math.exp(-dx * dx - dy * dy);
          result[i] = (byte) Math.round(Math.min(255, Math.max(0, value)));
        }
      }
      return result;
    }
  }
}
