package org.emotion4j.training;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.emotion4j.FaceEmotionRecognizer;
import org.emotion4j.Frame;
import org.emotion4j.stream.EmotionStream;
import org.emotion4j.stream.FaceQuality;
import org.emotion4j.stream.FaceQuality.Reason;
import org.emotion4j.stream.StreamOptions;
import org.emotion4j.stream.TrackedFace;

/**
 * Looks for the face in each training picture of FER2013, as an application would, and writes what
 * was found and why a face is hard to read: pictures without a face, covered and turned ones. Votes
 * do not tell of these, and {@link Train} can leave out what no application would ever hand to the
 * model.
 *
 * <pre>{@code
 * mvn -q -pl emotion-models/training -am -DskipTests compile exec:java@find-faces \
 *   -Dexec.args="--fer2013 fer2013.csv.gz --out faces.csv"
 * }</pre>
 */
public final class FindFaces {
  /** Between two pictures, so that no face is taken for one that was lost. */
  private static final Duration APART = Duration.ofMinutes(1);

  private FindFaces() {}

  /** Runs the command; see the class comment. */
  public static void main(String[] args) throws IOException {
    Arguments arguments =
        new Arguments(List.of(args), Set.of("--fer2013", "--limit", "--out"), Set.of());
    List<Fer2013Csv.Row> rows =
        Fer2013Csv.read(arguments.path("--fer2013"), false).rows().stream()
            .filter(row -> row.split() == Split.TRAINING)
            .limit(Integer.parseInt(arguments.optional("--limit", "100000")))
            .toList();
    Map<Integer, FaceFindings.Finding> findings = new TreeMap<>();
    StreamOptions options = StreamOptions.builder().maxDetectionInterval(Duration.ZERO).build();
    try (FaceEmotionRecognizer recognizer = FaceEmotionRecognizer.create();
        EmotionStream stream = recognizer.openStream(options)) {
      for (Fer2013Csv.Row row : rows) {
        Frame frame =
            Frame.of(MeasureCrop.framed(row.pixels()))
                .withTimestamp(APART.multipliedBy(findings.size()));
        Optional<TrackedFace> face =
            stream.process(frame).faces().stream()
                .filter(tracked -> tracked.state() == TrackedFace.State.SEEN)
                .findFirst();
        findings.put(
            row.index(),
            new FaceFindings.Finding(
                face.isPresent(),
                face.flatMap(TrackedFace::quality).map(FaceQuality::reasons).orElse(Set.of())));
      }
    }
    new FaceFindings(findings).write(arguments.path("--out"));
    long found = findings.values().stream().filter(FaceFindings.Finding::found).count();
    System.out.printf("a face in %d of %d pictures%n", found, findings.size());
    for (Reason reason : Reason.values()) {
      System.out.printf(
          "%s: %d%n",
          reason, findings.values().stream().filter(f -> f.reasons().contains(reason)).count());
    }
  }
}
