package org.emotion4j.model;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.emotion4j.Emotion;
import org.emotion4j.EmotionScores;
import org.emotion4j.ModelException;
import org.jspecify.annotations.Nullable;

/**
 * {@code model.json} into a {@link ModelDescriptor}. Strict: a field that is missing, of the wrong
 * type or unknown is an error that names its path, since a slip here would mean wrong labels later.
 */
final class DescriptorReader {
  private static final int SCHEMA = 1;
  private static final TypeAdapter<JsonElement> SCALAR = new Gson().getAdapter(JsonElement.class);

  /** A description nests five deep. */
  private static final int MAX_NESTING = 16;

  private static final int MAX_MESSAGE = 1000;
  private static final int MAX_VALUE = 60;

  private DescriptorReader() {}

  static ModelDescriptor read(byte[] json, String source) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
      return descriptor(new Node("", parse(text)));
    } catch (CharacterCodingException e) {
      throw new ModelException(source + " is not UTF-8 text", e);
    } catch (IOException | JsonParseException | IllegalArgumentException e) {
      throw new ModelException(
          source + ": " + abbreviated(String.valueOf(e.getMessage()), MAX_MESSAGE), e);
    }
  }

  /**
   * Gson's own tree keeps the last of several fields of one name, which may not be the one meant.
   */
  private static JsonElement parse(String text) throws IOException {
    JsonReader reader = new JsonReader(new StringReader(text));
    reader.setStrictness(Strictness.STRICT);
    reader.setNestingLimit(MAX_NESTING);
    JsonElement root = element(reader);
    if (reader.peek() != JsonToken.END_DOCUMENT) {
      throw new IllegalArgumentException("something follows the closing brace");
    }
    return root;
  }

  private static JsonElement element(JsonReader reader) throws IOException {
    switch (reader.peek()) {
      case BEGIN_OBJECT:
        JsonObject object = new JsonObject();
        reader.beginObject();
        while (reader.hasNext()) {
          String name = reader.nextName();
          if (object.has(name)) {
            throw new IllegalArgumentException(
                "'" + name + "' stands twice, the second time at " + reader.getPath());
          }
          object.add(name, element(reader));
        }
        reader.endObject();
        return object;
      case BEGIN_ARRAY:
        JsonArray array = new JsonArray();
        reader.beginArray();
        while (reader.hasNext()) {
          array.add(element(reader));
        }
        reader.endArray();
        return array;
      default:
        return SCALAR.read(reader);
    }
  }

  private static String abbreviated(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length - 3) + "...";
  }

  private static ModelDescriptor descriptor(Node root) {
    root.only(
        "schema",
        "id",
        "version",
        "title",
        "labels",
        "input",
        "output",
        "temperature",
        "golden",
        "files",
        "licences",
        "metrics",
        "provenance");
    int schema = root.get("schema").integer();
    if (schema != SCHEMA) {
      throw new IllegalArgumentException("schema is " + schema + ", this library reads " + SCHEMA);
    }
    List<Emotion> labels = new ArrayList<>();
    for (Node label : root.get("labels").list()) {
      labels.add(label.parsed(DescriptorReader::label));
    }
    Node golden = root.get("golden");
    golden.only("pixels");
    List<ModelFile> files = new ArrayList<>();
    for (Node file : root.get("files").list()) {
      files.add(file(file, labels));
    }
    if (files.isEmpty()) {
      throw new IllegalArgumentException("files must name at least one file");
    }
    Node licences = root.get("licences");
    licences.only("weights", "trainingData");
    List<ModelDescriptor.Metric> metrics = new ArrayList<>();
    for (Node metric : root.get("metrics").list()) {
      metric.only("dataset", "n", "accuracy", "macroF1", "precision");
      metrics.add(
          new ModelDescriptor.Metric(
              metric.get("dataset").text(),
              metric.get("n").integer(),
              metric.get("accuracy").number(),
              metric.get("macroF1").number(),
              metric.get("precision").text()));
    }
    Map<String, String> provenance = new LinkedHashMap<>();
    Node made = root.get("provenance");
    for (String key : made.keys()) {
      provenance.put(key, made.get(key).text());
    }
    return new ModelDescriptor(
        root.get("id").text(),
        root.get("version").text(),
        root.get("title").text(),
        labels,
        input(root.get("input")),
        output(root.get("output")),
        root.get("temperature").number(),
        golden.get("pixels").parsed(Base64.getDecoder()::decode),
        files,
        new ModelDescriptor.Licences(
            licences.get("weights").text(), licences.get("trainingData").text()),
        metrics,
        provenance);
  }

  /** A label as the enum spells it; everyday spellings are for data sets, not for contracts. */
  private static Emotion label(String text) {
    Emotion emotion = Emotion.parse(text);
    if (!emotion.label().equals(text)) {
      throw new IllegalArgumentException(
          "'" + text + "' must be spelled '" + emotion.label() + "'");
    }
    return emotion;
  }

  private static ModelInput input(Node node) {
    node.only("layout", "width", "height", "channels", "normalization", "crop");
    return node.checked(
        () ->
            new ModelInput(
                node.get("layout").parsed(text -> one(ModelInput.Layout.values(), text)),
                node.get("width").integer(),
                node.get("height").integer(),
                node.get("channels").parsed(text -> one(ModelInput.Channels.values(), text)),
                normalization(node.get("normalization")),
                crop(node.get("crop"))));
  }

  private static Normalization normalization(Node node) {
    String kind = node.get("kind").text();
    switch (kind) {
      case "per-image":
        node.only("kind", "minStd");
        return node.checked(() -> new Normalization.PerImage(node.get("minStd").number()));
      case "fixed":
        node.only("kind", "mean", "std");
        return node.checked(
            () -> new Normalization.Fixed(node.get("mean").numbers(), node.get("std").numbers()));
      default:
        throw new IllegalArgumentException(
            node.get("kind").path + " is '" + kind + "', known are [per-image, fixed]");
    }
  }

  private static CropRule crop(Node node) {
    node.only("eyes", "box");
    Node eyes = node.get("eyes");
    eyes.only("x", "y", "distance");
    Node box = node.get("box");
    box.only("x", "y", "size");
    return node.checked(
        () ->
            new CropRule(
                eyes.get("x").number(),
                eyes.get("y").number(),
                eyes.get("distance").number(),
                box.get("x").number(),
                box.get("y").number(),
                box.get("size").number()));
  }

  private static ModelOutput output(Node node) {
    node.only("kind", "reliability");
    return new ModelOutput(
        node.get("kind").parsed(text -> one(ModelOutput.Kind.values(), text)),
        node.get("reliability").bool());
  }

  private static ModelFile file(Node node, List<Emotion> labels) {
    node.only("format", "path", "size", "sha256", "precision", "scores", "tolerance");
    Node scores = node.get("scores");
    scores.only(labels.stream().map(Emotion::label).toArray(String[]::new));
    float[] values = new float[labels.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) scores.get(labels.get(i).label()).number();
    }
    return node.checked(
        () ->
            new ModelFile(
                node.get("format").parsed(text -> one(ModelFile.Format.values(), text)),
                node.get("path").text(),
                node.get("size").whole(),
                node.get("sha256").text(),
                node.get("precision").text(),
                EmotionScores.of(labels, values),
                node.get("tolerance").number()));
  }

  private static <E extends Enum<E>> E one(E[] values, String text) {
    for (E value : values) {
      if (value.name().equalsIgnoreCase(text)) {
        return value;
      }
    }
    List<String> known = Arrays.stream(values).map(v -> v.name().toLowerCase(Locale.ROOT)).toList();
    throw new IllegalArgumentException("'" + text + "' is not among " + known);
  }

  private interface Parser<T> {
    T parse(String text);
  }

  private interface Maker<T> {
    T make();
  }

  /** A value with its path, so that every complaint says where. */
  private static final class Node {
    final String path;
    private final @Nullable JsonElement json;

    Node(String path, @Nullable JsonElement json) {
      this.path = path;
      this.json = json;
    }

    private IllegalArgumentException expected(String what) {
      return new IllegalArgumentException(
          (path.isEmpty() ? "the document" : path)
              + " must be "
              + what
              + ", found "
              + (json == null ? "nothing" : abbreviated(json.toString(), MAX_VALUE)));
    }

    private JsonObject object() {
      if (json instanceof JsonObject object) {
        return object;
      }
      throw expected("an object");
    }

    Set<String> keys() {
      return object().keySet();
    }

    void only(String... known) {
      TreeSet<String> unknown = new TreeSet<>(keys());
      unknown.removeAll(List.of(known));
      if (!unknown.isEmpty()) {
        throw new IllegalArgumentException(
            "unknown "
                + unknown
                + " in "
                + (path.isEmpty() ? "the document" : path)
                + "; known are "
                + List.of(known));
      }
    }

    Node get(String key) {
      String full = path.isEmpty() ? key : path + "." + key;
      JsonElement value = object().get(key);
      if (value == null) {
        throw new IllegalArgumentException(full + " is missing");
      }
      return new Node(full, value);
    }

    List<Node> list() {
      if (!(json instanceof JsonArray array)) {
        throw expected("a list");
      }
      List<Node> nodes = new ArrayList<>();
      for (int i = 0; i < array.size(); i++) {
        nodes.add(new Node(path + "[" + i + "]", array.get(i)));
      }
      return nodes;
    }

    String text() {
      if (json instanceof JsonPrimitive primitive && primitive.isString()) {
        return primitive.getAsString();
      }
      throw expected("a text");
    }

    boolean bool() {
      if (json instanceof JsonPrimitive primitive && primitive.isBoolean()) {
        return primitive.getAsBoolean();
      }
      throw expected("true or false");
    }

    double number() {
      if (json instanceof JsonPrimitive primitive && primitive.isNumber()) {
        double number = primitive.getAsDouble();
        if (Double.isFinite(number)) {
          return number;
        }
      }
      throw expected("a number");
    }

    long whole() {
      double number = number();
      if (number != Math.rint(number) || Math.abs(number) > 1L << 52) {
        throw expected("a whole number");
      }
      return (long) number;
    }

    int integer() {
      long whole = whole();
      if (whole != (int) whole) {
        throw expected("a whole number of 32 bits");
      }
      return (int) whole;
    }

    List<Double> numbers() {
      return list().stream().map(Node::number).toList();
    }

    <T> T parsed(Parser<T> parser) {
      String text = text();
      try {
        return parser.parse(text);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(path + ": " + e.getMessage(), e);
      }
    }

    /** Adds the path to what a record's own check says. */
    <T> T checked(Maker<T> maker) {
      try {
        return maker.make();
      } catch (IllegalArgumentException e) {
        String message = String.valueOf(e.getMessage());
        throw message.startsWith(path) ? e : new IllegalArgumentException(path + ": " + message, e);
      }
    }
  }
}
