package org.emotion4j.examples;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import org.emotion4j.EmotionException;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** What the examples share: arguments by picocli, errors as one line and an exit code. */
final class Cli {
  static final int FAILED = 1;
  static final int USAGE = 2;

  private static final class Help {
    @Option(
        names = {"-h", "--help"},
        usageHelp = true,
        description = "Shows this text.")
    boolean asked;
  }

  private Cli() {}

  /** An example's whole {@code main}; JSON is UTF-8, so standard output is, too. */
  static void main(BiFunction<PrintWriter, PrintWriter, Callable<Integer>> example, String[] args) {
    PrintWriter out = new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8));
    PrintWriter err = new PrintWriter(System.err, true);
    int code = run(example.apply(out, err), out, err, args);
    out.flush();
    if (code != 0) {
      // An exception would make Maven print its own page about it.
      System.exit(code);
    }
  }

  /**
   * Runs an example.
   *
   * @return 0, {@link #FAILED}, or {@link #USAGE} when the arguments are not understood
   */
  static int run(Callable<Integer> example, PrintWriter out, PrintWriter err, String... args) {
    CommandLine command =
        new CommandLine(example).addMixin("help", new Help()).setOut(out).setErr(err);
    String name = command.getCommandName();
    command.setParameterExceptionHandler(
        (problem, arguments) -> {
          err.println(name + ": " + problem.getMessage() + " (--help lists the options)");
          return USAGE;
        });
    command.setExecutionExceptionHandler(
        (problem, line, result) -> {
          if (!(problem instanceof EmotionException || problem instanceof IOException)) {
            throw problem; // a bug, whose stack trace is worth reading
          }
          err.println(name + ": " + reason(problem));
          return FAILED;
        });
    return command.execute(args);
  }

  /** Why something failed, in one line. */
  static String reason(Exception problem) {
    String message = String.valueOf(problem.getMessage()).lines().findFirst().orElse("");
    if (problem instanceof NoSuchFileException) {
      return message + ": no such file or folder";
    }
    if (problem instanceof AccessDeniedException) {
      return message + ": access denied";
    }
    return message;
  }
}
