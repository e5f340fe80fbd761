package org.emotion4j.opencv;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/**
 * JavaCPP's view of a Mat of OpenCV's own Java classes, for the few calls where only JavaCPP's
 * classes can be freed. The Mat stays its maker's, who keeps it while the view is in use.
 */
final class BorrowedMat {
  private BorrowedMat() {}

  static Mat of(org.opencv.core.Mat mat) {
    return new Mat(new Address(mat.getNativeObjAddr()));
  }

  private static final class Address extends Pointer {
    Address(long value) {
      super((@Nullable Pointer) null);
      address = value;
    }
  }
}
