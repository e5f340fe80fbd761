package org.emotion4j.internal;

import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.emotion4j.Frame;
import org.emotion4j.Landmark;
import org.emotion4j.Landmarks;
import org.emotion4j.Point;
import org.emotion4j.model.CropRule;
import org.emotion4j.spi.Detection;
import org.emotion4j.spi.FaceCrop;
import org.emotion4j.stream.FaceQuality;
import org.emotion4j.stream.FaceQuality.Reason;
import org.emotion4j.stream.QualityThresholds;

/** Measures how well a face can be read; {@link FaceQuality} says what each measure is. */
final class QualityMeter {
  private static final int WHITE = 250;

  /** How far the tip of the nose stands before the eyes, in distances between the eyes. */
  private static final double NOSE_DEPTH = 0.6;

  /** Where the mouth is below the eyes on a level crop, in distances between the eyes. */
  private static final double MOUTH_BELOW_EYES = 1.1;

  /** Half the side of the windows around eyes and mouth, in distances between the eyes. */
  private static final double WINDOW = 0.3;

  /** A share of the face outside the frame counts for as much of a cover. */
  private static final double OUTSIDE_FACTOR = 2;

  /** No face counts for nothing, so that a smoother always moves on. */
  private static final double LEAST_WEIGHT = 0.05;

  private final QualityThresholds thresholds;
  private final CropRule rule;

  QualityMeter(QualityThresholds thresholds, CropRule rule) {
    this.thresholds = thresholds;
    this.rule = rule;
  }

  FaceQuality measure(Frame frame, Detection face, FaceCrop crop, boolean unreadable) {
    float[] luma = luma(crop);
    double mean = 0;
    int white = 0;
    for (float value : luma) {
      mean += value / luma.length;
      white += value > WHITE ? 1 : 0;
    }
    double size = Math.sqrt(face.box().area());
    double sharpness = sharpness(luma, crop.width(), crop.height(), mean);
    double brightness = mean / 255;
    double clipped = (double) white / luma.length;
    OptionalDouble yaw = yaw(face.landmarks());
    double outside = 1 - DetectionFilter.clip(face.box(), frame).area() / face.box().area();
    double covered =
        Math.max(
            hiddenStructure(luma, crop.width(), crop.height()),
            Math.min(1, OUTSIDE_FACTOR * outside));

    Set<Reason> reasons = EnumSet.noneOf(Reason.class);
    double weight =
        atLeast(size, thresholds.minSize(), Reason.TINY, reasons)
            * atLeast(sharpness, thresholds.minSharpness(), Reason.BLURRED, reasons)
            * atLeast(brightness, thresholds.minBrightness(), Reason.DARK, reasons)
            * atMost(clipped, thresholds.maxClipped(), Reason.OVEREXPOSED, reasons)
            * atMost(Math.abs(yaw.orElse(0)), thresholds.maxYaw(), Reason.TURNED, reasons)
            * atLeast(1 - covered, 1 - thresholds.maxCovered(), Reason.COVERED, reasons);
    if (unreadable) {
      reasons.add(Reason.UNREADABLE);
      weight = 0;
    }
    return new FaceQuality(
        size,
        sharpness,
        brightness,
        clipped,
        yaw,
        roll(face.landmarks(), frame.rotation()),
        covered,
        Math.max(LEAST_WEIGHT, weight),
        reasons);
  }

  /** 1 from one and a half times the threshold on, a half at it, 0 up to half of it. */
  private static double atLeast(double value, double min, Reason reason, Set<Reason> reasons) {
    if (value < min) {
      reasons.add(reason);
    }
    return min == 0 ? 1 : Math.max(0, Math.min(1, value / min - 0.5));
  }

  /** 1 up to half the threshold, a half at it, 0 from one and a half times the threshold on. */
  private static double atMost(double value, double max, Reason reason, Set<Reason> reasons) {
    if (value > max) {
      reasons.add(reason);
    }
    return max == 0 ? (value > 0 ? 0 : 1) : Math.max(0, Math.min(1, 1.5 - value / max));
  }

  private static float[] luma(FaceCrop crop) {
    byte[] pixels = crop.pixels();
    float[] luma = new float[crop.width() * crop.height()];
    for (int i = 0; i < luma.length; i++) {
      luma[i] =
          crop.channels() == 1
              ? pixels[i] & 0xff
              : Luma.luma(pixels[3 * i] & 0xff, pixels[3 * i + 1] & 0xff, pixels[3 * i + 2] & 0xff);
    }
    return luma;
  }

  private static double sharpness(float[] luma, int width, int height, double mean) {
    double variance = 0;
    for (float value : luma) {
      variance += (value - mean) * (value - mean) / luma.length;
    }
    if (variance < 1 || width < 3 || height < 3) {
      return 0;
    }
    double sum = 0;
    double squares = 0;
    for (int y = 1; y < height - 1; y++) {
      for (int x = 1; x < width - 1; x++) {
        int i = y * width + x;
        double laplacian =
            luma[i - 1] + luma[i + 1] + luma[i - width] + luma[i + width] - 4 * luma[i];
        sum += laplacian;
        squares += laplacian * laplacian;
      }
    }
    int n = (width - 2) * (height - 2);
    return (squares / n - (sum / n) * (sum / n)) / variance;
  }

  /** What the plainest of both eyes and mouth lacks beside the richest, from 0 to 1. */
  private double hiddenStructure(float[] luma, int width, int height) {
    double eyes = rule.eyeDistance() / 2;
    double[] structure = {
      structure(luma, width, height, rule.eyesX() - eyes, rule.eyesY()),
      structure(luma, width, height, rule.eyesX() + eyes, rule.eyesY()),
      structure(
          luma, width, height, rule.eyesX(), rule.eyesY() + MOUTH_BELOW_EYES * rule.eyeDistance())
    };
    double least = Math.min(structure[0], Math.min(structure[1], structure[2]));
    double most = Math.max(structure[0], Math.max(structure[1], structure[2]));
    return most == 0 ? 1 : 1 - least / most;
  }

  /** The root mean square of the differences between neighbours around a place of the crop. */
  private double structure(float[] luma, int width, int height, double centerX, double centerY) {
    double half = WINDOW * rule.eyeDistance();
    int left = Math.max(0, (int) Math.round((centerX - half) * width));
    int right = Math.min(width - 1, (int) Math.round((centerX + half) * width));
    int top = Math.max(0, (int) Math.round((centerY - half) * height));
    int bottom = Math.min(height - 1, (int) Math.round((centerY + half) * height));
    double squares = 0;
    int n = 0;
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        int i = y * width + x;
        double dx = luma[i + 1] - luma[i];
        double dy = luma[i + width] - luma[i];
        squares += dx * dx + dy * dy;
        n++;
      }
    }
    return n == 0 ? 0 : Math.sqrt(squares / n);
  }

  private static OptionalDouble yaw(Landmarks landmarks) {
    Optional<Point> right = landmarks.get(Landmark.RIGHT_EYE);
    Optional<Point> left = landmarks.get(Landmark.LEFT_EYE);
    Optional<Point> nose = landmarks.get(Landmark.NOSE_TIP);
    if (right.isEmpty() || left.isEmpty() || nose.isEmpty()) {
      return OptionalDouble.empty();
    }
    double dx = left.get().x() - right.get().x();
    double dy = left.get().y() - right.get().y();
    double distance = Math.hypot(dx, dy);
    if (distance == 0) {
      return OptionalDouble.empty();
    }
    double middleX = (left.get().x() + right.get().x()) / 2;
    double middleY = (left.get().y() + right.get().y()) / 2;
    double aside = ((nose.get().x() - middleX) * dx + (nose.get().y() - middleY) * dy) / distance;
    return OptionalDouble.of(Math.toDegrees(Math.atan2(aside, NOSE_DEPTH * distance)));
  }

  private static OptionalDouble roll(Landmarks landmarks, int rotation) {
    Optional<Point> right = landmarks.get(Landmark.RIGHT_EYE);
    Optional<Point> left = landmarks.get(Landmark.LEFT_EYE);
    if (right.isEmpty() || left.isEmpty()) {
      return OptionalDouble.empty();
    }
    double angle =
        Math.toDegrees(
            Math.atan2(left.get().y() - right.get().y(), left.get().x() - right.get().x()));
    return OptionalDouble.of(Math.IEEEremainder(angle + rotation, 360));
  }
}
