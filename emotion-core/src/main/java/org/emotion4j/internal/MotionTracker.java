package org.emotion4j.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.emotion4j.BoundingBox;
import org.emotion4j.Frame;
import org.emotion4j.Landmark;
import org.emotion4j.Landmarks;
import org.emotion4j.Point;
import org.emotion4j.spi.Detection;
import org.emotion4j.spi.FaceTracker;
import org.emotion4j.spi.Track;
import org.emotion4j.stream.StreamOptions;
import org.emotion4j.stream.TrackedFace.State;
import org.jspecify.annotations.Nullable;

/**
 * Follows faces by where they should be and how they look. Each person moves on at constant
 * velocity, less and less so while out of sight; faces and people are paired at the least total
 * cost of overlap, distance and looks ({@link Assignment}), as in SORT (Bewley et al., "Simple
 * online and realtime tracking", 2016) with the look of DeepSORT (Wojke et al., 2017) reduced to
 * the correlation of grey thumbnails.
 *
 * <p>Where people cross, a detector often merges their faces into one box between them. Such a box
 * tells little of its person's motion or looks, so both are kept as they were until the two part.
 */
final class MotionTracker implements FaceTracker {
  /** A person out of sight slows down with this time constant. */
  private static final double COASTING_SECONDS = 1;

  /** Time constant of the measured velocity: detectors' boxes tremble by a few per cent. */
  private static final double VELOCITY_SECONDS = 0.15;

  /** Time constant of the look, which changes with expression and light. */
  private static final double LOOK_SECONDS = 0.5;

  /** How far from its place a face may appear, in face sizes: at once, and more for each second. */
  private static final double REACH = 0.7;

  private static final double REACH_PER_SECOND = 4;

  /** Beyond this distance, in face sizes, only a face that looks alike is taken for the same. */
  private static final double NEAR = 1;

  private static final double ALIKE = 0.4;

  /** Looks decide where two come out of one another's shadow; elsewhere overlap does anyway. */
  private static final double LOOK_WEIGHT = 2;

  /** Between two finds of one face, its size changes by less than this factor. */
  private static final double SIZE_FACTOR = 2;

  /** Boxes that overlap more hide one another, and are merged by most detectors. */
  private static final double MERGING_IOU = 0.3;

  /** A thumbnail of a face that another one overlaps more than this shows some of the other. */
  private static final double TOUCHING_IOU = 0.05;

  private static final int LOOK_CELLS = 12;
  private static final int LOOK_SAMPLES = 3;

  /** The middle of the box, in which there is little background. */
  private static final double LOOK_PART = 0.8;

  /** A thumbnail with a lower standard deviation, of 255, has nothing to compare. */
  private static final double FLAT = 4;

  private final double graceSeconds;
  private final double unseenSeconds;
  private final List<Person> people = new ArrayList<>();
  private int lastId;

  MotionTracker(StreamOptions options) {
    graceSeconds = seconds(options.grace());
    // Between two runs of the detector nobody can be seen, and nobody is lost for that.
    unseenSeconds = Math.max(graceSeconds, 2 * seconds(options.maxDetectionInterval()));
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }

  /**
   * Someone, as last found. Motion is counted from then on, so that frames between do not add up.
   */
  private static final class Person {
    final int id;
    final double firstSeen;
    double lastSeen;
    Detection face;
    double velocityX;
    double velocityY;
    float @Nullable [] look;
    boolean lost;

    Person(int id, double now, Detection face, float @Nullable [] look) {
      this.id = id;
      this.firstSeen = now;
      this.lastSeen = now;
      this.face = face;
      this.look = look;
    }

    BoundingBox boxAt(double now, Frame frame) {
      double travel = COASTING_SECONDS * (1 - Math.exp(-(now - lastSeen) / COASTING_SECONDS));
      BoundingBox box = face.box();
      double x = clamp(box.centerX() + velocityX * travel, frame.width());
      double y = clamp(box.centerY() + velocityY * travel, frame.height());
      return new BoundingBox(x - box.width() / 2, y - box.height() / 2, box.width(), box.height());
    }

    private static double clamp(double centre, int extent) {
      return Math.max(0.5, Math.min(extent - 0.5, centre));
    }

    Detection faceAt(double now, Frame frame) {
      BoundingBox box = boxAt(now, frame);
      double dx = box.x() - face.box().x();
      double dy = box.y() - face.box().y();
      Map<Landmark, Point> moved = new EnumMap<>(Landmark.class);
      face.landmarks()
          .points()
          .forEach((name, point) -> moved.put(name, new Point(point.x() + dx, point.y() + dy)));
      return new Detection(box, face.confidence(), new Landmarks(moved));
    }

    void found(Detection found, double now, boolean merged, float @Nullable [] newLook) {
      double dt = now - lastSeen;
      if (!merged) {
        // The mean velocity since the first sight as long as that is the faster one to learn.
        double share = Math.max(1 - Math.exp(-dt / VELOCITY_SECONDS), dt / (now - firstSeen));
        velocityX += share * ((found.box().centerX() - face.box().centerX()) / dt - velocityX);
        velocityY += share * ((found.box().centerY() - face.box().centerY()) / dt - velocityY);
      }
      if (newLook != null) {
        look =
            look == null ? newLook : Looks.blend(look, newLook, 1 - Math.exp(-dt / LOOK_SECONDS));
      }
      face = found;
      lastSeen = now;
      lost = false;
    }
  }

  @Override
  public List<Track> update(Frame frame, List<Detection> faces) {
    double now = seconds(frame.timestamp());
    people.removeIf(p -> now - p.lastSeen > (p.lost ? graceSeconds : unseenSeconds));
    List<float @Nullable []> looks = looks(frame, faces);
    List<BoundingBox> places = people.stream().map(p -> p.boxAt(now, frame)).toList();
    int[] faceOf = Assignment.solve(costs(now, places, faces, looks));

    boolean[] given = new boolean[faces.size()];
    for (int face : faceOf) {
      if (face >= 0) {
        given[face] = true;
      }
    }
    for (int i = 0; i < people.size(); i++) {
      Person person = people.get(i);
      if (faceOf[i] < 0) {
        person.lost = true;
        continue;
      }
      Detection found = faces.get(faceOf[i]);
      boolean clear = overlap(found, faces) <= TOUCHING_IOU;
      boolean merged = hidesSomeone(found.box(), places, faceOf);
      person.found(found, now, merged, clear && !merged ? looks.get(faceOf[i]) : null);
    }
    people.removeIf(p -> p.lost && now - p.lastSeen > graceSeconds);
    for (int j = 0; j < faces.size(); j++) {
      if (!given[j] && !isSecondFind(faces.get(j), faces, given)) {
        people.add(new Person(++lastId, now, faces.get(j), looks.get(j)));
      }
    }
    return tracks(now, frame, State.SEEN);
  }

  @Override
  public List<Track> predict(Frame frame) {
    return tracks(seconds(frame.timestamp()), frame, State.PREDICTED);
  }

  private List<Track> tracks(double now, Frame frame, State present) {
    List<Track> tracks = new ArrayList<>(people.size());
    for (Person person : people) {
      State state = person.lost ? State.LOST : present;
      Detection face = state == State.SEEN ? person.face : person.faceAt(now, frame);
      tracks.add(new Track(person.id, state, face));
    }
    return tracks;
  }

  private double[][] costs(
      double now, List<BoundingBox> places, List<Detection> faces, List<float @Nullable []> looks) {
    double[][] costs = new double[places.size()][faces.size()];
    for (int i = 0; i < places.size(); i++) {
      Person person = people.get(i);
      for (int j = 0; j < faces.size(); j++) {
        costs[i][j] = cost(person, now, places.get(i), faces.get(j).box(), looks.get(j));
      }
    }
    return costs;
  }

  private static double cost(
      Person person, double now, BoundingBox place, BoundingBox face, float @Nullable [] newLook) {
    double placeSize = Math.sqrt(place.area());
    double faceSize = Math.sqrt(face.area());
    double distance =
        Math.hypot(face.centerX() - place.centerX(), face.centerY() - place.centerY())
            / ((placeSize + faceSize) / 2);
    double unlike = 0;
    boolean stranger = false;
    if (person.look != null && newLook != null) {
      double correlation = Looks.correlation(person.look, newLook);
      unlike = 1 - correlation;
      stranger = correlation < ALIKE;
    }
    boolean sizesFit = Math.max(placeSize, faceSize) <= SIZE_FACTOR * Math.min(placeSize, faceSize);
    if (!sizesFit
        || distance > REACH + REACH_PER_SECOND * (now - person.lastSeen)
        || (distance > NEAR && stranger)) {
      return Assignment.FORBIDDEN;
    }
    return 1 - place.iou(face) + distance / 2 + LOOK_WEIGHT * unlike;
  }

  /** Whether someone who was given no face should be where this one is. */
  private boolean hidesSomeone(BoundingBox found, List<BoundingBox> places, int[] faceOf) {
    for (int i = 0; i < places.size(); i++) {
      if (faceOf[i] < 0 && places.get(i).iou(found) > MERGING_IOU) {
        return true;
      }
    }
    return false;
  }

  private static double overlap(Detection face, List<Detection> faces) {
    return faces.stream()
        .filter(other -> other != face)
        .mapToDouble(other -> other.box().iou(face.box()))
        .max()
        .orElse(0);
  }

  /** Detectors find a face twice at times, above all where two of them meet. */
  private static boolean isSecondFind(Detection face, List<Detection> faces, boolean[] given) {
    for (int j = 0; j < given.length; j++) {
      if (given[j] && faces.get(j).box().iou(face.box()) > MERGING_IOU) {
        return true;
      }
    }
    return false;
  }

  private static List<float @Nullable []> looks(Frame frame, List<Detection> faces) {
    Luma luma = new Luma(frame);
    List<float @Nullable []> looks = new ArrayList<>(faces.size());
    for (Detection face : faces) {
      BoundingBox b = face.box();
      double width = b.width() * LOOK_PART;
      double height = b.height() * LOOK_PART;
      BoundingBox middle =
          new BoundingBox(b.centerX() - width / 2, b.centerY() - height / 2, width, height);
      looks.add(Looks.normalized(luma.thumbnail(middle, LOOK_CELLS, LOOK_SAMPLES), FLAT));
    }
    return looks;
  }

  /** Thumbnails without brightness and contrast: mean 0, length 1. */
  private static final class Looks {
    private Looks() {}

    static float @Nullable [] normalized(float[] values, double flat) {
      double mean = 0;
      for (float value : values) {
        mean += value / values.length;
      }
      double squares = 0;
      for (float value : values) {
        squares += (value - mean) * (value - mean);
      }
      if (Math.sqrt(squares / values.length) < flat) {
        return null;
      }
      float[] look = new float[values.length];
      for (int i = 0; i < look.length; i++) {
        look[i] = (float) ((values[i] - mean) / Math.sqrt(squares));
      }
      return look;
    }

    static double correlation(float[] a, float[] b) {
      double sum = 0;
      for (int i = 0; i < a.length; i++) {
        sum += a[i] * b[i];
      }
      return sum;
    }

    static float[] blend(float[] old, float[] added, double share) {
      float[] sum = new float[old.length];
      for (int i = 0; i < sum.length; i++) {
        sum[i] = (float) (old[i] + share * (added[i] - old[i]));
      }
      float[] look = normalized(sum, 0);
      return look == null ? added : look;
    }
  }
}
