package org.emotion4j.training;

import java.util.List;
import java.util.Optional;
import org.emotion4j.Emotion;

/**
 * What a network should say of each picture: a mixture of the data set's own label, of FER+'s votes
 * and of a teacher's probabilities. Immutable.
 */
final class Labelling {
  /**
   * How much each source counts; what a picture lacks is left out, and the rest shared by the
   * others.
   *
   * @param label the data set's own label
   * @param votes the shares of FER+'s votes
   * @param teacher the probabilities of an earlier model (Hinton et al., "Distilling the Knowledge
   *     in a Neural Network", 2015)
   */
  record Mix(double label, double votes, double teacher) {
    Mix {
      if (label + votes + teacher <= 0) {
        throw new IllegalArgumentException(
            "target.label, target.votes and target.teacher are all 0: there is nothing to learn");
      }
    }
  }

  private final List<Emotion> labels;
  private final Mix mix;
  private final Optional<List<FerPlusVotes>> votes;
  private final Optional<Teacher> teacher;
  private final boolean readableAlone;

  /**
   * Makes a labelling.
   *
   * @param labels the classes, in the order of every target
   * @param votes a row for each row of the data set
   * @param readableAlone whether a picture that most of FER+'s annotators could not read has no
   *     target
   * @throws DataException if the mixture asks for a source that is not given
   */
  Labelling(
      List<Emotion> labels,
      Mix mix,
      Optional<List<FerPlusVotes>> votes,
      Optional<Teacher> teacher,
      boolean readableAlone) {
    if (mix.votes() > 0 && votes.isEmpty()) {
      throw new DataException("target.votes is above 0, but no FER+ votes are given (--ferplus)");
    }
    if (mix.teacher() > 0 && teacher.isEmpty()) {
      throw new DataException("target.teacher is above 0, but no teacher is given (--teacher)");
    }
    this.labels = List.copyOf(labels);
    this.mix = mix;
    this.votes = votes;
    this.teacher = teacher;
    this.readableAlone = readableAlone;
  }

  /** FER+'s votes alone, after its protocol. */
  static Labelling ofVotes(List<FerPlusVotes> votes) {
    return new Labelling(
        FerPlusVotes.LABELS, new Mix(0, 1, 0), Optional.of(votes), Optional.empty(), true);
  }

  List<Emotion> labels() {
    return labels;
  }

  /**
   * The wanted probability of each label.
   *
   * @return empty if nobody could say: no source has a label of this list for the picture
   */
  Optional<float[]> target(Fer2013Csv.Row row) {
    if (readableAlone && votes.isPresent() && voteOn(row).isUnreadable()) {
      return Optional.empty();
    }
    float[] target = new float[labels.size()];
    if (mix.label() > 0 && labels.contains(row.label())) {
      target[labels.indexOf(row.label())] += (float) mix.label();
    }
    if (mix.votes() > 0) {
      add(target, mix.votes(), restricted(voteOn(row).distribution()));
    }
    if (mix.teacher() > 0) {
      teacher.orElseThrow().scores(row.index()).ifPresent(s -> add(target, mix.teacher(), s));
    }
    return normalized(target);
  }

  /** The share of annotators who saw an emotion; 1 if nobody was asked. */
  float readable(Fer2013Csv.Row row) {
    return votes.isPresent() ? voteOn(row).readable() : 1;
  }

  private float[] restricted(float[] shares) {
    float[] some = new float[labels.size()];
    for (int i = 0; i < some.length; i++) {
      some[i] = shares[FerPlusVotes.LABELS.indexOf(labels.get(i))];
    }
    return normalized(some).orElse(some);
  }

  private static void add(float[] target, double weight, float[] shares) {
    for (int i = 0; i < target.length; i++) {
      target[i] += (float) weight * shares[i];
    }
  }

  private static Optional<float[]> normalized(float[] target) {
    float sum = 0;
    for (float value : target) {
      sum += value;
    }
    if (sum <= 0) {
      return Optional.empty();
    }
    for (int i = 0; i < target.length; i++) {
      target[i] /= sum;
    }
    return Optional.of(target);
  }

  private FerPlusVotes voteOn(Fer2013Csv.Row row) {
    List<FerPlusVotes> all = votes.orElseThrow();
    if (row.index() >= all.size()) {
      throw new DataException(
          "FER+ has "
              + all.size()
              + " rows, but FER2013 has a row "
              + row.index()
              + ": the files do not belong together");
    }
    return all.get(row.index());
  }
}
