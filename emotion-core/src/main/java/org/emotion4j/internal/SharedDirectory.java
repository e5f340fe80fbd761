package org.emotion4j.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/**
 * A directory of unpacked native libraries that other users may read. Some are unpacked by way of
 * temporary files, which are their owner's alone.
 */
public final class SharedDirectory {
  private static final Set<PosixFilePermission> READ =
      EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);
  private static final Set<PosixFilePermission> ENTER =
      EnumSet.of(PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.OTHERS_EXECUTE);

  private SharedDirectory() {}

  /**
   * Lets everybody read the directory and all below it; on systems without such permissions it only
   * looks.
   *
   * @return whether there is any file in it
   * @throws UncheckedIOException if something cannot be read, or belongs to somebody else and
   *     cannot be changed
   */
  public static boolean open(Path directory) {
    boolean[] found = new boolean[1];
    try {
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes)
                throws IOException {
              allow(path, READ);
              allow(path, ENTER);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes)
                throws IOException {
              if (attributes.isRegularFile()) {
                found[0] = true;
                allow(path, READ);
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found[0];
  }

  private static void allow(Path path, Set<PosixFilePermission> more) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
    if (view == null) {
      return;
    }
    Set<PosixFilePermission> permissions = EnumSet.copyOf(view.readAttributes().permissions());
    if (permissions.addAll(more)) {
      view.setPermissions(permissions);
    }
  }
}
