package org.emotion4j;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The points that a detector found on one face, in pixels of the source frame; which ones depends
 * on the detector, and some detectors give none. Immutable.
 *
 * @param points the points by name, iterated in the order of {@link Landmark}; unmodifiable
 */
public record Landmarks(Map<Landmark, Point> points) {
  private static final Landmarks NONE = new Landmarks(Map.of());

  /** Copies the map. */
  public Landmarks {
    EnumMap<Landmark, Point> copy = new EnumMap<>(Landmark.class);
    copy.putAll(points);
    points = Collections.unmodifiableMap(copy);
  }

  /** No landmarks, as a detector without any gives. */
  public static Landmarks none() {
    return NONE;
  }

  /** The point, or empty when the detector does not give it. */
  public Optional<Point> get(Landmark landmark) {
    return Optional.ofNullable(points.get(landmark));
  }

  public boolean isEmpty() {
    return points.isEmpty();
  }

  /** The points that are present, in the order of {@link Landmark}. */
  public List<Point> asList() {
    return List.copyOf(points.values());
  }
}
