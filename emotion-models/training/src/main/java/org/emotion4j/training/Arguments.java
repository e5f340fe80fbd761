package org.emotion4j.training;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Command-line arguments of the form {@code --key value}, and {@code --flag} without a value. */
final class Arguments {
  private final Map<String, String> values = new HashMap<>();

  /**
   * Parses the arguments of one command.
   *
   * @param keys the keys that take a value
   * @param flags the keys that take none
   * @throws IllegalArgumentException for any other argument; the message lists what is known
   */
  Arguments(List<String> args, Set<String> keys, Set<String> flags) {
    for (int i = 0; i < args.size(); i++) {
      String key = args.get(i);
      if (flags.contains(key)) {
        values.put(key, "true");
      } else if (!keys.contains(key)) {
        throw new IllegalArgumentException(
            "unknown argument '" + key + "', expected some of " + keys + " " + flags);
      } else if (i + 1 == args.size()) {
        throw new IllegalArgumentException(key + " needs a value");
      } else {
        values.put(key, args.get(++i));
      }
    }
  }

  String required(String key) {
    String value = values.get(key);
    if (value == null) {
      throw new IllegalArgumentException(key + " is missing");
    }
    return value;
  }

  Path path(String key) {
    return Path.of(required(key));
  }

  String optional(String key, String otherwise) {
    return values.getOrDefault(key, otherwise);
  }

  boolean has(String key) {
    return values.containsKey(key);
  }
}
