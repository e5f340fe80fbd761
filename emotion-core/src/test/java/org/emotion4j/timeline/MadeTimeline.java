package org.emotion4j.timeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.emotion4j.BoundingBox;
import org.emotion4j.Emotion;
import org.emotion4j.EmotionScores;

/** Timelines as a stream would give them, made from a script and a seed. */
final class MadeTimeline {
  static final List<Emotion> LABELS =
      List.of(
          Emotion.NEUTRAL,
          Emotion.HAPPINESS,
          Emotion.SURPRISE,
          Emotion.SADNESS,
          Emotion.ANGER,
          Emotion.DISGUST,
          Emotion.FEAR,
          Emotion.CONTEMPT);

  private MadeTimeline() {}

  /** Scores with an emotion at a value and the rest spread evenly. */
  static EmotionScores scores(Emotion top, double value) {
    float[] values = new float[LABELS.size()];
    java.util.Arrays.fill(values, (float) ((1 - value) / (values.length - 1)));
    values[LABELS.indexOf(top)] = (float) value;
    return EmotionScores.of(LABELS, values);
  }

  static TimelineRow seen(long frame, long millis, int track, Emotion emotion) {
    return TimelineRow.read(
        frame,
        millis,
        track,
        TimelineRow.State.SEEN,
        emotion,
        new BoundingBox(10 * track, 20, 100, 100),
        scores(emotion, 0.79));
  }

  static TimelineRow unread(long frame, long millis, int track, TimelineRow.State state) {
    return TimelineRow.unread(frame, millis, track, state, new BoundingBox(10 * track, 20, 90, 90));
  }

  /** What a person shows from a second on; null is away, and {@code unreadable} there. */
  private record Scene(double from, Emotion emotion, boolean unreadable) {}

  private static Scene shows(double from, Emotion emotion) {
    return new Scene(from, emotion, false);
  }

  private static Scene away(double from) {
    return new Scene(from, null, false);
  }

  private static Scene unreadable(double from) {
    return new Scene(from, null, true);
  }

  /** Two minutes of three people at 25 frames a second: with exits, cover, drops and a pause. */
  static Timeline conversation() {
    List<List<Scene>> people =
        List.of(
            List.of(
                shows(0, Emotion.NEUTRAL),
                shows(11, Emotion.HAPPINESS),
                shows(19, Emotion.NEUTRAL),
                shows(24, Emotion.SURPRISE),
                shows(27, Emotion.HAPPINESS),
                shows(43, Emotion.NEUTRAL),
                unreadable(58),
                shows(61, Emotion.NEUTRAL),
                shows(74, Emotion.HAPPINESS),
                shows(96, Emotion.NEUTRAL),
                shows(104, Emotion.HAPPINESS)),
            List.of(
                away(0),
                shows(6, Emotion.NEUTRAL),
                shows(22, Emotion.ANGER),
                shows(31, Emotion.DISGUST),
                shows(35, Emotion.NEUTRAL),
                away(49),
                shows(51, Emotion.NEUTRAL),
                shows(66, Emotion.SADNESS),
                shows(88, Emotion.NEUTRAL),
                away(101)),
            List.of(
                away(0),
                shows(40, Emotion.SURPRISE),
                unreadable(45),
                shows(52, Emotion.FEAR),
                shows(57, Emotion.NEUTRAL),
                away(64)));
    Random random = new Random(4);
    Timeline timeline = new Timeline(LABELS);
    double[][] steady = new double[people.size()][LABELS.size()];
    for (double[] scores : steady) {
      scores[0] = 1;
    }
    for (int frame = 0; frame < 120 * 25; frame++) {
      double second = frame / 25.0;
      long millis = frame * 40L;
      if ((second > 70 && second < 71.5) || random.nextInt(60) == 0) {
        timeline.add(TimelineRow.dropped(frame, millis));
        continue;
      }
      List<TimelineRow> rows = new ArrayList<>();
      for (int person = 0; person < people.size(); person++) {
        Scene scene = now(people.get(person), second);
        if (scene.emotion == null && !scene.unreadable) {
          continue;
        }
        double sway = 30 * Math.sin(second / 3 + person);
        BoundingBox box = new BoundingBox(150 + 320 * person + sway, 180 + sway / 3, 148, 156);
        if (scene.unreadable) {
          rows.add(TimelineRow.unread(frame, millis, person + 1, TimelineRow.State.UNCERTAIN, box));
          continue;
        }
        EmotionScores scores = drift(steady[person], scene.emotion, second, random);
        rows.add(
            TimelineRow.read(
                frame,
                millis,
                person + 1,
                frame % 3 == 0 ? TimelineRow.State.SEEN : TimelineRow.State.PREDICTED,
                scores.top(),
                box,
                scores));
      }
      if (rows.isEmpty()) {
        rows.add(TimelineRow.noFace(frame, millis));
      }
      rows.forEach(timeline::add);
    }
    return timeline;
  }

  private static Scene now(List<Scene> scenes, double second) {
    Scene now = scenes.get(0);
    for (Scene scene : scenes) {
      now = scene.from <= second ? scene : now;
    }
    return now;
  }

  /** A step of smoothing towards a noisy view of the true emotion. */
  private static EmotionScores drift(double[] steady, Emotion truth, double second, Random random) {
    double[] raw = new double[steady.length];
    double sum = 0;
    for (int i = 0; i < raw.length; i++) {
      double logit =
          LABELS.get(i) == truth ? 3.1 + 0.8 * Math.sin(second * 0.9) : i == 0 ? 1.2 : -0.4;
      raw[i] = Math.exp(logit + 0.5 * random.nextGaussian());
      sum += raw[i];
    }
    float[] values = new float[raw.length];
    for (int i = 0; i < raw.length; i++) {
      steady[i] += 0.12 * (raw[i] / sum - steady[i]);
    }
    double total = java.util.Arrays.stream(steady).sum();
    for (int i = 0; i < raw.length; i++) {
      values[i] = (float) (steady[i] / total);
    }
    return EmotionScores.of(LABELS, values);
  }
}
