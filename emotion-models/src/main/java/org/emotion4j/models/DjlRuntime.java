package org.emotion4j.models;

import java.util.function.Supplier;
import org.emotion4j.spi.NativeLoading;

/** What holds for all of DJL, whichever engine runs. */
final class DjlRuntime {
  private DjlRuntime() {}

  /**
   * Runs a step of an engine's start. DJL is told to stay off the network first, unless the
   * application has said otherwise: by default it downloads what it misses and, as its first class
   * loads, queries the cloud's metadata address and reports home.
   *
   * <p>DJL looks engines and natives up by the context class loader, which on a pool's thread often
   * sees neither; for the length of the step it is the one that loaded this library.
   */
  static <T> T start(Supplier<T> step) {
    if (System.getenv("DJL_OFFLINE") == null) {
      setUnlessSet("ai.djl.offline", "true");
    }
    setUnlessSet("OPT_OUT_TRACKING", "true");
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(DjlRuntime.class.getClassLoader());
    try {
      return NativeLoading.uninterrupted(step);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** Sets a system property unless it, or the environment variable of that name, is set. */
  static void setUnlessSet(String name, String value) {
    if (System.getProperty(name) == null && System.getenv(name) == null) {
      System.setProperty(name, value);
    }
  }

  /** Whether a class can be found, without loading anything of its jar's natives. */
  static boolean isPresent(String className) {
    try {
      Class.forName(className, false, DjlRuntime.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }
}
