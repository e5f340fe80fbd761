package org.emotion4j.benchmarks;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.emotion4j.model.ModelFile;
import org.emotion4j.model.ModelFolder;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * The whole suite in one go: all benchmarks, the start, memory, latency, a live stream and the
 * peers. Writes a file of results a topic; {@link Report} makes the document's tables of them.
 * {@code benchmarks/run.sh} starts it.
 *
 * <p>What is compared is measured in turns, several rounds of it, so that a machine that slows down
 * for a while slows both sides. A topic that fails leaves the others alone, and the exit status
 * says so.
 */
public final class Suite {
  /** Ends a peer's script whose packages are missing. */
  private static final int SKIPPED = 3;

  private static final int ITERATIONS = 2;

  /** What Maven's own start leaves in the load average of a machine that is idle otherwise. */
  private static final double IDLE_LOAD = 1.5;

  /**
   * Calls of a few milliseconds each, of which HotSpot wants some thousand before it compiles their
   * Java in its last tier.
   */
  private static final double LONG_WARMUP = 12;

  /** A heap of fixed size that is resident from the start, so that what grows is native. */
  private static final List<String> TOUCHED_HEAP =
      List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch");

  private static final String LIVE_BUDGET_MILLIS = "10";

  private static final List<String> SIZES = List.of("640x480", "1920x1080");
  private static final List<String> FACES = List.of("0", "1", "4", "16");
  private static final List<String> SOME_FACES = List.of("1", "4", "16");

  private final boolean quick;
  private final Optional<String> only;
  private final Results results;
  private final Path peers;
  private final Path document;
  private final JsonObject machine;
  private final long start = System.nanoTime();
  private boolean failed;
  private boolean measured;

  private Suite(
      boolean quick,
      Optional<String> only,
      Results results,
      Path peers,
      Path document,
      JsonObject machine) {
    this.quick = quick;
    this.only = only;
    this.results = results;
    this.peers = peers;
    this.document = document;
    this.machine = machine;
  }

  /** A topic's measurements. */
  private interface Topic {
    JsonElement measure() throws Exception;
  }

  /**
   * @param args {@code RESULTS PEERS DOCUMENT [--quick | --only TOPIC]}: the folder of results,
   *     that of the peers' scripts, and the document with the tables; in one argument or several
   */
  public static void main(String[] args) throws Exception {
    List<String> words = List.of(String.join(" ", args).strip().split("\\s+"));
    boolean quick = words.contains("--quick");
    JsonObject machine = Machine.describe();
    int at = words.indexOf("--only");
    Optional<String> only = at < 0 ? Optional.empty() : Optional.of(words.get(at + 1));
    if (only.isEmpty()) {
      machine.addProperty("suite", quick ? "quick" : "full");
    }
    new Suite(
            quick,
            only,
            new Results(Path.of(words.get(0))),
            Path.of(words.get(1)),
            Path.of(words.get(2)),
            machine)
        .run();
  }

  private void run() throws IOException {
    say("machine " + machine);
    if (machine.get("loadAverageBefore").getAsDouble() > IDLE_LOAD) {
      say("something else runs here: this takes longer, and its figures are not to be kept");
    }
    topic("recognize", this::recognize);
    topic("threads", this::threads);
    topic("classify", this::classify);
    topic("detectors", this::detectors);
    topic("stages", this::stages);
    topic("stream", this::stream);
    topic("start", this::starts);
    topic("memory", this::memory);
    topic("latency", this::latency);
    topic("live", this::live);
    topic("peers", this::peers);
    if (!measured) {
      throw new IllegalArgumentException("no topic '" + only.orElseThrow() + "'");
    }
    Files.writeString(document, new Report(results).fill(Files.readString(document)));
    say(failed ? "something failed: see above" : "done: " + document);
    if (failed) {
      System.exit(1);
    }
  }

  private void topic(String name, Topic topic) throws IOException {
    if (only.isPresent() && !only.get().equals(name)) {
      return;
    }
    say(name);
    measured = true;
    try {
      results.write(name, machine, topic.measure());
    } catch (Exception e) {
      failed = true;
      say(name + " failed: " + e);
      e.printStackTrace();
    }
  }

  private void say(String what) {
    System.out.printf(
        "[%3d s] %s%n", Duration.ofNanos(System.nanoTime() - start).toSeconds(), what);
  }

  // JMH

  /**
   * One fork.
   *
   * @param warmup seconds
   * @param seconds of measuring
   */
  private ChainedOptionsBuilder jmh(String benchmark, double warmup, double seconds) {
    double before = quick ? 0.5 : warmup;
    double each = (quick ? 0.6 : seconds) / ITERATIONS;
    return new OptionsBuilder()
        .include("^org\\.emotion4j\\.benchmarks\\." + benchmark.replace(".", "\\.") + "$")
        .forks(1)
        .warmupIterations(1)
        .warmupTime(TimeValue.milliseconds((long) (before * 1000)))
        .measurementIterations(ITERATIONS)
        .measurementTime(TimeValue.milliseconds((long) (each * 1000)))
        .timeout(TimeValue.seconds(60))
        .addProfiler(GCProfiler.class)
        .jvmArgs(jvmOptions())
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT);
  }

  private static String[] jvmOptions() {
    List<String> options = new ArrayList<>(Java.options());
    options.addAll(List.of("-Xms512m", "-Xmx512m"));
    return options.toArray(String[]::new);
  }

  private static JsonArray run(ChainedOptionsBuilder options) throws RunnerException, IOException {
    return Results.ofJmh(new Runner(options.build()).run());
  }

  private static ChainedOptionsBuilder with(
      ChainedOptionsBuilder options, Map<String, List<String>> parameters) {
    parameters.forEach((name, values) -> options.param(name, values.toArray(String[]::new)));
    return options;
  }

  private JsonArray recognize() throws RunnerException, IOException {
    JsonArray all = new JsonArray();
    for (int round = 0; round < (quick ? 1 : 2); round++) {
      all.addAll(run(oneFace(LONG_WARMUP)));
      for (String method : List.of("detectorForward", "modelForward", "bothForward")) {
        all.addAll(run(jmh("RecognizeBenchmark." + method, 2, 3)));
      }
    }
    if (!quick) {
      all.addAll(run(recognizing("640x480", List.of("0", "4", "16"), List.of("pytorch"))));
      all.addAll(run(recognizing("1920x1080", FACES, List.of("pytorch"))));
      List<String> others =
          Parts.backends().stream().filter(name -> !name.equals("pytorch")).toList();
      all.addAll(run(recognizing("640x480", List.of("1"), others)));
    }
    return all;
  }

  private ChainedOptionsBuilder oneFace(double warmup) {
    return with(
        jmh("RecognizeBenchmark.recognize", warmup, 3),
        Map.of("size", List.of("640x480"), "faces", List.of("1"), "backend", List.of("pytorch")));
  }

  private ChainedOptionsBuilder recognizing(
      String size, List<String> faces, List<String> backends) {
    return with(
        jmh("RecognizeBenchmark.recognize", 3, 2),
        Map.of("size", List.of(size), "faces", faces, "backend", backends));
  }

  private JsonArray threads() throws RunnerException, IOException {
    JsonArray all = new JsonArray();
    for (int round = 0; round < (quick ? 1 : 2); round++) {
      for (int threads = 1; threads <= 2; threads++) {
        all.addAll(
            run(oneFace(4).mode(Mode.Throughput).timeUnit(TimeUnit.SECONDS).threads(threads)));
      }
    }
    return all;
  }

  private JsonArray classify() throws RunnerException, IOException {
    List<String> networks = new ArrayList<>();
    for (String model : ModelFolder.bundled()) {
      for (String backend : Parts.backends()) {
        if (Parts.runsOn(ModelFolder.find(model), backend)
            && (!quick || model.startsWith(Parts.DEFAULT_MODEL) && backend.equals("pytorch"))) {
          networks.add(model + "@" + backend);
        }
      }
    }
    JsonArray all = new JsonArray();
    for (int round = 0; round < (quick ? 1 : 2); round++) {
      // The targets' two networks twice, in turns.
      List<String> now =
          round == 0
              ? networks
              : networks.stream()
                  .filter(name -> name.startsWith(Parts.DEFAULT_MODEL) && name.endsWith("@pytorch"))
                  .toList();
      all.addAll(
          run(
              with(
                  jmh("ClassifyBenchmark.classify", 0.4, 0.8),
                  Map.of(
                      "network",
                      now,
                      "batch",
                      quick ? List.of("1", "16") : List.of("1", "4", "16")))));
    }
    return all;
  }

  private JsonArray detectors() throws RunnerException, IOException {
    JsonArray all = new JsonArray();
    for (int round = 0; round < (quick ? 1 : 2); round++) {
      // The target's two engines twice, in turns.
      List<String> ranges = quick || round > 0 ? List.of("short") : List.of("short", "full");
      all.addAll(
          run(
              with(
                  jmh("DetectorBenchmark.forward", 1, 1),
                  Map.of("range", ranges, "engine", List.of("tensorflow-lite", "opencv")))));
    }
    all.addAll(
        run(
            with(
                jmh("DetectorBenchmark.detect", 1, 1),
                Map.of(
                    "size",
                    quick ? List.of("640x480") : SIZES,
                    "faces",
                    List.of("1"),
                    "detector",
                    quick
                        ? List.of(Parts.DEFAULT_DETECTOR)
                        : List.of("blazeface", "blazeface-full", "haar", "lbp")))));
    return all;
  }

  private JsonArray stages() throws RunnerException, IOException {
    List<String> sizes = quick ? List.of("640x480") : SIZES;
    JsonArray all = new JsonArray();
    for (String reader : List.of("readJpeg", "readPng", "ofBufferedImage")) {
      all.addAll(run(stage(reader, sizes, List.of("1"))));
    }
    all.addAll(run(stage("detect", sizes, quick ? List.of("1") : FACES)));
    all.addAll(run(stage("align", sizes, quick ? List.of("1") : SOME_FACES)));
    all.addAll(run(stage("fill", List.of("640x480"), quick ? List.of("1") : SOME_FACES)));
    return all;
  }

  private ChainedOptionsBuilder stage(String method, List<String> sizes, List<String> faces) {
    return with(jmh("StageBenchmark." + method, 1, 0.8), Map.of("size", sizes, "faces", faces));
  }

  private JsonArray stream() throws RunnerException, IOException {
    return run(
        with(
            jmh("StreamBenchmark.process", 3, 3),
            Map.of(
                "size",
                List.of("640x480"),
                "faces",
                quick ? List.of("1") : List.of("1", "4"),
                "budget",
                quick ? List.of("none", "1ms") : List.of("none", "1ms", "0.1ms"))));
  }

  // Processes of their own

  private JsonArray starts() throws IOException, InterruptedException {
    JsonArray all = new JsonArray();
    Path work = Files.createTempDirectory("emotion4j-start");
    try {
      Path picture = work.resolve("picture.jpg");
      Files.write(picture, Scene.of(640, 480, 1).encoded("jpg"));
      Path cache = work.resolve("cache");
      for (int i = 0; i < (quick ? 1 : 3); i++) {
        delete(cache);
        Files.createDirectory(cache);
        all.add(start("cold", cache, picture));
      }
      Map<Path, FileTime> unpacked = files(cache);
      for (int i = 0; i < (quick ? 2 : 5); i++) {
        JsonObject warm = start("warm", cache, picture);
        warm.addProperty("cacheUnchanged", files(cache).equals(unpacked));
        all.add(warm);
      }
    } finally {
      delete(work);
    }
    return all;
  }

  private static JsonObject start(String kind, Path cache, Path picture)
      throws IOException, InterruptedException {
    JsonObject json =
        Java.run(120, List.of("-Demotion.cache-dir=" + cache), Start.class, picture.toString());
    json.addProperty("kind", kind);
    return json;
  }

  /** The libraries below a directory, and when each was written. */
  private static Map<Path, FileTime> files(Path directory) throws IOException {
    Map<Path, FileTime> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        // JavaCPP takes a lock by opening a file for writing.
        if (Files.size(path) > 0) {
          files.put(path, Files.getLastModifiedTime(path));
        }
      }
    }
    return files;
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private JsonObject memory() throws IOException, InterruptedException {
    return Java.run(300, TOUCHED_HEAP, Memory.class, quick ? "1000" : "20000");
  }

  private JsonObject latency() throws IOException, InterruptedException {
    return Java.run(120, List.of(), Latency.class, quick ? "1" : "8");
  }

  private JsonObject live() throws IOException, InterruptedException {
    return Java.run(300, TOUCHED_HEAP, Live.class, quick ? "2" : "60", LIVE_BUDGET_MILLIS);
  }

  // Peers

  private JsonObject peers() throws IOException, InterruptedException {
    JsonObject all = new JsonObject();
    all.add(
        "plainDjl",
        Java.run(
            120, List.of("-Dai.djl.pytorch.num_threads=1"), PlainDjl.class, quick ? "1.5" : "9"));
    all.add("opencvOnnxruntime", python());
    return all;
  }

  private JsonObject python() throws IOException, InterruptedException {
    Path work = Files.createTempDirectory("emotion4j-peers");
    try {
      ModelFolder folder = ModelFolder.find(Parts.DEFAULT_MODEL);
      ModelFile onnx =
          folder.descriptor().files().stream()
              .filter(file -> file.format() == ModelFile.Format.ONNX)
              .findFirst()
              .orElseThrow();
      Files.write(work.resolve(onnx.path()), folder.read(onnx));
      Files.write(work.resolve(ModelFolder.DESCRIPTION), description());
      Files.write(work.resolve("detector.tflite"), DetectorBenchmark.Network.file("short"));
      List<String> command = new ArrayList<>();
      command.add(Optional.ofNullable(System.getenv("PYTHON")).orElse("python3"));
      command.add(peers.resolve("opencv_onnxruntime.py").toString());
      command.addAll(List.of("--detector", work.resolve("detector.tflite").toString()));
      command.addAll(List.of("--model", work.toString(), "--seconds", quick ? "1" : "4"));
      for (int faces : quick ? new int[] {1} : new int[] {1, 4}) {
        Path picture = work.resolve("640x480 " + faces + ".png");
        Files.write(picture, Scene.of(640, 480, faces).encoded("png"));
        command.add(picture.toString());
      }
      Path errors = work.resolve("errors");
      Process process =
          new ProcessBuilder(command).redirectError(Redirect.to(errors.toFile())).start();
      try {
        return Java.output(process, 120, "opencv_onnxruntime.py");
      } catch (IOException e) {
        String message = Files.readString(errors).strip();
        if (process.exitValue() != SKIPPED) {
          throw new IOException(message, e);
        }
        return skipped(message);
      }
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).contains("Cannot run program")) {
        return skipped("skipped: no Python; PYTHON names one");
      }
      throw e;
    } finally {
      delete(work);
    }
  }

  private static byte[] description() throws IOException {
    String resource =
        ModelFolder.RESOURCE_ROOT + Parts.DEFAULT_MODEL + "/" + ModelFolder.DESCRIPTION;
    try (InputStream stream = Suite.class.getClassLoader().getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IOException(resource + " is not on the class path");
      }
      return stream.readAllBytes();
    }
  }

  private JsonObject skipped(String message) {
    say(message);
    JsonObject json = new JsonObject();
    json.addProperty("skipped", message);
    return json;
  }
}
