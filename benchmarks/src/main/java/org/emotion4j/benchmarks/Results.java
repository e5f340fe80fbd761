package org.emotion4j.benchmarks;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;

/** A folder of results: a JSON file a topic, each with the machine that it was measured on. */
final class Results {
  private static final Gson GSON =
      new GsonBuilder()
          .setPrettyPrinting()
          .disableHtmlEscaping()
          .serializeSpecialFloatingPointValues()
          .create();

  /** Bulk, and the path of this machine's Java. */
  private static final List<String> LEFT_OUT = List.of("rawData", "rawDataHistogram", "jvm");

  private final Path folder;

  Results(Path folder) {
    this.folder = folder;
  }

  /** Replaces a topic's file. */
  void write(String topic, JsonObject machine, JsonElement results) throws IOException {
    JsonObject file = new JsonObject();
    file.add("machine", machine);
    file.add("results", results);
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(topic + ".json"), GSON.toJson(file) + "\n");
  }

  /** A topic's file; empty if it was not measured. */
  Optional<JsonObject> read(String topic) throws IOException {
    Path file = folder.resolve(topic + ".json");
    return Files.exists(file)
        ? Optional.of(JsonParser.parseString(Files.readString(file)).getAsJsonObject())
        : Optional.empty();
  }

  /** JMH's results as its own JSON has them, without histograms. */
  static JsonArray ofJmh(Collection<RunResult> runs) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
      ResultFormatFactory.getInstance(ResultFormatType.JSON, out).writeOut(runs);
    }
    JsonArray array =
        JsonParser.parseString(bytes.toString(StandardCharsets.UTF_8)).getAsJsonArray();
    strip(array);
    return array;
  }

  private static void strip(JsonElement element) {
    if (element.isJsonArray()) {
      element.getAsJsonArray().forEach(Results::strip);
    } else if (element.isJsonObject()) {
      JsonObject object = element.getAsJsonObject();
      LEFT_OUT.forEach(object::remove);
      object.entrySet().forEach(entry -> strip(entry.getValue()));
    }
  }
}
