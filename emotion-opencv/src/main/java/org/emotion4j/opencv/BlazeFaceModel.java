package org.emotion4j.opencv;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.emotion4j.ModelException;

/** The two networks of MediaPipe's face detection that are bundled, by Google, Apache-2.0. */
enum BlazeFaceModel {
  /** For faces within some two metres of a camera: 896 anchors on a 16x16 and an 8x8 grid. */
  SHORT_RANGE(
      "face_detection_short_range.tflite",
      229_032,
      "3bc182eb9f33925d9e58b5c8d59308a760f4adea8f282370e428c51212c26633",
      128,
      0.15,
      new BoxHabit(0, 0, 1),
      new int[] {8, 16},
      new int[] {2, 6},
      "classificators",
      "regressors"),
  /** For smaller faces, at nearly four times the cost: 2,304 anchors on a 48x48 grid. */
  FULL_RANGE(
      "face_detection_full_range.tflite",
      1_083_984,
      "99bf9494d84f50acc6617d89873f71bf6635a841ea699c17cb3377f9507cfec3",
      192,
      0.3,
      new BoxHabit(0, 0.064, 0.991),
      new int[] {4},
      new int[] {1},
      "reshaped_classifier_face_4",
      "reshaped_regressor_face_4");

  private final String resource;
  private final int size;
  private final String sha256;
  private final int side;
  private final double borderForLargeFaces;
  private final BoxHabit habit;
  private final int[] strides;
  private final int[] anchorsPerCell;
  private final String scoreOutput;
  private final String boxOutput;

  BlazeFaceModel(
      String resource,
      int size,
      String sha256,
      int side,
      double borderForLargeFaces,
      BoxHabit habit,
      int[] strides,
      int[] anchorsPerCell,
      String scoreOutput,
      String boxOutput) {
    this.resource = resource;
    this.size = size;
    this.sha256 = sha256;
    this.side = side;
    this.borderForLargeFaces = borderForLargeFaces;
    this.habit = habit;
    this.strides = strides;
    this.anchorsPerCell = anchorsPerCell;
    this.scoreOutput = scoreOutput;
    this.boxOutput = boxOutput;
  }

  /** Width and height of the input in pixels. */
  int side() {
    return side;
  }

  /**
   * Border on each side, as a fraction of the input, with which faces that fill the frame are found
   * best. Measured on 1,500 FER2013 pictures, which are all face: without a border the short-range
   * network finds 93 % and the full-range one 18 %, with it 99 % and 94 %.
   */
  double borderForLargeFaces() {
    return borderForLargeFaces;
  }

  /** What makes its boxes those of the short-range network. */
  BoxHabit habit() {
    return habit;
  }

  /** Name of the output with a logit an anchor. */
  String scoreOutput() {
    return scoreOutput;
  }

  /** Name of the output with box and keypoints of each anchor. */
  String boxOutput() {
    return boxOutput;
  }

  /** The anchors' centres in input pixels, x and y in turn, in the order of the outputs. */
  float[] anchors() {
    int count = 0;
    for (int i = 0; i < strides.length; i++) {
      int cells = side / strides[i];
      count += cells * cells * anchorsPerCell[i];
    }
    float[] centres = new float[2 * count];
    int next = 0;
    for (int i = 0; i < strides.length; i++) {
      int cells = side / strides[i];
      for (int y = 0; y < cells; y++) {
        for (int x = 0; x < cells; x++) {
          for (int a = 0; a < anchorsPerCell[i]; a++) {
            centres[next++] = (x + 0.5f) * strides[i];
            centres[next++] = (y + 0.5f) * strides[i];
          }
        }
      }
    }
    return centres;
  }

  /**
   * The file's bytes.
   *
   * @throws ModelException if it is missing from the jar, or its size or hash is another
   */
  byte[] load() {
    try (InputStream stream = BlazeFaceModel.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new ModelException(
            resource
                + " is missing: emotion-opencv's jar has it beside its classes; a repackaged"
                + " application must keep it");
      }
      byte[] bytes = stream.readAllBytes();
      String found = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
      if (bytes.length != size || !found.equals(sha256)) {
        throw new ModelException(
            resource
                + " has "
                + bytes.length
                + " bytes and SHA-256 "
                + found
                + ", expected "
                + size
                + " and "
                + sha256
                + ": restore emotion-opencv's jar");
      }
      return bytes;
    } catch (IOException e) {
      throw new ModelException(resource + " cannot be read: " + e, e);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
