package org.emotion4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.emotion4j.BoundingBox;
import org.emotion4j.Frame;
import org.emotion4j.Landmarks;
import org.emotion4j.PixelFormat;
import org.emotion4j.spi.Detection;
import org.emotion4j.spi.FaceTracker;
import org.emotion4j.spi.Track;
import org.emotion4j.stream.StreamOptions;
import org.emotion4j.stream.TrackedFace.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link FaceTracker} promises, on plain frames: boxes alone must be enough to start with. */
public abstract class FaceTrackerContract {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 480;
  private static final double SIZE = 80;

  private final StreamOptions options = StreamOptions.defaults();
  private FaceTracker tracker;

  /** A new tracker; the contract closes it. */
  protected abstract FaceTracker create(StreamOptions options);

  @BeforeEach
  void open() {
    tracker = create(options);
  }

  @AfterEach
  void close() {
    tracker.close();
    tracker.close(); // a second time does nothing
  }

  private static Frame frame(long millis) {
    return Frame.wrap(ByteBuffer.allocate(WIDTH * HEIGHT), WIDTH, HEIGHT, PixelFormat.GRAY8)
        .withTimestamp(Duration.ofMillis(millis));
  }

  private static Detection face(double x, double y) {
    return new Detection(new BoundingBox(x, y, SIZE, SIZE), 0.9, Landmarks.none());
  }

  private List<Track> update(long millis, Detection... faces) {
    return checked(tracker.update(frame(millis), List.of(faces)));
  }

  private List<Track> predict(long millis) {
    return checked(tracker.predict(frame(millis)));
  }

  /** What holds of every answer. */
  private static List<Track> checked(List<Track> tracks) {
    assertThat(tracks).extracting(Track::id).doesNotHaveDuplicates().isSorted();
    BoundingBox bounds = new BoundingBox(0, 0, WIDTH, HEIGHT);
    assertThat(tracks)
        .allSatisfy(t -> assertThat(t.face().box().intersection(bounds)).isPositive());
    return tracks;
  }

  @Test
  void update_noFaces_returnsNobody() {
    assertThat(update(0)).isEmpty();
    assertThat(predict(40)).isEmpty();
  }

  @Test
  void update_faces_areGivenIdsFromOneOnAndSeen() {
    Detection left = face(100, 200);
    Detection right = face(400, 200);
    List<Track> tracks = update(0, left, right);
    assertThat(tracks).extracting(Track::id).containsExactly(1, 2);
    assertThat(tracks).extracting(Track::state).containsOnly(State.SEEN);
    assertThat(tracks).extracting(Track::face).containsExactlyInAnyOrder(left, right);
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 15, 30, 60})
  void update_facesThatMove_keepTheirIdsAtAnyFrameRate(int fps) {
    Set<Integer> ids = new HashSet<>();
    int leftId = 0;
    for (int i = 0; i < 2 * fps; i++) {
      long t = i * 1000L / fps;
      Detection left = face(50 + 0.1 * t, 100);
      Detection right = face(500 - 0.1 * t, 300);
      // The order in which a detector reports faces means nothing.
      List<Track> tracks = i % 2 == 0 ? update(t, left, right) : update(t, right, left);
      tracks.forEach(track -> ids.add(track.id()));
      int id = tracks.stream().filter(x -> x.face() == left).findFirst().orElseThrow().id();
      leftId = i == 0 ? id : leftId;
      assertThat(id).isEqualTo(leftId);
    }
    assertThat(ids).containsExactlyInAnyOrder(1, 2);
  }

  @Test
  void update_faceNotFound_isLostAndComesBackUnderItsId() {
    update(0, face(100, 100), face(400, 100));
    List<Track> tracks = update(40, face(400, 100));
    assertThat(tracks).filteredOn(t -> t.state() == State.SEEN).hasSize(1);
    assertThat(tracks).filteredOn(t -> t.state() == State.LOST).hasSize(1);
    assertThat(update(80, face(100, 100), face(400, 100)))
        .extracting(Track::id)
        .containsExactly(1, 2);
  }

  @Test
  void update_awayForLongerThanTheGraceTime_isANewIdAndNoneIsGivenAgain() {
    update(0, face(100, 100));
    long later = options.grace().toMillis() + 1000;
    update(40);
    assertThat(update(later, face(100, 100))).extracting(Track::id).containsExactly(2);
    update(later + 40);
    assertThat(update(2 * later + 40, face(100, 100))).extracting(Track::id).containsExactly(3);
  }

  @Test
  void predict_afterFaces_isEveryoneNearTheirPlace() {
    update(0, face(100, 100), face(400, 100));
    List<Track> tracks = predict(40);
    assertThat(tracks).extracting(Track::id).containsExactly(1, 2);
    assertThat(tracks).extracting(Track::state).containsOnly(State.PREDICTED);
    List<BoundingBox> places = new ArrayList<>(tracks.stream().map(t -> t.face().box()).toList());
    places.sort(java.util.Comparator.comparingDouble(BoundingBox::x));
    assertThat(places.get(0).iou(face(100, 100).box())).isGreaterThan(0.8);
    assertThat(places.get(1).iou(face(400, 100).box())).isGreaterThan(0.8);
  }

  @Test
  void predict_afterALoss_staysLost() {
    update(0, face(100, 100));
    update(40);
    assertThat(predict(80)).extracting(Track::state).containsOnly(State.LOST);
  }
}
