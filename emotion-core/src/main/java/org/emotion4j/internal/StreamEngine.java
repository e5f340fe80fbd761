package org.emotion4j.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.emotion4j.Emotion;
import org.emotion4j.EmotionScores;
import org.emotion4j.FaceEmotion;
import org.emotion4j.Frame;
import org.emotion4j.spi.Classification;
import org.emotion4j.spi.Detection;
import org.emotion4j.spi.FaceCrop;
import org.emotion4j.spi.FaceTracker;
import org.emotion4j.spi.ScoreSmoother;
import org.emotion4j.spi.Track;
import org.emotion4j.stream.FaceQuality;
import org.emotion4j.stream.StreamOptions;
import org.emotion4j.stream.StreamResult;
import org.emotion4j.stream.TrackedFace;
import org.emotion4j.stream.TrackedFace.State;
import org.jspecify.annotations.Nullable;

/**
 * One stream's way from frame to frame: detect or not, track, align, classify, measure, steady. It
 * owns what is remembered of people. For one thread at a time.
 */
final class StreamEngine implements AutoCloseable {
  private final RecognitionPipeline pipeline;
  private final StreamOptions options;
  private final LongSupplier clock;
  private final FaceTracker tracker;
  private final Supplier<ScoreSmoother> smoothers;
  private final QualityMeter meter;
  private final WorkPlan plan;
  private final Map<Integer, Person> people = new TreeMap<>();

  /** What is remembered of someone besides their place. */
  private static final class Person {
    final ScoreSmoother smoother;
    final Optional<NeutralBaseline> baseline;
    ScoreSmoother.@Nullable Smoothed smoothed;
    @Nullable Duration lastRead;
    boolean present = true;

    Person(ScoreSmoother smoother, Optional<NeutralBaseline> baseline) {
      this.smoother = smoother;
      this.baseline = baseline;
    }
  }

  /** A face that was classified on this frame. */
  private record Reading(FaceEmotion raw, FaceQuality quality, boolean uncertain) {}

  /**
   * @param clock nanoseconds from any origin
   * @throws IllegalArgumentException if the options do not fit the model
   * @throws org.emotion4j.PluginException if the tracker or smoother is not on the class path
   */
  StreamEngine(RecognitionPipeline pipeline, StreamOptions options, LongSupplier clock) {
    NeutralBaseline.check(options, pipeline.model().descriptor().labels());
    this.pipeline = pipeline;
    this.options = options;
    this.clock = clock;
    this.meter = new QualityMeter(options.quality(), pipeline.model().descriptor().input().crop());
    this.plan = new WorkPlan(options.budget(), options.maxDetectionInterval());
    this.smoothers = Plugins.smoothers(options);
    this.tracker = Plugins.tracker(options);
  }

  /** The faces of one frame; its timestamp is after that of the frame before. */
  StreamResult process(long number, Frame frame, long arrived, long dropped) {
    long start = clock.getAsLong();
    boolean detect =
        plan.begin(
            frame.timestamp(), (int) people.values().stream().filter(p -> p.present).count());
    List<Detection> found = detect ? pipeline.detect(frame) : List.of();
    long detected = clock.getAsLong();
    List<Track> tracks = tracked(frame, detect, found);
    long tracked = clock.getAsLong();
    plan.found(detect, tracked - start);

    List<Track> chosen = chosen(frame.timestamp(), tracks);
    List<Detection> faces = chosen.stream().map(Track::face).toList();
    List<FaceCrop> crops = pipeline.align(frame, faces);
    long aligned = clock.getAsLong();
    List<Classification> classifications = pipeline.classify(crops);
    long classified = clock.getAsLong();

    Map<Integer, Reading> readings = new HashMap<>();
    for (int i = 0; i < chosen.size(); i++) {
      readings.put(
          chosen.get(i).id(), reading(frame, faces.get(i), crops.get(i), classifications.get(i)));
    }
    List<TrackedFace> result = new ArrayList<>(tracks.size());
    for (Track track : tracks) {
      result.add(face(frame, track, readings.get(track.id())));
    }
    long end = clock.getAsLong();
    plan.classified(chosen.size(), end - tracked);
    return new StreamResult(
        number,
        frame.timestamp(),
        frame.width(),
        frame.height(),
        result,
        detect,
        new StreamResult.Times(
            Duration.ofNanos(detected - start),
            Duration.ofNanos(tracked - detected),
            Duration.ofNanos(aligned - tracked),
            Duration.ofNanos(classified - aligned),
            Duration.ofNanos(end - classified)),
        Duration.ofNanos(end - arrived),
        dropped);
  }

  private List<Track> tracked(Frame frame, boolean detect, List<Detection> found) {
    List<Track> tracks =
        RecognitionPipeline.guarded(
            "tracker",
            tracker,
            () -> {
              List<Track> answer = detect ? tracker.update(frame, found) : tracker.predict(frame);
              Set<Integer> ids = new HashSet<>();
              for (Track track : answer) {
                if (!ids.add(track.id())) {
                  throw new IllegalStateException("returned person " + track.id() + " twice");
                }
                DetectionFilter.requireInside("tracker", track.face().box(), frame);
              }
              return answer.stream().sorted(Comparator.comparingInt(Track::id)).toList();
            });
    people.keySet().retainAll(tracks.stream().map(Track::id).toList());
    for (Track track : tracks) {
      people.computeIfAbsent(
                  track.id(), id -> new Person(smoothers.get(), NeutralBaseline.of(options)))
              .present =
          track.state() != State.LOST;
    }
    return tracks;
  }

  /** Whom there is time to classify: those for whom it is due, then those who wait longest. */
  private List<Track> chosen(Duration timestamp, List<Track> tracks) {
    List<Track> visible =
        new ArrayList<>(tracks.stream().filter(t -> t.state() != State.LOST).toList());
    int affordable = plan.affordable();
    if (visible.size() <= affordable) {
      return visible;
    }
    long now = timestamp.toNanos();
    visible.sort(Comparator.comparingLong(track -> lastRead(track)));
    int due = (int) visible.stream().filter(t -> plan.isDue(now, lastRead(t))).count();
    return visible.subList(0, Math.max(due, affordable));
  }

  /** When someone was last classified; long ago for those who never were. */
  private long lastRead(Track track) {
    Duration last = person(track).lastRead;
    return last == null ? Long.MIN_VALUE / 2 : last.toNanos();
  }

  private Person person(Track track) {
    return Objects.requireNonNull(people.get(track.id()));
  }

  private Reading reading(
      Frame frame, Detection face, FaceCrop crop, Classification classification) {
    FaceEmotion raw = pipeline.face(frame, face, classification);
    FaceQuality quality = meter.measure(frame, face, crop, raw.uncertain());
    return new Reading(raw, quality, quality.weight() < options.quality().minWeight());
  }

  private TrackedFace face(Frame frame, Track track, @Nullable Reading reading) {
    Person person = person(track);
    if (reading != null) {
      person.lastRead = frame.timestamp();
      if (!reading.uncertain()) {
        person.smoothed = steadied(frame.timestamp(), person, reading);
      }
    }
    Optional<ScoreSmoother.Smoothed> smoothed = Optional.ofNullable(person.smoothed);
    return new TrackedFace(
        track.id(),
        track.state(),
        DetectionFilter.clip(track.face().box(), frame),
        track.face().landmarks(),
        Optional.ofNullable(reading).map(Reading::raw),
        Optional.ofNullable(reading).map(Reading::quality),
        smoothed.map(ScoreSmoother.Smoothed::scores),
        smoothed.map(ScoreSmoother.Smoothed::label),
        reading != null && reading.uncertain(),
        person.baseline.flatMap(NeutralBaseline::scores));
  }

  private static ScoreSmoother.Smoothed steadied(
      Duration timestamp, Person person, Reading reading) {
    double weight = reading.quality().weight();
    EmotionScores scores =
        person
            .baseline
            .map(baseline -> baseline.apply(timestamp, reading.raw().scores(), weight))
            .orElse(reading.raw().scores());
    return RecognitionPipeline.guarded(
        "smoother",
        person.smoother,
        () -> checked(person.smoother.smooth(timestamp, scores, weight), scores.labels()));
  }

  private static ScoreSmoother.Smoothed checked(
      ScoreSmoother.@Nullable Smoothed smoothed, List<Emotion> labels) {
    Objects.requireNonNull(smoothed, "returned null");
    if (!smoothed.scores().labels().equals(labels) || !labels.contains(smoothed.label())) {
      throw new IllegalStateException(
          "returned "
              + smoothed.label()
              + " and scores of "
              + smoothed.scores().labels()
              + " where it was given "
              + labels);
    }
    return smoothed;
  }

  @Override
  public void close() {
    tracker.close();
  }
}
