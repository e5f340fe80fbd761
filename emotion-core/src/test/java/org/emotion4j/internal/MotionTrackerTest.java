package org.emotion4j.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.emotion4j.BoundingBox;
import org.emotion4j.Frame;
import org.emotion4j.Landmarks;
import org.emotion4j.PixelFormat;
import org.emotion4j.spi.Detection;
import org.emotion4j.spi.Track;
import org.emotion4j.stream.StreamOptions;
import org.emotion4j.stream.TrackedFace.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Made scenes of people whose places are known at every time; a trembling detector sees them. */
class MotionTrackerTest {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 480;
  private static final double SIZE = 90;

  private final MotionTracker tracker = new MotionTracker(StreamOptions.defaults());

  /** Where someone's face is at a time in milliseconds; empty when it cannot be seen. */
  private interface Path extends IntFunction<Optional<BoundingBox>> {}

  private static Optional<BoundingBox> at(double x, double y) {
    return Optional.of(new BoundingBox(x, y, SIZE, SIZE));
  }

  /** What the tracker made of a scene: the ids that each person had, and all that were given. */
  private record Told(List<Set<Integer>> idsOf, Set<Integer> all) {}

  /**
   * @param merging whether the detector makes one box of two that overlap, as non-maximum
   *     suppression does
   */
  private Told watch(double fps, int millis, boolean merging, boolean faces, Path... people) {
    Random random = new Random(1);
    List<Set<Integer>> idsOf = new ArrayList<>();
    for (int i = 0; i < people.length; i++) {
      idsOf.add(new TreeSet<>());
    }
    Set<Integer> all = new TreeSet<>();
    for (int i = 0; i * 1000 / fps < millis; i++) {
      int now = (int) (i * 1000 / fps);
      List<BoundingBox> boxes = new ArrayList<>();
      List<Integer> owners = new ArrayList<>();
      byte[] pixels = new byte[WIDTH * HEIGHT];
      for (int p = 0; p < people.length; p++) {
        Optional<BoundingBox> box = people[p].apply(now);
        if (box.isPresent()) {
          boxes.add(trembling(box.get(), random));
          owners.add(p);
          if (faces) {
            paint(pixels, box.get(), p);
          }
        }
      }
      if (merging && boxes.size() == 2 && boxes.get(0).iou(boxes.get(1)) > 0.3) {
        BoundingBox a = boxes.get(0);
        BoundingBox b = boxes.get(1);
        boxes = List.of(new BoundingBox((a.x() + b.x()) / 2, (a.y() + b.y()) / 2, SIZE, SIZE));
        owners = List.of(-1);
      }
      List<Detection> found =
          boxes.stream().map(b -> new Detection(b, 0.9, Landmarks.none())).toList();
      for (Track track : tracker.update(frame(now, pixels), found)) {
        all.add(track.id());
        int owner = track.state() == State.SEEN ? owners.get(found.indexOf(track.face())) : -1;
        if (owner >= 0 && isApart(boxes)) {
          idsOf.get(owner).add(track.id());
        }
      }
    }
    return new Told(idsOf, all);
  }

  /** While two faces nearly coincide, nobody could say whose box is whose. */
  private static boolean isApart(List<BoundingBox> boxes) {
    return boxes.size() < 2 || boxes.get(0).iou(boxes.get(1)) < 0.3;
  }

  private static BoundingBox trembling(BoundingBox box, Random random) {
    return new BoundingBox(
        box.x() + 2 * random.nextGaussian(),
        box.y() + 2 * random.nextGaussian(),
        box.width() + 2 * random.nextGaussian(),
        box.height() + 2 * random.nextGaussian());
  }

  /** A face of coarse patches, another for each person. */
  private static void paint(byte[] pixels, BoundingBox box, int person) {
    byte[] patches = new byte[64];
    new Random(100 + person).nextBytes(patches);
    for (int y = 0; y < (int) box.height(); y++) {
      for (int x = 0; x < (int) box.width(); x++) {
        int row = (int) box.y() + y;
        int column = (int) box.x() + x;
        if (row >= 0 && row < HEIGHT && column >= 0 && column < WIDTH) {
          int patch = (int) (y * 8 / box.height()) * 8 + (int) (x * 8 / box.width());
          pixels[row * WIDTH + column] = patches[patch];
        }
      }
    }
  }

  private static Frame frame(int millis, byte[] pixels) {
    return Frame.wrap(ByteBuffer.wrap(pixels), WIDTH, HEIGHT, PixelFormat.GRAY8)
        .withTimestamp(Duration.ofMillis(millis));
  }

  private static Frame frame(int millis) {
    return frame(millis, new byte[WIDTH * HEIGHT]);
  }

  private List<Track> found(int millis, BoundingBox... boxes) {
    List<Detection> faces =
        java.util.Arrays.stream(boxes).map(b -> new Detection(b, 0.9, Landmarks.none())).toList();
    return tracker.update(frame(millis), faces);
  }

  @ParameterizedTest
  @CsvSource({
    "5,false",
    "15,false",
    "30,false",
    "60,false",
    "5,true",
    "15,true",
    "30,true",
    "60,true"
  })
  void update_twoCrossAndOneLeavesFor800Millis_exactlyTwoIds(double fps, boolean merging) {
    Path right = t -> at(40 + 0.15 * t, 200);
    Path left = t -> t >= 2200 && t < 3000 ? Optional.empty() : at(500 - 0.15 * t, 210);
    Told told = watch(fps, 3500, merging, false, right, left);
    assertThat(told.all()).containsExactly(1, 2);
    assertThat(told.idsOf()).containsExactly(Set.of(1), Set.of(2));
  }

  @ParameterizedTest
  @ValueSource(doubles = {5, 15, 30, 60})
  void update_twoMeetAndTurnBack_keepTheirIdsByTheirLooks(double fps) {
    // Each moves 1.5 s towards the other, and back: by motion alone they would seem to have
    // crossed.
    Path a = t -> at(40 + 0.15 * Math.min(t, 3000 - t), 200);
    Path b = t -> at(500 - 0.15 * Math.min(t, 3000 - t), 200);
    Told told = watch(fps, 3000, true, true, a, b);
    assertThat(told.all()).containsExactly(1, 2);
    assertThat(told.idsOf()).containsExactly(Set.of(1), Set.of(2));
  }

  @ParameterizedTest
  @ValueSource(doubles = {5, 60})
  void update_anotherFaceWhereOneVanished_isANewPersonByItsLooks(double fps) {
    Path a = t -> t < 1000 ? at(100, 200) : Optional.empty();
    Path b = t -> t < 1400 ? Optional.empty() : at(330, 200);
    Told told = watch(fps, 2000, false, true, a, b);
    assertThat(told.idsOf()).containsExactly(Set.of(1), Set.of(2));
  }

  @ParameterizedTest
  @CsvSource({"1400,1", "1700,2"})
  void update_backAfterTheGraceTime_isANewPerson(int away, int id) {
    found(0, new BoundingBox(100, 100, SIZE, SIZE));
    assertThat(found(100)).extracting(Track::state).containsExactly(State.LOST);
    assertThat(found(away, new BoundingBox(100, 100, SIZE, SIZE)))
        .extracting(Track::id)
        .containsExactly(id);
  }

  @Test
  void update_lostForLonger_isForgotten() {
    found(0, new BoundingBox(100, 100, SIZE, SIZE));
    assertThat(found(1000)).hasSize(1);
    assertThat(found(1600)).isEmpty();
  }

  @Test
  void update_oneFaceFoundTwice_isOnePerson() {
    found(0, new BoundingBox(100, 100, SIZE, SIZE));
    assertThat(
            found(40, new BoundingBox(101, 100, SIZE, SIZE), new BoundingBox(115, 110, SIZE, SIZE)))
        .hasSize(1);
  }

  @Test
  void update_faceOfAnotherSize_isAnotherPerson() {
    found(0, new BoundingBox(100, 100, SIZE, SIZE));
    assertThat(found(40, new BoundingBox(130, 130, 30, 30)))
        .extracting(Track::id, Track::state)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(1, State.LOST),
            org.assertj.core.groups.Tuple.tuple(2, State.SEEN));
  }

  @Test
  void predict_movingFace_isWhereItWillBe() {
    for (int t = 0; t <= 400; t += 40) {
      found(t, new BoundingBox(100 + 0.2 * t, 100, SIZE, SIZE));
    }
    Track track = tracker.predict(frame(500)).get(0);
    assertThat(track.state()).isEqualTo(State.PREDICTED);
    assertThat(track.face().box().x()).isBetween(195.0, 201.0); // 200 if it did not slow down
    found(520);
    assertThat(tracker.predict(frame(560)).get(0).state()).isEqualTo(State.LOST);
  }

  @Test
  void predict_movingOutOfTheFrame_staysInside() {
    for (int t = 0; t <= 400; t += 40) {
      found(t, new BoundingBox(440 + 0.3 * t, 100, SIZE, SIZE));
    }
    BoundingBox box = tracker.predict(frame(1400)).get(0).face().box();
    assertThat(box.centerX()).isLessThan(WIDTH);
    assertThat(box.intersection(new BoundingBox(0, 0, WIDTH, HEIGHT))).isPositive();
  }

  @Test
  void predict_landmarks_moveWithTheBox() {
    Landmarks marks =
        new Landmarks(
            java.util.Map.of(org.emotion4j.Landmark.NOSE_TIP, new org.emotion4j.Point(145, 150)));
    for (int t = 0; t <= 400; t += 40) {
      BoundingBox box = new BoundingBox(100 + 0.2 * t, 100, SIZE, SIZE);
      Landmarks moved =
          new Landmarks(
              java.util.Map.of(
                  org.emotion4j.Landmark.NOSE_TIP, new org.emotion4j.Point(145 + 0.2 * t, 150)));
      tracker.update(frame(t), List.of(new Detection(box, 0.9, t == 0 ? marks : moved)));
    }
    Detection face = tracker.predict(frame(480)).get(0).face();
    assertThat(face.landmarks().get(org.emotion4j.Landmark.NOSE_TIP).orElseThrow().x())
        .isEqualTo(face.box().x() + 45, org.assertj.core.api.Assertions.within(1e-9));
  }
}
