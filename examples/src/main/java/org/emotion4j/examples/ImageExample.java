package org.emotion4j.examples;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.emotion4j.BoundingBox;
import org.emotion4j.Emotion;
import org.emotion4j.EmotionResult;
import org.emotion4j.FaceEmotion;
import org.emotion4j.FaceEmotionRecognizer;
import org.emotion4j.Frame;
import org.emotion4j.ImageException;
import org.emotion4j.Point;
import org.emotion4j.StageTimes;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Recognises the faces on pictures, prints them, and draws them onto a copy:
 *
 * <pre>
 * mvn -q -pl examples -am -DskipTests compile exec:java@image -Dexec.args="examples/astronaut.jpg"
 * </pre>
 */
@Command(
    name = "image",
    description = "Recognises the faces on pictures and draws them onto a copy.")
public final class ImageExample implements Callable<Integer> {
  private static final String SUFFIX = "-emotions";

  private final PrintWriter out;
  private final PrintWriter err;
  private final Set<Path> written = new HashSet<>();

  @Parameters(arity = "1..*", paramLabel = "PICTURE", description = "Pictures, or folders of them.")
  private List<Path> inputs = List.of();

  @Option(names = "--json", description = "One JSON object a picture on standard output.")
  private boolean json;

  @Option(
      names = "--out",
      paramLabel = "DIR|FILE.png",
      description =
          "Where annotated pictures go; without it the working directory, or nowhere with --json.")
  private @Nullable Path target;

  ImageExample(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  public static void main(String[] args) {
    Cli.main(ImageExample::new, args);
  }

  @Override
  public Integer call() throws IOException {
    boolean failed = false;
    List<Path> pictures = new ArrayList<>();
    for (Path input : inputs) {
      List<Path> found = Files.isDirectory(input) ? picturesBelow(input) : List.of(input);
      if (found.isEmpty()) {
        err.println(input + ": no pictures in this folder");
        failed = true;
      }
      pictures.addAll(found);
    }
    if (pictures.size() > 1 && isFile(target)) {
      throw new IOException("--out " + target + " is one file; give a folder for several pictures");
    }
    if (pictures.isEmpty()) {
      return Cli.FAILED;
    }
    boolean annotate = target != null || !json;
    if (annotate && !Annotator.hasFonts()) {
      err.println("no annotated pictures: " + Annotator.NO_FONTS);
      failed |= target != null;
      annotate = false;
    }
    try (FaceEmotionRecognizer recognizer = FaceEmotionRecognizer.create()) {
      for (Path picture : pictures) {
        try {
          recognize(recognizer, picture, annotate);
        } catch (IOException | ImageException e) {
          err.println(Cli.reason(e));
          failed = true;
        }
      }
    }
    return failed ? Cli.FAILED : 0;
  }

  private void recognize(FaceEmotionRecognizer recognizer, Path picture, boolean annotate)
      throws IOException {
    Frame frame = Frame.read(picture);
    EmotionResult result = recognizer.recognize(frame);
    if (json) {
      out.println(json(picture, result));
    } else {
      printTable(picture, result);
    }
    out.flush();
    if (annotate) {
      Path file = fileFor(picture);
      save(Annotator.annotated(frame.toBufferedImage(), result.faces()), file);
      (json ? err : out).println("annotated: " + file.toAbsolutePath().normalize());
    }
  }

  private void printTable(Path picture, EmotionResult result) {
    List<FaceEmotion> faces = result.faces();
    out.printf(
        Locale.ROOT,
        "%s: %d x %d, %s, %.1f ms%n",
        picture,
        result.width(),
        result.height(),
        switch (faces.size()) {
          case 0 -> "no face";
          case 1 -> "1 face";
          default -> faces.size() + " faces";
        },
        result.times().total().toNanos() / 1e6);
    if (faces.isEmpty()) {
      return;
    }
    Set<Emotion> columns = faces.get(0).scores().asMap().keySet();
    out.printf("  %4s  %-22s  %10s  %-9s", "face", "box: x y w h", "confidence", "emotion");
    columns.forEach(emotion -> out.printf("  %s", emotion));
    out.println("  (per cent)");
    for (int i = 0; i < faces.size(); i++) {
      FaceEmotion face = faces.get(i);
      BoundingBox box = face.box();
      out.printf(
          Locale.ROOT,
          "  %4d  %-22s  %10.2f  %-9s",
          i + 1,
          String.format(
              Locale.ROOT, "%.0f %.0f %.0f %.0f", box.x(), box.y(), box.width(), box.height()),
          face.confidence(),
          face.emotion());
      for (Emotion emotion : columns) {
        int width = emotion.label().length();
        out.printf(Locale.ROOT, "  %" + width + ".0f", 100 * face.scores().score(emotion));
      }
      out.println(face.uncertain() ? "  uncertain" : "");
    }
  }

  private static JsonObject json(Path picture, EmotionResult result) {
    JsonObject object = new JsonObject();
    object.addProperty("file", picture.toString());
    object.addProperty("width", result.width());
    object.addProperty("height", result.height());
    JsonArray faces = new JsonArray();
    result.faces().forEach(face -> faces.add(json(face)));
    object.add("faces", faces);
    StageTimes times = result.times();
    JsonObject millis = new JsonObject();
    millis.addProperty("detect", Json.millis(times.detect()));
    millis.addProperty("align", Json.millis(times.align()));
    millis.addProperty("classify", Json.millis(times.classify()));
    millis.addProperty("total", Json.millis(times.total()));
    object.add("millis", millis);
    return object;
  }

  private static JsonObject json(FaceEmotion face) {
    JsonObject object = new JsonObject();
    object.add("box", Json.box(face.box()));
    object.addProperty("confidence", Json.rounded(face.confidence(), 4));
    object.addProperty("emotion", face.emotion().label());
    object.add("scores", Json.scores(face.scores()));
    JsonArray landmarks = new JsonArray();
    for (Point point : face.landmarks().asList()) {
      landmarks.add(Json.pixels(point.x(), point.y()));
    }
    object.add("landmarks", landmarks);
    return object;
  }

  private static boolean isFile(@Nullable Path target) {
    return target != null && target.toString().toLowerCase(Locale.ROOT).endsWith(".png");
  }

  /** All pictures below a folder by name, without those that this example has written. */
  private static List<Path> picturesBelow(Path folder) throws IOException {
    Set<String> endings = Set.copyOf(Arrays.asList(ImageIO.getReaderFileSuffixes()));
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !stem(file).endsWith(SUFFIX))
          .filter(file -> endings.contains(ending(file)))
          .sorted()
          .toList();
    } catch (UncheckedIOException e) {
      throw new IOException(folder + " cannot be searched: " + e.getMessage(), e);
    }
  }

  private static String ending(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static String stem(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  /** A file of its own for each picture of this run, even if two have the same name. */
  private Path fileFor(Path picture) throws IOException {
    if (target != null && isFile(target)) {
      return target;
    }
    Path folder = target == null ? Path.of("") : Files.createDirectories(target);
    Path file = folder.resolve(stem(picture) + SUFFIX + ".png");
    for (int i = 2; !written.add(file); i++) {
      file = folder.resolve(stem(picture) + "-" + i + SUFFIX + ".png");
    }
    return file;
  }

  private static void save(BufferedImage picture, Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    // Through a stream: ImageIO's own file access hides the reason of a failure.
    try (var stream = Files.newOutputStream(file)) {
      ImageIO.write(picture, "png", stream);
    }
  }
}
