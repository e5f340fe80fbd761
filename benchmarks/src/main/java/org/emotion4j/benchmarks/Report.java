package org.emotion4j.benchmarks;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.StreamSupport;
import org.emotion4j.model.ModelFolder;

/**
 * Writes the tables of {@code docs/benchmarks.md} from a folder of results, between the marks
 * {@code <!-- begin NAME -->} and {@code <!-- end NAME -->}. What was measured several times stands
 * there with its median; what was not measured, as a dash.
 */
public final class Report {
  private static final String DASH = "–";
  private static final double MIB = 1 << 20;

  /** Direct memory may differ by this between two moments, for a class that was loaded between. */
  private static final double DIRECT_SLACK_BYTES = 64 << 10;

  private final Results results;

  Report(Results results) {
    this.results = results;
  }

  /**
   * @param args {@code RESULTS DOCUMENT}
   */
  public static void main(String[] args) throws IOException {
    Path document = Path.of(args[1]);
    String text = new Report(new Results(Path.of(args[0]))).fill(Files.readString(document));
    Files.writeString(document, text);
    System.out.println(document + " has the tables of " + args[0]);
  }

  /**
   * The document with all its tables made anew.
   *
   * @throws IOException if the results cannot be read
   * @throws IllegalArgumentException if a mark is missing
   */
  String fill(String document) throws IOException {
    Map<String, String> tables = new LinkedHashMap<>();
    tables.put("machine", machine());
    tables.put("targets", targets());
    tables.put("recognize", recognize());
    tables.put("floor", floor());
    tables.put("detectors", detectors());
    tables.put("stages", stages());
    tables.put("classify", classify());
    tables.put("stream", stream());
    tables.put("start", start());
    tables.put("memory", memory());
    tables.put("latency", latency());
    tables.put("live", live());
    tables.put("peers", peers());
    String text = document;
    for (Map.Entry<String, String> table : tables.entrySet()) {
      text = replace(text, table.getKey(), table.getValue());
    }
    return text;
  }

  private static String replace(String text, String name, String content) {
    String begin = "<!-- begin " + name + " -->\n";
    int from = text.indexOf(begin);
    int to = text.indexOf("<!-- end " + name + " -->");
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("the document has no marks for " + name);
    }
    return text.substring(0, from + begin.length()) + content + text.substring(to);
  }

  // Reading

  private List<JsonObject> list(String topic) throws IOException {
    return results
        .read(topic)
        .map(file -> objects(file.getAsJsonArray("results")))
        .orElse(List.of());
  }

  private JsonObject object(String topic) throws IOException {
    return results
        .read(topic)
        .map(file -> file.getAsJsonObject("results"))
        .orElse(new JsonObject());
  }

  private static List<JsonObject> objects(JsonArray array) {
    return StreamSupport.stream(array.spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .toList();
  }

  private static double median(DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  /** The JMH results of a method and parameters, which are {@code name=value}. */
  private List<JsonObject> jmh(String topic, String method, String... parameters)
      throws IOException {
    return list(topic).stream()
        .filter(run -> run.get("benchmark").getAsString().endsWith("." + method))
        .filter(
            run ->
                Arrays.stream(parameters)
                    .allMatch(
                        p -> {
                          int at = p.indexOf('=');
                          return parameter(run, p.substring(0, at)).equals(p.substring(at + 1));
                        }))
        .toList();
  }

  private static String parameter(JsonObject run, String name) {
    JsonObject all = run.getAsJsonObject("params");
    return all == null || !all.has(name) ? "" : all.get(name).getAsString();
  }

  private static double p50(List<JsonObject> runs) {
    return percentile(runs, "50.0");
  }

  private static double percentile(List<JsonObject> runs, String p) {
    return median(
        runs.stream()
            .mapToDouble(
                run ->
                    run.getAsJsonObject("primaryMetric")
                        .getAsJsonObject("scorePercentiles")
                        .get(p)
                        .getAsDouble()));
  }

  private static double mean(List<JsonObject> runs) {
    return median(
        runs.stream()
            .mapToDouble(run -> run.getAsJsonObject("primaryMetric").get("score").getAsDouble()));
  }

  private static double heap(List<JsonObject> runs) {
    return median(
        runs.stream()
            .mapToDouble(
                run ->
                    run.getAsJsonObject("secondaryMetrics")
                        .getAsJsonObject("gc.alloc.rate.norm")
                        .get("score")
                        .getAsDouble()));
  }

  private Set<String> values(String topic, String method, String parameter) throws IOException {
    Set<String> values = new LinkedHashSet<>();
    for (JsonObject run : jmh(topic, method)) {
      values.add(parameter(run, parameter));
    }
    return values;
  }

  // Writing

  private static String time(double micros) {
    if (Double.isNaN(micros)) {
      return DASH;
    }
    if (micros < 10) {
      return number("%.2f µs", micros);
    }
    return micros < 1000 ? number("%.0f µs", micros) : number("%.2f ms", micros / 1000);
  }

  private static String number(String format, double value) {
    return Double.isNaN(value) ? DASH : String.format(Locale.ROOT, format, value);
  }

  private static String kilobytes(double bytes) {
    return number("%.1f KB", bytes / 1024);
  }

  private static String row(Object... cells) {
    StringBuilder row = new StringBuilder("|");
    for (Object cell : cells) {
      row.append(' ').append(cell).append(" |");
    }
    return row.append('\n').toString();
  }

  private static String head(String... cells) {
    return row((Object[]) cells) + "|---".repeat(cells.length) + "|\n";
  }

  // Tables

  private String machine() throws IOException {
    Set<String> lines = new LinkedHashSet<>();
    for (String topic :
        List.of(
            "recognize",
            "threads",
            "classify",
            "detectors",
            "stages",
            "stream",
            "start",
            "memory",
            "latency",
            "live",
            "peers")) {
      results
          .read(topic)
          .ifPresent(
              file -> {
                JsonObject m = file.getAsJsonObject("machine");
                List<String> flags = new ArrayList<>();
                m.getAsJsonArray("flags").forEach(flag -> flags.add(flag.getAsString()));
                lines.add(
                    String.format(
                        Locale.ROOT,
                        "%s, %d cores (%s), %s, %s; commit `%s`, %s; load average before it %.2f;"
                            + " %s.%n",
                        m.get("cpu").getAsString(),
                        m.get("cores").getAsInt(),
                        String.join(" ", flags),
                        m.get("os").getAsString(),
                        m.get("jdk").getAsString(),
                        m.get("commit").getAsString(),
                        m.get("date").getAsString(),
                        m.get("loadAverageBefore").getAsDouble(),
                        m.has("suite")
                            ? "suite: " + m.get("suite").getAsString()
                            : "`" + topic + "` alone"));
              });
    }
    return lines.isEmpty() ? "Not measured yet.\n" : String.join("\n", lines);
  }

  private String targets() throws IOException {
    double recognize = p50(one());
    double floor = p50(jmh("recognize", "detectorForward")) + p50(jmh("recognize", "modelForward"));
    JsonObject latency = object("latency");
    double busyRatio =
        latency.has("busy")
            ? latency.getAsJsonObject("busy").get("p99").getAsDouble()
                / latency.getAsJsonObject("busy").get("p50").getAsDouble()
            : Double.NaN;
    StringBuilder out = new StringBuilder(head("what", "aim", "measured", "met"));
    out.append(
        target(
            "`recognize`, one face at 640x480, over its two networks alone",
            1.15,
            true,
            recognize / floor,
            "%.2f times"));
    out.append(target("heap a frame", 16 * 1024, true, heap(one()), "%.0f bytes"));
    out.append(
        target(
            "growth of direct memory over the frames of `Memory`",
            DIRECT_SLACK_BYTES,
            true,
            growth("directBytes"),
            "%.0f bytes"));
    out.append(
        target(
            "BlazeFace's network alone, against OpenCV dnn",
            0.5,
            true,
            network("short", "tensorflow-lite") / network("short", "opencv"),
            "%.2f times its time"));
    out.append(
        target(
            "`ferplus` in 8 bits, against its frozen 32-bit form",
            3,
            false,
            classified("ferplus-fp32@pytorch", 1) / classified("ferplus@pytorch", 1),
            "%.2f times as fast"));
    out.append(
        target(
            "16 faces in one batch, against 16 calls",
            1.5,
            false,
            16 * classified("ferplus@pytorch", 1) / classified("ferplus@pytorch", 16),
            "%.2f times as fast"));
    out.append(
        target(
            "two threads' frames a second, against one's",
            1.8,
            false,
            throughput(2) / throughput(1),
            "%.2f times"));
    out.append(
        target(
            "p99 of `recognize` beside busy processors, over its p50",
            5,
            true,
            busyRatio,
            "%.2f times"));
    return out.toString();
  }

  private static String target(
      String what, double aim, boolean atMost, double measured, String format) {
    String met =
        Double.isNaN(measured) ? DASH : (atMost ? measured <= aim : measured >= aim) ? "yes" : "no";
    String aimFormat = aim == Math.rint(aim) ? format.replaceFirst("%\\.\\df", "%.0f") : format;
    return row(
        what,
        (atMost ? "at most " : "at least ") + number(aimFormat, aim),
        number(format, measured),
        met);
  }

  private List<JsonObject> one() throws IOException {
    return jmh("recognize", "recognize", "size=640x480", "faces=1", "backend=pytorch");
  }

  private double classified(String network, int batch) throws IOException {
    return p50(jmh("classify", "classify", "network=" + network, "batch=" + batch));
  }

  private double throughput(int threads) throws IOException {
    return mean(
        list("threads").stream().filter(run -> run.get("threads").getAsInt() == threads).toList());
  }

  /** The last sample less the first, after warming up. */
  private double growth(String what) throws IOException {
    JsonObject memory = object("memory");
    if (!memory.has("samples")) {
      return Double.NaN;
    }
    List<JsonObject> samples = objects(memory.getAsJsonArray("samples"));
    return samples.get(samples.size() - 1).get(what).getAsDouble()
        - samples.get(0).get(what).getAsDouble();
  }

  private String recognize() throws IOException {
    StringBuilder out =
        new StringBuilder(
            head("frame", "faces", "back end", "p50", "p99", "mean", "frames a second", "heap"));
    for (String size : values("recognize", "recognize", "size")) {
      for (String backend : values("recognize", "recognize", "backend")) {
        for (String faces : List.of("0", "1", "4", "16")) {
          List<JsonObject> runs =
              jmh("recognize", "recognize", "size=" + size, "faces=" + faces, "backend=" + backend);
          if (!runs.isEmpty()) {
            out.append(
                row(
                    size,
                    faces,
                    backend,
                    time(p50(runs)),
                    time(percentile(runs, "99.0")),
                    time(mean(runs)),
                    number("%.0f", 1e6 / mean(runs)),
                    kilobytes(heap(runs))));
          }
        }
      }
    }
    return out
        + "\n"
        + "Frames a second, one face at 640x480: one thread "
        + number("%.0f", throughput(1))
        + ", two threads "
        + number("%.0f", throughput(2))
        + ".\n";
  }

  private String floor() throws IOException {
    double detector = p50(jmh("recognize", "detectorForward"));
    double model = p50(jmh("recognize", "modelForward"));
    return head("", "p50")
        + row("detector's network alone", time(detector))
        + row("model's network alone, one face", time(model))
        + row("their sum", time(detector + model))
        + row("both in turn", time(p50(jmh("recognize", "bothForward"))))
        + row("a frame's steps one by one", time(steps()))
        + row("`recognize`", time(p50(one())))
        + row("`recognize` in a process of its own", time(idle()))
        + row("`recognize` over the sum", number("%.2f", p50(one()) / (detector + model)))
        + row("the same in each round", rounds());
  }

  /** What a frame of one face would take if its steps cost together what each costs by itself. */
  private double steps() throws IOException {
    double sum = classified("ferplus@pytorch", 1);
    for (String step : List.of("detect", "align", "fill")) {
      sum += p50(jmh("stages", step, "size=640x480", "faces=1"));
    }
    return sum;
  }

  private double idle() throws IOException {
    JsonObject latency = object("latency");
    return latency.has("idle")
        ? latency.getAsJsonObject("idle").get("p50").getAsDouble()
        : Double.NaN;
  }

  /** The ratio to the floor by what was measured in the same round, which tells how sure it is. */
  private String rounds() throws IOException {
    List<JsonObject> frames = one();
    List<JsonObject> detectors = jmh("recognize", "detectorForward");
    List<JsonObject> models = jmh("recognize", "modelForward");
    int count = Math.min(frames.size(), Math.min(detectors.size(), models.size()));
    List<String> ratios = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double floor = p50(detectors.subList(i, i + 1)) + p50(models.subList(i, i + 1));
      ratios.add(number("%.2f", p50(frames.subList(i, i + 1)) / floor));
    }
    return ratios.isEmpty() ? DASH : String.join(", ", ratios);
  }

  private double network(String range, String engine) throws IOException {
    return p50(jmh("detectors", "forward", "range=" + range, "engine=" + engine));
  }

  private String detectors() throws IOException {
    StringBuilder out = new StringBuilder(head("detector", "frame", "p50", "p99", "heap"));
    for (String detector : values("detectors", "detect", "detector")) {
      for (String size : values("detectors", "detect", "size")) {
        List<JsonObject> runs = jmh("detectors", "detect", "detector=" + detector, "size=" + size);
        out.append(
            row(
                "`" + detector + "`",
                size,
                time(p50(runs)),
                time(percentile(runs, "99.0")),
                kilobytes(heap(runs))));
      }
    }
    out.append("\n").append(head("network alone", "TensorFlow Lite", "OpenCV dnn"));
    for (String range : values("detectors", "forward", "range")) {
      out.append(
          row(
              range + " range",
              time(network(range, "tensorflow-lite")),
              time(network(range, "opencv"))));
    }
    return out.toString();
  }

  private String stages() throws IOException {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("readJpeg", "`Frame.read`, JPEG");
    names.put("readPng", "`Frame.read`, PNG");
    names.put("ofBufferedImage", "`Frame.of(BufferedImage)`");
    names.put("detect", "`FaceDetector.detect`");
    names.put("align", "`FaceAligner.align`");
    names.put("fill", "`Preprocessor.fill`");
    StringBuilder out = new StringBuilder(head("stage", "frame", "faces", "p50", "heap"));
    for (Map.Entry<String, String> stage : names.entrySet()) {
      for (String size : values("stages", stage.getKey(), "size")) {
        for (String faces : values("stages", stage.getKey(), "faces")) {
          List<JsonObject> runs = jmh("stages", stage.getKey(), "size=" + size, "faces=" + faces);
          out.append(row(stage.getValue(), size, faces, time(p50(runs)), kilobytes(heap(runs))));
        }
      }
    }
    return out.toString();
  }

  private String classify() throws IOException {
    StringBuilder out =
        new StringBuilder(
            head(
                "network",
                "back end",
                "1 face",
                "4 faces",
                "16 faces",
                "16 at once, a face",
                "multiply-adds a second, 1 face",
                "16 faces"));
    for (String network : values("classify", "classify", "network")) {
      int at = network.lastIndexOf('@');
      out.append(
          row(
              "`" + network.substring(0, at) + "`",
              network.substring(at + 1),
              time(classified(network, 1)),
              time(classified(network, 4)),
              time(classified(network, 16)),
              time(classified(network, 16) / 16),
              rate(network.substring(0, at), classified(network, 1)),
              rate(network.substring(0, at), classified(network, 16) / 16)));
    }
    return out.toString();
  }

  /** How fast a network is computed, by what its model's description says that it takes. */
  private static String rate(String model, double micros) {
    if (!ModelFolder.bundled().contains(model)) {
      return DASH;
    }
    String multiplyAdds = ModelFolder.find(model).descriptor().provenance().get("multiplyAdds");
    return multiplyAdds == null
        ? DASH
        : number("%.0f G", Double.parseDouble(multiplyAdds) / micros / 1000);
  }

  private String stream() throws IOException {
    StringBuilder out =
        new StringBuilder(head("budget a frame", "faces", "mean", "p50", "p99", "heap"));
    for (String faces : values("stream", "process", "faces")) {
      for (String budget : values("stream", "process", "budget")) {
        List<JsonObject> runs = jmh("stream", "process", "faces=" + faces, "budget=" + budget);
        out.append(
            row(
                budget,
                faces,
                time(mean(runs)),
                time(p50(runs)),
                time(percentile(runs, "99.0")),
                kilobytes(heap(runs))));
      }
    }
    return out.toString();
  }

  private String start() throws IOException {
    StringBuilder out =
        new StringBuilder(
            head(
                "cache",
                "starts",
                "JVM until `main`",
                "`create()`",
                "until the first result",
                "resident then",
                "at most"));
    for (String kind : List.of("cold", "warm")) {
      List<JsonObject> runs =
          list("start").stream().filter(run -> run.get("kind").getAsString().equals(kind)).toList();
      out.append(
          row(
              kind,
              runs.size(),
              number("%.0f ms", over(runs, run -> run.get("jvmMillis").getAsDouble())),
              number("%.0f ms", over(runs, run -> run.get("createMillis").getAsDouble())),
              number("%.0f ms", over(runs, run -> run.get("firstResultMillis").getAsDouble())),
              number("%.0f MB", over(runs, run -> run.get("residentBytes").getAsDouble() / MIB)),
              number(
                  "%.0f MB", over(runs, run -> run.get("peakResidentBytes").getAsDouble() / MIB))));
    }
    List<JsonObject> warm =
        list("start").stream().filter(run -> run.has("cacheUnchanged")).toList();
    if (!warm.isEmpty()) {
      out.append(
          warm.stream().allMatch(run -> run.get("cacheUnchanged").getAsBoolean())
              ? "\nNo warm start wrote a file of the cache.\n"
              : "\nA warm start wrote files of the cache again.\n");
    }
    return out.toString();
  }

  private static double over(List<JsonObject> runs, ToDoubleFunction<JsonObject> value) {
    return median(runs.stream().mapToDouble(value));
  }

  private String memory() throws IOException {
    JsonObject memory = object("memory");
    StringBuilder out = new StringBuilder(head("after frames", "resident", "direct buffers"));
    if (!memory.has("samples")) {
      return out.toString();
    }
    List<JsonObject> samples = objects(memory.getAsJsonArray("samples"));
    int frames = samples.get(samples.size() - 1).get("frame").getAsInt();
    for (JsonObject sample : samples) {
      out.append(
          row(
              sample.get("frame").getAsInt(),
              number("%.1f MB", sample.get("residentBytes").getAsDouble() / MIB),
              kilobytes(sample.get("directBytes").getAsDouble())));
    }
    return out
        + "\nA frame leaves "
        + number("%.1f", growth("residentBytes") / frames)
        + " bytes of resident memory and "
        + number("%.1f", growth("directBytes") / frames)
        + " bytes of direct memory behind, and allocates "
        + number("%.0f", memory.get("heapBytesPerFrame").getAsDouble())
        + " bytes of heap.\n";
  }

  private String latency() throws IOException {
    JsonObject latency = object("latency");
    StringBuilder out =
        new StringBuilder(head("other processors", "calls", "p50", "p90", "p99", "max"));
    for (String kind : List.of("idle", "busy")) {
      if (latency.has(kind)) {
        JsonObject times = latency.getAsJsonObject(kind);
        out.append(
            row(
                kind,
                times.get("n").getAsInt(),
                time(times.get("p50").getAsDouble()),
                time(times.get("p90").getAsDouble()),
                time(times.get("p99").getAsDouble()),
                time(times.get("max").getAsDouble())));
      }
    }
    return out.toString();
  }

  private String live() throws IOException {
    JsonObject live = object("live");
    StringBuilder out =
        new StringBuilder(
            head("submitted", "results", "dropped", "failed", "age p50", "p90", "p99", "max"));
    if (!live.has("staleness")) {
      return out.toString();
    }
    JsonObject age = live.getAsJsonObject("staleness");
    List<JsonObject> held = objects(live.getAsJsonArray("held"));
    return out.append(
            row(
                live.get("submitted").getAsInt(),
                live.get("processed").getAsInt(),
                live.get("dropped").getAsInt(),
                live.get("failed").getAsInt(),
                time(age.get("p50").getAsDouble()),
                time(age.get("p90").getAsDouble()),
                time(age.get("p99").getAsDouble()),
                time(age.get("max").getAsDouble())))
        + "\nFrames a second: "
        + live.get("framesPerSecond").getAsInt()
        + ", the budget for one: "
        + time(live.get("budgetMicros").getAsDouble())
        + "; "
        + number("%.1f", 100 * live.get("shareWithinBudget").getAsDouble())
        + " % of the results were no older than that. Looked at "
        + held.size()
        + " times, the process held "
        + range(held, "residentBytes")
        + ", "
        + range(held, "directBytes")
        + " of it in direct buffers.\n";
  }

  private static String range(List<JsonObject> samples, String what) {
    double[] sorted =
        samples.stream().mapToDouble(sample -> sample.get(what).getAsDouble()).sorted().toArray();
    return number("%.1f", sorted[0] / MIB) + number(" to %.1f MB", sorted[sorted.length - 1] / MIB);
  }

  private String peers() throws IOException {
    JsonObject peers = object("peers");
    StringBuilder out =
        new StringBuilder(head("what", "peer", "its p50", "ours", "ours is faster by"));
    if (peers.has("opencvOnnxruntime")) {
      JsonObject python = peers.getAsJsonObject("opencvOnnxruntime");
      if (python.has("skipped")) {
        out.append(row("a frame", "OpenCV and ONNX Runtime in Python", DASH, DASH, DASH));
      } else {
        JsonObject versions = python.getAsJsonObject("versions");
        for (JsonObject result : objects(python.getAsJsonArray("results"))) {
          String faces = Integer.toString(result.getAsJsonArray("emotions").size());
          out.append(
              peer(
                  faces + (faces.equals("1") ? " face" : " faces") + " at 640x480",
                  "OpenCV "
                      + versions.get("opencv").getAsString()
                      + " and ONNX Runtime "
                      + versions.get("onnxruntime").getAsString()
                      + " in Python "
                      + versions.get("python").getAsString(),
                  result.get("p50").getAsDouble(),
                  p50(
                      jmh(
                          "recognize",
                          "recognize",
                          "size=640x480",
                          "faces=" + faces,
                          "backend=pytorch"))));
        }
      }
    }
    if (!peers.has("plainDjl")) {
      return out.toString();
    }
    JsonObject djl = peers.getAsJsonObject("plainDjl");
    JsonObject plain = djl.getAsJsonObject("plain");
    JsonObject own = djl.getAsJsonObject("own");
    out.append(
        peer(
            "a cropped face to its scores",
            "plain DJL, `Translator` and `Predictor`",
            plain.get("p50").getAsDouble(),
            own.get("p50").getAsDouble()));
    return out
        + "\nA face by plain DJL allocates "
        + number("%.0f", plain.get("heapBytesPerCall").getAsDouble())
        + " bytes of heap, and leaves "
        + number("%.0f", plain.get("directBytesLeftPerCall").getAsDouble())
        + " bytes in direct buffers until the garbage collector runs; ours "
        + number("%.0f", own.get("heapBytesPerCall").getAsDouble())
        + " and "
        + number("%.0f", own.get("directBytesLeftPerCall").getAsDouble())
        + ". The scores differ by at most "
        + number("%.1g", djl.get("largestDifference").getAsDouble())
        + ".\n";
  }

  private static String peer(String what, String name, double theirs, double ours) {
    return row(what, name, time(theirs), time(ours), number("%.1f times", theirs / ours));
  }
}
