package org.emotion4j.examples;

import java.util.Locale;
import java.util.Optional;

/** The platforms with natives. */
enum Platform {
  LINUX_X86_64("linux-x86_64", "linux-x86_64"),
  LINUX_ARM64("linux-arm64", "linux-aarch64"),
  MACOS_ARM64("macosx-arm64", "osx-aarch64"),
  MACOS_X86_64("macosx-x86_64", ""),
  WINDOWS_X86_64("windows-x86_64", "win-x86_64");

  private final String openCv;
  private final String pyTorch;

  Platform(String openCv, String pyTorch) {
    this.openCv = openCv;
    this.pyTorch = pyTorch;
  }

  /** The one that this process runs on, or empty when there are no natives for it. */
  static Optional<Platform> current() {
    String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String system =
        name.startsWith("mac") ? "macosx" : name.startsWith("windows") ? "windows" : name;
    String arch = System.getProperty("os.arch", "");
    String processor =
        switch (arch) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm64";
          default -> arch;
        };
    for (Platform platform : values()) {
      if (platform.openCv.equals(system + "-" + processor)) {
        return Optional.of(platform);
      }
    }
    return Optional.empty();
  }

  /** The classifier of the jars of JavaCPP, OpenBLAS, OpenCV and FFmpeg. */
  String openCv() {
    return openCv;
  }

  /** The classifier of PyTorch's jar; empty where there is none. */
  String pyTorch() {
    return pyTorch;
  }

  @Override
  public String toString() {
    return openCv;
  }
}
