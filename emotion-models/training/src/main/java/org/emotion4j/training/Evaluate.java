package org.emotion4j.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.emotion4j.Emotion;
import org.emotion4j.FaceEmotionRecognizer;

/**
 * Evaluates any emotion model through the public API.
 *
 * <pre>{@code
 * mvn -q -pl emotion-models/training -am -DskipTests compile exec:java@evaluate -Dexec.args="…"
 *
 * --model NAME|FOLDER                         a bundled model or a model folder
 * --fer2013 CSV [--ferplus CSV] --split SPLIT PublicTest or PrivateTest, under its own or FER+'s labels
 * --agreed                                    with --ferplus: only pictures that both label alike
 * --images DIR [--csv CSV]                    a folder a label, or a csv with the columns file,label
 * --faces crop|detect                         the picture is the face (default), or the whole pipeline
 * --json FILE                                 figures for machines
 * --out DIR                                   report.md, confusion.csv and charts
 * }</pre>
 *
 * <p>Under FER+ the figures follow its "majority" protocol: pictures that most annotators could not
 * read are left out, and so are those without a majority; accuracy without this last filter is
 * printed too. With {@code detect} a face that is not found counts as wrong.
 */
public final class Evaluate {
  private Evaluate() {}

  /** Runs the command; see the class comment. */
  public static void main(String[] args) throws IOException {
    Arguments arguments =
        new Arguments(
            List.of(args),
            Set.of(
                "--model",
                "--fer2013",
                "--ferplus",
                "--split",
                "--images",
                "--csv",
                "--faces",
                "--json",
                "--out"),
            Set.of("--agreed"));
    String faces = arguments.optional("--faces", "crop");
    if (!faces.equals("crop") && !faces.equals("detect")) {
      throw new IllegalArgumentException("--faces is crop or detect, not '" + faces + "'");
    }
    List<LabelledPictures.Source> unreadable = new ArrayList<>();
    List<LabelledPictures.Picture> pictures = pictures(arguments, unreadable);
    Set<Emotion> dataSet = new TreeSet<>();
    pictures.forEach(picture -> dataSet.add(picture.truth()));

    try (FaceEmotionRecognizer recognizer =
        Evaluator.recognizer(arguments.required("--model"), faces.equals("crop"))) {
      List<Emotion> model = recognizer.model().labels();
      Set<Emotion> both = new LinkedHashSet<>(model);
      both.retainAll(dataSet);
      List<Emotion> shared = List.copyOf(both);
      List<String> notes = new ArrayList<>();
      notes.add("model " + recognizer.model().id() + " " + recognizer.model().version());
      notes.add("faces: " + faces);
      if (!shared.containsAll(model) || !shared.containsAll(dataSet)) {
        notes.add(
            "the labels of model and data differ: scores are restricted to "
                + shared
                + " and renormalised");
      }
      List<LabelledPictures.Picture> known =
          pictures.stream().filter(picture -> shared.contains(picture.truth())).toList();
      List<Prediction> all = Evaluator.predict(recognizer, known);
      List<Prediction> clear = new ArrayList<>();
      List<Prediction> unseen = new ArrayList<>();
      for (int i = 0; i < all.size(); i++) {
        if (known.get(i).clear()) {
          clear.add(all.get(i));
          if (!known.get(i).shared()) {
            unseen.add(all.get(i));
          }
        }
      }
      Evaluation evaluation = Evaluation.of(clear, shared);
      Optional<Evaluation> withoutShared = Optional.empty();
      if (unseen.size() < clear.size()) {
        Evaluation without = Evaluation.of(unseen, shared);
        withoutShared = Optional.of(without);
        notes.add(
            String.format(
                Locale.ROOT,
                "without the %d pictures that stand in Training too: accuracy %.4f (n = %d), macro"
                    + " F1 %.4f",
                clear.size() - unseen.size(),
                without.accuracy(),
                without.n(),
                without.macroF1()));
      }
      if (clear.size() < all.size()) {
        Evaluation everything = Evaluation.of(all, shared);
        notes.add(
            String.format(
                Locale.ROOT,
                "with the %d pictures without a majority: accuracy %.4f (n = %d), macro F1 %.4f",
                all.size() - clear.size(),
                everything.accuracy(),
                everything.n(),
                everything.macroF1()));
      }
      if (recognizer.model().output().reliability() && !unreadable.isEmpty()) {
        notes.add(
            Reliability.summary(
                reliabilities(
                    recognizer, known.stream().map(LabelledPictures.Picture::source).toList()),
                reliabilities(recognizer, unreadable)));
      }
      String markdown = Report.markdown(evaluation, notes);
      System.out.println(markdown);
      if (arguments.has("--json")) {
        Files.writeString(arguments.path("--json"), Report.json(evaluation, withoutShared));
      }
      if (arguments.has("--out")) {
        Report.write(evaluation, markdown, Files.createDirectories(arguments.path("--out")));
      }
    }
  }

  private static List<Double> reliabilities(
      FaceEmotionRecognizer recognizer, List<LabelledPictures.Source> pictures) throws IOException {
    return Evaluator.faces(recognizer, pictures).stream()
        .flatMap(Optional::stream)
        .map(face -> face.reliability().orElseThrow())
        .toList();
  }

  /**
   * The pictures that the arguments name.
   *
   * @param unreadable takes those of FER+ that most annotators could not read
   */
  private static List<LabelledPictures.Picture> pictures(
      Arguments arguments, List<LabelledPictures.Source> unreadable) throws IOException {
    if (arguments.has("--fer2013") == arguments.has("--images")) {
      throw new IllegalArgumentException("give either --fer2013 or --images");
    }
    if (arguments.has("--images")) {
      Path folder = arguments.path("--images");
      return arguments.has("--csv")
          ? LabelledPictures.csv(folder, arguments.path("--csv"))
          : LabelledPictures.folders(folder);
    }
    Split split = Split.of(arguments.required("--split"));
    List<Fer2013Csv.Row> rows = Fer2013Csv.read(arguments.path("--fer2013"), false).rows();
    if (!arguments.has("--ferplus")) {
      return LabelledPictures.fer2013(rows, split);
    }
    List<FerPlusVotes> votes = FerPlusVotes.read(arguments.path("--ferplus"));
    if (arguments.has("--agreed")) {
      return LabelledPictures.agreed(rows, votes, split);
    }
    unreadable.addAll(LabelledPictures.unreadable(rows, votes, split));
    return LabelledPictures.ferPlus(rows, votes, split);
  }
}
