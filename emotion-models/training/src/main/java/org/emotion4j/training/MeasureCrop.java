package org.emotion4j.training;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import org.emotion4j.BoundingBox;
import org.emotion4j.Frame;
import org.emotion4j.Landmark;
import org.emotion4j.Point;
import org.emotion4j.RecognizerOptions;
import org.emotion4j.spi.Detection;
import org.emotion4j.spi.FaceDetector;
import org.emotion4j.spi.FaceDetectorProvider;

/**
 * Measures where the default detector sees the face in FER2013's training pictures: the numbers of
 * a model's crop rule. An aligner that puts faces elsewhere costs more accuracy than the choice of
 * network.
 *
 * <pre>{@code
 * mvn -q -pl emotion-models/training -am -DskipTests compile exec:java@measure-crop \
 *   -Dexec.args="--fer2013 fer2013.csv.gz --ferplus fer2013new.csv"
 * }</pre>
 *
 * <p>Each picture is enlarged fourfold and set into a grey frame of twice its size, as a face in a
 * photograph would be; {@code --limit N} takes only the first N pictures, {@code --detector NAME}
 * another detector. Numbers are fractions of the picture's side.
 */
public final class MeasureCrop {
  private static final int ENLARGED = 4 * Fer2013Csv.SIDE;
  private static final int FRAME = 2 * ENLARGED;
  private static final int OFFSET = (FRAME - ENLARGED) / 2;

  private MeasureCrop() {}

  /** Runs the command; see the class comment. */
  public static void main(String[] args) throws IOException {
    Arguments arguments =
        new Arguments(
            List.of(args), Set.of("--fer2013", "--ferplus", "--limit", "--detector"), Set.of());
    String name = arguments.optional("--detector", "blazeface");
    FaceDetectorProvider provider =
        ServiceLoader.load(FaceDetectorProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(candidate -> candidate.name().equals(name))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no detector named " + name));
    List<Example> examples =
        Cleaning.training(
                Fer2013Csv.read(arguments.path("--fer2013"), false).rows(),
                Labelling.ofVotes(FerPlusVotes.read(arguments.path("--ferplus"))))
            .examples()
            .stream()
            .filter(example -> example.weight() > 0)
            .limit(Integer.parseInt(arguments.optional("--limit", "100000")))
            .toList();

    Map<String, List<Double>> measured = new LinkedHashMap<>();
    int found = 0;
    try (FaceDetector detector = provider.create(RecognizerOptions.defaults())) {
      for (Example example : examples) {
        List<Detection> faces = detector.detect(Frame.of(framed(example.pixels())));
        if (faces.size() == 1) {
          found++;
          measure(faces.get(0), measured);
        }
      }
    }
    System.out.printf("%s: one face in %d of %d pictures%n", name, found, examples.size());
    System.out.println("                  median   mean  deviation");
    measured.forEach(MeasureCrop::print);
  }

  /** The picture as a face in a photograph would be. */
  static BufferedImage framed(byte[] pixels) {
    int side = Fer2013Csv.SIDE;
    BufferedImage small = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
    small.getRaster().setDataElements(0, 0, side, side, pixels);
    BufferedImage frame = new BufferedImage(FRAME, FRAME, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D graphics = frame.createGraphics();
    graphics.setColor(Color.GRAY);
    graphics.fillRect(0, 0, FRAME, FRAME);
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(small, OFFSET, OFFSET, ENLARGED, ENLARGED, null);
    graphics.dispose();
    return frame;
  }

  private static void measure(Detection face, Map<String, List<Double>> measured) {
    BoundingBox box = face.box();
    put(measured, "box.x", (box.centerX() - OFFSET) / ENLARGED);
    put(measured, "box.y", (box.centerY() - OFFSET) / ENLARGED);
    put(measured, "box.size", Math.sqrt(box.area()) / ENLARGED);
    Optional<Point> right = face.landmarks().get(Landmark.RIGHT_EYE);
    Optional<Point> left = face.landmarks().get(Landmark.LEFT_EYE);
    if (right.isPresent() && left.isPresent()) {
      Point r = right.get();
      Point l = left.get();
      put(measured, "eyes.x", ((r.x() + l.x()) / 2 - OFFSET) / ENLARGED);
      put(measured, "eyes.y", ((r.y() + l.y()) / 2 - OFFSET) / ENLARGED);
      put(measured, "eyes.distance", Math.hypot(l.x() - r.x(), l.y() - r.y()) / ENLARGED);
      put(measured, "eyes.degrees", Math.toDegrees(Math.atan2(l.y() - r.y(), l.x() - r.x())));
    }
  }

  private static void put(Map<String, List<Double>> measured, String what, double value) {
    measured.computeIfAbsent(what, key -> new ArrayList<>()).add(value);
  }

  private static void print(String what, List<Double> values) {
    Collections.sort(values);
    double mean = values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    double variance =
        values.stream().mapToDouble(v -> (v - mean) * (v - mean)).average().orElse(Double.NaN);
    System.out.printf(
        Locale.ROOT,
        "%-15s %8.4f %8.4f %8.4f%n",
        what,
        values.get(values.size() / 2),
        mean,
        Math.sqrt(variance));
  }
}
