package org.emotion4j.models;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.emotion4j.BoundingBox;
import org.emotion4j.EmotionException;
import org.emotion4j.FaceEmotionRecognizer;
import org.emotion4j.Frame;
import org.emotion4j.InferenceException;
import org.emotion4j.Landmarks;
import org.emotion4j.PixelFormat;
import org.emotion4j.RecognizerOptions;
import org.emotion4j.config.ConfigKey;
import org.emotion4j.config.EmotionConfig;
import org.emotion4j.model.ModelFolder;
import org.emotion4j.model.ModelInput;
import org.emotion4j.spi.Detection;
import org.emotion4j.spi.EmotionModel;
import org.emotion4j.spi.EmotionModelProvider;
import org.emotion4j.spi.FaceAligner;
import org.emotion4j.spi.FaceBatch;
import org.emotion4j.spi.FaceCrop;
import org.emotion4j.spi.FaceDetector;
import org.emotion4j.testkit.Concurrency;

/** What {@link ChildJvm} runs; prints what came of it, a line a step. */
final class Probe {
  private Probe() {}

  /** The word that stands for each step, and what it says. */
  public static void main(String[] steps) {
    URL.setURLStreamHandlerFactory(
        protocol -> protocol.startsWith("http") ? new NoNetwork() : null);
    // As on a pool's thread in a jar of jars, this loader sees neither DJL nor its natives.
    Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
    for (String step : steps) {
      String[] words = step.split("=", 2);
      try {
        System.out.println(run(words[0], words.length == 1 ? "" : words[1]));
      } catch (EmotionException e) {
        System.out.println(e.getClass().getSimpleName() + ": " + e.getMessage());
      }
    }
  }

  private static final class NoNetwork extends URLStreamHandler {
    @Override
    protected URLConnection openConnection(URL url) throws IOException {
      System.out.println("network asked for " + url);
      throw new IOException("no network in this test");
    }

    @Override
    protected URLConnection openConnection(URL url, Proxy proxy) throws IOException {
      return openConnection(url);
    }
  }

  private static String run(String step, String argument) {
    switch (step) {
      case "pytorch":
        return open(new PyTorchModelProvider(), argument);
      case "onnxruntime":
        return open(new OnnxRuntimeModelProvider(), argument);
      case "folder":
        new PyTorchModelProvider()
            .create(
                ModelFolder.open(Path.of(argument)),
                ModelFolder.open(Path.of(argument)).descriptor().files().get(0),
                Fixtures.options())
            .close();
        return "opened";
      case "again":
        return inAnotherClassLoader(argument);
      case "twice":
        // One of them is first, and the other is told; which, is a matter of luck.
        return String.join("\n", Concurrency.run(2, 2, () -> inAnotherClassLoader(argument)));
      case "interrupted":
        Thread.currentThread().interrupt();
        return open(new PyTorchModelProvider(), argument) + " flag " + Thread.interrupted();
      case "memory":
        return recognizeCrowd(Integer.parseInt(argument));
      case "grows":
        return "grew by " + growth() + " KiB";
      default:
        throw new IllegalArgumentException(step);
    }
  }

  /** A step again, as a second web application of a server would take it. */
  private static String inAnotherClassLoader(String step) {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      try {
        urls.add(Path.of(entry).toUri().toURL());
      } catch (MalformedURLException e) {
        throw new AssertionError(e);
      }
    }
    try (URLClassLoader other =
        new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      Method run =
          Class.forName(Probe.class.getName(), true, other)
              .getDeclaredMethod("run", String.class, String.class);
      run.setAccessible(true);
      return (String) run.invoke(null, step, "");
    } catch (InvocationTargetException e) {
      Throwable thrown = e.getCause(); // of the other loader's classes
      return thrown.getClass().getSimpleName() + ": " + thrown.getMessage();
    } catch (ReflectiveOperationException | IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String open(EmotionModelProvider provider, String cacheDirectory) {
    ModelFolder folder = Fixtures.folder(Fixtures.GRAY);
    RecognizerOptions options =
        cacheDirectory.isEmpty()
            ? Fixtures.options()
            : Fixtures.options("emotion.cache-dir", cacheDirectory);
    try (EmotionModel model = Fixtures.open(provider, folder, options)) {
      return provider.name() + " " + model.classify(Fixtures.golden(folder, 1)).get(0).scores();
    }
  }

  /** As many faces in one batch; then one, to see that the recognizer is none the worse. */
  private static String recognizeCrowd(int faces) {
    Crowd crowd = new Crowd();
    Frame frame = Frame.wrap(ByteBuffer.allocateDirect(faces), faces, 1, PixelFormat.GRAY8);
    try (FaceEmotionRecognizer recognizer =
        FaceEmotionRecognizer.builder()
            .config(EmotionConfig.of(Map.of("emotion.backend", "pytorch")))
            .detector(crowd)
            .aligner(crowd)
            .model(Fixtures.path(Fixtures.GRAY))
            .set(ConfigKey.MAX_BATCH, "4096")
            .maxFaces(faces)
            .build()) {
      crowd.faces = faces;
      String crowded;
      try {
        crowded = recognizer.recognize(frame).faces().size() + " faces";
      } catch (InferenceException e) {
        crowded = "InferenceException: " + e.getMessage();
      }
      crowd.faces = 1;
      return crowded + "\nthen " + recognizer.recognize(frame).faces().size() + " faces";
    }
  }

  private static final class Crowd implements FaceDetector, FaceAligner {
    private int faces;

    @Override
    public List<Detection> detect(Frame frame) {
      List<Detection> found = new ArrayList<>();
      for (int i = 0; i < faces; i++) {
        found.add(new Detection(new BoundingBox(i, 0, 1, 1), 1, Landmarks.none()));
      }
      return found;
    }

    @Override
    public List<FaceCrop> align(Frame frame, List<Detection> found, ModelInput input) {
      FaceCrop crop =
          new FaceCrop(input.width(), input.height(), 1, new byte[input.width() * input.height()]);
      return Collections.nCopies(found.size(), crop);
    }

    @Override
    public void close() {}
  }

  /** Resident memory after 5,000 calls less that after 500, in KiB. */
  private static long growth() {
    ModelFolder folder = Fixtures.folder(Fixtures.GRAY);
    FaceBatch batch = Fixtures.golden(folder, 64);
    try (EmotionModel model =
        Fixtures.open(new PyTorchModelProvider(), folder, Fixtures.options())) {
      long before = 0;
      for (int i = 0; i < 5_500; i++) {
        if (i == 500) {
          before = resident();
        }
        model.classify(batch);
      }
      return resident() - before;
    }
  }

  private static long resident() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    throw new AssertionError("no VmRSS");
  }
}
