package org.emotion4j.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** Named arrays in a safetensors file, written whole or not at all. */
final class Checkpoint {
  private Checkpoint() {}

  /** Writes the arrays beside the file, then renames: a stop at any moment leaves the old one. */
  static void write(Path file, Map<String, NDArray> arrays) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    Path temporary = Files.createTempFile(parent, file.getFileName().toString(), ".tmp");
    try {
      NDList list = new NDList();
      arrays.forEach(
          (name, array) -> {
            array.setName(name);
            list.add(array);
          });
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(temporary))) {
        list.encode(out, NDList.Encoding.SAFETENSORS);
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      // The engine takes a dot in an array's name for a key of a dictionary.
      arrays.values().forEach(array -> array.setName(null));
      Files.deleteIfExists(temporary);
    }
  }

  /** Reads all arrays of a safetensors or npz file, told by its content, into a manager. */
  static Map<String, NDArray> read(Path file, NDManager manager) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      Map<String, NDArray> arrays = new LinkedHashMap<>();
      for (NDArray array : NDList.decode(manager, in)) {
        arrays.put(array.getName(), array);
      }
      return arrays;
    }
  }
}
